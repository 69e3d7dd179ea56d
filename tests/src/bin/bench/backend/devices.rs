//! Devices as the network sees them: each pushes one act, waits for the answer, and pushes the next. They are
//! made of the protocol's own words and the desk's own HTTP; they have no database, which would be measured too.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use airside_core::sync::http::{Backend, Network};
use airside_shared::{
    devices::DeviceKind,
    ids::{DeviceId, OpId, PassengerId, TimelineId, TripId, Uuid},
    intents::{Actor, Intent, Rule},
    passengers::SetPreference,
    sync::{Entry, HEAD_OF_CHAIN, Outcome, PushRequest, SignInRequest},
};
use airside_sim::{PIN, STATION};
use anyhow::{Result, ensure};
use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::figures::{millis, quantile, thousands};

/// Badge of an agent of the simulated airport.
const BADGE: &str = "2001";

pub struct Crowd(Vec<Device>);

struct Device {
    backend: Backend,
    id: DeviceId,
    actor: Actor,
    passenger: PassengerId,
    seq: u64,
    head: String,
}

/// How it went with so many devices at once.
pub struct Level {
    pub devices: usize,
    long: Duration,
    took: Vec<Duration>,
}

impl Crowd {
    /// So many devices, each with a passenger of its own before it.
    pub async fn sign_in(url: &str, count: usize, trips: &[(TripId, PassengerId)]) -> Result<Self> {
        let mut devices = Vec::with_capacity(count);
        for nth in 0..count {
            devices.push(Device::sign_in(url, nth, trips[nth % trips.len()].1).await?);
        }
        Ok(Self(devices))
    }

    /// The first of them push for a while; the second before is not counted.
    pub async fn push(&mut self, devices: usize, long: Duration) -> Result<Level> {
        let begin = Instant::now() + Duration::from_secs(1);
        let mut pushing = JoinSet::new();
        let rest = self.0.split_off(devices);
        for device in std::mem::replace(&mut self.0, rest) {
            pushing.spawn(device.push_until(begin, begin + long));
        }
        let mut took = Vec::new();
        let mut done = Vec::with_capacity(devices);
        while let Some(pushed) = pushing.join_next().await {
            let (device, times) = pushed??;
            took.extend(times);
            done.push(device);
        }
        done.append(&mut self.0);
        self.0 = done;
        Ok(Level { devices, long, took })
    }
}

impl Device {
    async fn sign_in(url: &str, nth: usize, passenger: PassengerId) -> Result<Self> {
        let id = DeviceId(Uuid::from_u128(0xDE_0000 + nth as u128));
        let backend = Backend::new(url, Arc::new(Network::default()));
        let request = SignInRequest {
            badge: BADGE.into(),
            pin: PIN.into(),
            device: id,
            device_kind: DeviceKind::Desk,
            station: STATION.into(),
            device_key: "00".repeat(32),
            escrow: None,
        };
        let reply = backend.sign_in(&request).await?;
        let (backend, head) = (backend.with_token(Some(reply.token)), HEAD_OF_CHAIN.to_owned());
        Ok(Self { backend, id, actor: reply.actor, passenger, seq: 0, head })
    }

    async fn push_until(mut self, begin: Instant, end: Instant) -> Result<(Self, Vec<Duration>)> {
        let mut took = Vec::new();
        while Instant::now() < end {
            let (entry, start) = (self.entry(), Instant::now());
            let request =
                PushRequest { device: self.id, entries: vec![entry], resolved: Vec::new(), report: None };
            let reply = self.backend.push(&request).await?;
            let outcome = &reply.results[0].outcome;
            ensure!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
            if start >= begin && Instant::now() <= end {
                took.push(start.elapsed());
            }
        }
        Ok((self, took))
    }

    /// The next act: another preference each time.
    fn entry(&mut self) -> Entry {
        let at = Timestamp::now();
        let intent: Intent = SetPreference {
            passenger: self.passenger,
            name: "seat".into(),
            value: ["aisle", "window", "front"][self.seq as usize % 3].into(),
            at,
            timeline: TimelineId(Uuid::now_v7()),
        }
        .into();
        self.seq += 1;
        let payload = intent.payload();
        let entry = Entry {
            op: OpId(Uuid::now_v7()),
            device: self.id,
            seq: self.seq,
            actor: self.actor.clone(),
            lane: intent.lane(),
            also: intent.also(),
            kind: intent.kind().into(),
            version: intent.version(),
            payload_hash: Entry::hash_payload(intent.kind(), intent.version(), &payload),
            payload,
            base: Vec::new(),
            depends_on: Vec::new(),
            replaces: None,
            made_at: at,
            prev_hash: std::mem::take(&mut self.head),
            hash_form: Entry::HASH_FORM,
        };
        self.head = entry.hash();
        entry
    }
}

impl Level {
    /// Pushes a second.
    pub fn rate(&self) -> f64 {
        self.took.len() as f64 / self.long.as_secs_f64()
    }

    pub fn quantile(&self, share: f64) -> Duration {
        quantile(&self.took, share)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rate, p99) = (thousands(self.rate() as usize), millis(self.quantile(0.99)));
        write!(f, "{} devices: {rate} pushes/s, p99 {p99} ms", thousands(self.devices))
    }
}
