use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventInit, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};

use super::wedge::{Verdict, Wedge};
use crate::i18n::use_i18n;
use crate::t;

/// What a focused input held before the first character of what may be a scan.
enum Before {
    Input(HtmlInputElement, String),
    Area(HtmlTextAreaElement, String),
}

impl Before {
    fn of_focus() -> Option<Before> {
        let focused = document().active_element()?;
        match focused.dyn_into::<HtmlInputElement>() {
            Ok(input) => Some(Before::Input(input.clone(), input.value())),
            Err(other) => {
                let area = other.dyn_into::<HtmlTextAreaElement>().ok()?;
                Some(Before::Area(area.clone(), area.value()))
            }
        }
    }

    /// Takes the scan's characters out again and tells the page, whose signals follow `input` events.
    fn restore(self) {
        let target: web_sys::EventTarget = match self {
            Before::Input(input, value) => {
                input.set_value(&value);
                input.into()
            }
            Before::Area(area, value) => {
                area.set_value(&value);
                area.into()
            }
        };
        let bubbles = EventInit::new();
        bubbles.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("input", &bubbles) {
            let _ = target.dispatch_event(&event);
        }
    }
}

struct Capture {
    wedge: RefCell<Wedge>,
    before: RefCell<Option<Before>>,
    timer: Cell<Option<TimeoutHandle>>,
    sound: RefCell<Option<web_sys::AudioContext>>,
}

/// Hears a scanner on every page; once, in the frame. `on_scan` gets the payload: lines of a machine-readable
/// zone are joined by a line feed. An element with `data-scan="ignore"` round the focus switches it off.
#[component]
pub fn ScanCapture(#[prop(into)] on_scan: Callback<String>) -> impl IntoView {
    let i18n = use_i18n();
    let flash = RwSignal::new(0_u32);
    let capture = Rc::new(Capture {
        wedge: RefCell::default(),
        before: RefCell::default(),
        timer: Cell::new(None),
        sound: RefCell::default(),
    });
    let finish = {
        let capture = Rc::clone(&capture);
        move || {
            capture.timer.set(None);
            let payload = capture.wedge.borrow_mut().silence();
            capture.before.take();
            if let Some(payload) = payload {
                beep(&capture.sound);
                // Whoever scanned may have locked the screen in the same moment.
                let _ = flash.try_update(|n| *n += 1);
                let _ = on_scan.try_run(payload);
            }
        }
    };
    let hear = move |event: KeyboardEvent| {
        if let Some(timer) = capture.timer.take() {
            timer.clear();
        }
        judge(&capture, &event);
        let patience = capture.wedge.borrow().patience();
        if let Some(wait) = patience {
            let finish = finish.clone();
            let timer = set_timeout_with_handle(finish, Duration::from_millis(wait.unsigned_abs().into()));
            capture.timer.set(timer.ok());
        }
    };
    // Before the page's own listeners, which must not see the keys of a scan.
    listen_first(hear);
    // Each scan makes new elements, so that the flash plays and the word is read aloud every time.
    let newest = move || Some(flash.get()).filter(|scans| *scans > 0);
    view! {
        <div class="unseen" role="status">
            <For each=newest key=|scans| *scans let(_scans)>
                <span>{t!(i18n, shell.scanned)}</span>
            </For>
        </div>
        <For each=newest key=|scans| *scans let(_scans)>
            <div class="scan-flash" aria-hidden="true"></div>
        </For>
    }
}

fn judge(capture: &Capture, event: &KeyboardEvent) {
    let mut wedge = capture.wedge.borrow_mut();
    let key = event.key();
    // Shift comes with capitals; a held key repeats as fast as a scanner.
    if matches!(key.as_str(), "Shift" | "CapsLock") {
        return;
    }
    let chord = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing();
    if chord || event.repeat() || is_switched_off(event) {
        wedge.other();
        return;
    }
    let verdict = match key.as_str() {
        "Enter" => wedge.enter(event.time_stamp()),
        single if single.chars().count() == 1 => wedge.character(single, event.time_stamp()),
        _ => {
            wedge.other();
            return;
        }
    };
    match verdict {
        Verdict::Pass => return,
        Verdict::Start => {
            capture.before.replace(Before::of_focus());
            return;
        }
        Verdict::Recognised => {
            if let Some(before) = capture.before.take() {
                before.restore();
            }
        }
        Verdict::Swallow | Verdict::LineEnd => {}
    }
    event.prevent_default();
    event.stop_immediate_propagation();
}

fn is_switched_off(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.and_then(|element| element.closest("[data-scan=ignore]").ok().flatten()).is_some()
}

/// Listens on the window in the capture phase until the component goes.
fn listen_first(hear: impl FnMut(KeyboardEvent) + 'static) {
    let closure = wasm_bindgen::closure::Closure::<dyn FnMut(KeyboardEvent)>::new(hear);
    let function: js_sys::Function = closure.as_ref().unchecked_ref::<js_sys::Function>().clone();
    let _ = window().add_event_listener_with_callback_and_bool("keydown", &function, true);
    let held = SendWrapper::new((closure, function));
    on_cleanup(move || {
        let (_closure, function) = held.take();
        let _ = window().remove_event_listener_with_callback_and_bool("keydown", &function, true);
    });
}

/// A short tone. Without sound on the device nothing is lost: the flash says the same.
fn beep(sound: &RefCell<Option<web_sys::AudioContext>>) {
    let mut sound = sound.borrow_mut();
    if sound.is_none() {
        *sound = web_sys::AudioContext::new().ok();
    }
    let Some(context) = sound.as_ref() else { return };
    let play = || -> Result<(), JsValue> {
        let (tone, volume) = (context.create_oscillator()?, context.create_gain()?);
        let now = context.current_time();
        tone.frequency().set_value(1_320.0);
        volume.gain().set_value_at_time(0.08, now)?;
        volume.gain().exponential_ramp_to_value_at_time(0.0001, now + 0.09)?;
        tone.connect_with_audio_node(&volume)?;
        volume.connect_with_audio_node(&context.destination())?;
        tone.start()?;
        tone.stop_with_when(now + 0.1)
    };
    let _ = play();
}
