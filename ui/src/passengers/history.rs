use airside_shared::{
    ipc::{SaveState, TimelineRow},
    timeline::TimelineKind,
};
use leptos::prelude::*;

use crate::clock::ClockTime;
use crate::i18n::{I18n, Key, key, use_i18n};
use crate::widgets::{
    Card, EmptyState, Icon, SearchBox, Section, StateBadge, Timeline, TimelineEntry, Tone, Toolbar,
};
use crate::{t, words};

/// Entries that are shown at once.
const FIRST: usize = 40;

fn kind_words(kind: TimelineKind) -> (Key, Icon, Tone) {
    use key::passengers::event as e;
    match kind {
        TimelineKind::Call => (e::call, Icon::Phone, Tone::Neutral),
        TimelineKind::Email => (e::email, Icon::Mail, Tone::Neutral),
        TimelineKind::Chat => (e::chat, Icon::Chat, Tone::Neutral),
        TimelineKind::Visit => (e::visit, Icon::Person, Tone::Neutral),
        TimelineKind::Purchase => (e::purchase, Icon::Receipt, Tone::Neutral),
        TimelineKind::Flight => (e::flight, Icon::Plane, Tone::Info),
        TimelineKind::Case => (e::case, Icon::Case, Tone::Warning),
        TimelineKind::Compliment => (e::compliment, Icon::Star, Tone::Positive),
        TimelineKind::Complaint => (e::complaint, Icon::Alert, Tone::Critical),
        TimelineKind::Suggestion => (e::suggestion, Icon::Note, Tone::Neutral),
        TimelineKind::Compensation => (e::compensation, Icon::Voucher, Tone::Positive),
        TimelineKind::Consent => (e::consent, Icon::CheckCircle, Tone::Neutral),
        TimelineKind::Preference => (e::preference, Icon::Settings, Tone::Neutral),
    }
}

/// What happened, newest first, by kind and by text.
#[component]
pub fn History(timeline: Memo<Vec<TimelineRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let (text, kind, all) =
        (RwSignal::new(String::new()), RwSignal::new(None::<TimelineKind>), RwSignal::new(false));
    let shown = Memo::new(move |_| {
        let (text, kind) = (text.get().trim().to_lowercase(), kind.get());
        let fits = |row: &&TimelineRow| {
            kind.is_none_or(|kind| row.kind == kind)
                && (text.is_empty() || row.summary.to_lowercase().contains(&text))
        };
        timeline.with(|rows| rows.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let entries = move || {
        let first = if all.get() { usize::MAX } else { FIRST };
        shown.with(|rows| rows.iter().take(first).cloned().map(|row| entry(i18n, row)).collect_view())
    };
    let empty = move || {
        view! {
            <EmptyState
                icon=Icon::History
                title=t!(i18n, passengers.no_history)
                detail=t!(i18n, passengers.no_history_detail)
            />
        }
    };
    view! {
        <Section title=t!(i18n, passengers.history) note=move || shown.with(Vec::len).to_string()>
            <Toolbar label=t!(i18n, board.filter)>
                <Kinds timeline kind />
                <SearchBox
                    label=t!(i18n, passengers.history_search)
                    placeholder=t!(i18n, passengers.history_search)
                    value=text
                />
            </Toolbar>
            <Card>
                <Show when=move || shown.with(|shown| !shown.is_empty()) fallback=empty>
                    <div data-test="timeline">
                        <Timeline label=t!(i18n, passengers.history)>{entries}</Timeline>
                    </div>
                </Show>
                <Show when=move || { shown.with(Vec::len) > FIRST && !all.get() }>
                    <button type="button" class="more" on:click=move |_| all.set(true)>
                        {t!(i18n, board.attention_all, count = shown.with(Vec::len))}
                    </button>
                </Show>
            </Card>
        </Section>
    }
}

/// A chip for each kind that occurs.
#[component]
fn Kinds(timeline: Memo<Vec<TimelineRow>>, kind: RwSignal<Option<TimelineKind>>) -> impl IntoView {
    let i18n = use_i18n();
    let kinds = Memo::new(move |_| {
        let mut kinds: Vec<TimelineKind> = Vec::new();
        timeline.with(|rows| {
            for row in rows {
                if !kinds.contains(&row.kind) {
                    kinds.push(row.kind);
                }
            }
        });
        kinds
    });
    let chip = move |this: TimelineKind| {
        let (words, ..) = kind_words(this);
        let press = move |_| kind.update(|kind| *kind = (*kind != Some(this)).then_some(this));
        view! {
            <button
                type="button"
                class="pick"
                aria-pressed=move || (kind.get() == Some(this)).to_string()
                on:click=press
            >
                {move || i18n.text(words)}
            </button>
        }
    };
    move || kinds.get().into_iter().map(chip).collect_view()
}

fn entry(i18n: I18n, row: TimelineRow) -> impl IntoView {
    let (kind, icon, tone) = kind_words(row.kind);
    let TimelineRow { at, summary, place, by, state, .. } = row;
    view! {
        <TimelineEntry
            icon
            tone
            title=move || view! { <bdi>{summary.clone()}</bdi> }
            at=move || view! { <ClockTime clock=at.clone() day=true /> }
        >
            <span class="quiet">
                {move || i18n.text(kind)}" · "<bdi>{place}</bdi>" · "<bdi>{by}</bdi>
            </span>
            {(state != SaveState::Sent)
                .then(|| view! { <StateBadge state=Signal::stored(words::saving(state)) /> })}
        </TimelineEntry>
    }
}
