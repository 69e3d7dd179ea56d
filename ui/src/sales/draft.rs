//! Orders that are not paid yet outlive the lock screen: nobody starts again because the device locked itself. Each
//! person has their own.

use std::cell::RefCell;
use std::collections::BTreeMap;

use airside_shared::{
    ids::{FlightId, UserId},
    ipc::OrderLine,
};
use leptos::prelude::*;

type Owner = (Option<UserId>, FlightId);

thread_local! {
    static DRAFTS: RefCell<BTreeMap<Owner, Vec<OrderLine>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The lines of the order, as the person left them, kept from now on.
pub fn kept(user: Option<UserId>, flight: FlightId) -> RwSignal<Vec<OrderLine>> {
    let owner = (user, flight);
    let lines = RwSignal::new(DRAFTS.with_borrow(|all| all.get(&owner).cloned().unwrap_or_default()));
    Effect::new(move |_| {
        let now = lines.get();
        DRAFTS
            .with_borrow_mut(|all| if now.is_empty() { all.remove(&owner) } else { all.insert(owner, now) });
    });
    lines
}
