//! Vouchers that pay for what is sold on board.

use std::collections::BTreeMap;

use super::*;
use crate::{
    ledger::{Account, TrialBalance, occurrences},
    sales::{
        ByCard, ByVoucher, InCash, Paid, Part, RecordSale, Sale, SaleLine, Tender, Trolley, VoidSale,
        trolley_id,
    },
    timeline::TimelineEntry,
};

fn with_trolley(mut world: World) -> World {
    world.0.put(Trolley::loaded_with(id(15), BTreeMap::from([(id(30), 10)])).into());
    world
}

fn by_voucher(taken: i64, code: &str) -> Paid {
    Paid::Voucher(ByVoucher {
        voucher: id(2),
        number: "CV-7Q2M9".into(),
        code: code.into(),
        taken: usd(taken),
    })
}

fn part(minor: i64, paid: Paid) -> Part {
    Part { amount: usd(minor), paid }
}

/// One thing for that price.
fn sale(nth: u128, price: i64, parts: Vec<Part>) -> RecordSale {
    let line =
        SaleLine { product: id(30), name: "Perfume".into(), quantity: 1, unit: usd(price), tax_rate: 0 };
    RecordSale {
        sale: id(nth),
        number: format!("S-{nth}"),
        flight: id(15),
        seat: None,
        passenger: None,
        lines: vec![line],
        tender: Tender::Split { parts },
        at: later(1),
        timeline: id(40 + nth),
    }
}

fn void(nth: u128) -> VoidSale {
    VoidSale {
        sale: id(nth),
        trolley: trolley_id(id(15)),
        vouchers: vec![id(2)],
        reason: "Wrong size".into(),
        at: later(2),
    }
}

/// What the books hold after these acts, in dollars: liability, receivable, revenue, breakage, losses.
fn books(world: &mut World, acts: &[&dyn Rule]) -> [i64; 5] {
    let mut books = TrialBalance::default();
    let mut book = |before: Option<&Entity>, after: &Entity| {
        for it in occurrences(before, after) {
            if let Some(posting) = it.what.posting().unwrap() {
                books.post(&posting).unwrap();
            }
        }
    };
    book(None, &world.voucher().into());
    for act in acts {
        let state: State = act.reads().iter().filter_map(|row| world.0.entity(row).cloned()).collect();
        for change in act.decide(&state, &ctx()).unwrap() {
            book(world.0.entity(&change.reference()), &change);
            world.0.put(change);
        }
    }
    use Account::{Breakage, Losses, Receivable, SalesRevenue, VoucherLiability};
    [VoucherLiability, Receivable, SalesRevenue, Breakage, Losses].map(|it| books.of(it, Currency::USD))
}

fn goodwill() -> World {
    with_trolley(World::with([voucher(VoucherKind::Goodwill, usd(1_500)).into(), issuer().into()]))
}

#[test]
fn credit_pays_for_a_part_of_an_order_and_what_is_left_stays_on_it() {
    let mut world = with_trolley(credit());
    let code = world.voucher().code;
    let card =
        Paid::Card(ByCard { token: "tok_1".into(), brand: "Visa".into(), last4: "4242".into(), par: None });
    let paid = sale(20, 5_000, vec![part(2_000, by_voucher(2_000, &code)), part(3_000, card)]);
    assert_eq!(books(&mut world, &[&paid]), [-28_000, 3_000, -5_000, 0, 0]);
    assert_eq!(world.standing().left(), usd(28_000));
    let kept: Sale = world.0.get(id::<crate::ids::SaleId>(20)).unwrap();
    let (_, it) = kept.tender.vouchers().next().unwrap();
    assert_eq!((it.number.as_str(), it.code.as_str()), ("CV-7Q2M9", ""), "whoever reads a sale cannot spend");
    assert_eq!(kept.tender.by_card(usd(5_000)).unwrap().0, usd(3_000));
    assert_eq!(kept.tender.in_cash(usd(5_000)), usd(0));
}

#[test]
fn goodwill_goes_whole_and_what_the_order_did_not_need_of_it_is_breakage() {
    let mut world = goodwill();
    let code = world.voucher().code;
    let paid = sale(20, 1_000, vec![part(1_000, by_voucher(1_500, &code))]);
    assert_eq!(books(&mut world, &[&paid]), [0, 0, -1_000, -500, 0]);
    assert_eq!((world.voucher().status, world.standing().left()), (VoucherStatus::Redeemed, usd(0)));
}

#[test]
fn a_void_gives_back_what_vouchers_paid_and_they_pay_again() {
    let mut world = goodwill();
    let code = world.voucher().code;
    let paid = |nth| sale(nth, 1_000, vec![part(1_000, by_voucher(1_500, &code))]);
    assert_eq!(books(&mut world, &[&paid(20), &void(20)]), [-1_500, 0, 0, 0, 0]);
    assert_eq!((world.voucher().status, world.standing().left()), (VoucherStatus::Issued, usd(1_500)));
    assert_eq!(world.act(&void(20)).unwrap_err(), "already_voided");
    let told: TimelineEntry = world.0.get(crate::sales::given_back_of(id(20), id(2))).unwrap();
    assert_eq!(told.summary, "15.00 USD given back to goodwill voucher CV-7Q2M9: S-20 was voided");
    world.act(&paid(21)).unwrap();
    assert_eq!((world.voucher().status, world.losses()), (VoucherStatus::Redeemed, vec![None, None]));
    let lines = |supplier| Statement::of(supplier, 2026, 11, &[world.standing()]).unwrap().lines.len();
    assert_eq!(lines(crate::sales::ON_BOARD), 1, "what was given back is settled with nobody");
}

#[test]
fn what_is_given_back_to_a_voucher_that_was_written_off_or_taken_back_is_spent_by_nobody() {
    let mut world = with_trolley(credit());
    let code = world.voucher().code;
    world.act(&sale(20, 2_000, vec![part(2_000, by_voucher(2_000, &code))])).unwrap();
    let sold = world.standing();
    let over = world.voucher().expires_at + GRACE;
    let (expired, after) = written_off(world.voucher(), Some(sold.clone()), over).unwrap();
    world.0.put(expired.clone().into());
    world.0.put(after.into());
    world.act(&void(20)).unwrap();
    let all =
        [(None, sold.clone()), (Some(sold.clone()), expired.clone()), (Some(expired), world.standing())];
    let liability = |states: &[(Option<VoucherStanding>, VoucherStanding)]| {
        let books = super::expiring::books(states, &voucher(VoucherKind::TravelCredit, usd(30_000)));
        [Account::VoucherLiability, Account::Breakage].map(|account| books.of(account, Currency::USD))
    };
    assert_eq!(liability(&all), [0, -30_000]);
    assert_eq!(
        liability(&[(None, world.standing())]),
        [0, -30_000],
        "and books that are opened late say the same"
    );
    assert_eq!(world.voucher().status, VoucherStatus::Expired);
    let mut revoked = with_trolley(credit());
    revoked.act(&sale(20, 2_000, vec![part(2_000, by_voucher(2_000, &code))])).unwrap();
    revoked.act(&revoke()).unwrap();
    let before = revoked.standing();
    revoked.act(&void(20)).unwrap();
    let all = [(None, before.clone()), (Some(before), revoked.standing())];
    assert_eq!(liability(&all), [0, 0]);
    assert_eq!(revoked.voucher().status, VoucherStatus::Revoked);
}

#[test]
fn a_voucher_that_was_used_elsewhere_meanwhile_still_sells_and_the_loss_is_seen() {
    let mut world = goodwill();
    let code = world.voucher().code;
    world.act(&redeem(1, &code, usd(1_500), 1)).unwrap();
    world.act(&sale(20, 1_500, vec![part(1_500, by_voucher(1_500, &code))])).unwrap();
    assert_eq!(world.losses(), [None, Some((LossReason::UsedUp, 1_500))]);
}

#[test]
fn what_is_taken_off_a_voucher_is_what_it_pays_and_each_pays_once() {
    let mut world = with_trolley(credit());
    let code = world.voucher().code;
    let mut refused = |price, parts| world.act(&sale(20, price, parts)).unwrap_err();
    let one = |pays, taken| part(pays, by_voucher(taken, &code));
    assert_eq!(refused(2_000, vec![one(2_000, 1_999)]), "voucher_not_enough");
    assert_eq!(refused(2_000, vec![one(2_000, 2_001)]), "voucher_not_enough");
    assert_eq!(refused(2_000, vec![one(1_000, 1_000), one(1_000, 1_000)]), "voucher_twice");
    assert_eq!(refused(40_000, vec![one(40_000, 40_000)]), "voucher_not_enough");
    assert_eq!(refused(2_000, vec![one(1_000, 1_000)]), "parts_differ");
    let eur = Money::new(2_000, Currency::EUR);
    let of = ByVoucher { voucher: id(2), number: String::new(), code: code.clone(), taken: eur };
    assert_eq!(refused(2_000, vec![part(2_000, Paid::Voucher(of))]), "currency_mismatch");
    let other = paper(VoucherKind::TravelCredit, usd(99_000), 0);
    let signed_by_nobody = |code: &str| code.replace("AV1:", "AV1:0");
    assert_ne!(refused(2_000, vec![part(2_000, by_voucher(2_000, &signed_by_nobody(&other)))]), "good");
    assert_eq!(ByVoucher::parts_of(usd(1_500), None, usd(1_000), true), (usd(1_000), usd(1_000)));
    assert_eq!(ByVoucher::parts_of(usd(1_500), None, usd(1_000), false), (usd(1_000), usd(1_500)));
    assert_eq!(ByVoucher::parts_of(usd(1_500), None, usd(2_000), false), (usd(1_500), usd(1_500)));
    let most = Some(usd(800));
    assert_eq!(ByVoucher::parts_of(usd(1_500), most, usd(1_000), true), (usd(800), usd(800)));
    assert_eq!(ByVoucher::parts_of(usd(1_500), most, usd(1_000), false), (usd(1_000), usd(1_500)));
    let cash = InCash::of(usd(500), usd(500), None).unwrap();
    let parts = vec![one(1_500, 1_500), part(500, Paid::Cash(cash))];
    world.act(&sale(20, 2_000, parts)).unwrap();
    let sold: Sale = world.0.get(id::<crate::ids::SaleId>(20)).unwrap();
    let means = crate::refunds::Means::of_sale(&sold);
    use crate::refunds::Means::{Cash, Voucher};
    assert_eq!(means, [(Cash, usd(500)), (Voucher, usd(2_000))]);
}
