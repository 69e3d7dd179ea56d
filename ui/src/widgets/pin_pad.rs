use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon};
use crate::i18n::use_i18n;
use crate::{t, t_string};

/// A PIN has six to eight digits.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 6..=8;

/// Entry of a PIN by touch or keyboard. The digits never reach an input of the page, and are gone from it when
/// they were handed over.
#[component]
pub fn PinPad(
    #[prop(into)] label: TextProp,
    /// The digits, when Enter was pressed or the eighth was given.
    #[prop(into)]
    on_done: Callback<String>,
    /// Shakes the dots and stays until the next digit.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    #[prop(optional, into)] busy: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let digits = RwSignal::new(String::new());
    let node = NodeRef::<html::Div>::new();
    let typed_since = RwSignal::new(false);
    let locked = move || busy.get_untracked();
    let done = move || {
        if PIN_DIGITS.contains(&digits.with_untracked(String::len)) && !locked() {
            on_done.run(digits.get_untracked());
            digits.set(String::new());
        }
    };
    let add = move |digit: char| {
        if locked() {
            return;
        }
        typed_since.set(true);
        digits.update(|digits| digits.push(digit));
        if digits.with_untracked(String::len) == *PIN_DIGITS.end() {
            done();
        }
    };
    let remove = move || {
        digits.update(|digits| {
            digits.pop();
        });
    };
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            let _ = node.focus();
        }
    });
    Effect::new(move |_| {
        if error.with(Option::is_some) {
            typed_since.set(false);
        }
    });
    let shown_error = move || error.get().filter(|_| !typed_since.get());
    let digit_key = move |digit: char| {
        view! {
            <button type="button" class="pin__key" tabindex="-1" on:click=move |_| add(digit)>
                {digit.to_string()}
            </button>
        }
    };
    view! {
        <div
            class="pin"
            class:pin--wrong=move || shown_error().is_some()
            node_ref=node
            tabindex="0"
            role="group"
            data-scan="ignore"
            aria-label=move || label.get()
            aria-busy=move || busy.get().to_string()
            on:keydown=move |event| {
                match event.key().as_str() {
                    "Backspace" => remove(),
                    "Escape" => digits.set(String::new()),
                    "Enter" => done(),
                    key if key.len() == 1 && key.as_bytes()[0].is_ascii_digit() && !event.ctrl_key() => {
                        add(key.as_bytes()[0] as char);
                    }
                    _ => return,
                }
                event.prevent_default();
            }
        >
            <div class="pin__dots" aria-hidden="true" dir="ltr">
                {(0..*PIN_DIGITS.end())
                    .map(|at| {
                        view! {
                            <span
                                class="pin__dot"
                                class:pin__dot--full=move || digits.with(|digits| digits.len() > at)
                                class:pin__dot--extra=(at >= *PIN_DIGITS.start())
                            ></span>
                        }
                    })
                    .collect_view()}
            </div>
            <p class="unseen" role="status">
                {move || t_string!(i18n, shell.pin_digits, count = digits.with(String::len))}
            </p>
            <p class="pin__error" role="alert">{shown_error}</p>
            <div class="pin__keys" dir="ltr">
                {('1'..='9').map(digit_key).collect_view()}
                <button type="button" class="pin__key pin__key--quiet" tabindex="-1"
                    aria-label=t!(i18n, shell.pin_erase) on:click=move |_| remove()>
                    <Glyph icon=Icon::ArrowLeft />
                </button>
                {digit_key('0')}
                <button type="button" class="pin__key pin__key--go" tabindex="-1"
                    aria-label=t!(i18n, shell.pin_enter)
                    disabled=move || digits.with(String::len) < *PIN_DIGITS.start() || busy.get()
                    on:click=move |_| done()>
                    <Glyph icon=Icon::Check />
                </button>
            </div>
        </div>
    }
}
