//! Every widget in every state, for looking at: `/gallery`, only with the feature `gallery`.
//!
//! `?theme=dark&lang=ar&device=tablet&view=pin` choose what is shown, so that pictures can be taken of each.
//! Its words are samples and stay in English; the words of the frame and the widgets follow the language.

mod board;
mod parts;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::i18n::{Locale, use_i18n};
use crate::shell::{
    Connection, ConnectionChip, Frame, KioskFrame, NavItem, PaletteItem, Place, SignedIn, use_commands,
};
use crate::theme::{Device, Theme, use_look};
use crate::widgets::*;

/// 8 February 2013, 14:05 in New York.
pub(crate) const NOW: i64 = 1_360_350_300_000;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const NEW_YORK: &str = "America/New_York";

#[component]
pub fn Gallery() -> impl IntoView {
    let (look, i18n, commands) = (use_look(), use_i18n(), use_commands());
    let query = use_query_map().get_untracked();
    let ask = |name: &str| query.get(name).unwrap_or_default();
    look.theme.set(Theme::from_name(&ask("theme")).unwrap_or_default());
    look.device.set(Device::from_name(&ask("device")).unwrap_or_default());
    look.left_handed.set(ask("hand") == "left");
    i18n.locale.set(Locale::from_tag(&ask("lang")).unwrap_or_default());
    commands.everywhere.set(sample_commands());
    let which = ask("view");
    set_timeout(
        move || match which.as_str() {
            "palette" => commands.palette_open.set(true),
            "keys" => commands.keys_open.set(true),
            _ => {}
        },
        std::time::Duration::from_millis(50),
    );
    let toasts = use_toasts();
    let scanned = Callback::new(move |payload: String| {
        toasts.say(Tone::Positive, format!("Scanned {payload}"));
    });
    let page = ask("view");
    if look.device.get_untracked() == Device::Kiosk {
        return view! { <KioskFrame on_scan=scanned><parts::KioskSample /></KioskFrame> }.into_any();
    }
    let connection = Connection {
        online: page != "offline",
        waiting: if page == "offline" { 14 } else { 0 },
        oldest: Some(NOW - 42 * MINUTE),
        attention: 0,
    };
    let rail = move || view! { <parts::RailSample /> };
    view! {
        <Frame
            nav=Signal::stored(sample_nav())
            place=Signal::stored(Place { station: "JFK".into(), zone: NEW_YORK.into(), abbreviation: "EST".into() })
            now=NOW
            person=Signal::stored(SignedIn { name: "Maya Okafor".into(), role: "Check-in agent".into() })
            account=Signal::derive(sample_account)
            on_lock=|()| ()
            on_scan=scanned
            connection=move || view! { <ConnectionChip connection=connection now=NOW href="/queue" /> }
            rail=rail
        >
            {match page.as_str() {
                "parts" => view! { <parts::Parts /> }.into_any(),
                "forms" => view! { <parts::Forms /> }.into_any(),
                "pin" => view! { <parts::PinSample /> }.into_any(),
                "dialog" => view! { <parts::DialogSample drawer=false /> }.into_any(),
                "drawer" => view! { <parts::DialogSample drawer=true /> }.into_any(),
                _ => view! { <board::Board /> }.into_any(),
            }}
        </Frame>
    }
    .into_any()
}

fn sample_nav() -> Vec<NavItem> {
    let item = |id, label: &'static str, icon, key, count: Option<u32>| NavItem {
        id,
        label: label.into(),
        icon,
        key: Some(key),
        href: if id == "board" { "/gallery".into() } else { format!("/{id}") },
        here: ArcSignal::derive(move || id == "board"),
        count: count.map(|count| Signal::stored(count)),
    };
    vec![
        item("board", "Today", Icon::Board, "F1", None),
        item("passengers", "Passengers", Icon::Person, "F2", None),
        item("flights", "Flights", Icon::TakeOff, "F3", None),
        item("cases", "Cases", Icon::Case, "F4", Some(7)),
        item("vouchers", "Vouchers", Icon::Voucher, "F6", None),
        item("lounge", "Lounge", Icon::Lounge, "F7", None),
        item("queue", "Queue", Icon::Queue, "F9", Some(14)),
    ]
}

fn sample_account() -> Vec<MenuItem> {
    let look = use_look();
    let item = |label: &'static str, icon, action| MenuItem {
        label: label.into(),
        icon: Some(icon),
        key: None,
        action,
    };
    vec![
        item("Switch user", Icon::SwitchUser, Callback::new(|()| ())),
        item("Theme", Icon::Theme, Callback::new(move |()| look.theme.update(|theme| *theme = theme.next()))),
        item("Sign out", Icon::SignOut, Callback::new(|()| ())),
    ]
}

fn sample_commands() -> Vec<PaletteItem> {
    let item = |id, label: &'static str, icon| PaletteItem::new(id, label, icon, Callback::new(|()| ()));
    vec![
        item("find", "Find a passenger", Icon::Search).key("F2").hint("Name, PNR, ticket, bag tag"),
        item("case", "Open a case", Icon::Case).key("F4").hint("For the passenger in front of you"),
        item("voucher", "Issue a meal voucher", Icon::Meal).key("F6"),
        item("cancelled", "Handle a cancelled flight", Icon::Ban)
            .key("F8")
            .hint("All its passengers together"),
        item("lock", "Lock this screen", Icon::Lock).key("Ctrl+L"),
        item("theme", "Change the theme", Icon::Theme),
        item("language", "Change the language", Icon::Globe),
    ]
}
