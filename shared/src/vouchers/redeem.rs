//! Redeeming. The desk asks [`super::verify`] before it records; what was recorded happened, so the backend takes it
//! however the voucher stands by then, and what the voucher does not cover is a loss that a supervisor sees.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Issuer, Loss, LossReason, Redemption, Voucher, VoucherKind, VoucherStanding, VoucherTerms, code,
    issuer_id, standing_id, verify,
};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{RedemptionId, TimelineId, VoucherId},
    intents::{Context, Lane, Rejection, Rule, State},
    money::Money,
    policies::{Table, VOUCHERS, versions_of},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RedeemVoucher {
    pub redemption: RedemptionId,
    pub voucher: VoucherId,
    /// What is printed on it, as far as the desk knew.
    pub number: String,
    pub code: String,
    /// What was given for it.
    pub amount: Money,
    /// Who gave it.
    pub supplier: String,
    pub at: Timestamp,
    pub timeline: TimelineId,
}

impl Rule for RedeemVoucher {
    fn lane(&self) -> Lane {
        Lane::of(Kind::VoucherStanding, standing_id(self.voucher))
    }

    fn permission(&self) -> Permission {
        Permission::VoucherRedeem
    }

    fn reads(&self) -> Vec<Ref> {
        let detail = code::claimed(&self.code).ok().and_then(|signed| signed.detail);
        let issuer = detail.map(|detail| Ref::new(Kind::Issuer, issuer_id(detail.key)));
        let always = [
            Ref::new(Kind::VoucherStanding, standing_id(self.voucher)),
            Ref::new(Kind::Voucher, self.voucher),
            versions_of(VOUCHERS),
        ];
        always.into_iter().chain(issuer).collect()
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let voucher: Option<Voucher> = state.get(self.voucher);
        let (signed, trusted) = self.signed(state, voucher.as_ref())?;
        let kind = VoucherKind::of(&signed.kind)?;
        let terms = Table::<VoucherTerms>::of(state, super::day(self.at))?;
        terms.supplier(&self.supplier).ok_or_else(unknown_supplier)?;
        if signed.voucher != self.voucher || self.amount.currency != signed.amount.currency {
            return Err(code::forged().into());
        }
        let partial = terms.of(kind)?.partial;
        if self.amount.minor <= 0
            || self.amount.minor > signed.amount.minor
            || (!partial && self.amount != signed.amount)
        {
            let message = format!("The voucher is worth {}: record what was given for it.", signed.amount);
            return Err(Fault::of("amount", "voucher_not_enough", message).into());
        }
        let standing = state.get::<VoucherStanding>(standing_id(self.voucher));
        let mut standing = standing.unwrap_or_else(|| {
            let number = voucher.as_ref().map_or(&self.number, |voucher| &voucher.number);
            VoucherStanding::untouched(self.voucher, number, kind, signed.amount)
        });
        if standing.redemptions.iter().any(|it| it.id == self.redemption) {
            return Err(Fault::new("redemption_exists", "This redemption is recorded already.").into());
        }
        let loss = self.loss(&signed, &standing, trusted);
        standing.redemptions.push(Redemption {
            id: self.redemption,
            amount: self.amount,
            supplier: self.supplier.clone(),
            at: self.at,
            by: ctx.actor.label(),
            device: ctx.device,
            station: ctx.actor.station.clone(),
            copy: signed.copy(),
            loss,
            given_back: None,
        });
        let Some(mut voucher) = voucher else { return Ok(vec![standing.into()]) };
        standing.passenger = Some(voucher.passenger);
        voucher.status = standing.status();
        let (kind, number, supplier) = (voucher.kind.name(), &voucher.number, &self.supplier);
        let summary = format!("{} of {kind} voucher {number} redeemed at {supplier}", self.amount);
        let told = voucher.told(self.timeline, self.at, summary, ctx);
        Ok(vec![standing.into(), voucher.into(), told.into()])
    }
}

impl RedeemVoucher {
    /// What the code says, if it is genuine, and whether whoever signed it is still to be trusted.
    fn signed(&self, state: &State, voucher: Option<&Voucher>) -> Result<(code::Signed, bool), Fault> {
        let claimed = code::claimed(&self.code)?;
        if voucher.is_some_and(|voucher| voucher.code == self.code) {
            return Ok((claimed, true));
        }
        let issuer = claimed.detail.and_then(|detail| state.get::<Issuer>(issuer_id(detail.key)));
        let issuer = issuer.ok_or_else(|| {
            let message = "No device that is known has signed this: keep the voucher and call a supervisor.";
            Fault::of("code", "voucher_unknown_issuer", message)
        })?;
        let signed = code::verify(&self.code, &issuer.key)?;
        Ok((signed, issuer.withdrawn.is_none() || voucher.is_some()))
    }

    /// What the voucher does not cover of what was given for it.
    fn loss(&self, signed: &code::Signed, standing: &VoucherStanding, trusted: bool) -> Option<Loss> {
        let of =
            |why, minor| Some(Loss { why, amount: Money::new(minor, self.amount.currency), reviewed: None });
        let whole = |why| of(why, self.amount.minor);
        if standing.revoked.is_some() {
            whole(LossReason::Revoked)
        } else if !trusted {
            whole(LossReason::IssuerWithdrawn)
        } else if signed.copy() < standing.copy {
            whole(LossReason::VoidCopy)
        } else if self.at > signed.expires {
            whole(LossReason::Expired)
        } else {
            let short = self.amount.minor - standing.left().minor.max(0);
            if short > 0 { of(LossReason::UsedUp, short) } else { None }
        }
    }

    /// What the desk asks before it records.
    pub fn check(&self, verdict: &verify::Verdict, held: bool, terms: &VoucherTerms) -> Result<(), Fault> {
        if let Some(refusal) = &verdict.refusal {
            return Err(refusal.clone());
        }
        verify::check_amount(verdict, self.amount, terms, held)
    }
}

fn unknown_supplier() -> Fault {
    Fault::of("supplier", "unknown_supplier", "The airline has no such supplier: choose one of the list.")
}
