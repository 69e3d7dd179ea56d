use airside_shared::{
    Fault,
    ids::OpId,
    ipc::{EntryArgs, EntryCard, GetEntry, QueueRow},
    sync::EntryState,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{now::entries_moved, refusal::Refusal, row::EntryBadge, settle::Settling, words};
use crate::i18n::{number, use_i18n};
use crate::ipc::call;
use crate::t;
use crate::widgets::{
    Card, Code, EmptyState, Fact, Facts, Icon, LinkButton, Notice, PageHead, Section, Skeleton, Tone,
};

/// `/queue/:op`: one entry; if it was refused, why, and the ways out.
#[component]
pub fn EntryPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let moved = entries_moved();
    let settling = Settling::then("/queue");
    let op = Memo::new(move |_| params.with(|p| p.get("op")?.parse::<OpId>().ok()));
    let loaded = LocalResource::new(move || {
        moved.track();
        let op = op.get();
        async move {
            match op {
                Some(op) => call::<GetEntry>(&EntryArgs { op }).await,
                None => {
                    Err(Fault::of("op", "not_found", "This address names no entry: go back to the queue."))
                }
            }
        }
    });
    // The same card after a reload must not be drawn again under the person's finger.
    let card = Memo::new(move |_| loaded.get());
    let back = move || {
        view! { <LinkButton href="/queue" icon=Icon::ArrowLeft>{t!(i18n, queue.entry.back)}</LinkButton> }
    };
    move || match card.get() {
        None => view! { <Skeleton rows=6 /> }.into_any(),
        Some(Err(fault)) => view! {
            <EmptyState icon=Icon::Alert title=t!(i18n, queue.entry.cannot_show)
                detail=move || words::fault(i18n, &fault).1 action=back />
        }
        .into_any(),
        Some(Ok(card)) => view! { <Entry card settling /> }.into_any(),
    }
}

#[component]
fn Entry(card: EntryCard, settling: Settling) -> impl IntoView {
    let i18n = use_i18n();
    let state = card.row.state;
    let (kind, about) = (card.row.kind.clone(), card.row.about.clone());
    let explained = words::explain(state);
    let back = move || {
        view! { <LinkButton href="/queue" icon=Icon::ArrowLeft>{t!(i18n, queue.entry.back)}</LinkButton> }
    };
    let told = match state {
        EntryState::Rejected => view! { <Refusal card settling /> }.into_any(),
        _ => view! { <Done row=card.row /> }.into_any(),
    };
    view! {
        <div class="entry" data-test="entry" data-state=state.name()>
            <PageHead title=move || words::kind(i18n, &kind) lead=move || view! { <bdi>{about.clone()}</bdi> } actions=back />
            {explained.map(|key| view! { <Notice tone=Tone::Info>{move || i18n.text(key)}</Notice> })}
            {told}
        </div>
    }
}

#[component]
fn Done(row: QueueRow) -> impl IntoView {
    let i18n = use_i18n();
    let (kind, about, attempts) = (row.kind.clone(), row.about.clone(), row.attempts);
    let (by, made) = (row.actor.clone(), words::time(&row.made));
    let waits =
        row.reason.clone().map(|fault| view! { <Notice>{move || words::fault(i18n, &fault).1}</Notice> });
    view! {
        {waits}
        <Section title=t!(i18n, queue.entry.done)>
            <Card>
                <Facts>
                    <Fact name=t!(i18n, queue.entry.kind)>{move || words::kind(i18n, &kind)}</Fact>
                    <Fact name=t!(i18n, queue.entry.about)><bdi>{about}</bdi></Fact>
                    <Fact name=t!(i18n, queue.entry.by)><bdi>{by}</bdi></Fact>
                    <Fact name=t!(i18n, queue.entry.made)><Code text=made /></Fact>
                    <Fact name=t!(i18n, queue.entry.attempts)>
                        {move || number(i18n.locale.get(), attempts.into())}
                    </Fact>
                    <Fact name=t!(i18n, queue.entry.state)><EntryBadge row /></Fact>
                </Facts>
            </Card>
        </Section>
    }
}
