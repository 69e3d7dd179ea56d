//! Issuing the meal voucher that an assessment offers, signed on this device within its allowance.

use airside_shared::{
    Fault, Language,
    access::Permission,
    devices::Allowance,
    ids::{AllowanceId, OpId, Uuid, VoucherId, read_out},
    intents::Actor,
    ipc::{AssessArgs, MealOffer, Saved},
    vouchers::{Basis, IssueVoucher, VoucherKind, code},
};
use ed25519_dalek::SigningKey;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::{
    act::Act,
    compensation::{Subject, subject},
    desk::{Desk, lock},
    store::rows,
};

/// The law of claims on the airline's own care.
pub(crate) const AIRLINE_CARE: &str = "AIRLINE_CARE";

/// Hours that a meal voucher can be redeemed.
const MEAL_HOURS: i64 = 24;

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
        let issuing = self.issuing(session.actor, allowance.id)?;
        self.act(Act { replaces, ..issuing.meal(self, &of, offer) })
    }

    /// What all vouchers that are issued now have in common.
    pub(crate) fn issuing(&self, actor: Actor, allowance: AllowanceId) -> Result<Issuing, Fault> {
        let at = self.around.now();
        let expires_at = at.saturating_add(SignedDuration::from_hours(MEAL_HOURS)).unwrap_or(at);
        let seed = lock(&self.ring).as_ref().map_err(Clone::clone)?.signing_seed()?;
        Ok(Issuing { station: actor.station, allowance, at, expires_at, key: SigningKey::from_bytes(&seed) })
    }

    /// What this device may still issue.
    pub(crate) fn allowance(&self, db: &Connection) -> Result<Allowance, Fault> {
        let device = self.device()?;
        let now = self.around.now();
        let mut own: Vec<Allowance> = rows::all(db)?;
        own.retain(|a| a.device == device);
        own.sort_by_key(|a| (a.expires_at < now, std::cmp::Reverse(a.expires_at)));
        own.into_iter().next().ok_or_else(|| {
            Fault::new("no_allowance", "This device has no allowance yet: it comes with the first sync.")
        })
    }
}

/// Vouchers being issued by whoever is at work, within an allowance.
pub(crate) struct Issuing {
    station: String,
    allowance: AllowanceId,
    at: Timestamp,
    expires_at: Timestamp,
    key: SigningKey,
}

impl Issuing {
    /// The act that issues a meal voucher to one passenger.
    pub fn meal(&self, desk: &Desk, of: &Subject, offer: MealOffer) -> Act {
        let voucher: VoucherId = desk.around.id();
        let signed = code::Signed {
            voucher,
            allowance: self.allowance,
            kind: VoucherKind::Meal.name().into(),
            amount: offer.amount,
            expires: self.expires_at,
            place: self.station.clone(),
        };
        let number = number("MV", voucher.0);
        let intent = IssueVoucher {
            voucher,
            number: number.clone(),
            timeline: desk.around.id(),
            kind: VoucherKind::Meal,
            amount: offer.amount,
            passenger: of.passenger.id,
            trip: of.trip.id,
            flight: of.flight.id,
            allowance: self.allowance,
            at: self.at,
            expires_at: self.expires_at,
            code: code::sign(&signed, &self.key),
            basis: Basis {
                law: AIRLINE_CARE.into(),
                policy: offer.policy,
                because: offer.because.iter().map(|c| c.because.in_words(Language::En)).collect(),
                said: offer.because.into_iter().map(|c| c.because).collect(),
            },
        };
        Act {
            intent: intent.into(),
            about: format!("{} · {} · {}", of.passenger.name.full(), offer.amount, of.flight.designator()),
            passenger: Some(of.passenger.id),
            id: voucher.0,
            reference: Some(number),
            replaces: None,
        }
    }
}

/// A number that people can read out: a prefix and seven letters of the id.
pub fn number(prefix: &str, id: Uuid) -> String {
    format!("{prefix}-{}", read_out(id, 7))
}
