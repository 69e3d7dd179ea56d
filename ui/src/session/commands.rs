use airside_shared::access::Permission;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

use crate::desk::{Desk, use_desk};
use crate::i18n::{I18n, Key, Locale, key, use_i18n};
use crate::shell::{NavItem, PaletteItem, use_commands};
use crate::theme::{Look, Theme, use_look};
use crate::widgets::{Icon, MenuItem};

/// A page of the navigation: what it is called, its key, where it is, who may go there.
struct Place {
    id: &'static str,
    words: Key,
    icon: Icon,
    key: &'static str,
    href: &'static str,
    needs: Option<Permission>,
}

const PLACES: [Place; 11] = [
    Place {
        id: "board",
        words: key::session::nav_board,
        icon: Icon::Board,
        key: "F2",
        href: "/",
        needs: None,
    },
    Place {
        id: "find",
        words: key::session::nav_find,
        icon: Icon::Search,
        key: "F3",
        href: "/find",
        needs: Some(Permission::PassengerOpen),
    },
    Place {
        id: "cases",
        words: key::session::nav_cases,
        icon: Icon::Case,
        key: "F4",
        href: "/cases",
        needs: Some(Permission::CaseWrite),
    },
    Place {
        id: "redeem",
        words: key::session::nav_redeem,
        icon: Icon::Voucher,
        key: "F5",
        href: "/redeem",
        needs: Some(Permission::VoucherRedeem),
    },
    Place {
        id: "flights",
        words: key::session::nav_flights,
        icon: Icon::Trolley,
        key: "F6",
        href: "/flights",
        needs: Some(Permission::Sale),
    },
    Place {
        id: "attention",
        words: key::attention::title,
        icon: Icon::Alert,
        key: "F7",
        href: "/attention",
        needs: None,
    },
    Place {
        id: "queue",
        words: key::session::nav_queue,
        icon: Icon::Queue,
        key: "F8",
        href: "/queue",
        needs: None,
    },
    Place {
        id: "fleet",
        words: key::session::nav_fleet,
        icon: Icon::Device,
        key: "F10",
        href: "/fleet",
        needs: Some(Permission::Fleet),
    },
    Place {
        id: "refunds",
        words: key::refunds::nav,
        icon: Icon::Refund,
        key: "F11",
        href: "/refunds",
        needs: Some(Permission::RefundRequest),
    },
    Place {
        id: "claims",
        words: key::claims::nav,
        icon: Icon::Banknote,
        key: "F12",
        href: "/claims",
        needs: Some(Permission::VoucherIssue),
    },
    // No role has both this and claims, so they share a key.
    Place {
        id: "policies",
        words: key::policies::nav,
        icon: Icon::Document,
        key: "F12",
        href: "/policies",
        needs: Some(Permission::RulesAndLimits),
    },
];

fn allowed(desk: Desk) -> impl Iterator<Item = &'static Place> {
    // Finance grants refunds and asks for none.
    let decides = move |place: &Place| place.id == "refunds" && desk.grant(Permission::RefundApprove).allowed;
    let may =
        move |place: &Place| place.needs.is_none_or(|needs| desk.grant(needs).allowed) || decides(place);
    PLACES.iter().filter(move |place| may(place))
}

/// The navigation that this person has.
pub fn navigation() -> Signal<Vec<NavItem>> {
    let (desk, i18n) = (use_desk(), use_i18n());
    let waiting =
        Signal::derive(move || desk.status.with(|status| status.as_ref().map_or(0, |s| s.sync.waiting)));
    let attention =
        Signal::derive(move || desk.status.with(|status| status.as_ref().map_or(0, |s| s.sync.attention)));
    let lit = lit();
    Signal::derive(move || {
        let item = |place: &'static Place| NavItem {
            id: place.id,
            label: (move || i18n.text(place.words)).into(),
            icon: place.icon,
            key: Some(place.key),
            href: place.href.to_owned(),
            // The link outlives this list, which is made anew whenever the desk's status changes.
            here: ArcSignal::derive(move || lit.get() == Some(place.id)),
            count: match place.id {
                "queue" => Some(waiting),
                "attention" => Some(attention),
                _ => None,
            },
        };
        allowed(desk).map(item).collect()
    })
}

/// The place that the page belongs to.
fn lit() -> Memo<Option<&'static str>> {
    let path = use_location().pathname;
    let walked = Memo::new(move |before: Option<&(Option<&'static str>, &'static str)>| {
        let from = before.map_or("board", |(_, from)| from);
        let place = place_of(&path.get(), from);
        (place, place.filter(|place| ["board", "flights"].contains(place)).unwrap_or(from))
    });
    Memo::new(move |_| walked.get().0)
}

/// The people of a flight belong to where the flight was chosen: on the board, or among those that are sold on.
fn place_of(path: &str, chosen_in: &'static str) -> Option<&'static str> {
    let mut parts = path.trim_matches('/').split('/');
    Some(match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("", ..) => "board",
        ("find" | "scan" | "passengers", ..) => "find",
        ("cases", ..) => "cases",
        ("flights", None, _) | ("flights", _, Some("trolley")) => "flights",
        ("flights", ..) => chosen_in,
        ("attention", ..) => "attention",
        ("queue" | "sync", ..) => "queue",
        ("refunds", ..) => "refunds",
        ("claims", ..) => "claims",
        ("policies", ..) => "policies",
        ("fleet", ..) => "fleet",
        ("redeem", ..) => "redeem",
        _ => return None,
    })
}

fn theme_words(theme: Theme) -> Key {
    match theme {
        Theme::Light => key::shell::theme_light,
        Theme::Dark => key::shell::theme_dark,
        Theme::Night => key::shell::theme_night,
    }
}

fn theme_icon(theme: Theme) -> Icon {
    match theme {
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Theme,
        Theme::Night => Icon::Moon,
    }
}

/// The person's own menu: theme, language, hand, switch of user.
pub fn account(lock: Callback<()>) -> Signal<Vec<MenuItem>> {
    let (i18n, look) = (use_i18n(), use_look());
    Signal::derive(move || {
        let mut items: Vec<MenuItem> =
            Theme::ALL.into_iter().map(|theme| theme_item(i18n, look, theme)).collect();
        items.extend(Locale::ALL.into_iter().map(|locale| MenuItem {
            label: locale.own_name().into(),
            icon: Some(Icon::Globe),
            key: None,
            action: Callback::new(move |()| i18n.locale.set(locale)),
        }));
        items.push(MenuItem {
            label: (move || i18n.text(key::shell::switch_user)).into(),
            icon: Some(Icon::SwitchUser),
            key: Some("Ctrl+L"),
            action: lock,
        });
        items
    })
}

fn theme_item(i18n: I18n, look: Look, theme: Theme) -> MenuItem {
    MenuItem {
        label: (move || i18n.text(theme_words(theme))).into(),
        icon: Some(theme_icon(theme)),
        key: None,
        action: Callback::new(move |()| look.theme.set(theme)),
    }
}

/// What the palette and the keys do on every page.
pub fn provide_everywhere(lock: Callback<()>) {
    let (desk, i18n, look, commands) = (use_desk(), use_i18n(), use_look(), use_commands());
    let navigate = use_navigate();
    Effect::new(move |_| {
        let mut items: Vec<PaletteItem> = allowed(desk)
            .map(|place| {
                let navigate = navigate.clone();
                let go = Callback::new(move |()| navigate(place.href, Default::default()));
                PaletteItem::new(place.id, move || i18n.text(place.words), place.icon, go).key(place.key)
            })
            .collect();
        if desk.grant(Permission::PassengerOpen).allowed {
            let navigate = navigate.clone();
            let go = Callback::new(move |()| navigate("/find", Default::default()));
            items.push(
                PaletteItem::new("find-slash", move || i18n.text(key::session::nav_find), Icon::Search, go)
                    .key("/"),
            );
        }
        if desk.grant(Permission::SettleRefused).allowed {
            let navigate = navigate.clone();
            let go = Callback::new(move |()| navigate("/attention/station", Default::default()));
            items.push(PaletteItem::new("station", move || i18n.text(key::station::title), Icon::Alert, go));
        }
        let to_sync = navigate.clone();
        items.push(
            PaletteItem::new(
                "sync",
                move || i18n.text(key::sync::title),
                Icon::Sync,
                Callback::new(move |()| to_sync("/sync", Default::default())),
            )
            .key("F9"),
        );
        items.push(
            PaletteItem::new("lock", move || i18n.text(key::shell::lock), Icon::Lock, lock)
                .hint(move || i18n.text(key::shell::lock_hint))
                .key("Ctrl+L"),
        );
        for theme in Theme::ALL {
            let item = theme_item(i18n, look, theme);
            items.push(
                PaletteItem::new(theme.name(), item.label, theme_icon(theme), item.action)
                    .hint(move || i18n.text(key::shell::theme)),
            );
        }
        for locale in Locale::ALL {
            let choose = Callback::new(move |()| i18n.locale.set(locale));
            items.push(
                PaletteItem::new(locale.tag(), locale.own_name(), Icon::Globe, choose)
                    .hint(move || i18n.text(key::shell::language)),
            );
        }
        commands.everywhere.set(items);
    });
    on_cleanup(move || commands.everywhere.set(Vec::new()));
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn the_people_of_a_flight_belong_to_where_it_was_chosen() {
        assert_eq!(place_of("/flights/01a2", "board"), Some("board"));
        assert_eq!(place_of("/flights/01a2", "flights"), Some("flights"));
        assert_eq!(place_of("/flights/01a2/trolley", "board"), Some("flights"));
    }

    #[test]
    fn every_page_belongs_to_one_place() {
        let at = |path| place_of(path, "board");
        assert_eq!([at("/"), at("/passengers/7"), at("/sync")], [Some("board"), Some("find"), Some("queue")]);
        assert_eq!([at("/attention/station"), at("/fleet/01a2")], [Some("attention"), Some("fleet")]);
        assert_eq!(at("/nowhere"), None);
    }
}
