use airside_shared::ipc::{SaleRow, VoidSale, VoidSaleArgs};
use leptos::prelude::*;

use super::words;
use crate::i18n::use_i18n;
use crate::reason::{Reason, ReasonDialog};
use crate::widgets::{Icon, Tone, use_toasts};
use crate::{t, t_string};

/// Takes a sale back. Money is not undone but reversed, and that stays visible; so it asks why.
#[component]
pub fn VoidDialog(voiding: RwSignal<Option<SaleRow>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let reason = Reason::about(voiding);
    let number = move || voiding.get().map(|row| row.number).unwrap_or_default();
    let detail = move || {
        voiding.get().map(|row| t_string!(i18n, sales.void_detail, amount = words::money(i18n, row.total)))
    };
    let go = move || {
        let Some(SaleRow { id: sale, number, .. }) = voiding.get_untracked() else { return };
        let done = move || toasts.say(Tone::Positive, t_string!(i18n, sales.void_done, number = number));
        reason.act::<VoidSale>(|reason| VoidSaleArgs { sale, reason }, done);
    };
    view! {
        <ReasonDialog reason title=move || t_string!(i18n, sales.void_of, number = number())
            label=t!(i18n, sales.void_reason) hint=t!(i18n, sales.void_reason_hint)
            keep=t!(i18n, sales.void_keep) go=t!(i18n, sales.void) icon=Icon::Refund words=words::fault on_go=go>
            <p>{detail}</p>
        </ReasonDialog>
    }
}
