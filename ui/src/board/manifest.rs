use airside_shared::{
    access::Permission,
    flights::FlightStatus,
    ids::FlightId,
    ipc::{FlightArgs, GetManifest, Manifest},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{flight_line::FlightLine, people::People};
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::{Until, load};
use crate::ready::ReadyForFlight;
use crate::widgets::{ButtonKind, Card, Icon, LinkButton, Notice, PageHead, Tone};
use crate::{t, t_string, words};

/// From this many minutes on people who wait may be due something.
const LONG_WAIT: i64 = 120;

/// One flight and its people.
#[component]
pub fn ManifestPage() -> impl IntoView {
    let (desk, i18n, params) = (use_desk(), use_i18n(), use_params_map());
    let flight = Memo::new(move |_| params.read().get("flight").and_then(|id| id.parse::<FlightId>().ok()));
    let tick = desk.tick(&["flight", "trip", "passenger"]);
    let manifest = load::<GetManifest>(move || {
        tick.track();
        flight.get().map(|flight| FlightArgs { flight })
    });
    let row = Memo::new(move |_| manifest.value.with(|m| m.as_ref().map(|m| m.flight.clone())));
    let people =
        Memo::new(move |_| manifest.value.with(|m| m.as_ref().map(|m| m.people.clone()).unwrap_or_default()));
    let title = move || {
        row.with(|row| match row {
            Some(row) => {
                t_string!(
                    i18n,
                    board.flight_to,
                    flight = row.designator.as_str(),
                    city = i18n.place(&row.city)
                )
            }
            None => t_string!(i18n, board.manifest).to_owned(),
        })
    };
    let cause = move || {
        row.with(|row| row.as_ref().and_then(|row| row.cause.clone())).map(|c| i18n.text(words::cause(&c)))
    };
    let disrupted = move || {
        row.with(|row| {
            row.as_ref().is_some_and(|row| row.status == FlightStatus::Cancelled || row.delay >= LONG_WAIT)
        })
    };
    let due = move || {
        flight.get().filter(|_| disrupted()).map(|flight| {
            view! {
                <LinkButton
                    icon=Icon::Voucher
                    href=format!("/flights/{flight}/due")
                    attr:data-test="open-flight-due"
                >
                    {t!(i18n, board.flight_due)}
                </LinkButton>
            }
        })
    };
    let trolley = move || {
        let sells = desk.grant(Permission::Sale).allowed;
        flight.get().filter(|_| sells).map(|flight| {
            view! {
                <LinkButton
                    kind=ButtonKind::Primary
                    icon=Icon::Trolley
                    href=format!("/flights/{flight}/trolley")
                    attr:data-test="open-trolley"
                >
                    {t!(i18n, board.trolley)}
                </LinkButton>
            }
        })
    };
    let actions = move || view! { {due} {trolley} };
    let incomplete = move || manifest.value.with(|m: &Option<Manifest>| m.as_ref().is_some_and(|m| !m.ready));
    view! {
        <div class="page" data-test="manifest">
            <PageHead title lead=move || cause actions=move || actions />
            <Until of=manifest rows=12>
                <Card flush=true>{move || row.get().map(|flight| view! { <FlightLine flight /> })}</Card>
                <Show when=incomplete>
                    <Notice tone=Tone::Info>{t!(i18n, board.manifest_loading)}</Notice>
                </Show>
                <ReadyForFlight flight />
                <People people />
            </Until>
        </div>
    }
}
