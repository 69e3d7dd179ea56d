//! Nobody there: after a while the screen starts over, and says so before.

use std::time::Duration;

use airside_shared::devices::DeviceKind;
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::t;
use crate::widgets::{Button, ButtonKind, Dialog};

/// Seconds of warning before the screen starts over.
const WARNING: u32 = 10;

/// Seconds left until the screen starts over, when it is time to say so; 0 when it does.
pub fn left(idle: u32) -> Option<u32> {
    let limit = DeviceKind::Kiosk.idle_seconds();
    (idle + WARNING >= limit).then(|| limit.saturating_sub(idle))
}

/// Counts the seconds without a touch or a key while `busy`, warns, and calls `reset`. Setting `idle` to 0 is a
/// sign of life.
#[component]
pub fn IdleWatch(
    idle: RwSignal<u32>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] reset: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let tick = move || {
        if !busy.get_untracked() {
            return;
        }
        idle.update(|idle| *idle += 1);
        match left(idle.get_untracked()) {
            Some(0) => {
                open.set(false);
                reset.run(());
            }
            Some(_) => open.set(true),
            None => {}
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    let alive = move || {
        idle.set(0);
        open.set(false);
    };
    let touched = window_event_listener(leptos::ev::pointerdown, move |_| alive());
    let pressed = window_event_listener(leptos::ev::keydown, move |_| alive());
    on_cleanup(move || {
        touched.remove();
        pressed.remove();
    });
    let seconds = move || left(idle.get()).unwrap_or(WARNING);
    view! {
        <Dialog open title=t!(i18n, kiosk.still_there)
            actions=move || view! {
                <Button kind=ButtonKind::Primary wide=true attr:data-test="kiosk-stay"
                    on_press=move |()| alive()>
                    {t!(i18n, kiosk.stay)}
                </Button>
            }>
            <p role="timer" data-test="kiosk-warning">
                {move || crate::t_string!(i18n, kiosk.resets, count = seconds())}
            </p>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn the_last_ten_of_sixty_seconds_are_announced() {
        assert_eq!(left(49), None);
        assert_eq!(left(50), Some(10));
        assert_eq!(left(60), Some(0));
    }
}
