//! Claims in the person's words.

use airside_shared::{
    Fault,
    claims::{ClaimAct, ClaimEnd, ClaimMeans, ClaimState},
    ipc::ClaimRow,
    money::Money,
};
use leptos::prelude::*;

use crate::i18n::{self, I18n, Key, key};
use crate::widgets::{Icon, Tone};
use crate::{fault::fault_words, t_string};

/// An amount as the language writes it.
pub fn money(i18n: I18n, amount: Money) -> String {
    i18n::money(i18n.locale.get(), amount.minor, amount.currency.code())
}

pub fn means(means: ClaimMeans) -> Key {
    use key::claims::means as m;
    match means {
        ClaimMeans::Cash => m::cash,
        ClaimMeans::Voucher => m::voucher,
        ClaimMeans::Miles => m::miles,
    }
}

/// Where a claim stands.
pub fn standing(row: &ClaimRow) -> (Key, Tone, Icon) {
    use key::claims::state as s;
    match (row.stands, row.ended) {
        (ClaimState::Closed, Some(ClaimEnd::NothingDue)) => (s::nothing_due, Tone::Neutral, Icon::Check),
        (ClaimState::Closed, Some(ClaimEnd::Refused)) => (s::refused, Tone::Neutral, Icon::Ban),
        (ClaimState::Closed, Some(ClaimEnd::SettledElsewhere)) => (s::elsewhere, Tone::Info, Icon::Check),
        (ClaimState::Closed, _) => (s::closed, Tone::Positive, Icon::CheckCircle),
        (ClaimState::Opened, _) => (s::opened, Tone::Neutral, Icon::Hourglass),
        (ClaimState::Calculated, _) if row.lacks.is_some() => (s::lacks, Tone::Warning, Icon::Alert),
        (ClaimState::Calculated, _) => (s::opened, Tone::Neutral, Icon::Hourglass),
        (ClaimState::AwaitingApproval, _) => (s::awaiting_approval, Tone::Warning, Icon::Hourglass),
        (ClaimState::Escalated, _) => (s::escalated, Tone::Critical, Icon::Alert),
        (ClaimState::Approved, _) => (s::approved, Tone::Info, Icon::Check),
        (ClaimState::Refused, _) => (s::refused, Tone::Neutral, Icon::Ban),
        (ClaimState::Offered, _) => (s::offered, Tone::Accent, Icon::Note),
        (ClaimState::Chosen, _) if row.chosen == Some(ClaimMeans::Cash) => {
            (s::to_pay, Tone::Warning, Icon::Banknote)
        }
        (ClaimState::Chosen, _) => (s::chosen, Tone::Info, Icon::Hourglass),
        (ClaimState::Settled, _) if row.credits => (s::credits, Tone::Info, Icon::Hourglass),
        (ClaimState::Settled | ClaimState::Notified, _) => (s::settled, Tone::Positive, Icon::CheckCircle),
    }
}

/// What was done.
pub fn act(act: ClaimAct) -> (Key, Icon) {
    use key::claims::act as a;
    match act {
        ClaimAct::Opened => (a::opened, Icon::Case),
        ClaimAct::Reopened => (a::reopened, Icon::Sync),
        ClaimAct::Heard => (a::heard, Icon::Note),
        ClaimAct::Answered => (a::answered, Icon::Edit),
        ClaimAct::Calculated => (a::calculated, Icon::Document),
        ClaimAct::ApprovalAsked => (a::approval_asked, Icon::Hourglass),
        ClaimAct::Escalated => (a::escalated, Icon::Alert),
        ClaimAct::Approved => (a::approved, Icon::Check),
        ClaimAct::Refused => (a::refused, Icon::Ban),
        ClaimAct::Offered => (a::offered, Icon::Note),
        ClaimAct::Told => (a::told, Icon::Note),
        ClaimAct::Chosen => (a::chosen, Icon::Check),
        ClaimAct::Settled => (a::settled, Icon::Banknote),
        ClaimAct::Credited => (a::credited, Icon::CheckCircle),
        ClaimAct::NotCredited => (a::not_credited, Icon::Alert),
        ClaimAct::Closed => (a::closed, Icon::CheckCircle),
    }
}

/// What more a step says: a code in words, or what somebody wrote.
pub fn why(i18n: I18n, of: ClaimAct, why: &str) -> String {
    let known = match (of, why) {
        (ClaimAct::Chosen, "cash") => Some(key::claims::means::cash),
        (ClaimAct::Chosen, "voucher") => Some(key::claims::means::voucher),
        (ClaimAct::Chosen, "miles") => Some(key::claims::means::miles),
        (ClaimAct::Told, "claim_offered") => Some(key::claims::told::offered),
        (ClaimAct::Told, "claim_refused") => Some(key::claims::told::refused),
        (ClaimAct::Told, "claim_settled") => Some(key::claims::told::settled),
        (ClaimAct::Closed, "nothing_due") => Some(key::claims::state::nothing_due),
        (ClaimAct::Closed, "refused") => Some(key::claims::state::refused),
        (ClaimAct::Closed, "settled") => Some(key::claims::state::settled),
        (ClaimAct::Closed, "settled_elsewhere") => Some(key::claims::state::elsewhere),
        _ => None,
    };
    known.map_or_else(|| why.to_owned(), |key| i18n.text(key).to_owned())
}

macro_rules! known {
    ($i18n:expr, $code:expr, $($name:ident)+) => {
        match $code {
            $(stringify!($name) => Some(t_string!($i18n, claims.fault.$name)),)+
            _ => None,
        }
    };
}

/// What was in the way. English has the desk's own sentence, which is the most exact.
pub fn fault(i18n: I18n, fault: &Fault) -> String {
    let words = known!(i18n, &*fault.code,
        own_claim granted_already claim_decided claim_escalated claim_changed claim_chosen_already
        claim_not_offered claim_settled_already cash_not_chosen claim_open_already flight_on_time
        not_on_flight nothing_new agreement_missing agreement_of_other_terms);
    match words {
        Some(words) if i18n.locale.get() != crate::i18n::Locale::En => words.to_owned(),
        _ => fault_words(i18n, fault),
    }
}
