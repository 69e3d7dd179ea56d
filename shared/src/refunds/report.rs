//! What refunds come to: how much, how many of them granted, how long it takes, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Means, Refund, RefundReason, RefundRequest, RefundState};
use crate::{
    Fault,
    money::{Currency, Money},
};

/// Figures of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Volume {
    pub asked: Money,
    pub granted: Money,
    pub paid: Money,
    pub count: u32,
}

/// How often something was the reason, or the means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reason {
    pub reason: RefundReason,
    pub count: u32,
    pub granted: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct By {
    pub to: Means,
    pub count: u32,
}

/// The report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    pub requests: u32,
    pub waiting: u32,
    pub granted: u32,
    pub refused: u32,
    pub failed: u32,
    /// Granted of every thousand that somebody decided about; none while nobody has.
    pub granted_permille: Option<u32>,
    /// Seconds from the request to the decision: half of them took no longer.
    pub median_seconds: Option<i64>,
    pub longest_seconds: Option<i64>,
    pub volume: Vec<Volume>,
    /// The most frequent first.
    pub reasons: Vec<Reason>,
    pub means: Vec<By>,
}

/// Sums up all requests.
pub fn report<'a>(refunds: impl IntoIterator<Item = &'a Refund>) -> Result<Report, Fault> {
    let mut report = Report::default();
    let mut volumes: BTreeMap<Currency, Volume> = BTreeMap::new();
    let mut reasons: BTreeMap<RefundReason, Reason> = BTreeMap::new();
    let mut means: BTreeMap<&str, By> = BTreeMap::new();
    let mut took = Vec::new();
    for request in refunds.into_iter().flat_map(|refund| &refund.requests) {
        let granted = report.count(request);
        let none = Money::zero(request.amount.currency);
        let empty = Volume { asked: none, granted: none, paid: none, count: 0 };
        volumes.entry(none.currency).or_insert(empty).add(request, granted)?;
        let reason = Reason { reason: request.reason, count: 0, granted: 0 };
        let reason = reasons.entry(request.reason).or_insert(reason);
        (reason.count, reason.granted) = (reason.count + 1, reason.granted + u32::from(granted));
        means.entry(request.to.name()).or_insert(By { to: request.to, count: 0 }).count += 1;
        took.extend(request.decided_at().map(|at| (at.as_second() - request.at.as_second()).max(0)));
    }
    took.sort_unstable();
    report.median_seconds = took.get(took.len().saturating_sub(1) / 2).copied();
    report.longest_seconds = took.last().copied();
    let decided = report.granted + report.refused;
    report.granted_permille = (report.granted * 1_000).checked_div(decided);
    report.volume = volumes.into_values().collect();
    report.reasons = reasons.into_values().collect();
    report.reasons.sort_by_key(|it| std::cmp::Reverse(it.count));
    report.means = means.into_values().collect();
    Ok(report)
}

impl Report {
    /// Counts a request; whether it was granted.
    fn count(&mut self, request: &RefundRequest) -> bool {
        self.requests += 1;
        match request.state {
            RefundState::Requested => self.waiting += 1,
            RefundState::Refused => self.refused += 1,
            RefundState::Approved | RefundState::Paid => self.granted += 1,
            RefundState::Failed => (self.granted, self.failed) = (self.granted + 1, self.failed + 1),
        }
        !matches!(request.state, RefundState::Requested | RefundState::Refused)
    }
}

impl Volume {
    fn add(&mut self, request: &RefundRequest, granted: bool) -> Result<(), Fault> {
        self.count += 1;
        self.asked = self.asked.plus(request.amount)?;
        if granted {
            self.granted = self.granted.plus(request.amount)?;
        }
        if request.state == RefundState::Paid {
            self.paid = self.paid.plus(request.amount)?;
        }
        Ok(())
    }
}
