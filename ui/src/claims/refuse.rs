use airside_shared::ipc::{ClaimRow as Row, RefuseClaim, RefuseClaimArgs};
use leptos::prelude::*;

use super::words;
use crate::i18n::use_i18n;
use crate::reason::{Reason, ReasonDialog};
use crate::widgets::{Tone, use_toasts};
use crate::{t, t_string};

/// Refuses a claim, with a reason that the passenger is told.
#[component]
pub fn RefuseDialog(refusing: RwSignal<Option<Row>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let reason = Reason::about(refusing);
    let name = move || refusing.get().map(|row| row.passenger_name).unwrap_or_default();
    let refuse = move || {
        let Some(Row { id: claim, passenger_name: name, .. }) = refusing.get_untracked() else { return };
        let done = move || toasts.say(Tone::Positive, t_string!(i18n, claims.refused, name = name));
        reason.act::<RefuseClaim>(|reason| RefuseClaimArgs { claim, reason }, done);
    };
    view! {
        <ReasonDialog reason title=move || t_string!(i18n, claims.refuse_of, name = name())
            label=t!(i18n, claims.refuse_reason) hint=t!(i18n, claims.refuse_reason_hint)
            keep=t!(i18n, claims.keep) go=t!(i18n, claims.refuse) words=words::fault on_go=refuse />
    }
}
