//! Compensation from what started it to what came of it: worked out, granted where a limit asks for it, offered,
//! chosen by the passenger, paid or issued, told, closed. All of it is kept in one file for each passenger and flight,
//! whose id is derived; what is next follows from the file alone ([`next`]), so it goes on after any crash.

mod answer;
mod approve;
#[cfg(feature = "rules")]
mod calculate;
mod choose;
#[cfg(feature = "rules")]
mod facts;
#[cfg(feature = "rules")]
mod issue;
#[cfg(feature = "rules")]
mod limits;
mod moves;
mod open;
mod pay;
mod reason;
mod refuse;
#[cfg(feature = "rules")]
mod sdr;
mod step;
#[cfg(all(test, feature = "rules"))]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use answer::{AnswerClaim, Answers};
pub use approve::ApproveClaim;
#[cfg(feature = "rules")]
pub use calculate::{calculate, expected};
pub use choose::ChooseSettlement;
#[cfg(feature = "rules")]
pub use facts::{ADMITTED, Asked, Given, LOSS, PRICE, question};
#[cfg(feature = "rules")]
pub use issue::{Signing, by_miles, by_voucher};
#[cfg(feature = "rules")]
pub use limits::{ClaimPolicy, Whose};
pub use open::OpenClaim;
pub use pay::PayClaim;
pub use reason::{ClaimReason, Matter};
pub use refuse::RefuseClaim;
#[cfg(feature = "rules")]
pub use sdr::SdrRates;
pub use step::{Step, Telling, next};

use crate::{
    Fault,
    access::Role,
    compensation::Said,
    entity::Rest,
    ids::{ClaimFileId, ClaimId, FlightId, PassengerId, PaymentId, TripId, UserId, VoucherId, derived},
    money::Money,
    refunds::{Approval, Refused, Set},
    vouchers::{Agreement, VoucherKind, claim_id},
};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $word),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$word),+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }
        }
    };
}

words! {
    /// Where a claim stands.
    ClaimState {
        Opened = "opened",
        /// Worked out; where a fact is missing it waits for it here.
        Calculated = "calculated",
        AwaitingApproval = "awaiting_approval",
        /// Nobody decided in time: the supervisors of the station have to.
        Escalated = "escalated",
        Approved = "approved",
        Refused = "refused",
        /// The passenger has to choose.
        Offered = "offered",
        /// To be issued or paid.
        Chosen = "chosen",
        Settled = "settled",
        Notified = "notified",
        Closed = "closed",
    }
}

words! {
    /// How a claim came to its end.
    ClaimEnd {
        NothingDue = "nothing_due",
        Refused = "refused",
        Settled = "settled",
        /// Something was given for it already, by a desk that did not know of this file.
        SettledElsewhere = "settled_elsewhere",
    }
}

words! {
    /// How it is settled.
    ClaimMeans {
        /// By hand, at a desk.
        Cash = "cash",
        /// Credit with the airline, with the passenger's recorded agreement.
        Voucher = "voucher",
        Miles = "miles",
    }
}

words! {
    /// What was done about a claim.
    ClaimAct {
        Opened = "opened",
        /// Something else became of the flight, or a person decided otherwise: it is worked out anew.
        Reopened = "reopened",
        /// The same, after the passenger had chosen.
        Heard = "heard",
        /// Somebody said what no system knows: it is worked out anew.
        Answered = "answered",
        Calculated = "calculated",
        ApprovalAsked = "approval_asked",
        Escalated = "escalated",
        Approved = "approved",
        Refused = "refused",
        Offered = "offered",
        Told = "told",
        Chosen = "chosen",
        Settled = "settled",
        /// The programme has put the miles on the member's account.
        Credited = "credited",
        /// It would not: the passenger chooses again.
        NotCredited = "not_credited",
        Closed = "closed",
    }
}

/// Who opened a claim: an event, or a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimOpened {
    pub at: Timestamp,
    /// The event's id at whoever sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Never the one who grants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// What the rules, or a person instead of them, made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Calculation {
    pub at: Timestamp,
    /// None where nothing is due, or where it could not be decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// `EU261`; none where no law applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// The version of the law's table.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub policy: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Said>,
    /// The fact that is missing, or why it could not be decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// What a person should look at before it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// Who decided instead of the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// When they arrive, where that is only expected: nothing is offered before, and it is worked out again then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrives: Option<Timestamp>,
    /// What was decided on, in the form of the evaluator's input.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// The version of each law that was in force on the day: with the facts, the decision can be made again.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub versions: std::collections::BTreeMap<crate::compensation::Regime, String>,
}

/// The limits that held when it was worked out, each with where it came from. None where no part of the policy sets one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimLimits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Object>))]
    pub automatic: Option<Set<Money>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Object>))]
    pub two_above: Option<Set<Money>>,
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub hours: Set<u32>,
}

/// A claim that somebody has to grant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimApproval {
    pub asked_at: Timestamp,
    /// When it goes to the supervisors of the station.
    pub due_at: Timestamp,
    pub limits: ClaimLimits,
    /// How many people have to grant it.
    pub needs: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said_yes: Vec<Approval>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated_at: Option<Timestamp>,
}

impl ClaimApproval {
    /// How many people must still grant it.
    pub fn lacks(&self) -> usize {
        (self.needs as usize).saturating_sub(self.said_yes.len())
    }
}

/// What the passenger chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Choice {
    pub means: ClaimMeans,
    pub at: Timestamp,
    /// Who wrote it down.
    pub by: String,
    pub station: String,
    /// Of whoever takes something else than money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// The version of the terms whose words the passenger was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
}

/// What was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimSettlement {
    pub means: ClaimMeans,
    /// What it is worth in the books.
    pub amount: Money,
    pub at: Timestamp,
    /// Who gave it; empty where it was given by itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    pub station: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miles: Option<i64>,
    /// When the programme put them on the member's account; none while it was not heard to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited: Option<Timestamp>,
}

/// One line of what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimStep {
    pub act: ClaimAct,
    pub at: Timestamp,
    /// Empty where it was done by itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// Everything about one passenger's claim on one flight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimFile {
    pub id: ClaimFileId,
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
    /// Whose people see to it: where the flight departs.
    pub station: String,
    /// The flight's local day.
    pub date: jiff::civil::Date,
    pub reason: ClaimReason,
    /// What people said that is not known otherwise.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub answers: Answers,
    /// Who said it: none of them grants it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said_by: Vec<UserId>,
    pub opened: ClaimOpened,
    pub state: ClaimState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calculation: Option<Calculation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<ClaimApproval>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<ClaimSettlement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<ClaimEnd>,
    /// Whether the passenger was told of what is offered now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offer_told: bool,
    /// In the order in which they were done; none is ever taken out.
    pub steps: Vec<ClaimStep>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

/// Where the claim of a passenger on a flight is kept: two desks that never met, and the event, make the same one.
pub fn claim_file_id(passenger: PassengerId, flight: FlightId, matter: Matter) -> ClaimFileId {
    let of =
        [Some(&passenger.0.as_bytes()[..]), Some(&flight.0.as_bytes()[..]), matter.name().map(str::as_bytes)];
    derived("claim_file", &of.into_iter().flatten().collect::<Vec<_>>())
}

impl ClaimFile {
    /// The money that is due.
    pub fn due(&self) -> Option<Money> {
        self.calculation.as_ref().and_then(|it| it.amount)
    }

    /// What makes its payment unique: the same as of credit that a desk issues for the money. None while nothing is
    /// due.
    pub fn claim(&self) -> Option<ClaimId> {
        self.due()?;
        Some(claim_id(self.passenger, self.flight, VoucherKind::TravelCredit, &self.owed_by()))
    }

    /// The law with the matter: the same law may owe for the journey and for the seat.
    pub fn owed_by(&self) -> String {
        match self.reason.matter().name() {
            None => self.law().to_owned(),
            Some(matter) => format!("{}/{matter}", self.law()),
        }
    }

    /// The law by which it is due; a person's verdict alone has none.
    pub fn law(&self) -> &str {
        let law = self.calculation.as_ref().and_then(|it| it.law.as_deref());
        law.unwrap_or(crate::vouchers::AIRLINE_CARE)
    }

    /// Whether miles were promised that the programme has not given yet.
    pub fn credits(&self) -> bool {
        let settled = self.settlement.as_ref().filter(|_| self.state == ClaimState::Settled);
        settled.is_some_and(|it| it.means == ClaimMeans::Miles && it.credited.is_none())
    }

    /// The payment by which the programme is asked for the miles that were chosen now.
    pub fn award(&self) -> PaymentId {
        let declined = self.steps.iter().filter(|it| it.act == ClaimAct::NotCredited).count();
        crate::payments::of_claim(self.id, declined as u32)
    }

    /// When something was last done about it.
    pub fn moved_at(&self) -> Timestamp {
        self.steps.last().map_or(self.opened.at, |it| it.at)
    }

    /// Whether somebody has to grant it.
    pub fn waits(&self) -> bool {
        matches!(self.state, ClaimState::AwaitingApproval | ClaimState::Escalated)
    }

    /// Whether this person may grant or refuse it, and why not.
    pub fn may_be_decided_by(&self, actor: &crate::intents::Actor) -> Result<(), Fault> {
        let Some(approval) = self.approval.as_ref().filter(|_| self.waits()) else {
            let message = "Somebody decided about this meanwhile: look at what they decided.";
            return Err(Fault::new("claim_decided", message));
        };
        if self.opened.user == Some(actor.user) || self.said_by.contains(&actor.user) {
            let message =
                "Who opened a claim by hand, or said what happened, never grants it: ask a colleague.";
            return Err(Fault::new("own_claim", message));
        }
        if approval.said_yes.iter().any(|it| it.user == actor.user) {
            let message = "You have granted this already: it needs somebody else's yes.";
            return Err(Fault::new("granted_already", message));
        }
        if self.state == ClaimState::Escalated && actor.role != Role::Supervisor {
            let message = "Nobody decided in time: a supervisor of the station does.";
            return Err(Fault::new("claim_escalated", message));
        }
        Ok(())
    }
}

#[cfg(not(feature = "rules"))]
fn no_rules() -> crate::intents::Rejection {
    Fault::new("no_rules", "This program shows claims and decides none: do it at the desk.").into()
}
