use airside_shared::{
    Fault,
    ids::OpId,
    ipc::{Compared, EntryArgs, EntryCard, GetEntry, QueueRow},
    sync::EntryState,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    now::{entries_moved, live_now},
    row::{EntryBadge, EntryRow},
    settle::{Settling, WaysOut},
    words,
};
use crate::i18n::{number, use_i18n};
use crate::ipc::call;
use crate::t;
use crate::widgets::{
    Card, Code, Column, EmptyState, Fact, Facts, Icon, LinkButton, List, Notice, PageHead, Section, Skeleton,
    Table, TableRow, Tone,
};

/// `/queue/:op`: one entry; if it was refused, why, and the ways out.
#[component]
pub fn EntryPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let moved = entries_moved();
    let settling = Settling::of_page();
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
    let EntryCard { row, compare, behind, can_resend } = card;
    let state = row.state;
    let refused = state == EntryState::Rejected;
    let (kind, about) = (row.kind.clone(), row.about.clone());
    let (reason, facts) = (row.reason.clone(), row.clone());
    let explained = words::explain(state);
    let back = move || {
        view! { <LinkButton href="/queue" icon=Icon::ArrowLeft>{t!(i18n, queue.entry.back)}</LinkButton> }
    };
    view! {
        <div class="entry" data-test="entry" data-state=state.name()>
            <PageHead title=move || words::kind(i18n, &kind) lead=move || view! { <bdi>{about.clone()}</bdi> } actions=back />
            {explained.map(|key| view! { <Notice tone=Tone::Info>{move || i18n.text(key)}</Notice> })}
            {reason.filter(|_| refused || state == EntryState::Blocked).map(|fault| view! { <Why fault /> })}
            <div class="entry__columns">
                <div class="stack">
                    <Done row=facts />
                    {(!compare.is_empty()).then(|| view! { <Compare compare /> })}
                    {refused.then(|| view! { <Behind behind /> })}
                </div>
                {refused.then(|| view! { <WaysOut row can_resend settling /> })}
            </div>
        </div>
    }
}

#[component]
fn Why(fault: Fault) -> impl IntoView {
    let i18n = use_i18n();
    let (code, title, advice) = (fault.code.to_string(), fault.clone(), fault);
    let shown = code.clone();
    view! {
        <div data-test="entry-reason" data-code=code>
            <Notice tone=Tone::Critical title=move || words::fault(i18n, &title).0>
                <p dir="auto">{move || words::fault(i18n, &advice).1}</p>
                <p class="field__hint">{t!(i18n, queue.entry.code, code = shown.as_str())}</p>
            </Notice>
        </div>
    }
}

#[component]
fn Done(row: QueueRow) -> impl IntoView {
    let i18n = use_i18n();
    let (kind, about, attempts) = (row.kind.clone(), row.about.clone(), row.attempts);
    let (by, made) = (row.actor.clone(), words::time(&row.made));
    view! {
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

#[component]
fn Compare(compare: Vec<Compared>) -> impl IntoView {
    let i18n = use_i18n();
    let columns = vec![
        Column::new(t!(i18n, queue.entry.compare_label)),
        Column::new(t!(i18n, queue.entry.mine)),
        Column::new(t!(i18n, queue.entry.server)),
    ];
    let side = move |text: String| match text.is_empty() {
        true => view! { <span class="entry__none">{t!(i18n, queue.entry.nothing)}</span> }.into_any(),
        false => view! { <bdi>{text}</bdi> }.into_any(),
    };
    let told = compare.into_iter().filter(|line| !(line.mine.is_empty() && line.server.is_empty()));
    let lines = told.map(|line| {
        let Compared { label, mine, server } = line;
        view! {
            <TableRow>
                <td>{move || words::label(i18n, &label)}</td>
                <td>{side(mine)}</td>
                <td>{side(server)}</td>
            </TableRow>
        }
    });
    let lines = lines.collect_view();
    view! {
        <Section title=t!(i18n, queue.entry.compare) attr:data-test="entry-compare">
            <Card flush=true>
                <Table caption=t!(i18n, queue.entry.compare) columns>{lines}</Table>
            </Card>
        </Section>
    }
}

#[component]
fn Behind(behind: Vec<QueueRow>) -> impl IntoView {
    let i18n = use_i18n();
    let now = live_now();
    let count = behind.len();
    let told = move || match count {
        0 => t!(i18n, queue.entry.behind_none)().to_owned(),
        _ => crate::t_string!(i18n, queue.entry.behind_detail, count = count),
    };
    let rows = behind.into_iter().map(|row| {
        view! { <div role="listitem" class="list__item"><EntryRow row now /></div> }
    });
    let rows = rows.collect_view();
    view! {
        <Section title=t!(i18n, queue.entry.behind)>
            <p class="field__hint">{told}</p>
            {(count > 0).then(|| view! {
                <Card flush=true><List label=t!(i18n, queue.entry.behind)>{rows}</List></Card>
            })}
        </Section>
    }
}
