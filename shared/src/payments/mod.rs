//! What becomes of money that goes through the processor. Each step is stored before the processor is asked, so that
//! after any interruption it is known that it may have been asked, and then it is asked what became of it, never to
//! do it again blindly. Pure: who stores and who asks is elsewhere.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClaimFileId, PaymentId, RequestId, SaleId, derived},
    money::Money,
};

/// Whom a payment goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// The processor of cards.
    Card,
    /// The airline's programme, which takes miles from its member and owes the airline their price.
    Miles,
}

impl Through {
    pub const ALL: [Self; 2] = [Self::Card, Self::Miles];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Miles => "miles",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// From the card of whoever bought.
    Charge,
    /// Back to it: a granted refund.
    Refund,
    /// Back to it because the sale was voided.
    Return,
    /// Miles to a member in the place of money that is due to them.
    Award,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Charge, Self::Refund, Self::Return, Self::Award];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Refund => "refund",
            Self::Return => "return",
            Self::Award => "award",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Nobody was asked yet.
    Wanted,
    /// The processor may have been asked to reserve the amount.
    Authorising,
    Authorised,
    /// The processor may have been asked to take it.
    Capturing,
    Captured,
    /// The processor may have been asked to give it back, or the programme to award it.
    Refunding,
    /// It was given.
    Refunded,
    Declined,
    /// Not wanted any more before anybody was asked.
    Cancelled,
}

impl PaymentState {
    pub const ALL: [Self; 9] = [
        Self::Wanted,
        Self::Authorising,
        Self::Authorised,
        Self::Capturing,
        Self::Captured,
        Self::Refunding,
        Self::Refunded,
        Self::Declined,
        Self::Cancelled,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Authorising => "authorising",
            Self::Authorised => "authorised",
            Self::Capturing => "capturing",
            Self::Captured => "captured",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nothing more will happen.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Captured | Self::Refunded | Self::Declined | Self::Cancelled)
    }

    /// Whether the processor may have been asked and has not answered.
    pub const fn in_doubt(self) -> bool {
        matches!(self, Self::Authorising | Self::Capturing | Self::Refunding)
    }
}

/// What to do next about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Authorise,
    Capture,
    GiveBack,
    Award,
    /// Ask what became of it.
    Inquire,
}

impl Step {
    /// What is stored before it is done; none for a question, which changes nothing.
    pub const fn announced(self) -> Option<PaymentState> {
        match self {
            Self::Authorise => Some(PaymentState::Authorising),
            Self::Capture => Some(PaymentState::Capturing),
            Self::GiveBack | Self::Award => Some(PaymentState::Refunding),
            Self::Inquire => None,
        }
    }
}

/// The next step; none where all is done.
pub const fn next(way: Way, state: PaymentState) -> Option<Step> {
    match (way, state) {
        (Way::Charge, PaymentState::Wanted) => Some(Step::Authorise),
        (Way::Charge, PaymentState::Authorised) => Some(Step::Capture),
        (Way::Refund | Way::Return, PaymentState::Wanted) => Some(Step::GiveBack),
        (Way::Award, PaymentState::Wanted) => Some(Step::Award),
        (_, state) if state.in_doubt() => Some(Step::Inquire),
        _ => None,
    }
}

/// What the processor says of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Authorised,
    Captured,
    Refunded,
    /// With its code: `insufficient_funds`.
    Declined(String),
    /// It never heard of it.
    NotKnown,
}

/// Where a payment stands after the processor said something; the same where that is no news. What is final stays.
pub fn after(way: Way, state: PaymentState, heard: &Heard) -> PaymentState {
    use PaymentState::*;
    match (way, state, heard) {
        (_, state, _) if state.is_final() => state,
        (_, _, Heard::Declined(_)) => Declined,
        (Way::Charge, _, Heard::Captured | Heard::Refunded) => Captured,
        (Way::Charge, Wanted | Authorising | Capturing | Authorised, Heard::Authorised) => Authorised,
        (Way::Refund | Way::Return | Way::Award, _, Heard::Refunded) => Refunded,
        // The question was lost on its way: it is asked again, under the same key.
        (_, Authorising | Capturing | Refunding, Heard::NotKnown) => Wanted,
        (_, state, _) => state,
    }
}

/// Seconds until a payment is looked at again after so many tries.
pub fn pause(attempts: u32) -> i64 {
    1_i64.checked_shl(attempts.min(8)).unwrap_or(256).min(300)
}

/// The payment of a sale: one through each, whoever makes it. The id is the key under which it is done once.
pub fn of_sale(sale: SaleId, through: Through) -> PaymentId {
    let what: &[u8] = match through {
        Through::Card => b"charge",
        Through::Miles => b"charge miles",
    };
    derived("payment", &[what, sale.0.as_bytes()])
}

/// The payment of a granted refund.
pub fn of_request(request: RequestId) -> PaymentId {
    derived("payment", &[b"refund", request.0.as_bytes()])
}

/// The miles of a claim. Where the programme would not give them before, it is asked under another key.
pub fn of_claim(file: ClaimFileId, declined: u32) -> PaymentId {
    derived("payment", &[b"award", file.0.as_bytes(), &declined.to_be_bytes()])
}

/// What gives back a sale that was voided after it was charged.
pub fn of_void(sale: SaleId, through: Through) -> PaymentId {
    let what: &[u8] = match through {
        Through::Card => b"return",
        Through::Miles => b"return miles",
    };
    derived("payment", &[what, sale.0.as_bytes()])
}

/// What the processor is asked to do. A card is named by the terminal's token, never by its number; a member of the
/// programme by the number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub payment: PaymentId,
    pub amount: Money,
    pub token: String,
    /// How many miles; none of a card.
    pub miles: Option<i64>,
    /// The charge that money goes back from.
    pub charge: PaymentId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_is_reserved_then_taken_and_each_step_is_stored_before() {
        let mut state = PaymentState::Wanted;
        let mut steps = Vec::new();
        for heard in [Heard::Authorised, Heard::Captured] {
            let step = next(Way::Charge, state).unwrap();
            state = step.announced().unwrap();
            assert!(state.in_doubt());
            steps.push(step);
            state = after(Way::Charge, state, &heard);
        }
        assert_eq!((steps, state), (vec![Step::Authorise, Step::Capture], PaymentState::Captured));
        assert_eq!(next(Way::Charge, state), None);
    }

    #[test]
    fn whoever_does_not_know_what_became_of_it_asks_and_does_not_do_it_again() {
        for way in Way::ALL {
            for state in PaymentState::ALL.into_iter().filter(|state| state.in_doubt()) {
                assert_eq!(next(way, state), Some(Step::Inquire));
            }
        }
        assert_eq!(after(Way::Charge, PaymentState::Authorising, &Heard::Captured), PaymentState::Captured);
        assert_eq!(after(Way::Charge, PaymentState::Capturing, &Heard::NotKnown), PaymentState::Wanted);
    }

    #[test]
    fn money_goes_back_in_one_step_and_what_is_done_has_none() {
        for way in [Way::Refund, Way::Return] {
            assert_eq!(next(way, PaymentState::Wanted), Some(Step::GiveBack));
        }
        use PaymentState::{Cancelled, Captured, Declined, Refunded};
        let over: Vec<_> = PaymentState::ALL.into_iter().filter(|state| state.is_final()).collect();
        assert_eq!(over, [Captured, Refunded, Declined, Cancelled]);
    }

    #[test]
    fn what_is_final_stays_whatever_is_said_late() {
        let all = [Heard::Authorised, Heard::Captured, Heard::Refunded, Heard::NotKnown];
        let all = all.into_iter().chain([Heard::Declined("late".into())]);
        for heard in all {
            for way in Way::ALL {
                for state in PaymentState::ALL.into_iter().filter(|state| state.is_final()) {
                    assert_eq!(after(way, state, &heard), state);
                    assert_eq!(next(way, state), None);
                }
            }
        }
    }

    #[test]
    fn the_payment_of_a_sale_is_one_and_another_than_what_gives_it_back() {
        let sale: SaleId = crate::ids::Uuid::from_u128(1).into();
        let all = Through::ALL.map(|it| [of_sale(sale, it), of_void(sale, it)]).concat();
        let all: std::collections::BTreeSet<_> = all.into_iter().chain([of_request(sale.0.into())]).collect();
        assert_eq!(all.len(), 5);
        assert!(Through::ALL.into_iter().all(|it| Through::of(it.name()) == Some(it)));
    }

    #[test]
    fn names_are_read_back_and_pauses_grow_to_an_end() {
        assert!(PaymentState::ALL.into_iter().all(|it| PaymentState::of(it.name()) == Some(it)));
        assert!(Way::ALL.into_iter().all(|it| Way::of(it.name()) == Some(it)));
        assert_eq!([0, 1, 3, 8, 40].map(pause), [1, 2, 8, 256, 256]);
    }
}
