//! Entries, books and processor beside each other, and every difference by name.

use std::collections::{BTreeMap, BTreeSet};

use airside_shared::{
    entity::{Entity, Kind},
    ids::Uuid,
    ledger::{Account, Difference, Happened, ReconcileReply, TrialBalance, held as held_by, occurrences},
    money::{Currency, Money},
    payments::{Heard, PaymentState, Through, Way, of_sale},
    sales::Order,
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    app::App,
    gateway::Settled,
    money,
    refusal::Result,
    store::{
        Store, Tx, entities,
        ledger::{self, Booked},
        payments::{self, Payment},
        reconcile::{self, MoneyEntry},
    },
};

/// Acts after which money may be gone although nothing was booked.
const MOVES: [&str; 8] = [
    "record_sale",
    "void_sale",
    "close_trolley",
    "issue_voucher",
    "redeem_voucher",
    "revoke_voucher",
    "approve_refund",
    "pay_claim",
];

/// After so long an order that a card is to pay is a sale, or has failed.
const SETTLED_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// What one database holds, of one moment.
struct Holdings {
    entries: Vec<MoneyEntry>,
    things: Vec<Entity>,
    /// Of which nobody knows yet whether they were paid.
    orders: Vec<Order>,
    booked: Booked,
    payments: Vec<Payment>,
    balance: TrialBalance,
}

pub async fn reconcile(app: &App) -> Result<ReconcileReply> {
    let mut settlements = Vec::new();
    for through in Through::ALL {
        if let Some(it) = app.processors.get(through) {
            settlements.push((through, it.gateway.settlement().await));
        }
    }
    let held = app.store.read(|tx| Box::pin(holdings(tx))).await?;
    let mut all = Differences::default();
    all.entries(&held);
    all.books(&held)?;
    all.payments(&held);
    all.orders(&held, app.now());
    let mut lines = BTreeMap::new();
    for (through, settled) in settlements {
        match settled {
            Ok(settled) => {
                all.processor(&held, through, &settled)?;
                lines.insert(through, settled.len() as u64);
            }
            Err(trouble) => {
                let detail = format!("It gave no settlement ({}).", trouble.code());
                all.add("processor_silent", who(through), detail);
            }
        }
    }
    Ok(ReconcileReply {
        at: app.now(),
        entries: held.entries.len() as u64,
        things: held.things.len() as u64,
        payments: held.payments.len() as u64,
        processor: lines.get(&Through::Card).copied(),
        programme: lines.get(&Through::Miles).copied(),
        differences: all.0,
    })
}

/// Whom payments go through, where people read it.
const fn who(through: Through) -> &'static str {
    match through {
        Through::Card => "processor",
        Through::Miles => "programme",
    }
}

async fn holdings(tx: &mut dyn Tx) -> Result<Holdings> {
    let mut things = Vec::new();
    for kind in money::KINDS {
        things.extend(entities::all_of(tx, kind).await?.into_iter().map(|held| held.entity));
    }
    let mut orders = Vec::new();
    for held in entities::all_of(tx, Kind::Order).await? {
        if let Entity::Order(order) = held.entity
            && order.is_open()
        {
            orders.push(order);
        }
    }
    Ok(Holdings {
        orders,
        entries: reconcile::money_entries(tx).await?,
        things,
        booked: ledger::by_source(tx).await?,
        payments: payments::all(tx).await?,
        balance: ledger::trial_balance(tx).await?,
    })
}

/// What a thing is called where people read it.
fn called(entity: &Entity) -> String {
    match entity {
        Entity::Sale(it) => format!("sale {}", it.number),
        Entity::Voucher(it) => format!("voucher {}", it.number),
        Entity::VoucherStanding(it) => format!("what became of voucher {}", it.number),
        Entity::Refund(it) => format!("refund of {}", it.number),
        Entity::Trolley(it) => format!("counts of the trolley of flight {}", it.flight),
        other => format!("{} {}", other.kind().name(), other.id()),
    }
}

#[derive(Default)]
struct Differences(Vec<Difference>);

impl Differences {
    fn add(&mut self, code: &str, about: impl Into<String>, detail: impl Into<String>) {
        self.sums(code, about, detail, None, None);
    }

    fn sums(
        &mut self,
        code: &str,
        about: impl Into<String>,
        detail: impl Into<String>,
        here: Option<Money>,
        there: Option<Money>,
    ) {
        let (about, detail) = (about.into(), detail.into());
        self.0.push(Difference { code: code.to_owned(), about, detail, here, there });
    }

    /// The queues beside what is stored.
    fn entries(&mut self, held: &Holdings) {
        let there: BTreeSet<(&str, Uuid)> =
            held.things.iter().map(|it| (it.kind().name(), it.id())).collect();
        for entry in &held.entries {
            let about = format!("{} of {}", entry.kind.replace('_', " "), entry.device);
            match &*entry.outcome {
                "applied" => {
                    if let Some((kind, id)) = &entry.thing
                        && !there.contains(&(kind.as_str(), *id))
                    {
                        let detail = "It was applied, and what it made is not there: look at the backups.";
                        self.add("entry_without_effect", about, detail);
                    }
                }
                "rejected" | "blocked" if MOVES.contains(&&*entry.kind) => {
                    let detail = "Money may have moved that is in no book: settle the entry at its station.";
                    self.add("entry_refused", about, detail);
                }
                _ => {}
            }
        }
    }

    /// What is stored beside what was booked.
    fn books(&mut self, held: &Holdings) -> Result<()> {
        for (currency, off) in held.balance.off() {
            let off = Money::new(i64::try_from(off).unwrap_or(i64::MAX), currency);
            let detail = "Debits and credits differ: the database was changed from outside.";
            self.sums("books_off", currency.code(), detail, Some(off), None);
        }
        let mut known: BTreeSet<(&str, Uuid)> = held.payments.iter().map(|it| ("payment", it.id.0)).collect();
        let nothing = TrialBalance::default();
        for thing in &held.things {
            let key = (thing.kind().name().to_owned(), thing.id());
            known.insert((thing.kind().name(), thing.id()));
            let booked = held.booked.get(&key).unwrap_or(&nothing);
            self.beside(&called(thing), &expected(thing, booked)?, booked);
        }
        for payment in &held.payments {
            let booked = held.booked.get(&("payment".to_owned(), payment.id.0)).unwrap_or(&nothing);
            self.beside(&format!("payment {}", payment.id), &of_payment(payment, booked)?, booked);
        }
        for (kind, id) in held.booked.keys().filter(|(kind, id)| !known.contains(&(kind.as_str(), *id))) {
            self.add("booked_without_thing", format!("{kind} {id}"), "What it was booked for is not there.");
        }
        Ok(())
    }

    fn beside(&mut self, about: &str, expected: &TrialBalance, booked: &TrialBalance) {
        if expected == booked || expected.lines() == booked.lines() {
            return;
        }
        let all: BTreeSet<(Currency, Account)> = expected
            .lines()
            .iter()
            .chain(&booked.lines())
            .map(|line| (line.debit.currency, line.account))
            .collect();
        for (currency, account) in all {
            let (should, is) = (expected.of(account, currency), booked.of(account, currency));
            if should != is {
                let code = if booked.lines().is_empty() { "not_booked" } else { "booked_otherwise" };
                let detail = format!("{}: what is stored and what was booked differ.", account.name());
                let money = |minor| Some(Money::new(minor, currency));
                self.sums(code, about, detail, money(should), money(is));
            }
        }
    }

    /// What cards and miles paid of sales, beside their payments.
    fn payments(&mut self, held: &Holdings) {
        let known: BTreeSet<Uuid> = held.payments.iter().map(|it| it.id.0).collect();
        for thing in &held.things {
            let Entity::Sale(sale) = thing else { continue };
            if sale.voided.is_some() {
                continue;
            }
            for it in sale.tender.charges(sale.total) {
                if !known.contains(&of_sale(sale.id, it.through).0) {
                    let detail = format!("The {} was not asked for what it is to pay.", who(it.through));
                    self.sums("sale_without_payment", called(thing), detail, Some(it.amount), None);
                }
            }
        }
        for it in held.payments.iter().filter(|it| it.way == Way::Return) {
            if it.state == PaymentState::Declined {
                let detail = format!("The sale was voided and its money did not go back ({}).", it.code);
                self.sums("return_declined", format!("payment {}", it.id), detail, Some(it.amount), None);
            }
        }
    }

    /// Orders that the terminal was asked about, and that are neither a sale nor over.
    fn orders(&mut self, held: &Holdings, now: Timestamp) {
        for it in held.orders.iter().filter(|it| now.duration_since(it.placed_at) > SETTLED_WITHIN) {
            let detail = "Nobody knows whether the card was charged: have its device ask the terminal.";
            self.sums("order_unsettled", format!("order {}", it.number), detail, Some(it.card), None);
        }
    }

    /// Payments beside what whoever they go through says it has done.
    fn processor(&mut self, held: &Holdings, through: Through, settled: &[Settled]) -> Result<()> {
        let mut there: BTreeMap<&str, Vec<&Settled>> = BTreeMap::new();
        for line in settled {
            there.entry(&line.reference).or_default().push(line);
        }
        let who = who(through);
        for it in held.payments.iter().filter(|it| it.through == through) {
            let reference = it.id.to_string();
            let about = format!("{} {reference}", it.way.name());
            let lines = there.remove(&*reference).unwrap_or_default();
            if lines.len() > 1 {
                let detail = format!("The {who} has done it more than once: have it take back the others.");
                let sum = Money::new(lines.iter().map(|line| line.amount.minor).sum(), it.amount.currency);
                self.sums("done_twice", &about, detail, Some(it.amount), Some(sum));
                continue;
            }
            self.payment(it, &about, lines.first().copied());
        }
        for line in there.into_values().flatten().filter(|line| moved(&line.heard)) {
            let detail = format!("The {who} moved money that nobody here asked for: ask the {who}.");
            let about = format!("reference {}", line.reference);
            self.sums("unknown_here", about, detail, None, Some(line.amount));
        }
        self.totals(held, through, settled)
    }

    fn payment(&mut self, it: &Payment, about: &str, line: Option<&Settled>) {
        let here = matches!(it.state, PaymentState::Captured | PaymentState::Refunded);
        let there = line.filter(|line| moved(&line.heard));
        let who = who(it.through);
        let (mine, theirs) = (Some(it.amount), there.map(|line| line.amount));
        match (here, there) {
            (true, None) => {
                let detail = format!("Here it is done, at the {who} it is not: ask the {who}.");
                self.sums("done_here_only", about, detail, mine, None);
            }
            (false, Some(_)) if it.state.in_doubt() => {
                let detail =
                    format!("The {who} has done it; its answer is awaited and it will be asked again.");
                self.sums("in_doubt", about, detail, mine, theirs);
            }
            (false, Some(_)) => {
                let detail = format!("The {who} has done it; here it is {}.", it.state.name());
                self.sums("done_there_only", about, detail, mine, theirs);
            }
            (true, Some(line)) if line.amount != it.amount => {
                self.sums("amount_differs", about, format!("Another amount at the {who}."), mine, theirs);
            }
            _ => {}
        }
    }

    /// What the account of the processor or the programme holds beside what it says that it holds.
    fn totals(&mut self, held: &Holdings, through: Through, settled: &[Settled]) -> Result<()> {
        let (who, account) = (who(through), held_by(through));
        let mut there = TrialBalance::default();
        for line in settled.iter().filter(|line| moved(&line.heard)) {
            let amount = if line.back { line.amount.times(-1)? } else { line.amount };
            there.add(account, amount)?;
        }
        let balances = held.balance.lines().into_iter().chain(there.lines());
        let currencies: BTreeSet<Currency> = balances.map(|line| line.debit.currency).collect();
        for currency in currencies {
            let (here, theirs) = (held.balance.of(account, currency), there.of(account, currency));
            if here != theirs {
                let detail =
                    format!("The account of the {who} and its settlement differ by what is named above.");
                let money = |minor| Some(Money::new(minor, currency));
                self.sums(&format!("{who}_balance"), currency.code(), detail, money(here), money(theirs));
            }
        }
        Ok(())
    }
}

fn moved(heard: &Heard) -> bool {
    matches!(heard, Heard::Captured | Heard::Refunded)
}

fn post(balance: &mut TrialBalance, what: Happened) -> Result<()> {
    if let Some(posting) = what.posting()? {
        balance.post(&posting)?;
    }
    Ok(())
}

/// What should have been booked for a thing. Whether a voucher ran out is only in the books.
fn expected(thing: &Entity, booked: &TrialBalance) -> Result<TrialBalance> {
    let mut balance = TrialBalance::default();
    for it in occurrences(None, thing) {
        post(&mut balance, it.what)?;
    }
    if let Entity::Voucher(it) = thing {
        let ran_out = booked.of(Account::Breakage, it.amount.currency);
        post(&mut balance, Happened::VoucherExpired { left: Money::new(-ran_out, it.amount.currency) })?;
    }
    Ok(balance)
}

/// What should have been booked for a payment. That a declined charge was lost is known only if its sale stands.
fn of_payment(it: &Payment, booked: &TrialBalance) -> Result<TrialBalance> {
    let (mut balance, amount, through) = (TrialBalance::default(), it.amount, it.through);
    match (it.way, it.state) {
        (Way::Charge, PaymentState::Captured) => {
            post(&mut balance, Happened::PaymentCaptured { amount, through })?
        }
        (Way::Return, PaymentState::Refunded) => {
            post(&mut balance, Happened::PaymentReturned { amount, through })?
        }
        (Way::Charge, PaymentState::Declined) if booked.of(Account::Losses, amount.currency) != 0 => {
            post(&mut balance, Happened::PaymentLost { amount })?;
        }
        _ => {}
    }
    Ok(balance)
}
