//! What the parts of the trolley page share: what is on the trolley, the order, and taking the payment.

use airside_shared::{
    Fault,
    ids::{FlightId, SaleId},
    ipc::{
        FlightArgs, GetManifest, Manifest, ManifestRow, OpenTrolley, OrderLine, RecordSale, RecordSaleArgs,
        SaleRow, SetTerminal, TenderArgs, Terminal, TerminalArgs, TrolleyItem, TrolleyPage,
    },
    money::{Currency, Money},
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
    pub lines: RwSignal<Vec<OrderLine>>,
    pub currency: RwSignal<Currency>,
    pub seat: RwSignal<String>,
    pub pay: RwSignal<Pay>,
    /// Cash as it was typed.
    pub given: RwSignal<String>,
    pub fault: RwSignal<Option<Fault>>,
    pub busy: RwSignal<bool>,
    pub done: RwSignal<Option<Done>>,
    /// What takes cards.
    pub terminal: RwSignal<Terminal>,
}

impl Till {
    /// Opens the trolley of a flight, and again whenever its stock or its sales change.
    pub fn open(flight: FlightId) -> Self {
        let changed = use_desk().tick(&["trolley", "sale"]);
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
            lines,
            currency: RwSignal::new(Currency::USD),
            seat: RwSignal::default(),
            pay: RwSignal::default(),
            given: RwSignal::default(),
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

    /// Minor units that were handed over, if an amount was typed.
    pub fn cash_given(self) -> Option<i64> {
        cash::read_amount(&self.given.get(), self.currency.get().exponent())
    }

    /// An empty order.
    pub fn renew(self) {
        self.lines.set(Vec::new());
        self.seat.set(String::new());
        self.given.set(String::new());
        self.pay.set(Pay::Card);
        self.fault.set(None);
        self.done.set(None);
    }

    /// Has the order paid. What fails is said in place, and the order stays.
    pub fn take_payment(self) {
        if self.busy.get_untracked() || self.done.with_untracked(Option::is_some) {
            return;
        }
        let (args, total) = match untrack(|| self.request()) {
            Ok(ready) => ready,
            Err(fault) => return self.fault.set(Some(fault)),
        };
        self.fault.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let change = match args.tender {
                TenderArgs::Card => None,
                TenderArgs::Cash { given } => Some(Money { minor: given - total.minor, ..total }),
            };
            let answer = call::<RecordSale>(&args).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(saved) => {
                    let number = saved.reference.unwrap_or_default();
                    let done = Done { sale: saved.id.into(), number, total, change };
                    let _ = self.done.try_set(Some(done));
                    // The order is over: neither its marks on the tiles nor a lock screen may bring it back.
                    let _ = self.lines.try_set(Vec::new());
                }
                Err(fault) => {
                    // The page may be gone by now; if not, the stock may be why.
                    if self.fault.try_set(Some(fault)).is_none() {
                        self.page.refetch();
                    }
                }
            }
        });
    }

    /// Tells the demo terminal how to answer.
    pub fn tell_terminal(self, declines: bool) {
        spawn_local(async move {
            if let Ok(now) = call::<SetTerminal>(&TerminalArgs { declines }).await {
                let _ = self.terminal.try_set(now);
            }
        });
    }

    fn request(self) -> Result<(RecordSaleArgs, Money), Fault> {
        if self.lines.with(Vec::is_empty) {
            return Err(Fault::of("lines", "order_empty", "Choose something first."));
        }
        let total = self.total()?;
        let tender = match (self.pay.get(), self.cash_given()) {
            (Pay::Card, _) => TenderArgs::Card,
            (Pay::Cash, None) => {
                return Err(Fault::of("given", "cash_missing", "Say how much cash was handed over."));
            }
            (Pay::Cash, Some(given)) if given < total.minor => {
                return Err(Fault::of("given", "cash_short", "The cash does not cover the sale."));
            }
            (Pay::Cash, Some(given)) => TenderArgs::Cash { given },
        };
        let seat = Some(self.seat.get().trim().to_uppercase()).filter(|seat| !seat.is_empty());
        let passenger = self.passenger().map(|row| row.passenger);
        let (flight, lines, currency) = (self.flight, self.lines.get(), self.currency.get());
        Ok((RecordSaleArgs { flight, seat, passenger, lines, currency, tender }, total))
    }
}

/// The till of this page.
pub fn use_till() -> Till {
    expect_context()
}
