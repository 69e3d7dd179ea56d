use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use crate::desk::use_desk;

/// Runs `lock` when nobody has touched the device for as long as its kind allows.
pub fn lock_when_idle(lock: Callback<()>) {
    let desk = use_desk();
    let last = StoredValue::new(js_sys::Date::now());
    let touched = move || last.set_value(js_sys::Date::now());
    let listeners = [
        window_event_listener(ev::keydown, move |_| touched()),
        window_event_listener(ev::pointerdown, move |_| touched()),
        window_event_listener(ev::pointermove, move |_| touched()),
        window_event_listener(ev::wheel, move |_| touched()),
    ];
    let allowed = move || {
        desk.status.with_untracked(|status| status.as_ref().map(|status| status.device.idle_seconds()))
    };
    let timer = set_interval_with_handle(
        move || {
            let idle = (js_sys::Date::now() - last.get_value()) / 1_000.0;
            if allowed().is_some_and(|allowed| idle >= f64::from(allowed)) {
                touched();
                lock.run(());
            }
        },
        Duration::from_secs(1),
    );
    on_cleanup(move || {
        listeners.into_iter().for_each(|listener| listener.remove());
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
}
