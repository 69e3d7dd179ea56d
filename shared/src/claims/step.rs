//! What is next about a claim. Whoever asks stores what came of it before asking again.

use jiff::Timestamp;

use super::{ClaimEnd, ClaimFile, ClaimMeans, ClaimState};

/// What the passenger is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    Offered,
    Refused,
    Settled,
}

impl Telling {
    /// The name of what is sent.
    pub const fn template(self) -> &'static str {
        match self {
            Self::Offered => "claim_offered",
            Self::Refused => "claim_refused",
            Self::Settled => "claim_settled",
        }
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Calculate,
    /// Offer it, or ask for somebody's yes.
    Route,
    /// Nobody decided in time.
    Escalate,
    Offer,
    Tell(Telling),
    /// Issue what was chosen.
    Settle,
    Close(ClaimEnd),
    /// Somebody has to act; or it is to be looked at again then.
    Wait(Option<Timestamp>),
}

/// The next step about a claim at that moment.
pub fn next(file: &ClaimFile, now: Timestamp) -> Step {
    match file.state {
        ClaimState::Opened => Step::Calculate,
        ClaimState::Calculated => match &file.calculation {
            None => Step::Calculate,
            Some(it) if it.arrives.is_some_and(|at| at > now) => Step::Wait(it.arrives),
            Some(it) if it.arrives.is_some() => Step::Calculate,
            Some(it) if it.amount.is_some() => Step::Route,
            Some(it) if it.lacks.is_some() => Step::Wait(None),
            Some(_) => Step::Close(ClaimEnd::NothingDue),
        },
        ClaimState::AwaitingApproval => match file.approval.as_ref().map(|it| it.due_at) {
            Some(due) if due > now => Step::Wait(Some(due)),
            _ => Step::Escalate,
        },
        ClaimState::Escalated => Step::Wait(None),
        ClaimState::Approved => Step::Offer,
        ClaimState::Refused => Step::Tell(Telling::Refused),
        ClaimState::Offered if !file.offer_told => Step::Tell(Telling::Offered),
        ClaimState::Offered => Step::Wait(None),
        ClaimState::Chosen => match file.choice.as_ref().map(|it| it.means) {
            Some(ClaimMeans::Voucher | ClaimMeans::Miles) => Step::Settle,
            // Somebody hands it over, or has to write down what was chosen.
            Some(ClaimMeans::Cash) | None => Step::Wait(None),
        },
        // Nobody is told of miles that the programme may still refuse.
        ClaimState::Settled if file.credits() => Step::Wait(None),
        ClaimState::Settled => Step::Tell(Telling::Settled),
        ClaimState::Notified if file.settlement.is_some() => Step::Close(ClaimEnd::Settled),
        ClaimState::Notified => Step::Close(ClaimEnd::Refused),
        ClaimState::Closed => Step::Wait(None),
    }
}
