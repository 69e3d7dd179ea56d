//! The tables themselves, and what happens to bad ones.

use jiff::civil::date;

use crate::compensation::{MealRequest, Policies, Status, meal_entitlement};
use crate::money::{Currency, Money};

fn with(name: &'static str, from: &str, to: &str) -> Result<Policies, crate::Fault> {
    let mut files = Policies::embedded_files();
    let changed = files[name].replacen(from, to, 1);
    assert_ne!(changed, files[name], "the table has changed: mend this test");
    files.insert(name, &changed);
    Policies::read(&files)
}

#[test]
fn a_table_with_a_hole_or_an_overlap_is_refused() {
    for (name, from, to) in [
        ("eu261", "max_km = 3500.0", "max_km = 1500.0"),
        ("eu261", "max_km = 3500.0\n", ""),
        ("eu261", "notice_lt_min = 10080, ", ""),
        ("uk261", "notice_lt_min = 10080", "notice_lt_min = 30000"),
        ("us_250", "lt_min = 120", "lt_min = 50"),
        ("us_250", "applies_to = \"2025-01-21\"", "applies_to = \"2025-01-22\""),
        ("us_250", "applies_to = \"2025-01-21\"", "applies_to = \"2025-01-20\""),
        ("overruling", "EUR = 25000", "EUR = 0"),
        ("overruling", "EUR = 25000", "XYZ = 25000"),
        ("mc99", "applies_from = \"2024-12-28\"\n", ""),
        ("appr", "under_min = 540, amount = 700", "under_min = 300, amount = 700"),
        ("in_dgca", "{ cap = 10000 }", "{ le_min = 500, cap = 10000 }"),
        ("areas", "\"ECN\"", "\"QQQ\""),
        ("causes", "unspecified =", "unknown ="),
        ("ranking", "XDR", "XYZ"),
        ("meals", "USD = 2000, ", ""),
        ("eu261", "amount = 600", "amount = \"much\""),
    ] {
        let fault = with(name, from, to).expect_err(from);
        assert_eq!((fault.code.as_ref(), fault.field.as_deref()), ("bad_policy_table", Some(name)), "{from}");
    }
}

#[test]
fn a_pending_law_is_there_and_never_in_force() {
    let policies = Policies::embedded().unwrap();
    assert!(policies.eu261.versions().any(|v| v.status == Status::Pending));
    let later = policies.eu261.on(date(2028, 1, 15)).unwrap();
    assert_eq!(later.status, Status::InForce);
}

#[test]
fn the_digest_changes_with_any_table() {
    let policies = Policies::embedded().unwrap();
    let other = with("uk261", "amount = 220", "amount = 221").unwrap();
    assert_ne!(policies.digest(), other.digest());
}

#[test]
fn meal_vouchers_follow_wait_cabin_tier_and_station() {
    let policies = Policies::embedded().unwrap();
    let ask = |waited_min, cabin, tier, station| {
        let request = MealRequest { waited_min, cabin, tier, station, date: date(2026, 11, 21) };
        meal_entitlement(&request, policies).map(|meal| meal.amount)
    };
    assert_eq!(ask(119, "Y", "", "JFK"), None);
    assert_eq!(ask(120, "Y", "", "JFK"), Some(Money::new(1200, Currency::USD)));
    assert_eq!(ask(240, "J", "gold", "FRA"), Some(Money::new(3150, Currency::EUR)));
    assert_eq!(ask(-5, "Y", "", "JFK"), None);
}
