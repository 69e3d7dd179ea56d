use leptos::prelude::*;

use crate::i18n::{self, use_i18n};

/// An amount with its currency. `minor`: minor units of the ISO 4217 `currency`.
#[component]
pub fn Money(#[prop(into)] minor: Signal<i64>, #[prop(into)] currency: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let text = move || currency.with(|currency| i18n::money(i18n.locale.get(), minor.get(), currency));
    view! { <bdi class="money">{text}</bdi> }
}

/// How much of an instant is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeStyle {
    /// `14:05 EST`
    #[default]
    Time,
    /// `8 Feb 14:05 EST`
    DayAndTime,
    /// `8 Feb`
    Day,
}

/// An instant as it is read at a place, with the zone said.
#[component]
pub fn LocalTime(
    /// Milliseconds since 1970, UTC.
    #[prop(into)]
    at: Signal<i64>,
    /// IANA zone of the airport: `America/New_York`.
    #[prop(into)]
    zone: Signal<String>,
    #[prop(optional)] style: TimeStyle,
    /// What the zone is called, where the desk has said it: `EST`.
    #[prop(optional, into)]
    called: MaybeProp<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let figures = move || {
        let (locale, at, zone) = (i18n.locale.get(), at.get(), zone.get());
        match style {
            TimeStyle::Time => i18n::time(locale, at, &zone),
            TimeStyle::Day => i18n::day(locale, at, &zone),
            TimeStyle::DayAndTime => {
                format!("{} {}", i18n::day(locale, at, &zone), i18n::time(locale, at, &zone))
            }
        }
    };
    let zoned = style != TimeStyle::Day;
    let named = move || called.get().unwrap_or_else(|| i18n::zone_label(at.get(), &zone.get()));
    let label = move || zoned.then(named);
    view! {
        <time class="local-time">
            <bdi>{figures}</bdi>
            {zoned.then(|| view! { <bdi class="local-time__zone">{label}</bdi> })}
        </time>
    }
}

/// How long ago something was: `4 min`. `now` drives it, so that a page has one clock.
#[component]
pub fn Age(#[prop(into)] since: Signal<i64>, #[prop(into)] now: Signal<i64>) -> impl IntoView {
    let i18n = use_i18n();
    let text = move || i18n::duration(i18n.locale.get(), (now.get() - since.get()).max(0));
    view! { <bdi class="figures">{text}</bdi> }
}

/// A key or a chord: `F2`, `Ctrl+K`.
#[component]
pub fn Kbd(key: &'static str) -> impl IntoView {
    let keys = key.split('+').map(|key| view! { <kbd class="kbd__key">{key}</kbd> }).collect_view();
    view! { <span class="kbd" aria-hidden="true" dir="ltr">{keys}</span> }
}

/// A code as it stands on a document: PNR, ticket, bag tag. Left to right in every language.
#[component]
pub fn Code(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <bdi class="code" dir="ltr">{move || text.get()}</bdi> }
}
