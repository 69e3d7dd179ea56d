//! How a claim moves from one state to the next. Each leaves a line of what was done, when and by whom.

use jiff::{SignedDuration, Timestamp};

use super::{
    Answers, Calculation, ClaimAct, ClaimApproval, ClaimEnd, ClaimFile, ClaimLimits, ClaimOpened,
    ClaimReason, ClaimSettlement, ClaimState, ClaimStep, Telling, claim_file_id,
};
use crate::{
    flights::Flight,
    ids::{PassengerId, TripId},
    money::Money,
};

impl ClaimFile {
    /// A claim that nothing was done about yet.
    pub fn begin(
        passenger: PassengerId,
        trip: TripId,
        flight: &Flight,
        reason: ClaimReason,
        answers: Answers,
        opened: ClaimOpened,
    ) -> Self {
        let step = ClaimStep {
            act: ClaimAct::Opened,
            at: opened.at,
            by: opened.by.clone(),
            why: opened.event.clone().unwrap_or_default(),
        };
        Self {
            id: claim_file_id(passenger, flight.id, reason.matter()),
            passenger,
            trip,
            flight: flight.id,
            station: flight.from.clone(),
            date: flight.date,
            reason,
            answers,
            said_by: Vec::new(),
            opened,
            state: ClaimState::Opened,
            calculation: None,
            approval: None,
            choice: None,
            settlement: None,
            ended: None,
            offer_told: false,
            steps: vec![step],
            rest: Default::default(),
        }
    }

    /// Something was done by itself.
    pub(super) fn did(&mut self, act: ClaimAct, at: Timestamp, why: impl Into<String>) {
        self.did_by(act, at, "", why);
    }

    pub(super) fn did_by(
        &mut self,
        act: ClaimAct,
        at: Timestamp,
        by: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.steps.push(ClaimStep { act, at, by: by.into(), why: why.into() });
    }

    /// Something else became of the flight. What nobody has chosen from yet is worked out anew; what was chosen,
    /// refused or given stays, and says that it was heard. None where that was the last that was heard: whoever is moved
    /// to another flight and back is worked out anew each time.
    pub fn heard(mut self, event: &str, reason: ClaimReason, at: Timestamp) -> Option<Self> {
        let heard =
            |it: &&ClaimStep| matches!(it.act, ClaimAct::Opened | ClaimAct::Reopened | ClaimAct::Heard);
        if self.steps.iter().rfind(heard).is_some_and(|last| last.why == event) {
            return None;
        }
        use ClaimState::{Chosen, Closed, Notified, Refused, Settled};
        let nothing = self.ended == Some(ClaimEnd::NothingDue);
        if matches!(self.state, Chosen | Settled | Notified | Refused) || self.state == Closed && !nothing {
            self.did(ClaimAct::Heard, at, event);
            return Some(self);
        }
        if reason == ClaimReason::DeniedBoarding {
            self.reason = reason;
        }
        self.anew();
        self.did(ClaimAct::Reopened, at, event);
        Some(self)
    }

    /// Nothing was worked out yet.
    pub(super) fn anew(&mut self) {
        (self.state, self.calculation, self.approval) = (ClaimState::Opened, None, None);
        (self.ended, self.offer_told) = (None, false);
    }

    /// What the rules made of it.
    pub fn calculated(mut self, calculation: Calculation) -> Self {
        let said = match (calculation.amount, &calculation.lacks) {
            (Some(amount), _) => amount.to_string(),
            (None, Some(lacks)) => lacks.clone(),
            (None, None) => String::new(),
        };
        self.did(ClaimAct::Calculated, calculation.at, said);
        (self.state, self.calculation) = (ClaimState::Calculated, Some(calculation));
        self
    }

    /// Offers it if it may go by itself; otherwise somebody has to grant it.
    pub fn routed(self, limits: ClaimLimits, now: Timestamp) -> Self {
        let Some(due) = self.due() else { return self };
        let looked_at = self.calculation.as_ref().is_some_and(|it| it.flag.is_some());
        let within = |limit: &Money| limit.currency == due.currency && due.minor <= limit.minor;
        let by_itself = limits.automatic.as_ref().is_some_and(|it| within(&it.value));
        if by_itself && !looked_at {
            return self.offered(now);
        }
        let one = limits.two_above.as_ref().is_some_and(|it| within(&it.value));
        let hours = SignedDuration::from_hours(i64::from(limits.hours.value));
        let mut file = self;
        file.approval = Some(ClaimApproval {
            asked_at: now,
            due_at: now.saturating_add(hours).unwrap_or(now),
            limits,
            needs: if one { 1 } else { 2 },
            said_yes: Vec::new(),
            refused: None,
            escalated_at: None,
        });
        file.state = ClaimState::AwaitingApproval;
        file.did(ClaimAct::ApprovalAsked, now, "");
        file
    }

    /// Nobody decided in time. It is not paid by that: the supervisors of the station have to decide.
    pub fn escalated(mut self, now: Timestamp) -> Self {
        if let Some(approval) = &mut self.approval {
            approval.escalated_at = Some(now);
        }
        self.state = ClaimState::Escalated;
        self.did(ClaimAct::Escalated, now, "");
        self
    }

    /// The passenger has to choose.
    pub fn offered(mut self, now: Timestamp) -> Self {
        (self.state, self.offer_told) = (ClaimState::Offered, false);
        self.did(ClaimAct::Offered, now, "");
        self
    }

    /// The passenger is told: what is sent, and in which language, is queued beside it.
    pub fn told(mut self, telling: Telling, now: Timestamp) -> Self {
        match telling {
            Telling::Offered => self.offer_told = true,
            Telling::Refused | Telling::Settled => self.state = ClaimState::Notified,
        }
        self.did(ClaimAct::Told, now, telling.template());
        self
    }

    /// It was issued or paid.
    pub fn settled(mut self, settlement: ClaimSettlement) -> Self {
        let (at, by) = (settlement.at, settlement.by.clone());
        self.did_by(ClaimAct::Settled, at, by, settlement.amount.to_string());
        (self.state, self.settlement) = (ClaimState::Settled, Some(settlement));
        self
    }

    /// The programme has given the miles. None where they are not awaited any more.
    pub fn credited(mut self, at: Timestamp) -> Option<Self> {
        if !self.credits() {
            return None;
        }
        let settlement = self.settlement.as_mut()?;
        settlement.credited = Some(at);
        let miles = settlement.miles.unwrap_or_default().to_string();
        self.did(ClaimAct::Credited, at, miles);
        Some(self)
    }

    /// It would not, and says why: what is due is offered again. None where they are not awaited any more.
    pub fn not_credited(mut self, why: &str, at: Timestamp) -> Option<Self> {
        if !self.credits() {
            return None;
        }
        (self.settlement, self.choice) = (None, None);
        self.did(ClaimAct::NotCredited, at, why);
        Some(self.offered(at))
    }

    pub fn closed(mut self, end: ClaimEnd, now: Timestamp) -> Self {
        (self.state, self.ended) = (ClaimState::Closed, Some(end));
        self.did(ClaimAct::Closed, now, end.name());
        self
    }
}
