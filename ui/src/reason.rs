//! Asking why, before something is taken back or refused. Who is asked has said nothing yet, so nothing is kept of an
//! earlier answer; what was typed stays when the desk refuses it.

use airside_shared::{Fault, ipc::Call};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::fault::fault_words;
use crate::i18n::{I18n, use_i18n};
use crate::loaded;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, TextArea};

/// The longest reason, in letters.
const MOST: u32 = 200;

/// A reason that is being asked for.
#[derive(Clone, Copy)]
pub struct Reason {
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    text: RwSignal<String>,
    fault: RwSignal<Option<Fault>>,
}

impl Reason {
    /// Asks whenever there is something that it is about, and leaves nothing when it is closed.
    pub fn about<T: Send + Sync + 'static>(what: RwSignal<Option<T>>) -> Self {
        let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
        let (text, fault) = (RwSignal::new(String::new()), RwSignal::new(None));
        Effect::new(move |_| {
            if what.with(Option::is_some) {
                text.set(String::new());
                fault.set(None);
                open.set(true);
            }
        });
        Effect::new(move |_| {
            if !open.get() {
                what.set(None);
            }
        });
        Self { open, busy, text, fault }
    }

    /// Does the act for which the reason was asked; the rule says whether it is one.
    pub fn act<C>(self, args: impl FnOnce(String) -> C::Args, done: impl FnOnce() + 'static)
    where
        C: Call + 'static,
        C::Args: 'static,
    {
        let text = self.text.with_untracked(|text| text.trim().to_owned());
        loaded::act::<C>(args(text), self.busy, move |answer| match answer {
            Ok(_) => {
                self.open.set(false);
                done();
            }
            Err(fault) => self.fault.set(Some(fault)),
        });
    }
}

#[component]
pub fn ReasonDialog(
    reason: Reason,
    #[prop(into)] title: TextProp,
    #[prop(into)] label: TextProp,
    #[prop(into)] hint: TextProp,
    /// Leaves everything as it is.
    #[prop(into)]
    keep: TextProp,
    #[prop(into)] go: TextProp,
    #[prop(default = Icon::Ban)] icon: Icon,
    /// What a fault of this feature is called.
    #[prop(default = fault_words)]
    words: fn(I18n, &Fault) -> String,
    on_go: impl Fn() + Copy + Send + Sync + 'static,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Reason { open, busy, text, fault } = reason;
    let (keep, go) = (StoredValue::new(keep), StoredValue::new(go));
    let wrong = Signal::derive(move || fault.get().map(|fault| words(i18n, &fault)));
    view! {
        <Dialog open title actions=move || view! {
            <Button on_press=move |()| open.set(false)>{move || keep.with_value(TextProp::get)}</Button>
            <Button kind=ButtonKind::Danger icon busy attr:data-test="reason-confirm" on_press=move |()| on_go()>
                {move || go.with_value(TextProp::get)}
            </Button>
        }>
            <div class="stack" data-test="reason">
                {children.as_ref().map(|children| children())}
                <TextArea label=label.clone() hint=hint.clone() value=text error=wrong max_length=MOST />
            </div>
        </Dialog>
    }
}
