use std::time::Duration;

use leptos::prelude::*;

use super::{Button, ButtonKind, Glyph, Icon, IconButton, Tone};
use crate::i18n::use_i18n;
use crate::t;

/// How long an act can be undone, and how long a toast stays.
const UNDO: Duration = Duration::from_secs(10);
const STAYS: Duration = Duration::from_secs(5);

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    undo: Option<Callback<()>>,
}

/// Short messages in the bar of the window, where they cover nothing; a context. The newest is shown; failures
/// stay until they are dismissed.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Says that something was done: "Saved on this device".
    pub fn say(self, tone: Tone, text: impl Into<String>) {
        let id = self.push(tone, text.into(), None);
        if tone != Tone::Critical {
            set_timeout(move || self.dismiss(id), STAYS);
        }
    }

    /// The same with ten seconds to take it back. Not for money, which gets a visible reversing entry.
    pub fn say_with_undo(self, text: impl Into<String>, undo: Callback<()>) {
        let id = self.push(Tone::Neutral, text.into(), Some(undo));
        set_timeout(move || self.dismiss(id), UNDO);
    }

    fn push(self, tone: Tone, text: String, undo: Option<Callback<()>>) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            // Three at most: an older one has been read or never will be. Failures are kept.
            if list.len() >= 3
                && let Some(oldest) = list.iter().position(|toast| toast.tone != Tone::Critical)
            {
                list.remove(oldest);
            }
            list.push(Toast { id, tone, text, undo });
        });
        id
    }

    fn dismiss(self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Puts [`Toasts`] into the context.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

/// The toasts of the window.
pub fn use_toasts() -> Toasts {
    expect_context::<Toasts>()
}

/// Where they appear; once, in the frame.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let(toast)>
                {
                    let Toast { id, tone, text, undo } = toast;
                    let icon = match tone {
                        Tone::Critical | Tone::Warning => Icon::Alert,
                        Tone::Info => Icon::Info,
                        Tone::Neutral | Tone::Accent | Tone::Positive => Icon::CheckCircle,
                    };
                    let take_back = move |act: Callback<()>| {
                        toasts.dismiss(id);
                        act.run(());
                    };
                    view! {
                        <div class=format!("toast {}", tone.class()) data-test="toast">
                            <Glyph icon />
                            <span class="toast__text" dir="auto" title=text.clone()>{text.clone()}</span>
                            {undo
                                .map(|act| {
                                    view! {
                                        <Button kind=ButtonKind::Quiet attr:data-test="toast-undo"
                                            on_press=move |()| take_back(act)>
                                            {t!(i18n, shell.undo)}
                                        </Button>
                                    }
                                })}
                            <IconButton
                                icon=Icon::Close
                                label=t!(i18n, shell.dismiss)
                                on_press=move |()| toasts.dismiss(id)
                            />
                        </div>
                    }
                }
            </For>
        </div>
    }
}
