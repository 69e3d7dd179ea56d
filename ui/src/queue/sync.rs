use airside_shared::ipc::{GetSyncPage, SaveDiagnostics, StoppedLane, SyncPage as Page};
use leptos::prelude::*;

use super::{
    history::{Held, Rounds},
    now::{entries_moved, live_now},
    page::{SendNow, Views},
    summary::LinkNote,
    words,
};
use crate::clock::ClockTime;
use crate::fault::fault_words;
use crate::i18n::{duration, number, use_i18n};
use crate::loaded::{Until, act, load};
use crate::widgets::{
    Button, Card, EmptyState, Icon, List, ListRow, PageHead, Section, Stat, Tone, use_toasts,
};
use crate::{t, t_string};

/// `/sync`: how deep the queue is, what is stopped and why, and how it went lately.
#[component]
pub fn SyncPage() -> impl IntoView {
    let i18n = use_i18n();
    let moved = entries_moved();
    let desk = crate::desk::use_desk();
    let pulled =
        Memo::new(move |_| desk.status.with(|s| s.as_ref().map(|s| (s.sync.link, s.sync.last_pull))));
    let called = move || {
        let name = desk.status.with(|s| s.as_ref().and_then(|s| s.called.clone())).unwrap_or_default();
        t_string!(i18n, session.called, name = name)
    };
    let page = load::<GetSyncPage>(move || {
        moved.track();
        pulled.get();
        Some(())
    });
    let shown = Memo::new(move |_| page.value.get());
    let stopped =
        Memo::new(move |_| shown.with(|p| p.as_ref().map(|p| p.stopped.clone()).unwrap_or_default()));
    let rounds = Memo::new(move |_| shown.with(|p| p.as_ref().map(|p| p.rounds.clone()).unwrap_or_default()));
    let scopes = Memo::new(move |_| shown.with(|p| p.as_ref().map(|p| p.scopes.clone()).unwrap_or_default()));
    let link = Memo::new(move |_| shown.with(|p| p.as_ref().map(|p| p.sync.link).unwrap_or_default()));
    view! {
        <div class="page" data-test="sync">
            <PageHead title=t!(i18n, sync.title) lead=move || view! { {t!(i18n, sync.lead)} " · " {called} }
                actions=|| view! { <Export /> <SendNow /> } />
            <Views />
            <Until of=page rows=8>
                <Figures page=shown />
                <LinkNote link />
                <Stopped stopped />
                <Rounds rounds />
                <Held scopes />
            </Until>
        </div>
    }
}

#[component]
fn Figures(page: Memo<Option<Page>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = live_now();
    let age = move |at: i64| duration(i18n.locale.get(), (now.get() - at).max(0));
    let with = move |read: fn(&Page) -> Option<i64>| page.with(|page| page.as_ref().and_then(read));
    let ago = move |at: Option<i64>| match at {
        Some(at) => t_string!(i18n, queue.ago, age = age(at)),
        None => t!(i18n, queue.never)().to_owned(),
    };
    let count = move |read: fn(&Page) -> Option<i64>| number(i18n.locale.get(), with(read).unwrap_or(0));
    let oldest = move || match with(|p| p.sync.oldest.map(|at| at.as_millisecond())) {
        Some(at) => age(at),
        None => t!(i18n, queue.none)().to_owned(),
    };
    let alarm = Signal::derive(move || match with(|p| Some(p.stopped.len() as i64)).unwrap_or(0) {
        0 => Tone::Neutral,
        _ => Tone::Critical,
    });
    view! {
        <div class="tiles" data-test="sync-figures">
            <Stat label=t!(i18n, queue.waiting) icon=Icon::Hourglass
                value=move || count(|p| Some(p.sync.waiting.into())) attr:data-test="sync-waiting" />
            <Stat label=t!(i18n, queue.oldest) icon=Icon::Clock value=oldest />
            <Stat label=t!(i18n, sync.stopped) icon=Icon::Alert tone=alarm
                value=move || count(|p| Some(p.stopped.len() as i64)) />
            <Stat label=t!(i18n, sync.good_push) icon=Icon::Send
                value=move || ago(with(|p| p.good_push.as_ref().map(|c| c.at.as_millisecond()))) />
            <Stat label=t!(i18n, sync.good_pull) icon=Icon::Download
                value=move || ago(with(|p| p.good_pull.as_ref().map(|c| c.at.as_millisecond()))) />
        </div>
    }
}

/// Refused entries and how much each holds up.
#[component]
fn Stopped(stopped: Memo<Vec<StoppedLane>>) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |lane: StoppedLane| {
        let StoppedLane { op, kind, about, made, reason, behind } = lane;
        let icon = words::icon(&kind);
        let why = reason.map(|fault| move || words::fault(i18n, &fault).0);
        let waits = move || t_string!(i18n, sync.behind, count = behind);
        view! {
            <ListRow
                start=move || view! { <crate::widgets::Glyph icon /> }
                title=move || {
                    let kind = kind.clone();
                    view! { <span>{move || words::kind(i18n, &kind)}</span> <bdi>{about.clone()}</bdi> }
                }
                detail=move || view! { <span>{why.clone()}</span> <ClockTime clock=made.clone() /> }
                end=move || view! { <span class="quiet">{waits}</span> }
                href=format!("/queue/{op}")
                attr:data-test="sync-stopped"
            />
        }
    };
    let nothing = move || {
        view! { <EmptyState icon=Icon::CheckCircle title=t!(i18n, sync.nothing_stopped) detail=t!(i18n, sync.nothing_stopped_detail) /> }
    };
    view! {
        <Section title=t!(i18n, sync.stopped)>
            <Card flush=true>
                <Show when=move || stopped.with(|lanes| !lanes.is_empty()) fallback=nothing>
                    <List label=t!(i18n, sync.stopped)>{move || stopped.get().into_iter().map(row).collect_view()}</List>
                </Show>
            </Card>
        </Section>
    }
}

/// The file for support.
#[component]
fn Export() -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let busy = RwSignal::new(false);
    let save = move |()| {
        act::<SaveDiagnostics>((), busy, move |reply| match reply {
            Ok(file) => toasts.say(Tone::Positive, t_string!(i18n, sync.exported, name = file.name())),
            Err(fault) => toasts.say(Tone::Critical, fault_words(i18n, &fault)),
        });
    };
    view! {
        <Button icon=Icon::Download busy attr:data-test="sync-export" attr:title=t!(i18n, sync.export_detail)
            on_press=save>
            {t!(i18n, sync.export)}
        </Button>
    }
}
