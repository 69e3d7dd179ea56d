use airside_shared::{ipc::QueueRow, sync::EntryState};
use leptos::prelude::*;

use super::words;
use crate::i18n::{self, use_i18n};
use crate::widgets::{Chip, Glyph, Icon, StateBadge, Tone};
use crate::{t, t_string};

/// One entry: what, whose, how old, how far. Opens its card.
#[component]
pub fn EntryRow(row: QueueRow, now: Signal<i64>) -> impl IntoView {
    let i18n = use_i18n();
    let made = row.made.at.as_millisecond();
    let age = move || {
        let age = i18n::duration(i18n.locale.get(), (now.get() - made).max(0));
        t_string!(i18n, queue.ago, age = age)
    };
    let (kind, attempts, reason) = (row.kind.clone(), row.attempts, row.reason.clone());
    let badge = row.clone();
    view! {
        <a class="row row--opens entry-row" data-row="" data-test="queue-row" data-state=row.state.name()
            data-kind=row.kind.clone() href=format!("/queue/{}", row.op)>
            <span class="row__start"><Glyph icon=words::icon(&row.kind) /></span>
            <span class="row__words">
                <span class="row__title entry-row__title">
                    <span>{move || words::kind(i18n, &kind)}</span>
                    <bdi class="entry-row__about">{row.about}</bdi>
                </span>
                <span class="row__detail entry-row__detail">
                    <bdi class="figures">{age}</bdi>
                    <bdi>{row.actor}</bdi>
                    {(attempts > 0).then(|| view! { <span>{t!(i18n, queue.tried, count = attempts)}</span> })}
                    {reason.map(|fault| view! {
                        <span class="entry-row__reason">{move || words::fault(i18n, &fault).0}</span>
                    })}
                </span>
            </span>
            <span class="row__end"><EntryBadge row=badge /></span>
            <span class="row__go"><Glyph icon=Icon::ChevronRight /></span>
        </a>
    }
}

/// Where the entry stands, in words and a drawing.
#[component]
pub fn EntryBadge(row: QueueRow) -> impl IntoView {
    let i18n = use_i18n();
    match (words::badge(&row), row.state) {
        (Some(state), _) => view! { <StateBadge state=state /> }.into_any(),
        (None, EntryState::Blocked) => view! {
            <Chip tone=Tone::Warning icon=Icon::Hourglass>{t!(i18n, queue.state.blocked)}</Chip>
        }
        .into_any(),
        (None, _) => view! { <Chip icon=Icon::Check>{t!(i18n, queue.state.superseded)}</Chip> }.into_any(),
    }
}
