use airside_shared::{
    access::Permission,
    ids::PassengerId,
    ipc::{SaveState, SetPreference, SetPreferenceArgs},
    passengers::{PREFERENCES, Passenger},
};
use leptos::prelude::*;

use crate::desk::use_desk;
use crate::fault::fault_words;
use crate::i18n::{I18n, Key, key, use_i18n};
use crate::ipc::call;
use crate::loaded::act;
use crate::widgets::{Button, Card, Section, Select, StateBadge, TextInput, Toasts, Tone, use_toasts};
use crate::{t, t_string, words};

fn name_words(name: &str) -> Key {
    use key::passengers::preference as p;
    match name {
        "seat" => p::seat,
        "meal" => p::meal,
        "drink" => p::drink,
        "channel" => p::channel,
        _ => p::language,
    }
}

fn value_words(i18n: I18n, value: &str) -> String {
    use key::passengers::choice as c;
    let known = match value {
        "window" => c::window,
        "aisle" => c::aisle,
        "front" => c::front,
        "exit_row" => c::exit_row,
        "near_family" => c::near_family,
        "standard" => c::standard,
        "VGML" => c::vgml,
        "AVML" => c::avml,
        "MOML" => c::moml,
        "KSML" => c::ksml,
        "HNML" => c::hnml,
        "GFML" => c::gfml,
        "DBML" => c::dbml,
        "CHML" => c::chml,
        "en" => c::en,
        "ar" => c::ar,
        "fr" => c::fr,
        "de" => c::de,
        "es" => c::es,
        "hi" => c::hi,
        "zh" => c::zh,
        "ja" => c::ja,
        "email" => c::by_email,
        "sms" => c::by_sms,
        "push" => c::by_push,
        _ => return value.to_owned(),
    };
    i18n.text(known).to_owned()
}

/// What the passenger likes, changed in place and saved at once.
#[component]
pub fn Preferences(passenger: Memo<Option<Passenger>>, state: Memo<SaveState>) -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let may = Memo::new(move |_| desk.grant(Permission::EditPreferences).allowed);
    let id = Memo::new(move |_| passenger.with(|p| p.as_ref().map(|p| p.id)));
    let badge = move || {
        view! { <StateBadge state=Signal::derive(move || words::saving(state.get())) /> }
    };
    view! {
        <Section title=t!(i18n, passengers.preferences) actions=badge>
            <Card>
                <fieldset class="preferences" disabled=move || !may.get()>
                    {move || {
                        id.get()
                            .map(|id| {
                                PREFERENCES
                                    .iter()
                                    .map(|(name, choices)| {
                                        view! { <One id name=name choices=choices passenger /> }
                                    })
                                    .collect_view()
                            })
                    }}
                </fieldset>
            </Card>
        </Section>
    }
}

/// Sets what was there before. The page may be gone by then.
fn put_back(args: SetPreferenceArgs, i18n: I18n, toasts: Toasts) {
    leptos::task::spawn_local(async move {
        if let Err(fault) = call::<SetPreference>(&args).await {
            toasts.say(Tone::Critical, fault_words(i18n, &fault));
        }
    });
}

#[component]
fn One(
    id: PassengerId,
    name: &'static str,
    choices: &'static [&'static str],
    passenger: Memo<Option<Passenger>>,
) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let stored = Memo::new(move |_| {
        passenger.with(|p| {
            let preference = p.as_ref().and_then(|p| p.preferences.get(name));
            preference.map(|preference| preference.value.clone()).unwrap_or_default()
        })
    });
    let value = RwSignal::new(stored.get_untracked());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    Effect::new(move |_| value.set(stored.get()));
    let save = move |chosen: String| {
        error.set(None);
        let before = stored.get_untracked();
        let args = SetPreferenceArgs { passenger: id, name: name.to_owned(), value: chosen };
        act::<SetPreference>(args, busy, move |reply| match reply {
            Ok(_) if before.is_empty() => toasts.say(Tone::Positive, t_string!(i18n, passengers.saved)),
            Ok(_) => {
                let back = SetPreferenceArgs { passenger: id, name: name.to_owned(), value: before };
                let undo = Callback::new(move |()| put_back(back.clone(), i18n, toasts));
                toasts.say_with_undo(t_string!(i18n, passengers.saved), undo);
            }
            Err(fault) => {
                error.set(Some(fault_words(i18n, &fault)));
                value.set(stored.get_untracked());
            }
        });
    };
    let label = move || i18n.text(name_words(name));
    let test = format!("pref-{name}");
    if choices.is_empty() {
        let changed = move || value.with(|value| *value != stored.get() && !value.trim().is_empty());
        let go = move |()| {
            if changed() {
                save(value.get_untracked().trim().to_owned());
            }
        };
        return view! {
            <div class="preference" data-test=test>
                <TextInput label value error=error max_length=60 on_enter=go />
                <Show when=changed>
                    <Button busy on_press=go>{t!(i18n, passengers.save)}</Button>
                </Show>
            </div>
        }
        .into_any();
    }
    // A choice is saved as soon as it differs from what is stored.
    Effect::new(move |_| {
        let chosen = value.get();
        if !chosen.is_empty() && chosen != stored.get_untracked() && !busy.get_untracked() {
            save(chosen);
        }
    });
    let options = Signal::derive(move || {
        let mut options = Vec::new();
        if stored.with(String::is_empty) {
            options.push((String::new(), i18n.text(key::passengers::not_said).to_owned()));
        }
        options.extend(choices.iter().map(|code| ((*code).to_owned(), value_words(i18n, code))));
        options
    });
    view! {
        <div class="preference" data-test=test>
            <Select label value options error=error />
        </div>
    }
    .into_any()
}
