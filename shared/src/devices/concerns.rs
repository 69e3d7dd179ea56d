//! What there is to see to about a device, from what it last said of itself: what comes first in the fleet.

use jiff::Timestamp;

use crate::sync::FleetDevice;

/// A device that was not heard of for so long is silent; a desk or a kiosk that is switched off at night is no news.
const SILENT_HOURS: i64 = 1;
/// An entry that waits for so long is late; what was sold must be with the airline in twice the time.
const LATE_HOURS: i64 = 1;
const OVERDUE_HOURS: i64 = 12;
/// Times and expiries mislead from here on.
const DRIFT_SECONDS: i64 = 5 * 60;
/// Below this a day of photos does not fit any more.
const DISK_BYTES: u64 = 500 << 20;

/// One thing to see to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// It was told to give up what it holds, and has not said that it did.
    NotWiped,
    /// Entries that were refused, and nobody has settled.
    Refused(u32),
    /// Its oldest entry waits for so many seconds.
    Late(i64),
    /// It was last heard of so many seconds ago, longer than it may work alone.
    Lost(i64),
    /// The same, within the hours that it may.
    Silent(i64),
    /// It has never been in touch since it was set up.
    NeverHeard,
    /// Its clock is so many seconds ahead (behind: negative).
    Drift(i64),
    /// So many bytes are free.
    DiskFull(u64),
    /// Another runs a newer program.
    OlderProgram,
    /// It has nothing left, and nobody has set it up again.
    Wiped,
}

/// How much it hurries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Somebody has to act.
    Critical,
    /// Somebody should look.
    Warning,
    /// Good to know.
    Note,
    /// Nothing.
    Fine,
    /// It is out of the fleet.
    Gone,
}

impl Concern {
    pub fn weight(self) -> Weight {
        match self {
            Self::Wiped => Weight::Gone,
            Self::NotWiped | Self::Refused(_) | Self::Lost(_) => Weight::Critical,
            Self::Late(seconds) if seconds >= OVERDUE_HOURS * 3_600 => Weight::Critical,
            Self::Late(_) | Self::Drift(_) | Self::DiskFull(_) => Weight::Warning,
            Self::Silent(_) | Self::NeverHeard | Self::OlderProgram => Weight::Note,
        }
    }
}

impl FleetDevice {
    /// What there is to see to, most urgent first. `newest` is the newest program of the fleet.
    pub fn concerns(&self, now: Timestamp, newest: &str) -> Vec<Concern> {
        if self.revoked.as_ref().is_some_and(|it| it.wiped_at.is_some()) {
            return vec![Concern::Wiped];
        }
        let since = |at: Timestamp| (now.as_second() - at.as_second()).max(0);
        let mut all = Vec::new();
        if self.revoked.is_some() {
            all.push(Concern::NotWiped);
        }
        if self.refused > 0 {
            all.push(Concern::Refused(self.refused));
        }
        match self.last_contact.map(since) {
            Some(age) if age > self.kind.offline_hours() * 3_600 => all.push(Concern::Lost(age)),
            Some(age) if age > SILENT_HOURS * 3_600 => all.push(Concern::Silent(age)),
            Some(_) => {}
            None => all.push(Concern::NeverHeard),
        }
        if let Some(drift) = self.drift.filter(|drift| drift.abs() >= DRIFT_SECONDS) {
            all.push(Concern::Drift(drift));
        }
        if let Some(report) = &self.report {
            let late = report.oldest.filter(|_| report.waiting > 0).map(since);
            all.extend(late.filter(|age| *age > LATE_HOURS * 3_600).map(Concern::Late));
            all.extend(report.free_disk.filter(|free| *free < DISK_BYTES).map(Concern::DiskFull));
            if numbers(&report.app_version) < numbers(newest) {
                all.push(Concern::OlderProgram);
            }
        }
        all.sort_by_key(|it| it.weight());
        all
    }

    /// The weight of the most urgent.
    pub fn weight(&self, now: Timestamp, newest: &str) -> Weight {
        self.concerns(now, newest).first().map_or(Weight::Fine, |it| it.weight())
    }
}

/// `0.10.2` is newer than `0.9.8`; what cannot be read is oldest.
fn numbers(version: &str) -> Vec<u64> {
    version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
}

/// The newest program among devices.
pub fn newest<'a>(devices: impl IntoIterator<Item = &'a FleetDevice>) -> String {
    let versions = devices.into_iter().filter_map(|it| it.report.as_ref()).map(|it| it.app_version.as_str());
    versions.max_by_key(|version| numbers(version)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        devices::DeviceKind,
        ids::Uuid,
        sync::{PROTOCOL, Report, Revoked, Withdraw},
    };

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + hour * 3_600).unwrap()
    }

    fn desk() -> FleetDevice {
        let report = Report {
            protocol: PROTOCOL,
            app_version: "0.2.0".into(),
            waiting: 0,
            attention: 0,
            oldest: None,
            clock: at(0),
            heals: 0,
            free_disk: None,
            schema: None,
            photos: None,
            records: None,
        };
        FleetDevice {
            device: Uuid::from_u128(1).into(),
            kind: DeviceKind::Desk,
            station: "JFK".into(),
            last_contact: Some(at(0)),
            report: Some(report),
            drift: Some(3),
            refused: 0,
            revoked: None,
        }
    }

    #[test]
    fn a_device_that_was_just_in_touch_and_has_nothing_waiting_is_fine() {
        assert_eq!((desk().concerns(at(0), "0.2.0"), desk().weight(at(0), "0.2.0")), (vec![], Weight::Fine));
    }

    #[test]
    fn a_desk_is_silent_after_an_hour_and_lost_after_the_hours_that_it_may_work_alone() {
        assert_eq!(desk().concerns(at(2), "0.2.0"), [Concern::Silent(2 * 3_600)]);
        assert_eq!(desk().concerns(at(13), "0.2.0"), [Concern::Lost(13 * 3_600)]);
        let tablet = FleetDevice { kind: DeviceKind::Tablet, ..desk() };
        assert_eq!(tablet.concerns(at(13), "0.2.0"), [Concern::Silent(13 * 3_600)]);
    }

    #[test]
    fn what_somebody_must_act_upon_stands_before_what_is_good_to_know() {
        let mut it = FleetDevice { refused: 2, drift: Some(-400), ..desk() };
        if let Some(report) = &mut it.report {
            (report.waiting, report.oldest, report.app_version) = (4, Some(at(-2)), "0.1.9".into());
        }
        let seen = it.concerns(at(0), "0.2.0");
        assert_eq!(
            seen,
            [Concern::Refused(2), Concern::Drift(-400), Concern::Late(2 * 3_600), Concern::OlderProgram]
        );
    }

    #[test]
    fn a_withdrawn_device_is_urgent_until_it_has_nothing_left_and_then_stands_last() {
        let revoked = Revoked {
            how: Withdraw::WipeNow,
            by: "Security".into(),
            at: at(0),
            reason: String::new(),
            wiped_at: None,
            destroyed: None,
        };
        let mut it = FleetDevice { revoked: Some(revoked), refused: 1, ..desk() };
        assert_eq!(it.concerns(at(0), "")[0], Concern::NotWiped);
        it.revoked.as_mut().unwrap().wiped_at = Some(at(0));
        assert_eq!((it.concerns(at(90), ""), it.weight(at(90), "")), (vec![Concern::Wiped], Weight::Gone));
        assert!(Weight::Gone > Weight::Fine);
    }

    #[test]
    fn the_newest_program_is_told_by_its_numbers() {
        let with = |version: &str| {
            let mut it = desk();
            it.report.as_mut().unwrap().app_version = version.into();
            it
        };
        assert_eq!(newest(&[with("0.9.8"), with("0.10.2"), with("")]), "0.10.2");
    }

    #[test]
    fn a_device_is_called_by_the_end_of_its_id() {
        let id = Uuid::from_u128(0x0193_5e00_0000_7000_8000_0000_00f9_c41a);
        assert_eq!(crate::devices::called(id.into()), "F9C-41A");
    }
}
