use leptos::prelude::*;

use crate::i18n::{Locale, use_i18n};
use crate::t;

/// The languages by their own names; the first thing that is asked at a kiosk.
#[component]
pub fn Languages(#[prop(into)] on_choose: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let option = move |own: Locale| {
        view! {
            <button type="button" class="kiosk-language" lang=own.tag() data-test="kiosk-language"
                data-language=own.tag()
                aria-pressed=move || (i18n.locale.get() == own).to_string()
                on:click=move |_| {
                    i18n.locale.set(own);
                    on_choose.run(());
                }>
                {own.own_name()}
            </button>
        }
    };
    view! {
        <div class="kiosk-languages" role="group" aria-label=t!(i18n, kiosk.language)>
            {Locale::ALL.map(option).collect_view()}
        </div>
    }
}
