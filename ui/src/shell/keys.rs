use std::time::Duration;

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::i18n::use_i18n;
use crate::t;
use crate::widgets::{Dialog, Icon, Kbd};

/// Something that can be done by name or by key: a row of the palette, a line of the cheat sheet, a shortcut.
#[derive(Clone)]
pub struct PaletteItem {
    /// Tells it from others; also what the tests press.
    pub id: &'static str,
    pub label: TextProp,
    /// Where it is or what it does, in a few words.
    pub hint: Option<TextProp>,
    /// `F2`, `Ctrl+Enter`, `N`. A single letter works only where nobody is typing.
    pub key: Option<&'static str>,
    pub icon: Icon,
    pub action: Callback<()>,
}

impl PaletteItem {
    pub fn new(
        id: &'static str,
        label: impl Into<TextProp>,
        icon: Icon,
        action: Callback<()>,
    ) -> PaletteItem {
        PaletteItem { id, label: label.into(), hint: None, key: None, icon, action }
    }

    pub fn hint(mut self, words: impl Into<TextProp>) -> PaletteItem {
        self.hint = Some(words.into());
        self
    }

    pub fn key(mut self, key: &'static str) -> PaletteItem {
        self.key = Some(key);
        self
    }
}

/// All that can be done now; a context. The shell gives what works everywhere, each page adds its own.
#[derive(Clone, Copy)]
pub struct Commands {
    pub everywhere: RwSignal<Vec<PaletteItem>>,
    pub page: RwSignal<Vec<PaletteItem>>,
    pub palette_open: RwSignal<bool>,
    pub keys_open: RwSignal<bool>,
}

impl Commands {
    /// The page's own commands, until the page goes.
    pub fn on_this_page(self, items: Vec<PaletteItem>) {
        let first = items.first().map(|item| item.id);
        self.page.set(items);
        on_cleanup(move || {
            // The next page may have set its own before this one went.
            let _ = self.page.try_update(|page| {
                if page.first().map(|item| item.id) == first {
                    page.clear();
                }
            });
        });
    }

    fn bound_to(self, event: &KeyboardEvent) -> Option<PaletteItem> {
        let (key, chord) = (event.key(), Chord::of(event));
        let find = |items: RwSignal<Vec<PaletteItem>>| {
            items.with_untracked(|items| {
                items.iter().find(|item| item.key.is_some_and(|bound| chord.is(bound, &key))).cloned()
            })
        };
        find(self.page).or_else(|| find(self.everywhere))
    }
}

/// Puts [`Commands`] into the context and listens to the keys of the window.
pub fn provide_commands() -> Commands {
    let commands = Commands {
        everywhere: RwSignal::default(),
        page: RwSignal::default(),
        palette_open: RwSignal::new(false),
        keys_open: RwSignal::new(false),
    };
    provide_context(commands);
    let presses = StoredValue::new(0_u32);
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        presses.update_value(|n| *n = n.wrapping_add(1));
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let (key, chord) = (event.key(), Chord::of(&event));
        let act: Callback<()> = if chord.is("Ctrl+K", &key) {
            Callback::new(move |()| commands.palette_open.update(|open| *open = !*open))
        } else if chord.is("?", &key) {
            Callback::new(move |()| commands.keys_open.set(true))
        } else if let Some(item) = commands.bound_to(&event).filter(|_| !over_the_page()) {
            item.action
        } else {
            return;
        };
        if key.chars().count() > 1 || chord.ctrl || chord.alt {
            event.prevent_default();
            act.run(());
        } else if !is_typing(&event) {
            // A single letter may be the first of a scan: it counts only when no other follows at once.
            let mine = presses.get_value();
            let run_if_alone = move || {
                if presses.try_get_value() == Some(mine) {
                    // The page whose key it was may be gone.
                    let _ = act.try_run(());
                }
            };
            set_timeout(run_if_alone, Duration::from_millis(40));
        }
    });
    on_cleanup(move || listener.remove());
    commands
}

/// The commands of the window.
pub fn use_commands() -> Commands {
    expect_context::<Commands>()
}

struct Chord {
    ctrl: bool,
    alt: bool,
    shift: bool,
}

impl Chord {
    fn of(event: &KeyboardEvent) -> Chord {
        Chord { ctrl: event.ctrl_key() || event.meta_key(), alt: event.alt_key(), shift: event.shift_key() }
    }

    /// Whether `key` with these modifiers is `bound`. A sign that needs Shift on some keyboards is the sign.
    fn is(&self, bound: &str, key: &str) -> bool {
        let mut wants = Chord { ctrl: false, alt: false, shift: false };
        let mut name = bound;
        while let Some((modifier, rest)) = name.split_once('+').filter(|(_, rest)| !rest.is_empty()) {
            match modifier {
                "Ctrl" => wants.ctrl = true,
                "Alt" => wants.alt = true,
                "Shift" => wants.shift = true,
                _ => return false,
            }
            name = rest;
        }
        let is_sign = name.chars().count() == 1 && !name.chars().all(char::is_alphabetic);
        name.eq_ignore_ascii_case(key)
            && self.ctrl == wants.ctrl
            && self.alt == wants.alt
            && (is_sign || self.shift == wants.shift)
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.and_then(|element| element.closest("input,textarea,select,.pin").ok().flatten()).is_some()
}

/// While a dialog is open, the keys of the page behind it must do nothing.
fn over_the_page() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// The cheat sheet: each key that works now. Opened by `?`.
#[component]
pub fn CheatSheet() -> impl IntoView {
    let i18n = use_i18n();
    let commands = use_commands();
    let lines = move |items: RwSignal<Vec<PaletteItem>>| {
        let bound = items.get().into_iter().filter_map(|item| Some((item.key?, item.label)));
        bound.map(|(key, label)| key_line(key, label)).collect_view()
    };
    view! {
        <Dialog open=commands.keys_open title=t!(i18n, shell.keys) wide=true>
            <div class="cheat-sheet">
                <Show when=move || commands.page.with(|page| page.iter().any(|item| item.key.is_some()))>
                    <section class="cheat-sheet__group">
                        <h3 class="overline">{t!(i18n, shell.keys_on_this_page)}</h3>
                        <dl class="cheat-sheet__keys">{move || lines(commands.page)}</dl>
                    </section>
                </Show>
                <section class="cheat-sheet__group">
                    <h3 class="overline">{t!(i18n, shell.keys_everywhere)}</h3>
                    <dl class="cheat-sheet__keys">
                        {move || lines(commands.everywhere)} {key_line("Ctrl+K", t!(i18n, shell.find_anything).into())}
                        {key_line("?", t!(i18n, shell.keys).into())}
                    </dl>
                    <p class="cheat-sheet__scan">{t!(i18n, shell.keys_scan)}</p>
                </section>
            </div>
        </Dialog>
    }
}

fn key_line(key: &'static str, label: TextProp) -> impl IntoView {
    view! {
        <div class="cheat-sheet__line">
            <dt>{move || label.get()}</dt>
            <dd><Kbd key /></dd>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::Chord;

    #[test]
    fn a_chord_needs_exactly_its_modifiers() {
        let ctrl = Chord { ctrl: true, alt: false, shift: false };
        assert!(ctrl.is("Ctrl+K", "k"));
        assert!(!ctrl.is("K", "k"));
        assert!(!ctrl.is("Ctrl+Shift+K", "K"));
    }

    #[test]
    fn a_sign_is_the_sign_with_or_without_shift() {
        let shift = Chord { ctrl: false, alt: false, shift: true };
        assert!(shift.is("?", "?"));
        assert!(!shift.is("F2", "F2"));
    }
}
