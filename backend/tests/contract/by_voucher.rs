//! Orders on board that a voucher pays, wholly or in part, and the tax in their prices.

use airside_shared::{
    ledger::Account,
    money::{Currency, Money},
    sales::{ByVoucher, Paid, Part, RecordSale, Tender, VoidSale, trolley_id},
    sync::Outcome,
    vouchers::{IssueVoucher, LossReason, VoucherKind},
};

use crate::{
    device::Device,
    money::{cash, differences, holds},
    vouchers::{code_of, issue_of, standing},
    world::{OLD, World, flight_id, now},
};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

/// Something for that price, of which a sixth is tax, paid by as much of the voucher as it needs.
fn sale(price: i64, it: &IssueVoucher) -> RecordSale {
    let (pays, taken) = ByVoucher::parts_of(it.amount, None, usd(price), false);
    let paid = ByVoucher { voucher: it.voucher, number: it.number.clone(), code: it.code.clone(), taken };
    let mut sale = cash(price);
    sale.lines[0].tax_rate = 2_000;
    RecordSale {
        tender: Tender::Split { parts: vec![Part { amount: pays, paid: Paid::Voucher(paid) }] },
        ..sale
    }
}

async fn books(world: &World) -> [i64; 5] {
    use Account::{Breakage, Receivable, SalesRevenue, Tax, VoucherLiability};
    let mut all = [0; 5];
    for (it, account) in all.iter_mut().zip([VoucherLiability, Receivable, SalesRevenue, Tax, Breakage]) {
        *it = holds(world, account).await;
    }
    all
}

pub async fn what_a_voucher_pays_on_board_is_owed_no_more_and_a_void_makes_it_good_again(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = issue_of(&world, &mut desk, VoucherKind::Goodwill).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let sold = sale(1_200, &it);
    let entry = crew.entry(sold.clone());
    for _ in 0..2 {
        crew.push(&world, vec![entry.clone()]).await.unwrap();
    }
    assert_eq!(books(&world).await, [0, 0, -1_000, -200, -300]);
    let void = VoidSale {
        vouchers: vec![it.voucher],
        sale: sold.sale,
        trolley: trolley_id(flight_id(OLD)),
        reason: "Wrong seat".into(),
        at: now(),
    };
    assert_eq!(code_of(&crew.act(&world, void).await), "applied");
    assert_eq!(books(&world).await, [-1_500, 0, 0, 0, 0]);
    assert_eq!(standing(&world, &desk, &it).await.left(), it.amount);
    assert_eq!(code_of(&crew.act(&world, sale(1_500, &it)).await), "applied");
    assert_eq!(books(&world).await, [0, 0, -1_250, -250, 0]);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_voucher_that_two_tablets_took_for_orders_sells_both_and_one_is_a_loss(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = issue_of(&world, &mut desk, VoucherKind::Goodwill).await;
    for _ in 0..2 {
        let mut crew = Device::signed_in(&world, "CB1").await;
        assert_eq!(code_of(&crew.act(&world, sale(1_500, &it)).await), "applied");
    }
    let standing = standing(&world, &desk, &it).await;
    let losses: Vec<_> =
        standing.redemptions.iter().map(|it| it.loss.as_ref().map(|loss| loss.why)).collect();
    assert_eq!(losses, [None, Some(LossReason::UsedUp)]);
    assert_eq!(books(&world).await, [0, 0, -2_500, -500, 0]);
    assert_eq!(holds(&world, Account::Losses).await, 1_500);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_rate_of_tax_or_a_part_that_the_voucher_does_not_have_is_refused(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = issue_of(&world, &mut desk, VoucherKind::Goodwill).await;
    let mut own = sale(1_200, &it);
    own.lines[0].tax_rate = 1_999;
    let mut more = sale(1_200, &it);
    let Tender::Split { parts } = &mut more.tender else { panic!("it is in parts") };
    let Paid::Voucher(paid) = &mut parts[0].paid else { panic!("it is by voucher") };
    paid.taken = usd(1_400);
    for (wrong, why) in [(own, "bad_tax"), (more, "voucher_not_enough")] {
        let mut crew = Device::signed_in(&world, "CB1").await;
        let answer = crew.act(&world, wrong).await;
        assert!(matches!(answer.outcome, Outcome::Rejected(_)));
        assert_eq!(code_of(&answer), why);
    }
    assert_eq!(books(&world).await, [-1_500, 0, 0, 0, 0]);
}
