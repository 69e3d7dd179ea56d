use proptest::prelude::*;

use super::*;
use crate::{
    money::{Currency, Money},
    payments::Through,
};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["USD", "EUR", "JPY", "KWD"]).prop_map(|code| code.parse().unwrap())
}

fn any_account() -> impl Strategy<Value = Account> {
    prop::sample::select(Account::ALL)
}

fn any_leg() -> impl Strategy<Value = Leg> {
    let amount = (-2_000_000_i64..2_000_000, any_currency());
    (any_account(), amount)
        .prop_map(|(account, (minor, currency))| Leg { account, amount: Money::new(minor, currency) })
}

/// Anything that can happen with amounts that fit each other.
fn any_happened() -> impl Strategy<Value = Happened> {
    let amounts = (0..LARGEST, 0..=1_000_i64, any_currency());
    (amounts, 0..22_usize, 0..4_usize).prop_map(|((minor, tax, currency), which, by)| {
        let money = |minor| Money::new(minor, currency);
        let (amount, tax) = (money(minor), money(tax.min(minor)));
        let through = Through::ALL[by % 2];
        let by = [PaidBy::Cash, PaidBy::Card, PaidBy::Voucher, PaidBy::Miles][by];
        match which {
            0 => Happened::Sold { total: amount, tax, by },
            1 => Happened::Voided { total: amount, tax, by },
            2 => Happened::CashCounted { expected: amount, counted: tax },
            3 => Happened::VoucherIssued { amount },
            4 => Happened::VoucherInsteadOfRefund { amount },
            5 => Happened::VoucherRedeemed { amount: tax, over: tax },
            6 => Happened::VoucherExpired { left: amount },
            7 => Happened::VoucherRevoked { left: amount },
            8 => Happened::PaymentCaptured { amount, through },
            9 => Happened::PaymentLost { amount },
            10 => Happened::PaymentReturned { amount, through },
            11 => Happened::RefundGranted { amount, tax },
            12 => Happened::ClaimGranted { amount },
            14 => Happened::MilesGiven { amount },
            13 => Happened::RefundPaid { amount, by },
            15 => Happened::VoucherRestored { amount },
            16 => Happened::VoucherGivenBack { amount: tax, over: tax },
            17 => Happened::Forfeited { amount },
            18 => Happened::ForfeitReturned { amount },
            19 => Happened::MilesCredited { amount },
            20 => Happened::MilesWithdrawn { amount },
            _ => Happened::RefundFailed { amount, tax },
        }
    })
}

fn sums(posting: &Posting) -> Vec<(Currency, i64)> {
    let mut all = std::collections::BTreeMap::new();
    for leg in posting.legs() {
        *all.entry(leg.amount.currency).or_insert(0) += leg.amount.minor;
    }
    all.into_iter().collect()
}

proptest! {
    #[test]
    fn what_is_a_posting_balances_in_every_currency_and_what_does_not_is_none(
        legs in prop::collection::vec(any_leg(), 0..8)
    ) {
        let mut sums = std::collections::BTreeMap::<Currency, i64>::new();
        for leg in &legs {
            *sums.entry(leg.amount.currency).or_default() += leg.amount.minor;
        }
        let balanced = sums.values().all(|sum| *sum == 0);
        match Posting::new(legs.clone()) {
            Ok(posting) => {
                prop_assert!(balanced);
                prop_assert!(self::sums(&posting).iter().all(|(_, sum)| *sum == 0));
            }
            Err(fault) if fault.code == "posting_empty" => prop_assert!(balanced),
            Err(fault) => {
                prop_assert_eq!(fault.code, "posting_unbalanced");
                prop_assert!(!balanced);
            }
        }
    }

    #[test]
    fn legs_that_are_made_to_balance_are_taken(legs in prop::collection::vec(any_leg(), 1..8)) {
        let opposite = legs.iter().map(|leg| Leg::credit(Account::Losses, leg.amount));
        match Posting::new(legs.iter().copied().chain(opposite)) {
            Ok(posting) => prop_assert!(posting.legs().len() >= 2),
            Err(fault) => prop_assert_eq!(fault.code, "posting_empty"),
        }
    }

    #[test]
    fn whatever_happens_is_booked_so_that_it_balances(happened in any_happened()) {
        if let Some(posting) = happened.posting().unwrap() {
            prop_assert!(sums(&posting).iter().all(|(_, sum)| *sum == 0), "{happened:?}");
            prop_assert!(posting.legs().iter().all(|leg| leg.amount.minor != 0));
            let mut balance = TrialBalance::default();
            balance.post(&posting).unwrap();
            prop_assert!(balance.off().is_empty());
            balance.post(&posting.reversed()).unwrap();
            prop_assert!(balance.lines().is_empty());
        }
    }

    #[test]
    fn any_number_of_things_that_happen_leave_the_books_balanced(all in prop::collection::vec(any_happened(), 0..40)) {
        let mut balance = TrialBalance::default();
        for happened in all {
            if let Some(posting) = happened.posting().unwrap() {
                balance.post(&posting).unwrap();
            }
        }
        prop_assert!(balance.off().is_empty());
        let lines = balance.lines();
        for currency in ["USD", "EUR", "JPY", "KWD"] {
            let of = |money: fn(&Line) -> Money| -> i64 {
                lines.iter().map(money).filter(|it| it.currency.code() == currency).map(|it| it.minor).sum()
            };
            prop_assert_eq!(of(|line| line.debit), of(|line| line.credit));
        }
    }
}

#[test]
fn an_unbalanced_posting_is_refused_even_if_two_currencies_make_up_for_each_other() {
    let euros = Money::new(-500, Currency::EUR);
    let legs = [Leg::debit(Account::CashBag, usd(500)), Leg::debit(Account::SalesRevenue, euros)];
    assert_eq!(Posting::new(legs).unwrap_err().code, "posting_unbalanced");
    assert_eq!(Posting::new([]).unwrap_err().code, "posting_empty");
}

#[test]
fn amounts_that_cannot_be_real_are_refused_by_code() {
    for minor in [LARGEST + 1, i64::MAX] {
        let fault = Posting::transfer(usd(minor), Account::CashBag, Account::SalesRevenue).unwrap_err();
        assert_eq!(fault.code, "amount_too_large");
    }
    let most = Leg::debit(Account::CashBag, usd(i64::MAX));
    assert_eq!(Posting::new([most, most]).unwrap_err().code, "amount_too_large");
    let fault = Happened::VoucherIssued { amount: usd(-1) }.posting().unwrap_err();
    assert_eq!(fault.code, "amount_negative");
    let fault = Happened::Sold { total: usd(100), tax: usd(101), by: PaidBy::Cash }.posting().unwrap_err();
    assert_eq!(fault.code, "amount_negative");
}

#[test]
fn a_sale_by_card_is_owed_until_it_is_captured() {
    let mut books = TrialBalance::default();
    let mut book = |it: Happened| books.post(&it.posting().unwrap().unwrap()).unwrap();
    book(Happened::Sold { total: usd(1_200), tax: usd(200), by: PaidBy::Card });
    book(Happened::PaymentCaptured { amount: usd(1_200), through: Through::Card });
    let of = |account| books.of(account, Currency::USD);
    assert_eq!((of(Account::Receivable), of(Account::Processor)), (0, 1_200));
    assert_eq!((of(Account::SalesRevenue), of(Account::Tax)), (-1_000, -200));
}

#[test]
fn a_void_takes_back_all_of_a_sale_and_a_short_bag_is_a_loss() {
    let mut books = TrialBalance::default();
    let mut book = |it: Happened| books.post(&it.posting().unwrap().unwrap()).unwrap();
    book(Happened::Sold { total: usd(800), tax: usd(0), by: PaidBy::Cash });
    book(Happened::Sold { total: usd(500), tax: usd(100), by: PaidBy::Cash });
    book(Happened::Voided { total: usd(500), tax: usd(100), by: PaidBy::Cash });
    book(Happened::CashCounted { expected: usd(800), counted: usd(750) });
    let of = |account| books.of(account, Currency::USD);
    assert_eq!((of(Account::CashBag), of(Account::Losses)), (750, 50));
    assert_eq!((of(Account::SalesRevenue), of(Account::Tax)), (-800, 0));
    assert!(Happened::CashCounted { expected: usd(1), counted: usd(1) }.posting().unwrap().is_none());
}

#[test]
fn a_voucher_is_owed_until_it_is_used_or_runs_out() {
    let mut books = TrialBalance::default();
    let mut book = |it: Happened| books.post(&it.posting().unwrap().unwrap()).unwrap();
    book(Happened::VoucherIssued { amount: usd(1_500) });
    book(Happened::VoucherRedeemed { amount: usd(900), over: usd(100) });
    book(Happened::VoucherExpired { left: usd(600) });
    let of = |account| books.of(account, Currency::USD);
    assert_eq!((of(Account::VoucherLiability), of(Account::Breakage)), (0, -600));
    assert_eq!((of(Account::CompensationCost), of(Account::Losses)), (1_500, 100));
    assert_eq!(of(Account::Receivable), -1_000);
    assert!(books.lines().iter().any(|line| line.account == Account::Receivable && line.unusual()));
}

#[test]
fn a_granted_refund_is_owed_until_it_is_paid() {
    let mut books = TrialBalance::default();
    let mut book = |it: Happened| books.post(&it.posting().unwrap().unwrap()).unwrap();
    book(Happened::RefundGranted { amount: usd(600), tax: usd(100) });
    book(Happened::RefundGranted { amount: usd(400), tax: usd(0) });
    book(Happened::RefundPaid { amount: usd(600), by: PaidBy::Card });
    book(Happened::RefundFailed { amount: usd(400), tax: usd(0) });
    let of = |account| books.of(account, Currency::USD);
    assert_eq!((of(Account::Refunds), of(Account::Processor)), (0, -600));
    assert_eq!((of(Account::SalesRevenue), of(Account::Tax)), (500, 100));
}

#[test]
fn amounts_of_currencies_without_and_with_three_decimals_are_booked_as_they_are() {
    for (code, minor, said) in [("JPY", 1_200, "1200 JPY"), ("KWD", 1_250, "1.250 KWD")] {
        let amount = Money::new(minor, code.parse().unwrap());
        let posting =
            Happened::PaymentCaptured { amount, through: Through::Card }.posting().unwrap().unwrap();
        assert_eq!(posting.legs().iter().map(|leg| leg.amount.minor.abs()).sum::<i64>(), 2 * minor);
        assert_eq!(amount.to_string(), said);
    }
}

#[test]
fn an_account_is_found_by_its_name() {
    for account in Account::ALL {
        assert_eq!(Account::of(account.name()), Some(*account));
    }
    assert_eq!(Account::of("petty_cash"), None);
}

#[test]
fn books_that_do_not_balance_say_in_which_currency_and_by_how_much() {
    let mut books = TrialBalance::default();
    books.add(Account::CashBag, usd(700)).unwrap();
    books.add(Account::SalesRevenue, usd(-650)).unwrap();
    books.add(Account::CashBag, Money::new(300, Currency::EUR)).unwrap();
    books.add(Account::SalesRevenue, Money::new(-300, Currency::EUR)).unwrap();
    assert_eq!(books.off(), [(Currency::USD, 50)]);
}

#[test]
fn an_account_stands_on_its_usual_side_or_is_pointed_at() {
    let unusual = |account, minor| {
        let mut books = TrialBalance::default();
        books.add(account, usd(minor)).unwrap();
        books.lines()[0].unusual()
    };
    assert!(!unusual(Account::CashBag, 1) && unusual(Account::CashBag, -1));
    assert!(!unusual(Account::Tax, -1) && unusual(Account::Tax, 1));
}
