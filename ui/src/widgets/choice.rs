use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, unique_id};

/// One card of [`RadioCards`].
#[derive(Clone)]
pub struct RadioCard {
    pub value: String,
    pub title: TextProp,
    /// A second line: what follows from the choice.
    pub detail: Option<TextProp>,
    pub icon: Option<Icon>,
}

impl RadioCard {
    pub fn new(value: impl Into<String>, title: impl Into<TextProp>) -> RadioCard {
        RadioCard { value: value.into(), title: title.into(), detail: None, icon: None }
    }

    pub fn detail(mut self, words: impl Into<TextProp>) -> RadioCard {
        self.detail = Some(words.into());
        self
    }

    pub fn icon(mut self, icon: Icon) -> RadioCard {
        self.icon = Some(icon);
        self
    }
}

/// A choice of few, all visible. Arrow keys move it, as in any group of radio buttons.
#[component]
pub fn RadioCards(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    cards: Vec<RadioCard>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let group = unique_id("choice");
    let cards = cards.into_iter().map(|card| {
        let (own, chosen) = (card.value.clone(), card.value.clone());
        let title = card.title;
        view! {
            <label class="radio-card">
                <input
                    type="radio"
                    class="radio-card__input"
                    name=group.clone()
                    value=card.value
                    prop:checked=move || value.with(|v| *v == chosen)
                    on:change=move |_| value.set(own.clone())
                />
                {card.icon.map(|icon| view! { <Glyph icon /> })}
                <span class="radio-card__words">
                    <span class="radio-card__title">{move || title.get()}</span>
                    {card
                        .detail
                        .map(|words| view! { <span class="radio-card__detail">{move || words.get()}</span> })}
                </span>
                <span class="radio-card__mark" aria-hidden="true"><Glyph icon=Icon::Check /></span>
            </label>
        }
    });
    let cards = cards.collect_view();
    view! {
        <fieldset class="choice">
            <legend class="field__label">{move || label.get()}</legend>
            <div class="choice__cards">{cards}</div>
            <div class="field__error" role="alert">
                {move || error.get().map(|text| view! { <Glyph icon=Icon::Alert /> <span>{text}</span> })}
            </div>
        </fieldset>
    }
}

/// Agreed or not.
#[component]
pub fn Checkbox(
    #[prop(into)] label: TextProp,
    checked: RwSignal<bool>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input
                type="checkbox"
                class="tick__input"
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            <span class="tick__box" aria-hidden="true"><Glyph icon=Icon::Check /></span>
            <span class="tick__words">
                {move || label.get()}
                {hint.map(|words| view! { <span class="field__hint">{move || words.get()}</span> })}
            </span>
        </label>
    }
}

/// On or off at once, without a save.
#[component]
pub fn Switch(
    #[prop(into)] label: TextProp,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <span class="tick__words">
                {move || label.get()}
                {hint.map(|words| view! { <span class="field__hint">{move || words.get()}</span> })}
            </span>
            <input
                type="checkbox"
                role="switch"
                class="tick__input"
                prop:checked=move || on.get()
                disabled=move || disabled.get()
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span class="switch__track" aria-hidden="true"></span>
        </label>
    }
}
