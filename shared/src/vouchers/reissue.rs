//! Giving a voucher out anew, on another paper: the passenger lost the first, or cannot read it. The paper says
//! which copy it is, and earlier ones are void.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Voucher, code,
    revoke::{reads, refuse_unless_open, standing_of},
    standing_id,
};
use crate::{
    Fault,
    access::Permission,
    devices::Allowance,
    entity::{Entity, Kind, Ref},
    ids::{AllowanceId, TimelineId, VoucherId},
    intents::{Context, Lane, Rejection, Rule, State},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReissueVoucher {
    pub voucher: VoucherId,
    /// Of the device that signs anew. Nothing is spent of it: the voucher is worth what it was worth.
    pub allowance: AllowanceId,
    pub code: String,
    pub at: Timestamp,
    pub timeline: TimelineId,
}

impl Rule for ReissueVoucher {
    fn lane(&self) -> Lane {
        Lane::of(Kind::VoucherStanding, standing_id(self.voucher))
    }

    fn permission(&self) -> Permission {
        Permission::VoucherIssue
    }

    fn reads(&self) -> Vec<Ref> {
        let mut all = reads(self.voucher);
        all.push(Ref::new(Kind::Allowance, self.allowance));
        all
    }

    fn builds_on(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Voucher, self.voucher)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let mut voucher: Voucher = state.need(self.voucher)?;
        let mut standing = standing_of(state, &voucher);
        refuse_unless_open(&standing)?;
        if self.at > voucher.expires_at {
            return Err(
                Fault::new("voucher_expired", "It has expired: nothing can be given out anew.").into()
            );
        }
        let allowance: Allowance = state.need(self.allowance)?;
        if allowance.device != ctx.device {
            return Err(
                Fault::new("allowance_of_other_device", "This device may not spend that allowance.").into()
            );
        }
        let signed = code::verify(&self.code, &allowance.device_key)?;
        let same = signed.voucher == voucher.id
            && signed.allowance == allowance.id
            && signed.kind == voucher.kind.name()
            && signed.amount == voucher.amount
            && signed.place == voucher.station
            && signed.expires.as_second() == voucher.expires_at.as_second();
        if !same {
            return Err(code::forged().into());
        }
        if signed.copy() != standing.copy + 1 {
            let fault =
                Fault::new("reissued_meanwhile", "A colleague gave out a newer copy: print that one.");
            return Err(Rejection::beside(fault, &standing.into()));
        }
        standing.copy = signed.copy();
        voucher.copy = signed.copy();
        voucher.code = self.code.clone();
        let (kind, number, copy) = (voucher.kind.name(), &voucher.number, voucher.copy);
        let summary = format!("{kind} voucher {number} given out anew, copy {copy}");
        let told = voucher.told(self.timeline, self.at, summary, ctx);
        Ok(vec![standing.into(), voucher.into(), told.into()])
    }
}
