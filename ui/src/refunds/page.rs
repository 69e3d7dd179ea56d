use airside_shared::{
    ipc::{GetRefunds, RefundRow as Row},
    refunds::RefundState,
};
use leptos::prelude::*;

use super::{refuse::RefuseDialog, row::RefundRow};
use crate::desk::use_desk;
use crate::i18n::{Key, key, use_i18n};
use crate::loaded::{Until, load};
use crate::t;
use crate::widgets::{Card, EmptyState, Icon, PageHead, Pick, Picks};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Waiting,
    All,
    Done,
}

impl Filter {
    const ALL: [Self; 3] = [Self::Waiting, Self::All, Self::Done];

    fn fits(self, row: &Row) -> bool {
        match self {
            Self::Waiting => row.request.state == RefundState::Requested,
            Self::All => true,
            Self::Done => row.request.state != RefundState::Requested,
        }
    }

    fn words(self) -> Key {
        use key::refunds::filter;
        match self {
            Self::Waiting => filter::waiting,
            Self::All => filter::all,
            Self::Done => filter::done,
        }
    }
}

/// `/refunds`: what waits for a decision, and what became of the others.
#[component]
pub fn RefundsPage() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let tick = desk.tick(&["refund", "sale", "voucher", "queue"]);
    let loaded = load::<GetRefunds>(move || {
        tick.track();
        Some(())
    });
    let filter = RwSignal::new(Filter::All);
    let fitting = move |filter: Filter| {
        loaded.value.with(|page| {
            let rows = page.iter().flat_map(|page| &page.rows);
            rows.filter(|row| filter.fits(row)).cloned().collect::<Vec<_>>()
        })
    };
    let shown = Memo::new(move |_| fitting(filter.get()));
    let refusing = RwSignal::new(None::<Row>);
    let chip = move |own: Filter| {
        view! {
            <Pick on=Signal::derive(move || filter.get() == own) count=Signal::derive(move || fitting(own).len())
                on_press=move |()| filter.set(own) attr:data-test="refund-filter">
                {move || i18n.text(own.words())}
            </Pick>
        }
    };
    let empty = move || {
        view! {
            <EmptyState icon=Icon::Refund title=t!(i18n, refunds.none) detail=t!(i18n, refunds.none_detail) />
        }
    };
    let named = |row: &Row| (row.request.id, row.request.state, row.request.approvals.len(), row.state as u8);
    view! {
        <div class="page" data-test="refunds">
            <PageHead title=t!(i18n, refunds.title) lead=move || t!(i18n, refunds.lead) />
            <Picks label=t!(i18n, refunds.filters)>{Filter::ALL.map(chip).collect_view()}</Picks>
            <Until of=loaded>
                <Card flush=true>
                    <Show when=move || !shown.with(Vec::is_empty) fallback=empty>
                        <ul class="list refunds">
                            <For each=move || shown.get() key=named let(row)>
                                <RefundRow row refusing />
                            </For>
                        </ul>
                    </Show>
                </Card>
            </Until>
            <RefuseDialog refusing />
        </div>
    }
}
