//! Everything that an explanation can say, as data: a key that never changes its meaning, and what it speaks of.
//! The sentences are in `assets/locales/<language>/decision.json`; [`super::words`] makes them.

use std::{borrow::Cow, collections::BTreeMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::decision::Figure;
use crate::money::Currency;

/// One sentence of an explanation, in no language yet. A reader of another version may meet a key that it does
/// not know, so that the key is text here and typed in [`Says`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Said {
    /// `notice`, `reduced`.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub key: Cow<'static, str>,
    /// What the sentence speaks of, by the names of its placeholders.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub args: BTreeMap<Cow<'static, str>, Arg>,
}

/// A value inside an explanation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// A length of time.
    Minutes(i64),
    /// Minutes against the schedule; negative is earlier.
    Offset(i64),
    Days(i64),
    Seats(i64),
    Passengers(i64),
    Percent(i64),
    Metres(i64),
    Money {
        amount: Figure,
        currency: Currency,
    },
    Date(Date),
    /// Said as it is in every language: an airport, a route, an article.
    Code(String),
    /// A word of a list of the locale files: `cause`, `weather`.
    Term {
        list: Cow<'static, str>,
        code: String,
    },
    /// What the carrier looks after.
    Care(Vec<String>),
}

impl Arg {
    /// A word of a list of the locale files.
    pub fn term(list: &'static str, code: impl Into<String>) -> Self {
        Self::Term { list: list.into(), code: code.into() }
    }

    /// An amount of money in major units.
    pub fn money(amount: rust_decimal::Decimal, currency: Currency) -> Self {
        Self::Money { amount: Figure(amount), currency }
    }

    /// Something that is said as it is.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }
}

/// The enum, what each is called outside, and the names of its placeholders.
macro_rules! clauses {
    ($($name:ident = $key:literal [$($arg:ident),*],)*) => {
        /// A clause with all that its sentence needs.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum Says {
            $($name { $($arg: Arg),* },)*
        }

        /// Every key with its placeholders.
        pub const CLAUSES: &[(&str, &[&str])] = &[$(($key, &[$(stringify!($arg)),*]),)*];

        impl From<Says> for Said {
            fn from(says: Says) -> Self {
                let (key, args): (&'static str, Vec<(&'static str, Arg)>) = match says {
                    $(Says::$name { $($arg),* } => ($key, vec![$((stringify!($arg), $arg)),*]),)*
                };
                let args = args.into_iter().map(|(name, value)| (name.into(), value)).collect();
                Said { key: key.into(), args }
            }
        }
    };
}

clauses! {
    // Which of several is best.
    BestOnly = "best_only" [],
    BestMost = "best_most" [],
    BestWithoutMoney = "best_without_money" [],
    // How the laws stand to each other.
    SetOff = "set_off" [law, amount, best],
    Deducted = "deducted" [law, amount, best],
    RefundOnTop = "refund_on_top" [law],
    CareOnTop = "care_on_top" [law, care],
    // What is not known.
    Lacks = "lacks" [question],
    Unreadable = "unreadable" [question],
    // Whether a law reaches the journey.
    NoSubject = "no_subject" [event],
    NotInForce = "not_in_force" [],
    Presumed = "presumed" [],
    OtherTerms = "other_terms" [],
    JourneyStarts = "journey_starts" [route, area],
    JourneyTouches = "journey_touches" [route, area],
    JourneyOutside = "journey_outside" [route, area],
    OwnCarrier = "own_carrier" [area],
    NotOwnCarrier = "not_own_carrier" [area],
    StartsInside = "starts_inside" [airport, area],
    StartsOutside = "starts_outside" [airport, area],
    EndsOutside = "ends_outside" [airport, area],
    LicenceReaches = "licence_reaches" [airport, area, licence],
    LicenceElsewhere = "licence_elsewhere" [airport, area, licence],
    AbroadBoth = "abroad_both" [],
    AbroadOne = "abroad_one" [],
    NotFixedWing = "not_fixed_wing" [],
    LapInfant = "lap_infant" [],
    FareNotPublic = "fare_not_public" [],
    NotPresented = "not_presented" [],
    DomesticJourney = "domestic_journey" [],
    BetweenStates = "between_states" [],
    InsideUnitedStates = "inside_united_states" [],
    // The cause.
    CauseOrdinary = "cause_ordinary" [cause, source],
    CauseExtraordinary = "cause_extraordinary" [cause, source],
    CauseWeighed = "cause_weighed" [cause],
    MeasuresNotTaken = "measures_not_taken" [],
    MeasuresNotRefuted = "measures_not_refuted" [],
    ControlWithin = "control_within" [],
    ControlSafety = "control_safety" [],
    ControlOutside = "control_outside" [],
    // Late arrival.
    Arrival = "arrival" [arrival, least],
    DelayNotCompensated = "delay_not_compensated" [],
    DelayNotCarriers = "delay_not_carriers" [cause],
    DoorsUnknown = "doors_unknown" [],
    PartExtraordinary = "part_extraordinary" [part, whole, rest, least],
    PartUnknown = "part_unknown" [],
    SecondLate = "second_late" [arrival, least],
    InconvenienceNotYet = "inconvenience_not_yet" [],
    // A flight that was taken from the passenger.
    Advanced = "advanced" [time, limit],
    Postponed = "postponed" [time, limit],
    DivertedNear = "diverted_near" [],
    DivertedFar = "diverted_far" [],
    Notice = "notice" [notice, limit],
    NoticeUnknown = "notice_unknown" [],
    NoticeShort = "notice_short" [notice, limit],
    NoticeNone = "notice_none" [],
    NoticeLimit = "notice_limit" [limit],
    NoCloseReroute = "no_close_reroute" [early, late],
    RerouteTimes = "reroute_times" [departure, arrival, early, late],
    AlternateTime = "alternate_time" [time],
    OutboundCancelled = "outbound_cancelled" [],
    TarmacWait = "tarmac_wait" [wait, limit],
    // Denied boarding.
    Denied = "denied" [],
    DeniedAhead = "denied_ahead" [],
    DenialGround = "denial_ground" [cause],
    DenialOwn = "denial_own" [],
    GateLate = "gate_late" [],
    VolunteerChooses = "volunteer_chooses" [],
    VolunteerAgreed = "volunteer_agreed" [],
    VolunteerWritten = "volunteer_written" [],
    VolunteerOrOwn = "volunteer_or_own" [],
    DenialArrival = "denial_arrival" [arrival],
    DenialFixed = "denial_fixed" [amount],
    DenialTicket = "denial_ticket" [percent, price],
    AlternateDeclined = "alternate_declined" [percent, cap],
    AlternateStep = "alternate_step" [percent, cap],
    SeatsFew = "seats_few" [seats, least],
    WeightBalance = "weight_balance" [seats, limit],
    SmallerAircraft = "smaller_aircraft" [],
    Conditions = "conditions" [],
    OtherSection = "other_section" [],
    PlannedDomestic = "planned_domestic" [arrival, percent, cap],
    PlannedInternational = "planned_international" [arrival, percent, cap],
    NonePlannedDomestic = "none_planned_domestic" [percent, cap],
    NonePlannedInternational = "none_planned_international" [percent, cap],
    FareShare = "fare_share" [percent, fare, amount, cap],
    // How much.
    Band = "band" [distance, band, amount],
    BandInside = "band_inside" [band, amount],
    BandStraddle = "band_straddle" [distance, other],
    RerouteArrival = "reroute_arrival" [arrival, limit],
    ReductionDelay = "reduction_delay" [arrival, limit],
    Reduced = "reduced" [percent, full, amount],
    Added = "added" [first, second, amount],
    Indexed = "indexed" [],
    BlockTime = "block_time" [block, cap, fare],
    CarrierSize = "carrier_size" [size],
    TierByArrival = "tier_by_arrival" [arrival, amount],
    RefundChosen = "refund_chosen" [],
    ClaimedAfter = "claimed_after" [days],
    UpTo = "up_to" [percent, price],
    Fixed = "fixed" [amount],
    // How it is paid.
    OwnCurrency = "own_currency" [],
    Lira = "lira" [],
    VoucherAgreed = "voucher_agreed" [],
    VoucherNotAgreed = "voucher_not_agreed" [],
    VoucherValue = "voucher_value" [voucher, cash],
    VoucherExpiry = "voucher_expiry" [],
    VoucherWritten = "voucher_written" [],
    VoucherAll = "voucher_all" [],
    // Care, and the choice between the price and the journey.
    CareWait = "care_wait" [wait, least],
    CareStep = "care_step" [wait, limit, care],
    CareBlock = "care_block" [delay, block, least],
    CareTold = "care_told" [told, waited, wait],
    CareOutside = "care_outside" [],
    CareAtOnce = "care_at_once" [],
    CareOvernight = "care_overnight" [],
    CarePriority = "care_priority" [],
    Lodging = "lodging" [],
    HotelLong = "hotel_long" [],
    LongDelay = "long_delay" [delay, limit],
    Choice = "choice" [],
    ChoiceOfTwo = "choice_of_two" [],
    ChoiceLong = "choice_long" [limit],
    ChoiceDomestic = "choice_domestic" [limit],
    ChoiceDelay = "choice_delay" [delay, least],
    CancelledDelay = "cancelled_delay" [delay, least],
    EndContract = "end_contract" [delay, limit],
    AdvanceChoice = "advance_choice" [time, least],
    AdvanceMoney = "advance_money" [limit],
    OtherFlights = "other_flights" [],
    RefundWait = "refund_wait" [wait, limit],
    // Refunds and downgrades.
    NotRefundable = "not_refundable" [event],
    NoChange = "no_change" [],
    Cancelled = "cancelled" [],
    ChangedEarlier = "changed_earlier" [time, limit],
    ChangedLater = "changed_later" [time, limit],
    MoreConnections = "more_connections" [],
    OtherAirport = "other_airport" [],
    LowerClass = "lower_class" [],
    LessAccessible = "less_accessible" [],
    Accepted = "accepted" [],
    RefundDue = "refund_due" [deadline],
    FlewLower = "flew_lower" [],
    SameClass = "same_class" [],
    LegShare = "leg_share" [part, whole],
    PriceShare = "price_share" [percent],
    TicketShare = "ticket_share" [percent],
    DowngradeNotYet = "downgrade_not_yet" [],
    ServiceNotGiven = "service_not_given" [],
    // Baggage and the Convention.
    BagLate = "bag_late" [time, limit],
    BagReport = "bag_report" [],
    BagDays = "bag_days" [days, further],
    BagOverdue = "bag_overdue" [days, limit],
    Loss = "loss" [loss, limit],
    Complaint = "complaint" [days, limit],
    ComplaintTyped = "complaint_typed" [],
    Limit = "limit" [limit, amount],
    AboveLimit = "above_limit" [],
    Defence = "defence" [],
    ActionBy = "action_by" [last, filed],
    Employer = "employer" [ceiling, staff],
    // The airline's own.
    Meal = "meal" [wait, cabin, tier, cabin_percent, tier_percent, basic],
    VoucherCare = "voucher_care" [law, care],
    VoucherCredit = "voucher_credit" [law, amount, percent],
    VoucherLounge = "voucher_lounge" [wait, limit],
    VoucherGoodwill = "voucher_goodwill" [],
    VoucherGesture = "voucher_gesture" [basic, cabin, cabin_percent, tier, tier_percent, cause, cause_percent],
}
