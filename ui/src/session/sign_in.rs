use airside_shared::{
    Fault,
    access::Role,
    devices::DeviceKind,
    ipc::{Face, Gate, SignIn as SignInCall, SignInArgs},
};
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};
use crate::fault::fault_words;
use crate::i18n::{Locale, use_i18n};
use crate::loaded::act;
use crate::shell::Mark;
use crate::widgets::{
    Avatar, Button, ButtonKind, Card, Glyph, Icon, Notice, PinPad, TextInput, ToastRegion, Tone,
};
use crate::words;
use crate::{t, t_string};

/// Who is about to sign in: somebody known here, or a badge that was typed.
#[derive(Clone, PartialEq)]
struct Candidate {
    badge: String,
    known: Option<(String, Role)>,
}

/// Faces of the people known on this device, or another badge; then the PIN.
#[component]
pub fn SignIn() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let candidate = RwSignal::new(None::<Candidate>);
    let status = move || desk.status.get();
    let station = move || status().map(|s| s.station).unwrap_or_default();
    let kiosk = Memo::new(move |_| status().is_some_and(|s| s.device == DeviceKind::Kiosk));
    let sealed = Memo::new(move |_| status().is_some_and(|s| s.sync.withdrawn.is_some()));
    let called = move || {
        status().and_then(|s| s.called).map(|name| t_string!(i18n, session.called, name = name.as_str()))
    };
    let title = move || match kiosk.get() {
        true => t!(i18n, kiosk.set_up)(),
        false => t!(i18n, session.who)(),
    };
    let place = move || match status().map(|s| s.device) {
        Some(DeviceKind::Kiosk) => t_string!(i18n, kiosk.set_up_lead, station = station()),
        Some(DeviceKind::Tablet) => t_string!(i18n, session.tablet_at_station, station = station()),
        _ => t_string!(i18n, session.at_station, station = station()),
    };
    view! {
        <main class="gate" data-test="signin">
            <header class="gate__head">
                <Mark />
                <h1 class="gate__title">{title}</h1>
                <p class="gate__lead">{place}</p>
            </header>
            <Show when=move || sealed.get()>
                <div data-test="sealed">
                    <Notice tone=Tone::Warning title=t!(i18n, session.sealed)>{t!(i18n, session.sealed_locked)}</Notice>
                </div>
            </Show>
            {move || match candidate.get() {
                None => view! { <Faces candidate /> }.into_any(),
                Some(who) => view! { <Pin who candidate /> }.into_any(),
            }}
            <Languages />
            {move || called().map(|words| view! { <p class="gate__code" data-test="device-name">{words}</p> })}
        </main>
        <ToastRegion />
    }
}

fn people(desk: Desk) -> Vec<Face> {
    desk.status.with(|status| match status.as_ref().map(|status| &status.gate) {
        Some(Gate::Locked { people }) => people.clone(),
        _ => Vec::new(),
    })
}

#[component]
fn Faces(candidate: RwSignal<Option<Candidate>>) -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let badge = RwSignal::new(String::new());
    let known = Memo::new(move |_| people(desk));
    let label = move || match known.with(Vec::is_empty) {
        true => t!(i18n, session.badge_first)(),
        false => t!(i18n, session.badge)(),
    };
    let go = move |()| {
        let typed = badge.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            let known = people(desk).into_iter().find(|face| face.badge == typed);
            candidate.set(Some(Candidate { badge: typed, known: known.map(|face| (face.name, face.role)) }));
        }
    };
    let face = move |face: Face| {
        let Face { badge, name, role } = face;
        let (shown, test) = (name.clone(), badge.clone());
        let choose = move |_| {
            candidate.set(Some(Candidate { badge: badge.clone(), known: Some((name.clone(), role)) }));
        };
        view! {
            <button type="button" class="face" data-test="signin-face" data-badge=test on:click=choose>
                <Avatar large=true name=shown.clone() />
                <span class="face__name"><bdi>{shown.clone()}</bdi></span>
                <span class="face__role">{move || i18n.text(words::role(role))}</span>
            </button>
        }
    };
    view! {
        <Show when=move || known.with(|known| !known.is_empty())>
            <div class="faces" role="group" aria-label=t!(i18n, session.known_here)>
                {move || known.get().into_iter().map(face).collect_view()}
            </div>
        </Show>
        <Card>
            <div class="badge-entry" data-test="signin-badge">
                <TextInput
                    label=label
                    hint=t!(i18n, session.badge_hint)
                    value=badge
                    code=true
                    autofocus=true
                    max_length=32
                    on_enter=go
                />
                <Button
                    kind=ButtonKind::Primary
                    wide=true
                    disabled=Signal::derive(move || badge.with(|badge| badge.trim().is_empty()))
                    on_press=go
                    attr:data-test="signin-next"
                >
                    {t!(i18n, session.next)}
                </Button>
            </div>
        </Card>
    }
}

#[component]
fn Pin(who: Candidate, candidate: RwSignal<Option<Candidate>>) -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let Candidate { badge, known } = who;
    let name = known.as_ref().map_or_else(|| badge.clone(), |(name, _)| name.clone());
    let role = known.map(|(_, role)| role);
    let label = {
        let name = name.clone();
        move || t_string!(i18n, session.pin_of, name = name.as_str())
    };
    let done = move |pin: String| {
        fault.set(None);
        let args = SignInArgs { badge: badge.clone(), pin };
        act::<SignInCall>(args, busy, move |reply| match reply {
            Ok(status) => desk.status.set(Some(status)),
            Err(refused) => fault.set(Some(refused)),
        });
    };
    let error = Signal::derive(move || fault.get().map(|fault| fault_words(i18n, &fault)));
    view! {
        <Card>
            <div class="pin-entry">
                <div class="pin-entry__who">
                    <Avatar large=true name=name.clone() />
                    <div>
                        <p class="face__name" data-test="signin-who"><bdi>{name}</bdi></p>
                        {role.map(|role| {
                            view! { <p class="face__role">{move || i18n.text(words::role(role))}</p> }
                        })}
                    </div>
                </div>
                <div data-test="signin-pin"><PinPad label on_done=done error busy /></div>
                <p class="pin-entry__busy" role="status">
                    {move || busy.get().then(|| i18n.text(crate::i18n::key::session::checking))}
                </p>
                <Button
                    kind=ButtonKind::Quiet
                    icon=Icon::SwitchUser
                    disabled=busy
                    on_press=move |()| candidate.set(None)
                    attr:data-test="signin-back"
                >
                    {t!(i18n, session.someone_else)}
                </Button>
            </div>
        </Card>
    }
}

/// The languages by their own names; chosen before anybody is known.
#[component]
fn Languages() -> impl IntoView {
    let i18n = use_i18n();
    let one = move |locale: Locale| {
        view! {
            <button
                type="button"
                class="language"
                lang=locale.tag()
                aria-pressed=move || (i18n.locale.get() == locale).to_string()
                on:click=move |_| i18n.locale.set(locale)
            >
                {locale.own_name()}
            </button>
        }
    };
    view! {
        <div class="languages" role="group" aria-label=t!(i18n, shell.language)>
            <Glyph icon=Icon::Globe />
            {Locale::ALL.into_iter().map(one).collect_view()}
        </div>
    }
}
