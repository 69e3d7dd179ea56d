use airside_shared::ipc::Attention;
use leptos::prelude::*;

use crate::clock::ClockTime;
use crate::i18n::{I18n, use_i18n};
use crate::widgets::{Card, Chip, EmptyState, Glyph, Icon, List, ListRow, Section, Tone};
use crate::{t, t_string};

/// Rows that are shown at once; the others are behind a button.
const FIRST: usize = 8;

/// What a person should look at, most urgent first; each row leads to where it is settled.
#[component]
pub fn NeedsAttention(attention: Memo<Vec<Attention>>) -> impl IntoView {
    let i18n = use_i18n();
    let all = RwSignal::new(false);
    let count = move || attention.with(Vec::len);
    let shown = move || {
        let first = if all.get() { usize::MAX } else { FIRST };
        attention.with(|rows| rows.iter().take(first).cloned().map(|row| one(i18n, row)).collect_view())
    };
    view! {
        <Section title=t!(i18n, board.attention) note=move || count().to_string()>
            <Card flush=true>
                <Show
                    when=move || { count() > 0 }
                    fallback=move || {
                        view! {
                            <EmptyState
                                icon=Icon::CheckCircle
                                title=t!(i18n, board.attention_none)
                                detail=t!(i18n, board.attention_none_detail)
                            />
                        }
                    }
                >
                    <div class="board__attention" data-test="attention">
                        <List label=t!(i18n, board.attention)>{shown}</List>
                    </div>
                </Show>
                <Show when=move || { count() > FIRST && !all.get() }>
                    <button type="button" class="more" on:click=move |_| all.set(true)>
                        {t!(i18n, board.attention_all, count = count())}
                    </button>
                </Show>
            </Card>
        </Section>
    }
}

fn one(i18n: I18n, row: Attention) -> AnyView {
    match row {
        Attention::CancelledFlight { flight, designator, city, people } => view! {
            <ListRow
                start=|| mark(Icon::Ban, Tone::Critical)
                title=move || t_string!(i18n, board.flight_to, flight = designator.as_str(), city = i18n.place(&city))
                detail=move || t_string!(i18n, board.look_after, count = people)
                end=move || view! { <Chip tone=Tone::Critical>{t!(i18n, board.status.cancelled)}</Chip> }
                href=format!("/flights/{flight}")
                attr:data-test="attention-cancelled"
            />
        }
        .into_any(),
        Attention::LateFlight { flight, designator, city, minutes, people } => view! {
            <ListRow
                start=|| mark(Icon::Clock, Tone::Warning)
                title=move || t_string!(i18n, board.flight_to, flight = designator.as_str(), city = i18n.place(&city))
                detail=move || t_string!(i18n, board.wait_for, count = people)
                end=move || view! { <Chip tone=Tone::Warning>{move || late(i18n, minutes)}</Chip> }
                href=format!("/flights/{flight}")
                attr:data-test="attention-late"
            />
        }
        .into_any(),
        Attention::CaseDue { case, reference, due, overdue } => {
            let tone = if overdue { Tone::Critical } else { Tone::Neutral };
            view! {
                <ListRow
                    start=move || mark(Icon::Case, tone)
                    title=move || t_string!(i18n, board.case_due, reference = reference.as_str())
                    detail=move || view! { <ClockTime clock=due.clone() day=true /> }
                    end=move || overdue.then(|| view! { <Chip tone>{t!(i18n, board.overdue)}</Chip> })
                    href=format!("/cases/{case}")
                    attr:data-test="attention-case"
                />
            }
            .into_any()
        }
        Attention::Refused { count } => view! {
            <ListRow
                start=|| mark(Icon::Alert, Tone::Critical)
                title=move || t_string!(i18n, board.refused, count = count)
                detail=t!(i18n, board.refused_detail)
                href="/queue".to_owned()
                attr:data-test="attention-refused"
            />
        }
        .into_any(),
    }
}

fn mark(icon: Icon, tone: Tone) -> impl IntoView {
    view! { <span class=format!("row-mark {}", tone.class())><Glyph icon /></span> }
}

/// `3 h 15`, in words of the language.
pub(super) fn late(i18n: I18n, minutes: i64) -> String {
    if minutes < 60 {
        return t_string!(i18n, board.late_minutes, minutes = minutes);
    }
    t_string!(i18n, board.late_hours, hours = minutes / 60, minutes = format!("{:02}", minutes % 60))
}
