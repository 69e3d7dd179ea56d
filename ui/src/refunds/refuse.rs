use airside_shared::ipc::{RefundRow as Row, RefuseRefund, RefuseRefundArgs};
use leptos::prelude::*;

use super::words;
use crate::i18n::use_i18n;
use crate::reason::{Reason, ReasonDialog};
use crate::widgets::{Tone, use_toasts};
use crate::{t, t_string};

/// Refuses a request, with a reason that the passenger can be told.
#[component]
pub fn RefuseDialog(refusing: RwSignal<Option<Row>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let reason = Reason::about(refusing);
    let number = move || refusing.get().map(|row| row.number).unwrap_or_default();
    let refuse = move || {
        let Some(Row { refund, request, number, .. }) = refusing.get_untracked() else { return };
        let args = move |reason| RefuseRefundArgs { refund, request: request.id, reason };
        let done = move || toasts.say(Tone::Positive, t_string!(i18n, refunds.refused, number = number));
        reason.act::<RefuseRefund>(args, done);
    };
    view! {
        <ReasonDialog reason title=move || t_string!(i18n, refunds.refuse_of, number = number())
            label=t!(i18n, refunds.refuse_reason) hint=t!(i18n, refunds.refuse_reason_hint)
            keep=t!(i18n, refunds.keep) go=t!(i18n, refunds.refuse) words=words::fault on_go=refuse />
    }
}
