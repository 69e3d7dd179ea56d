//! How the devices are: what each says of itself at its contacts, for those who look after them and for whoever
//! watches the gauges.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use airside_shared::{
    Fault,
    access::Permission,
    ids::DeviceId,
    sync::{FleetDevice, FleetReply, Report},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use jiff::Timestamp;

use crate::{
    app::App,
    operator::{AtStation, Operator},
    refusal::Result,
    store::{Store, fleet},
};

/// A device that says the same again is written down this often.
const EVERY_SECONDS: i64 = 15;
/// A device that was not heard of for so long is silent.
const SILENT_SECONDS: i64 = 3_600;

/// What was written last, so that a device that asks every second does not make a transaction of each question.
/// Only a saving: every backend keeps its own, and what counts is in the store.
#[derive(Debug, Default)]
pub struct Heard(Mutex<HashMap<DeviceId, (Timestamp, Option<Report>)>>);

impl Heard {
    /// Whether this is news. During a push the queue is never empty, so its length is no news.
    fn news(&self, device: DeviceId, now: Timestamp, report: &Option<Report>, pushing: bool) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, before)) = known.get(&device) {
            let old = now.as_second() - at.as_second() >= EVERY_SECONDS;
            let figures = |it: &Option<Report>| {
                let waiting = it.as_ref().filter(|_| !pushing).map(|it| it.waiting);
                it.as_ref().map(|it| (it.attention, it.heals, it.app_version.clone(), waiting))
            };
            if !old && figures(before) == figures(report) {
                return false;
            }
        }
        known.insert(device, (now, report.clone()));
        true
    }
}

/// Notes a contact. That this fails is no reason to refuse what the device came for.
pub async fn heard(app: &App, device: DeviceId, report: Option<Report>, pushing: bool) {
    let now = app.now();
    if !app.heard.news(device, now, &report, pushing) {
        return;
    }
    let noted = app
        .store
        .write(move |tx| Box::pin(async move { fleet::heard(tx, device, now, report.as_ref()).await }))
        .await;
    if let Err(refusal) = noted {
        tracing::warn!(code = %refusal.fault.code, "a contact was not noted");
    }
}

#[utoipa::path(get, tag = "airside", path = "/v1/fleet", params(("station" = Option<String>, Query)),
    responses((status = 200, description = "FleetReply: those that were silent longest first", body = FleetReply),
        (status = 403, description = "Fault: not_permitted, other_station", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn list(
    State(app): State<App>,
    operator: Operator,
    asked: std::result::Result<Query<AtStation>, QueryRejection>,
) -> Result<Json<FleetReply>> {
    let (station, _) = operator.asks(Permission::Fleet, asked)?;
    let devices = app.store.read(move |tx| Box::pin(async move { fleet::list(tx, &station).await })).await?;
    Ok(Json(FleetReply { now: app.now(), devices }))
}

/// The devices of one station, summed up.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    devices: u32,
    silent: u32,
    withdrawn: u32,
    refused: u32,
    waiting: u32,
    oldest_seconds: i64,
    drift_seconds: i64,
    heals: u32,
}

impl Sums {
    fn add(&mut self, it: &FleetDevice, now: i64) {
        self.devices += 1;
        let silent = it.last_contact.is_none_or(|at| now - at.as_second() > SILENT_SECONDS);
        self.silent += u32::from(silent);
        self.withdrawn += u32::from(it.revoked.as_ref().is_some_and(|it| it.wiped_at.is_none()));
        self.refused += it.refused;
        self.drift_seconds = self.drift_seconds.max(it.drift.unwrap_or_default().abs());
        let Some(report) = &it.report else { return };
        self.waiting += report.waiting;
        self.heals += report.heals;
        let age = report.oldest.map_or(0, |at| now - at.as_second());
        self.oldest_seconds = self.oldest_seconds.max(age);
    }
}

/// Sets the gauges from the store: stations and figures, no device and no person.
pub async fn gauges(app: &App) {
    let devices = match app.store.read(|tx| Box::pin(fleet::list(tx, ""))).await {
        Ok(devices) => devices,
        Err(refusal) => {
            tracing::warn!(code = %refusal.fault.code, "the fleet's gauges could not be read");
            return;
        }
    };
    let now = app.now().as_second();
    let mut stations: BTreeMap<String, Sums> = BTreeMap::new();
    for it in &devices {
        stations.entry(it.station.clone()).or_default().add(it, now);
    }
    for (station, sums) in stations {
        let set =
            |name: &'static str, value: f64| metrics::gauge!(name, "station" => station.clone()).set(value);
        set("airside_devices", sums.devices.into());
        set("airside_devices_silent", sums.silent.into());
        set("airside_devices_withdrawn", sums.withdrawn.into());
        set("airside_refused_open", sums.refused.into());
        set("airside_queue_waiting", sums.waiting.into());
        set("airside_queue_oldest_seconds", sums.oldest_seconds as f64);
        set("airside_clock_drift_seconds", sums.drift_seconds as f64);
        set("airside_scope_heals", sums.heals.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(waiting: u32) -> Option<Report> {
        Some(Report {
            protocol: 1,
            app_version: "1".into(),
            waiting,
            attention: 0,
            oldest: None,
            clock: Timestamp::UNIX_EPOCH,
            heals: 0,
            free_disk: None,
            schema: None,
            photos: None,
            records: None,
        })
    }

    #[test]
    fn a_device_that_says_the_same_again_is_written_down_now_and_then() {
        let (heard, device) = (Heard::default(), DeviceId(airside_shared::ids::Uuid::from_u128(1)));
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(heard.news(device, at(0), &report(0), false));
        assert!(!heard.news(device, at(1), &report(0), false));
        assert!(!heard.news(device, at(2), &report(5), true), "a queue that is being pushed is no news");
        assert!(heard.news(device, at(3), &report(5), false));
        assert!(heard.news(device, at(3 + EVERY_SECONDS), &report(5), false));
    }
}
