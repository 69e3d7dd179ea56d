use airside_shared::{
    access::Permission,
    ids::{FlightId, PassengerId, TripId},
    ipc::TripView,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::rebook::RebookDialog;
use super::trips::{assessable, movable};
use crate::cases::CaseDialog;
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::shell::{PaletteItem, use_commands};
use crate::t;
use crate::t_string;

use crate::widgets::{Button, ButtonKind, Icon, Tone, use_toasts};

/// What can be done for the passenger: log a case, see what is due, move to another flight.
#[component]
pub fn Actions(id: Memo<Option<PassengerId>>, trips: Memo<Vec<TripView>>) -> impl IntoView {
    let (desk, i18n, toasts) = (use_desk(), use_i18n(), use_toasts());
    let (logging, moving) = (RwSignal::new(false), RwSignal::new(false));
    let due = Memo::new(move |_| trips.with(|trips| assessable(trips)));
    let leave = Memo::new(move |_| trips.with(|trips| movable(trips)));
    let navigate = use_navigate();
    let may_log = Memo::new(move |_| desk.grant(Permission::CaseWrite).allowed);
    let may_move = Memo::new(move |_| desk.grant(Permission::Rebook).allowed && leave.get().is_some());
    let log = Callback::new(move |()| logging.set(may_log.get_untracked()));
    let assess = Callback::new(move |()| match (id.get_untracked(), due.get_untracked()) {
        (Some(id), Some((trip, flight))) => navigate(&due_href(id, trip, flight), Default::default()),
        _ => toasts.say(Tone::Info, t_string!(i18n, passengers.nothing_disrupted)),
    });
    let rebook = Callback::new(move |()| moving.set(may_move.get_untracked()));
    use_commands().on_this_page(vec![
        PaletteItem::new("passenger-case", t!(i18n, cases.log), Icon::Case, log).key("N"),
        PaletteItem::new("passenger-due", t!(i18n, compensation.title), Icon::Wallet, assess).key("D"),
        PaletteItem::new("passenger-rebook", t!(i18n, passengers.rebook), Icon::SwitchUser, rebook).key("B"),
    ]);
    let trip = Signal::derive(move || {
        due.get().map(|(trip, _)| trip).or_else(|| trips.with(|trips| trips.first().map(|trip| trip.trip)))
    });
    let flight = Signal::derive(move || due.get().map(|(_, flight)| flight));
    view! {
        <div class="person__actions">
            <Show when=move || may_log.get()>
                <Button icon=Icon::Case key="N" on_press=log attr:data-test="case-open">
                    {t!(i18n, cases.log)}
                </Button>
            </Show>
            <Show when=move || may_move.get()>
                <Button icon=Icon::SwitchUser key="B" on_press=rebook attr:data-test="rebook">
                    {t!(i18n, passengers.rebook)}
                </Button>
            </Show>
            <Show when=move || due.get().is_some()>
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Wallet
                    key="D"
                    on_press=assess
                    attr:data-test="due-open"
                >
                    {t!(i18n, compensation.title)}
                </Button>
            </Show>
        </div>
        <CaseDialog open=logging passenger=id trip=trip flight=flight />
        <RebookDialog open=moving leave />
    }
}

/// Where what is due for one segment stands.
pub(super) fn due_href(id: PassengerId, trip: TripId, flight: FlightId) -> String {
    format!("/passengers/{id}/due?trip={trip}&flight={flight}")
}
