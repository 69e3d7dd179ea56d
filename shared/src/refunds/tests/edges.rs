//! The edges of what may be asked back and of who may grant it, and the tax in it.

use super::*;
use crate::{entity::Kind, intents::Lane};

fn spirits() -> State {
    let all: [Entity; 3] = [flight().into(), product(5, "spirits").into(), sale(4_000, true).into()];
    all.into_iter().collect()
}

fn to_voucher(amount: Money) -> RequestRefund {
    RequestRefund { to: Means::Voucher, ..asking(amount) }
}

fn policy() -> &'static RefundPolicy {
    Table::embedded().unwrap()
}

#[test]
fn a_limit_is_reached_and_not_passed() {
    let crew = ctx(1, Role::CabinCrew);
    let limits = requested(usd(100)).limits;
    let (most, days) = (limits.most.value, i64::from(limits.within_days.value));
    let state = state(sale(most.minor + 1, true));
    asking(most).decide(&state, &crew).unwrap();
    let above = asking(usd(most.minor + 1)).decide(&state, &crew).unwrap_err().fault;
    assert_eq!(above.code, "over_limit");
    assert!(above.message.contains(&most.to_string()) && above.message.contains("everywhere"), "{above:?}");
    let last = at() + jiff::SignedDuration::from_hours(24 * days);
    RequestRefund { at: last, ..asking(usd(1)) }.decide(&state, &crew).unwrap();
    let late = RequestRefund { at: last + jiff::SignedDuration::from_secs(1), ..asking(usd(1)) };
    assert_eq!(code(late.decide(&state, &crew)), "refund_too_late");
    let whole = self::state(sale(4_000, true));
    asking(usd(4_000)).decide(&whole, &crew).unwrap();
}

#[test]
fn a_voucher_is_given_where_the_policy_says_so_and_to_somebody() {
    let crew = ctx(1, Role::CabinCrew);
    to_voucher(usd(500)).decide(&state(sale(4_000, true)), &crew).unwrap();
    let refused = to_voucher(usd(500)).decide(&spirits(), &crew).unwrap_err().fault;
    assert_eq!(refused.code, "means_not_possible");
    assert!(refused.message.contains("product spirits"), "{refused:?}");
    asking(usd(500)).decide(&spirits(), &crew).unwrap();
    let nobody = state(Sale { passenger: None, ..sale(4_000, true) });
    let anonymous = RequestRefund { passenger: None, ..to_voucher(usd(500)) };
    assert_eq!(code(anonymous.decide(&nobody, &crew)), "voucher_needs_passenger");
    RequestRefund { to: Means::Card, ..anonymous }.decide(&nobody, &crew).unwrap();
}

#[test]
fn whoever_grants_may_up_to_the_limit_of_their_role_and_no_more() {
    let most = policy().approver(Role::Supervisor, Currency::USD).unwrap();
    let boss = ctx(2, Role::Supervisor).actor;
    let of = |minor: i64| RefundRequest { amount: usd(minor), ..requested(usd(100)) };
    of(most.minor).may_be_granted_by(&boss, policy()).unwrap();
    assert_eq!(of(most.minor + 1).may_be_granted_by(&boss, policy()).unwrap_err().code, "over_limit");
    let crew = ctx(2, Role::CabinCrew).actor;
    assert_eq!(of(100).may_be_granted_by(&crew, policy()).unwrap_err().code, "not_permitted");
    let asked = ctx(1, Role::Supervisor).actor;
    assert_eq!(of(100).may_be_granted_by(&asked, policy()).unwrap_err().code, "own_request");
}

#[test]
fn money_instead_of_a_voucher_is_about_that_voucher_its_holder_and_their_flight() {
    let state = claim_state();
    let decide = |intent: RequestRefund| code(intent.decide(&state, &ctx(1, Role::CheckIn)));
    assert_eq!(decide(RequestRefund { voucher: Some(id(22)), ..instead() }), "other_subject");
    assert_eq!(decide(RequestRefund { passenger: Some(id(5)), ..instead() }), "other_subject");
    assert_eq!(decide(RequestRefund { flight: id(7), ..instead() }), "other_subject");
}

fn issue(amount: Money, kind: &str, passenger: u128, law: &str) -> Box<IssueVoucher> {
    serde_json::from_value(json!({
        "voucher": Uuid::from_u128(21), "number": "CV-1", "timeline": Uuid::from_u128(7), "kind": kind,
        "amount": amount, "passenger": Uuid::from_u128(passenger), "trip": Uuid::from_u128(8),
        "flight": Uuid::from_u128(1), "allowance": Uuid::from_u128(9), "at": at(), "expires_at": at(),
        "code": "AV1:X", "basis": { "law": law, "policy": "refunds", "because": [] },
    }))
    .unwrap()
}

#[test]
fn the_voucher_of_a_refund_is_the_one_that_was_granted() {
    let mut state = state(sale(4_000, true));
    act(&mut state, &to_voucher(usd(500)), &ctx(1, Role::CabinCrew)).unwrap();
    let law = kept(&state).requests[0].law();
    assert_eq!(law, format!("REFUND:{}", Uuid::from_u128(100)));
    let decide = |issue| {
        let yes = ApproveRefund { issue, ..yes(100) };
        code(yes.decide(&state, &ctx(2, Role::Supervisor)))
    };
    assert_eq!(decide(None), "voucher_missing");
    for other in [
        issue(usd(501), "travel_credit", 4, &law),
        issue(usd(500), "meal", 4, &law),
        issue(usd(500), "travel_credit", 5, &law),
        issue(usd(500), "travel_credit", 4, "REFUND:1"),
    ] {
        assert_eq!(decide(Some(other)), "voucher_differs");
    }
    // It is the right one: what it lacks here is the allowance that it is issued within.
    assert_eq!(decide(Some(issue(usd(500), "travel_credit", 4, &law))), "not_found");
    let mut by_card = self::state(sale(4_000, true));
    act(&mut by_card, &asking(usd(500)), &ctx(1, Role::CabinCrew)).unwrap();
    let yes = ApproveRefund { issue: Some(issue(usd(500), "travel_credit", 4, &law)), ..yes(100) };
    assert_eq!(code(yes.decide(&by_card, &ctx(2, Role::Supervisor))), "voucher_not_asked_for");
}

#[test]
fn a_yes_waits_for_what_it_issues_and_what_it_takes_back() {
    let it = issue(usd(500), "travel_credit", 4, "REFUND:1");
    let yes = ApproveRefund { instead_of: Some(id(30)), issue: Some(it.clone()), ..yes(100) };
    let lanes = yes.also();
    let (voucher, standing) = (id::<crate::ids::VoucherId>(30), standing_id(id(30)));
    for lane in [it.lane(), Lane::of(Kind::Voucher, voucher), Lane::of(Kind::VoucherStanding, standing)] {
        assert!(lanes.contains(&lane), "{lane:?} is not among {lanes:?}");
    }
}

#[test]
fn what_is_given_back_has_its_part_of_the_tax_and_all_of_it_in_the_end() {
    let mut taxed = sale(1_000, true);
    taxed.lines[0].tax_rate = 2_000;
    let whole = taxed.tax().unwrap();
    assert_eq!(whole, usd(167));
    let mut state = state(taxed);
    let mut books = TrialBalance::default();
    for (nth, minor) in [(0, 333), (1, 333), (2, 334)] {
        let before: Option<Entity> = state.get::<Refund>(kept_id()).map(Entity::from);
        let ask = RequestRefund { request: id(100 + nth), after: nth as u32, ..asking(usd(minor)) };
        act(&mut state, &ask, &ctx(1, Role::CabinCrew)).unwrap();
        act(&mut state, &yes(100 + nth), &ctx(2, Role::Supervisor)).unwrap();
        for it in occurrences(before.as_ref(), &kept(&state).into()) {
            books.post(&it.what.posting().unwrap().unwrap()).unwrap();
        }
    }
    let of = |account| books.of(account, Currency::USD);
    assert_eq!((of(Account::Tax), of(Account::SalesRevenue), of(Account::Refunds)), (167, 833, -1_000));
    assert!(kept(&state).requests.iter().all(|it| it.tax.is_some()));
    assert_eq!(requested(usd(100)).tax, None, "of what was free of it none is written");
}

fn kept_id() -> crate::ids::RefundId {
    refund_id(Subject::Sale { sale: id(2) })
}
