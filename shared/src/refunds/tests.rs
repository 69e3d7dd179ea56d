//! A refund is asked for, granted or refused, and nobody gives back more than was paid.

mod edges;

use std::collections::BTreeMap;

use serde_json::json;

use super::{report::report, *};
use crate::{
    entity::Entity,
    flights::Flight,
    ids::{DeviceId, ProductId, Uuid},
    intents::{Actor, Context, Rule, State},
    ledger::{Account, Happened, TrialBalance, occurrences},
    money::Currency,
    policies::Table,
    sales::{ByCard, InCash, Paid, Part, Product, Sale, SaleLine, Tender},
    vouchers::{
        Agreement, Claim, IssueVoucher, Voucher, VoucherKind, VoucherStanding, VoucherStatus, standing_id,
    },
};

fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn at() -> Timestamp {
    "2026-11-21T13:00:00Z".parse().unwrap()
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn flight() -> Flight {
    serde_json::from_value(json!({
        "id": Uuid::from_u128(1), "carrier": "B6", "number": "23", "date": "2026-11-21", "from": "JFK",
        "to": "LAX", "scheduled_departure": at(), "scheduled_arrival": at(), "status": "scheduled",
        "aircraft": "A321", "seats": 190, "booked": 3, "licence": "OTHER", "international": false,
    }))
    .unwrap()
}

fn product(number: u128, category: &str) -> Product {
    serde_json::from_value(json!({
        "id": Uuid::from_u128(number), "sku": "P", "name": "Thing", "category": category, "prices": [],
    }))
    .unwrap()
}

fn sale(total: i64, card: bool) -> Sale {
    let tender = match card {
        true => Tender::Card(ByCard {
            token: "tok_1".into(),
            brand: "Visa".into(),
            last4: "4242".into(),
            par: None,
        }),
        false => Tender::Cash(InCash { given: usd(total), change: usd(0), rate: None }),
    };
    Sale {
        id: id(2),
        number: "S-1".into(),
        flight: id(1),
        trolley: id(3),
        seat: None,
        passenger: Some(id(4)),
        lines: vec![SaleLine {
            product: id(5),
            name: "Thing".into(),
            quantity: 1,
            unit: usd(total),
            tax_rate: 0,
        }],
        total: usd(total),
        tender,
        voided: None,
        sold_at: at(),
        sold_by: "Crew".into(),
        device: id(6),
        rest: Default::default(),
    }
}

fn state(sale: Sale) -> State {
    let all: [Entity; 3] = [flight().into(), product(5, "comfort").into(), sale.into()];
    all.into_iter().collect()
}

fn ctx(user: u128, role: Role) -> Context {
    let actor =
        Actor { user: id(user), name: format!("Person {user}"), role, role_epoch: 1, station: "JFK".into() };
    Context { now: at(), actor, device: DeviceId(Uuid::from_u128(6)), op: id(9) }
}

fn asking(amount: Money) -> RequestRefund {
    RequestRefund {
        subject: Subject::Sale { sale: id(2) },
        request: id(100),
        flight: id(1),
        passenger: Some(id(4)),
        products: vec![ProductId(Uuid::from_u128(5))],
        voucher: None,
        amount,
        to: Means::Card,
        reason: RefundReason::Faulty,
        note: String::new(),
        after: 0,
        at: at(),
    }
}

fn code(answer: Result<Vec<Entity>, Rejection>) -> String {
    answer.unwrap_err().fault.code.into_owned()
}

/// Does an act and keeps what it changed. The rule sees what it says that it reads, as on a desk.
fn act(state: &mut State, intent: &dyn Rule, ctx: &Context) -> Result<(), Rejection> {
    let seen: State = intent.reads().iter().filter_map(|row| state.entity(row).cloned()).collect();
    intent.decide(&seen, ctx)?.into_iter().for_each(|entity| state.put(entity));
    Ok(())
}

/// One that was asked for.
fn requested(amount: Money) -> RefundRequest {
    let mut state = state(sale(4_000, true));
    act(&mut state, &asking(amount), &ctx(1, Role::CabinCrew)).unwrap();
    kept(&state).requests.remove(0)
}

fn kept(state: &State) -> Refund {
    state.get(refund_id(Subject::Sale { sale: id(2) })).unwrap()
}

fn yes(request: u128) -> ApproveRefund {
    let subject = Subject::Sale { sale: id(2) };
    ApproveRefund {
        refund: refund_id(subject),
        subject,
        request: id(request),
        instead_of: None,
        issue: None,
        at: at(),
    }
}

#[test]
fn a_refund_that_makes_no_sense_is_refused_by_code() {
    let state = state(sale(4_000, true));
    let crew = ctx(1, Role::CabinCrew);
    let decide = |intent: RequestRefund| code(intent.decide(&state, &crew));
    assert_eq!(decide(asking(usd(0))), "amount_not_positive");
    assert_eq!(decide(asking(usd(-100))), "amount_not_positive");
    assert_eq!(decide(asking(usd(4_001))), "refund_exceeds_paid");
    assert_eq!(decide(asking(Money::new(100, Currency::EUR))), "currency_mismatch");
    assert_eq!(decide(asking(Money::new(100, "SEK".parse().unwrap()))), "currency_not_refunded");
    assert_eq!(decide(RequestRefund { to: Means::Cash, ..asking(usd(1)) }), "means_not_possible");
    assert_eq!(decide(RequestRefund { reason: RefundReason::Other, ..asking(usd(1)) }), "reason_missing");
    assert_eq!(decide(RequestRefund { flight: id(7), ..asking(usd(1)) }), "other_subject");
    assert_eq!(decide(RequestRefund { passenger: None, ..asking(usd(1)) }), "other_subject");
    let late = at() + jiff::SignedDuration::from_hours(31 * 24);
    assert_eq!(decide(RequestRefund { at: late, ..asking(usd(1)) }), "refund_too_late");
}

#[test]
fn of_an_order_paid_in_parts_no_more_goes_back_to_a_card_than_it_paid() {
    let Tender::Card(card) = sale(1, true).tender else { unreachable!("it is by card") };
    let in_cash = InCash { given: usd(1_000), change: usd(0), rate: None };
    let parts = [(1_000, Paid::Cash(in_cash)), (3_000, Paid::Card(card))];
    let parts = parts.map(|(minor, paid)| Part { amount: usd(minor), paid }).into();
    let mut state = state(Sale { tender: Tender::Split { parts }, ..sale(4_000, true) });
    let crew = ctx(1, Role::CabinCrew);
    assert_eq!(code(asking(usd(3_001)).decide(&state, &crew)), "means_exceeded");
    act(&mut state, &asking(usd(2_500)), &crew).unwrap();
    let again = RequestRefund { request: id(101), after: 1, ..asking(usd(501)) };
    assert_eq!(code(again.decide(&state, &crew)), "means_exceeded");
    let in_cash = RequestRefund { to: Means::Cash, amount: usd(1_001), ..again.clone() };
    assert_eq!(code(in_cash.decide(&state, &crew)), "means_exceeded");
    act(&mut state, &RequestRefund { amount: usd(1_000), ..in_cash }, &crew).unwrap();
    let rest = RequestRefund { request: id(102), after: 2, amount: usd(500), ..again };
    act(&mut state, &rest, &crew).unwrap();
    assert_eq!(kept(&state).requests.len(), 3);
}

#[test]
fn the_same_refund_twice_is_refused_and_the_first_is_shown() {
    let mut state = state(sale(4_000, true));
    let crew = ctx(1, Role::CabinCrew);
    act(&mut state, &asking(usd(1_000)), &crew).unwrap();
    let again = asking(usd(1_000)).decide(&state, &crew).unwrap_err();
    assert_eq!(again.fault.code, "refund_requested_already");
    assert_eq!(again.server_state.unwrap()["kind"], "refund");
}

#[test]
fn parts_are_given_back_until_nothing_is_left_and_a_refused_one_does_not_count() {
    let mut state = state(sale(4_000, true));
    let crew = ctx(1, Role::CabinCrew);
    act(&mut state, &asking(usd(3_000)), &crew).unwrap();
    let more = RequestRefund { request: id(101), after: 1, ..asking(usd(1_500)) };
    assert_eq!(code(more.decide(&state, &crew)), "refund_exceeds_paid");
    let no = RefuseRefund { refund: kept(&state).id, request: id(100), reason: " ".into(), at: at() };
    assert_eq!(code(no.decide(&state, &ctx(2, Role::Supervisor))), "reason_missing");
    let no = RefuseRefund { reason: "Nothing was broken".into(), ..no };
    act(&mut state, &no, &ctx(2, Role::Supervisor)).unwrap();
    act(&mut state, &more, &crew).unwrap();
    assert_eq!(kept(&state).left().unwrap(), usd(2_500));
    assert_eq!(code(no.decide(&state, &ctx(2, Role::Supervisor))), "refund_decided");
}

#[test]
fn who_asked_never_grants_and_above_the_limit_two_others_must() {
    let mut state = state(sale(15_000, true));
    act(&mut state, &asking(usd(9_000)), &ctx(1, Role::Supervisor)).unwrap();
    assert_eq!(code(yes(100).decide(&state, &ctx(1, Role::Supervisor))), "own_request");
    assert_eq!(code(yes(100).decide(&state, &ctx(2, Role::CheckIn))), "over_limit");
    act(&mut state, &yes(100), &ctx(2, Role::Supervisor)).unwrap();
    assert_eq!(
        (kept(&state).requests[0].state, kept(&state).requests[0].lacks()),
        (RefundState::Requested, 1)
    );
    assert_eq!(code(yes(100).decide(&state, &ctx(2, Role::Supervisor))), "granted_already");
    act(&mut state, &yes(100), &ctx(3, Role::Finance)).unwrap();
    assert_eq!(kept(&state).requests[0].state, RefundState::Approved);
    assert_eq!(code(yes(100).decide(&state, &ctx(4, Role::Finance))), "refund_decided");
    assert_eq!(code(yes(7).decide(&state, &ctx(4, Role::Finance))), "not_found");
}

#[test]
fn cash_is_paid_with_the_last_yes_and_a_card_when_the_processor_did() {
    let mut state = state(sale(4_000, false));
    act(&mut state, &RequestRefund { to: Means::Cash, ..asking(usd(500)) }, &ctx(1, Role::CabinCrew))
        .unwrap();
    act(&mut state, &yes(100), &ctx(2, Role::Supervisor)).unwrap();
    assert_eq!(kept(&state).requests[0].state, RefundState::Paid);

    let mut state = self::state(sale(4_000, true));
    act(&mut state, &asking(usd(500)), &ctx(1, Role::CabinCrew)).unwrap();
    assert!(kept(&state).ended(id(100), at(), None).is_none(), "nobody has granted it");
    act(&mut state, &yes(100), &ctx(2, Role::Supervisor)).unwrap();
    let failed = kept(&state).ended(id(100), at(), Some("card_closed".into())).unwrap();
    assert_eq!((failed.requests[0].state, failed.left().unwrap()), (RefundState::Failed, usd(4_000)));
    let paid = kept(&state).ended(id(100), at(), None).unwrap();
    assert_eq!(paid.requests[0].state, RefundState::Paid);
    assert!(paid.ended(id(100), at(), None).is_none(), "it is paid once");
}

#[test]
fn a_voided_sale_has_nothing_to_give_back_and_one_that_is_asked_back_is_not_voided() {
    use crate::sales::{VoidSale, Voided};
    let mut voided = sale(4_000, true);
    voided.voided = Some(Voided { at: at(), by: "Crew".into(), reason: "Wrong".into() });
    assert_eq!(code(asking(usd(1)).decide(&state(voided), &ctx(1, Role::CabinCrew))), "sale_voided");
    let mut state = state(sale(4_000, true));
    act(&mut state, &asking(usd(500)), &ctx(1, Role::CabinCrew)).unwrap();
    let void =
        VoidSale { vouchers: Vec::new(), sale: id(2), trolley: id(3), reason: "Wrong".into(), at: at() };
    assert_eq!(code(void.decide(&state, &ctx(1, Role::CabinCrew))), "sale_refunded");
}

fn claim_state() -> State {
    let claim = Claim {
        id: id(20),
        passenger: id(4),
        flight: id(1),
        kind: VoucherKind::Meal,
        law: "AIRLINE_CARE".into(),
        voucher: id(21),
        file: None,
        rest: Default::default(),
    };
    let voucher: Voucher = serde_json::from_value(json!({
        "id": Uuid::from_u128(21), "number": "MV-1", "kind": "meal", "amount": usd(1_500),
        "passenger": Uuid::from_u128(4), "trip": Uuid::from_u128(8), "flight": Uuid::from_u128(1),
        "claim": Uuid::from_u128(20), "allowance": Uuid::from_u128(9), "issued_at": at(), "issued_by": "Agent",
        "device": Uuid::from_u128(6), "station": "JFK", "expires_at": at(), "code": "AV1:X",
        "status": "issued", "basis": {"law": "AIRLINE_CARE", "policy": "1", "because": []},
    }))
    .unwrap();
    let all: [Entity; 3] = [flight().into(), claim.into(), voucher.into()];
    all.into_iter().collect()
}

fn instead() -> RequestRefund {
    RequestRefund {
        subject: Subject::Claim { claim: id(20) },
        products: Vec::new(),
        voucher: Some(id(21)),
        to: Means::Cash,
        reason: RefundReason::MoneyInstead,
        ..asking(usd(1_500))
    }
}

#[test]
fn money_instead_of_a_voucher_withdraws_the_voucher() {
    let mut state = claim_state();
    let part = RequestRefund { amount: usd(500), ..instead() };
    assert_eq!(code(part.decide(&state, &ctx(1, Role::CheckIn))), "claim_given_whole");
    act(&mut state, &instead(), &ctx(1, Role::CheckIn)).unwrap();
    let subject = instead().subject;
    let yes = ApproveRefund { refund: refund_id(subject), subject, instead_of: Some(id(21)), ..yes(100) };
    let mut used = state.clone();
    let mut voucher: Voucher = used.get(Uuid::from_u128(21)).unwrap();
    voucher.status = VoucherStatus::Redeemed;
    used.put(voucher.into());
    assert_eq!(code(yes.decide(&used, &ctx(2, Role::Supervisor))), "voucher_used");
    act(&mut state, &yes, &ctx(2, Role::Supervisor)).unwrap();
    let voucher: Voucher = state.get(Uuid::from_u128(21)).unwrap();
    assert_eq!(voucher.status, VoucherStatus::Revoked);
    // What tills ask, and what the books are written from.
    let standing: VoucherStanding = state.get(standing_id(voucher.id)).unwrap();
    assert!(standing.revoked.is_some());
    let booked = occurrences(None, &standing.into());
    assert_eq!(booked[0].what, Happened::VoucherRevoked { left: usd(1_500) });
}

#[test]
fn whoever_took_credit_in_the_place_of_money_gets_the_money_back_and_not_what_was_added_to_it() {
    let mut state = claim_state();
    let mut credit: Voucher = state.get(Uuid::from_u128(21)).unwrap();
    credit.agreement = Some(Agreement {
        passenger: credit.passenger,
        at: at(),
        language: "en".into(),
        words: "I take credit instead.".into(),
        instead_of: usd(1_200),
    });
    state.put(credit.into());
    assert_eq!(code(instead().decide(&state, &ctx(1, Role::CheckIn))), "claim_given_whole");
    let money = RequestRefund { amount: usd(1_200), ..instead() };
    act(&mut state, &money, &ctx(1, Role::CheckIn)).unwrap();
    let refund: Refund = state.get(refund_id(money.subject)).unwrap();
    assert_eq!(refund.paid, usd(1_200));
}

#[test]
fn no_money_is_given_for_a_voucher_of_which_a_part_was_taken_in() {
    let mut state = claim_state();
    let voucher: Voucher = state.get(Uuid::from_u128(21)).unwrap();
    let mut standing = VoucherStanding::untouched(voucher.id, &voucher.number, voucher.kind, voucher.amount);
    standing.redemptions = serde_json::from_value(json!([{
        "id": Uuid::from_u128(30), "amount": usd(500), "supplier": "JFK-TERRACE", "at": at(), "by": "Till",
        "device": Uuid::from_u128(6), "station": "JFK",
    }]))
    .unwrap();
    state.put(standing.into());
    assert_eq!(code(instead().decide(&state, &ctx(1, Role::CheckIn))), "voucher_used");
}

#[test]
fn each_limit_comes_from_the_most_specific_part_that_sets_it() {
    let policy = Table::<RefundPolicy>::embedded().unwrap();
    let whose = |carrier: &str, station: &str, products: &[&str], tier| Whose {
        carrier: carrier.into(),
        station: station.into(),
        products: products.iter().map(|it| (*it).to_owned()).collect(),
        tier,
    };
    let limits = |whose: &Whose| policy.limits(whose, Currency::USD).unwrap();
    let plain = limits(&whose("B6", "LAX", &["comfort"], None));
    assert_eq!([&plain.most.from, &plain.two_above.from], [&Origin::Default, &Origin::Default]);
    let all = limits(&whose("DL", "JFK", &["duty_free", "spirits"], Some(Tier::Gold)));
    assert_eq!((all.most.value, all.most.from), (usd(50_000), Origin::Product("duty_free".into())));
    assert_eq!((all.two_above.value, all.two_above.from), (usd(10_000), Origin::Tier(Tier::Gold)));
    assert_eq!((all.within_days.value, all.within_days.from), (14, Origin::Product("duty_free".into())));
    assert_eq!((all.to_voucher.value, all.to_voucher.from), (false, Origin::Product("spirits".into())));
    let some = limits(&whose("DL", "JFK", &[], None));
    assert_eq!((some.within_days.value, some.within_days.from), (60, Origin::Carrier("DL".into())));
    assert_eq!((some.two_above.value, some.two_above.from), (usd(7_500), Origin::Station("JFK".into())));
    let several = limits(&whose("B6", "LAX", &["duty_free", "meals"], None));
    assert_eq!((several.within_days.value, several.within_days.from), (3, Origin::Product("meals".into())));
}

#[test]
fn a_table_with_a_hole_is_refused() {
    let bad = |text: &str| Table::<RefundPolicy>::of_file(text).unwrap_err().code;
    assert_eq!(bad("[default]\n[approver]"), "bad_policy_table");
    let whole = "[default]\nmost = { USD = 1 }\ntwo_above = { USD = 1 }\nwithin_days = 1\nto_voucher = true\n[approver]\n";
    Table::<RefundPolicy>::of_file(whole).unwrap();
    assert_eq!(bad(&whole.replace("two_above = { USD = 1 }", "two_above = { EUR = 1 }")), "bad_policy_table");
    assert_eq!(bad(&whole.replace("USD = 1", "USD = -1")), "bad_policy_table");
}

#[test]
fn granted_and_paid_refunds_are_booked_and_refused_ones_are_not() {
    let mut books = TrialBalance::default();
    let mut state = state(sale(4_000, true));
    let mut last = BTreeMap::new();
    let mut step = |state: &State| {
        let refund: Entity = kept(state).into();
        for it in occurrences(last.get(&0), &refund) {
            books.post(&it.what.posting().unwrap().unwrap()).unwrap();
        }
        last.insert(0, refund);
        (books.of(Account::Refunds, Currency::USD), books.of(Account::Processor, Currency::USD))
    };
    act(&mut state, &asking(usd(500)), &ctx(1, Role::CabinCrew)).unwrap();
    assert_eq!(step(&state), (0, 0));
    act(&mut state, &yes(100), &ctx(2, Role::Supervisor)).unwrap();
    assert_eq!(step(&state), (-500, 0));
    state.put(kept(&state).ended(id(100), at(), None).unwrap().into());
    assert_eq!(step(&state), (0, -500));
    assert_eq!(step(&state), (0, -500), "the same again is booked once");
}

#[test]
fn the_report_says_how_much_how_often_how_long_and_why() {
    let mut state = state(sale(4_000, true));
    act(&mut state, &asking(usd(500)), &ctx(1, Role::CabinCrew)).unwrap();
    let later = at() + jiff::SignedDuration::from_secs(600);
    act(&mut state, &ApproveRefund { at: later, ..yes(100) }, &ctx(2, Role::Supervisor)).unwrap();
    let more =
        RequestRefund { request: id(101), after: 1, reason: RefundReason::Goodwill, ..asking(usd(300)) };
    act(&mut state, &more, &ctx(1, Role::CabinCrew)).unwrap();
    let no = RefuseRefund { refund: kept(&state).id, request: id(101), reason: "No".into(), at: later };
    act(&mut state, &no, &ctx(2, Role::Supervisor)).unwrap();
    let third = RequestRefund { request: id(102), after: 2, ..asking(usd(200)) };
    act(&mut state, &third, &ctx(1, Role::CabinCrew)).unwrap();
    let report = report([&kept(&state)]).unwrap();
    assert_eq!((report.requests, report.granted, report.refused, report.waiting), (3, 1, 1, 1));
    assert_eq!((report.granted_permille, report.median_seconds), (Some(500), Some(600)));
    assert_eq!((report.volume[0].asked, report.volume[0].granted), (usd(1_000), usd(500)));
    let first = report.reasons[0];
    assert_eq!((first.reason, first.count, first.granted), (RefundReason::Faulty, 2, 1));
    assert_eq!(super::report::report([]).unwrap().granted_permille, None);
}

#[test]
fn nobody_issues_the_voucher_of_a_refund_that_was_not_granted() {
    let basis = json!({"law": "REFUND:1", "policy": "refunds", "because": []});
    let issue: IssueVoucher = serde_json::from_value(json!({
        "voucher": Uuid::from_u128(21), "number": "TC-1", "timeline": Uuid::from_u128(7), "kind": "travel_credit",
        "amount": usd(1_500), "passenger": Uuid::from_u128(4), "trip": Uuid::from_u128(8),
        "flight": Uuid::from_u128(1), "allowance": Uuid::from_u128(9), "at": at(), "expires_at": at(),
        "code": "AV1:X", "basis": basis,
    }))
    .unwrap();
    assert_eq!(code(issue.decide(&claim_state(), &ctx(2, Role::Supervisor))), "refund_not_granted");
}

#[test]
fn a_second_person_is_needed_above_the_limit_and_not_at_it() {
    let limits = requested(usd(100)).limits;
    let limit = limits.two_above.value;
    assert_eq!(limits.approvers(limit), 1);
    assert_eq!(limits.approvers(usd(limit.minor + 1)), 2);
}

#[test]
fn a_request_says_when_somebody_decided() {
    let asked = requested(usd(100));
    assert_eq!(asked.decided_at(), None);
    let yes = Approval { user: id(7), by: "Person 7".into(), role: Role::Supervisor, at: at() };
    let granted = RefundRequest { state: RefundState::Paid, approvals: vec![yes.clone()], ..asked.clone() };
    assert_eq!(granted.decided_at(), Some(at()));
    let half = RefundRequest { approvals: vec![yes], ..asked.clone() };
    assert_eq!(half.decided_at(), None, "one yes of two decides nothing");
    let refused = RefundRequest { state: RefundState::Refused, ..half };
    assert_eq!(refused.decided_at(), None, "a yes from before is not the no");
}

#[test]
fn a_name_is_what_stands_on_the_wire() {
    fn named<T: serde::Serialize>(it: T, name: &str) {
        assert_eq!(serde_json::to_value(it).unwrap(), name);
    }
    Means::ALL.into_iter().for_each(|it| named(it, it.name()));
    RefundReason::ALL.into_iter().for_each(|it| named(it, it.name()));
    use RefundState::*;
    [Requested, Approved, Refused, Paid, Failed].into_iter().for_each(|it| named(it, it.name()));
}
