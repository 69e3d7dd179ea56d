use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, LocalTime, Tone};

/// A flight as the strip shows it. Times are instants in milliseconds since 1970, UTC.
#[derive(Clone, Debug, PartialEq)]
pub struct Flight {
    /// IATA code of the airline: `B6`.
    pub airline: String,
    /// Number without the airline: `1103`.
    pub number: String,
    pub origin: String,
    pub destination: String,
    pub departs: i64,
    pub departs_zone: String,
    pub arrives: i64,
    pub arrives_zone: String,
    /// The time now expected, where it differs from the schedule.
    pub expected: Option<i64>,
    pub gate: Option<String>,
}

/// One flight in a line: who, where, when, and how it goes. The bar and the words at the end carry the status.
#[component]
pub fn FlightStrip(
    flight: Flight,
    #[prop(into)] status: TextProp,
    #[prop(optional)] tone: Tone,
    #[prop(into)] gate_label: TextProp,
    #[prop(optional, into)] href: Option<String>,
    /// More at the end: passengers, special needs, connections.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let moved = flight.expected.is_some_and(|expected| expected != flight.departs);
    let class = format!("strip {}", tone.class());
    let zone = flight.departs_zone.clone();
    let inner = view! {
        <span class="strip__bar" aria-hidden="true"></span>
        <span class="strip__flight" dir="ltr">
            <span class="strip__airline">{flight.airline}</span>
            <span class="strip__number">{flight.number}</span>
        </span>
        <span class="strip__route">
            <span class="strip__airport">{flight.origin}</span>
            <Glyph icon=Icon::ArrowRight />
            <span class="strip__airport">{flight.destination}</span>
        </span>
        <span class="strip__times">
            <span class="strip__scheduled" class:strip__scheduled--void=moved>
                <LocalTime at=flight.departs zone=flight.departs_zone />
            </span>
            {flight
                .expected
                .filter(|_| moved)
                .map(|at| view! { <span class="strip__expected"><LocalTime at zone /></span> })}
        </span>
        <span class="strip__arrival">
            <Glyph icon=Icon::Landing />
            <LocalTime at=flight.arrives zone=flight.arrives_zone />
        </span>
        <span class="strip__gate">
            {flight
                .gate
                .map(|gate| {
                    view! {
                        <span class="strip__gate-label">{move || gate_label.get()}</span>
                        <bdi>{gate}</bdi>
                    }
                })}
        </span>
        <span class="strip__more">{children.map(|children| children())}</span>
        <span class="strip__status">{move || status.get()}</span>
    };
    match href {
        Some(href) => {
            view! { <a class=format!("{class} strip--opens") data-row="" href=href>{inner}</a> }.into_any()
        }
        None => view! { <div class=class>{inner}</div> }.into_any(),
    }
}
