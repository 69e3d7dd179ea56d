use airside_shared::access::Permission;
use airside_shared::ipc::{Link, Lock, Scan, ScanArgs, ScanReply};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_navigate};

use super::commands::{account, navigation, provide_everywhere};
use super::first_load::FirstLoad;
use super::idle::lock_when_idle;
use crate::clock::use_now;
use crate::desk::{Desk, use_desk};
use crate::fault::fault_words;
use crate::i18n::use_i18n;
use crate::ipc::call;
use crate::shell::{Connection, ConnectionChip, Frame, Place, SignedIn};
use crate::widgets::{Notice, Tone, use_toasts};
use crate::words;
use crate::{t, t_string};

/// The last scan that did not lead to one person; the page of a scan shows it.
#[derive(Clone, Copy)]
pub struct Scanned(pub RwSignal<Option<ScanReply>>);

/// The last scan.
pub fn use_scanned() -> Scanned {
    expect_context()
}

/// The frame round the pages of a person at work.
#[component]
pub fn Work(children: ChildrenFn) -> impl IntoView {
    let desk = use_desk();
    provide_context(Scanned(RwSignal::new(None)));
    let lock = Callback::new(move |()| lock(desk));
    provide_everywhere(lock);
    lock_when_idle(lock);
    let children = StoredValue::new(children);
    // Once usable, a new day's first load must not take the page away that somebody works on.
    let usable = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or(false)
            || desk.status.with(|status| status.as_ref().is_some_and(|status| status.sync.usable))
    });
    view! {
        <Frame
            nav=navigation()
            place=place(desk)
            now=use_now()
            person=person(desk)
            account=account(lock)
            on_lock=lock
            on_scan=scan()
            connection=chip(desk)
        >
            <LinkNotice />
            <Show when=move || usable.get() fallback=|| view! { <FirstLoad /> }>
                {children.with_value(|children| children())}
            </Show>
        </Frame>
    }
}

fn lock(desk: Desk) {
    spawn_local(async move {
        if let Ok(status) = call::<Lock>(&()).await {
            desk.status.set(Some(status));
        }
    });
}

/// The station and its zone, named as on every other time.
fn place(desk: Desk) -> Signal<Place> {
    Signal::derive(move || {
        desk.status.with(|status| {
            status.as_ref().map_or_else(Place::default, |status| Place {
                station: status.station.clone(),
                zone: status.zone.name.clone(),
                abbreviation: status.zone.abbreviation.clone(),
            })
        })
    })
}

fn person(desk: Desk) -> Signal<SignedIn> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let actor = desk.actor();
        actor.map_or_else(SignedIn::default, |actor| SignedIn {
            name: actor.name,
            role: i18n.text(words::role(actor.role)).to_owned(),
        })
    })
}

fn chip(desk: Desk) -> impl Fn() -> AnyView + Send + Sync + 'static {
    let now = use_now();
    let connection = Signal::derive(move || {
        let sync = desk.status.with(|status| status.as_ref().map(|s| s.sync.clone()).unwrap_or_default());
        Connection {
            online: sync.link == Link::Online,
            waiting: sync.waiting,
            oldest: sync.oldest.map(|oldest| oldest.as_millisecond()),
            attention: sync.attention,
        }
    });
    move || view! { <ConnectionChip connection now href="/sync" attr:data-test="chip" /> }.into_any()
}

/// What a scanner typed: opens the only person found, or the page that says what was found.
fn scan() -> Callback<String> {
    let (i18n, toasts, navigate, scanned) = (use_i18n(), use_toasts(), use_navigate(), use_scanned());
    let (desk, path) = (use_desk(), use_location().pathname);
    Callback::new(move |payload: String| {
        let navigate = navigate.clone();
        let till = desk.grant(Permission::VoucherRedeem).allowed;
        spawn_local(async move {
            match call::<Scan>(&ScanArgs { payload }).await {
                Ok(ScanReply { passenger: Some(passenger), .. }) => {
                    navigate(&format!("/passengers/{passenger}"), Default::default());
                }
                Ok(reply) if reply.kind.as_deref() == Some("voucher") && till => {
                    scanned.0.set(Some(reply));
                    // At a trolley it pays for the order.
                    if !path.get_untracked().ends_with("/trolley") {
                        navigate("/redeem", Default::default());
                    }
                }
                Ok(reply) => {
                    scanned.0.set(Some(reply));
                    navigate("/scan", Default::default());
                }
                Err(fault) => toasts.say(Tone::Critical, fault_words(i18n, &fault)),
            }
        });
    })
}

/// What the chip is too small to say: the backend wants a new sign-in or is too old, the clock is wrong.
#[component]
fn LinkNotice() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let link = Memo::new(move |_| desk.status.with(|s| s.as_ref().map(|s| s.sync.link).unwrap_or_default()));
    let clock = Memo::new(move |_| desk.status.with(|s| s.as_ref().and_then(|s| s.sync.clock_off)));
    let about_link = move || match link.get() {
        Link::SignInNeeded => {
            view! { <Notice tone=Tone::Warning>{t!(i18n, session.sign_in_needed)}</Notice> }.into_any()
        }
        Link::BackendTooOld => {
            view! { <Notice tone=Tone::Warning>{t!(i18n, session.backend_too_old)}</Notice> }.into_any()
        }
        _ => ().into_any(),
    };
    let about_clock = move || {
        clock.get().map(|minutes| {
            let words = move || match minutes {
                0.. => t_string!(i18n, session.clock_ahead, count = minutes),
                _ => t_string!(i18n, session.clock_behind, count = -minutes),
            };
            view! { <Notice tone=Tone::Warning>{words}</Notice> }
        })
    };
    view! {
        {about_link}
        {about_clock}
    }
}
