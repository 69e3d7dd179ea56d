//! How the window looks: theme, kind of device, hand. Attributes on the document's root, which the tokens read.

use leptos::prelude::*;

/// A palette of `tokens.css`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    #[default]
    Light,
    Dark,
    /// Near black and warm, for a cabin whose lights are off.
    Night,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Night];

    /// The value of `data-theme`, also for storage.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Night => "night",
        }
    }

    pub fn from_name(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// The one that follows, for a button that steps through them.
    pub fn next(self) -> Theme {
        match self {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Night,
            Theme::Night => Theme::Light,
        }
    }
}

/// What the window runs on; decides the frame and the size of controls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Device {
    #[default]
    Desk,
    Tablet,
    Kiosk,
}

impl Device {
    /// The value of `data-device`.
    pub fn name(self) -> &'static str {
        match self {
            Device::Desk => "desk",
            Device::Tablet => "tablet",
            Device::Kiosk => "kiosk",
        }
    }

    pub fn from_name(name: &str) -> Option<Device> {
        [Device::Desk, Device::Tablet, Device::Kiosk].into_iter().find(|device| device.name() == name)
    }
}

/// The look of the window; a context.
#[derive(Clone, Copy)]
pub struct Look {
    pub theme: RwSignal<Theme>,
    pub device: RwSignal<Device>,
    /// Mirrors the rail of actions, for a person who holds the tablet in the right hand.
    pub left_handed: RwSignal<bool>,
}

const STORED_THEME: &str = "airside.theme";

/// Puts the look into the context and keeps the root's attributes in step. The theme is remembered in the web
/// view, because it must be known before the first answer of the shell arrives.
pub fn provide_look(device: Device) -> Look {
    let stored = storage().and_then(|s| s.get_item(STORED_THEME).ok().flatten());
    let theme = stored.and_then(|name| Theme::from_name(&name)).unwrap_or_default();
    let look = Look {
        theme: RwSignal::new(theme),
        device: RwSignal::new(device),
        left_handed: RwSignal::new(false),
    };
    provide_context(look);
    set_root("data-theme", theme.name());
    set_root("data-device", device.name());
    Effect::new(move |before: Option<Theme>| {
        let theme = look.theme.get();
        set_root("data-theme", theme.name());
        if before.is_some_and(|before| before != theme)
            && let Some(storage) = storage()
        {
            let _ = storage.set_item(STORED_THEME, theme.name());
        }
        theme
    });
    Effect::new(move |_| set_root("data-device", look.device.get().name()));
    Effect::new(move |_| set_root("data-hand", if look.left_handed.get() { "left" } else { "right" }));
    look
}

/// The look of the window.
pub fn use_look() -> Look {
    expect_context::<Look>()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn set_root(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}
