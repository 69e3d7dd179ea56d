//! Voiding a sale: the items go back on the trolley, the sale stays and says so.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Sale, Trolley, Voided, by_voucher, takings::Movement};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{RefundId, SaleId, TrolleyId, VoucherId},
    intents::{Context, Lane, Rejection, Rule, State},
    refunds::{Refund, RefundRequest, Subject, refund_id},
    vouchers::{self, standing_id},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VoidSale {
    pub sale: SaleId,
    pub trolley: TrolleyId,
    /// Those that paid for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<VoucherId>,
    pub reason: String,
    pub at: Timestamp,
}

impl VoidSale {
    fn refund(&self) -> RefundId {
        refund_id(Subject::Sale { sale: self.sale })
    }
}

impl Rule for VoidSale {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Sale, self.sale)
    }

    fn also(&self) -> Vec<Lane> {
        self.vouchers.iter().map(|it| Lane::of(Kind::VoucherStanding, standing_id(*it))).collect()
    }

    fn permission(&self) -> Permission {
        Permission::Sale
    }

    fn reads(&self) -> Vec<Ref> {
        let always = [
            Ref::new(Kind::Sale, self.sale),
            Ref::new(Kind::Trolley, self.trolley),
            Ref::new(Kind::Refund, self.refund()),
        ];
        always.into_iter().chain(self.vouchers.iter().flat_map(|it| vouchers::reads(*it))).collect()
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        if self.reason.trim().is_empty() {
            return Err(Fault::of("reason", "reason_missing", "Say why the sale is voided.").into());
        }
        let mut sale: Sale = state.need(self.sale)?;
        if sale.voided.is_some() {
            let fault = Fault::new("already_voided", "This sale was voided before.");
            return Err(Rejection::beside(fault, &sale.into()));
        }
        if let Some(refund) = state.get::<Refund>(self.refund())
            && refund.requests.iter().any(RefundRequest::counts)
        {
            let message = "Money of this sale is asked back: refuse the refund first, or leave the sale.";
            return Err(Rejection::beside(Fault::new("sale_refunded", message), &refund.into()));
        }
        if sale.trolley != self.trolley {
            return Err(
                Fault::of("trolley", "other_trolley", "The sale was made from another trolley.").into()
            );
        }
        let mut trolley: Trolley = state.need(self.trolley)?;
        let (lines, tender, total) = (&sale.lines, &sale.tender, sale.total);
        trolley.moved(&Movement { at: self.at, lines, tender, total, sales: -1 })?;
        let vouchers = by_voucher::give_back(&sale, self.at, state, ctx)?;
        sale.voided = Some(Voided { at: self.at, by: ctx.actor.label(), reason: self.reason.clone() });
        Ok([sale.into(), trolley.into()].into_iter().chain(vouchers).collect())
    }
}
