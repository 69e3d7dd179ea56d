//! What the parts of the trolley page share: what is on the trolley, the order, and taking the payment.

use airside_shared::{
    Fault,
    ids::{FlightId, SaleId},
    ipc::{
        FlightArgs, GetManifest, Manifest, ManifestRow, OpenTrolley, OrderLine, OrderRow, RecordSale,
        RecordSaleArgs, SaleRow, SetTerminal, TenderArgs, Terminal, TerminalArgs, TestCard, TrolleyItem,
        TrolleyPage, VoucherCheck,
    },
    money::{Currency, Money},
    sales::CashRate,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{cash, draft, order};
use crate::{desk::use_desk, ipc::call};

/// How the order will be paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pay {
    #[default]
    Card,
    Cash,
    /// Some in cash, the rest by card.
    Split,
}

/// A sale that was just made.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub sale: SaleId,
    pub number: String,
    pub total: Money,
    /// To be given back, when it was paid in cash.
    pub change: Option<Money>,
}

/// Shared by context; take it with [`use_till`].
#[derive(Clone, Copy)]
pub struct Till {
    pub flight: FlightId,
    pub page: LocalResource<Result<TrolleyPage, Fault>>,
    pub manifest: LocalResource<Result<Manifest, Fault>>,
    pub items: Memo<Vec<TrolleyItem>>,
    pub sales: Memo<Vec<SaleRow>>,
    /// Orders that are no sales.
    pub orders: Memo<Vec<OrderRow>>,
    pub lines: RwSignal<Vec<OrderLine>>,
    /// Vouchers that pay first, as they were when they were shown.
    pub vouchers: RwSignal<Vec<VoucherCheck>>,
    /// The passenger's miles pay for what vouchers leave.
    pub miles: RwSignal<bool>,
    /// The code of a voucher is being typed.
    pub voucher_open: RwSignal<bool>,
    pub currency: RwSignal<Currency>,
    pub seat: RwSignal<String>,
    pub pay: RwSignal<Pay>,
    /// Cash as it was typed.
    pub given: RwSignal<String>,
    /// What notes are handed over.
    pub notes: RwSignal<Currency>,
    pub rates: Memo<Vec<CashRate>>,
    pub fault: RwSignal<Option<Fault>>,
    pub busy: RwSignal<bool>,
    pub done: RwSignal<Option<Done>>,
    /// What takes cards.
    pub terminal: RwSignal<Terminal>,
}

impl Till {
    /// Opens the trolley of a flight, and again whenever its stock or its sales change.
    pub fn open(flight: FlightId) -> Self {
        let changed = use_desk().tick(&["trolley", "sale", "order"]);
        let page = LocalResource::new(move || {
            changed.track();
            async move { call::<OpenTrolley>(&FlightArgs { flight }).await }
        });
        let manifest =
            LocalResource::new(move || async move { call::<GetManifest>(&FlightArgs { flight }).await });
        let shown = move || page.get().and_then(Result::ok);
        // Untracked: the till must not be made anew whenever the network or the queue moves.
        let terminal = RwSignal::new(Terminal::default());
        Effect::new(move |_| {
            if let Some(page) = shown() {
                terminal.set(page.terminal);
            }
        });
        let user = untrack(|| use_desk().actor()).map(|actor| actor.user);
        let lines = draft::kept(user, flight);
        Self {
            flight,
            page,
            manifest,
            items: Memo::new(move |_| shown().map(|page| page.items).unwrap_or_default()),
            sales: Memo::new(move |_| shown().map(|page| page.sales).unwrap_or_default()),
            orders: Memo::new(move |_| shown().map(|page| page.orders).unwrap_or_default()),
            lines,
            vouchers: RwSignal::default(),
            miles: RwSignal::new(false),
            voucher_open: RwSignal::new(false),
            currency: RwSignal::new(Currency::USD),
            seat: RwSignal::default(),
            pay: RwSignal::default(),
            given: RwSignal::default(),
            notes: RwSignal::new(Currency::USD),
            rates: Memo::new(move |_| shown().map(|page| page.rates).unwrap_or_default()),
            fault: RwSignal::new(None),
            busy: RwSignal::new(false),
            done: RwSignal::new(None),
            terminal,
        }
    }

    pub fn total(self) -> Result<Money, Fault> {
        self.lines.with(|lines| self.items.with(|items| order::total(lines, items, self.currency.get())))
    }

    /// Puts `by` more of an item into the order; after a sale that begins the next order.
    pub fn change(self, item: &TrolleyItem, by: i64) {
        if self.done.with_untracked(Option::is_some) {
            self.renew();
        }
        self.fault.set(None);
        self.lines.update(|lines| order::change(lines, item.product.id, by, item.left));
    }

    /// Who sits on the seat that was typed.
    pub fn passenger(self) -> Option<ManifestRow> {
        let seat = self.seat.get().trim().to_uppercase();
        if seat.is_empty() {
            return None;
        }
        let people = self.manifest.get()?.ok()?.people;
        people.into_iter().find(|row| row.seat.as_deref() == Some(seat.as_str()))
    }

    /// Prices the order in a currency, whose notes are what people will hand over.
    pub fn price_in(self, currency: Currency) {
        self.currency.set(currency);
        self.vouchers.update(|all| all.retain(|it| it.left.currency == currency));
        self.take_notes(currency);
    }

    /// Takes notes of a currency. What was typed was of others.
    pub fn take_notes(self, notes: Currency) {
        self.notes.set(notes);
        self.given.set(String::new());
        self.fault.set(None);
    }

    /// What was handed over, if an amount was typed.
    pub fn cash_given(self) -> Option<Money> {
        let notes = match self.pay.get() {
            Pay::Cash => self.notes.get(),
            Pay::Card | Pay::Split => self.currency.get(),
        };
        cash::read_amount(&self.given.get(), notes.exponent()).map(|minor| Money::new(minor, notes))
    }

    /// The rate of the notes, where they are not the order's own.
    pub fn rate(self) -> Option<CashRate> {
        let (notes, price) = (self.notes.get(), self.currency.get());
        self.rates.with(|all| all.iter().find(|it| (it.notes, it.price) == (notes, price)).cloned())
    }

    /// What was handed over, in the currency of the order.
    pub fn worth(self) -> Option<Money> {
        let given = self.cash_given()?;
        if given.currency == self.currency.get() {
            return Some(given);
        }
        self.rate()?.worth(given.minor).ok()
    }

    /// An empty order.
    pub fn renew(self) {
        self.forget();
        self.seat.set(String::new());
        self.take_notes(self.currency.get_untracked());
        self.pay.set(Pay::Card);
        self.fault.set(None);
        self.done.set(None);
    }

    /// What was ordered, and what was to pay for it.
    fn forget(self) {
        let _ = self.lines.try_set(Vec::new());
        let _ = self.vouchers.try_set(Vec::new());
        let _ = self.miles.try_set(false);
        let _ = self.voucher_open.try_set(false);
    }

    /// Has the order paid. What fails is said in place, and the order stays.
    pub fn take_payment(self) {
        if self.busy.get_untracked() || self.done.with_untracked(Option::is_some) {
            return;
        }
        let (args, total, change) = match untrack(|| self.request()) {
            Ok(ready) => ready,
            Err(fault) => return self.fault.set(Some(fault)),
        };
        self.fault.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = call::<RecordSale>(&args).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(saved) => {
                    let number = saved.reference.unwrap_or_default();
                    let done = Done { sale: saved.id.into(), number, total, change };
                    let _ = self.done.try_set(Some(done));
                    // The order is over: neither its marks on the tiles nor a lock screen may bring it back.
                    self.forget();
                }
                Err(fault) => {
                    // It is saved, and stands above the next one until the terminal has said what became of it.
                    if matches!(&*fault.code, "card_unknown" | "sale_unsaved") {
                        self.forget();
                    }
                    // The page may be gone by now; if not, the stock may be why.
                    if self.fault.try_set(Some(fault)).is_none() {
                        self.page.refetch();
                    }
                }
            }
        });
    }

    /// Tells the demo terminal how to answer.
    pub fn tell_terminal(self, card: TestCard) {
        spawn_local(async move {
            if let Ok(now) = call::<SetTerminal>(&TerminalArgs { card }).await {
                let _ = self.terminal.try_set(now);
            }
        });
    }

    /// What is asked for, the total, and what goes back.
    fn request(self) -> Result<(RecordSaleArgs, Money, Option<Money>), Fault> {
        if self.lines.with(Vec::is_empty) {
            return Err(Fault::of("lines", "order_empty", "Choose something first."));
        }
        let (total, due) = (self.total()?, self.due()?);
        let (pay, given, worth) = (self.pay.get(), self.cash_given(), self.worth());
        let mut change = None;
        let tender = match (pay, given, worth) {
            _ if self.paid_without() => TenderArgs::Card,
            (Pay::Card, ..) => TenderArgs::Card,
            (_, None, _) | (_, _, None) => {
                return Err(Fault::of("given", "cash_missing", "Say how much cash was handed over."));
            }
            (Pay::Cash, _, Some(worth)) if worth.minor < due.minor => {
                return Err(Fault::of("given", "cash_short", "The cash does not cover the sale."));
            }
            (Pay::Cash, Some(given), Some(worth)) => {
                change = Some(Money { minor: worth.minor - due.minor, ..due });
                let notes = (given.currency != due.currency).then_some(given.currency);
                TenderArgs::Cash { given: given.minor, notes }
            }
            (Pay::Split, Some(cash), _) => TenderArgs::Split { cash: cash.minor },
        };
        let seat = Some(self.seat.get().trim().to_uppercase()).filter(|seat| !seat.is_empty());
        let passenger = self.passenger().map(|row| row.passenger);
        let (flight, lines, currency) = (self.flight, self.lines.get(), self.currency.get());
        let (vouchers, miles) = (self.voucher_codes()?, self.by_miles().map(|(_, miles)| miles));
        let args = RecordSaleArgs { flight, seat, passenger, lines, currency, vouchers, miles, tender };
        Ok((args, total, change))
    }
}

/// The till of this page.
pub fn use_till() -> Till {
    expect_context()
}
