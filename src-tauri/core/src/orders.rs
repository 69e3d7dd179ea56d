//! An order that a card is to pay: saved, then the terminal is asked, then it is a sale or has failed. Whatever comes
//! between, the order is there and says what to ask the terminal about; nothing is ever charged again to find out.

use airside_shared::{
    Fault,
    access::Permission,
    entity::{Kind, Ref},
    flights::Flight,
    ids::SaleId,
    intents::{Context, Lane, Rule},
    ipc::{OrderArgs, OrderRow, Saved},
    money::Currency,
    sales::{
        ByCard, FailOrder, OfflineCards, Order, OrderState, PlaceOrder, ReadCard, RecordSale, Sale,
        denied_card_id,
    },
    sync::EntryState,
};
use rusqlite::Connection;

use crate::{
    act::Act,
    clock::clock,
    desk::{Desk, lock},
    policies,
    store::{OPEN_ORDERS, queue, rows},
    terminal::Answer,
    view,
};

/// Orders that are read at once.
const MOST: u32 = 200;
/// Sales of one flight.
const MOST_SALES: u32 = 2_000;
const RECORD_SALE: &str = "record_sale";

impl Desk {
    /// Saves the order, has the card charged, and sells.
    pub(crate) fn pay_by_card(&self, intent: PlaceOrder, who: &str) -> Result<Saved, Fault> {
        let _till = lock(&self.till);
        let (id, card) = (intent.sale, intent.card);
        self.act(Act {
            about: format!("{} · {card} · {who}", intent.number),
            passenger: intent.passenger,
            reference: Some(intent.number.clone()),
            intent: intent.into(),
            id: id.0,
            replaces: None,
        })?;
        let order: Order = self.store()?.read(|db| rows::need(db, id))?;
        // A terminal that cannot say whose card it is charges it all the same, as far as cards that nobody knows may pay.
        if let Some(par) = self.terminal.read(id)
            && let Err(refused) = self.takes(&order, &par)
        {
            self.fail(&order, &refused.code)?;
            return Err(refused);
        }
        let answer = self.terminal.charge(id, self.around.bytes());
        self.settle(&order, answer)
    }

    /// Whether the card that the terminal has read may pay for an order.
    fn takes(&self, order: &Order, par: &str) -> Result<(), Fault> {
        let (_, grant) = self.authorise(Permission::Sale)?;
        let now = self.around.now();
        self.store()?.read(|db| {
            let denied = rows::get(db, denied_card_id(par))?;
            let sales: Vec<Sale> = rows::children(db, order.flight.0.as_bytes(), true, MOST_SALES)?;
            let card = ReadCard { paid: paid_by(&sales, par, order.card.currency), denied };
            policies::table::<OfflineCards>(db, now)?.takes(order.card, &card, grant.limited, now)
        })
    }

    /// Asks the terminal what became of an order.
    pub fn ask_terminal(&self, args: OrderArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::Sale)?;
        let _till = lock(&self.till);
        let order = self.open_order(args.order)?;
        self.settle(&order, self.terminal.asked(order.id))
    }

    /// The terminal says nothing, and the order is not waited for any more.
    pub fn give_up_order(&self, args: OrderArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::Sale)?;
        let _till = lock(&self.till);
        let order = self.open_order(args.order)?;
        self.terminal.reverse(order.id);
        self.fail(&order, "given_up")
    }

    /// After a start: what the program was about when it ended is gone on with.
    pub(crate) fn go_on_with_orders(&self) -> Result<(), Fault> {
        if self.authorise(Permission::Sale).is_err() {
            return Ok(());
        }
        // Somebody is paying right now: that one goes on by itself.
        let Ok(_till) = self.till.try_lock() else { return Ok(()) };
        let device = self.device()?;
        let open: Vec<Order> = self.store()?.read(|db| rows::children(db, OPEN_ORDERS, false, MOST))?;
        for order in open.into_iter().filter(|it| it.device == device) {
            // Somebody gave the sale up: what becomes of the card is theirs to say.
            if !self.sold_as(order.id)?.is_empty() {
                continue;
            }
            if let Err(fault) = self.settle(&order, self.terminal.asked(order.id)) {
                tracing::info!(code = %fault.code, order = %order.number, "an order that was under way");
            }
        }
        Ok(())
    }

    fn open_order(&self, id: SaleId) -> Result<Order, Fault> {
        let order: Order = self.store()?.read(|db| rows::need(db, id))?;
        if !order.is_open() {
            return Err(Fault::new("order_over", "This order is over: nothing more to do."));
        }
        if order.device != self.device()? {
            let message = "Another device's terminal was asked: have it asked there.";
            return Err(Fault::new("order_elsewhere", message));
        }
        if self.sold_as(order.id)?.iter().any(|state| *state != EntryState::Superseded) {
            let message = "It was paid, and its sale needs attention: settle it on the queue page.";
            return Err(Fault::new("order_in_queue", message));
        }
        Ok(order)
    }

    /// What became of this device's sale of an order.
    fn sold_as(&self, order: SaleId) -> Result<Vec<EntryState>, Fault> {
        let lane = Lane::of(Kind::Sale, order);
        let all = self.store()?.read(|db| queue::in_lane(db, &lane))?;
        Ok(all.into_iter().filter(|it| it.entry.kind == RECORD_SALE).map(|it| it.state).collect())
    }

    fn settle(&self, order: &Order, answer: Answer) -> Result<Saved, Fault> {
        match answer {
            Answer::Charged(card) => self.sell(order, card),
            Answer::Declined => {
                self.fail(order, "card_declined")?;
                let message =
                    "The card was declined and nothing was taken: ask for another card, or take cash.";
                Err(Fault::of("tender", "card_declined", message))
            }
            Answer::NotCharged => {
                self.fail(order, "card_not_asked")?;
                let message = "The card was not charged: begin the order again.";
                Err(Fault::of("tender", "card_not_asked", message))
            }
            Answer::Nothing => {
                let message = "The terminal does not answer, and the card may have been charged. The order is kept: ask \
                               the terminal again before you take anything else.";
                Err(Fault::of("tender", "card_unknown", message))
            }
        }
    }

    fn sell(&self, order: &Order, card: ByCard) -> Result<Saved, Fault> {
        let intent = RecordSale {
            sale: order.id,
            number: order.number.clone(),
            flight: order.flight,
            seat: order.seat.clone(),
            passenger: order.passenger,
            lines: order.lines.clone(),
            tender: order.tender(card)?,
            at: self.around.now(),
            timeline: self.around.id(),
        };
        // What cannot be recorded, because its trolley is gone, goes back to the card. Where only the disk failed the
        // order stays as it is, and the terminal is asked again.
        if let Some(refused) = self.ruled_out(&intent)? {
            self.terminal.reverse(order.id);
            self.fail(order, &refused.code)?;
            return Err(refused);
        }
        let (id, about) = (order.id.0, format!("{} · {}", order.number, order.total));
        let (passenger, reference) = (order.passenger, Some(order.number.clone()));
        self.act(Act { intent: intent.into(), about, passenger, id, reference, replaces: None }).map_err(
            |fault| {
                let why = &fault.message;
                let message = format!(
                    "The card was charged, and the sale could not be saved: {why} Then ask the terminal."
                );
                Fault::of("tender", "sale_unsaved", message)
            },
        )
    }

    /// Why the rule would refuse a sale, if it would.
    fn ruled_out(&self, intent: &RecordSale) -> Result<Option<Fault>, Fault> {
        let session = self.session()?;
        let (device, op) = (self.device()?, self.around.id());
        let ctx = Context { now: intent.at, actor: session.actor, device, op };
        let state = self.store()?.read(|db| rows::state(db, &intent.reads()))?;
        Ok(intent.decide(&state, &ctx).err().map(|refused| refused.fault))
    }

    fn fail(&self, order: &Order, code: &str) -> Result<Saved, Fault> {
        let intent = FailOrder { sale: order.id, code: code.into(), at: self.around.now() };
        self.act(Act {
            intent: intent.into(),
            about: format!("{} · {}", order.number, order.total),
            passenger: order.passenger,
            id: order.id.0,
            reference: Some(order.number.clone()),
            replaces: None,
        })
    }

    /// The orders of a flight that are no sales.
    pub(crate) fn orders(&self, db: &Connection, flight: &Flight) -> Result<Vec<OrderRow>, Fault> {
        let device = self.device()?;
        let all: Vec<Order> = rows::children(db, flight.id.0.as_bytes(), true, MOST)?;
        let row = |it: Order| {
            Ok(OrderRow {
                id: it.id,
                at: clock(&flight.from, it.placed_at),
                state: view::save_state(db, Ref::new(Kind::Order, it.id))?,
                here: it.device == device,
                failed: match it.state {
                    OrderState::Failed { code, .. } => Some(code),
                    OrderState::Placed | OrderState::Paid => None,
                },
                number: it.number,
                by: it.placed_by,
                seat: it.seat,
                lines: it.lines,
                total: it.total,
                card: it.card,
            })
        };
        all.into_iter().filter(|it| it.state != OrderState::Paid).map(row).collect()
    }
}

/// What a card paid of these sales, in minor units.
fn paid_by(sales: &[Sale], par: &str, currency: Currency) -> i64 {
    let standing = sales.iter().filter(|it| it.voided.is_none() && it.total.currency == currency);
    let by_it = standing.filter_map(|it| it.tender.by_card(it.total));
    let sums = by_it.filter(|(_, card)| card.par.as_deref() == Some(par)).map(|(paid, _)| paid.minor);
    sums.fold(0, i64::saturating_add)
}
