use airside_shared::ipc::FlightRow;
use leptos::prelude::*;

use super::flights::times;
use crate::clock::ClockTime;
use crate::i18n::use_i18n;
use crate::widgets::{Glyph, Icon};
use crate::{t, words};

/// One flight in a line: who, where, when at each airport, and how it goes.
#[component]
pub fn FlightLine(
    flight: FlightRow,
    /// Where it leads.
    #[prop(optional, into)]
    href: Option<String>,
    /// More at the end: a seat, bags.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    let status = flight.status;
    let class = format!("strip {}", words::flight_tone(status).class());
    let (void, moved) = times(&flight);
    let number = flight.designator.strip_prefix(&flight.carrier).unwrap_or(&flight.designator);
    let number = number.trim().to_owned();
    let inner = view! {
        <span class="strip__bar" aria-hidden="true"></span>
        <span class="strip__flight" dir="ltr">
            <span class="strip__airline">{flight.carrier}</span>
            <span class="strip__number">{number}</span>
        </span>
        <span class="strip__route">
            <span class="strip__airport">{flight.from}</span>
            <Glyph icon=Icon::ArrowRight />
            <span class="strip__airport">{flight.to}</span>
        </span>
        <span class="strip__times">
            <span class="strip__scheduled" class:strip__scheduled--void=void>
                <ClockTime clock=flight.scheduled />
            </span>
            {moved.map(|clock| view! { <span class:strip__expected=void><ClockTime clock /></span> })}
        </span>
        <span class="strip__arrival">
            <Glyph icon=Icon::Landing />
            <ClockTime clock=flight.arrives />
        </span>
        <span class="strip__gate">
            {flight
                .gate
                .map(|gate| {
                    view! {
                        <span class="strip__gate-label">{t!(i18n, board.gate)}</span>
                        <bdi>{gate}</bdi>
                    }
                })}
        </span>
        <span class="strip__more">{children.map(|children| children())}</span>
        <span class="strip__status">{move || i18n.text(words::flight_status(status))}</span>
    };
    match href {
        Some(href) => {
            view! { <a class=format!("{class} strip--opens") data-row="" href=href>{inner}</a> }.into_any()
        }
        None => view! { <div class=class>{inner}</div> }.into_any(),
    }
}
