use airside_shared::{
    Fault,
    ipc::{RefundRow as Row, RefuseRefund, RefuseRefundArgs},
};
use leptos::prelude::*;

use super::words;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, TextArea, Tone, use_toasts};
use crate::{t, t_string};

/// Refuses a request, with a reason that the passenger can be told.
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
    let number = move || refusing.get().map(|row| row.number).unwrap_or_default();
    let refuse = move |()| {
        let Some(row) = refusing.get_untracked() else { return };
        let reason = reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            let message = "Say why the refund is refused.";
            return fault.set(Some(Fault::of("reason", "reason_missing", message)));
        }
        let args = RefuseRefundArgs { refund: row.refund, request: row.request.id, reason };
        act::<RefuseRefund>(args, busy, move |answer| match answer {
            Ok(_) => {
                open.set(false);
                toasts.say(Tone::Positive, t_string!(i18n, refunds.refused, number = row.number));
            }
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let wrong = Signal::derive(move || fault.get().map(|fault| words::fault(i18n, &fault)));
    view! {
        <Dialog open title=move || t_string!(i18n, refunds.refuse_of, number = number())
            actions=move || view! {
                <Button on_press=move |()| open.set(false)>{t!(i18n, refunds.keep)}</Button>
                <Button kind=ButtonKind::Danger icon=Icon::Ban busy attr:data-test="refuse-confirm"
                    on_press=refuse>
                    {t!(i18n, refunds.refuse)}
                </Button>
            }>
            <div data-test="refuse-reason">
                <TextArea label=t!(i18n, refunds.refuse_reason) hint=t!(i18n, refunds.refuse_reason_hint)
                    value=reason error=wrong max_length=200 />
            </div>
        </Dialog>
    }
}
