use airside_shared::{
    access::Permission,
    ipc::{CaseRow, ListCases, ListCasesArgs},
};
use leptos::prelude::*;

use super::dialog::CaseDialog;
use super::values::{category, priority, status};
use crate::clock::ClockTime;
use crate::desk::use_desk;
use crate::i18n::{I18n, use_i18n};
use crate::loaded::{Until, load};
use crate::shell::{PaletteItem, use_commands};
use crate::t;
use crate::widgets::{
    Button, ButtonKind, Card, Chip, Code, EmptyState, Glyph, Icon, List, ListRow, PageHead, SearchBox,
    StateBadge, Tone, Toolbar,
};
use crate::words;

/// Cases as rows; each opens the case.
#[component]
pub fn CaseRows(#[prop(into)] cases: Signal<Vec<CaseRow>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <List label=t!(i18n, cases.title)>
            {move || cases.get().into_iter().map(|case| row(i18n, case)).collect_view()}
        </List>
    }
}

fn row(i18n: I18n, case: CaseRow) -> impl IntoView {
    let (category, icon) = category(case.category);
    let (urgency, urgency_tone) = priority(case.priority);
    let (standing, standing_tone) = status(case.status);
    let CaseRow { id, reference, summary, passenger_name, photos, due, overdue, state, .. } = case;
    let due_tone = if overdue { Tone::Critical } else { Tone::Neutral };
    view! {
        <ListRow
            start=move || view! { <span class="row-mark"><Glyph icon /></span> }
            title=move || {
                view! {
                    <Code text=Signal::stored(reference.clone()) />
                    <span>{move || i18n.text(category)}</span>
                    {passenger_name.clone().map(|name| view! { <bdi class="quiet">{name}</bdi> })}
                }
            }
            detail=move || {
                view! {
                    <bdi>{summary.clone()}</bdi>
                    {(photos > 0).then(|| view! { " · " <Glyph icon=Icon::Camera /> " " {photos} })}
                }
            }
            end=move || {
                let due = due.clone();
                view! {
                    <Chip tone=urgency_tone>{move || i18n.text(urgency)}</Chip>
                    <Chip tone=standing_tone>{move || i18n.text(standing)}</Chip>
                    <Chip tone=due_tone icon=Icon::Clock><ClockTime clock=due day=true /></Chip>
                    <StateBadge state=Signal::stored(words::saving(state)) />
                }
            }
            href=format!("/cases/{id}")
            attr:data-test="case-row"
        />
    }
}

/// The cases of the station.
#[component]
pub fn CasesPage() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let (text, open) = (RwSignal::new(String::new()), RwSignal::new(false));
    let tick = desk.tick(&["case", "queue"]);
    let cases = load::<ListCases>(move || {
        tick.track();
        Some(ListCasesArgs::default())
    });
    let shown = Memo::new(move |_| {
        let text = text.get().trim().to_lowercase();
        let has = |value: &str| value.to_lowercase().contains(&text);
        let fits = |case: &&CaseRow| {
            text.is_empty()
                || has(&case.reference)
                || has(&case.summary)
                || case.passenger_name.as_deref().is_some_and(has)
        };
        cases.value.with(|cases| cases.iter().flatten().filter(fits).cloned().collect::<Vec<_>>())
    });
    let may = Memo::new(move |_| desk.grant(Permission::CaseWrite).allowed);
    let log = Callback::new(move |()| {
        if may.get_untracked() {
            open.set(true);
        }
    });
    use_commands()
        .on_this_page(vec![PaletteItem::new("case-log", t!(i18n, cases.log), Icon::Case, log).key("N")]);
    let actions = move || {
        may.get().then(|| {
            view! {
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                    key="N"
                    on_press=log
                    attr:data-test="case-open"
                >
                    {t!(i18n, cases.log)}
                </Button>
            }
        })
    };
    let empty = move || {
        view! {
            <EmptyState
                icon=Icon::Case
                title=t!(i18n, cases.none)
                detail=t!(i18n, cases.none_detail)
            />
        }
    };
    view! {
        <div class="page" data-test="cases">
            <PageHead title=t!(i18n, cases.title) actions=move || actions />
            <Toolbar label=t!(i18n, board.filter)>
                <SearchBox label=t!(i18n, cases.find) placeholder=t!(i18n, cases.find) value=text />
            </Toolbar>
            <Until of=cases>
                <Card flush=true>
                    <Show when=move || shown.with(|shown| !shown.is_empty()) fallback=empty>
                        <CaseRows cases=shown />
                    </Show>
                </Card>
            </Until>
            <CaseDialog open passenger=Signal::stored(None) />
        </div>
    }
}
