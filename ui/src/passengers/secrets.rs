use std::time::Duration;

use airside_shared::{
    access::Permission,
    ids::PassengerId,
    ipc::{Reveal, RevealArgs},
    passengers::Passenger,
};
use leptos::prelude::*;

use crate::desk::use_desk;
use crate::fault::fault_words;
use crate::i18n::{Key, key, use_i18n};
use crate::loaded::act;
use crate::t;
use crate::widgets::{
    Button, ButtonKind, Card, Code, Dialog, EmptyState, Fact, Facts, Icon, Section, TextInput,
};

/// How long a revealed value stays in sight.
const SHOWN: Duration = Duration::from_secs(30);

/// A label that the desk gives, and its value, masked or not.
type Secret = (String, String);

fn label_words(label: &str) -> Key {
    use key::passengers::secret as s;
    match label {
        "passport" => s::passport,
        "identity_card" => s::identity_card,
        "email" => s::email,
        "phone" => s::phone,
        "address" => s::address,
        _ => s::document,
    }
}

fn documents(passenger: &Passenger) -> Vec<Secret> {
    passenger.documents.iter().map(|d| (d.kind.clone(), d.number.clone())).collect()
}

fn contacts(passenger: &Passenger) -> Vec<Secret> {
    let contacts = &passenger.contacts;
    [("email", &contacts.email), ("phone", &contacts.phone), ("address", &contacts.address)]
        .into_iter()
        .filter_map(|(label, value)| Some((label.to_owned(), value.clone()?)))
        .collect()
}

/// Documents and contacts: masked, and shown in full for a moment to who may and says why.
#[component]
pub fn Secrets(passenger: Memo<Option<Passenger>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <One
            passenger
            field="documents"
            title=key::passengers::documents
            permission=Permission::DocumentNumber
            read=documents
        />
        <One
            passenger
            field="contacts"
            title=key::passengers::contacts
            permission=Permission::Contacts
            read=contacts
        />
        <p class="unseen">{t!(i18n, passengers.reveal_note)}</p>
    }
}

#[component]
fn One(
    passenger: Memo<Option<Passenger>>,
    field: &'static str,
    title: Key,
    permission: Permission,
    read: fn(&Passenger) -> Vec<Secret>,
) -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let (asking, revealed) = (RwSignal::new(false), RwSignal::new(None::<Vec<Secret>>));
    let id = Memo::new(move |_| passenger.with(|p| p.as_ref().map(|p| p.id)));
    let masked = Memo::new(move |_| passenger.with(|p| p.as_ref().map(read).unwrap_or_default()));
    let hidden = move || masked.with(|m| m.iter().any(|(_, value)| value.contains('•')));
    let may = move || desk.grant(permission).reveal && hidden() && revealed.with(Option::is_none);
    let shown = move || revealed.get().unwrap_or_else(|| masked.get());
    let fact = move |(label, value): Secret| {
        view! {
            <Fact name=move || i18n.text(label_words(&label))>
                <span data-test="secret-value"><Code text=Signal::stored(value) /></span>
            </Fact>
        }
    };
    let reveal = move || {
        may().then(|| {
            view! {
                <Button
                    kind=ButtonKind::Quiet
                    icon=Icon::Eye
                    on_press=move |()| asking.set(true)
                    attr:data-test=format!("reveal-{field}")
                >
                    {t!(i18n, passengers.reveal)}
                </Button>
            }
        })
    };
    view! {
        <Section title=move || i18n.text(title) actions=move || reveal>
            <Card>
                <Show
                    when=move || masked.with(|masked| !masked.is_empty())
                    fallback=move || {
                        view! { <EmptyState icon=Icon::Passport title=t!(i18n, passengers.not_known) /> }
                    }
                >
                    <Facts>{move || shown().into_iter().map(fact).collect_view()}</Facts>
                </Show>
            </Card>
        </Section>
        <Why asking id field revealed />
    }
}

/// Asks why, because a look at a secret is written down with its reason.
#[component]
fn Why(
    asking: RwSignal<bool>,
    id: Memo<Option<PassengerId>>,
    field: &'static str,
    revealed: RwSignal<Option<Vec<Secret>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (reason, busy, error) =
        (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(None::<String>));
    let go = move |()| {
        let Some(passenger) = id.get_untracked() else { return };
        error.set(None);
        let args = RevealArgs { passenger, field: field.to_owned(), reason: reason.get_untracked() };
        act::<Reveal>(args, busy, move |reply| match reply {
            Ok(values) => {
                revealed.set(Some(values.values));
                asking.set(false);
                reason.set(String::new());
                set_timeout(
                    move || {
                        let _ = revealed.try_set(None);
                    },
                    SHOWN,
                );
            }
            Err(fault) => error.set(Some(fault_words(i18n, &fault))),
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| asking.set(false)>{t!(i18n, shell.close)}</Button>
            <Button kind=ButtonKind::Primary icon=Icon::Eye busy on_press=go attr:data-test="reveal-go">
                {t!(i18n, passengers.reveal)}
            </Button>
        }
    };
    view! {
        <Dialog open=asking title=t!(i18n, passengers.reveal_title) actions>
            <div class="stack" data-test="reveal-reason">
                <TextInput
                    label=t!(i18n, passengers.reveal_reason)
                    hint=t!(i18n, passengers.reveal_note)
                    value=reason
                    error=error
                    autofocus=true
                    max_length=200
                    on_enter=go
                />
            </div>
        </Dialog>
    }
}
