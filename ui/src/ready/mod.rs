//! Whether a flight can be worked without a network, said before the doors close.

use airside_shared::{
    ids::FlightId,
    ipc::{FlightArgs, GetReadiness, Missing, Part, Readiness},
};
use leptos::prelude::*;

use crate::clock::{wall_day, wall_time};
use crate::desk::use_desk;
use crate::i18n::{I18n, Key, key, number, use_i18n};
use crate::loaded::load;
use crate::t_string;
use crate::theme::{Device, use_look};
use crate::widgets::{Notice, Tone};

/// On a tablet, on the page of its flight: ready, or what is missing.
#[component]
pub fn ReadyForFlight(#[prop(into)] flight: Signal<Option<FlightId>>) -> impl IntoView {
    let (desk, look) = (use_desk(), use_look());
    let carried = Memo::new(move |_| look.device.get() == Device::Tablet);
    let tick = desk.tick(&["flight", "trip", "product", "trolley"]);
    let pulled = Memo::new(move |_| desk.status.with(|s| s.as_ref().and_then(|s| s.sync.last_pull)));
    let readiness = load::<GetReadiness>(move || {
        tick.track();
        pulled.get();
        flight.get().filter(|_| carried.get()).map(|flight| FlightArgs { flight })
    });
    let shown = Memo::new(move |_| readiness.value.get());
    move || shown.get().map(|readiness| view! { <Said readiness /> })
}

#[component]
fn Said(readiness: Readiness) -> impl IntoView {
    let i18n = use_i18n();
    let ready = readiness.ready();
    let (tone, title) = match ready {
        true => (Tone::Positive, key::ready::ready),
        false => (Tone::Warning, key::ready::not_ready),
    };
    let flight = readiness.designator.clone();
    let title = move || i18n.fill(title, &[("flight", flight.as_str().into())]);
    let lines = move || match ready {
        true => vec![whole(i18n, &readiness)],
        false => readiness.missing.iter().map(|missing| lack(i18n, missing)).collect(),
    };
    view! {
        <div data-test="ready" data-ready=ready.to_string() role="status">
            <Notice tone title>
                {move || lines().into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            </Notice>
        </div>
    }
}

/// `168 passengers · catalogue 14 · checked 08:12 EST`.
fn whole(i18n: I18n, readiness: &Readiness) -> String {
    let checked = readiness.checked.as_ref().map_or_else(String::new, |clock| {
        format!("{} {} {}", wall_day(i18n.locale.get(), clock), wall_time(clock), clock.zone)
    });
    let catalogue = readiness.catalogue.to_string();
    t_string!(i18n, ready.whole, count = readiness.people, catalogue = catalogue, time = checked)
}

fn lack(i18n: I18n, missing: &Missing) -> String {
    let part = |part: &Part| i18n.text(part_words(*part));
    match missing {
        Missing::NotHeld { part: what } => t_string!(i18n, ready.not_held, part = part(what)),
        Missing::Coming { part: what, rows, total } => {
            let locale = i18n.locale.get();
            let (rows, total) = (number(locale, *rows as i64), number(locale, *total as i64));
            t_string!(i18n, ready.coming, part = part(what), rows = rows, total = total)
        }
        Missing::Disagrees { part: what } => t_string!(i18n, ready.disagrees, part = part(what)),
        Missing::NoTrolley => t_string!(i18n, ready.no_trolley).to_owned(),
        Missing::Unchecked => t_string!(i18n, ready.unchecked).to_owned(),
    }
}

fn part_words(part: Part) -> Key {
    match part {
        Part::People => key::ready::part::people,
        Part::Catalogue => key::ready::part::catalogue,
        Part::Allowance => key::ready::part::allowance,
    }
}
