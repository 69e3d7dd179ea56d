use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, IconButton, Kbd};
use crate::i18n::use_i18n;
use crate::t;

/// A line of controls above a list.
#[component]
pub fn Toolbar(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! { <div class="toolbar" role="toolbar" aria-label=move || label.get()>{children()}</div> }
}

/// Search as you type. The value changes at every key; Esc empties it; Enter and ArrowDown go out by callback.
#[component]
pub fn SearchBox(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional)] key: Option<&'static str>,
    /// Tall, for a page that is about finding.
    #[prop(optional)]
    large: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] on_enter: Option<Callback<()>>,
    /// ArrowDown: the focus should go to the first result.
    #[prop(optional, into)]
    on_down: Option<Callback<()>>,
    /// Bind it to focus the box from outside.
    #[prop(optional)]
    node: NodeRef<html::Input>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="search" class:search--large=large role="search">
            <Glyph icon=Icon::Search />
            <input
                class="search__input"
                type="text"
                node_ref=node
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                dir="auto"
                enterkeyhint="search"
                autofocus=autofocus
                aria-label=move || label.get()
                placeholder=move || placeholder.as_ref().map(|words| words.get())
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.is_composing() {
                        return;
                    }
                    match event.key().as_str() {
                        "Escape" if !value.with_untracked(String::is_empty) => {
                            event.stop_propagation();
                            value.set(String::new());
                        }
                        "Enter" => on_enter.iter().for_each(|act| act.run(())),
                        "ArrowDown" if on_down.is_some() => {
                            event.prevent_default();
                            on_down.iter().for_each(|act| act.run(()));
                        }
                        _ => {}
                    }
                }
            />
            <Show
                when=move || !value.with(String::is_empty)
                fallback=move || key.map(|key| view! { <Kbd key /> })
            >
                <IconButton
                    icon=Icon::Close
                    label=t!(i18n, shell.clear)
                    on_press=move |()| {
                        value.set(String::new());
                        if let Some(input) = node.get_untracked() {
                            let _ = input.focus();
                        }
                    }
                />
            </Show>
        </div>
    }
}
