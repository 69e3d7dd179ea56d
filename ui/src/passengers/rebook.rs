use airside_shared::{
    Fault,
    ids::{FlightId, TripId},
    ipc::{AlternativesArgs, FlightRow, ListAlternatives, Rebook, RebookArgs},
};
use leptos::prelude::*;

use crate::board::FlightLine;
use crate::fault::FaultNotice;
use crate::i18n::use_i18n;
use crate::loaded::{Until, act, load};
use crate::widgets::{Button, ButtonKind, Dialog, EmptyState, Glyph, Icon, Tone, use_toasts};
use crate::{t, t_string};

/// Moves the passenger off `leave` (trip and flight) to another flight of the same route.
#[component]
pub fn RebookDialog(open: RwSignal<bool>, leave: Memo<Option<(TripId, FlightId)>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let chosen = RwSignal::new(None::<FlightId>);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let flights = load::<ListAlternatives>(move || {
        let (_, flight) = leave.get()?;
        open.get().then_some(AlternativesArgs { flight })
    });
    let go = move |()| {
        let (Some((trip, from)), Some(to)) = (leave.get_untracked(), chosen.get_untracked()) else { return };
        fault.set(None);
        act::<Rebook>(RebookArgs { trip, from, to }, busy, move |reply| match reply {
            Ok(_) => {
                toasts.say(Tone::Positive, t_string!(i18n, passengers.saved));
                chosen.set(None);
                open.set(false);
            }
            Err(refused) => fault.set(Some(refused)),
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t!(i18n, passengers.keep)}</Button>
            <Button
                kind=ButtonKind::Primary
                busy
                disabled=Signal::derive(move || chosen.get().is_none())
                on_press=go
                attr:data-test="rebook-go"
            >
                {t!(i18n, passengers.rebook)}
            </Button>
        }
    };
    view! {
        <Dialog open title=t!(i18n, passengers.rebook_title) actions wide=true>
            <div class="stack">
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <Until of=flights rows=4>
                    {move || {
                        let rows = flights.value.get().unwrap_or_default();
                        if rows.is_empty() {
                            return view! {
                                <EmptyState
                                    icon=Icon::Plane
                                    title=t!(i18n, passengers.no_other)
                                    detail=t!(i18n, passengers.no_other_detail)
                                />
                            }
                            .into_any();
                        }
                        rows.into_iter()
                            .map(|flight| view! { <Choice flight chosen /> })
                            .collect_view()
                            .into_any()
                    }}
                </Until>
            </div>
        </Dialog>
    }
}

#[component]
fn Choice(flight: FlightRow, chosen: RwSignal<Option<FlightId>>) -> impl IntoView {
    let i18n = use_i18n();
    let id = flight.id;
    let free = flight.seats.saturating_sub(flight.booked);
    let pressed = move || chosen.get() == Some(id);
    view! {
        <button
            type="button"
            class="alternative"
            data-test="alternative"
            aria-pressed=move || pressed().to_string()
            on:click=move |_| chosen.set(Some(id))
        >
            <FlightLine flight>
                <Show when=pressed>
                    <Glyph icon=Icon::Check />
                </Show>
                <span>{move || t_string!(i18n, passengers.free_seats, count = u32::from(free))}</span>
            </FlightLine>
        </button>
    }
}
