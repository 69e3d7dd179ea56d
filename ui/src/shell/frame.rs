use leptos::children::ViewFn;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{CheatSheet, Palette, ScanCapture, use_commands};
use crate::i18n::use_i18n;
use crate::theme::{Device, use_look};
use crate::widgets::{Avatar, Glyph, Icon, IconButton, Kbd, LocalTime, Menu, MenuItem, ToastRegion};
use crate::{t, t_string};

/// A place in the navigation. Which of them a person gets is decided by role, outside.
#[derive(Clone)]
pub struct NavItem {
    pub id: &'static str,
    pub label: TextProp,
    pub icon: Icon,
    pub key: Option<&'static str>,
    pub href: String,
    /// Whether the page that is shown belongs to it.
    pub here: ArcSignal<bool>,
    /// What waits there; nothing is shown for zero.
    pub count: Option<Signal<u32>>,
}

/// Where the device stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// IATA code of the station: `JFK`.
    pub station: String,
    /// IANA zone of the station: `America/New_York`.
    pub zone: String,
    /// As clocks there say it now: `EST`.
    pub abbreviation: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignedIn {
    pub name: String,
    /// The role in words: "Check-in agent".
    pub role: String,
}

/// The frame of the window for desk and tablet. On a tablet the navigation is a bar at the foot; the rail of
/// actions stands at the line's end, or at its start in the left-handed layout.
#[component]
pub fn Frame(
    #[prop(into)] nav: Signal<Vec<NavItem>>,
    #[prop(into)] place: Signal<Place>,
    /// Milliseconds since 1970, UTC; the frame shows it at the station.
    #[prop(into)]
    now: Signal<i64>,
    #[prop(into)] person: Signal<SignedIn>,
    /// What the person's own menu holds: switch user, theme, language, sign out.
    #[prop(into)]
    account: Signal<Vec<MenuItem>>,
    #[prop(into)] on_lock: Callback<()>,
    #[prop(into)] on_scan: Callback<String>,
    /// The [`ConnectionChip`](super::ConnectionChip).
    #[prop(into)]
    connection: ViewFn,
    /// Passengers kept open, as a line of tabs under the top bar.
    #[prop(optional, into)]
    pinned: Option<ViewFn>,
    /// What can be done with what is shown.
    #[prop(optional, into)]
    rail: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="skip" href="#content">{t!(i18n, shell.skip_to_content)}</a>
        <div class="frame">
            <TopBar place now person account on_lock connection />
            <nav class="nav" aria-label=t!(i18n, shell.navigation)>
                <For each=move || nav.get() key=|item| item.id let(item)>
                    <NavLink item />
                </For>
            </nav>
            <div class="frame__work">
                {pinned.map(|pinned| view! { <div class="frame__pinned">{pinned.run()}</div> })}
                <main class="frame__content" id="content" tabindex="-1">{children()}</main>
            </div>
            {rail.map(|rail| view! { <aside class="frame__rail">{rail.run()}</aside> })}
        </div>
        <Palette />
        <CheatSheet />
        <ScanCapture on_scan />
    }
}

#[component]
fn TopBar(
    place: Signal<Place>,
    now: Signal<i64>,
    person: Signal<SignedIn>,
    account: Signal<Vec<MenuItem>>,
    on_lock: Callback<()>,
    connection: ViewFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands = use_commands();
    let name = Signal::derive(move || person.get().name);
    let zone = Signal::derive(move || place.get().zone);
    let called = Signal::derive(move || Some(place.get().abbreviation));
    let open_palette = move |_| commands.palette_open.set(true);
    view! {
        <header class="top-bar">
            <a class="brand" href="/" aria-label=t!(i18n, shell.app)>
                <Mark />
                <span class="brand__name">"Airside"</span>
            </a>
            <div
                class="station"
                role="group"
                aria-label=move || t_string!(i18n, shell.local_time, station = place.get().station)
            >
                <bdi class="station__code">{move || place.get().station}</bdi>
                <span class="station__time"><LocalTime at=now zone called /></span>
            </div>
            <div class="top-bar__middle">
                <button type="button" class="omni" aria-keyshortcuts="Control+K" on:click=open_palette>
                    <Glyph icon=Icon::Search />
                    <span class="omni__words">{t!(i18n, shell.find_anything)}</span>
                    <Kbd key="Ctrl+K" />
                </button>
                <ToastRegion />
            </div>
            <div class="top-bar__end">
                {connection.run()}
                <Menu label=move || t_string!(i18n, shell.account, name = name.get()) items=account>
                    <Avatar name />
                    <span class="who">
                        <bdi class="who__name">{move || name.get()}</bdi>
                        <span class="who__role">{move || person.get().role}</span>
                    </span>
                    <Glyph icon=Icon::ChevronDown />
                </Menu>
                <IconButton
                    icon=Icon::Lock
                    label=t!(i18n, shell.lock)
                    key="Ctrl+L"
                    on_press=on_lock
                />
            </div>
        </header>
    }
}

#[component]
fn NavLink(item: NavItem) -> impl IntoView {
    let NavItem { id, label, icon, key, href, here, count } = item;
    let waiting = move || count.map(|count| count.get()).filter(|count| *count > 0);
    view! {
        <a href=href class="nav__link" data-nav=id aria-current=move || here.get().then_some("page")>
            <Glyph icon />
            <span class="nav__label">{move || label.get()}</span>
            {move || waiting().map(|count| view! { <span class="nav__count">{count}</span> })}
            {key.map(|key| view! { <Kbd key /> })}
        </a>
    }
}

/// Airside's own mark: a tail fin over the line of the apron.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect class="mark__ground" width="32" height="32" rx="8" />
            <path class="mark__fin" d="M8.5 21 16.6 8.3c.5-.8 1.3-1.3 2.3-1.3H23l-4.4 14Z" />
            <path class="mark__line" d="M7 25h18" />
        </svg>
    }
}

/// The frame of a kiosk: nothing but the page, large, and the language at hand.
#[component]
pub fn KioskFrame(#[prop(into)] on_scan: Callback<String>, children: Children) -> impl IntoView {
    let look = use_look();
    look.device.set(Device::Kiosk);
    view! {
        <main class="kiosk" id="content">{children()}</main>
        <ToastRegion />
        <ScanCapture on_scan />
    }
}
