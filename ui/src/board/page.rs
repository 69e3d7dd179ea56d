use airside_shared::{
    flights::{FlightStatus, LATE},
    ipc::{Board, FlightRow, GetBoard},
};
use leptos::prelude::*;

use super::{attention::NeedsAttention, flights::Flights, waiting::Waiting};
use crate::clock::{ClockTime, use_minute, wall_ms};
use crate::desk::use_desk;
use crate::i18n::{long_day, number, use_i18n};
use crate::loaded::{Loaded, Until, load};
use crate::session::LoadLine;
use crate::widgets::{Icon, Notice, PageHead, Stat, Tone};
use crate::{t, t_string};

/// Kinds whose change changes the board.
const KINDS: &[&str] = &["flight", "case", "queue", "voucher"];

/// What the tiles count.
#[derive(Clone, Copy, Default, PartialEq)]
struct Tally {
    departures: usize,
    gone: usize,
    cancelled: usize,
    delayed: usize,
    people: i64,
}

fn tally(flights: &[FlightRow]) -> Tally {
    let count = |test: fn(&FlightRow) -> bool| flights.iter().filter(|flight| test(flight)).count();
    let cancelled = |f: &FlightRow| matches!(f.status, FlightStatus::Cancelled | FlightStatus::Diverted);
    let late = |f: &FlightRow| {
        f.delay >= LATE && !matches!(f.status, FlightStatus::Cancelled | FlightStatus::Diverted)
    };
    Tally {
        departures: flights.len(),
        gone: count(|f| matches!(f.status, FlightStatus::Departed | FlightStatus::Landed)),
        cancelled: count(cancelled),
        delayed: count(late),
        people: flights.iter().filter(|f| cancelled(f) || late(f)).map(|f| i64::from(f.booked)).sum(),
    }
}

/// The station's day, asked for again when something on it changed and every minute.
pub(super) fn load_board() -> Loaded<Board> {
    let (tick, minute) = (use_desk().tick(KINDS), use_minute());
    load::<GetBoard>(move || {
        tick.track();
        minute.track();
        Some(())
    })
}

/// The first page of the day.
#[component]
pub fn BoardPage() -> impl IntoView {
    let i18n = use_i18n();
    let board = load_board();
    let of = move |read: fn(&Board) -> String| board.value.with(|b| b.as_ref().map(read).unwrap_or_default());
    let title = move || {
        let (name, station) = (of(|b| b.station_name.clone()), of(|b| b.station.clone()));
        if station.is_empty() {
            return t_string!(i18n, session.nav_board).to_owned();
        }
        t_string!(i18n, board.title, name = i18n.place(&name), station = station)
    };
    let now = Memo::new(move |_| board.value.with(|b| b.as_ref().map(|b| b.now.clone())));
    // The head takes its parts once: what changes must be a closure inside.
    let line = move || {
        now.get().map(|now| {
            let ms = wall_ms(&now);
            view! {
                <span class="board__day">{move || long_day(i18n.locale.get(), ms, "UTC")}</span>
                " · "
                <ClockTime clock=now.clone() />
            }
        })
    };
    let flights =
        Memo::new(move |_| board.value.with(|b| b.as_ref().map(|b| b.flights.clone()).unwrap_or_default()));
    let attention =
        Memo::new(move |_| board.value.with(|b| b.as_ref().map(|b| b.attention.clone()).unwrap_or_default()));
    let queue =
        Memo::new(move |_| board.value.with(|b| b.as_ref().map(|b| b.queue.clone()).unwrap_or_default()));
    view! {
        <div class="board" data-test="board">
            <PageHead title lead=move || line />
            <LoadLine />
            <Until of=board rows=12>
                <Tiles flights />
                <div class="board__columns">
                    <Flights flights />
                    <div class="board__side">
                        <NeedsAttention attention />
                        <Waiting queue />
                    </div>
                </div>
            </Until>
        </div>
    }
}

#[component]
fn Tiles(flights: Memo<Vec<FlightRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let tally = Memo::new(move |_| flights.with(|flights| tally(flights)));
    let figure = move |of: fn(Tally) -> usize| move || number(i18n.locale.get(), of(tally.get()) as i64);
    let tone = move |of: fn(Tally) -> usize, tone: Tone| {
        Signal::derive(move || if of(tally.get()) > 0 { tone } else { Tone::Neutral })
    };
    view! {
        <div class="tiles" data-test="board-tiles">
            <Stat
                label=t!(i18n, board.departures)
                value=figure(|t| t.departures)
                note=move || t_string!(i18n, board.gone, count = tally.get().gone)
                icon=Icon::TakeOff
            />
            <Stat
                label=t!(i18n, board.cancelled)
                value=figure(|t| t.cancelled)
                tone=tone(|t| t.cancelled, Tone::Critical)
                icon=Icon::Ban
            />
            <Stat
                label=t!(i18n, board.delayed)
                value=figure(|t| t.delayed)
                note=t!(i18n, board.delayed_note, minutes = LATE)
                tone=tone(|t| t.delayed, Tone::Warning)
                icon=Icon::Clock
            />
            <Stat
                label=t!(i18n, board.people)
                value=move || number(i18n.locale.get(), tally.get().people)
                note=t!(i18n, board.people_note)
                icon=Icon::People
            />
        </div>
        <Show when=move || { tally.get().cancelled > 0 }>
            <Notice tone=Tone::Warning>
                {move || {
                    let tally = tally.get();
                    t_string!(i18n, board.disrupted_day, count = tally.cancelled, delayed = tally.delayed)
                }}
            </Notice>
        </Show>
    }
}
