use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::i18n::{number, use_i18n};

/// A row of [`Pick`]s.
#[component]
pub fn Picks(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! { <div class="picks" role="group" aria-label=move || label.get()>{children()}</div> }
}

/// One of several: a filter with how many it holds, a kind, an amount that is offered.
#[component]
pub fn Pick(
    /// Whether it is the chosen one; none for what is only offered.
    #[prop(optional, into)]
    on: Option<Signal<bool>>,
    #[prop(optional, into)] count: Option<Signal<usize>>,
    #[prop(into)] on_press: Callback<()>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button
            type="button"
            class="pick"
            aria-pressed=move || on.map(|on| on.get().to_string())
            on:click=move |_| on_press.run(())
        >
            {children()}
            {count.map(|count| {
                view! {
                    <span class="pick__count">{move || number(i18n.locale.get(), count.get() as i64)}</span>
                }
            })}
        </button>
    }
}
