//! The network of one device: it loses, cuts, doubles, delays and reorders what it carries.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use airside_core::{Later, sync::http::Wire};
use http::{Request, Response};

use crate::{sim::Sim, tally::Sometimes};

pub struct Radio {
    pub sim: Arc<Sim>,
    pub device: String,
    /// No way to the backend.
    pub cut_off: AtomicBool,
    /// The device is dead: what it still tries to say is never said.
    pub dead: AtomicBool,
    /// Requests that arrived.
    arrived: Arc<AtomicU64>,
}

impl Radio {
    pub fn new(sim: Arc<Sim>, device: String) -> Self {
        Self {
            sim,
            device,
            cut_off: AtomicBool::default(),
            dead: AtomicBool::default(),
            arrived: Arc::default(),
        }
    }

    fn silent(&self) -> bool {
        self.cut_off.load(Ordering::Relaxed) || self.dead.load(Ordering::Relaxed)
    }

    fn happens(&self, per_mille: u64, what: Sometimes) -> bool {
        let happens = self.sim.chance.happens(per_mille);
        if happens {
            self.sim.note(what);
            self.sim.tell(|| format!("{}: {}", self.device, what.words()));
        }
        happens
    }

    async fn carry(&self, mut request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let (sim, path) = (&*self.sim, request.uri().path().to_owned());
        self.latency().await;
        if self.silent() || sim.server.inside().is_none() || self.lost(Sometimes::RequestDropped).await {
            return None;
        }
        let weather = sim.weather();
        if path != "/v1/watch" && self.happens(weather.double, Sometimes::RequestDoubled) {
            self.again_later(request.clone());
        }
        if !request.body().is_empty() && self.happens(weather.cut, Sometimes::RequestCut) {
            let at = sim.chance.below(request.body().len() as u64) as usize;
            request.body_mut().truncate(at);
        }
        if path == "/v1/push" && self.happens(weather.disk, Sometimes::StoreFailed) {
            sim.server.fail_once();
        }
        self.arrived.fetch_add(1, Ordering::Relaxed);
        let mut answer = sim.server.answer(request).await?;
        if path.starts_with("/v1/attachments") && answer.status().is_success() {
            sim.note(Sometimes::PhotoSent);
        }
        if path != "/v1/watch" {
            sim.tell(|| {
                format!("{}: {path} {}, {} bytes", self.device, answer.status().as_u16(), answer.body().len())
            });
        }
        if path == "/v1/push" && self.happens(weather.death, Sometimes::ServerDiedAfterCommit) {
            self.sim.server_dies();
            return None;
        }
        self.latency().await;
        if self.silent() || self.lost(Sometimes::ReplyDropped).await {
            return None;
        }
        if !answer.body().is_empty() && self.happens(weather.cut, Sometimes::ReplyCut) {
            let at = sim.chance.below(answer.body().len() as u64) as usize;
            answer.body_mut().truncate(at);
        }
        Some(answer)
    }

    async fn latency(&self) {
        let long = match self.happens(self.sim.weather().delay, Sometimes::Delayed) {
            true => self.sim.chance.range(1_000, 40_000),
            false => self.sim.chance.range(5, 80),
        };
        self.sim.sleep(long).await;
    }

    /// Whether the message is lost; then the device learns so only after a while.
    async fn lost(&self, what: Sometimes) -> bool {
        let lost = self.happens(self.sim.weather().drop, what);
        if lost {
            self.sim.sleep(self.sim.chance.range(500, 15_000)).await;
        }
        lost
    }

    /// The same request once more, perhaps after newer ones.
    fn again_later(&self, request: Request<Vec<u8>>) {
        let (sim, device, arrived) = (self.sim.clone(), self.device.clone(), self.arrived.clone());
        self.sim.time.spawn(async move {
            let before = arrived.load(Ordering::Relaxed) + 1;
            sim.sleep(sim.chance.range(1, 60_000)).await;
            if arrived.load(Ordering::Relaxed) > before {
                sim.note(Sometimes::Reordered);
            }
            sim.tell(|| format!("{device}: an old {} arrives again", request.uri().path()));
            // Nobody waits for this answer.
            let _ = sim.server.answer(request).await;
        });
    }
}

impl Wire for Radio {
    fn ask(&self, request: Request<Vec<u8>>) -> Later<'_, Option<Response<Vec<u8>>>> {
        Box::pin(self.carry(request))
    }
}
