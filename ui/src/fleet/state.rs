//! What was last said of the devices, most urgent first, and how old that is.

use std::time::Duration;

use airside_shared::{
    Fault,
    devices::{Concern, Weight, newest},
    ids::DeviceId,
    ipc::{self, GetFleet},
    sync::FleetDevice,
};
use leptos::prelude::*;

use crate::clock::use_now;
use crate::desk::use_desk;
use crate::loaded::{Loaded, awake, load};

/// One device with what there is to see to.
#[derive(Clone, PartialEq)]
pub struct Line {
    pub device: FleetDevice,
    pub concerns: Vec<Concern>,
}

impl Line {
    pub fn weight(&self) -> Weight {
        self.concerns.first().map_or(Weight::Fine, |it| it.weight())
    }
}

/// What a page of the fleet stands on. It changes only when the page is another.
#[derive(Clone, PartialEq)]
pub enum Standing {
    Coming,
    /// Without a network, and nothing was ever said here.
    Unknown,
    Failed(Fault),
    Here,
}

/// The fleet, asked for again while a page of it is open.
#[derive(Clone, Copy)]
pub struct Fleet {
    pub loaded: Loaded<ipc::FleetPage>,
    pub lines: Memo<Vec<Line>>,
    pub standing: Memo<Standing>,
    /// The backend's clock in milliseconds, as far as one can tell from here.
    pub now: Memo<i64>,
    /// This is not how the devices are now: the backend does not answer.
    pub stale: Memo<bool>,
    /// This device.
    pub own: Memo<Option<DeviceId>>,
}

impl Fleet {
    pub fn load() -> Self {
        let (clock, desk) = (use_now(), use_desk());
        let link = Memo::new(move |_| desk.status.with(|status| status.as_ref().map(|it| it.sync.link)));
        let loaded = load::<GetFleet>(move || {
            clock.track();
            link.get();
            Some(())
        });
        let now =
            Memo::new(move |_| loaded.value.with(|page| page.as_ref().map_or(0, |it| now(it, clock.get()))));
        let lines = Memo::new(move |_| {
            loaded.value.with(|page| page.as_ref().map(|it| sorted(it, now.get())).unwrap_or_default())
        });
        let standing = Memo::new(move |_| match (loaded.value.with(Option::is_some), loaded.fault.get()) {
            (true, _) => Standing::Here,
            (false, None) => Standing::Coming,
            (false, Some(fault)) if ["offline", "needs_network"].contains(&&*fault.code) => Standing::Unknown,
            (false, Some(fault)) => Standing::Failed(fault),
        });
        let stale =
            Memo::new(move |_| loaded.value.with(|page| page.as_ref().is_some_and(|it| it.fault.is_some())));
        let own = Memo::new(move |_| loaded.value.with(|page| page.as_ref().map(|it| it.own)));
        Self { loaded, lines: awake(lines), standing, now: awake(now), stale, own }
    }

    /// One device, wherever it stands in the list.
    pub fn one(self, id: DeviceId) -> Memo<Option<Line>> {
        Memo::new(move |_| self.lines.with(|lines| lines.iter().find(|it| it.device.device == id).cloned()))
    }

    /// Milliseconds since the backend said it.
    pub fn age(self) -> i64 {
        let said = self.loaded.value.with(|page| page.as_ref().map(|it| it.reply.now.as_millisecond()));
        self.now.get() - said.unwrap_or_default()
    }
}

/// The backend's clock goes on from what it said, by how much ours went on since.
fn now(page: &ipc::FleetPage, clock: i64) -> i64 {
    page.reply.now.as_millisecond() + (clock - page.heard.at.as_millisecond()).max(0)
}

/// Most urgent first; among equals those with more to see to, then those that were silent longest.
fn sorted(page: &ipc::FleetPage, now: i64) -> Vec<Line> {
    let passed = u64::try_from(now - page.reply.now.as_millisecond()).unwrap_or(0);
    let now = page.reply.now + Duration::from_millis(passed);
    let newest = newest(&page.reply.devices);
    let line =
        |device: &FleetDevice| Line { concerns: device.concerns(now, &newest), device: device.clone() };
    let mut lines: Vec<Line> = page.reply.devices.iter().map(line).collect();
    lines.sort_by_key(|it| (it.weight(), std::cmp::Reverse(it.concerns.len()), it.device.last_contact));
    lines
}

#[cfg(test)]
mod tests {
    use airside_shared::{devices::DeviceKind, ids::Uuid, sync::FleetReply};

    use super::*;

    fn instant<T: serde::de::DeserializeOwned>(second: i64) -> T {
        let text = format!(
            "1970-01-{:02}T{:02}:{:02}:{:02}Z",
            1 + second / 86_400,
            second / 3_600 % 24,
            second / 60 % 60,
            second % 60
        );
        serde_json::from_value(text.into()).expect("it is a time")
    }

    fn device(number: u128, contact: Option<i64>, refused: u32) -> FleetDevice {
        FleetDevice {
            device: Uuid::from_u128(number).into(),
            kind: DeviceKind::Desk,
            station: "JFK".into(),
            last_contact: contact.map(instant),
            report: None,
            drift: None,
            refused,
            revoked: None,
        }
    }

    #[test]
    fn what_needs_somebody_stands_first_and_silence_grows_while_nothing_is_heard() {
        let at = instant(100_000);
        let devices =
            vec![device(1, Some(99_990), 0), device(2, Some(99_000), 0), device(3, Some(99_995), 1)];
        let heard = ipc::Clock { at, local: String::new(), zone: String::new() };
        let own = Uuid::from_u128(1).into();
        let page = ipc::FleetPage { reply: FleetReply { now: at, devices }, heard, fault: None, own };
        let order =
            |now| -> Vec<u128> { sorted(&page, now).iter().map(|it| it.device.device.0.as_u128()).collect() };
        assert_eq!(order(now(&page, 100_000_000)), [3, 2, 1]);
        assert_eq!(now(&page, 99_000_000), 100_000_000, "our clock may be behind");
        let later = sorted(&page, now(&page, 107_200_000));
        assert!(later.iter().all(|it| it.weight() < Weight::Fine), "all are silent two hours later");
    }
}
