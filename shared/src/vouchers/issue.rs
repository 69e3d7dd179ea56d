//! Issuing a voucher: once per claim, within the device's allowance, to a passenger who still is on the
//! disrupted flight.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Basis, Claim, NEVER, Voucher, VoucherKind, VoucherStanding, VoucherStatus, VoucherTerms, code, day,
    standing_id,
};
use crate::{
    Fault,
    access::Permission,
    devices::Allowance,
    entity::{Entity, Kind, Ref},
    ids::{AllowanceId, ClaimId, FlightId, PassengerId, TimelineId, TripId, VoucherId, derived},
    intents::{Context, Lane, Rejection, Rule, State},
    ledger::REFUND,
    money::Money,
    policies::{Table, VOUCHERS, versions_of},
    timeline::{TimelineEntry, TimelineKind},
    trips::Trip,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IssueVoucher {
    pub voucher: VoucherId,
    pub number: String,
    pub timeline: TimelineId,
    pub kind: VoucherKind,
    pub amount: Money,
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
    pub allowance: AllowanceId,
    pub at: Timestamp,
    pub expires_at: Timestamp,
    pub code: String,
    pub basis: Basis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
}

/// The passenger's own, informed agreement to take a voucher in the place of money that is due to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Agreement {
    pub passenger: PassengerId,
    pub at: Timestamp,
    /// BCP 47.
    pub language: String,
    /// What they were shown, word for word.
    pub words: String,
    /// The money that they could have had.
    pub instead_of: Money,
}

/// The claim that a voucher settles.
pub fn claim_id(passenger: PassengerId, flight: FlightId, kind: VoucherKind, law: &str) -> ClaimId {
    derived("claim", &[passenger.0.as_bytes(), flight.0.as_bytes(), kind.name().as_bytes(), law.as_bytes()])
}

impl IssueVoucher {
    fn claim(&self) -> ClaimId {
        claim_id(self.passenger, self.flight, self.kind, &self.basis.law)
    }
}

impl Rule for IssueVoucher {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Voucher, self.voucher)
    }

    fn permission(&self) -> Permission {
        Permission::VoucherIssue
    }

    fn reads(&self) -> Vec<Ref> {
        vec![
            Ref::new(Kind::Claim, self.claim()),
            Ref::new(Kind::Trip, self.trip),
            Ref::new(Kind::Allowance, self.allowance),
            // A till may have taken it in before this arrives.
            Ref::new(Kind::VoucherStanding, standing_id(self.voucher)),
            versions_of(VOUCHERS),
        ]
    }

    /// A voucher for the flight to which this desk has just moved the passenger.
    fn builds_on(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Trip, self.trip)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        if self.basis.law.starts_with(REFUND) {
            let message = "A voucher instead of a refund is given by granting the refund: ask for one.";
            return Err(Fault::of("law", "refund_not_granted", message).into());
        }
        self.issued(state, ctx)
    }
}

impl IssueVoucher {
    /// Issued by this act, or by the last yes to a refund, whose own rule has weighed it.
    pub(crate) fn issued(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        if let Some(claim) = state.get::<Claim>(self.claim()) {
            let fault =
                Fault::new("already_issued", "This was already issued for this flight: reprint it instead.");
            return Err(Rejection::beside(fault, &claim.into()));
        }
        let trip: Trip = state.need(self.trip)?;
        if trip.passenger != self.passenger || trip.segment_on(self.flight).is_none() {
            let fault =
                Fault::of("flight", "passenger_rebooked", "The passenger is no longer on that flight.");
            return Err(Rejection::beside(fault, &trip.into()));
        }
        let allowance: Allowance = state.need(self.allowance)?;
        if allowance.device != ctx.device {
            return Err(
                Fault::new("allowance_of_other_device", "This device may not spend that allowance.").into()
            );
        }
        let allowance = allowance.spend(self.kind, self.amount, self.at)?;
        self.within_terms(state, ctx)?;
        code::verify(&self.code, &allowance.device_key)?.agrees_with(self)?;
        let claim = Claim {
            id: self.claim(),
            passenger: self.passenger,
            flight: self.flight,
            kind: self.kind,
            law: self.basis.law.clone(),
            voucher: self.voucher,
            file: None,
            rest: Default::default(),
        };
        let mut voucher = self.voucher(claim.id, ctx);
        let mut changes: Vec<Entity> = vec![self.told(ctx).into(), claim.into(), allowance.into()];
        if let Some(mut standing) = state.get::<VoucherStanding>(standing_id(self.voucher)) {
            standing.passenger = Some(self.passenger);
            voucher.status = standing.status();
            changes.push(standing.into());
        }
        changes.insert(0, voucher.into());
        Ok(changes)
    }

    /// What the airline's terms say of the kind: to whose limit, for how long, with whose agreement.
    fn within_terms(&self, state: &State, ctx: &Context) -> Result<(), Fault> {
        let table = Table::<VoucherTerms>::of(state, day(self.at))?;
        table.permits(self.kind, ctx.actor.role, self.amount)?;
        let terms = table.of(self.kind)?;
        let until = terms.until(&self.basis.law, self.at);
        if until == NEVER && self.expires_at != NEVER {
            let message = "Under this law it must be good for ever: issue it anew.";
            return Err(Fault::of("expires_at", "must_not_expire", message));
        }
        // The code has whole seconds.
        if self.expires_at.as_second() > until.as_second() {
            let message = format!("The airline's terms give it {} hours.", terms.hours);
            return Err(Fault::of("expires_at", "expires_too_late", message));
        }
        // A refund's own request says what the passenger chose, and its rule what it comes to.
        if !terms.agreement || self.basis.law.starts_with(REFUND) {
            return Ok(());
        }
        let agreed = self
            .agreement
            .as_ref()
            .filter(|it| it.passenger == self.passenger && !it.words.trim().is_empty() && it.at <= self.at);
        let Some(agreed) = agreed else {
            let message =
                "A voucher in the place of money needs the passenger's agreement: show them the words.";
            return Err(Fault::of("agreement", "agreement_missing", message));
        };
        if self.amount != terms.instead_of(agreed.instead_of)? {
            let message = "The credit is not what the terms give for the money: decide again.";
            return Err(Fault::of("amount", "amount_not_of_terms", message));
        }
        Ok(())
    }

    fn voucher(&self, claim: ClaimId, ctx: &Context) -> Voucher {
        Voucher {
            id: self.voucher,
            number: self.number.clone(),
            kind: self.kind,
            amount: self.amount,
            passenger: self.passenger,
            trip: self.trip,
            flight: self.flight,
            claim,
            allowance: self.allowance,
            issued_at: self.at,
            issued_by: ctx.actor.label(),
            device: ctx.device,
            station: ctx.actor.station.clone(),
            expires_at: self.expires_at,
            code: self.code.clone(),
            copy: 0,
            status: VoucherStatus::Issued,
            agreement: self.agreement.clone(),
            basis: self.basis.clone(),
            rest: Default::default(),
        }
    }

    fn told(&self, ctx: &Context) -> TimelineEntry {
        TimelineEntry {
            id: self.timeline,
            passenger: self.passenger,
            at: self.at,
            kind: TimelineKind::Compensation,
            summary: format!("{} voucher {} of {}", self.kind.name(), self.number, self.amount),
            place: ctx.actor.station.clone(),
            by: ctx.actor.label(),
            link: Some(Ref::new(Kind::Voucher, self.voucher)),
            rest: Default::default(),
        }
    }
}
