use airside_shared::{
    claims::ClaimState,
    ipc::{ClaimRow as Row, GetClaims},
};
use leptos::prelude::*;

use super::{choose::ChooseDialog, refuse::RefuseDialog, row::ClaimLine};
use crate::desk::use_desk;
use crate::i18n::{Key, key, use_i18n};
use crate::loaded::{Until, load};
use crate::t;
use crate::widgets::{Card, EmptyState, Icon, PageHead, Pick, Picks};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Waiting,
    Choosing,
    All,
}

impl Filter {
    const ALL: [Self; 3] = [Self::Waiting, Self::Choosing, Self::All];

    fn fits(self, row: &Row) -> bool {
        match self {
            Self::Waiting => matches!(row.stands, ClaimState::AwaitingApproval | ClaimState::Escalated),
            Self::Choosing => matches!(row.stands, ClaimState::Offered | ClaimState::Chosen),
            Self::All => true,
        }
    }

    fn words(self) -> Key {
        use key::claims::filter;
        match self {
            Self::Waiting => filter::waiting,
            Self::Choosing => filter::choosing,
            Self::All => filter::all,
        }
    }
}

/// `/claims`: what waits for somebody's yes, what passengers have to choose, and what became of the others.
#[component]
pub fn ClaimsPage() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let tick = desk.tick(&["claim_file", "flight", "queue"]);
    let loaded = load::<GetClaims>(move || {
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
    let choosing = RwSignal::new(None::<Row>);
    let chip = move |own: Filter| {
        view! {
            <Pick on=Signal::derive(move || filter.get() == own) count=Signal::derive(move || fitting(own).len())
                on_press=move |()| filter.set(own) attr:data-test="claim-filter">
                {move || i18n.text(own.words())}
            </Pick>
        }
    };
    let empty = move || {
        view! {
            <EmptyState icon=Icon::Banknote title=t!(i18n, claims.none) detail=t!(i18n, claims.none_detail) />
        }
    };
    let named = |row: &Row| (row.id, row.steps.len(), row.saved as u8, row.may_not.is_some());
    view! {
        <div class="page" data-test="claims">
            <PageHead title=t!(i18n, claims.title) lead=move || t!(i18n, claims.lead) />
            <Picks label=t!(i18n, claims.filters)>{Filter::ALL.map(chip).collect_view()}</Picks>
            <Until of=loaded>
                <Card flush=true>
                    <Show when=move || !shown.with(Vec::is_empty) fallback=empty>
                        <ul class="list claims">
                            <For each=move || shown.get() key=named let(row)>
                                <ClaimLine row refusing choosing />
                            </For>
                        </ul>
                    </Show>
                </Card>
            </Until>
            <RefuseDialog refusing />
            <ChooseDialog choosing />
        </div>
    }
}
