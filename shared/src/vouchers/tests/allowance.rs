//! What a device may issue of itself.

use super::*;

#[test]
fn an_allowance_is_the_airlines_only_as_it_was_given() {
    let key = public(&airline());
    let spent = allowance().spend(VoucherKind::Meal, usd(1_500), at()).unwrap();
    assert!(spent.is_of(&key), "what is spent is not signed");
    assert!(!Allowance { total: usd(60_000), ..allowance() }.is_of(&key));
    assert!(!Allowance { count: 51, ..allowance() }.is_of(&key));
    let more = [(VoucherKind::Hotel, usd(99_999))].into();
    assert!(!Allowance { each_of: more, ..allowance() }.is_of(&key));
    let cheaper = [(Currency::EUR, 1)].into();
    assert!(!Allowance { counts: cheaper, ..allowance() }.is_of(&key));
    let old = Allowance { counts: Default::default(), ..allowance() }.vouched(&airline());
    assert!(old.is_of(&key), "those from before other currencies counted");
}

#[test]
fn a_voucher_in_another_currency_takes_what_it_counts_as_rounded_up() {
    let eur = |minor| Money::new(minor, Currency::EUR);
    let spend = |it: Allowance, amount| it.spend(VoucherKind::Meal, amount, at()).map_err(|it| it.code);
    assert_eq!(spend(allowance(), eur(1_001)).unwrap().spent, usd(1_152));
    assert_eq!(spend(allowance(), eur(1_000)).unwrap().spent, usd(1_150));
    assert_eq!(spend(allowance(), eur(4_348)).unwrap_err(), "over_limit");
    assert!(spend(allowance(), eur(4_347)).is_ok());
    let nearly = Allowance { spent: usd(49_000), ..allowance() };
    assert_eq!(spend(nearly, eur(1_000)).unwrap_err(), "over_limit");
    assert_eq!(spend(allowance(), eur(i64::MAX)).unwrap_err(), "amount_too_large");
    assert_eq!(spend(allowance(), Money::new(1, Currency::GBP)).unwrap_err(), "currency_mismatch");
    let yen = Allowance { counts: [("JPY".parse().unwrap(), 6_700)].into(), ..allowance() };
    assert_eq!(spend(yen, Money::new(1_500, "JPY".parse().unwrap())).unwrap().spent, usd(1_005));
}

#[test]
fn a_hotel_is_within_the_allowance_only_where_that_says_so() {
    let spend = |it: Allowance, kind| it.spend(kind, usd(18_000), at()).map_err(|it| it.code);
    assert_eq!(spend(allowance(), VoucherKind::Hotel).unwrap_err(), "over_limit");
    let wider = Allowance { each_of: [(VoucherKind::Hotel, usd(18_000))].into(), ..allowance() };
    assert!(spend(wider.clone(), VoucherKind::Hotel).is_ok());
    assert_eq!(spend(wider, VoucherKind::Meal).unwrap_err(), "over_limit");
}

#[test]
fn an_allowance_is_good_to_its_last_moment_its_last_cent_and_its_last_voucher() {
    let spend = |it: Allowance, minor, at| it.spend(VoucherKind::Meal, usd(minor), at).map_err(|it| it.code);
    let last = allowance().expires_at;
    assert!(spend(allowance(), 1_500, last).is_ok());
    assert_eq!(
        spend(allowance(), 1_500, last + SignedDuration::from_nanos(1)).unwrap_err(),
        "allowance_expired"
    );
    let spent = |minor| Allowance { spent: usd(minor), ..allowance() };
    assert_eq!(spend(spent(48_500), 1_500, at()).unwrap().spent, usd(50_000));
    assert_eq!(spend(spent(48_501), 1_500, at()).unwrap_err(), "over_limit");
    let counted = |spent_count| Allowance { spent_count, ..allowance() };
    assert_eq!(spend(counted(49), 1_500, at()).unwrap().spent_count, 50);
    assert_eq!(spend(counted(50), 1_500, at()).unwrap_err(), "over_limit");
    assert_eq!(
        (spend(allowance(), 0, at()).unwrap_err(), spend(allowance(), -1, at()).unwrap_err()),
        ("amount_not_positive".into(), "amount_not_positive".into())
    );
    assert!(spend(allowance(), 1, at()).is_ok());
    let worthless = Allowance { counts: [(Currency::EUR, 0)].into(), ..allowance() };
    let euros = worthless.counted(Money::new(1_000, Currency::EUR));
    assert_eq!(euros.unwrap_err().code, "currency_mismatch");
}
