use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Fault,
    access::Role,
    entity::{Entity, Stored},
    ids::{ClosingId, OpId, TimelineId},
    intents::{Actor, Context, Rule, State},
    ledger::{Account, Happened, Side, occurrences},
};

fn id<T: From<Uuid>>(nth: u128) -> T {
    Uuid::from_u128(nth).into()
}

fn at(minute: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + minute.minutes()
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn context() -> Context {
    let actor = Actor {
        user: id(1),
        name: "Crew".into(),
        role: Role::CabinCrew,
        role_epoch: 1,
        station: "JFK".into(),
    };
    Context { now: at(0), actor, device: id(2), op: id::<OpId>(3) }
}

/// Ten of one product.
fn loaded() -> Trolley {
    Trolley::loaded_with(id(4), BTreeMap::from([(id(5), 10)]))
}

fn trolley_of(effects: Vec<Entity>) -> Trolley {
    let found = effects.into_iter().find_map(|it| match it {
        Entity::Trolley(trolley) => Some(trolley),
        _ => None,
    });
    found.unwrap()
}

fn decided(intent: &impl Rule, trolley: &Trolley, beside: Option<Entity>) -> Result<Trolley, Fault> {
    let state: State = [trolley.clone().into()].into_iter().chain(beside).collect();
    intent.decide(&state, &context()).map(trolley_of).map_err(|it| it.fault)
}

fn by_cash(minor: i64) -> Tender {
    Tender::Cash(InCash { given: usd(minor), change: usd(0), rate: None })
}

fn by_card() -> Tender {
    Tender::Card(ByCard { token: "tok_1".into(), brand: "Visa".into(), last4: "4242".into(), par: None })
}

/// One unit, paid as said.
fn sale(nth: u128, minute: i64, minor: i64, tender: Tender) -> RecordSale {
    let line = SaleLine { product: id(5), name: "Tea".into(), quantity: 1, unit: usd(minor), tax_rate: 0 };
    RecordSale {
        sale: id(nth),
        number: format!("S-{nth}"),
        flight: id(4),
        seat: None,
        passenger: None,
        lines: vec![line],
        tender,
        at: at(minute),
        timeline: id::<TimelineId>(6),
    }
}

fn count(nth: u128, minute: i64, units: i64, cash: i64) -> CloseTrolley {
    CloseTrolley {
        closing: id::<ClosingId>(nth),
        flight: id(4),
        stock: BTreeMap::from([(id(5), units)]),
        cash: vec![usd(cash)],
        cards: Vec::new(),
        note: String::new(),
        at: at(minute),
    }
}

/// A sale of lines with price, quantity and rate of tax.
pub(super) fn sold(lines: &[(i64, i64, i64)]) -> Sale {
    let line = |&(minor, quantity, tax_rate): &(i64, i64, i64)| SaleLine {
        product: id(5),
        name: "Tea".into(),
        quantity,
        unit: usd(minor),
        tax_rate,
    };
    let lines: Vec<_> = lines.iter().map(line).collect();
    let total = total_of(&lines).unwrap();
    let made = RecordSale { lines, ..sale(10, 1, total.minor, by_cash(total.minor)) };
    Sale {
        id: made.sale,
        number: made.number,
        flight: made.flight,
        trolley: trolley_id(made.flight),
        seat: None,
        passenger: None,
        lines: made.lines,
        total,
        tender: made.tender,
        voided: None,
        sold_at: made.at,
        sold_by: "Crew".into(),
        device: id(2),
        rest: Default::default(),
    }
}

/// What all that happened to a trolley made of the cash bag, without the sales themselves.
fn bag(steps: &[Trolley]) -> i64 {
    let pairs =
        steps.windows(2).flat_map(|pair| occurrences(Some(&pair[0].clone().into()), &pair[1].clone().into()));
    let postings = pairs.filter_map(|it| it.what.posting().unwrap());
    let legs = postings.flat_map(|posting| posting.legs().to_vec());
    legs.filter(|leg| leg.account == Account::CashBag).map(|leg| leg.amount.minor).sum()
}

#[test]
fn a_count_that_agrees_books_nothing_and_asks_for_no_words() {
    let sold = decided(&sale(10, 1, 700, by_cash(700)), &loaded(), None).unwrap();
    let closing = count(20, 2, 9, 700);
    closing.check_explained(&sold, "Crew", id(2)).unwrap();
    let closed = decided(&closing, &sold, None).unwrap();
    assert!(!closed.closings[0].differs());
    assert!(occurrences(Some(&sold.into()), &closed.into()).is_empty());
}

#[test]
fn what_is_short_is_booked_as_a_loss_and_needs_a_word() {
    let sold = decided(&sale(10, 1, 700, by_cash(700)), &loaded(), None).unwrap();
    let mut closing = count(20, 2, 9, 650);
    assert_eq!(closing.check_explained(&sold, "Crew", id(2)).unwrap_err().code, "difference_unexplained");
    closing.note = "A coin fell under the seats.".into();
    closing.check_explained(&sold, "Crew", id(2)).unwrap();
    let closed = decided(&closing, &sold, None).unwrap();
    let told = occurrences(Some(&sold.into()), &closed.clone().into());
    assert_eq!(told[0].what, Happened::CashCounted { expected: usd(50), counted: usd(0) });
    let posting = told[0].what.posting().unwrap().unwrap();
    assert!(posting.legs().iter().any(|leg| leg.account == Account::Losses && leg.amount == usd(50)));
    assert_eq!(Account::Losses.side(), Side::Debit);
    // From now on that is what is there.
    assert_eq!(closed.takings.in_cash(Currency::USD), 650);
}

#[test]
fn a_sale_from_before_the_count_that_arrives_after_it_makes_up_for_what_seemed_too_much() {
    let closed = decided(&count(20, 5, 9, 700), &loaded(), None).unwrap();
    assert_eq!(closed.closings[0].cash_difference(Currency::USD), 700);
    let heard = decided(&sale(10, 1, 700, by_cash(700)), &closed, None).unwrap();
    assert!(!heard.closings[0].differs(), "{:?}", heard.closings[0]);
    assert_eq!(heard.on_hand[&id(5)], 9, "it was not on the trolley when somebody counted");
    // What the count had booked as too much is taken back: the sale itself is in the bag.
    assert_eq!(bag(&[loaded(), closed, heard]), 0);
}

#[test]
fn a_sale_after_the_count_moves_what_is_there_and_not_the_count() {
    let closed = decided(&count(20, 5, 10, 0), &loaded(), None).unwrap();
    let sold = decided(&sale(10, 6, 700, by_card()), &closed, None).unwrap();
    assert_eq!(sold.closings, closed.closings);
    assert_eq!(sold.on_hand[&id(5)], 9);
    assert_eq!(sold.takings.cards[&Currency::USD], CardSum { sales: 1, minor: 700 });
}

#[test]
fn a_void_takes_back_what_its_sale_brought_in() {
    let made = sale(10, 1, 700, by_cash(700));
    let state: State = [Entity::from(loaded())].into_iter().collect();
    let effects = made.decide(&state, &context()).unwrap();
    let void = VoidSale {
        vouchers: Vec::new(),
        sale: id(10),
        trolley: trolley_id(id(4)),
        reason: "Wrong".into(),
        at: at(2),
    };
    let voided = trolley_of(void.decide(&effects.into_iter().collect(), &context()).unwrap());
    assert_eq!((voided.takings.in_cash(Currency::USD), voided.on_hand[&id(5)]), (0, 10));
}

#[test]
fn a_count_that_cannot_be_true_is_refused() {
    let refused = |change: fn(&mut CloseTrolley)| {
        let mut closing = count(20, 5, 10, 0);
        change(&mut closing);
        decided(&closing, &loaded(), None).unwrap_err().code
    };
    assert_eq!(
        refused(|it| {
            it.stock.clear();
        }),
        "count_missing"
    );
    assert_eq!(
        refused(|it| {
            it.stock.insert(id(99), 1);
        }),
        "product_not_loaded"
    );
    assert_eq!(
        refused(|it| {
            it.stock.insert(id(5), -1);
        }),
        "bad_count"
    );
    assert_eq!(
        refused(|it| {
            it.stock.insert(id(5), 10_000);
        }),
        "bad_count"
    );
    assert_eq!(refused(|it| it.cash.push(usd(1))), "currency_twice");
    assert_eq!(refused(|it| it.cards.push(usd(-1))), "amount_negative");
}

#[test]
fn the_same_count_is_recorded_once() {
    let closed = decided(&count(20, 5, 10, 0), &loaded(), None).unwrap();
    assert_eq!(decided(&count(20, 5, 10, 0), &closed, None).unwrap_err().code, "closed_already");
}

#[test]
fn a_trolley_of_before_there_were_counts_is_read() {
    let mut old: serde_json::Value = serde_json::from_str(&Entity::from(loaded()).body()).unwrap();
    old.as_object_mut().unwrap().retain(|name, _| name != "takings" && name != "closings");
    let read: Trolley = serde_json::from_value(old).unwrap();
    assert_eq!(read, loaded());
}

/// A part in cash and the rest by card, or notes of another currency, as the number says.
fn paid(way: u8, minor: i64) -> Tender {
    let cash = |amount: i64| Paid::Cash(InCash::of(usd(amount), usd(amount + 300), None).unwrap());
    match way % 4 {
        0 => by_card(),
        1 => by_cash(minor),
        2 if minor > 1 => {
            let Tender::Card(card) = by_card() else { unreachable!("it is one") };
            let half = minor / 2;
            let parts = [(half, cash(half)), (minor - half, Paid::Card(card))];
            Tender::Split { parts: parts.map(|(of, paid)| Part { amount: usd(of), paid }).into() }
        }
        _ => {
            let (notes, price) = (Currency::EUR, Currency::USD);
            let rate = CashRate { table: "cash-rates/v1".into(), notes, price, millionths: 1_050_000 };
            let given = Money { minor: rate.needed(usd(minor)).unwrap().minor + 700, currency: notes };
            Tender::Cash(InCash::of(usd(minor), given, Some(rate)).unwrap())
        }
    }
}

/// What an account holds in each currency after these changes of sales.
fn booked(account: Account, changes: &[(Option<Entity>, Entity)]) -> BTreeMap<Currency, i64> {
    let mut sums = BTreeMap::new();
    let all = changes.iter().flat_map(|(before, after)| occurrences(before.as_ref(), after));
    for posting in all.filter_map(|it| it.what.posting().unwrap()) {
        for leg in posting.legs().iter().filter(|leg| leg.account == account) {
            *sums.entry(leg.amount.currency).or_default() += leg.amount.minor;
        }
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

proptest! {
    /// However orders are paid, and whichever of them are voided, the bag and the terminal should hold what the books
    /// say of them, in every currency.
    #[test]
    fn the_trolley_and_the_books_agree_however_an_order_is_paid(
        orders in prop::collection::vec((0_u8..4, 1_i64..10_000, any::<bool>()), 1..6),
    ) {
        let (mut trolley, mut changes) = (loaded(), Vec::new());
        for (nth, (way, minor, voided)) in (0..).zip(orders) {
            let order = sale(100 + nth, 1, minor, paid(way, minor));
            let state: State = [trolley.clone().into()].into_iter().collect();
            let effects = order.decide(&state, &context()).unwrap();
            let sold = effects.iter().find(|it| matches!(it, Entity::Sale(_))).unwrap().clone();
            trolley = trolley_of(effects);
            changes.push((None, sold.clone()));
            if voided {
                let void = VoidSale { vouchers: Vec::new(), sale: order.sale, trolley: trolley.id, reason: "Cold".into(), at: at(2) };
                let state: State = [trolley.clone().into(), sold.clone()].into_iter().collect();
                let effects = void.decide(&state, &context()).unwrap();
                let after = effects.iter().find(|it| matches!(it, Entity::Sale(_))).unwrap().clone();
                trolley = trolley_of(effects);
                changes.push((Some(sold), after));
            }
        }
        let there = |sums: BTreeMap<Currency, i64>| sums.into_iter().filter(|it| it.1 != 0).collect::<BTreeMap<_, _>>();
        prop_assert_eq!(there(trolley.takings.cash.clone()), booked(Account::CashBag, &changes));
        let cards = trolley.takings.cards.iter().map(|(of, sum)| (*of, sum.minor)).collect();
        prop_assert_eq!(there(cards), booked(Account::Receivable, &changes));
    }

    /// Whatever is sold before or after a count, heard of in whatever order, the bag holds what was counted and what
    /// was sold since: the sales' own postings and the counts' come to that.
    #[test]
    fn the_books_hold_what_was_counted_and_what_was_sold_since(
        before in prop::collection::vec((1_i64..10, 1_i64..10_000), 0..5),
        after in prop::collection::vec((11_i64..20, 1_i64..10_000), 0..5),
        counted in 0_i64..50_000,
        heard_late in 0_usize..5,
    ) {
        let late = before.len().saturating_sub(heard_late);
        let made = |nth: usize, (minute, minor): (i64, i64)| sale(100 + nth as u128, minute, minor, by_cash(minor));
        let mut steps = vec![loaded()];
        for (nth, it) in before[..late].iter().enumerate() {
            steps.push(decided(&made(nth, *it), steps.last().unwrap(), None).unwrap());
        }
        steps.push(decided(&count(20, 10, 5, counted), steps.last().unwrap(), None).unwrap());
        for (nth, it) in before[late..].iter().chain(&after).enumerate() {
            steps.push(decided(&made(50 + nth, *it), steps.last().unwrap(), None).unwrap());
        }
        let sum = |all: &[(i64, i64)]| all.iter().map(|it| it.1).sum::<i64>();
        let sold = sum(&before) + sum(&after);
        prop_assert_eq!(sold + bag(&steps), counted + sum(&after));
        let last = steps.last().unwrap();
        prop_assert_eq!(last.takings.in_cash(Currency::USD), counted + sum(&after));
        prop_assert_eq!(last.on_hand[&id(5)], 5 - after.len() as i64);
    }
}

fn placed(card: Money) -> PlaceOrder {
    let RecordSale { sale, number, flight, seat, passenger, lines, at, .. } = sale(10, 1, 700, by_card());
    PlaceOrder { sale, number, flight, seat, passenger, lines, beside: Vec::new(), card, at }
}

fn order_of(effects: &[Entity]) -> Order {
    effects.iter().find_map(Order::of).unwrap().clone()
}

#[test]
fn an_order_that_was_paid_is_the_sale_of_whoever_placed_it() {
    let order = order_of(&placed(usd(700)).decide(&State::default(), &context()).unwrap());
    assert!(order.is_open());
    let state: State = [loaded().into(), order.into()].into_iter().collect();
    let mut later = context();
    later.actor.name = "Relief".into();
    let effects = sale(10, 2, 700, by_card()).decide(&state, &later).unwrap();
    assert_eq!(order_of(&effects).state, OrderState::Paid);
    assert_eq!(effects.iter().find_map(Sale::of).unwrap().sold_by, "Crew");
    let over = [loaded().into(), order_of(&effects).into()].into_iter().collect();
    assert_eq!(placed(usd(700)).decide(&over, &context()).unwrap_err().fault.code, "order_exists");
}

#[test]
fn a_line_is_of_one_to_ninety_nine_at_a_price_that_is_not_below_zero() {
    let total = |quantity, minor| {
        let line = SaleLine { product: id(5), name: "Tea".into(), quantity, unit: usd(minor), tax_rate: 0 };
        total_of(&[line]).map(|sum| sum.minor).map_err(|fault| fault.code)
    };
    assert_eq!((total(1, 0), total(99, 1)), (Ok(0), Ok(99)));
    for (quantity, minor) in [(0, 100), (-1, 100), (100, 100), (1, -1)] {
        assert_eq!(total(quantity, minor).unwrap_err(), "bad_quantity");
    }
}

#[test]
fn takings_are_written_where_anything_was_taken() {
    let written = |trolley: Trolley| serde_json::to_value(trolley).unwrap().get("takings").is_some();
    assert!(!written(loaded()));
    assert!(written(decided(&sale(10, 1, 700, by_cash(700)), &loaded(), None).unwrap()));
    assert!(written(decided(&sale(10, 1, 700, by_card()), &loaded(), None).unwrap()));
}

#[test]
fn an_order_takes_what_is_on_the_trolley_and_no_more() {
    let line = |product: u128, name: &str, quantity| SaleLine {
        product: id(product),
        name: name.into(),
        quantity,
        unit: usd(100),
        tax_rate: 0,
    };
    check_stock(&[line(5, "Tea", 10)], &loaded()).unwrap();
    let refused = |lines: &[SaleLine]| check_stock(lines, &loaded()).unwrap_err();
    assert_eq!(refused(&[line(5, "Tea", 6), line(5, "Tea", 5)]).code, "out_of_stock");
    let other = refused(&[line(5, "Tea", 1), line(6, "Nuts", 1)]);
    assert_eq!((&*other.code, other.message.contains("Nuts")), ("out_of_stock", true));
}

#[test]
fn a_sale_at_a_rate_that_the_airline_has_not_set_is_refused() {
    let (notes, price) = (Currency::EUR, Currency::USD);
    let rate = CashRate { table: "cash-rates/v9".into(), notes, price, millionths: 2_000_000 };
    let cash = InCash::of(usd(700), Money::new(400, notes), Some(rate)).unwrap();
    let made = decided(&sale(10, 1, 700, Tender::Cash(cash)), &loaded(), None);
    assert_eq!(made.unwrap_err().code, "bad_rate");
}

#[test]
fn each_act_names_what_it_looks_at() {
    let order = order_of(&placed(usd(700)).decide(&State::default(), &context()).unwrap());
    let sold =
        sale(10, 2, 700, by_card()).decide(&[loaded().into()].into_iter().collect(), &context()).unwrap();
    let state: State = [loaded().into(), order.into()].into_iter().chain(sold).collect();
    let code = |rule: &dyn Rule| {
        let seen: State = rule.reads().iter().filter_map(|row| state.entity(row).cloned()).collect();
        rule.decide(&seen, &context()).err().map(|refused| refused.fault.code)
    };
    assert_eq!(code(&placed(usd(700))).as_deref(), Some("order_exists"));
    let fail = FailOrder { sale: id(10), code: "given_up".into(), at: at(3) };
    assert_eq!(code(&fail).as_deref(), Some("order_paid"));
    assert_eq!(code(&count(20, 3, 9, 0)), None);
    assert_eq!(code(&sale(10, 3, 700, by_card())).as_deref(), Some("sale_exists"));
    assert_eq!(code(&sale(11, 3, 700, by_card())), None);
}

#[test]
fn a_card_sale_from_before_the_count_is_found_in_it_too() {
    let closing = CloseTrolley { cards: vec![usd(0)], ..count(20, 5, 10, 0) };
    let closed = decided(&closing, &loaded(), None).unwrap();
    let heard = decided(&sale(10, 1, 700, by_card()), &closed, None).unwrap();
    let line = heard.closings[0].cards.clone();
    assert_eq!((line.len(), line[0].sales, line[0].minor.expected, line[0].minor.counted), (1, 1, 700, 0));
    let again = decided(&sale(11, 2, 300, by_card()), &heard, None).unwrap();
    let line = &again.closings[0].cards[0];
    assert_eq!((line.sales, line.minor.expected), (2, 1_000));
}

#[test]
fn an_order_fails_once_and_not_after_it_was_paid() {
    let fail = FailOrder { sale: id(10), code: "card_declined".into(), at: at(3) };
    let code = |state: &State| fail.decide(state, &context()).unwrap_err().fault.code;
    assert_eq!(code(&State::default()), "not_found");
    let order = order_of(&placed(usd(700)).decide(&State::default(), &context()).unwrap());
    let open: State = [Entity::from(order.clone())].into_iter().collect();
    let failed = fail.decide(&open, &context()).unwrap();
    assert_eq!(order_of(&failed).state, OrderState::Failed { code: "card_declined".into(), at: at(3) });
    assert_eq!(code(&failed.into_iter().collect()), "order_over");
    let sold = [loaded().into(), order.into()].into_iter().collect();
    let sold = sale(10, 2, 700, by_card()).decide(&sold, &context()).unwrap();
    assert_eq!(code(&sold.into_iter().collect()), "order_paid");
}

#[test]
fn a_card_is_asked_for_a_part_of_the_order_or_all_of_it_and_no_more() {
    for card in [usd(0), usd(-1), usd(701), Money::new(700, Currency::EUR)] {
        let refused = placed(card).decide(&State::default(), &context()).unwrap_err();
        assert_eq!(refused.fault.code, "parts_differ", "{card}");
    }
    for minor in [1, 350, 699, 700] {
        let order = order_of(&placed(usd(minor)).decide(&State::default(), &context()).unwrap());
        let Tender::Card(card) = by_card() else { unreachable!() };
        let tender = order.tender(card).unwrap();
        tender.check(order.total).unwrap();
        assert_eq!(tender.by_card(order.total).unwrap().0, usd(minor));
    }
}

#[test]
fn a_product_has_a_name_in_each_language_and_a_price_in_each_currency() {
    let tea: Product = serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(5), "sku": "T", "name": "Tea", "names": { "ar": "شاي" }, "category": "hot_drinks",
        "prices": [usd(300), Money::new(250, Currency::EUR)],
    }))
    .unwrap();
    assert_eq!((tea.called(Language::Ar), tea.called(Language::En)), ("شاي", "Tea"));
    assert_eq!(tea.price(Currency::EUR), Some(Money::new(250, Currency::EUR)));
    assert_eq!(tea.price(Currency::GBP), None);
}
