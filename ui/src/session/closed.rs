use airside_shared::{Fault, ipc::Gate};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::use_desk;
use crate::fault::fault_words;
use crate::i18n::use_i18n;
use crate::shell::Mark;
use crate::t;
use crate::widgets::{Button, ButtonKind, Code, EmptyState, Icon};

/// The desk cannot start. Says what happened and what to do.
#[component]
pub fn Closed() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let busy = RwSignal::new(false);
    let fault = move || {
        desk.status.with(|status| match status.as_ref().map(|status| &status.gate) {
            Some(Gate::Closed { fault }) => Some(fault.clone()),
            _ => None::<Fault>,
        })
    };
    let words = move || fault().map(|fault| fault_words(i18n, &fault)).unwrap_or_default();
    let code = move || fault().map(|fault| fault.code.to_string()).unwrap_or_default();
    let again = move |()| {
        busy.set(true);
        spawn_local(async move {
            let _ = desk.refresh().await;
            let _ = busy.try_set(false);
        });
    };
    let action = move || {
        view! {
            <Button kind=ButtonKind::Primary icon=Icon::Sync busy on_press=again attr:data-test="closed-retry">
                {t!(i18n, session.try_again)}
            </Button>
        }
    };
    view! {
        <main class="gate" data-test="closed">
            <Mark />
            <EmptyState icon=Icon::Alert title=t!(i18n, session.closed) detail=words action />
            <p class="gate__code">{t!(i18n, session.closed_code)}" "<Code text=Signal::derive(code) /></p>
        </main>
    }
}
