//! What the window is told at every moment: who is at work, the network, the queue.

use std::collections::BTreeMap;

use airside_shared::{
    access::grant,
    airports, devices,
    ipc::{Face, Gate, Loading, Status, SyncStatus},
    sync::Scope,
};

use crate::{
    clock,
    desk::{Desk, lock},
    store::{queue, scopes},
};

impl Desk {
    /// Where the desk stands.
    pub fn status(&self) -> Status {
        Status {
            gate: self.gate(),
            sync: self.sync_status(),
            device: self.config.kind,
            called: self.device().ok().map(devices::called),
            station: self.config.station.clone(),
            zone: clock::named(&self.config.station, self.around.now()),
            language: airports::find(&self.config.station).map_or("en", |a| a.language()).into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }

    fn gate(&self) -> Gate {
        if let Some(fault) = self.sealed() {
            return Gate::Closed { fault };
        }
        if let Some(session) = lock(&self.session).clone() {
            let all = airside_shared::access::TABLE.iter().map(|(p, _)| *p);
            let grants: BTreeMap<_, _> = all.map(|p| (p, grant(session.actor.role, p))).collect();
            return Gate::Open { actor: session.actor, grants };
        }
        match &*lock(&self.ring) {
            Err(fault) => Gate::Closed { fault: fault.clone() },
            Ok(ring) => {
                let face = |p: &crate::keys::Person| Face {
                    badge: p.badge.clone(),
                    name: p.actor.name.clone(),
                    role: p.actor.role,
                };
                Gate::Locked { people: ring.people().iter().map(face).collect() }
            }
        }
    }

    /// The network and the queue.
    pub fn sync_status(&self) -> SyncStatus {
        let good = self.store().map(|store| self.good(&store)).unwrap_or_default();
        let withdrawn = self.withdrawn();
        let mut status = {
            let net = self.net();
            SyncStatus {
                link: net.link,
                last_push: net.last_push.or(good.0),
                last_pull: net.last_pull.or(good.1),
                clock_off: net.clock_off,
                withdrawn,
                ..SyncStatus::default()
            }
        };
        let counted = self.store().and_then(|s| s.read(|db| Ok((queue::counts(db)?, scopes::list(db)?))));
        if let Ok(((waiting, attention, oldest), held)) = counted {
            (status.waiting, status.attention) = (waiting, attention);
            status.oldest = oldest.map(|e| e.made_at);
            status.usable = held.iter().any(|h| matches!(h.scope, Scope::Board { .. }) && h.complete);
            let coming = held.into_iter().filter(|h| !h.complete);
            status.loading = coming
                .map(|h| Loading {
                    scope: h.scope.to_string(),
                    rows: h.checksum.count,
                    total: h.total.max(h.checksum.count),
                    bytes: h.bytes,
                })
                .collect();
        }
        status
    }
}
