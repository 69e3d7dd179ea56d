//! Codes of the queue in the person's words.

use airside_shared::{
    Fault,
    ipc::{Clock, QueueRow},
    sync::EntryState,
};
use leptos::prelude::*;

use crate::i18n::{I18n, Key, Locale, key};
use crate::widgets::Icon;
use crate::{t_string, widgets::SaveState};

macro_rules! known {
    ($code:expr, $group:ident: $($name:ident)+) => {
        match $code {
            $(stringify!($name) => Some(key::queue::$group::$name),)+
            _ => None,
        }
    };
}

/// What a person did, by the intent's name.
pub fn kind(i18n: I18n, code: &str) -> String {
    let words = known!(code, kind:
        set_preference open_case add_note issue_voucher place_order fail_order record_sale void_sale rebook
        overrule_decision
        redeem_voucher revoke_voucher reissue_voucher review_loss
        request_refund approve_refund refuse_refund close_trolley
        open_claim answer_claim approve_claim refuse_claim choose_settlement pay_claim
        draft_policy approve_policy withdraw_policy);
    words.map_or_else(|| code.replace('_', " "), |key| i18n.text(key).to_owned())
}

/// The drawing of an act.
pub fn icon(kind: &str) -> Icon {
    match kind {
        "set_preference" => Icon::Star,
        "open_case" => Icon::Case,
        "add_note" => Icon::Note,
        "issue_voucher" => Icon::Voucher,
        "place_order" | "fail_order" => Icon::Card,
        "record_sale" => Icon::Receipt,
        "void_sale" => Icon::Refund,
        "close_trolley" => Icon::Trolley,
        "rebook" => Icon::SwitchUser,
        "overrule_decision" => Icon::Edit,
        "redeem_voucher" | "reissue_voucher" => Icon::Voucher,
        "revoke_voucher" => Icon::Ban,
        "review_loss" => Icon::Check,
        "request_refund" | "approve_refund" | "refuse_refund" => Icon::Refund,
        "open_claim" | "answer_claim" | "approve_claim" | "choose_settlement" | "pay_claim" => Icon::Banknote,
        "refuse_claim" => Icon::Ban,
        "draft_policy" => Icon::Edit,
        "approve_policy" => Icon::Check,
        "withdraw_policy" => Icon::Ban,
        _ => Icon::Document,
    }
}

/// What goes when the entry is given up.
pub fn lost(kind: &str) -> Key {
    let known = known!(kind, lost:
        set_preference open_case add_note issue_voucher place_order fail_order record_sale void_sale rebook
        overrule_decision
        redeem_voucher revoke_voucher reissue_voucher review_loss
        request_refund approve_refund refuse_refund close_trolley
        open_claim answer_claim approve_claim refuse_claim choose_settlement pay_claim
        draft_policy approve_policy withdraw_policy);
    known.unwrap_or(key::queue::lost::other)
}

/// The name of a compared fact.
pub fn label(i18n: I18n, code: &str) -> String {
    let words = known!(code, label:
        flight pnr amount voucher law status seat name value text reason number category priority at passenger);
    words.map_or_else(|| code.replace('_', " "), |key| i18n.text(key).to_owned())
}

/// What the state means for the person.
pub fn explain(state: EntryState) -> Option<Key> {
    match state {
        EntryState::Queued => Some(key::queue::entry::explain::queued),
        EntryState::Sending => Some(key::queue::entry::explain::sending),
        EntryState::Applied => Some(key::queue::entry::explain::applied),
        EntryState::Blocked => Some(key::queue::entry::explain::blocked),
        EntryState::Superseded => Some(key::queue::entry::explain::superseded),
        EntryState::Rejected => None,
    }
}

/// The badge for a state that has one; the others have words of their own.
pub fn badge(row: &QueueRow) -> Option<SaveState> {
    match row.state {
        EntryState::Queued if row.attempts == 0 => Some(SaveState::SavedHere),
        EntryState::Queued | EntryState::Sending => Some(SaveState::Waiting),
        EntryState::Applied => Some(SaveState::Sent),
        EntryState::Rejected => Some(SaveState::NeedsAttention),
        EntryState::Blocked | EntryState::Superseded => None,
    }
}

/// `2026-11-21 08:15 EST`.
pub fn time(clock: &Clock) -> String {
    format!("{} {}", clock.local.replacen('T', " ", 1), clock.zone)
}

macro_rules! faults {
    ($i18n:expr, $code:expr, $($name:ident)+) => {
        match $code {
            $(stringify!($name) => Some((
                t_string!($i18n, queue.fault.$name.title),
                t_string!($i18n, queue.fault.$name.advice),
            )),)+
            _ => None,
        }
    };
}

/// What was in the way, and what to do. For a code that is not known here, the desk's own sentence is the advice.
pub fn fault(i18n: I18n, fault: &Fault) -> (&'static str, String) {
    let words = faults!(i18n, &*fault.code,
        passenger_rebooked already_issued over_limit not_permitted not_found no_allowance nothing_due
        flight_cancelled already_voided sale_exists case_exists note_exists other_trolley wrong_passenger
        other_route out_of_stock unknown_actor unknown_kind payload_altered not_refused needs_network locked
        settled_already settled_for_you overruled_already decision_moved);
    match words {
        // Who settled it, and why, only the desk's own sentence says.
        Some((title, _)) if fault.code == "settled_for_you" && i18n.locale.get_untracked() == Locale::En => {
            (title, fault.message.clone())
        }
        Some((title, advice)) if fault.code == "settled_for_you" => {
            (title, format!("{advice} \u{2068}{}\u{2069}", fault.message))
        }
        Some((title, advice)) => (title, advice.to_owned()),
        None => (t_string!(i18n, queue.fault.other.title), fault.message.clone()),
    }
}
