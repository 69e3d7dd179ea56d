use airside_shared::{
    ids::PassengerId,
    ipc::{OpenPassenger, PassengerArgs, PassengerPage as Page},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    actions::Actions, consents::Consents, head::Head, history::History, owed::CasesAndVouchers,
    preferences::Preferences, secrets::Secrets, trips::Trips,
};
use crate::desk::use_desk;
use crate::loaded::{Until, load};

/// Kinds whose change changes the page.
const KINDS: &[&str] = &["passenger", "trip", "timeline", "case", "voucher", "flight", "preference", "queue"];

/// The passenger of the address.
pub(crate) fn passenger_in_path() -> Memo<Option<PassengerId>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("id").and_then(|id| id.parse().ok()))
}

/// Everything about one passenger that the person may see.
#[component]
pub fn PassengerPage() -> impl IntoView {
    let desk = use_desk();
    let id = passenger_in_path();
    let tick = desk.tick(KINDS);
    let loaded = load::<OpenPassenger>(move || {
        tick.track();
        id.get().map(|passenger| PassengerArgs { passenger })
    });
    // Another passenger's page must not stand under this one's address while it loads.
    let page = Memo::new(move |_| {
        let wanted = id.get();
        loaded.value.get().filter(|page: &Page| Some(page.passenger.id) == wanted)
    });
    let passenger = Memo::new(move |_| page.with(|page| page.as_ref().map(|page| page.passenger.clone())));
    let trips =
        Memo::new(move |_| page.with(|page| page.as_ref().map(|p| p.trips.clone()).unwrap_or_default()));
    let party =
        Memo::new(move |_| page.with(|page| page.as_ref().map(|p| p.party.clone()).unwrap_or_default()));
    let timeline =
        Memo::new(move |_| page.with(|page| page.as_ref().map(|p| p.timeline.clone()).unwrap_or_default()));
    let cases =
        Memo::new(move |_| page.with(|page| page.as_ref().map(|p| p.cases.clone()).unwrap_or_default()));
    let vouchers =
        Memo::new(move |_| page.with(|page| page.as_ref().map(|p| p.vouchers.clone()).unwrap_or_default()));
    let state = Memo::new(move |_| page.with(|page| page.as_ref().map(|p| p.state).unwrap_or_default()));
    view! {
        <div class="page passenger" data-test="passenger">
            <Until of=loaded rows=10>
                <div class="passenger__top"><Head passenger trips /><Actions id trips /></div>
                <div class="passenger__columns">
                    <div class="passenger__main">
                        <Trips id trips party />
                        <CasesAndVouchers cases vouchers />
                        <History timeline />
                    </div>
                    <div class="passenger__side">
                        <Preferences passenger state />
                        <Secrets passenger />
                        <Consents passenger />
                    </div>
                </div>
            </Until>
        </div>
    }
}
