use airside_shared::{
    Fault,
    ipc::{Gate, SetUpAnew, Withdrawn, WithdrawnStage},
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::{Desk, use_desk};
use crate::fault::{FaultNotice, fault_words};
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::shell::Mark;
use crate::widgets::{Button, ButtonKind, Code, EmptyState, Icon};
use crate::{t, t_string};

/// The desk cannot be worked on. Says what happened and what to do.
#[component]
pub fn Closed() -> impl IntoView {
    let desk = use_desk();
    let stage = Memo::new(move |_| withdrawn(desk).map(|it| it.stage));
    view! {
        <main class="gate" data-test="closed">
            <Mark />
            {move || match stage.get() {
                Some(WithdrawnStage::Wiped) => view! { <Wiped /> }.into_any(),
                Some(_) => view! { <Sealed /> }.into_any(),
                None => view! { <Failed /> }.into_any(),
            }}
        </main>
    }
}

fn withdrawn(desk: Desk) -> Option<Withdrawn> {
    desk.status.with(|status| status.as_ref().and_then(|status| status.sync.withdrawn))
}

/// It cannot start.
#[component]
fn Failed() -> impl IntoView {
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
        <EmptyState icon=Icon::Alert title=t!(i18n, session.closed) detail=words action />
        <p class="gate__code">{t!(i18n, session.closed_code)}" "<Code text=Signal::derive(code) /></p>
    }
}

/// It was withdrawn, and what was done on it is being sent: nobody can work here, and it should be left alone.
#[component]
fn Sealed() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let left = Memo::new(move |_| withdrawn(desk).and_then(|it| it.left));
    let words = move || match left.get() {
        Some(count) => t_string!(i18n, session.sealed_left, count = count),
        None => t!(i18n, session.sealed_locked)().to_owned(),
    };
    view! {
        <div data-test="sealed" role="status">
            <EmptyState icon=Icon::Lock title=t!(i18n, session.sealed) detail=words />
        </div>
    }
}

/// Nothing is left on it: what became of what was done here, and how it is used again.
#[component]
fn Wiped() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let words = move || match withdrawn(desk).and_then(|it| it.destroyed) {
        Some(0) => t!(i18n, session.wiped_sent)().to_owned(),
        Some(count) => t_string!(i18n, session.wiped_lost, count = count),
        None => t!(i18n, session.wiped_unseen)().to_owned(),
    };
    let anew = move |()| {
        fault.set(None);
        act::<SetUpAnew>((), busy, move |reply| match reply {
            Ok(status) => desk.status.set(Some(status)),
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let action = move || {
        view! {
            <Button kind=ButtonKind::Primary icon=Icon::Sync busy on_press=anew attr:data-test="set-up-anew">
                {t!(i18n, session.anew)}
            </Button>
        }
    };
    view! {
        <div data-test="wiped" role="status">
            <EmptyState icon=Icon::Ban title=t!(i18n, session.wiped) detail=words action />
        </div>
        {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
        <p class="gate__note">{t!(i18n, session.anew_detail)}</p>
    }
}
