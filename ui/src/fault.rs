//! What went wrong, in the person's language, with what to do next.

use airside_shared::Fault;
use leptos::prelude::*;

use crate::i18n::{I18n, Key, Locale, key, use_i18n};
use crate::t;
use crate::widgets::{Button, Icon, Notice, Tone};

/// The desk's own sentence is in English and the most exact; other languages have words for the known codes.
pub fn fault_words(i18n: I18n, fault: &Fault) -> String {
    let known = known(&fault.code);
    if i18n.locale.get() == Locale::En && !fault.message.is_empty() {
        return fault.message.clone();
    }
    match known {
        Some(key) => i18n.text(key).to_owned(),
        None if fault.message.is_empty() => i18n.text(key::session::fault::window_failed).to_owned(),
        None => fault.message.clone(),
    }
}

fn known(code: &str) -> Option<Key> {
    use key::session::fault as f;
    Some(match code {
        "pin_wrong" => f::pin_wrong,
        "pin_removed" => f::pin_removed,
        "pin_form" => f::pin_form,
        "wrong_badge_or_pin" | "unknown_here" => f::sign_in_wrong,
        "pin_wait" | "too_many_tries" => f::wait,
        "offline_too_long" | "clock_set_back" => f::offline_too_long,
        "database_older" => f::database_older,
        "offline" | "needs_network" => f::needs_network,
        "no_keyring" => f::no_keyring,
        "key_lost" | "key_damaged" | "keyring_damaged" | "device_file_damaged" => f::key_lost,
        "database_damaged" | "database_failed" | "migration_failed" => f::database_damaged,
        "disk_full" => f::disk_full,
        "disk_failed" => f::disk_failed,
        "saved_or_not" => f::saved_or_not,
        "not_permitted" => f::not_permitted,
        "not_found" | "row_lost" => f::not_found,
        "device_withdrawn" | "flush_then_wipe" => f::device_withdrawn,
        "device_wiped" | "wipe_now" => f::device_wiped,
        "settled_already" => f::settled_already,
        "nobody_found" => f::nobody_found,
        "text_missing" => f::text_missing,
        "too_long" => f::too_long,
        "reason_missing" => f::reason_missing,
        "photo_too_large" => f::photo_too_large,
        "photo_unreadable" | "photo_kind" => f::photo_unreadable,
        "already_issued" => f::already_issued,
        "over_limit" => f::over_limit,
        "no_allowance" | "allowance_expired" => f::no_allowance,
        "nothing_due" => f::nothing_due,
        "overruled_already" => f::overruled_already,
        "decision_moved" | "decision_altered" | "rules_moved" => f::decision_moved,
        "may_not_lower" => f::may_not_lower,
        "due_needs_amount" => f::due_needs_amount,
        "nothing_changes" => f::nothing_changes,
        "print_failed" => f::print_failed,
        "card_number_refused" => f::card_number_refused,
        "bad_preference" => f::bad_preference,
        "flight_cancelled" | "other_route" | "passenger_rebooked" => f::rebook_refused,
        "busy" | "backend_failed" | "backend_unreadable" | "backend_refused" => f::backend_failed,
        "window_failed" | "crashed" => f::window_failed,
        code => return crate::vouchers::known(code),
    })
}

/// A failure in the place of what it concerns. It stays until it is mended.
#[component]
pub fn FaultNotice(fault: Fault, #[prop(optional, into)] on_retry: Option<Callback<()>>) -> impl IntoView {
    let i18n = use_i18n();
    let code = fault.code.to_string();
    let retry = move || {
        on_retry.map(|again| {
            view! {
                <Button icon=Icon::Sync on_press=move |()| again.run(())>{t!(i18n, session.try_again)}</Button>
            }
        })
    };
    view! {
        <div data-test="fault" data-fault=code>
            <Notice tone=Tone::Critical actions=retry>{move || fault_words(i18n, &fault)}</Notice>
        </div>
    }
}
