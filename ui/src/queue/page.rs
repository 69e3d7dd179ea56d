use airside_shared::{
    ipc::{self, ListQueue, QueueRow, SyncNow},
    sync::EntryState,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use super::{
    now::{entries_moved, live_now},
    row::EntryRow,
    summary::Summary,
    words,
};
use crate::desk::use_desk;
use crate::i18n::{Key, key, use_i18n};
use crate::ipc::call;
use crate::t;
use crate::widgets::{
    Button, ButtonKind, EmptyState, Icon, PageHead, Pick, Picks, Skeleton, Tone, VirtualList, use_toasts,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    Waiting,
    Attention,
    Sent,
}

impl Filter {
    const ALL: [Self; 4] = [Self::All, Self::Attention, Self::Waiting, Self::Sent];

    fn fits(self, state: EntryState) -> bool {
        match self {
            Self::All => true,
            Self::Waiting => matches!(state, EntryState::Queued | EntryState::Sending),
            Self::Attention => matches!(state, EntryState::Rejected | EntryState::Blocked),
            Self::Sent => state == EntryState::Applied,
        }
    }

    /// Its name; and what is said when nothing fits it.
    fn words(self) -> [Key; 3] {
        use key::queue::{empty, filter};
        match self {
            Self::All => [filter::all, empty::all::title, empty::all::detail],
            Self::Waiting => [filter::waiting, empty::waiting::title, empty::waiting::detail],
            Self::Attention => [filter::attention, empty::attention::title, empty::attention::detail],
            Self::Sent => [filter::sent, empty::sent::title, empty::sent::detail],
        }
    }
}

/// `/queue`: everything that was done on this device, what needs a person first.
#[component]
pub fn QueuePage() -> impl IntoView {
    let i18n = use_i18n();
    let moved = entries_moved();
    let now = live_now();
    let page = LocalResource::new(move || {
        moved.track();
        async move { call::<ListQueue>(&()).await }
    });
    let desk = use_desk();
    let sync =
        Memo::new(move |_| desk.status.with(|s| s.as_ref().map(|s| s.sync.clone())).unwrap_or_default());
    let rows = Memo::new(move |_| page.get().and_then(Result::ok).map(urgent_first).unwrap_or_default());
    let answer = Memo::new(move |_| page.get().map(|page| page.map(|_| ())));
    view! {
        <div class="queue">
            <PageHead title=t!(i18n, queue.title) lead=move || t!(i18n, queue.lead) actions=|| view! { <SendNow /> } />
            <Views />
            <Summary sync now />
            {move || match answer.get() {
                None => view! { <Skeleton rows=6 /> }.into_any(),
                Some(Err(fault)) => view! {
                    <EmptyState icon=Icon::Alert title=t!(i18n, queue.cannot_show)
                        detail=move || words::fault(i18n, &fault).1
                        action=move || view! {
                            <Button on_press=move |()| page.refetch()>{t!(i18n, queue.try_again)}</Button>
                        } />
                }
                .into_any(),
                Some(Ok(())) => view! { <Entries rows now /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Entries(rows: Memo<Vec<QueueRow>>, now: Signal<i64>) -> impl IntoView {
    let i18n = use_i18n();
    let filter = RwSignal::new(Filter::All);
    let fitting = move |filter: Filter| {
        rows.with(|rows| rows.iter().filter(|row| filter.fits(row.state)).cloned().collect::<Vec<_>>())
    };
    let shown = Memo::new(move |_| fitting(filter.get()));
    let chip = move |own: Filter| {
        let count = move || rows.with(|rows| rows.iter().filter(|row| own.fits(row.state)).count());
        view! {
            <Pick on=Signal::derive(move || filter.get() == own) count=Signal::derive(count)
                on_press=move |()| filter.set(own) attr:data-test="queue-filter">
                {move || i18n.text(own.words()[0])}
            </Pick>
        }
    };
    let nothing = move || {
        let [_, title, detail] = filter.get().words();
        view! { <EmptyState icon=Icon::Queue title=move || i18n.text(title) detail=move || i18n.text(detail) /> }
    };
    view! {
        <Picks label=t!(i18n, queue.filters)>{Filter::ALL.map(chip).collect_view()}</Picks>
        <Show when=move || !shown.with(Vec::is_empty) fallback=nothing>
            <div class="card card--flush queue__list">
                <VirtualList label=t!(i18n, queue.entries) items=shown row_height=4.0
                    key=|row: &QueueRow| (row.op, row.state, row.attempts)
                    row=move |row: QueueRow| view! { <EntryRow row now /> }.into_any() />
            </div>
        </Show>
    }
}

/// The queue itself, and how sync goes.
#[component]
pub fn Views() -> impl IntoView {
    let i18n = use_i18n();
    let path = use_location().pathname;
    let view = move |href: &'static str, words: Key| {
        let here = move || path.with(|path| path == href).then_some("page");
        view! { <a class="tab" href=href aria-current=here>{move || i18n.text(words)}</a> }
    };
    view! {
        <nav class="tabs" aria-label=t!(i18n, sync.views)>
            {view("/queue", key::queue::title)} {view("/sync", key::sync::title)}
        </nav>
    }
}

/// Tries the network now.
#[component]
pub fn SendNow() -> impl IntoView {
    let i18n = use_i18n();
    let (desk, toasts) = (use_desk(), use_toasts());
    let busy = RwSignal::new(false);
    let send = move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = call::<SyncNow>(&()).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(status) => desk.status.set(Some(status)),
                Err(fault) => toasts.say(Tone::Critical, words::fault(i18n, &fault).1),
            }
        });
    };
    view! {
        <Button kind=ButtonKind::Primary icon=Icon::Sync busy attr:data-test="queue-send" on_press=send>
            {t!(i18n, queue.send_now)}
        </Button>
    }
}

/// Refused entries, then what waits behind them, then the rest as it came: newest first.
fn urgent_first(page: ipc::QueuePage) -> Vec<QueueRow> {
    let mut rows = page.rows;
    rows.sort_by_key(|row| match row.state {
        EntryState::Rejected => 0,
        EntryState::Blocked => 1,
        _ => 2,
    });
    rows
}

#[cfg(test)]
mod tests {
    use airside_shared::{
        ids::{OpId, Uuid},
        ipc::{Clock, SyncStatus},
    };

    use super::*;

    fn row(seq: u64, state: EntryState) -> QueueRow {
        let made = Clock { at: Default::default(), local: String::new(), zone: String::new() };
        QueueRow {
            op: OpId(Uuid::from_u128(seq.into())),
            seq,
            kind: "open_case".into(),
            about: String::new(),
            state,
            made,
            actor: String::new(),
            attempts: 0,
            reason: None,
            passenger: None,
        }
    }

    #[test]
    fn what_needs_a_person_comes_first_and_the_rest_stays_newest_first() {
        let rows = vec![
            row(4, EntryState::Queued),
            row(3, EntryState::Blocked),
            row(2, EntryState::Rejected),
            row(1, EntryState::Applied),
        ];
        let sorted = urgent_first(ipc::QueuePage { rows, sync: SyncStatus::default() });
        assert_eq!(sorted.iter().map(|row| row.seq).collect::<Vec<_>>(), [2, 3, 4, 1]);
    }

    #[test]
    fn an_entry_that_was_settled_is_under_all_only() {
        let fitting: Vec<Filter> =
            Filter::ALL.into_iter().filter(|filter| filter.fits(EntryState::Superseded)).collect();
        assert_eq!(fitting, [Filter::All]);
    }
}
