use leptos::prelude::*;

use crate::i18n::{I18n, Locale};

const STORED_LOCALE: &str = "airside.language";

/// The language that was chosen last on this device; it must be known before anybody has signed in.
pub fn remembered_locale() -> Option<Locale> {
    let storage = window().local_storage().ok().flatten()?;
    Locale::from_tag(&storage.get_item(STORED_LOCALE).ok().flatten()?)
}

/// Remembers every later choice.
pub fn remember_locale(i18n: I18n) {
    Effect::new(move |before: Option<Locale>| {
        let locale = i18n.locale.get();
        if before.is_some_and(|before| before != locale)
            && let Ok(Some(storage)) = window().local_storage()
        {
            let _ = storage.set_item(STORED_LOCALE, locale.tag());
        }
        locale
    });
}
