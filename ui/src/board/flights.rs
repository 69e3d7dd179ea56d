use airside_shared::{
    Language,
    flights::{FlightStatus, LATE},
    ids::FlightId,
    ipc::{Clock, FlightRow},
    places::place_name,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::attention::late;
use super::page::load_board;
use crate::clock::{ClockTime, wall_time};
use crate::i18n::{I18n, number, use_i18n};
use crate::loaded::Until;
use crate::widgets::{Card, Chip, EmptyState, Icon, PageHead, SearchBox, Section, Toolbar, VirtualList};
use crate::{t, words};

/// Which flights are shown.
#[derive(Clone, Copy, PartialEq)]
enum Filter {
    All,
    Disrupted,
    Cancelled,
    Past,
}

fn passes(flight: &FlightRow, filter: Filter, text: &str) -> bool {
    let cancelled = matches!(flight.status, FlightStatus::Cancelled | FlightStatus::Diverted);
    let kind = match filter {
        Filter::All => true,
        Filter::Disrupted => cancelled || flight.delay >= LATE,
        Filter::Cancelled => cancelled,
        Filter::Past => flight.past,
    };
    let has = |value: &str| value.to_lowercase().contains(text);
    let compact: String = flight.designator.split_whitespace().collect();
    kind && (text.is_empty()
        || has(&flight.designator)
        || has(&compact)
        || has(&flight.city)
        || has(place_name(&flight.city, Language::Ar))
        || has(&flight.to)
        || flight.gate.as_deref().is_some_and(has))
}

/// The day's departures, to be filtered and walked.
#[component]
pub fn Flights(flights: Memo<Vec<FlightRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let (filter, text) = (RwSignal::new(Filter::All), RwSignal::new(String::new()));
    let shown = Memo::new(move |_| {
        let (filter, text) = (filter.get(), text.get().trim().to_lowercase());
        flights.with(|all| all.iter().filter(|f| passes(f, filter, &text)).cloned().collect::<Vec<_>>())
    });
    let chip = move |this: Filter, words: crate::i18n::Key, test: &'static str| {
        let count = move || flights.with(|all| all.iter().filter(|f| passes(f, this, "")).count());
        view! {
            <button
                type="button"
                class="pick"
                data-test=test
                aria-pressed=move || (filter.get() == this).to_string()
                on:click=move |_| filter.set(this)
            >
                {move || i18n.text(words)}
                <span class="pick__count">{move || number(i18n.locale.get(), count() as i64)}</span>
            </button>
        }
    };
    use crate::i18n::key::board as words;
    view! {
        <Section title=t!(i18n, board.flights) note=move || shown.with(Vec::len).to_string()>
            <Toolbar label=t!(i18n, board.filter)>
                {chip(Filter::All, words::all, "filter-all")}
                {chip(Filter::Disrupted, words::disrupted, "filter-disrupted")}
                {chip(Filter::Cancelled, words::cancelled, "filter-cancelled")}
                {chip(Filter::Past, words::past, "filter-past")}
                <SearchBox
                    label=t!(i18n, board.filter)
                    placeholder=t!(i18n, board.filter_hint)
                    value=text
                    attr:data-test="board-filter"
                />
            </Toolbar>
            <Card flush=true>
                <Show
                    when=move || shown.with(|shown| !shown.is_empty())
                    fallback=move || {
                        view! {
                            <EmptyState
                                icon=Icon::Plane
                                title=t!(i18n, board.no_flights)
                                detail=t!(i18n, board.no_flights_detail)
                            />
                        }
                    }
                >
                    <Rows shown />
                </Show>
            </Card>
        </Section>
    }
}

/// All that a row shows and that can change: a row is drawn anew when one of these differs.
type RowKey = (FlightId, u8, bool, i64, u16, Option<String>);

fn row_key(flight: &FlightRow) -> RowKey {
    (flight.id, flight.status as u8, flight.past, flight.delay, flight.booked, flight.gate.clone())
}

#[component]
fn Rows(shown: Memo<Vec<FlightRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let open = Callback::new(move |flight: FlightId| {
        navigate(&format!("/flights/{flight}"), Default::default());
    });
    view! {
        <div class="flight-row flight-row--head" aria-hidden="true">
            <span>{t!(i18n, board.time)}</span>
            <span>{t!(i18n, board.flight)}</span>
            <span>{t!(i18n, board.to)}</span>
            <span class="flight-row__gate">{t!(i18n, board.gate)}</span>
            <span class="flight-row__aircraft">{t!(i18n, board.aircraft)}</span>
            <span class="flight-row__load">{t!(i18n, board.load)}</span>
            <span>{t!(i18n, board.state)}</span>
        </div>
        <div class="board__flights">
            <VirtualList
                label=t!(i18n, board.flights)
                items=shown
                row_height=3.25
                key=row_key
                row=move |flight| row(i18n, flight, open)
            />
        </div>
    }
}

fn row(i18n: I18n, flight: FlightRow, open: Callback<FlightId>) -> AnyView {
    let id = flight.id;
    let (status, delay) = (flight.status, flight.delay);
    let said = move || match status {
        FlightStatus::Delayed if delay > 0 => late(i18n, delay),
        _ => i18n.text(words::flight_status(status)).to_owned(),
    };
    let tone = words::flight_tone(status);
    let (void, moved) = times(&flight);
    let moved_class = if void { "flight-row__expected" } else { "flight-row__left" };
    let (booked, seats, city) = (flight.booked, flight.seats, flight.city.clone());
    view! {
        <button
            type="button"
            class="flight-row flight-row--opens"
            class:flight-row--past=flight.past
            data-row=""
            data-test="board-flight"
            data-flight=flight.designator.clone()
            on:click=move |_| open.run(id)
        >
            <span class="flight-row__times">
                <span class:flight-row__void=void><ClockTime clock=flight.scheduled /></span>
                {moved.map(|clock| view! { <bdi class=moved_class>{wall_time(&clock)}</bdi> })}
            </span>
            <bdi class="flight-row__designator" dir="ltr">{flight.designator.clone()}</bdi>
            <span class="flight-row__to">
                <bdi class="flight-row__city">{move || i18n.place(&city)}</bdi>
                <bdi class="flight-row__code">{flight.to}</bdi>
            </span>
            <bdi class="flight-row__gate">{flight.gate}</bdi>
            <bdi class="flight-row__aircraft">{flight.aircraft}</bdi>
            <span class="flight-row__load">
                <meter
                    class="load"
                    min="0"
                    max=seats.to_string()
                    value=booked.to_string()
                    aria-label=t!(i18n, board.booked_of, booked = u32::from(booked), seats = u32::from(seats))
                ></meter>
                <bdi class="figures">{format!("{booked}/{seats}")}</bdi>
            </span>
            <span class="flight-row__state"><Chip tone=Signal::stored(tone)>{said}</Chip></span>
        </button>
    }
    .into_any()
}

/// Whether the scheduled time no longer counts, and the time that does: the new one, or when it left. What left
/// early or a few minutes late left as planned.
pub(super) fn times(flight: &FlightRow) -> (bool, Option<Clock>) {
    let void = flight.expected.is_some() || flight.left.is_some() && flight.delay >= LATE;
    let moved = flight.expected.clone().or(flight.left.clone());
    (void, moved.filter(|clock| clock.local != flight.scheduled.local))
}

/// The flights alone: where crew choose theirs.
#[component]
pub fn FlightsPage() -> impl IntoView {
    let i18n = use_i18n();
    let board = load_board();
    let flights =
        Memo::new(move |_| board.value.with(|b| b.as_ref().map(|b| b.flights.clone()).unwrap_or_default()));
    view! {
        <PageHead title=t!(i18n, session.nav_flights) lead=move || t!(i18n, board.choose_flight) />
        <Until of=board rows=12>
            <Flights flights />
        </Until>
    }
}
