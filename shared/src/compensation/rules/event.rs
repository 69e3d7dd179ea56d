//! What kind of thing happened.

/// The events that rules know by name; any other is judged by the delay at the final destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Delay,
    DepartureDelay,
    Cancellation,
    CancellationThenDelay,
    DeniedBoarding,
    Downgrade,
    AdvancedDeparture,
    RetimedLater,
    Diversion,
    ReturnToDeparture,
    UnscheduledStopover,
    TarmacDelay,
    Refund,
    Care,
    ClaimCurrency,
    VoucherOffer,
    VoucherInsteadOfMoney,
    BaggageDelay,
    BaggageDamage,
    BaggageLoss,
    BaggageMissing,
    PassengerDelay,
    DeathOrInjury,
    Action,
    EmployerClaim,
    ComplaintRecordedByAgent,
    WheelchairMissing,
    Other,
}

impl Event {
    pub fn named(name: &str) -> Self {
        match name {
            "delay" => Self::Delay,
            "departure_delay" => Self::DepartureDelay,
            "cancellation" => Self::Cancellation,
            "cancellation_then_delay" => Self::CancellationThenDelay,
            "denied_boarding" => Self::DeniedBoarding,
            "downgrade" => Self::Downgrade,
            "advanced_departure" => Self::AdvancedDeparture,
            "retimed_later" => Self::RetimedLater,
            "diversion" => Self::Diversion,
            "return_to_departure" => Self::ReturnToDeparture,
            "unscheduled_stopover" => Self::UnscheduledStopover,
            "tarmac_delay" => Self::TarmacDelay,
            "refund" => Self::Refund,
            "care" => Self::Care,
            "claim_currency" => Self::ClaimCurrency,
            "voucher_offer" => Self::VoucherOffer,
            "voucher_instead_of_money" => Self::VoucherInsteadOfMoney,
            "baggage_delay" => Self::BaggageDelay,
            "baggage_damage" => Self::BaggageDamage,
            "baggage_loss" => Self::BaggageLoss,
            "baggage_missing" => Self::BaggageMissing,
            "passenger_delay" => Self::PassengerDelay,
            "death_or_injury" => Self::DeathOrInjury,
            "action" => Self::Action,
            "employer_claim" => Self::EmployerClaim,
            "complaint_by_phone_recorded_by_agent" => Self::ComplaintRecordedByAgent,
            "wheelchair_missing" => Self::WheelchairMissing,
            _ => Self::Other,
        }
    }

    /// A passenger who did not get where they were booked to, when they were booked to.
    pub fn disrupts_the_journey(self) -> bool {
        matches!(
            self,
            Self::Delay
                | Self::DepartureDelay
                | Self::Cancellation
                | Self::CancellationThenDelay
                | Self::DeniedBoarding
                | Self::AdvancedDeparture
                | Self::RetimedLater
                | Self::Diversion
                | Self::ReturnToDeparture
                | Self::UnscheduledStopover
                | Self::TarmacDelay
                | Self::Other
        )
    }

    /// The flight as booked did not take place for this passenger.
    pub fn withdraws_the_flight(self) -> bool {
        matches!(self, Self::Cancellation | Self::CancellationThenDelay | Self::ReturnToDeparture)
    }
}
