//! Instants as the desk gives them: with the time on the wall of the airport, and its zone.

use airside_shared::ipc::Clock;
use leptos::prelude::*;

use crate::i18n::{self, Locale, use_i18n};
use crate::loaded::awake;

/// `14:05`, as it stands on the airport's wall.
pub fn wall_time(clock: &Clock) -> String {
    clock.local.get(11..16).unwrap_or_default().to_owned()
}

/// The wall's time as if it were UTC, so that the web view can write its day without knowing the zone.
pub fn wall_ms(clock: &Clock) -> i64 {
    let local = clock.local.get(..16).unwrap_or_default();
    js_sys::Date::parse(&format!("{local}:00Z")) as i64
}

/// `8 Feb` at the airport.
pub fn wall_day(locale: Locale, clock: &Clock) -> String {
    i18n::day(locale, wall_ms(clock), "UTC")
}

/// `14:05 EST`.
#[component]
pub fn ClockTime(
    clock: Clock,
    /// Also `8 Feb`.
    #[prop(optional)]
    day: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let (time, zone, at) = (wall_time(&clock), clock.zone.clone(), clock.at.to_string());
    let date = move || day.then(|| format!("{} ", wall_day(i18n.locale.get(), &clock)));
    view! {
        <time class="local-time" datetime=at>
            <bdi>{date}{time}</bdi>
            <bdi class="local-time__zone">{zone}</bdi>
        </time>
    }
}

/// Milliseconds since 1970, moving every ten seconds; one clock for the whole window.
#[derive(Clone, Copy)]
pub struct Now(pub RwSignal<i64>);

/// Starts the window's clock.
pub fn provide_now() {
    let now = RwSignal::new(js_sys::Date::now() as i64);
    provide_context(Now(now));
    set_interval(move || now.set(js_sys::Date::now() as i64), std::time::Duration::from_secs(10));
}

/// The window's clock.
pub fn use_now() -> RwSignal<i64> {
    expect_context::<Now>().0
}

/// Rises every minute: what the desk says by the clock is asked for again.
pub fn use_minute() -> Memo<i64> {
    let now = use_now();
    awake(Memo::new(move |_| now.get() / 60_000))
}
