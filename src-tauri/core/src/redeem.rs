//! Vouchers at a till: looked at, taken in, taken back, given out anew. All of it works without a network; what
//! two desks cannot know of each other comes out as a loss when the backend hears of both.

use std::borrow::Cow;

use airside_shared::{
    Fault,
    access::{Permission, Role, grant},
    devices,
    entity::{Kind, Ref},
    ids::{PassengerId, VoucherId, read_out},
    intents::Intent,
    ipc::{
        CheckVoucherArgs, LossRow, RedeemArgs, RedeemPage, RedemptionRow, ReviewLossArgs, RevokeVoucherArgs,
        Saved, SupplierRow, VoucherArgs, VoucherCheck,
    },
    policies::Table,
    trips::Trip,
    vouchers::{
        Issuer, Known, RedeemVoucher, Redemption, ReissueVoucher, ReviewLoss, RevokeVoucher, Supplier, Till,
        Verdict, Voucher, VoucherStanding, VoucherTerms, code, issuer_id, standing_id, verify,
    },
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    act::Act,
    clock::clock,
    desk::Desk,
    policies,
    store::{self, meta, rows},
    view,
};

/// Losses that are shown at once.
const LOSSES: u32 = 100;

impl Desk {
    /// Whether a voucher that is shown is good, and for how much; if not, why.
    pub fn check_voucher(&self, args: &CheckVoucherArgs) -> Result<VoucherCheck, Fault> {
        let (session, _) = self.authorise(Permission::VoucherRedeem)?;
        let now = self.around.now();
        self.store()?.read(|db| {
            let code = match args.voucher {
                Some(id) => rows::need::<Voucher>(db, id)?.code,
                None => args.code.trim().to_owned(),
            };
            let seen = Seen::of(db, &code, now)?;
            let terms = &seen.terms;
            let supplier = args.supplier.as_deref().map(|code| supplier(terms, code)).transpose()?;
            let verdict = seen.verdict(db, &code, supplier, args.pnr.as_deref(), now)?;
            let of = terms.of(verdict.kind)?;
            let held = seen.voucher.is_some();
            let may = |permission| grant(session.actor.role, permission).allowed;
            let open = held && verdict.left.minor > 0;
            let (voucher, expires) = (verdict.signed.voucher, verdict.signed.expires);
            Ok(VoucherCheck {
                voucher,
                number: seen.number(),
                kind: verdict.kind,
                amount: verdict.signed.amount,
                left: verdict.left,
                expires: airside_shared::vouchers::expires(expires).map(|at| clock(&self.config.station, at)),
                copy: verdict.signed.copy(),
                partial: of.partial,
                most: of.unseen(verdict.left.currency).filter(|_| !held),
                passenger: seen
                    .passenger()
                    .filter(|_| may(Permission::PassengerOpen) && session.actor.role != Role::Kiosk),
                redemptions: seen
                    .standing
                    .iter()
                    .flat_map(|it| self.rows_of(it, it.redemptions.iter(), terms))
                    .collect(),
                may_revoke: open && may(Permission::VoucherRevoke),
                may_reissue: open && now <= expires && may(Permission::VoucherIssue),
                state: view::save_state(db, Ref::new(Kind::VoucherStanding, standing_id(voucher)))?,
                place: verdict.signed.place,
                refusal: verdict.refusal,
                code,
            })
        })
    }

    /// Takes a voucher in, wholly or in part. What is asked is asked once more in the transaction that records it.
    pub fn redeem_voucher(&self, args: RedeemArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::VoucherRedeem)?;
        let (now, code) = (self.around.now(), args.code.trim().to_owned());
        let voucher = code::claimed(&code)?.voucher;
        let (number, supplier) = self.store()?.glance(|db| {
            let terms = policies::table::<VoucherTerms>(db, now)?;
            Ok((number_of(db, voucher)?, supplier(&terms, &args.supplier)?.clone()))
        })?;
        let number = number.unwrap_or_else(|| format!("…-{}", read_out(voucher.0, 7)));
        let intent = RedeemVoucher {
            redemption: self.around.id(),
            voucher,
            number: number.clone(),
            code: code.clone(),
            amount: args.amount,
            supplier: supplier.code.clone(),
            at: now,
            timeline: self.around.id(),
        };
        let act = Act {
            intent: intent.clone().into(),
            about: format!("{number} · {} · {}", args.amount, supplier.name),
            passenger: None,
            id: voucher.0,
            reference: Some(number),
            replaces: None,
        };
        self.act_with(act, |tx| {
            let seen = Seen::of(tx, &code, now)?;
            let verdict = seen.verdict(tx, &code, Some(&supplier), args.pnr.as_deref(), now)?;
            intent.check(&verdict, seen.voucher.is_some(), &seen.terms)
        })
    }

    /// Takes a voucher back, with a reason.
    pub fn revoke_voucher(&self, args: RevokeVoucherArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::VoucherRevoke)?;
        let voucher = self.held(args.voucher)?;
        let intent = RevokeVoucher {
            voucher: voucher.id,
            reason: args.reason,
            at: self.around.now(),
            timeline: self.around.id(),
        };
        self.act(about(&voucher, intent.into()))
    }

    /// Gives a voucher out anew, signed by this device; the earlier paper is void.
    pub fn reissue_voucher(&self, args: VoucherArgs) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::VoucherIssue)?;
        let voucher = self.held(args.voucher)?;
        let (copy, pnr, allowance) = self.store()?.read(|db| {
            let standing: Option<VoucherStanding> = rows::get(db, standing_id(voucher.id))?;
            let trip: Option<Trip> = rows::get(db, voucher.trip)?;
            let pnr = trip.map(|trip| trip.pnr).unwrap_or_default();
            Ok((standing.map_or(0, |it| it.copy) + 1, pnr, self.allowance(db)?))
        })?;
        let issuing = self.issuing(session.actor, &allowance)?;
        let intent = ReissueVoucher {
            voucher: voucher.id,
            allowance: allowance.id,
            code: issuing.sign_again(&voucher, copy, &pnr),
            at: self.around.now(),
            timeline: self.around.id(),
        };
        self.act(about(&voucher, intent.into()))
    }

    /// A supervisor has looked at what was given for a voucher that does not cover it.
    pub fn review_loss(&self, args: ReviewLossArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::VoucherRevoke)?;
        let standing: VoucherStanding = self.store()?.read(|db| rows::need(db, standing_id(args.voucher)))?;
        let intent = ReviewLoss {
            voucher: args.voucher,
            redemption: args.redemption,
            note: args.note,
            at: self.around.now(),
        };
        self.act(Act {
            intent: intent.into(),
            about: format!("{} · {}", standing.number, standing.amount),
            passenger: standing.passenger,
            id: args.voucher.0,
            reference: Some(standing.number),
            replaces: None,
        })
    }

    /// Who takes vouchers in here, and the losses that whoever is at work is to look at.
    pub fn redeem_page(&self) -> Result<RedeemPage, Fault> {
        let (session, _) = self.authorise(Permission::VoucherRedeem)?;
        let terms = self.store()?.read(|db| policies::table::<VoucherTerms>(db, self.around.now()))?;
        let row = |it: &Supplier| SupplierRow {
            code: it.code.clone(),
            name: it.name.clone(),
            kinds: it.kinds.clone(),
        };
        let suppliers = terms.suppliers_at(&self.config.station).map(row).collect();
        let losses = match grant(session.actor.role, Permission::VoucherRevoke).allowed {
            true => {
                self.store()?.read(|db| rows::children::<VoucherStanding>(db, store::LOSSES, true, LOSSES))?
            }
            false => Vec::new(),
        };
        let losses = losses.iter().flat_map(|it| self.rows_of(it, it.open_losses(), &terms)).collect();
        Ok(RedeemPage { suppliers, losses })
    }

    fn held(&self, id: VoucherId) -> Result<Voucher, Fault> {
        self.store()?.read(|db| rows::need(db, id))
    }

    fn rows_of<'a>(
        &self,
        standing: &VoucherStanding,
        wanted: impl Iterator<Item = &'a Redemption>,
        terms: &VoucherTerms,
    ) -> Vec<RedemptionRow> {
        let row = |it: &Redemption| RedemptionRow {
            redemption: it.id,
            voucher: standing.voucher,
            number: standing.number.clone(),
            kind: standing.kind,
            amount: it.amount,
            supplier: terms.supplier(&it.supplier).map_or_else(|| it.supplier.clone(), |it| it.name.clone()),
            at: clock(&it.station, it.at),
            by: it.by.clone(),
            device: devices::called(it.device),
            given_back: it.given_back.is_some(),
            loss: it.loss.as_ref().map(|loss| LossRow {
                why: loss.why,
                amount: loss.amount,
                reviewed: loss.reviewed.clone(),
            }),
        };
        wanted.map(row).collect()
    }
}

/// What this device knows of a code.
pub(crate) struct Seen {
    issuers: Vec<Issuer>,
    pub voucher: Option<Voucher>,
    standing: Option<VoucherStanding>,
    pub terms: Cow<'static, Table<VoucherTerms>>,
}

impl Seen {
    pub fn of(db: &Connection, code: &str, at: Timestamp) -> Result<Self, Fault> {
        let claimed = code::claimed(code)?;
        let voucher: Option<Voucher> = rows::get(db, claimed.voucher)?;
        let issuers = match (&claimed.detail, &voucher) {
            (Some(detail), _) => rows::get(db, issuer_id(detail.key))?.into_iter().collect(),
            (None, Some(voucher)) => {
                let mut all: Vec<Issuer> = rows::all(db)?;
                all.retain(|it| it.device == voucher.device);
                all
            }
            (None, None) => Vec::new(),
        };
        let standing = rows::get(db, standing_id(claimed.voucher))?;
        Ok(Self { issuers, voucher, standing, terms: policies::table(db, at)? })
    }

    pub fn verdict(
        &self,
        db: &Connection,
        code: &str,
        supplier: Option<&Supplier>,
        pnr: Option<&str>,
        at: Timestamp,
    ) -> Result<Verdict, Fault> {
        let airline: Option<String> = meta::get(db, "airline_key")?;
        let pnr = pnr.map(str::trim).filter(|pnr| !pnr.is_empty());
        let till = Till { at, supplier, pnr, airline: airline.as_deref(), terms: &self.terms };
        let (voucher, standing) = (self.voucher.as_ref(), self.standing.as_ref());
        verify(code, &till, &Known { issuers: &self.issuers, voucher, standing })
    }

    pub fn number(&self) -> Option<String> {
        let voucher = self.voucher.as_ref().map(|it| it.number.clone());
        voucher.or_else(|| self.standing.as_ref().map(|it| it.number.clone()))
    }

    fn passenger(&self) -> Option<PassengerId> {
        self.voucher.as_ref().map(|it| it.passenger)
    }
}

pub(crate) fn supplier<'a>(terms: &'a VoucherTerms, code: &str) -> Result<&'a Supplier, Fault> {
    terms.supplier(code).ok_or_else(|| {
        Fault::of("supplier", "unknown_supplier", "The airline has no such supplier: choose one of the list.")
    })
}

/// What is on the paper, if this device has heard of the voucher.
fn number_of(db: &Connection, voucher: VoucherId) -> Result<Option<String>, Fault> {
    if let Some(voucher) = rows::get::<Voucher>(db, voucher)? {
        return Ok(Some(voucher.number));
    }
    Ok(rows::get::<VoucherStanding>(db, standing_id(voucher))?.map(|it| it.number))
}

fn about(voucher: &Voucher, intent: Intent) -> Act {
    Act {
        intent,
        about: format!("{} · {}", voucher.number, voucher.amount),
        passenger: Some(voucher.passenger),
        id: voucher.id.0,
        reference: Some(voucher.number.clone()),
        replaces: None,
    }
}
