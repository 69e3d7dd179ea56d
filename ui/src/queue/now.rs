//! The page's clock, and when to load again.

use std::time::Duration;

use leptos::prelude::*;

use crate::desk::use_desk;
use crate::loaded::awake;

/// Ages are shown in minutes, so a few times a minute is live.
const STEP: Duration = Duration::from_secs(10);

/// Milliseconds since 1970, UTC, moving while the page is there.
pub fn live_now() -> Signal<i64> {
    let read = || js_sys::Date::now() as i64;
    let now = RwSignal::new(read());
    if let Ok(timer) = set_interval_with_handle(move || now.set(read()), STEP) {
        on_cleanup(move || timer.clear());
    }
    now.into()
}

/// Acts made here; and waiting, refused and last sent, as the desk counts them.
type Moved = (u32, Option<(u32, u32, Option<i64>)>);

/// Changes whenever entries may have moved: an act was made here, or the counts of the queue are others.
pub fn entries_moved() -> Memo<Moved> {
    let desk = use_desk();
    let acts = desk.tick(&["queue", "case", "voucher", "sale", "trolley", "trip", "passenger", "timeline"]);
    awake(Memo::new(move |_| {
        let counts = desk.status.with(|status| {
            let sync = &status.as_ref()?.sync;
            Some((sync.waiting, sync.attention, sync.last_push.map(|at| at.as_millisecond())))
        });
        (acts.get(), counts)
    }))
}
