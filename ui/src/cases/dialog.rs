use airside_shared::{
    Fault,
    cases::{Category, Priority},
    ids::{FlightId, PassengerId, TripId},
    ipc::{OpenCase, OpenCaseArgs},
};
use leptos::prelude::*;

use super::drafts::use_drafts;
use super::photos::{Chosen, Photos};
use super::values::{PRIORITIES, category, name_of, priority, value_of};
use crate::desk::use_desk;
use crate::fault::{FaultNotice, fault_words};
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{
    Button, ButtonKind, Drawer, Icon, RadioCard, RadioCards, Select, TextArea, Tone, use_toasts,
};
use crate::{t, t_string};

/// Whom and what a case is about.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct About {
    pub passenger: Option<PassengerId>,
    pub trip: Option<TripId>,
    pub flight: Option<FlightId>,
}

/// What stands in the form.
#[derive(Clone, Copy)]
struct Form {
    category: RwSignal<String>,
    priority: RwSignal<String>,
    text: RwSignal<String>,
    photos: RwSignal<Vec<Chosen>>,
    busy: RwSignal<bool>,
    fault: RwSignal<Option<Fault>>,
}

impl Form {
    fn new(text: String) -> Form {
        Form {
            category: RwSignal::new(name_of(Category::Disruption)),
            priority: RwSignal::new(name_of(Priority::Normal)),
            text: RwSignal::new(text),
            photos: RwSignal::new(Vec::new()),
            busy: RwSignal::new(false),
            fault: RwSignal::new(None),
        }
    }

    fn args(self, about: About) -> OpenCaseArgs {
        OpenCaseArgs {
            passenger: about.passenger,
            trip: about.trip,
            flight: about.flight,
            category: value_of(&self.category.get_untracked()).unwrap_or(Category::Other),
            priority: value_of(&self.priority.get_untracked()).unwrap_or(Priority::Normal),
            text: self.text.get_untracked(),
            photos: self.photos.get_untracked().into_iter().map(Chosen::upload).collect(),
        }
    }
}

/// Logs a case. What was written stays until it is saved, whatever happens between.
#[component]
pub fn CaseDialog(
    open: RwSignal<bool>,
    #[prop(into)] passenger: Signal<Option<PassengerId>>,
    #[prop(optional, into)] trip: Signal<Option<TripId>>,
    #[prop(optional, into)] flight: Signal<Option<FlightId>>,
) -> impl IntoView {
    let (desk, i18n, toasts, drafts) = (use_desk(), use_i18n(), use_toasts(), use_drafts());
    let writer = desk.actor().map(|actor| actor.user.to_string()).unwrap_or_default();
    let subject = move || passenger.get().map(|p| p.to_string()).unwrap_or_default();
    let form = Form::new(drafts.text(&writer, &untrack(subject)));
    let author = writer.clone();
    Effect::new(move |_| form.text.set(drafts.text(&author, &subject())));
    Effect::new(move |_| form.text.with(|text| drafts.keep(&writer, &untrack(subject), text)));
    let save = move |()| {
        form.fault.set(None);
        let about = About {
            passenger: passenger.get_untracked(),
            trip: trip.get_untracked(),
            flight: flight.get_untracked(),
        };
        act::<OpenCase>(form.args(about), form.busy, move |reply| match reply {
            Ok(saved) => {
                let reference = saved.reference.unwrap_or_default();
                toasts.say(Tone::Positive, t_string!(i18n, cases.saved, reference = reference));
                form.text.set(String::new());
                form.photos.set(Vec::new());
                open.set(false);
            }
            Err(fault) => form.fault.set(Some(fault)),
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t!(i18n, cases.later)}</Button>
            <Button
                kind=ButtonKind::Primary
                icon=Icon::Check
                key="Ctrl+Enter"
                busy=form.busy
                on_press=save
                attr:data-test="case-save"
            >
                {t!(i18n, cases.save)}
            </Button>
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save(());
        }
    };
    view! {
        <div class="case-dialog" on:keydown=on_key>
            <Drawer open title=t!(i18n, cases.log) actions>
                <Fields form />
            </Drawer>
        </div>
    }
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let cards = Category::CHOICES
        .iter()
        .map(|choice| {
            let (words, icon) = category(*choice);
            RadioCard::new(name_of(choice), move || i18n.text(words)).icon(icon)
        })
        .collect::<Vec<_>>();
    let priorities = Signal::derive(move || {
        let option = |p: Priority| {
            let hours = u32::try_from(p.hours()).unwrap_or_default();
            (name_of(p), t_string!(i18n, cases.within, priority = i18n.text(priority(p).0), count = hours))
        };
        PRIORITIES.into_iter().map(option).collect::<Vec<_>>()
    });
    let of = move |field: &'static str| {
        Signal::derive(move || {
            let fault = form.fault.get().filter(|fault| fault.field.as_deref() == Some(field));
            fault.map(|fault| fault_words(i18n, &fault))
        })
    };
    let placed = |fault: &Fault| matches!(fault.field.as_deref(), Some("text" | "photos"));
    let other = move || form.fault.get().filter(|fault| !placed(fault));
    view! {
        <div class="stack">
            {move || other().map(|fault| view! { <FaultNotice fault /> })}
            <div data-test="case-text">
                <TextArea
                    label=t!(i18n, cases.text)
                    hint=t!(i18n, cases.text_hint)
                    value=form.text
                    error=of("text")
                    max_length=10_000
                />
            </div>
            <div class="case-categories" data-test="case-category">
                <RadioCards label=t!(i18n, cases.what) value=form.category cards />
            </div>
            <div data-test="case-priority">
                <Select label=t!(i18n, cases.how_soon) value=form.priority options=priorities />
            </div>
            <Photos chosen=form.photos error=of("photos") />
        </div>
    }
}
