//! Writing down what a passenger chose: money is always offered, and anything else needs their agreement.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ClaimMeans;
use crate::{
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{ClaimFileId, PassengerId},
    intents::{Context, Lane, Rejection, Rule, State},
    money::Money,
    policies::{CLAIMS, VOUCHERS, versions_of},
    vouchers::Agreement,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChooseSettlement {
    pub file: ClaimFileId,
    pub passenger: PassengerId,
    pub means: ClaimMeans,
    /// The money that the passenger was told is due.
    pub amount: Money,
    /// Of whoever takes something else than money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// The version of the terms whose words they were shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    pub at: Timestamp,
}

impl Rule for ChooseSettlement {
    fn lane(&self) -> Lane {
        Lane::of(Kind::ClaimFile, self.file)
    }

    fn permission(&self) -> Permission {
        Permission::VoucherIssue
    }

    fn reads(&self) -> Vec<Ref> {
        vec![
            Ref::new(Kind::ClaimFile, self.file),
            Ref::new(Kind::Passenger, self.passenger),
            versions_of(VOUCHERS),
            versions_of(CLAIMS),
        ]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        self.weighed(state, ctx)
    }
}

#[cfg(not(feature = "rules"))]
impl ChooseSettlement {
    fn weighed(&self, _: &State, _: &Context) -> Result<Vec<Entity>, Rejection> {
        Err(super::no_rules())
    }
}

#[cfg(feature = "rules")]
mod weighing {
    use super::ChooseSettlement;
    use crate::{
        Fault,
        claims::{Choice, ClaimAct, ClaimFile, ClaimMeans, ClaimPolicy, ClaimState},
        entity::Entity,
        intents::{Context, Rejection, State},
        passengers::Passenger,
        policies::Table,
        vouchers::{VoucherTerms, day},
    };

    impl ChooseSettlement {
        pub(super) fn weighed(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
            let mut file: ClaimFile = state.need(self.file)?;
            let shown: Entity = file.clone().into();
            self.check(&file, state).map_err(|fault| Rejection::beside(fault, &shown))?;
            let by = ctx.actor.label();
            file.choice = Some(Choice {
                means: self.means,
                at: self.at,
                by: by.clone(),
                station: ctx.actor.station.clone(),
                agreement: self.agreement.clone(),
                terms: self.terms.clone(),
            });
            file.state = ClaimState::Chosen;
            file.did_by(ClaimAct::Chosen, self.at, by, self.means.name());
            Ok(vec![file.into()])
        }

        fn check(&self, file: &ClaimFile, state: &State) -> Result<(), Fault> {
            use ClaimState::{Chosen, Closed, Notified, Offered, Settled};
            match file.state {
                Offered => {}
                Chosen | Settled | Notified | Closed => {
                    let message = "This was chosen or settled meanwhile: look at what became of it.";
                    return Err(Fault::new("claim_chosen_already", message));
                }
                _ => {
                    let message =
                        "Nothing is offered yet: somebody has to grant it, or it is being worked out.";
                    return Err(Fault::new("claim_not_offered", message));
                }
            }
            if file.passenger != self.passenger {
                return Err(Fault::of(
                    "passenger",
                    "other_passenger",
                    "The claim is somebody else's: open it again.",
                ));
            }
            if file.due() != Some(self.amount) {
                let message =
                    "Something else is due by now: tell the passenger, then write down what they choose.";
                return Err(Fault::of("amount", "claim_changed", message));
            }
            if self.means == ClaimMeans::Miles {
                self.check_miles(state)?;
            }
            if self.means == ClaimMeans::Cash { Ok(()) } else { self.check_agreement(state) }
        }

        fn check_miles(&self, state: &State) -> Result<(), Fault> {
            if state.need::<Passenger>(self.passenger)?.loyalty.is_none() {
                let message = "The passenger is no member of the programme: choose money or a voucher.";
                return Err(Fault::of("means", "no_loyalty_number", message));
            }
            let limits = Table::<ClaimPolicy>::of(state, day(self.at))?;
            limits.need_miles(self.amount).map(drop)
        }

        /// Regulation (EC) 261/2004 Art 7(3), and the like elsewhere.
        fn check_agreement(&self, state: &State) -> Result<(), Fault> {
            let agreed = self.agreement.as_ref().filter(|it| {
                it.passenger == self.passenger
                    && it.instead_of == self.amount
                    && !it.words.trim().is_empty()
                    && it.at <= self.at
            });
            if agreed.is_none() {
                let message =
                    "Something else than money needs the passenger's agreement: show them the words.";
                return Err(Fault::of("agreement", "agreement_missing", message));
            }
            let terms = Table::<VoucherTerms>::of(state, day(self.at))?;
            if self.terms.as_ref() != Some(&terms.id) {
                let message = "The passenger agreed to words of other terms: show them the present ones.";
                return Err(Fault::of("terms", "agreement_of_other_terms", message));
            }
            Ok(())
        }
    }
}
