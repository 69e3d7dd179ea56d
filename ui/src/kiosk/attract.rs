use std::time::Duration;

use leptos::prelude::*;

use super::{answer::AnswerPage, idle::IdleWatch, language::Languages, menu::Menu};
use crate::i18n::{Key, Locale, key, use_i18n};
use crate::shell::{KioskFrame, Mark};
use crate::t;
use crate::widgets::{Glyph, Icon};

/// How long one language's welcome stands.
const TURN: Duration = Duration::from_secs(5);

/// What the screen shows.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Welcome,
    Menu,
    /// What was scanned; forgotten when the screen starts over.
    Answer(String),
}

/// The whole window of a kiosk. Shows nothing personal before, during or after.
#[component]
pub fn Attract() -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(Shown::Welcome);
    let idle = RwSignal::new(0_u32);
    let reset = Callback::new(move |()| {
        shown.set(Shown::Welcome);
        i18n.locale.set(Locale::default());
        idle.set(0);
    });
    let begin = Callback::new(move |()| {
        idle.set(0);
        shown.set(Shown::Menu);
    });
    let scanned = Callback::new(move |payload: String| {
        idle.set(0);
        shown.set(Shown::Answer(payload));
    });
    let busy = Signal::derive(move || shown.get() != Shown::Welcome);
    view! {
        <KioskFrame on_scan=scanned>
            {move || match shown.get() {
                Shown::Welcome => view! { <Welcome begin /> }.into_any(),
                Shown::Menu => view! { <Menu reset /> }.into_any(),
                Shown::Answer(payload) => view! { <AnswerPage payload reset /> }.into_any(),
            }}
            <IdleWatch idle busy reset />
        </KioskFrame>
    }
}

/// The invitation. Its words change language now and then; where motion is unwanted all stand together.
#[component]
fn Welcome(begin: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let turn = RwSignal::new(0_usize);
    let count = Locale::ALL.len();
    if let Ok(timer) = set_interval_with_handle(move || turn.update(|at| *at = (*at + 1) % count), TURN) {
        on_cleanup(move || timer.clear());
    }
    let greeting = move |(at, locale): (usize, Locale)| {
        let [welcome, touch] = words(locale);
        let dir = if locale.is_right_to_left() { "rtl" } else { "ltr" };
        view! {
            <span class="attract__words" class:attract__words--now=move || turn.get() == at
                lang=locale.tag() dir=dir>
                <span class="attract__welcome">{move || i18n.text(welcome)}</span>
                <span class="attract__touch">{move || i18n.text(touch)}</span>
            </span>
        }
    };
    view! {
        <section class="attract" data-test="attract">
            <div class="attract__mark"><Mark /><span class="attract__name">"Airside"</span></div>
            <button type="button" class="attract__begin" data-test="attract-begin" on:click=move |_| begin.run(())>
                {Locale::ALL.into_iter().enumerate().map(greeting).collect_view()}
            </button>
            <p class="attract__hint"><Glyph icon=Icon::Scan /><span>{t!(i18n, kiosk.or_scan)}</span></p>
            <Languages on_choose=begin />
        </section>
    }
}

/// Welcome, and touch to begin, in the language itself.
fn words(locale: Locale) -> [Key; 2] {
    match locale {
        Locale::En => [key::kiosk::welcome::en, key::kiosk::begin::en],
        Locale::Ar => [key::kiosk::welcome::ar, key::kiosk::begin::ar],
    }
}
