use airside_shared::{
    ids::OpId,
    ipc::{EntryArgs, GetEntry, ListQueue},
    sync::EntryState,
};
use leptos::prelude::*;

use super::{now::entries_moved, refusal::Refusal, settle::Settling, station::Whose};
use crate::i18n::use_i18n;
use crate::loaded::{Until, load};
use crate::t;
use crate::widgets::{Card, EmptyState, Icon, LinkButton, PageHead};

/// Refused entries that are told on the page; more wait in the queue.
const TOLD: usize = 12;

/// `/attention`: what the airline refused, each told whole, with its ways out.
#[component]
pub fn AttentionPage() -> impl IntoView {
    let i18n = use_i18n();
    let moved = entries_moved();
    let settling = Settling::then("/attention");
    let queue = load::<ListQueue>(move || {
        moved.track();
        Some(())
    });
    let refused = Memo::new(move |_| {
        let ops = |page: &airside_shared::ipc::QueuePage| -> Vec<OpId> {
            let refused = page.rows.iter().filter(|row| row.state == EntryState::Rejected);
            refused.map(|row| row.op).collect()
        };
        queue.value.with(|page| page.as_ref().map(ops)).unwrap_or_default()
    });
    let shown = move || refused.get().into_iter().take(TOLD).collect::<Vec<_>>();
    let nothing = move || {
        view! {
            <Card>
                <EmptyState
                    icon=Icon::CheckCircle
                    title=t!(i18n, attention.nothing)
                    detail=t!(i18n, attention.nothing_detail)
                    action=move || view! { <LinkButton href="/queue">{t!(i18n, attention.to_queue)}</LinkButton> }
                />
            </Card>
        }
    };
    view! {
        <div class="page" data-test="attention">
            <PageHead title=t!(i18n, attention.title) lead=move || t!(i18n, attention.lead) />
            <Whose />
            <Until of=queue rows=6>
                <Show when=move || refused.with(|ops| !ops.is_empty()) fallback=nothing>
                    <For each=shown key=|op| *op let(op)><Told op settling /></For>
                    <Show when=move || refused.with(|ops| ops.len() > TOLD)>
                        <p class="quiet">{t!(i18n, attention.more)}</p>
                    </Show>
                </Show>
            </Until>
        </div>
    }
}

#[component]
fn Told(op: OpId, settling: Settling) -> impl IntoView {
    let card = load::<GetEntry>(move || Some(EntryArgs { op }));
    let whole = Memo::new(move |_| card.value.get());
    view! {
        <Card>
            <Until of=card rows=4>
                {move || whole.get().map(|card| view! { <Refusal card settling /> })}
            </Until>
        </Card>
    }
}
