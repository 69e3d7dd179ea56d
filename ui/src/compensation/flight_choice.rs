use std::collections::{BTreeMap, BTreeSet};

use airside_shared::{
    ids::TripId,
    ipc::{AllowanceLeft, PersonDue},
    money::{Currency, Money},
};
use leptos::prelude::*;

use super::verdicts::due_words;
use crate::i18n::I18n;

/// Whose voucher will be issued: those that go along, but for the people whom somebody has turned round. Nothing
/// of it is stored before it is issued, so taking it back is free.
#[derive(Clone, Copy)]
pub struct Choice {
    pub people: Memo<Vec<PersonDue>>,
    turned: RwSignal<BTreeSet<TripId>>,
}

impl Choice {
    pub fn new(people: Memo<Vec<PersonDue>>) -> Self {
        Self { people, turned: RwSignal::new(BTreeSet::new()) }
    }

    /// Tracks what it reads, as all of these do.
    pub fn has(self, person: &PersonDue) -> bool {
        self.turned.with(|turned| chosen(person, turned))
    }

    pub fn turn(self, trip: TripId) {
        self.turned.update(|turned| {
            if !turned.remove(&trip) {
                turned.insert(trip);
            }
        });
    }

    pub fn is_changed(self) -> bool {
        self.turned.with(|turned| !turned.is_empty())
    }

    pub fn restore(self) {
        self.turned.set(BTreeSet::new());
    }

    pub fn trips(self) -> Vec<TripId> {
        self.people.with(|people| people.iter().filter(|it| self.has(it)).map(|it| it.trip).collect())
    }

    /// What the chosen vouchers come to, a sum for each currency.
    pub fn total(self) -> Vec<Money> {
        self.people.with(|people| sums(people.iter().filter(|it| self.has(it)).filter_map(|it| it.offer)))
    }

    /// Whether the device may issue as much.
    pub fn fits(self, allowance: Option<AllowanceLeft>) -> bool {
        let Some(left) = allowance else { return false };
        self.people.with(|people| within(people.iter().filter(|it| self.has(it)), left))
    }
}

/// Each voucher takes of an allowance what it counts as in the allowance's currency.
fn within<'a>(chosen: impl Iterator<Item = &'a PersonDue>, left: AllowanceLeft) -> bool {
    let takes: Option<Vec<i64>> = chosen.map(|it| Some(it.takes?.minor)).collect();
    takes.is_some_and(|takes| {
        takes.len() <= left.count as usize && takes.iter().sum::<i64>() <= left.money.minor
    })
}

fn chosen(person: &PersonDue, turned: &BTreeSet<TripId>) -> bool {
    person.offer.is_some() && person.goes_along() != turned.contains(&person.trip)
}

fn sums(amounts: impl Iterator<Item = Money>) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(amount.currency).or_default();
        *sum = sum.saturating_add(amount.minor);
    }
    sums.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect()
}

/// `€1,200.00 + $40.00`: currencies are never added.
pub fn sum_words(i18n: I18n, sums: &[Money]) -> String {
    match sums {
        [] => due_words(i18n, None),
        some => some.iter().map(|sum| due_words(i18n, Some(*sum))).collect::<Vec<_>>().join(" + "),
    }
}

#[cfg(test)]
mod tests {
    use airside_shared::{ids::Uuid, ipc::DueException, trips::Cabin};

    use super::*;

    fn person(trip: u128, exceptions: Vec<DueException>) -> PersonDue {
        PersonDue {
            passenger: Uuid::from_u128(trip).into(),
            trip: Uuid::from_u128(trip).into(),
            name: String::new(),
            seat: None,
            cabin: Cabin::Economy,
            tier: None,
            pnr: String::new(),
            law: None,
            due: None,
            refund: false,
            care: Vec::new(),
            offer: Some(Money::new(1_200, Currency::USD)),
            takes: None,
            exceptions,
        }
    }

    #[test]
    fn a_minor_alone_and_whoever_needs_approval_stay_out_until_somebody_takes_them_in() {
        let nobody = BTreeSet::new();
        assert!(chosen(
            &person(1, vec![DueException::MissingFact { field: "carrier_size".into() }]),
            &nobody
        ));
        let apart = [
            DueException::MinorAlone { age: Some(9) },
            DueException::NeedsApproval { code: "over_limit".into() },
        ];
        for exception in apart {
            let person = person(2, vec![exception]);
            assert!(!chosen(&person, &nobody));
            assert!(chosen(&person, &[person.trip].into()));
        }
    }

    #[test]
    fn vouchers_in_another_currency_are_issued_as_far_as_they_count() {
        let usd = |minor| Money::new(minor, Currency::USD);
        let left = AllowanceLeft { money: usd(2_800), count: 2 };
        let one = |takes| PersonDue {
            offer: Some(Money::new(1_200, Currency::EUR)),
            takes,
            ..person(1, Vec::new())
        };
        let fits = |takes: &[Option<Money>]| {
            let people: Vec<PersonDue> = takes.iter().copied().map(one).collect();
            within(people.iter(), left)
        };
        assert!(fits(&[Some(usd(1_380)), Some(usd(1_380))]));
        assert!(!fits(&[Some(usd(1_380)), Some(usd(1_430))]), "too much");
        assert!(!fits(&[Some(usd(1)), Some(usd(1)), Some(usd(1))]), "too many");
        assert!(!fits(&[None]), "the allowance says nothing of the currency");
    }

    #[test]
    fn currencies_are_not_added() {
        let money = |minor, currency| Money::new(minor, currency);
        let all = [money(1, Currency::USD), money(2, Currency::EUR), money(3, Currency::USD)];
        assert_eq!(sums(all.into_iter()), [money(2, Currency::EUR), money(4, Currency::USD)]);
    }
}
