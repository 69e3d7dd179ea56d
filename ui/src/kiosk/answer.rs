use airside_shared::{
    flights::FlightStatus,
    ipc::{Clock, FlightRow, GetBoard},
    scan::{BoardingPass, Scan, ScanContext, VOUCHER_PREFIX, scan},
};
use leptos::prelude::*;

use super::departures::fresh;
use crate::clock::use_now;
use crate::desk::use_desk;
use crate::i18n::{Key, key, use_i18n};
use crate::ipc::call;
use crate::vouchers::VoucherAnswer;
use crate::widgets::{Button, EmptyState, Fact, Facts, Icon, Notice, PageHead, Skeleton, Tone};
use crate::{t, t_string};

/// What a scan leads to: how the flight stands and the way to a person, or whether a voucher is good. The name on the
/// pass is not shown, and nothing is asked of the desk but its board and its keys.
#[component]
pub fn AnswerPage(payload: String, reset: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let read = scan(&payload, &ScanContext::default());
    let shown = match read {
        Ok(Scan::BoardingPass(pass)) => view! { <Flight pass /> }.into_any(),
        Ok(Scan::Voucher(voucher)) => {
            let code = format!("{VOUCHER_PREFIX}{}", voucher.code);
            view! { <VoucherAnswer code /> }.into_any()
        }
        Ok(_) => view! {
            <EmptyState icon=Icon::Ticket title=t!(i18n, kiosk.other_code) detail=t!(i18n, kiosk.other_code_detail) />
        }
        .into_any(),
        Err(_) => view! {
            <EmptyState icon=Icon::Scan title=t!(i18n, kiosk.read_failed) detail=t!(i18n, kiosk.read_failed_detail) />
        }
        .into_any(),
    };
    view! {
        <div class="kiosk-page" data-test="kiosk-answer">
            {shown}
            <Button wide=true icon=Icon::Close attr:data-test="kiosk-reset" on_press=reset>
                {t!(i18n, kiosk.start_over)}
            </Button>
        </div>
    }
}

#[component]
fn Flight(pass: BoardingPass) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_desk(), use_now());
    let board = LocalResource::new(|| async { call::<GetBoard>(&()).await });
    let heard = Memo::new(move |_| fresh(desk, now.get()));
    let pass = StoredValue::new(pass);
    move || match board.get() {
        None => view! {
            <p class="unseen" role="status">{t!(i18n, kiosk.looking)}</p>
            <Skeleton rows=3 />
        }
        .into_any(),
        Some(_) if !heard.get() => view! { <SeeAgent why=key::kiosk::no_board /> }.into_any(),
        Some(Err(_)) => view! { <SeeAgent why=key::kiosk::no_board /> }.into_any(),
        Some(Ok(board)) => match pass.with_value(|pass| flight_of(pass, &board.flights).cloned()) {
            Some(flight) => view! { <Status flight /> }.into_any(),
            None => view! { <SeeAgent why=key::kiosk::not_today /> }.into_any(),
        },
    }
}

#[component]
fn SeeAgent(why: Key) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <EmptyState icon=Icon::People title=move || i18n.text(why) detail=t!(i18n, kiosk.agent) />
    }
}

#[component]
fn Status(flight: FlightRow) -> impl IntoView {
    let i18n = use_i18n();
    let (designator, city) = (flight.designator.clone(), flight.city.clone());
    let (tone, words) = status(flight.status);
    let advice = match flight.status {
        FlightStatus::Cancelled | FlightStatus::Diverted => t!(i18n, kiosk.agent_cancelled)().to_owned(),
        _ => t!(i18n, kiosk.agent)().to_owned(),
    };
    let gate = flight.gate.clone();
    let boarding = gate.clone().filter(|_| flight.status == FlightStatus::Boarding);
    view! {
        <PageHead title=move || {
            t_string!(i18n, kiosk.flight, flight = designator.as_str(), city = i18n.place(&city))
        } />
        <div data-test="kiosk-status">
            <Notice tone title=move || i18n.text(words)>
                {boarding.map(|gate| view! { <p>{t!(i18n, kiosk.to_gate, gate = gate.as_str())}</p> })}
                <p>{advice}</p>
            </Notice>
        </div>
        <Facts>
            <Fact name=t!(i18n, kiosk.scheduled)><bdi>{time(&flight.scheduled)}</bdi></Fact>
            {flight.expected.map(|at| view! {
                <Fact name=t!(i18n, kiosk.expected)><bdi>{time(&at)}</bdi></Fact>
            })}
            {gate.map(|gate| view! { <Fact name=t!(i18n, kiosk.gate)><bdi>{gate}</bdi></Fact> })}
        </Facts>
    }
}

fn status(status: FlightStatus) -> (Tone, Key) {
    use key::kiosk::status as words;
    match status {
        FlightStatus::Scheduled => (Tone::Positive, words::scheduled),
        FlightStatus::Delayed => (Tone::Warning, words::delayed),
        FlightStatus::Boarding => (Tone::Positive, words::boarding),
        FlightStatus::GateClosed => (Tone::Warning, words::gate_closed),
        FlightStatus::Departed => (Tone::Neutral, words::departed),
        FlightStatus::Landed => (Tone::Neutral, words::landed),
        FlightStatus::Cancelled => (Tone::Critical, words::cancelled),
        FlightStatus::Diverted => (Tone::Critical, words::diverted),
    }
}

fn time(clock: &Clock) -> String {
    format!("{} {}", clock.local.get(11..16).unwrap_or_default(), clock.zone)
}

/// The flight of the pass that leaves from here: same designator, same airport. A pass pads numbers with zeros.
fn flight_of<'a>(pass: &BoardingPass, flights: &'a [FlightRow]) -> Option<&'a FlightRow> {
    pass.legs.iter().find_map(|leg| {
        let number = leg.flight_number.as_deref()?.trim_start_matches('0');
        let designator = format!("{} {number}", leg.carrier.as_deref()?);
        flights.iter().find(|f| f.designator == designator && leg.from.as_deref() == Some(f.from.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use airside_shared::{
        ids::{FlightId, Uuid},
        scan::Leg,
    };

    use super::*;

    fn flight(designator: &str, from: &str) -> FlightRow {
        let clock = Clock { at: Default::default(), local: "2026-11-21T08:15".into(), zone: "EST".into() };
        FlightRow {
            id: FlightId(Uuid::from_u128(1)),
            carrier: "DL".into(),
            designator: designator.into(),
            from: from.into(),
            to: "ATL".into(),
            city: "Atlanta".into(),
            scheduled: clock.clone(),
            expected: None,
            left: None,
            arrives: clock,
            status: FlightStatus::Scheduled,
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
    fn a_pass_finds_the_leg_that_leaves_from_here() {
        let leg = |from: &str, number: &str| Leg {
            from: Some(from.into()),
            carrier: Some("DL".into()),
            flight_number: Some(number.into()),
            ..Leg::default()
        };
        let legs = vec![leg("BOS", "0044"), leg("JFK", "0123")];
        let pass = BoardingPass {
            passenger_name: None,
            electronic_ticket: true,
            version: None,
            legs,
            bag_tags: Vec::new(),
            security: None,
            issuance: None,
        };
        let flights = [flight("DL 44", "JFK"), flight("DL 123", "JFK")];
        assert_eq!(flight_of(&pass, &flights).unwrap().designator, "DL 123");
        assert!(flight_of(&pass, &flights[..1]).is_none());
    }
}
