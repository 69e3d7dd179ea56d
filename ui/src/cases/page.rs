use airside_shared::{
    cases::{Case, Note},
    ids::CaseId,
    ipc::{AddNote, AddNoteArgs, CaseArgs, CasePage as Page, CaseRow, GetCase},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::values::{category, priority, status};
use crate::clock::{ClockTime, use_now};
use crate::desk::use_desk;
use crate::fault::fault_words;
use crate::i18n::use_i18n;
use crate::loaded::{Until, act, load};
use crate::t;
use crate::t_string;
use crate::widgets::{
    Age, Avatar, Button, ButtonKind, Card, Chip, EmptyState, Icon, LinkButton, PageHead, Section, StateBadge,
    TextArea, Tone, use_toasts,
};
use crate::words;

/// One case: what was said, and what is said next.
#[component]
pub fn CasePage() -> impl IntoView {
    let (desk, params) = (use_desk(), use_params_map());
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<CaseId>().ok()));
    let tick = desk.tick(&["case", "queue", "attachment"]);
    let page = load::<GetCase>(move || {
        tick.track();
        id.get().map(|case| CaseArgs { case })
    });
    let row = Memo::new(move |_| page.value.with(|p| p.as_ref().map(|p| p.row.clone())));
    let case = Memo::new(move |_| page.value.with(|p| p.as_ref().map(|p| p.case.clone())));
    let title = move || row.with(|row| row.as_ref().map(|row| row.reference.clone()).unwrap_or_default());
    let lead = move || row.get().map(|row| view! { <Standing row /> });
    let actions = move || {
        row.get().and_then(|row| Some((row.passenger?, row.passenger_name?))).map(|(passenger, name)| {
            view! {
                <LinkButton icon=Icon::Person href=format!("/passengers/{passenger}")>
                    <bdi>{name}</bdi>
                </LinkButton>
            }
        })
    };
    view! {
        <div class="page" data-test="case">
            <PageHead title lead=move || lead actions=move || actions />
            <Until of=page>
                <Notes case />
                {move || page.value.with(|p| p.as_ref().map(pictures))}
                {move || id.get().map(|case| view! { <Write case /> })}
            </Until>
        </div>
    }
}

#[component]
fn Standing(row: CaseRow) -> impl IntoView {
    let i18n = use_i18n();
    let (words_of, _) = category(row.category);
    let (urgency, urgency_tone) = priority(row.priority);
    let (standing, tone) = status(row.status);
    let due_tone = if row.overdue { Tone::Critical } else { Tone::Neutral };
    view! {
        <span class="chips">
            <Chip>{move || i18n.text(words_of)}</Chip>
            <Chip tone=urgency_tone>{move || i18n.text(urgency)}</Chip>
            <Chip tone>{move || i18n.text(standing)}</Chip>
            <Chip tone=due_tone icon=Icon::Clock>
                {t!(i18n, cases.due)}" "<ClockTime clock=row.due day=true />
            </Chip>
            <StateBadge state=Signal::stored(words::saving(row.state)) />
        </span>
    }
}

#[component]
fn Notes(case: Memo<Option<Case>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let notes = move || case.with(|case| case.as_ref().map(|case| case.notes.clone()).unwrap_or_default());
    let note = move |note: Note| {
        let Note { at, by, text, .. } = note;
        view! {
            <li class="note" data-test="case-note">
                <Avatar name=by.clone() />
                <div class="note__words">
                    <p class="quiet">
                        <bdi>{by}</bdi>" · "<Age since=Signal::stored(at.as_millisecond()) now />
                    </p>
                    <p class="note__text" dir="auto">{text}</p>
                </div>
            </li>
        }
    };
    view! {
        <Section title=t!(i18n, cases.notes)>
            <Card>
                <ol class="notes">{move || notes().into_iter().map(note).collect_view()}</ol>
            </Card>
        </Section>
    }
}

fn pictures(page: &Page) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let photos: Vec<(String, Option<String>)> = page
        .case
        .photos
        .iter()
        .zip(page.photos.iter().cloned())
        .map(|(photo, content)| (photo.media_type.clone(), content))
        .collect();
    (!photos.is_empty()).then(|| {
        let picture = move |(kind, content): (String, Option<String>)| match content {
            Some(content) => {
                let source = format!("data:{kind};base64,{content}");
                view! { <img class="picture" src=source alt=t!(i18n, cases.photo) /> }.into_any()
            }
            None => {
                view! { <EmptyState icon=Icon::Camera title=t!(i18n, cases.photo_elsewhere) /> }.into_any()
            }
        };
        view! {
            <Section title=t!(i18n, cases.photos)>
                <Card>
                    <div class="pictures">{photos.into_iter().map(picture).collect_view()}</div>
                </Card>
            </Section>
        }
    })
}

#[component]
fn Write(case: CaseId) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (text, busy, error) =
        (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(None::<String>));
    let save = move |()| {
        error.set(None);
        act::<AddNote>(AddNoteArgs { case, text: text.get_untracked() }, busy, move |reply| match reply {
            Ok(_) => {
                text.set(String::new());
                toasts.say(Tone::Positive, t_string!(i18n, passengers.saved));
            }
            Err(fault) => error.set(Some(fault_words(i18n, &fault))),
        });
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save(());
        }
    };
    view! {
        <Card>
            <div class="stack" on:keydown=on_key data-test="note-text">
                <TextArea label=t!(i18n, cases.add_note) value=text error max_length=10_000 />
                <div class="line">
                    <Button
                        kind=ButtonKind::Primary
                        key="Ctrl+Enter"
                        busy
                        on_press=save
                        attr:data-test="note-save"
                    >
                        {t!(i18n, cases.save_note)}
                    </Button>
                </div>
            </div>
        </Card>
    }
}
