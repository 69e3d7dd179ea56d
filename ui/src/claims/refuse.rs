use airside_shared::{
    Fault,
    ipc::{ClaimRow as Row, RefuseClaim, RefuseClaimArgs},
};
use leptos::prelude::*;

use super::words;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, TextArea, Tone, use_toasts};
use crate::{t, t_string};

/// Refuses a claim, with a reason that the passenger is told.
#[component]
pub fn RefuseDialog(refusing: RwSignal<Option<Row>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let (reason, fault) = (RwSignal::new(String::new()), RwSignal::new(None::<Fault>));
    Effect::new(move |_| {
        if refusing.with(Option::is_some) {
            reason.set(String::new());
            fault.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            refusing.set(None);
        }
    });
    let name = move || refusing.get().map(|row| row.passenger_name).unwrap_or_default();
    let refuse = move |()| {
        let Some(row) = refusing.get_untracked() else { return };
        let reason = reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            let message = "Say why the claim is refused.";
            return fault.set(Some(Fault::of("reason", "reason_missing", message)));
        }
        act::<RefuseClaim>(RefuseClaimArgs { claim: row.id, reason }, busy, move |answer| match answer {
            Ok(_) => {
                open.set(false);
                toasts.say(Tone::Positive, t_string!(i18n, claims.refused, name = row.passenger_name));
            }
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let wrong = Signal::derive(move || fault.get().map(|fault| words::fault(i18n, &fault)));
    view! {
        <Dialog open title=move || t_string!(i18n, claims.refuse_of, name = name())
            actions=move || view! {
                <Button on_press=move |()| open.set(false)>{t!(i18n, claims.keep)}</Button>
                <Button kind=ButtonKind::Danger icon=Icon::Ban busy attr:data-test="claim-refuse-confirm"
                    on_press=refuse>
                    {t!(i18n, claims.refuse)}
                </Button>
            }>
            <div data-test="claim-refuse-reason">
                <TextArea label=t!(i18n, claims.refuse_reason) hint=t!(i18n, claims.refuse_reason_hint)
                    value=reason error=wrong max_length=200 />
            </div>
        </Dialog>
    }
}
