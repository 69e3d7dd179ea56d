//! Inflight sales: validate, have it paid, record; the stock moves in the same transaction.

use airside_shared::{
    Fault,
    access::Permission,
    entity::Kind,
    flights::Flight,
    ids::SaleId,
    intents::Intent,
    ipc::{
        Counted, FlightArgs, RecordSaleArgs, SaleRow, Saved, TenderArgs, TrolleyItem, TrolleyPage,
        VoidSaleArgs,
    },
    money::{Currency, Money},
    passengers::Passenger,
    sales::{
        CashRate, CashRates, InCash, OfflineCards, Paid, Part, PlaceOrder, Product, RecordSale, Sale,
        SaleLine, SalesTax, Tender, Trolley, Unsent, VoidSale, check_stock, total_of, trolley_id,
    },
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    act::Act,
    clock::clock,
    desk::Desk,
    policies,
    store::{queue, rows},
    view,
    vouchers::number,
};

/// Currencies that the catalogue has prices in.
const CURRENCIES: [Currency; 3] = [Currency::USD, Currency::EUR, Currency::GBP];

impl Desk {
    /// Trolley, catalogue and sales of a flight.
    pub fn trolley(&self, args: FlightArgs) -> Result<TrolleyPage, Fault> {
        self.authorise(Permission::Sale)?;
        let now = self.around.now();
        self.store()?.read(|db| {
            let flight: Flight = rows::need(db, args.flight)?;
            let trolley: Trolley = rows::need(db, trolley_id(args.flight))?;
            let mut items = Vec::with_capacity(trolley.loaded.len());
            for (id, loaded) in &trolley.loaded {
                if let Some(product) = rows::get::<Product>(db, *id)? {
                    let left = trolley.on_hand.get(id).copied().unwrap_or(0);
                    items.push(TrolleyItem { product, left, loaded: *loaded });
                }
            }
            items.sort_by(|a, b| {
                (&a.product.category, &a.product.name).cmp(&(&b.product.category, &b.product.name))
            });
            let sales: Vec<Sale> = rows::children(db, args.flight.0.as_bytes(), true, 500)?;
            Ok(TrolleyPage {
                sales: sales.iter().map(|s| sale_row(db, s, &flight)).collect::<Result<_, _>>()?,
                orders: self.orders(db, &flight)?,
                flight: view::flight(&flight, self.around.now()),
                items,
                currencies: CURRENCIES.to_vec(),
                rates: self.rates(db)?,
                miles: self.miles_prices(db, CURRENCIES)?,
                terminal: self.terminal.view(),
                counted: trolley.closings.iter().max_by_key(|it| it.at).map(|it| Counted {
                    at: clock(&flight.from, it.at),
                    by: it.by.clone(),
                    differs: it.differs(),
                }),
                cards_unheard: policies::table::<OfflineCards>(db, now)?.alarms(&unsent(db)?, now),
                takings: trolley.takings,
            })
        })
    }

    /// Sells. Nothing moves unless it was paid.
    pub fn record_sale(&self, args: RecordSaleArgs) -> Result<Saved, Fault> {
        let (_, grant) = self.authorise(Permission::Sale)?;
        let (lines, trolley, flight, buyer) = self.store()?.glance(|db| {
            let trolley: Trolley = rows::need(db, trolley_id(args.flight))?;
            let buyer = args.passenger.map(|p| rows::need::<Passenger>(db, p)).transpose()?;
            let flight: Flight = rows::need(db, args.flight)?;
            Ok((priced(db, &args, &flight, self.around.now())?, trolley, flight, buyer))
        })?;
        let total = total_of(&lines)?;
        // Before the card is asked: what cannot be handed over is not paid for.
        check_stock(&lines, &trolley)?;
        let sale: SaleId = self.around.id();
        let (number, at) = (number("S", sale.0), self.around.now());
        let seat = args.seat.filter(|s| !s.trim().is_empty()).map(|s| s.trim().chars().take(5).collect());
        let who = buyer.as_ref().map(|b| b.name.full()).unwrap_or_else(|| flight.designator());
        let (flight, passenger) = (args.flight, args.passenger);
        let (mut beside, mut due) = self.paid_by_vouchers(&args.vouchers, total)?;
        if let Some(miles) = self.paid_by_miles(args.miles, buyer.as_ref(), due)? {
            due = due.plus(miles.amount.times(-1)?)?;
            beside.push(miles);
        }
        let tender = match self.paid(&args.tender, due, !beside.is_empty())? {
            Plan::Nothing => Tender::Split { parts: beside },
            Plan::Cash(cash) if beside.is_empty() => Tender::Cash(cash),
            Plan::Cash(cash) => {
                let in_cash = Part { amount: due, paid: Paid::Cash(cash) };
                Tender::Split { parts: [beside, vec![in_cash]].concat() }
            }
            Plan::Card(card) => {
                self.check_card(card, grant.limited)?;
                let order = PlaceOrder { sale, number, flight, seat, passenger, lines, beside, card, at };
                return self.pay_by_card(order, &who);
            }
        };
        let intent = RecordSale {
            sale,
            number: number.clone(),
            flight,
            seat,
            passenger,
            lines,
            tender,
            at,
            timeline: self.around.id(),
        };
        self.act(Act {
            about: format!("{number} · {total} · {who}"),
            passenger: intent.passenger,
            intent: intent.into(),
            id: sale.0,
            reference: Some(number),
            replaces: None,
        })
    }

    /// How what is due of an order, beside vouchers and miles, is to be paid.
    fn paid(&self, tender: &TenderArgs, total: Money, beside: bool) -> Result<Plan, Fault> {
        if beside && total.minor == 0 {
            return Ok(Plan::Nothing);
        }
        Ok(match *tender {
            TenderArgs::Card => Plan::Card(total),
            TenderArgs::Cash { given, notes } => {
                let rate = notes.filter(|notes| *notes != total.currency);
                let rate = rate.map(|notes| self.rate(notes, total.currency)).transpose()?;
                let given = Money::new(given, notes.unwrap_or(total.currency));
                Plan::Cash(InCash::of(total, given, rate)?)
            }
            TenderArgs::Split { cash } => {
                let rest = total.minor.saturating_sub(cash);
                if cash <= 0 || rest <= 0 {
                    let message =
                        "Say how much of the order is paid in cash: more than nothing, less than all.";
                    return Err(Fault::of("tender", "parts_differ", message));
                }
                Plan::Card(Money::new(rest, total.currency))
            }
        })
    }

    /// What notes are worth for prices in each currency.
    fn rates(&self, db: &Connection) -> Result<Vec<CashRate>, Fault> {
        let table = policies::table::<CashRates>(db, self.around.now())?;
        Ok(CURRENCIES.iter().flat_map(|price| table.rates(*price)).collect())
    }

    fn rate(&self, notes: Currency, price: Currency) -> Result<CashRate, Fault> {
        let table = self.store()?.read(|db| policies::table::<CashRates>(db, self.around.now()))?;
        let rate = table.rates(price).into_iter().find(|it| it.notes == notes);
        let message = "These notes are not taken for this order: take notes of the sale's currency.";
        rate.ok_or_else(|| Fault::of("tender", "bad_rate", message))
    }

    /// What a card may pay before the airline has heard of those that were taken so far.
    fn check_card(&self, amount: Money, limited: bool) -> Result<(), Fault> {
        let (store, now) = (self.store()?, self.around.now());
        let heard = self.history(&store).good_pull;
        store.read(|db| {
            let table = policies::table::<OfflineCards>(db, now)?;
            table.permits(amount, limited, &unsent(db)?, heard, now)
        })
    }

    pub fn void_sale(&self, args: VoidSaleArgs) -> Result<Saved, Fault> {
        let sale: Sale = self.store()?.read(|db| rows::need(db, args.sale))?;
        let intent = VoidSale {
            sale: sale.id,
            trolley: sale.trolley,
            vouchers: sale.tender.vouchers().map(|(_, it)| it.voucher).collect(),
            reason: args.reason,
            at: self.around.now(),
        };
        self.act(Act {
            intent: intent.into(),
            about: format!("{} · {}", sale.number, sale.total),
            passenger: sale.passenger,
            id: sale.id.0,
            reference: Some(sale.number),
            replaces: None,
        })
    }
}

/// How what vouchers and miles do not pay is to be paid.
enum Plan {
    Nothing,
    Cash(InCash),
    /// So much of it by card; what is left was handed over in cash.
    Card(Money),
}

/// What was taken by card on this device and has not reached the airline.
fn unsent(db: &Connection) -> Result<Unsent, Fault> {
    let mut unsent = Unsent::default();
    for entry in queue::unsettled(db, Kind::Sale)?.into_iter().map(|it| it.entry) {
        if let Ok(Intent::RecordSale(it)) = Intent::read(&entry.kind, entry.version, &entry.payload)
            && let Some((amount, _)) = it.tender.by_card(total_of(&it.lines)?)
        {
            unsent.add(amount, it.at);
        }
    }
    Ok(unsent)
}

fn priced(
    db: &Connection,
    args: &RecordSaleArgs,
    flight: &Flight,
    at: Timestamp,
) -> Result<Vec<SaleLine>, Fault> {
    let taxes = policies::table::<SalesTax>(db, at)?;
    let mut lines = Vec::with_capacity(args.lines.len());
    for line in &args.lines {
        let product: Product = rows::need(db, line.product)?;
        let unit = product.price(args.currency).ok_or_else(|| {
            Fault::of("currency", "no_price", format!("{} has no price in {}.", product.name, args.currency))
        })?;
        let tax_rate = taxes.rate(&flight.from, &flight.to, &product.category);
        let (product, name, quantity) = (product.id, product.name, line.quantity);
        lines.push(SaleLine { product, name, quantity, unit, tax_rate });
    }
    Ok(lines)
}

fn sale_row(db: &Connection, it: &Sale, flight: &Flight) -> Result<SaleRow, Fault> {
    Ok(SaleRow {
        id: it.id,
        number: it.number.clone(),
        at: clock(&flight.from, it.sold_at),
        by: it.sold_by.clone(),
        seat: it.seat.clone(),
        lines: it.lines.clone(),
        total: it.total,
        tender: it.tender.clone(),
        voided: it.voided.is_some(),
        state: view::save_state(
            db,
            airside_shared::entity::Ref::new(airside_shared::entity::Kind::Sale, it.id),
        )?,
    })
}
