//! Taking a voucher back, and looking at what was given for one that was worth nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Review, Revocation, Voucher, VoucherStanding, VoucherStatus, standing_id};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{RedemptionId, TimelineId, VoucherId},
    intents::{Context, Lane, Rejection, Rule, State},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RevokeVoucher {
    pub voucher: VoucherId,
    pub reason: String,
    pub at: Timestamp,
    pub timeline: TimelineId,
}

impl Rule for RevokeVoucher {
    fn lane(&self) -> Lane {
        Lane::of(Kind::VoucherStanding, standing_id(self.voucher))
    }

    fn permission(&self) -> Permission {
        Permission::VoucherRevoke
    }

    fn reads(&self) -> Vec<Ref> {
        reads(self.voucher)
    }

    fn builds_on(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Voucher, self.voucher)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let reason = said(&self.reason)?;
        let voucher: Voucher = state.need(self.voucher)?;
        let revoked = Revocation { at: self.at, by: ctx.actor.label(), reason: reason.clone() };
        let (standing, voucher) = take_back(state, voucher, revoked)?;
        let summary = format!("{} voucher {} taken back: {reason}", voucher.kind.name(), voucher.number);
        let told = voucher.told(self.timeline, self.at, summary, ctx);
        Ok(vec![standing.into(), voucher.into(), told.into()])
    }
}

/// A supervisor has looked at a loss and says what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReviewLoss {
    pub voucher: VoucherId,
    pub redemption: RedemptionId,
    pub note: String,
    pub at: Timestamp,
}

impl Rule for ReviewLoss {
    fn lane(&self) -> Lane {
        Lane::of(Kind::VoucherStanding, standing_id(self.voucher))
    }

    fn permission(&self) -> Permission {
        Permission::VoucherRevoke
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::VoucherStanding, standing_id(self.voucher))]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let note = said(&self.note)?;
        let mut standing: VoucherStanding = state.need(standing_id(self.voucher))?;
        let of = standing.redemptions.iter_mut().find(|it| it.id == self.redemption);
        let Some(loss) = of.and_then(|it| it.loss.as_mut()) else {
            return Err(Fault::of("redemption", "no_loss", "Nothing was lost by this redemption.").into());
        };
        if loss.reviewed.is_some() {
            let fault = Fault::new("already_reviewed", "A colleague has looked at this before.");
            return Err(Rejection::beside(fault, &standing.into()));
        }
        loss.reviewed = Some(Review { at: self.at, by: ctx.actor.label(), note });
        Ok(vec![standing.into()])
    }
}

/// What a voucher is from now on that nobody may take in any more: tills ask its standing.
pub(crate) fn take_back(
    state: &State,
    mut voucher: Voucher,
    revoked: Revocation,
) -> Result<(VoucherStanding, Voucher), Rejection> {
    let mut standing = standing_of(state, &voucher);
    refuse_unless_open(&standing)?;
    standing.revoked = Some(revoked);
    voucher.status = standing.status();
    Ok((standing, voucher))
}

pub(crate) fn reads(voucher: VoucherId) -> Vec<Ref> {
    vec![Ref::new(Kind::Voucher, voucher), Ref::new(Kind::VoucherStanding, standing_id(voucher))]
}

pub(crate) fn standing_of(state: &State, voucher: &Voucher) -> VoucherStanding {
    untouched_or(state.get::<VoucherStanding>(standing_id(voucher.id)), voucher)
}

pub(super) fn untouched_or(standing: Option<VoucherStanding>, voucher: &Voucher) -> VoucherStanding {
    let mut standing = standing.unwrap_or_else(|| {
        VoucherStanding::untouched(voucher.id, &voucher.number, voucher.kind, voucher.amount)
    });
    standing.passenger = Some(voucher.passenger);
    standing
}

/// A voucher that was taken back or has nothing left stays as it is.
pub(super) fn refuse_unless_open(standing: &VoucherStanding) -> Result<(), Rejection> {
    let fault = match standing.status() {
        VoucherStatus::Issued => return Ok(()),
        VoucherStatus::Revoked => Fault::new("voucher_revoked", "This voucher was taken back before."),
        VoucherStatus::Expired => {
            Fault::new("voucher_expired", "It has expired, and what was left is written off.")
        }
        VoucherStatus::Redeemed => Fault::new("voucher_used_up", "Its whole value was redeemed before."),
    };
    Err(Rejection::beside(fault, &standing.clone().into()))
}

fn said(reason: &str) -> Result<String, Fault> {
    match reason.trim() {
        "" => Err(Fault::of("reason", "reason_missing", "Say why: colleagues and the passenger will ask.")),
        reason => Ok(reason.chars().take(500).collect()),
    }
}
