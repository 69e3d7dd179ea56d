//! What people did, beside what the backend and every device hold of it.

use std::collections::BTreeMap;

use airside_backend::inspect::Look;
use airside_core::store::{queue, rows};
use airside_shared::{
    cases::Case,
    entity::Stored,
    ids::OpId,
    money::{Currency, Money},
    sales::Sale,
    sync::EntryState,
    vouchers::Voucher,
};
use anyhow::{Result, ensure};

use super::station::Device;

/// What somebody did and was told is saved.
#[derive(Clone, Debug)]
pub struct Deed {
    pub op: OpId,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Preference,
    /// By its text.
    Case(String),
    Voucher(Money),
    Sale {
        total: Money,
        by_card: bool,
    },
}

/// Sums of a kind of money, and of how many.
type Sums = BTreeMap<Currency, (i64, usize)>;

/// What the deeds add up to.
#[derive(Debug, Default)]
pub struct Ledger {
    pub entries: usize,
    /// Entries besides: an order is saved before its card is asked.
    orders: usize,
    /// Refused, with the reason on the device's list.
    pub refused: usize,
    sales: Sums,
    vouchers: Sums,
    cases: Vec<String>,
}

impl Ledger {
    /// What the people remember, of what was not refused. A sale that was made is never refused.
    pub fn of(devices: &[Device]) -> Result<Self> {
        let mut ledger = Self::default();
        for device in devices {
            for deed in device.deeds().iter() {
                let queued = device.store.read(|db| queue::get(db, deed.op))?;
                let state = queued.map(|queued| queued.state);
                ledger.entries += 1;
                match (state, &deed.what) {
                    (Some(EntryState::Applied), what) => ledger.add(what),
                    (Some(EntryState::Rejected | EntryState::Blocked), What::Voucher(_)) => {
                        ledger.refused += 1;
                    }
                    (state, what) => anyhow::bail!("{}: {what:?} ended as {state:?}", device.name),
                }
            }
        }
        ledger.cases.sort();
        Ok(ledger)
    }

    /// What the people remember of what waits: none of it was judged yet.
    pub fn of_the_waiting(devices: &[Device]) -> Result<Self> {
        let mut ledger = Self::default();
        for device in devices {
            let before = ledger.entries + ledger.orders;
            let deeds = device.deeds();
            deeds.iter().for_each(|deed| ledger.add(&deed.what));
            ledger.entries += deeds.len();
            let saved = ledger.entries + ledger.orders - before;
            let waiting = device.desk.sync_status().waiting as usize;
            ensure!(waiting == saved, "{}: {waiting} wait of {saved}", device.name);
        }
        Ok(ledger)
    }

    /// In words.
    pub fn money(&self) -> String {
        let words = |sums: &Sums| {
            let line = |(currency, (sum, count)): (_, &(i64, usize))| format!("{count} for {sum} {currency}");
            sums.iter().map(line).collect::<Vec<_>>().join(", ")
        };
        format!("sales: {}; vouchers: {} (minor units)", words(&self.sales), words(&self.vouchers))
    }

    fn add(&mut self, what: &What) {
        match what {
            What::Preference => {}
            What::Case(text) => self.cases.push(text.clone()),
            What::Voucher(amount) => add(&mut self.vouchers, *amount),
            What::Sale { total, by_card } => {
                self.orders += usize::from(*by_card);
                add(&mut self.sales, *total);
            }
        }
    }

    /// The backend has each deed once and adds up to the same money.
    pub fn agrees_with_backend(&self, look: &Look) -> Result<()> {
        let sales = sums(all::<Sale>(look).map(|sale| sale.total));
        ensure!(sales == self.sales, "sold for {:?}, the backend has {sales:?}", self.sales);
        let vouchers = sums(all::<Voucher>(look).map(|voucher| voucher.amount));
        ensure!(vouchers == self.vouchers, "issued {:?}, the backend has {vouchers:?}", self.vouchers);
        let notes = all::<Case>(look).filter_map(|case| case.notes.first());
        let mut cases: Vec<String> = notes.map(|note| note.text.clone()).collect();
        cases.sort();
        ensure!(cases == self.cases, "{} cases were opened, {} are there", self.cases.len(), cases.len());
        let settled = look.entries.len();
        ensure!(settled == self.entries + self.orders, "{settled} entries are settled there");
        Ok(())
    }

    /// Every device adds up to the same money.
    pub fn agrees_with_devices(&self, devices: &[Device]) -> Result<()> {
        for device in devices {
            let (sales, vouchers): (Vec<Sale>, Vec<Voucher>) =
                device.store.read(|db| Ok((rows::all(db)?, rows::all(db)?)))?;
            let (sales, vouchers) =
                (sums(sales.iter().map(|it| it.total)), sums(vouchers.iter().map(|it| it.amount)));
            let name = &device.name;
            ensure!(sales == self.sales, "{name}: {sales:?} of sales, people sold for {:?}", self.sales);
            ensure!(vouchers == self.vouchers, "{name}: {vouchers:?} of vouchers, not {:?}", self.vouchers);
        }
        Ok(())
    }
}

fn all<'a, T: Stored + 'a>(look: &'a Look) -> impl Iterator<Item = &'a T> {
    look.things.values().filter_map(|kept| T::of(&kept.entity))
}

fn sums(amounts: impl Iterator<Item = Money>) -> Sums {
    let mut sums = Sums::new();
    amounts.for_each(|amount| add(&mut sums, amount));
    sums
}

fn add(sums: &mut Sums, amount: Money) {
    let (sum, count) = sums.entry(amount.currency).or_default();
    (*sum, *count) = (*sum + amount.minor, *count + 1);
}
