use airside_shared::{
    devices::DeviceKind,
    flights::FlightStatus,
    ipc::{Board, Clock, FlightRow, GetBoard},
};
use leptos::prelude::*;

use crate::clock::{use_now, wall_time};
use crate::desk::{Desk, use_desk};
use crate::i18n::use_i18n;
use crate::loaded::load;
use crate::t;
use crate::widgets::{LocalTime, Tone};
use crate::words;

/// Departures that hang on the wall.
const SHOWN: usize = 6;
/// Milliseconds that a flight stays after its time: people still run for it.
const LINGERS: i64 = 10 * 60_000;

/// Whether what is here was heard lately enough to be told to the public.
pub fn fresh(desk: Desk, now: i64) -> bool {
    let heard = desk.status.with(|status| status.as_ref().and_then(|s| s.sync.last_pull));
    let longest = DeviceKind::Kiosk.offline_hours() * 3_600_000;
    heard.is_some_and(|at| now - at.as_millisecond() <= longest)
}

/// When it leaves, as far as is known.
fn leaves(flight: &FlightRow) -> &Clock {
    flight.expected.as_ref().unwrap_or(&flight.scheduled)
}

/// What leaves next, by its time.
pub fn next(flights: &[FlightRow], now: i64) -> Vec<FlightRow> {
    let gone = |f: &FlightRow| matches!(f.status, FlightStatus::Departed | FlightStatus::Landed);
    let ahead = |f: &&FlightRow| !gone(f) && leaves(f).at.as_millisecond() >= now - LINGERS;
    let mut ahead: Vec<FlightRow> = flights.iter().filter(ahead).cloned().collect();
    ahead.sort_by_key(|f| (leaves(f).at, f.designator.clone()));
    ahead.truncate(SHOWN);
    ahead
}

/// Where this is, what time it is here, and what leaves next: what hangs on any wall of the hall.
#[derive(Clone, Copy)]
pub struct Wall {
    board: RwSignal<Option<Board>>,
    desk: Desk,
    now: RwSignal<i64>,
}

impl Wall {
    pub fn hang() -> Self {
        let (desk, now) = (use_desk(), use_now());
        let tick = desk.tick(&["flight"]);
        let board = load::<GetBoard>(move || {
            tick.track();
            Some(())
        });
        Self { board: board.value, desk, now }
    }

    fn flights(self) -> Vec<FlightRow> {
        if !fresh(self.desk, self.now.get()) {
            return Vec::new();
        }
        self.board.with(|board| board.as_ref().map(|b| next(&b.flights, self.now.get())).unwrap_or_default())
    }
}

/// The airport, and its time.
#[component]
pub fn Here(wall: Wall) -> impl IntoView {
    let name = move || wall.board.with(|b| b.as_ref().map(|b| b.station_name.clone()).unwrap_or_default());
    let zone =
        Memo::new(move |_| wall.desk.status.with(|s| s.as_ref().map(|s| s.zone.clone())).unwrap_or_default());
    let called = Signal::derive(move || Some(zone.get().abbreviation));
    let known = move || wall.board.with(Option::is_some);
    view! {
        <div class="attract__here">
            <bdi class="attract__station">{name}</bdi>
            <Show when=known>
                <span class="attract__time"><LocalTime at=wall.now zone=Signal::derive(move || zone.get().name) called /></span>
            </Show>
        </div>
    }
}

/// The next departures.
#[component]
pub fn Departures(wall: Wall) -> impl IntoView {
    let i18n = use_i18n();
    let flights = Memo::new(move |_| wall.flights());
    let row = move |flight: FlightRow| {
        let (status, late) = (flight.status, flight.expected.is_some());
        let tone = match words::flight_tone(status) {
            Tone::Neutral | Tone::Info => "",
            Tone::Positive => "departure--go",
            _ => "departure--alarm",
        };
        let scheduled = wall_time(&flight.scheduled);
        let expected = flight.expected.as_ref().map(wall_time);
        view! {
            <li class=format!("departure {tone}") data-test="departure">
                <span class="departure__time">
                    <bdi class:departure__void=late>{scheduled}</bdi>
                    {expected.map(|time| view! { <bdi class="departure__new">{time}</bdi> })}
                </span>
                <bdi class="departure__flight" dir="ltr">{flight.designator}</bdi>
                <bdi class="departure__city">{flight.city}</bdi>
                <span class="departure__gate">
                    {flight.gate.map(|gate| view! { <span>{t!(i18n, kiosk.gate)}</span> " " <bdi>{gate}</bdi> })}
                </span>
                <span class="departure__status">{move || i18n.text(words::flight_status(status))}</span>
            </li>
        }
    };
    view! {
        <Show when=move || flights.with(|flights| !flights.is_empty())>
            <section class="departures" aria-label=t!(i18n, kiosk.departures)>
                <h2 class="departures__title">{t!(i18n, kiosk.departures)}</h2>
                <ul class="departures__list">{move || flights.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use airside_shared::ids::{FlightId, Uuid};

    use super::*;

    fn flight(n: i64, minutes: i64, status: FlightStatus) -> FlightRow {
        let at = |minutes: i64| -> Clock {
            let at = format!("1970-01-01T{:02}:{:02}:00Z", minutes / 60, minutes % 60);
            let clock = serde_json::json!({ "at": at, "local": "1970-01-01T00:00", "zone": "UTC" });
            serde_json::from_value(clock).unwrap()
        };
        FlightRow {
            id: FlightId(Uuid::from_u128(n as u128)),
            carrier: "DL".into(),
            designator: format!("DL {n}"),
            from: "JFK".into(),
            to: "ATL".into(),
            city: "Atlanta".into(),
            scheduled: at(minutes),
            expected: None,
            left: None,
            arrives: at(minutes + 60),
            status,
            past: false,
            delay: 0,
            cause: None,
            gate: None,
            aircraft: "A320".into(),
            seats: 150,
            booked: 100,
        }
    }

    #[test]
    fn the_wall_shows_what_leaves_next_and_nothing_that_is_gone() {
        let flights = [
            flight(1, 90, FlightStatus::Scheduled),
            flight(2, 60, FlightStatus::Departed),
            flight(3, 61, FlightStatus::Cancelled),
            flight(4, 10, FlightStatus::Scheduled),
        ];
        let shown = next(&flights, 60 * 60_000);
        assert_eq!(shown.iter().map(|f| f.designator.as_str()).collect::<Vec<_>>(), ["DL 3", "DL 1"]);
    }
}
