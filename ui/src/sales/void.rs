use airside_shared::{
    Fault,
    ipc::{SaleRow, VoidSale, VoidSaleArgs},
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::words;
use crate::i18n::use_i18n;
use crate::ipc::call;
use crate::widgets::{Button, ButtonKind, Dialog, Field, FieldIds, Icon, Tone, use_toasts};
use crate::{t, t_string};

/// Takes a sale back. Money is not undone but reversed, and that stays visible; so it asks why.
#[component]
pub fn VoidDialog(voiding: RwSignal<Option<SaleRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let (reason, fault) = (RwSignal::new(String::new()), RwSignal::new(None::<Fault>));
    Effect::new(move |_| {
        if voiding.with(Option::is_some) {
            reason.set(String::new());
            fault.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            voiding.set(None);
        }
    });
    let number = move || voiding.get().map(|row| row.number).unwrap_or_default();
    let confirm = move |()| {
        let Some(row) = voiding.get_untracked() else { return };
        let reason = reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            return fault.set(Some(Fault::of("reason", "reason_missing", "Say why the sale is voided.")));
        }
        busy.set(true);
        spawn_local(async move {
            let answer = call::<VoidSale>(&VoidSaleArgs { sale: row.id, reason }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    let _ = open.try_set(false);
                    toasts.say(Tone::Positive, t_string!(i18n, sales.void_done, number = row.number));
                }
                Err(failed) => drop(fault.try_set(Some(failed))),
            }
        });
    };
    let detail = move || {
        voiding.get().map(|row| t_string!(i18n, sales.void_detail, amount = words::money(i18n, row.total)))
    };
    let wrong = Signal::derive(move || fault.get().map(|fault| words::fault(i18n, &fault)));
    view! {
        <Dialog open title=move || t_string!(i18n, sales.void_of, number = number())
            actions=move || view! {
                <Button on_press=move |()| open.set(false)>{t!(i18n, sales.void_keep)}</Button>
                <Button kind=ButtonKind::Danger icon=Icon::Refund busy attr:data-test="void-confirm"
                    on_press=confirm>
                    {t!(i18n, sales.void)}
                </Button>
            }>
            <div class="stack">
                <p>{detail}</p>
                <Reason reason wrong />
            </div>
        </Dialog>
    }
}

#[component]
fn Reason(reason: RwSignal<String>, wrong: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let ids = FieldIds::new();
    let (control, described) = (ids.control.clone(), format!("{} {}", ids.hint, ids.error));
    view! {
        <Field label=t!(i18n, sales.void_reason) ids error=wrong
            hint=Some(t!(i18n, sales.void_reason_hint).into())>
            <textarea class="input input--area" id=control rows="2" dir="auto" maxlength="200"
                data-test="void-reason" aria-describedby=described
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                prop:value=move || reason.get()
                on:input=move |event| reason.set(event_target_value(&event))></textarea>
        </Field>
    }
}
