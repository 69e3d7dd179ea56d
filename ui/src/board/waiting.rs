use airside_shared::ipc::QueueRow;
use leptos::prelude::*;

use crate::clock::ClockTime;
use crate::i18n::use_i18n;
use crate::widgets::{Card, EmptyState, Icon, List, ListRow, Section, StateBadge};
use crate::{t, words};

/// What was done here and is not at the backend yet.
#[component]
pub fn Waiting(queue: Memo<Vec<QueueRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |row: QueueRow| {
        let QueueRow { op, kind, about, state, made, actor, .. } = row;
        view! {
            <ListRow
                title=move || view! { <span>{i18n.text(words::intent(&kind))}</span> }
                detail=move || {
                    view! {
                        <bdi>{about.clone()}</bdi>
                        " · "
                        <bdi>{actor.clone()}</bdi>
                        " · "
                        <ClockTime clock=made.clone() />
                    }
                }
                end=move || view! { <StateBadge state=Signal::stored(words::entry(state)) /> }
                href=format!("/queue/{op}")
                attr:data-test="waiting-row"
            />
        }
    };
    view! {
        <Section title=t!(i18n, board.waiting) note=move || queue.with(Vec::len).to_string()>
            <Card flush=true>
                <Show
                    when=move || queue.with(|rows| !rows.is_empty())
                    fallback=move || {
                        view! {
                            <EmptyState
                                icon=Icon::CheckCircle
                                title=t!(i18n, board.waiting_none)
                                detail=t!(i18n, board.waiting_none_detail)
                            />
                        }
                    }
                >
                    <List label=t!(i18n, board.waiting)>
                        {move || queue.get().into_iter().map(row).collect_view()}
                    </List>
                </Show>
            </Card>
        </Section>
    }
}
