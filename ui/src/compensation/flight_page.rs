use std::collections::BTreeMap;

use airside_shared::{
    ids::FlightId,
    ipc::{FlightDueArgs, GetFlightDue},
    vouchers::VoucherKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    flight_choice::{Choice, sum_words},
    flight_issue::IssueAll,
    flight_people::FlightPeople,
    questions::Questions,
    voucher::kind_words,
};
use crate::board::FlightLine;
use crate::desk::use_desk;
use crate::i18n::{number, use_i18n};
use crate::loaded::{Until, load};
use crate::widgets::{Card, Icon, LinkButton, Notice, PageHead, Stat, Tone};
use crate::{t, t_string, words};

/// A whole flight: what everybody on it is due, decided in one go, and the vouchers for all of them.
#[component]
pub fn FlightDuePage() -> impl IntoView {
    let (desk, i18n, params) = (use_desk(), use_i18n(), use_params_map());
    let flight = Memo::new(move |_| params.read().get("flight").and_then(|id| id.parse::<FlightId>().ok()));
    let (known, gives) = (RwSignal::new(BTreeMap::new()), RwSignal::new(VoucherKind::Meal));
    // An answer is about one flight, and so is what everybody gets.
    Effect::new(move |before: Option<Option<FlightId>>| {
        let now = flight.get();
        if before.is_some_and(|before| before != now) {
            known.set(BTreeMap::new());
            gives.set(VoucherKind::Meal);
        }
        now
    });
    let tick = desk.tick(&["flight", "trip", "passenger", "voucher", "claim", "allowance", "overruling"]);
    let asked = Memo::new(move |_| {
        flight.get().map(|flight| FlightDueArgs { flight, known: known.get(), gives: gives.get() })
    });
    let due = load::<GetFlightDue>(move || {
        tick.track();
        asked.get()
    });
    let of = due.value;
    let row = Memo::new(move |_| of.with(|due| due.as_ref().map(|due| due.flight.clone())));
    let people =
        Memo::new(move |_| of.with(|due| due.as_ref().map(|due| due.people.clone()).unwrap_or_default()));
    let questions =
        Memo::new(move |_| of.with(|due| due.as_ref().map(|due| due.questions.clone()).unwrap_or_default()));
    let by_law =
        Memo::new(move |_| of.with(|due| due.as_ref().map(|due| due.due.clone()).unwrap_or_default()));
    let allowance = Memo::new(move |_| of.with(|due| due.as_ref().and_then(|due| due.allowance)));
    let printable = Memo::new(move |_| of.with(|due| due.as_ref().map_or(0, |due| due.printable)));
    let incomplete = move || of.with(|due| due.as_ref().is_some_and(|due| !due.ready));
    let choice = Choice::new(people);
    // Who was taken out of the meals may want a bed.
    Effect::new(move |_| {
        gives.track();
        choice.restore();
    });
    let kinds =
        Memo::new(move |_| of.with(|due| due.as_ref().map(|due| due.kinds.clone()).unwrap_or_default()));
    let title = move || {
        row.with(|row| match row {
            Some(row) => {
                t_string!(
                    i18n,
                    compensation.flight_title,
                    flight = row.designator.as_str(),
                    city = i18n.place(&row.city)
                )
            }
            None => t_string!(i18n, compensation.title).to_owned(),
        })
    };
    let cause = move || {
        row.with(|row| row.as_ref().and_then(|row| row.cause.clone())).map(|c| i18n.text(words::cause(&c)))
    };
    let back = move || {
        flight.get().map(|flight| {
            view! {
                <LinkButton icon=Icon::ArrowLeft href=format!("/flights/{flight}")>
                    {t!(i18n, compensation.back_to_flight)}
                </LinkButton>
            }
        })
    };
    view! {
        <div class="page" data-test="flight-due">
            <PageHead title lead=move || cause actions=move || back />
            <Until of=due rows=12>
                <Card flush=true>{move || row.get().map(|flight| view! { <FlightLine flight /> })}</Card>
                <Show when=incomplete>
                    <Notice tone=Tone::Info>{t!(i18n, board.manifest_loading)}</Notice>
                </Show>
                <Totals choice by_law />
                <Gives kinds gives />
                {move || asked.get().map(|asked| view! { <IssueAll asked choice allowance printable /> })}
                <Questions questions known />
                {move || flight.get().map(|flight| view! { <FlightPeople flight choice /> })}
            </Until>
        </div>
    }
}

/// What everybody gets: one kind at a time, each with its own choice of people.
#[component]
fn Gives(kinds: Memo<Vec<VoucherKind>>, gives: RwSignal<VoucherKind>) -> impl IntoView {
    let i18n = use_i18n();
    let one = move |kind: VoucherKind| {
        view! {
            <button type="button" class="segment" data-test="gives" data-kind=kind.name()
                aria-pressed=move || (gives.get() == kind).to_string()
                on:click=move |_| gives.set(kind)>
                {move || i18n.text(kind_words(kind))}
            </button>
        }
    };
    view! {
        <Show when=move || kinds.with(|kinds| kinds.len() > 1)>
            <div class="line">
                <div class="segments" role="group" aria-label=t!(i18n, compensation.gives)>
                    {move || kinds.get().into_iter().map(one).collect_view()}
                </div>
            </div>
        </Show>
    }
}

/// The running totals: the law's money in its currencies, and the vouchers that are about to be issued.
#[component]
fn Totals(choice: Choice, by_law: Memo<Vec<airside_shared::money::Money>>) -> impl IntoView {
    let i18n = use_i18n();
    let people = move || choice.people.with(Vec::len);
    let exceptions = Memo::new(move |_| {
        choice.people.with(|all| all.iter().filter(|person| !person.exceptions.is_empty()).count())
    });
    let figure = move |count: usize| number(i18n.locale.get(), count as i64);
    let tone = Signal::derive(move || if exceptions.get() > 0 { Tone::Warning } else { Tone::Neutral });
    view! {
        <div class="tiles" data-test="flight-due-totals">
            <Stat label=t!(i18n, compensation.people) icon=Icon::People value=move || figure(people()) />
            <Stat
                label=t!(i18n, compensation.money_due)
                icon=Icon::Audit
                value=move || by_law.with(|sums| sum_words(i18n, sums))
                note=t!(i18n, compensation.law_total_note)
            />
            <Stat
                label=t!(i18n, compensation.chosen)
                icon=Icon::Voucher
                value=move || sum_words(i18n, &choice.total())
                note=move || t_string!(i18n, compensation.chosen_note, count = choice.trips().len())
                attr:data-test="chosen-total"
            />
            <Stat
                label=t!(i18n, compensation.look_at)
                icon=Icon::Alert
                tone=tone
                value=move || figure(exceptions.get())
            />
        </div>
    }
}
