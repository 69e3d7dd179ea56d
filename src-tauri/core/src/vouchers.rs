//! Issuing the meal voucher that an assessment offers, signed on this device within its allowance.

use airside_shared::{
    Fault, Language,
    access::Permission,
    devices::Allowance,
    flights::Flight,
    ids::{OpId, Uuid, VoucherId, read_out},
    ipc::{AssessArgs, Saved},
    passengers::Passenger,
    vouchers::{Basis, IssueVoucher, VoucherKind, code},
};
use jiff::SignedDuration;
use rusqlite::Connection;

use crate::{
    act::Act,
    desk::{Desk, lock},
    store::rows,
};

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
        let (passenger, flight, allowance) = self.store()?.read(|db| {
            let trip: airside_shared::trips::Trip = rows::need(db, args.trip)?;
            let passenger: Passenger = rows::need(db, trip.passenger)?;
            Ok((passenger, rows::need::<Flight>(db, args.flight)?, self.allowance(db)?))
        })?;
        let (voucher, at): (VoucherId, _) = (self.around.id(), self.around.now());
        let expires_at = at.saturating_add(SignedDuration::from_hours(MEAL_HOURS)).unwrap_or(at);
        let signed = code::Signed {
            voucher,
            allowance: allowance.id,
            kind: VoucherKind::Meal.name().into(),
            amount: offer.amount,
            expires: expires_at,
            place: session.actor.station.clone(),
        };
        let seed = lock(&self.ring).as_ref().map_err(Clone::clone)?.signing_seed()?;
        let number = number("MV", voucher.0);
        let intent = IssueVoucher {
            voucher,
            number: number.clone(),
            timeline: self.around.id(),
            kind: VoucherKind::Meal,
            amount: offer.amount,
            passenger: passenger.id,
            trip: args.trip,
            flight: args.flight,
            allowance: allowance.id,
            at,
            expires_at,
            code: code::sign(&signed, &ed25519_dalek::SigningKey::from_bytes(&seed)),
            basis: Basis {
                law: "AIRLINE_CARE".into(),
                policy: offer.policy,
                because: offer.because.iter().map(|c| c.because.in_words(Language::En)).collect(),
                said: offer.because.into_iter().map(|c| c.because).collect(),
            },
        };
        self.act(Act {
            intent: intent.into(),
            about: format!("{} · {} · {}", passenger.name.full(), offer.amount, flight.designator()),
            passenger: Some(passenger.id),
            id: voucher.0,
            reference: Some(number),
            replaces,
        })
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

/// A number that people can read out: a prefix and seven letters of the id.
pub fn number(prefix: &str, id: Uuid) -> String {
    format!("{prefix}-{}", read_out(id, 7))
}
