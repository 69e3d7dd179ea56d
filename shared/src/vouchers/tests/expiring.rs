//! Vouchers whose time is over, and those that are good for ever.

use super::*;
use crate::ledger::{Account, TrialBalance, occurrences};

/// The books after everything that a voucher and its standing went through.
pub(super) fn books(
    states: &[(Option<VoucherStanding>, VoucherStanding)],
    voucher: &Voucher,
) -> TrialBalance {
    let mut books = TrialBalance::default();
    let issued = occurrences(None, &voucher.clone().into());
    let since = states.iter().flat_map(|(before, after)| {
        occurrences(before.clone().map(Entity::from).as_ref(), &after.clone().into())
    });
    for it in issued.into_iter().chain(since) {
        if let Some(posting) = it.what.posting().unwrap() {
            books.post(&posting).unwrap();
        }
    }
    books
}

#[test]
fn what_is_left_of_a_voucher_is_written_off_once_when_late_tills_have_had_their_time() {
    let credit = voucher(VoucherKind::TravelCredit, usd(30_000));
    let over = credit.expires_at + GRACE;
    assert_eq!(credit.written_off_at(), Some(over));
    let early = over - SignedDuration::from_secs(1);
    assert!(written_off(credit.clone(), None, early).is_none());
    let (standing, after) = written_off(credit.clone(), None, over).unwrap();
    assert_eq!(
        (after.status, standing.expired, standing.left()),
        (VoucherStatus::Expired, Some(over), usd(30_000))
    );
    assert_eq!(standing.passenger, Some(credit.passenger));
    assert!(written_off(after, Some(standing), over).is_none());
    let mut used = self::credit();
    used.act(&redeem(1, &credit.code, usd(30_000), 1)).unwrap();
    assert!(written_off(used.voucher(), Some(used.standing()), over).is_none());
    let mut revoked = self::credit();
    revoked.act(&revoke()).unwrap();
    assert!(written_off(revoked.voucher(), Some(revoked.standing()), over).is_none());
}

#[test]
fn what_is_written_off_is_breakage_and_a_redemption_of_before_that_comes_late_is_taken_out_of_it() {
    let mut world = credit();
    let issued = world.voucher();
    let code = issued.code.clone();
    world.act(&redeem(1, &code, usd(10_000), 1)).unwrap();
    let one = world.standing();
    let (two, voucher) = written_off(world.voucher(), Some(one.clone()), issued.expires_at + GRACE).unwrap();
    world.0.put(two.clone().into());
    world.0.put(voucher.into());
    let after = books(&[(None, one.clone()), (Some(one.clone()), two.clone())], &issued);
    let of = |books: &TrialBalance, account| books.of(account, Currency::USD);
    assert_eq!((of(&after, Account::VoucherLiability), of(&after, Account::Breakage)), (0, -20_000));
    // Of before its time was over, and of after it.
    world.act(&redeem(2, &code, usd(15_000), 2)).unwrap();
    let three = world.standing();
    assert_eq!(world.voucher().status, VoucherStatus::Expired);
    world.act(&redeem(3, &code, usd(1_000), 25)).unwrap();
    let four = world.standing();
    assert_eq!(world.losses(), [None, None, Some((LossReason::Expired, 1_000))]);
    let states = [
        (None, one.clone()),
        (Some(one), two.clone()),
        (Some(two), three.clone()),
        (Some(three), four.clone()),
    ];
    let after = books(&states, &issued);
    assert_eq!((of(&after, Account::VoucherLiability), of(&after, Account::Breakage)), (0, -5_000));
    assert_eq!((of(&after, Account::Receivable), of(&after, Account::Losses)), (-26_000, 1_000));
    let at_once = books(&[(None, four)], &issued);
    assert_eq!(at_once.lines(), after.lines(), "books that are opened late say the same");
    assert_eq!(world.act(&revoke()).unwrap_err(), "voucher_expired");
}

#[test]
fn credit_for_money_that_canadian_law_owes_is_good_for_ever() {
    let terms = self::terms().of(VoucherKind::TravelCredit).unwrap();
    assert_eq!(terms.until("APPR", at()), NEVER);
    let elsewhere = terms.until("EU261", at());
    assert_eq!(elsewhere, Timestamp::from_second(later(8_760).as_second()).unwrap());
    let of = |expires_at| Voucher { expires_at, ..voucher(VoucherKind::TravelCredit, usd(30_000)) };
    assert_eq!((of(NEVER).expires(), of(NEVER).written_off_at()), (None, None));
    assert_eq!(of(elsewhere).expires(), Some(elsewhere));
    assert!(written_off(of(NEVER), None, NEVER).is_none());
}
