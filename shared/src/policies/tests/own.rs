//! The airline's own tables: what was promised by a version stays promised.

use super::*;
use crate::{
    claims::{ClaimPolicy, Whose as ClaimOf},
    devices::{AllowanceTerms, DeviceKind},
    refunds::{RefundPolicy, Whose},
    sales::{CashRates, MilesPrices, SaleLine, SalesTax},
    vouchers::{VoucherKind, VoucherTerms},
};

#[test]
fn how_far_refunds_go_follows_the_version_of_the_day() {
    let table = |terms| DraftPolicy { table: REFUNDS.into(), ..draft(0, "2026-12-01", terms) };
    let most = "/default/most/EUR";
    let mut desk = Desk::default();
    assert_eq!(desk.act(1, table(edited(REFUNDS, most, -5))).unwrap_err(), "negative_amount");
    let unset = edited(REFUNDS, "/default/most", json!({}));
    assert_eq!(desk.act(1, table(unset)).unwrap_err(), "bad_policy_table", "refunds have a limit everywhere");
    desk.act(1, table(edited(REFUNDS, most, 100))).unwrap();
    let policy = desk.act(2, ApprovePolicy { table: REFUNDS.into(), ..approve(1) }).unwrap();
    let whose = Whose { carrier: "LH".into(), station: "FRA".into(), products: Vec::new(), tier: None };
    let limit = |at: &str| {
        let at: Timestamp = at.parse().unwrap();
        let policy = Table::<RefundPolicy>::on(Some(&policy), today(at)).unwrap();
        policy.limits(&whose, Currency::EUR).unwrap().most.value.minor
    };
    assert_eq!((limit("2026-11-30T23:59:59Z"), limit("2026-12-01T00:00:00Z")), (20_000, 100));
    let tables = Policies::with([&policy]).unwrap();
    assert_eq!(tables.digest(), Policies::embedded().unwrap().digest(), "nothing is decided by it");
}

/// A version of a table from the first of December, approved by a second person.
fn approved(table: &str, terms: Value) -> Policy {
    let mut desk = Desk::default();
    desk.act(1, DraftPolicy { table: table.into(), ..draft(0, "2026-12-01", terms) }).unwrap();
    desk.act(2, ApprovePolicy { table: table.into(), ..approve(1) }).unwrap()
}

#[test]
fn what_a_role_may_give_and_who_takes_vouchers_in_follow_the_version_of_the_day() {
    let mut terms = edited(VOUCHERS, "/most/goodwill/check_in/USD", 10_000);
    add_row(&mut terms, "/supplier", 0);
    *terms.pointer_mut("/supplier/1/code").unwrap() = "JFK-BAKERY".into();
    let policy = approved(VOUCHERS, terms);
    let on = |text: &str| {
        let terms = Table::<VoucherTerms>::on(Some(&policy), day(text)).unwrap();
        let goodwill = Money::new(2_501, Currency::USD);
        let given = terms.permits(VoucherKind::Goodwill, Role::CheckIn, goodwill).is_ok();
        (terms.id.clone(), given, terms.supplier("JFK-BAKERY").is_some())
    };
    assert_eq!(on("2026-11-30"), ("AIRLINE-VOUCHERS/2026.11.1".into(), false, false));
    assert_eq!(on("2026-12-01"), ("VOUCHERS-2026-12-01/v1".into(), true, true));
    let mut desk = Desk::default();
    let twice = edited(VOUCHERS, "/supplier/1/code", "JFK-TERRACE");
    let twice = DraftPolicy { table: VOUCHERS.into(), ..draft(0, "2026-12-01", twice) };
    assert_eq!(desk.act(1, twice).unwrap_err(), "row_twice");
}

#[test]
fn what_was_sold_by_an_older_version_or_the_built_in_one_is_known_by_its_name_and_a_draft_is_not() {
    let policy = approved(CASH_RATES, edited(CASH_RATES, "/notes/EUR/USD", 1_100_000));
    let rate = |state: &State, id: &str| {
        let table = Table::<CashRates>::named(state, id).unwrap()?;
        let rates = table.rates(Currency::USD);
        rates.into_iter().find(|it| it.notes == Currency::EUR).map(|it| it.millionths)
    };
    let mut state = State::default();
    assert_eq!(rate(&state, "CASH_RATES-2026-12-01/v1"), None);
    state.put(policy.clone().into());
    assert_eq!(rate(&state, "CASH_RATES-2026-12-01/v1"), Some(1_100_000));
    assert_eq!(rate(&state, "cash-rates/v1"), Some(1_050_000));
    let mut undecided = policy;
    undecided.versions[0].approved = None;
    state.put(undecided.into());
    assert_eq!(rate(&state, "CASH_RATES-2026-12-01/v1"), None);
}

#[test]
fn a_price_in_miles_of_nothing_is_no_price() {
    let mut desk = Desk::default();
    let table = |terms| DraftPolicy { table: MILES.into(), ..draft(0, "2026-12-01", terms) };
    assert_eq!(desk.act(1, table(edited(MILES, "/price/USD", 0))).unwrap_err(), "bad_policy_table");
    let policy = approved(MILES, edited(MILES, "/price/USD", 90));
    let price = |text: &str| {
        let table = Table::<MilesPrices>::on(Some(&policy), day(text)).unwrap();
        table.price(Currency::USD).unwrap().unit
    };
    assert_eq!((price("2026-11-30"), price("2026-12-01")), (180, 90));
}

#[test]
fn who_grants_claims_and_what_they_cost_in_miles_follow_the_version_of_the_day() {
    let mut terms = edited(CLAIMS, "/default/automatic/EUR", 10_000);
    *terms.pointer_mut("/miles/EUR").unwrap() = 50.into();
    *terms.pointer_mut("/approver/supervisor/most/EUR").unwrap() = 20_000.into();
    let policy = approved(CLAIMS, terms);
    let on = |text: &str| {
        let claims = Table::<ClaimPolicy>::on(Some(&policy), day(text)).unwrap();
        let whose = ClaimOf { station: "JFK".into(), tier: None };
        let due = Money::new(25_000, Currency::EUR);
        let automatic = claims.limits(&whose, Currency::EUR).unwrap().automatic.unwrap().value.minor;
        (automatic, claims.miles(due), claims.may_grant(Role::Supervisor, due).is_ok())
    };
    assert_eq!(on("2026-11-30"), (40_000, Some(25_000), true));
    assert_eq!(on("2026-12-01"), (10_000, Some(12_500), false));
}

#[test]
fn what_a_device_may_issue_offline_follows_the_version_of_the_day() {
    let policy = approved(ALLOWANCES, edited(ALLOWANCES, "/device/kiosk/total", 1_000));
    let total = |text: &str| {
        let terms = Table::<AllowanceTerms>::on(Some(&policy), day(text)).unwrap();
        let owner = (DeviceId(Uuid::nil()), String::new());
        terms.of(Uuid::nil().into(), DeviceKind::Kiosk, owner, at()).total.minor
    };
    assert_eq!((total("2026-11-30"), total("2026-12-01")), (50_000, 1_000));
}

#[test]
fn an_order_of_before_a_change_is_sold_at_the_tax_that_it_was_priced_with() {
    let country = terms(SALES_TAX)["country"].as_array().unwrap().iter().position(|it| it["code"] == "FR");
    let standard = format!("/country/{}/standard", country.unwrap());
    let policy = approved(SALES_TAX, edited(SALES_TAX, &standard, 2_150));
    let state = State::from_iter([policy.into()]);
    let line = |tax_rate| {
        let (product, unit) = (Uuid::nil().into(), Money::new(1_200, Currency::EUR));
        SaleLine { product, name: "Tea".into(), quantity: 1, unit, tax_rate }
    };
    let sold = |rate, on| SalesTax::check_lines(&state, day(on), &[line(rate)]).is_ok();
    assert!(sold(2_000, "2026-11-30") && sold(2_000, "2026-12-01") && sold(2_150, "2026-12-01"));
    assert!(!sold(2_150, "2026-11-30"));
    let rate = |on| Table::<SalesTax>::of(&state, day(on)).unwrap().rate("CDG", "FRA", "comfort");
    assert_eq!((rate("2026-11-30"), rate("2026-12-01")), (2_000, 2_150));
}
