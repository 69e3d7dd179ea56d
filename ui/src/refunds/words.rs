//! Refunds in the person's words.

use airside_shared::{
    Fault,
    money::Money,
    refunds::{Limits, Means, Origin, RefundReason, RefundRequest, RefundState},
};
use leptos::prelude::*;

use crate::i18n::{self, I18n, Key, key, number};
use crate::widgets::{Icon, Tone};
use crate::{fault::fault_words, t_string, words};

/// An amount as the language writes it.
pub fn money(i18n: I18n, amount: Money) -> String {
    i18n::money(i18n.locale.get(), amount.minor, amount.currency.code())
}

pub fn means(means: Means) -> Key {
    match means {
        Means::Card => key::refunds::means::card,
        Means::Miles => key::refunds::means::miles,
        Means::Cash => key::refunds::means::cash,
        Means::Voucher => key::refunds::means::voucher,
    }
}

pub fn means_icon(means: Means) -> Icon {
    match means {
        Means::Card => Icon::Card,
        Means::Miles => Icon::Award,
        Means::Cash => Icon::Banknote,
        Means::Voucher => Icon::Voucher,
    }
}

pub fn reason(reason: RefundReason) -> Key {
    use key::refunds::reason as r;
    match reason {
        RefundReason::NotReceived => r::not_received,
        RefundReason::Faulty => r::faulty,
        RefundReason::WrongItem => r::wrong_item,
        RefundReason::ChargedTwice => r::charged_twice,
        RefundReason::MoneyInstead => r::money_instead,
        RefundReason::Goodwill => r::goodwill,
        RefundReason::Other => r::other,
    }
}

pub fn state(request: &RefundRequest) -> (Key, Tone, Icon) {
    use key::refunds::state as s;
    match request.state {
        RefundState::Requested if !request.approvals.is_empty() => {
            (s::second, Tone::Warning, Icon::Hourglass)
        }
        RefundState::Requested => (s::requested, Tone::Warning, Icon::Hourglass),
        RefundState::Approved => (s::approved, Tone::Info, Icon::Card),
        RefundState::Refused => (s::refused, Tone::Neutral, Icon::Ban),
        RefundState::Paid => (s::paid, Tone::Positive, Icon::CheckCircle),
        RefundState::Failed => (s::failed, Tone::Critical, Icon::Alert),
    }
}

/// Which part of the policy set a limit.
pub fn origin(i18n: I18n, origin: &Origin) -> String {
    match origin {
        Origin::Default => t_string!(i18n, refunds.from.everywhere).to_owned(),
        Origin::Carrier(name) => t_string!(i18n, refunds.from.carrier, name = name.as_str()),
        Origin::Station(name) => t_string!(i18n, refunds.from.station, name = name.as_str()),
        Origin::Product(name) => {
            let name = crate::sales::category(i18n, name);
            t_string!(i18n, refunds.from.product, name = name.as_str())
        }
        Origin::Tier(tier) => t_string!(i18n, refunds.from.tier, name = i18n.text(words::tier(*tier))),
    }
}

/// Each limit with its value and where it came from.
pub fn limits(i18n: I18n, limits: &Limits) -> Vec<(Key, String, String)> {
    use key::refunds::limit as l;
    let days = number(i18n.locale.get(), limits.within_days.value.into());
    let voucher = if limits.to_voucher.value { l::yes } else { l::no };
    vec![
        (l::most, money(i18n, limits.most.value), origin(i18n, &limits.most.from)),
        (l::two_above, money(i18n, limits.two_above.value), origin(i18n, &limits.two_above.from)),
        (l::within_days, days, origin(i18n, &limits.within_days.from)),
        (l::to_voucher, i18n.text(voucher).to_owned(), origin(i18n, &limits.to_voucher.from)),
    ]
}

macro_rules! known {
    ($i18n:expr, $code:expr, $($name:ident)+) => {
        match $code {
            $(stringify!($name) => Some(t_string!($i18n, refunds.fault.$name)),)+
            _ => None,
        }
    };
}

/// What was in the way. English has the desk's own sentence, which is the most exact.
pub fn fault(i18n: I18n, fault: &Fault) -> String {
    let words = known!(i18n, &*fault.code,
        own_request granted_already over_limit refund_exceeds_paid refund_requested_already refund_too_late
        refund_decided sale_voided means_not_possible means_exceeded voucher_needs_passenger amount_not_positive
        currency_not_refunded voucher_used);
    match words {
        Some(words) if i18n.locale.get() != crate::i18n::Locale::En => words.to_owned(),
        _ => fault_words(i18n, fault),
    }
}
