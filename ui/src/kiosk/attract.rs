use std::time::Duration;

use airside_shared::ipc::Link;
use leptos::prelude::*;

use super::{
    answer::AnswerPage,
    art::Dawn,
    departures::{Departures, Here, Wall},
    idle::IdleWatch,
    language::Languages,
    menu::Menu,
};
use crate::desk::use_desk;
use crate::i18n::{Key, Locale, key, use_i18n};
use crate::session::SignIn;
use crate::shell::{KioskFrame, Mark};
use crate::t;
use crate::widgets::{Button, ButtonKind, Glyph, Icon};

/// How long one language's welcome stands.
const TURN: Duration = Duration::from_secs(5);

/// What the screen shows.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Welcome,
    Menu,
    /// What was scanned; forgotten when the screen starts over.
    Answer(String),
    /// Somebody of the staff signs the kiosk in anew.
    Staff,
}

/// The whole window of a kiosk. Shows nothing personal before, during or after.
#[component]
pub fn Attract() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let shown = RwSignal::new(Shown::Welcome);
    let idle = RwSignal::new(0_u32);
    let native = move || {
        let tag = desk.status.with_untracked(|status| status.as_ref().map(|status| status.language.clone()));
        tag.and_then(|tag| Locale::from_tag(&tag)).unwrap_or_default()
    };
    let reset = Callback::new(move |()| {
        shown.set(Shown::Welcome);
        i18n.locale.set(native());
        idle.set(0);
    });
    // What the last stranger chose before a restart is not the language of the place.
    reset.run(());
    let begin = Callback::new(move |()| {
        idle.set(0);
        shown.set(Shown::Menu);
    });
    let scanned = Callback::new(move |payload: String| {
        idle.set(0);
        shown.set(Shown::Answer(payload));
    });
    let refused = Memo::new(move |_| {
        desk.status.with(|s| s.as_ref().is_some_and(|s| s.sync.link == Link::SignInNeeded))
    });
    Effect::new(move |_| {
        if !refused.get() && shown.get_untracked() == Shown::Staff {
            reset.run(());
        }
    });
    let staff = Callback::new(move |()| {
        idle.set(0);
        shown.set(Shown::Staff);
    });
    let busy = Signal::derive(move || shown.get() != Shown::Welcome);
    view! {
        <KioskFrame on_scan=scanned>
            {move || match shown.get() {
                Shown::Welcome => view! { <Welcome begin refused staff /> }.into_any(),
                Shown::Menu => view! { <Menu reset /> }.into_any(),
                Shown::Answer(payload) => view! { <AnswerPage payload reset /> }.into_any(),
                Shown::Staff => view! { <SignIn /> }.into_any(),
            }}
            <IdleWatch idle busy reset />
        </KioskFrame>
    }
}

/// The invitation: dawn over the runway, what leaves next, and where to touch. Its words change language now and
/// then; where motion is unwanted all stand together.
#[component]
fn Welcome(begin: Callback<()>, refused: Memo<bool>, staff: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let wall = Wall::hang();
    let turn = RwSignal::new(0_usize);
    let count = Locale::ALL.len();
    if let Ok(timer) = set_interval_with_handle(move || turn.update(|at| *at = (*at + 1) % count), TURN) {
        on_cleanup(move || timer.clear());
    }
    let in_each = move |which: usize, class: &'static str| {
        let one = move |(at, locale): (usize, Locale)| {
            let dir = if locale.is_right_to_left() { "rtl" } else { "ltr" };
            view! {
                <span class=format!("attract__words {class}") class:attract__words--now=move || turn.get() == at
                    lang=locale.tag() dir=dir>
                    {move || i18n.text(words(locale)[which])}
                </span>
            }
        };
        Locale::ALL.into_iter().enumerate().map(one).collect_view()
    };
    view! {
        <section class="attract" data-test="attract">
            <Dawn />
            <header class="attract__head">
                <div class="attract__mark"><Mark /><span class="attract__name">"Airside"</span></div>
                <Here wall />
            </header>
            <h1 class="attract__turns">{in_each(0, "attract__welcome")}</h1>
            <Departures wall />
            <button type="button" class="attract__begin attract__turns" data-test="attract-begin"
                on:click=move |_| begin.run(())>
                {in_each(1, "attract__touch")}
            </button>
            <p class="attract__hint"><Glyph icon=Icon::Scan /><span>{t!(i18n, kiosk.or_scan)}</span></p>
            <Languages on_choose=begin />
            <Show when=move || refused.get()>
                <p class="attract__staff">
                    <span>{t!(i18n, kiosk.staff_needed)}</span>
                    <Button kind=ButtonKind::Quiet attr:data-test="kiosk-staff" on_press=move |()| staff.run(())>
                        {t!(i18n, kiosk.staff)}
                    </Button>
                </p>
            </Show>
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
