//! What happened, read from how a thing was and how it is now.

use jiff::Timestamp;

use super::{Happened, PaidBy};
use crate::{
    entity::Entity,
    money::Money,
    refunds::{Means, Refund, RefundRequest, RefundState, Subject},
    sales::{Sale, Tender},
    vouchers::{Voucher, VoucherStatus},
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
        Entity::Refund(refund) => of_refund(before, refund),
        _ => Vec::new(),
    }
}

fn of_sale(before: Option<&Entity>, sale: &Sale) -> Vec<Occurrence> {
    let (total, by) = (sale.total, paid_by(&sale.tender));
    // No price says what of it is tax: on board most are free of it.
    let tax = Money::zero(total.currency);
    let was = match before {
        Some(Entity::Sale(was)) => Some(was),
        _ => None,
    };
    let sold = Occurrence { what: Happened::Sold { total, tax, by }, at: sale.sold_at };
    let new = was.is_none().then_some(sold);
    let voided = sale.voided.as_ref().filter(|_| was.is_none_or(|was| was.voided.is_none()));
    let voided = voided.map(|it| Occurrence { what: Happened::Voided { total, tax, by }, at: it.at });
    new.into_iter().chain(voided).collect()
}

/// With what a sale was paid.
fn paid_by(tender: &Tender) -> PaidBy {
    match tender {
        Tender::Card { .. } => PaidBy::Card,
        Tender::Cash { .. } => PaidBy::Cash,
    }
}

fn of_voucher(before: Option<&Entity>, voucher: &Voucher) -> Vec<Occurrence> {
    let (amount, at) = (voucher.amount, voucher.issued_at);
    let was = match before {
        Some(Entity::Voucher(was)) => Some(was.status),
        _ => None,
    };
    let issued = match voucher.basis.law.starts_with(REFUND) {
        true => Happened::VoucherInsteadOfRefund { amount },
        false => Happened::VoucherIssued { amount },
    };
    let new = was.is_none().then_some(issued);
    let ended = match voucher.status {
        VoucherStatus::Issued => None,
        VoucherStatus::Redeemed => {
            Some(Happened::VoucherRedeemed { amount, over: Money::zero(amount.currency) })
        }
        VoucherStatus::Revoked => Some(Happened::VoucherRevoked { left: amount }),
    };
    let ended = ended.filter(|_| was != Some(voucher.status));
    new.into_iter().chain(ended).map(|what| Occurrence { what, at }).collect()
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

fn of_request(subject: Subject, was: Option<RefundState>, request: &RefundRequest) -> Vec<Occurrence> {
    use RefundState::*;
    let (amount, tax) = (request.amount, Money::zero(request.amount.currency));
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
