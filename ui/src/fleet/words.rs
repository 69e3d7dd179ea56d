//! Devices and what there is to see to about them, in words.

use airside_shared::{
    devices::{Concern, DeviceKind, Weight, called},
    sync::FleetDevice,
};
use leptos::prelude::*;

use crate::i18n::{I18n, Key, bytes, duration, key};
use crate::t_string;
use crate::widgets::{Icon, Tone};

/// `Tablet F9C-41A`.
pub fn name(i18n: I18n, device: &FleetDevice) -> String {
    use key::fleet::kind;
    let words = match device.kind {
        DeviceKind::Desk => kind::desk,
        DeviceKind::Tablet => kind::tablet,
        DeviceKind::Kiosk => kind::kiosk,
    };
    i18n.fill(words, &[("name", called(device.device).into())])
}

pub fn icon(kind: DeviceKind) -> Icon {
    match kind {
        DeviceKind::Desk => Icon::Desk,
        DeviceKind::Tablet => Icon::Device,
        DeviceKind::Kiosk => Icon::Kiosk,
    }
}

pub fn tone(weight: Weight) -> Tone {
    match weight {
        Weight::Critical => Tone::Critical,
        Weight::Warning => Tone::Warning,
        Weight::Note => Tone::Info,
        Weight::Fine | Weight::Gone => Tone::Neutral,
    }
}

pub fn sign(concern: Concern) -> Icon {
    match concern {
        Concern::NotWiped | Concern::Wiped => Icon::Ban,
        Concern::Refused(_) => Icon::Alert,
        Concern::Late(_) => Icon::Hourglass,
        Concern::Lost(_) | Concern::Silent(_) | Concern::NeverHeard => Icon::CloudOff,
        Concern::Drift(_) => Icon::Clock,
        Concern::DiskFull(_) => Icon::Document,
        Concern::OlderProgram => Icon::Download,
    }
}

/// In a few words, for a row.
pub fn concern(i18n: I18n, concern: Concern) -> String {
    let locale = i18n.locale.get();
    let age = |seconds: i64| duration(locale, seconds * 1_000);
    match concern {
        Concern::NotWiped => t_string!(i18n, fleet.concern.not_wiped).to_owned(),
        Concern::Refused(count) => t_string!(i18n, fleet.concern.refused, count = count),
        Concern::Late(seconds) => t_string!(i18n, fleet.concern.late, age = age(seconds)),
        Concern::Lost(seconds) => t_string!(i18n, fleet.concern.lost, age = age(seconds)),
        Concern::Silent(seconds) => t_string!(i18n, fleet.concern.silent, age = age(seconds)),
        Concern::NeverHeard => t_string!(i18n, fleet.concern.never_heard).to_owned(),
        Concern::Drift(seconds @ 0..) => t_string!(i18n, fleet.concern.ahead, age = age(seconds)),
        Concern::Drift(seconds) => t_string!(i18n, fleet.concern.behind, age = age(-seconds)),
        Concern::DiskFull(free) => t_string!(i18n, fleet.concern.disk, size = bytes(locale, free)),
        Concern::OlderProgram => t_string!(i18n, fleet.concern.older).to_owned(),
        Concern::Wiped => t_string!(i18n, fleet.concern.wiped).to_owned(),
    }
}

/// What to do about it.
pub fn advice(concern: Concern) -> Key {
    use key::fleet::device::advice as a;
    match concern {
        Concern::NotWiped => a::not_wiped,
        Concern::Refused(_) => a::refused,
        Concern::Late(_) => a::late,
        Concern::Lost(_) => a::lost,
        Concern::Silent(_) => a::silent,
        Concern::NeverHeard => a::never_heard,
        Concern::Drift(_) => a::drift,
        Concern::DiskFull(_) => a::disk,
        Concern::OlderProgram => a::older,
        Concern::Wiped => a::wiped,
    }
}

/// `4 min ahead`; a few seconds are nobody's concern.
pub fn clock(i18n: I18n, drift: Option<i64>) -> String {
    let age = |seconds: i64| duration(i18n.locale.get(), seconds * 1_000);
    match drift {
        None => t_string!(i18n, fleet.not_said).to_owned(),
        Some(-30..=30) => t_string!(i18n, fleet.right).to_owned(),
        Some(seconds @ 0..) => t_string!(i18n, fleet.ahead, age = age(seconds)),
        Some(seconds) => t_string!(i18n, fleet.behind, age = age(-seconds)),
    }
}

/// How long ago something was; `never` if it was not.
pub fn ago(i18n: I18n, now: i64, at: Option<i64>) -> String {
    match at {
        Some(at) => t_string!(i18n, fleet.ago, age = duration(i18n.locale.get(), (now - at).max(0))),
        None => t_string!(i18n, fleet.never).to_owned(),
    }
}
