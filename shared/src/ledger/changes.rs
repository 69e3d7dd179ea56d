//! What happened, read from how a thing was and how it is now.

use jiff::Timestamp;

use super::{Happened, PaidBy};
use crate::{
    claims::{ClaimFile, ClaimMeans, ClaimSettlement},
    entity::Entity,
    money::Money,
    refunds::{Means, Refund, RefundRequest, RefundState, Subject},
    sales::{CashCount, Closing, InCash, Paid, Part, Sale, Trolley},
    vouchers::{Redemption, Voucher, VoucherStanding},
};

/// How the law of a voucher begins that is given instead of a refund.
pub const REFUND: &str = "REFUND";

/// Something that happened, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub what: Happened,
    pub at: Timestamp,
}

/// Everything that moved money between two states of a thing, in order. Nothing of one that only changed otherwise.
pub fn occurrences(before: Option<&Entity>, after: &Entity) -> Vec<Occurrence> {
    match after {
        Entity::Sale(sale) => of_sale(before, sale),
        Entity::Voucher(voucher) => of_voucher(before, voucher),
        Entity::VoucherStanding(standing) => of_standing(before, standing),
        Entity::Refund(refund) => of_refund(before, refund),
        Entity::Trolley(trolley) => of_trolley(before, trolley),
        Entity::ClaimFile(file) => of_claim(before, file),
        _ => Vec::new(),
    }
}

fn of_sale(before: Option<&Entity>, sale: &Sale) -> Vec<Occurrence> {
    let was = match before {
        Some(Entity::Sale(was)) => Some(was),
        _ => None,
    };
    let new = was.is_none().then_some((sale.sold_at, false));
    let voided = sale.voided.as_ref().filter(|_| was.is_none_or(|was| was.voided.is_none()));
    let all = new.into_iter().chain(voided.map(|it| (it.at, true)));
    all.flat_map(|(at, back)| paid(sale, back).into_iter().map(move |what| Occurrence { what, at })).collect()
}

/// Each part that paid for a sale, or that goes back.
fn paid(sale: &Sale, back: bool) -> Vec<Happened> {
    let (mut all, mut before) = (Vec::new(), 0_i64);
    for Part { amount: total, paid } in sale.tender.parts(sale.total) {
        // What was recorded was checked: its sums fit.
        let tax = sale.tax_in(before, total).unwrap_or(Money::zero(total.currency));
        before = before.saturating_add(total.minor);
        let by = match &paid {
            Paid::Card(_) => PaidBy::Card,
            Paid::Cash(_) => PaidBy::Cash,
            Paid::Voucher(_) => PaidBy::Voucher,
            Paid::Miles(_) => PaidBy::Miles,
        };
        all.push(match back {
            false => Happened::Sold { total, tax, by },
            true => Happened::Voided { total, tax, by },
        });
        if let Paid::Voucher(voucher) = &paid {
            let amount = Money::new(voucher.taken.minor - total.minor, total.currency);
            all.push(if back {
                Happened::ForfeitReturned { amount }
            } else {
                Happened::Forfeited { amount }
            });
        }
        // What was recorded was checked: it has a worth.
        if let Paid::Cash(InCash { given: notes, rate: Some(rate), .. }) = paid
            && let Ok(worth) = rate.worth(notes.minor)
        {
            all.push(match back {
                false => Happened::NotesTaken { notes, worth },
                true => Happened::NotesReturned { notes, worth },
            });
        }
    }
    all
}

/// What each count found missing or too much in the bag, as far as it was not booked before.
fn of_trolley(before: Option<&Entity>, trolley: &Trolley) -> Vec<Occurrence> {
    let was = match before {
        Some(Entity::Trolley(was)) => Some(was),
        _ => None,
    };
    let booked = |closing: &Closing, line: &CashCount| {
        let known = was.and_then(|was| was.closings.iter().find(|it| it.id == closing.id));
        known.map_or(0, |it| it.cash_difference(line.currency))
    };
    let lines =
        trolley.closings.iter().flat_map(|closing| closing.cash.iter().map(move |line| (closing, line)));
    let moved = lines.filter_map(|(closing, line)| {
        let more = line.minor.difference().saturating_sub(booked(closing, line));
        let money = |minor: i64| Money::new(minor.max(0), line.currency);
        let what = Happened::CashCounted { expected: money(more.saturating_neg()), counted: money(more) };
        (more != 0).then_some(Occurrence { what, at: closing.at })
    });
    moved.collect()
}

/// Only that it was issued: what became of it is told by its standing, which knows of parts and losses.
fn of_voucher(before: Option<&Entity>, voucher: &Voucher) -> Vec<Occurrence> {
    let (amount, at) = (voucher.amount, voucher.issued_at);
    let what = match voucher.basis.law.starts_with(REFUND) {
        true => Happened::VoucherInsteadOfRefund { amount },
        false => Happened::VoucherIssued { amount },
    };
    before.is_none().then_some(Occurrence { what, at }).into_iter().collect()
}

fn of_standing(before: Option<&Entity>, standing: &VoucherStanding) -> Vec<Occurrence> {
    let was = match before {
        Some(Entity::VoucherStanding(was)) => Some(was),
        _ => None,
    };
    let known = |it: &Redemption| was?.redemptions.iter().find(|old| old.id == it.id);
    let written_off = was.is_some_and(|was| was.expired.is_some());
    let redeemed = standing.redemptions.iter().filter(|it| known(it).is_none()).flat_map(|it| {
        let (amount, over) = (it.covered(), it.lost());
        let restored = (written_off && amount.minor > 0).then_some(Happened::VoucherRestored { amount });
        let redeemed = Happened::VoucherRedeemed { amount, over };
        restored.into_iter().chain([redeemed]).map(|what| Occurrence { what, at: it.at })
    });
    let taken_back = was.is_some_and(|was| was.revoked.is_some());
    let given_back = standing.redemptions.iter().filter_map(|it| {
        let at = it.given_back.filter(|_| known(it).is_none_or(|old| old.given_back.is_none()))?;
        let (amount, over) = (it.covered(), it.lost());
        // Nobody can spend it any more: it goes the way of what was left then.
        let gone = match (taken_back, written_off) {
            (true, _) => Some(Happened::VoucherRevoked { left: amount }),
            (false, true) => Some(Happened::VoucherExpired { left: amount }),
            (false, false) => None,
        };
        let all = [Happened::VoucherGivenBack { amount, over }].into_iter().chain(gone);
        Some(all.map(move |what| Occurrence { what, at }))
    });
    let expired = standing.expired.filter(|_| !written_off);
    let expired =
        expired.map(|at| Occurrence { what: Happened::VoucherExpired { left: standing.left() }, at });
    // What comes after it is covered by nothing, so this is what was left then.
    let covered = standing.redeemed().map_or(0, |it| it.minor);
    let left = Money::new(standing.amount.minor - covered, standing.amount.currency);
    let revoked = standing.revoked.as_ref().filter(|_| was.is_none_or(|was| was.revoked.is_none()));
    let revoked = revoked.map(|it| Occurrence { what: Happened::VoucherRevoked { left }, at: it.at });
    redeemed.chain(given_back.flatten()).chain(expired).chain(revoked).collect()
}

fn of_refund(before: Option<&Entity>, refund: &Refund) -> Vec<Occurrence> {
    let was = match before {
        Some(Entity::Refund(was)) => Some(was),
        _ => None,
    };
    let state = |request: &RefundRequest| was?.request(request.id).map(|it| it.state);
    let all = refund.requests.iter();
    all.flat_map(|request| of_request(refund.subject, state(request), request)).collect()
}

/// A voucher is booked by itself; what is owed in money or miles is booked with what settled it.
fn of_claim(before: Option<&Entity>, file: &ClaimFile) -> Vec<Occurrence> {
    let was = match before {
        Some(Entity::ClaimFile(was)) => was.settlement.as_ref(),
        _ => None,
    };
    let miles = |it: &ClaimSettlement| it.means == ClaimMeans::Miles;
    let credited = |it: Option<&ClaimSettlement>| it.filter(|it| miles(it)).and_then(|it| it.credited);
    let mut all = match (was, &file.settlement) {
        (None, Some(settled)) => given(settled),
        (Some(was), None) if miles(was) => {
            vec![Occurrence { what: Happened::MilesWithdrawn { amount: was.amount }, at: file.moved_at() }]
        }
        _ => Vec::new(),
    };
    if let (Some(settled), None, Some(at)) =
        (&file.settlement, credited(was), credited(file.settlement.as_ref()))
    {
        all.push(Occurrence { what: Happened::MilesCredited { amount: settled.amount }, at });
    }
    all
}

fn given(settled: &ClaimSettlement) -> Vec<Occurrence> {
    let (amount, at) = (settled.amount, settled.at);
    let happened = |what| Occurrence { what, at };
    match settled.means {
        ClaimMeans::Voucher => Vec::new(),
        ClaimMeans::Miles => vec![happened(Happened::MilesGiven { amount })],
        ClaimMeans::Cash => vec![
            happened(Happened::ClaimGranted { amount }),
            happened(Happened::RefundPaid { amount, by: PaidBy::Cash }),
        ],
    }
}

fn of_request(subject: Subject, was: Option<RefundState>, request: &RefundRequest) -> Vec<Occurrence> {
    use RefundState::*;
    let amount = request.amount;
    let tax = request.tax.unwrap_or(Money::zero(amount.currency));
    let mut all = Vec::new();
    let mut happened = |what, at: Option<Timestamp>| {
        all.push(Occurrence { what, at: at.unwrap_or(request.at) });
    };
    let granted = matches!(request.state, Approved | Paid | Failed);
    if granted && !matches!(was, Some(Approved | Paid | Failed)) {
        let what = match subject {
            Subject::Sale { .. } => Happened::RefundGranted { amount, tax },
            Subject::Claim { .. } => Happened::ClaimGranted { amount },
        };
        happened(what, request.decided_at());
    }
    if request.state == was.unwrap_or(Requested) {
        return all;
    }
    match (request.state, request.to) {
        (Paid, Means::Card) => {
            happened(Happened::RefundPaid { amount, by: PaidBy::Card }, request.ended_at);
        }
        (Paid, Means::Miles) => {
            happened(Happened::RefundPaid { amount, by: PaidBy::Miles }, request.ended_at);
        }
        (Paid, Means::Cash) => {
            happened(Happened::RefundPaid { amount, by: PaidBy::Cash }, request.ended_at);
        }
        // The voucher itself says that it is given instead.
        (Paid, Means::Voucher) => {}
        (Failed, _) => happened(Happened::RefundFailed { amount, tax }, request.ended_at),
        (Requested | Approved | Refused, _) => {}
    }
    all
}
