use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, Kbd};

/// How much a button asks for attention. One primary on a page, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    /// No border: for acts of second rank, in toolbars and rows.
    Quiet,
    /// What cannot be taken back.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "button button--primary",
            ButtonKind::Secondary => "button button--secondary",
            ButtonKind::Quiet => "button button--quiet",
            ButtonKind::Danger => "button button--danger",
        }
    }
}

/// A button with words. While `busy` it keeps its width and its focus, and presses are ignored.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    /// The key that does the same, shown beside the words: `F2`, `Ctrl+K`.
    #[prop(optional)]
    key: Option<&'static str>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// As wide as its place.
    #[prop(optional)]
    wide: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            class:button--wide=wide
            aria-keyshortcuts=key.map(|key| key.replace("Ctrl", "Control"))
            aria-busy=move || busy.get().to_string()
            disabled=move || disabled.get()
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                } else if let Some(act) = on_press {
                    act.run(());
                }
            }
        >
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span class="button__words">{children()}</span>
            {key.map(|key| view! { <Kbd key /> })}
            <span class="button__spinner" aria-hidden="true"></span>
        </button>
    }
}

/// A square button with a drawing; its words are read aloud and shown as a tip.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: TextProp,
    #[prop(optional)] kind: Option<ButtonKind>,
    #[prop(optional)] key: Option<&'static str>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For a button that stays in: announced as pressed or not.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let spoken = label.clone();
    let tip = move || match key {
        Some(key) => format!("{} ({key})", label.get()),
        None => label.get().to_string(),
    };
    view! {
        <button
            type="button"
            class=kind.unwrap_or(ButtonKind::Quiet).class()
            class:button--icon=true
            aria-label=move || spoken.get()
            aria-keyshortcuts=key.map(|key| key.replace("Ctrl", "Control"))
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            title=tip
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            <Glyph icon />
        </button>
    }
}

/// A link that looks like a button, for going somewhere.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional)] key: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span class="button__words">{children()}</span>
            {key.map(|key| view! { <Kbd key /> })}
        </a>
    }
}
