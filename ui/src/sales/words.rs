//! Codes of the desk and of the catalogue, in the person's words.

use airside_shared::{
    Fault,
    ipc::{Clock, SaveState as Stored},
    money::Money,
};

use leptos::prelude::Get;

use crate::fault::fault_words;
use crate::i18n::{self, I18n, Key, key};
use crate::t_string;
use crate::widgets::SaveState;

macro_rules! known {
    ($i18n:expr, $code:expr, $group:ident: $($name:ident)+) => {
        match $code {
            $(stringify!($name) => Some(t_string!($i18n, sales.$group.$name)),)+
            _ => None,
        }
    };
}

/// What went wrong and what to do, in the language; the desk's own sentence for a code that is not known here.
pub fn fault(i18n: I18n, fault: &Fault) -> String {
    let words = known!(i18n, &*fault.code, fault:
        out_of_stock over_limit cards_not_forwarded card_denied card_over_flight denied_cards_unheard card_declined cash_short cash_missing order_empty bad_quantity no_price currency_mismatch
        amount_too_large not_permitted needs_network not_found locked reason_missing already_voided disk_full
        bad_rate parts_differ one_card not_a_member no_miles miles_differ card_unknown card_not_asked sale_unsaved order_over order_elsewhere order_in_queue
        difference_unexplained count_missing bad_count product_not_loaded amount_negative bad_amount);
    words.map_or_else(|| fault_words(i18n, fault), str::to_owned)
}

/// Why nothing came of an order.
pub fn failed(code: &str) -> Key {
    match code {
        "card_declined" => key::sales::unsettled::card_declined,
        "card_not_asked" => key::sales::unsettled::card_not_asked,
        "card_denied" => key::sales::unsettled::card_denied,
        "card_over_flight" => key::sales::unsettled::card_over_flight,
        "given_up" => key::sales::unsettled::given_up,
        _ => key::sales::unsettled::other,
    }
}

/// A category of the catalogue; a new one is shown by its code, without underscores.
pub fn category(i18n: I18n, code: &str) -> String {
    let words = known!(i18n, code, category:
        hot_drinks cold_drinks beer_wine spirits snacks meals comfort duty_free);
    words.map_or_else(|| code.replace('_', " "), str::to_owned)
}

/// An allergen by its EU name.
pub fn allergen(i18n: I18n, code: &str) -> String {
    let words = known!(i18n, code, allergen:
        barley celery crustaceans eggs fish gluten lupin milk molluscs mustard nuts oats peanuts rye sesame soya
        sulphites wheat);
    words.map_or_else(|| code.to_owned(), str::to_owned)
}

/// An amount as the language writes it.
pub fn money(i18n: I18n, amount: Money) -> String {
    i18n::money(i18n.locale.get(), amount.minor, amount.currency.code())
}

/// `08:15 EST`: the time at the airport.
pub fn time(clock: &Clock) -> String {
    format!("{} {}", clock.local.get(11..16).unwrap_or_default(), clock.zone)
}

/// The badge for how far a sale has come.
pub fn badge(state: Stored) -> SaveState {
    match state {
        Stored::Sent => SaveState::Sent,
        Stored::Waiting => SaveState::SavedHere,
        Stored::Sending => SaveState::Waiting,
        Stored::Attention => SaveState::NeedsAttention,
    }
}
