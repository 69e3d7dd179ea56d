//! Recording a sale. On the desk the stock is checked before; on the backend a sale that was made is
//! always accepted, because the receipt is in the passenger's hand, and the trolley may go below zero:
//! that is a difference for the reconciliation, not a reason to lose a sale.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    ByVoucher, InCash, Paid, Sale, SaleLine, Tender, Trolley, by_miles, order, rates, takings::Movement,
    trolley_id,
};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{FlightId, PassengerId, ProductId, SaleId, TimelineId},
    intents::{Context, Lane, Rejection, Rule, State},
    money::Money,
    policies::{SALES_TAX, versions_of},
    timeline::{TimelineEntry, TimelineKind},
    vouchers::standing_id,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RecordSale {
    pub sale: SaleId,
    pub number: String,
    pub flight: FlightId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    pub lines: Vec<SaleLine>,
    pub tender: Tender,
    pub at: Timestamp,
    pub timeline: TimelineId,
}

impl Rule for RecordSale {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Sale, self.sale)
    }

    fn also(&self) -> Vec<Lane> {
        let of = |(_, it): (_, &ByVoucher)| Lane::of(Kind::VoucherStanding, standing_id(it.voucher));
        self.tender.vouchers().map(of).collect()
    }

    fn permission(&self) -> Permission {
        Permission::Sale
    }

    fn reads(&self) -> Vec<Ref> {
        let always = [
            versions_of(SALES_TAX),
            Ref::new(Kind::Sale, self.sale),
            Ref::new(Kind::Order, self.sale),
            Ref::new(Kind::Trolley, trolley_id(self.flight)),
        ];
        let vouchers = self.tender.voucher_reads(self.sale, self.at);
        always.into_iter().chain(vouchers).chain(self.tender.price_reads()).collect()
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        if state.has(Kind::Sale, self.sale) {
            return Err(Fault::new("sale_exists", "This sale is recorded already.").into());
        }
        let total = total_of(&self.lines)?;
        self.tender.check(total)?;
        self.check_prices(total, state)?;
        self.check_tax(state)?;
        let mut trolley: Trolley = state.need(trolley_id(self.flight))?;
        let sold = Movement { at: self.at, lines: &self.lines, tender: &self.tender, total, sales: 1 };
        trolley.moved(&sold)?;
        let vouchers = self.tender.take_in(self.sale, self.at, state, ctx)?;
        let order = order::paid(state, self.sale);
        let sale = Sale {
            id: self.sale,
            number: self.number.clone(),
            flight: self.flight,
            trolley: trolley.id,
            seat: self.seat.clone(),
            passenger: self.passenger,
            lines: self.lines.clone(),
            total,
            tender: self.tender.kept(),
            voided: None,
            sold_at: self.at,
            // After a crash somebody else may be at the desk when the terminal says that it was paid.
            sold_by: order.as_ref().map_or_else(|| ctx.actor.label(), |it| it.placed_by.clone()),
            device: ctx.device,
            rest: Default::default(),
        };
        let told = self.passenger.map(|passenger| self.told(passenger, total, ctx).into());
        let order = order.map(Entity::from);
        Ok([sale.into(), trolley.into()].into_iter().chain(order).chain(told).chain(vouchers).collect())
    }
}

impl RecordSale {
    /// Nobody makes a rate of their own, or a price in miles.
    fn check_prices(&self, total: Money, state: &State) -> Result<(), Fault> {
        self.tender.parts(total).into_iter().try_for_each(|part| match part.paid {
            Paid::Cash(InCash { rate: Some(rate), .. }) => rates::check(&rate, state),
            Paid::Miles(miles) => by_miles::check(&miles, part.amount, state),
            Paid::Cash(_) | Paid::Card(_) | Paid::Voucher(_) => Ok(()),
        })
    }

    #[cfg(feature = "rules")]
    fn check_tax(&self, state: &State) -> Result<(), Fault> {
        super::SalesTax::check_lines(state, crate::vouchers::day(self.at), &self.lines)
    }

    #[cfg(not(feature = "rules"))]
    fn check_tax(&self, _: &State) -> Result<(), Fault> {
        Ok(())
    }

    fn told(&self, passenger: PassengerId, total: Money, ctx: &Context) -> TimelineEntry {
        let items: Vec<String> = self.lines.iter().map(|l| format!("{} × {}", l.quantity, l.name)).collect();
        TimelineEntry {
            id: self.timeline,
            passenger,
            at: self.at,
            kind: TimelineKind::Purchase,
            summary: format!("{} ({total})", items.join(", ")),
            place: ctx.actor.station.clone(),
            by: ctx.actor.label(),
            link: Some(Ref::new(Kind::Sale, self.sale)),
            rest: Default::default(),
        }
    }
}

/// What the desk asks before it has an order paid: is it all on the trolley?
///
/// # Errors
/// `out_of_stock`, with what is left.
pub fn check_stock(lines: &[SaleLine], trolley: &Trolley) -> Result<(), Fault> {
    for (product, quantity) in quantities(lines) {
        let left = trolley.on_hand.get(&product).copied().unwrap_or(0);
        if quantity > left {
            let line = lines.iter().find(|l| l.product == product);
            let name = line.map(|l| l.name.as_str()).unwrap_or_default();
            let message = format!("{left} of {name} left: change the order.");
            return Err(Fault::of("lines", "out_of_stock", message));
        }
    }
    Ok(())
}

/// Units per product, for lines that name one product twice.
pub(super) fn quantities(lines: &[SaleLine]) -> BTreeMap<ProductId, i64> {
    let mut sums = BTreeMap::new();
    for line in lines {
        *sums.entry(line.product).or_default() += line.quantity;
    }
    sums
}

/// The sum of the lines: at least one, each of 1 to 99 units, prices not negative, one currency.
pub fn total_of(lines: &[SaleLine]) -> Result<Money, Fault> {
    let first = lines.first().ok_or_else(|| Fault::of("lines", "order_empty", "Choose something first."))?;
    lines.iter().try_fold(Money::zero(first.unit.currency), |sum, line| {
        if !(1..=99).contains(&line.quantity) || line.unit.minor < 0 {
            return Err(Fault::of("lines", "bad_quantity", "Give a quantity from 1 to 99."));
        }
        sum.plus(line.unit.times(line.quantity)?)
    })
}
