//! 9: money and stock.

use std::collections::BTreeMap;

use airside_backend::inspect::Look;
use airside_shared::{
    claims::{ClaimAct, ClaimFile, ClaimMeans},
    entity::{Entity, Stored},
    ids::{AllowanceId, ClaimId, ProductId, TrolleyId},
    ledger::Account,
    money::{Currency, Money},
    refunds::{Means, Refund, RefundState},
    sales::{Paid, Part, Sale, Trolley},
    vouchers::{Claim, Voucher, VoucherStanding},
};

use super::{Verdict, holds};

pub fn agrees(look: &Look) -> Verdict {
    stock(look)?;
    ledger(look)?;
    books(look)?;
    claims(look)?;
    redeemed(look)?;
    allowances(look)
}

fn all<'a, T: Stored + 'a>(look: &'a Look) -> impl Iterator<Item = &'a T> {
    look.things.values().filter_map(|kept| T::of(&kept.entity))
}

/// What was loaded, less what was sold and not voided, and what counts found missing, is what is on hand.
fn stock(look: &Look) -> Verdict {
    let mut sold: BTreeMap<(TrolleyId, ProductId), i64> = BTreeMap::new();
    for sale in all::<Sale>(look).filter(|sale| sale.voided.is_none()) {
        for line in &sale.lines {
            *sold.entry((sale.trolley, line.product)).or_default() += line.quantity;
        }
    }
    for trolley in all::<Trolley>(look) {
        for (product, loaded) in &trolley.loaded {
            let sold = sold.get(&(trolley.id, *product)).copied().unwrap_or_default();
            let counts = trolley.closings.iter().flat_map(|closing| &closing.stock);
            let found: i64 = counts
                .filter(|it| it.product == *product)
                .map(|it| it.units.counted - it.units.expected)
                .sum();
            let left = loaded - sold + found;
            let on_hand = trolley.on_hand.get(product).copied().unwrap_or_default();
            holds(9, on_hand == left, || {
                format!("{on_hand} on hand of {product}, the movements say {left}")
            })?;
        }
    }
    Ok(())
}

/// Goods against cash, change and cards: zero in every currency.
fn ledger(look: &Look) -> Verdict {
    let mut ledger: BTreeMap<Currency, i64> = BTreeMap::new();
    for sale in all::<Sale>(look) {
        let goods: i64 = sale.lines.iter().map(|line| line.unit.minor * line.quantity).sum();
        let paid: i64 = sale.tender.parts(sale.total).into_iter().map(worth).sum();
        *ledger.entry(sale.total.currency).or_default() += paid - goods;
    }
    let off: Vec<_> = ledger.iter().filter(|(_, sum)| **sum != 0).collect();
    holds(9, off.is_empty(), || format!("the ledger does not sum to zero: {off:?}"))
}

/// What a part brought in, in the currency of the sale.
fn worth(part: Part) -> i64 {
    match part.paid {
        Paid::Card(_) | Paid::Voucher(_) | Paid::Miles(_) => part.amount.minor,
        Paid::Cash(cash) => cash.worth().map_or(i64::MAX, |it| it.minor) - cash.change.minor,
    }
}

/// The books balance, and hold what the sales and the vouchers come to.
fn books(look: &Look) -> Verdict {
    holds(9, look.books.off().is_empty(), || format!("the books do not balance: {:?}", look.books.off()))?;
    let mut should: BTreeMap<(Account, Currency), i64> = BTreeMap::new();
    for sale in all::<Sale>(look).filter(|sale| sale.voided.is_none()) {
        for part in sale.tender.parts(sale.total) {
            let mut add = |account, money: Money, sign: i64| {
                *should.entry((account, money.currency)).or_default() += sign * money.minor;
            };
            match part.paid {
                Paid::Card(_) | Paid::Miles(_) => add(Account::Receivable, part.amount, 1),
                // What a redemption takes off is counted with the voucher.
                Paid::Voucher(voucher) => add(Account::Receivable, voucher.taken, 1),
                Paid::Cash(cash) => {
                    add(Account::CashBag, cash.given, 1);
                    add(Account::CashBag, cash.change, -1);
                    if let (Some(_), Ok(worth)) = (&cash.rate, cash.worth()) {
                        add(Account::Exchange, cash.given, -1);
                        add(Account::Exchange, worth, 1);
                    }
                }
            }
        }
    }
    for voucher in all::<Voucher>(look) {
        *should.entry((Account::VoucherLiability, voucher.amount.currency)).or_default() -=
            voucher.amount.minor;
    }
    for standing in all::<VoucherStanding>(look) {
        let (currency, left) = (standing.amount.currency, standing.left().minor);
        *should.entry((Account::VoucherLiability, currency)).or_default() += standing.amount.minor - left;
        for redemption in standing.counted() {
            *should.entry((Account::Receivable, currency)).or_default() -= redemption.amount.minor;
        }
    }
    for line in all::<Trolley>(look).flat_map(|it| &it.closings).flat_map(|closing| &closing.cash) {
        *should.entry((Account::CashBag, line.currency)).or_default() +=
            line.minor.counted - line.minor.expected;
    }
    for request in all::<Refund>(look).flat_map(|refund| &refund.requests) {
        if (request.state, request.to) == (RefundState::Paid, Means::Cash) {
            *should.entry((Account::CashBag, request.amount.currency)).or_default() -= request.amount.minor;
        }
    }
    for settled in all::<ClaimFile>(look).filter_map(|file| file.settlement.as_ref()) {
        let account = match settled.means {
            ClaimMeans::Cash => Account::CashBag,
            ClaimMeans::Miles => Account::Miles,
            // The voucher is counted by itself.
            ClaimMeans::Voucher => continue,
        };
        *should.entry((account, settled.amount.currency)).or_default() -= settled.amount.minor;
    }
    for ((account, currency), sum) in should {
        let booked = look.books.of(account, currency);
        holds(9, booked == sum, || {
            format!("{} holds {booked} {currency}, sales and vouchers say {sum}", account.name())
        })?;
    }
    Ok(())
}

/// One voucher for a claim, and the claim names it.
fn claims(look: &Look) -> Verdict {
    let mut paid: BTreeMap<ClaimId, Vec<&Voucher>> = BTreeMap::new();
    for voucher in all::<Voucher>(look) {
        paid.entry(voucher.claim).or_default().push(voucher);
    }
    for (claim, vouchers) in &paid {
        holds(9, vouchers.len() == 1, || format!("claim {claim} is paid {} times", vouchers.len()))?;
    }
    for claim in all::<Claim>(look) {
        let by = paid.get(&claim.id).and_then(|v| v.first()).map(|v| v.id);
        let file = claim.file.and_then(|id| all::<ClaimFile>(look).find(|file| file.id == id));
        let by_file = file.and_then(|file| file.settlement.as_ref());
        // What is paid in money or miles has no voucher.
        let right = match by_file {
            Some(settled) => settled.voucher == by,
            None => by == Some(claim.voucher),
        };
        holds(9, right, || format!("claim {} is paid by {by:?} and by {by_file:?}", claim.id))?;
    }
    for file in all::<ClaimFile>(look).filter(|file| file.settlement.is_some()) {
        let of = all::<Claim>(look).filter(|claim| claim.file == Some(file.id)).count();
        holds(9, of == 1, || format!("the claim of file {} is paid {of} times", file.id))?;
        let acts = file.steps.iter().filter(|step| step.act == ClaimAct::Settled).count();
        holds(9, acts == 1, || format!("file {} was settled {acts} times", file.id))?;
    }
    Ok(())
}

/// What a voucher covers of its redemptions is never more than it is worth.
fn redeemed(look: &Look) -> Verdict {
    for standing in all::<VoucherStanding>(look) {
        let covered = standing.redeemed().map(|it| it.minor);
        holds(9, covered.as_ref().is_ok_and(|minor| (0..=standing.amount.minor).contains(minor)), || {
            format!(
                "{covered:?} of voucher {} is redeemed, which is worth {}",
                standing.voucher, standing.amount
            )
        })?;
    }
    Ok(())
}

/// What each allowance says is spent is what its vouchers add up to, and within it.
fn allowances(look: &Look) -> Verdict {
    let mut spent: BTreeMap<AllowanceId, (i64, u32)> = BTreeMap::new();
    for voucher in all::<Voucher>(look) {
        let (sum, count) = spent.entry(voucher.allowance).or_default();
        (*sum, *count) = (*sum + voucher.amount.minor, *count + 1);
    }
    for kept in look.things.values() {
        let Entity::Allowance(it) = &kept.entity else { continue };
        let (sum, count) = spent.get(&it.id).copied().unwrap_or_default();
        let right = it.spent.minor == sum && it.spent_count == count && sum <= it.total.minor;
        holds(9, right, || format!("allowance {}: {sum} by {count} vouchers, {:?} kept", it.id, it.spent))?;
    }
    Ok(())
}
