//! Tables of rules in the person's words: what a column is called, what a cell holds, what is wrong with it.

use airside_shared::{Fault, money::Money, policies::PolicyState};
use leptos::prelude::*;
use serde_json::Value;

use crate::fault::fault_words;
use crate::i18n::{self, I18n, Key, Locale, key};
use crate::t_string;
use crate::widgets::{Icon, Tone};

macro_rules! known {
    ($code:expr, $group:ident: $($name:ident)+) => {
        match $code {
            $(stringify!($name) => Some(key::policies::$group::$name),)+
            _ => None,
        }
    };
}

/// What a table is about.
pub fn table(i18n: I18n, code: &str) -> String {
    let words = known!(code, table:
        eu261 uk261 appr us_250 us_254 us_260 mc99 in_dgca br_anac400 tr_shy il_tibi sa_gaca meals refunds
        overruling vouchers cash_rates miles claims allowances sales_tax sdr_rates offline_cards);
    words.map_or_else(|| code.to_owned(), |key| i18n.text(key).to_owned())
}

/// A column, a row or a part of a table; codes of currencies, countries and cabins stand as they are.
pub fn part(i18n: I18n, code: &str) -> String {
    let words = known!(code, column:
        action_years advance_choice_ge_min advance_gt_min advance_money_gt_min agreement
        aircraft_words alternate_le_min alternate_notice_ge_min amount amounts approver area
        arr_lt_min automatic bag_domestic_ge_min bag_long_ge_min bag_short_ge_min baggage
        baggage_first_day baggage_further_day baggage_lost band bands beyond_km cabin_crew cabin_pct
        cancellation cancellation_pct cancelled_ge_min cap card_deadline care care_ge_min care_min
        carrier carriers category check_in choice_ge_min choice_gt_min claim_years code cold_drinks
        compensates contact_centre count country country_currency counts covered_fare_words currency
        customer_affairs damage_complaint_days default delay delay_and_cancellation delay_care
        delay_complaint_days delay_ge_min denied_boarding denied_boarding_pct denied_domestic
        denied_international desk device distance_method domestic domestic_change_ge_min
        domestic_pct doors_after_touchdown_min downgrade downgrade_except downgrade_pct duty_free
        each each_of edge_flag escalates_after excluded_fare_words exclusions exempt_notice_ge_min
        exempt_notice_min extra_bands finance from_min gold goodwill gt_min hot_drinks hotel
        hotel_gt_min hotel_night_gt_min hours id inbound_licences indexed infant_words injury
        international international_change_ge_min intra kind kinds kiosk large le_min least_seats
        limit long_delay long_gt_min lost_after_days lounge lounge_host lowers lt_min
        max_early_dep_min max_km meal meals min_arrival_min most most_miles name never_expires
        night_from_min night_until_min notes notice_le_min notice_lt_min opens_from other_deadline
        outside overnight partial passenger_delay pct percent platinum postponed_ge_min prefix price
        priority priority_words product reduce_max_min reduces reduction refund_option_dep_delay_min
        refunded rights role scope seated_words seatless_words short_flight_le_min silver small
        snacks spirits standard station steps supervisor supplier tablet taken tarmac_gt_min
        terminate_gt_min tier tier_extra_pct tiers to to_voucher told_lt_min total transport
        travel_credit two_above under_min unscheduled_stop unseen valid waited_ge_min waiting
        weight_balance_max_seats what wheelchair windows within_days worth alarm_after
        forwarded_within sale sales gesture cabin cause card_and_flight denied_heard_within denied_for);
    words.map_or_else(|| code.to_owned(), |key| i18n.text(key).to_owned())
}

/// Where a sheet stands, or a column with its groups.
pub fn path(i18n: I18n, at: &str) -> String {
    let parts = at.split('/').filter(|part| !part.is_empty());
    let words: Vec<String> = parts.map(|it| part(i18n, it)).collect();
    if words.is_empty() { t_string!(i18n, policies.general).to_owned() } else { words.join(" · ") }
}

/// What a cell holds.
pub fn value(i18n: I18n, value: Option<&Value>) -> String {
    match value {
        None => t_string!(i18n, policies.nothing).to_owned(),
        Some(Value::Bool(true)) => t_string!(i18n, policies.yes).to_owned(),
        Some(Value::Bool(false)) => t_string!(i18n, policies.no).to_owned(),
        Some(other) => airside_shared::policies::text_of(other),
    }
}

pub fn state(state: PolicyState) -> (Key, Tone, Icon) {
    use key::policies::state as s;
    match state {
        PolicyState::Draft => (s::draft, Tone::Warning, Icon::Edit),
        PolicyState::Approved => (s::approved, Tone::Info, Icon::Calendar),
        PolicyState::InForce => (s::in_force, Tone::Positive, Icon::CheckCircle),
        PolicyState::Superseded => (s::superseded, Tone::Neutral, Icon::History),
        PolicyState::Withdrawn => (s::withdrawn, Tone::Neutral, Icon::Ban),
    }
}

/// A day without an hour, as it is written `2026-12-01`.
pub fn day(i18n: I18n, day: &str) -> String {
    let ms = js_sys::Date::parse(&format!("{day}T00:00:00Z")) as i64;
    i18n::long_day(i18n.locale.get(), ms, "UTC")
}

pub fn money(i18n: I18n, amount: Option<Money>) -> String {
    match amount {
        Some(amount) => i18n::money(i18n.locale.get(), amount.minor, amount.currency.code()),
        None => t_string!(i18n, policies.nothing).to_owned(),
    }
}

/// A difference: what is more has its sign too.
pub fn more(i18n: I18n, amount: Money) -> String {
    let sign = if amount.minor > 0 { "+" } else { "" };
    format!("{sign}{}", money(i18n, Some(amount)))
}

/// What was in the way. English has the rule's own sentence, which is the most exact.
pub fn fault(i18n: I18n, fault: &Fault) -> String {
    let words = known!(&*fault.code, fault:
        own_draft date_past date_taken policy_moved policy_decided policy_in_force citation_missing
        nothing_changes negative_amount unknown_currency row_twice steps_end steps_gap steps_overlap cell_missing
        wrong_value bad_policy_table no_trial);
    match words {
        Some(key) if i18n.locale.get() != Locale::En => i18n.text(key).to_owned(),
        _ => fault_words(i18n, fault),
    }
}
