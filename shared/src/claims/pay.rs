//! Handing over the money of a claim at a desk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ClaimFile, ClaimMeans, ClaimSettlement, ClaimState};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{ClaimFileId, ClaimId, TimelineId, Uuid},
    intents::{Context, Lane, Rejection, Rule, State},
    money::Money,
    timeline::{TimelineEntry, TimelineKind},
    vouchers::{Claim, VoucherKind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PayClaim {
    pub file: ClaimFileId,
    /// What makes the payment unique: see [`ClaimFile::claim`].
    pub claim: ClaimId,
    pub amount: Money,
    pub timeline: TimelineId,
    pub at: Timestamp,
}

impl Rule for PayClaim {
    fn lane(&self) -> Lane {
        Lane::of(Kind::ClaimFile, self.file)
    }

    fn permission(&self) -> Permission {
        Permission::Sale
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::ClaimFile, self.file), Ref::new(Kind::Claim, self.claim)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let file: ClaimFile = state.need(self.file)?;
        let shown: Entity = file.clone().into();
        self.check(&file).map_err(|fault| Rejection::beside(fault, &shown))?;
        // What this file gave before, and the programme did not take over, stands in nobody's way.
        if let Some(claim) = state.get::<Claim>(self.claim).filter(|it| it.file != Some(file.id)) {
            let message = "Something was given for this already: pay nothing, and look at what it was.";
            return Err(Rejection::beside(Fault::new("already_issued", message), &claim.into()));
        }
        let claim = file.paid_for(self.claim, Uuid::nil().into());
        let told = TimelineEntry {
            id: self.timeline,
            passenger: file.passenger,
            at: self.at,
            kind: TimelineKind::Compensation,
            summary: format!("cash of {} for {}", self.amount, file.law()),
            place: ctx.actor.station.clone(),
            by: ctx.actor.label(),
            link: Some(Ref::new(Kind::ClaimFile, file.id)),
            rest: Default::default(),
        };
        let settlement = ClaimSettlement {
            means: ClaimMeans::Cash,
            amount: self.amount,
            at: self.at,
            by: ctx.actor.label(),
            station: ctx.actor.station.clone(),
            voucher: None,
            miles: None,
            credited: None,
        };
        Ok(vec![file.settled(settlement).into(), claim.into(), told.into()])
    }
}

impl PayClaim {
    fn check(&self, file: &ClaimFile) -> Result<(), Fault> {
        let cash = file.choice.as_ref().is_some_and(|it| it.means == ClaimMeans::Cash);
        match file.state {
            ClaimState::Chosen if cash => {}
            ClaimState::Settled | ClaimState::Notified | ClaimState::Closed => {
                let message = "This was settled already: pay nothing, and look at what became of it.";
                return Err(Fault::new("claim_settled_already", message));
            }
            _ => {
                let message = "The passenger has not chosen money: write down what they choose first.";
                return Err(Fault::new("cash_not_chosen", message));
            }
        }
        if file.due() != Some(self.amount) || file.claim() != Some(self.claim) {
            let message = "Something else is due by now: look at the claim again.";
            return Err(Fault::of("amount", "claim_changed", message));
        }
        Ok(())
    }
}

impl ClaimFile {
    /// What keeps it from being paid again, here or by a desk's credit voucher.
    pub(super) fn paid_for(&self, id: ClaimId, voucher: crate::ids::VoucherId) -> Claim {
        Claim {
            id,
            passenger: self.passenger,
            flight: self.flight,
            kind: VoucherKind::TravelCredit,
            law: self.owed_by(),
            voucher,
            file: Some(self.id),
            rest: Default::default(),
        }
    }
}
