//! An order that a card is to pay. It is saved before the terminal is asked, so that wherever a desk dies it knows
//! what to ask the terminal about; a card that is refused leaves a failed order, and nothing moved.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ByCard, InCash, Paid, Part, Sale, SaleLine, Tender, record::total_of};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref, Rest},
    ids::{DeviceId, FlightId, PassengerId, SaleId},
    intents::{Context, Lane, Rejection, Rule, State},
    money::Money,
};

/// An order on its way to be paid. Its id is that of the sale that it becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Order {
    pub id: SaleId,
    pub number: String,
    pub flight: FlightId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    pub lines: Vec<SaleLine>,
    pub total: Money,
    /// What vouchers and miles pay for, with the codes of vouchers while it is no sale.
    #[serde(default, alias = "vouchers", skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Part>,
    /// What the card is asked for; the rest was handed over in cash.
    pub card: Money,
    pub state: OrderState,
    pub placed_at: Timestamp,
    pub placed_by: String,
    /// Whose terminal was asked.
    pub device: DeviceId,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

/// How far an order has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OrderState {
    /// The terminal may have been asked, and nobody knows its answer.
    Placed,
    /// It is a sale.
    Paid,
    /// Nothing was sold, and the card was not charged or was given back.
    Failed { code: String, at: Timestamp },
}

impl Order {
    pub fn is_open(&self) -> bool {
        self.state == OrderState::Placed
    }

    /// How it was paid, once the terminal has charged the card.
    ///
    /// # Errors
    /// `parts_differ` where the card is asked for more than the total.
    pub fn tender(&self, card: ByCard) -> Result<Tender, Fault> {
        if self.card == self.total {
            return Ok(Tender::Card(card));
        }
        let mut parts = self.beside.clone();
        let cash = rest(self.total, self.card, &self.beside)?;
        if cash.minor > 0 {
            parts.push(Part { amount: cash, paid: Paid::Cash(InCash::of(cash, cash, None)?) });
        }
        parts.push(Part { amount: self.card, paid: Paid::Card(card) });
        Ok(Tender::Split { parts })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PlaceOrder {
    pub sale: SaleId,
    pub number: String,
    pub flight: FlightId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    pub lines: Vec<SaleLine>,
    /// What vouchers and miles pay for.
    #[serde(default, alias = "vouchers", skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Part>,
    pub card: Money,
    pub at: Timestamp,
}

impl Rule for PlaceOrder {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Sale, self.sale)
    }

    fn permission(&self) -> Permission {
        Permission::Sale
    }

    fn reads(&self) -> Vec<Ref> {
        of_order(self.sale)
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        if state.has(Kind::Order, self.sale) || state.has(Kind::Sale, self.sale) {
            return Err(Fault::new("order_exists", "This order is there already.").into());
        }
        let total = total_of(&self.lines)?;
        let cash = rest(total, self.card, &self.beside).ok();
        if self.card.minor <= 0 || cash.is_none_or(|cash| cash.minor < 0) {
            let message = "A card pays for a part of the order or for all of it: say again how it is paid.";
            return Err(Fault::of("tender", "parts_differ", message).into());
        }
        let order = Order {
            id: self.sale,
            number: self.number.clone(),
            flight: self.flight,
            seat: self.seat.clone(),
            passenger: self.passenger,
            lines: self.lines.clone(),
            total,
            beside: self.beside.clone(),
            card: self.card,
            state: OrderState::Placed,
            placed_at: self.at,
            placed_by: ctx.actor.label(),
            device: ctx.device,
            rest: Rest::default(),
        };
        Ok(vec![order.into()])
    }
}

/// Nothing comes of an order: the card was declined, or nobody ever asked it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FailOrder {
    pub sale: SaleId,
    /// Of the fault that the person was told: `card_declined`, `card_not_asked`, `given_up`.
    pub code: String,
    pub at: Timestamp,
}

impl Rule for FailOrder {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Sale, self.sale)
    }

    fn permission(&self) -> Permission {
        Permission::Sale
    }

    fn reads(&self) -> Vec<Ref> {
        of_order(self.sale)
    }

    fn decide(&self, state: &State, _: &Context) -> Result<Vec<Entity>, Rejection> {
        let mut order: Order = state.need(self.sale)?;
        if let Some(sale) = state.get::<Sale>(self.sale) {
            let message = "This order was paid: void the sale instead.";
            return Err(Rejection::beside(Fault::new("order_paid", message), &sale.into()));
        }
        if !order.is_open() {
            let fault = Fault::new("order_over", "This order is over: nothing more to do.");
            return Err(Rejection::beside(fault, &order.into()));
        }
        order.state = OrderState::Failed { code: self.code.clone(), at: self.at };
        order.beside.clear();
        Ok(vec![order.into()])
    }
}

/// What is handed over in cash, where a card and what is beside it pay for their parts.
fn rest(total: Money, card: Money, beside: &[Part]) -> Result<Money, Fault> {
    let others = beside.iter().map(|part| part.amount).chain([card]);
    others.into_iter().try_fold(total, |rest, part| rest.plus(part.times(-1)?))
}

fn of_order(sale: SaleId) -> Vec<Ref> {
    vec![Ref::new(Kind::Order, sale), Ref::new(Kind::Sale, sale)]
}

/// The order that a sale comes of, where it changes by that: who placed it has sold it.
pub(super) fn paid(state: &State, sale: SaleId) -> Option<Order> {
    let order = state.get::<Order>(sale).filter(|it| it.state != OrderState::Paid)?;
    // Its sale keeps what paid; nobody needs the codes of the vouchers any more.
    Some(Order { state: OrderState::Paid, beside: Vec::new(), ..order })
}
