//! Issuing the vouchers that an assessment offers, signed on this device within its allowance.

use std::borrow::Cow;

use airside_shared::{
    Fault, Language,
    access::Permission,
    devices::Allowance,
    ids::{AllowanceId, OpId, PassengerId, Uuid, VoucherId, read_out},
    intents::Actor,
    ipc::{AgreementArgs, AgreementText, AssessArgs, Instead, IssueOfferArgs, Saved},
    money::Money,
    policies::Table,
    vouchers::{Agreement, Basis, IssueVoucher, Voucher, VoucherTerms, code},
};
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    act::Act,
    compensation::{Subject, subject},
    desk::{Desk, lock},
    offers::What,
    policies,
    print::speech::Speech,
    store::{meta, rows},
};

/// Seconds by which a till's clock may be behind that of the desk that issued.
const CLOCKS_APART: i64 = 900;

impl Desk {
    /// Issues what [`Desk::assess`] offers; the amount is the policy's, never the window's.
    pub fn issue_meal_voucher(&self, args: AssessArgs) -> Result<Saved, Fault> {
        self.issue_meal_instead(args, None)
    }

    /// The same in the place of a refused entry.
    pub(crate) fn issue_meal_instead(
        &self,
        args: AssessArgs,
        replaces: Option<OpId>,
    ) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::VoucherIssue)?;
        let assessment = self.assess(args)?;
        let Some(offer) = assessment.meal else {
            return Err(match assessment.issued.is_empty() {
                true => Fault::new("nothing_due", "The policy gives no meal for this wait."),
                false => Fault::new(
                    "already_issued",
                    "This was already issued for this flight: reprint it instead.",
                ),
            });
        };
        let (of, allowance) =
            self.store()?.read(|db| Ok((subject(db, &args.into())?, self.allowance(db)?)))?;
        let issuing = self.issuing(session.actor, &allowance)?;
        self.act(Act { replaces, ..issuing.one(self, &of, What::meal(offer))? })
    }

    /// Issues another of the vouchers that [`Desk::assess`] offers, with the passenger's agreement where it stands
    /// in the place of money.
    pub fn issue_offer(&self, args: &IssueOfferArgs) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::VoucherIssue)?;
        let offers = self.assess(args.of())?.offers;
        let offer = offers.into_iter().find(|offer| offer.kind == args.kind).ok_or_else(|| {
            Fault::of("kind", "not_offered", "This is not offered now, or was issued already: look again.")
        })?;
        let amount = match (offer.chosen, args.amount) {
            (false, _) => offer.amount,
            (true, Some(chosen)) if chosen.currency == offer.amount.currency && chosen.minor > 0 => chosen,
            (true, _) => {
                let message = format!("Give an amount up to {}.", offer.amount);
                return Err(Fault::of("amount", "amount_not_positive", message));
            }
        };
        if amount.minor > offer.amount.minor {
            let message = format!("Above {}, which your role may give: ask a supervisor.", offer.amount);
            return Err(Fault::of("amount", "over_limit", message));
        }
        let (of, allowance) = self.store()?.read(|db| Ok((subject(db, &args.of())?, self.allowance(db)?)))?;
        let (who, at) = (of.passenger.id, self.around.now());
        let agree = |due| agreement(args.agreed.as_ref(), who, due, Instead::Credit(amount), at);
        let agreement = offer.instead_of.map(agree).transpose()?;
        let what = What::of(offer, amount, agreement);
        self.act(self.issuing(session.actor, &allowance)?.one(self, &of, what)?)
    }

    /// The words that a passenger is shown before they take credit in the place of money.
    pub fn agreement_text(&self, args: &AgreementArgs) -> Result<AgreementText, Fault> {
        self.session()?;
        Ok(agreement_text(&args.language, args.instead_of, args.given))
    }

    /// What all vouchers that are issued now have in common.
    pub(crate) fn issuing(&self, actor: Actor, allowance: &Allowance) -> Result<Issuing, Fault> {
        let at = self.around.now();
        let seed = lock(&self.ring).as_ref().map_err(Clone::clone)?.signing_seed()?;
        Ok(Issuing {
            station: actor.station,
            allowance: allowance.id,
            at,
            terms: self.store()?.read(|db| policies::table(db, at))?,
            key: SigningKey::from_bytes(&seed),
        })
    }

    /// What this device may still issue.
    pub(crate) fn allowance(&self, db: &Connection) -> Result<Allowance, Fault> {
        let device = self.device()?;
        let now = self.around.now();
        let mut own: Vec<Allowance> = rows::all(db)?;
        own.retain(|a| a.device == device);
        own.sort_by_key(|a| (a.expires_at < now, std::cmp::Reverse(a.expires_at)));
        let own = own.into_iter().next().ok_or_else(|| {
            Fault::new("no_allowance", "This device has no allowance yet: it comes with the first sync.")
        })?;
        let airline: Option<String> = meta::get(db, "airline_key")?;
        match airline {
            // One that was given before allowances were signed is good until it expires.
            Some(airline) if !own.signature.is_empty() && !own.is_of(&airline) => {
                let message = "This device's allowance is not as the airline gave it: call security.";
                Err(Fault::new("allowance_forged", message))
            }
            _ => Ok(own),
        }
    }
}

/// The words in the passenger's language.
fn agreement_text(language: &str, instead_of: Money, given: Instead) -> AgreementText {
    let speech = Speech::of(language);
    let due = ("due", &*instead_of.to_string());
    let words = match given {
        Instead::Credit(amount) => speech.fill("voucher.agreement", &[due, ("credit", &amount.to_string())]),
        Instead::Miles(miles) => speech.fill("miles.agreement", &[due, ("miles", &miles.to_string())]),
    };
    AgreementText { language: speech.language().to_owned(), words }
}

/// What is kept of a passenger's yes: nothing but the very words that this desk shows.
pub(crate) fn agreement(
    agreed: Option<&AgreementText>,
    passenger: PassengerId,
    instead_of: Money,
    given: Instead,
    at: Timestamp,
) -> Result<Agreement, Fault> {
    let shown = |it: &&AgreementText| **it == agreement_text(&it.language, instead_of, given);
    let AgreementText { language, words } = agreed.filter(shown).cloned().ok_or_else(|| {
        let message = "Something else than money needs the passenger's agreement: show them the words.";
        Fault::of("agreement", "agreement_missing", message)
    })?;
    Ok(Agreement { passenger, at, language, words, instead_of })
}

/// Vouchers being issued by whoever is at work, within an allowance.
pub(crate) struct Issuing {
    station: String,
    allowance: AllowanceId,
    at: Timestamp,
    pub terms: Cow<'static, Table<VoucherTerms>>,
    key: SigningKey,
}

impl Issuing {
    /// The act that issues one voucher to one passenger.
    pub fn one(&self, desk: &Desk, of: &Subject, what: What) -> Result<Act, Fault> {
        let terms = self.terms.of(what.kind)?;
        let voucher: VoucherId = desk.around.id();
        let expires_at = terms.until(&what.law, self.at);
        let signed = code::Signed {
            voucher,
            allowance: self.allowance,
            kind: what.kind.name().into(),
            amount: what.amount,
            expires: expires_at,
            place: self.station.clone(),
            detail: Some(self.detail(voucher, 0, &of.trip.pnr, self.at)),
        };
        let number = number(&terms.prefix, voucher.0);
        let intent = IssueVoucher {
            voucher,
            number: number.clone(),
            timeline: desk.around.id(),
            kind: what.kind,
            amount: what.amount,
            passenger: of.passenger.id,
            trip: of.trip.id,
            flight: of.flight.id,
            allowance: self.allowance,
            at: self.at,
            expires_at,
            code: code::sign(&signed, &self.key),
            basis: Basis {
                law: what.law,
                policy: what.policy,
                because: what.because.iter().map(|said| said.in_words(Language::En)).collect(),
                said: what.because,
            },
            agreement: what.agreement,
        };
        Ok(Act {
            intent: intent.into(),
            about: format!("{} · {} · {}", of.passenger.name.full(), what.amount, of.flight.designator()),
            passenger: Some(of.passenger.id),
            id: voucher.0,
            reference: Some(number),
            replaces: None,
        })
    }

    /// The code of another paper of a voucher that was issued before.
    pub fn sign_again(&self, voucher: &Voucher, copy: u32, pnr: &str) -> String {
        let signed = code::Signed {
            voucher: voucher.id,
            allowance: self.allowance,
            kind: voucher.kind.name().into(),
            amount: voucher.amount,
            expires: Timestamp::from_second(voucher.expires_at.as_second()).unwrap_or(voucher.expires_at),
            place: voucher.station.clone(),
            detail: Some(self.detail(voucher.id, copy, pnr, voucher.issued_at)),
        };
        code::sign(&signed, &self.key)
    }

    pub fn sign(&self, signed: &code::Signed) -> String {
        code::sign(signed, &self.key)
    }

    pub fn detail(&self, voucher: VoucherId, copy: u32, pnr: &str, from: Timestamp) -> code::Detail {
        code::Detail {
            copy,
            key: code::key_id(&hex::encode(self.key.verifying_key().to_bytes())),
            // A desk whose clock is a little behind takes it in all the same.
            not_before: Timestamp::from_second(from.as_second() - CLOCKS_APART).unwrap_or(from),
            holder: code::holder(voucher, pnr),
        }
    }
}

/// A number that people can read out: a prefix and seven letters of the id.
pub fn number(prefix: &str, id: Uuid) -> String {
    format!("{prefix}-{}", read_out(id, 7))
}
