//! Signing in, unlocking without a network, locking. The queue is the device's: nothing here ever drops it.

use std::{collections::BTreeMap, fs, sync::Arc};

use airside_shared::{
    Fault,
    access::grant,
    airports,
    devices::DeviceKind,
    ipc::{Face, Gate, Link, Loading, SignInArgs, Status, SyncStatus},
    sync::{Scope, SignInReply, SignInRequest},
};
use zeroize::Zeroizing;

use crate::{
    clock,
    desk::{Desk, Session, lock},
    keys::{DatabaseKey, seal_escrow},
    store::{self, Store, queue, scopes},
    sync::http::Backend,
};

/// Minutes that two clocks may differ before a person is told.
const CLOCK_TOLERANCE: i64 = 5;

impl Desk {
    /// Where the desk stands.
    pub fn status(&self) -> Status {
        Status {
            gate: self.gate(),
            sync: self.sync_status(),
            device: self.config.kind,
            station: self.config.station.clone(),
            zone: clock::named(&self.config.station, self.around.now()),
            language: airports::find(&self.config.station).map_or("en", |a| a.language()).into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }

    fn gate(&self) -> Gate {
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
        let mut status = {
            let net = self.net();
            SyncStatus {
                link: net.link,
                last_push: net.last_push.or(good.0),
                last_pull: net.last_pull.or(good.1),
                clock_off: net.clock_off,
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

    /// Badge and PIN: unlocks with what is on the device if it can; otherwise asks the backend.
    pub async fn sign_in(self: &Arc<Self>, args: SignInArgs) -> Result<Status, Fault> {
        let badge = args.badge.trim().to_owned();
        if !(6..=8).contains(&args.pin.len()) || !args.pin.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Fault::of("pin", "pin_form", "A PIN has six to eight digits."));
        }
        let known = match &*lock(&self.ring) {
            Ok(ring) => ring.people().iter().any(|p| p.badge == badge),
            Err(fault) => return Err(fault.clone()),
        };
        if known {
            self.unlock(&badge, &args.pin).await?;
            let (desk, pin) = (self.clone(), Zeroizing::new(args.pin));
            let renewal = tokio::spawn(async move { desk.renew(&badge, &pin).await });
            *lock(&self.renewal) = Some(renewal);
        } else {
            let (request, reply) = self.ask(&badge, &args.pin).await?;
            let (desk, pin) = (self.clone(), Zeroizing::new(args.pin));
            blocking(move || desk.enrol(&request.badge, &pin, reply)).await?;
        }
        self.nudge.wake();
        self.changed([]);
        Ok(self.status())
    }

    /// Returns when the last sign-in has asked the backend for a token, with or without success.
    pub async fn renewed(&self) {
        let renewal = lock(&self.renewal).take();
        let Some(renewal) = renewal else { return };
        if let Err(error) = renewal.await {
            tracing::warn!(%error, "the sign-in was not renewed");
        }
    }

    /// Locks the screen. The database stays open so that the queue goes on draining.
    pub fn lock(&self) -> Status {
        *lock(&self.session) = None;
        self.changed([]);
        self.status()
    }

    async fn unlock(self: &Arc<Self>, badge: &str, pin: &str) -> Result<(), Fault> {
        let (desk, badge, pin) = (self.clone(), badge.to_owned(), Zeroizing::new(pin.to_owned()));
        blocking(move || {
            let (actor, key) = {
                let mut ring = lock(&desk.ring);
                ring.as_mut().map_err(|f| f.clone())?.unlock(&badge, &pin, desk.around.now())?
            };
            desk.open_store(key)?;
            desk.begin(actor)
        })
        .await
    }

    /// After an offline unlock: a fresh token, if the network is there.
    async fn renew(self: Arc<Self>, badge: &str, pin: &str) {
        match self.ask(badge, pin).await {
            Ok((_, reply)) => {
                let kept = self.store().and_then(|s| self.keep(&s, &reply));
                if let Err(fault) = kept {
                    tracing::warn!(code = %fault.code, "the sign-in could not be stored");
                }
                self.nudge.wake();
            }
            Err(fault) => tracing::info!(code = %fault.code, "working without the backend"),
        }
    }

    async fn ask(&self, badge: &str, pin: &str) -> Result<(SignInRequest, SignInReply), Fault> {
        let request = {
            let ring = lock(&self.ring);
            let ring = ring.as_ref().map_err(Clone::clone)?;
            let key = ed25519_dalek::SigningKey::from_bytes(&ring.signing_seed()?);
            SignInRequest {
                badge: badge.into(),
                pin: pin.into(),
                device: ring.device(),
                device_kind: self.config.kind,
                station: self.config.station.clone(),
                device_key: hex::encode(key.verifying_key().to_bytes()),
                escrow: self.store().err().and_then(|_| ring.escrow().map(str::to_owned)),
            }
        };
        let answer = Backend::new(&self.config.backend).sign_in(&request).await;
        match &answer {
            Ok(reply) => {
                let mut net = self.net();
                (net.link, net.token) = (Link::Online, Some(reply.token.clone()));
                let ahead = reply.now.map(|now| (self.around.now().as_second() - now.as_second()) / 60);
                net.clock_off = ahead.filter(|minutes| minutes.abs() >= CLOCK_TOLERANCE);
            }
            Err(fault) if fault.code == "offline" => self.net().link = Link::Offline,
            Err(_) => {}
        }
        Ok((request, answer?))
    }

    /// The first time that somebody signs in here.
    fn enrol(&self, badge: &str, pin: &str, reply: SignInReply) -> Result<(), Fault> {
        let key: DatabaseKey = match (self.store().ok(), &reply.database_key) {
            (Some(open), _) => open.key().clone(),
            (None, Some(text)) => {
                let key = hex::decode(text).ok().and_then(|k| k.try_into().ok());
                Zeroizing::new(
                    key.ok_or_else(|| Fault::new("key_damaged", "The backend gave an unusable key."))?,
                )
            }
            (None, None) if self.database().exists() => {
                let message = "The keys of this device's database are lost: ask security to recover it.";
                return Err(Fault::new("key_lost", message));
            }
            (None, None) => Zeroizing::new(self.around.bytes::<32>()),
        };
        {
            let mut ring = lock(&self.ring);
            let ring = ring.as_mut().map_err(|f| f.clone())?;
            ring.keep_escrow(seal_escrow(&key, &reply.recovery_key)?)?;
            if self.config.kind != DeviceKind::Kiosk {
                ring.admit(badge, &reply.actor, pin, &key, &*self.around)?;
            }
        }
        if self.config.kind == DeviceKind::Kiosk {
            self.leave_unattended(&reply.actor, &key)?;
        }
        let store = self.open_store(key)?;
        self.keep(&store, &reply)?;
        self.begin(reply.actor)
    }

    fn keep(&self, store: &Store, reply: &SignInReply) -> Result<(), Fault> {
        let today = self.today();
        store.write(|tx| {
            store::meta::set(tx, "limits", &reply.limits)?;
            store::meta::set(tx, "token", &reply.token)?;
            scopes::subscribe(tx, &reply.scopes, &today)
        })
    }

    fn database(&self) -> std::path::PathBuf {
        self.config.data.join("airside.db")
    }

    pub(crate) fn open_store(&self, key: DatabaseKey) -> Result<Arc<Store>, Fault> {
        let mut slot = self.store.write().unwrap_or_else(|e| e.into_inner());
        if let Some(open) = slot.as_ref() {
            return Ok(open.clone());
        }
        fs::create_dir_all(&self.config.data)
            .map_err(|e| Fault::new("disk_failed", format!("{}: {e}", self.config.data.display())))?;
        let store = Arc::new(Store::open(&self.database(), key)?);
        let today = self.today();
        store.write(|tx| {
            let seen: Option<String> = store::meta::get(tx, "today")?;
            let now = format!("{} {}", today.station, today.day);
            if seen.as_deref() != Some(now.as_str()) {
                store::rebuild_today(tx, &today)?;
                store::meta::set(tx, "today", &now)?;
            }
            Ok(())
        })?;
        // After a restart without a network the queue drains with the last sign-in's token.
        let token: Option<String> = store.read(|db| store::meta::get(db, "token"))?;
        let mut net = self.net();
        net.token = net.token.take().or(token);
        *slot = Some(store.clone());
        Ok(store)
    }

    pub(crate) fn begin(&self, actor: airside_shared::intents::Actor) -> Result<(), Fault> {
        let session = Session { id: self.around.id(), actor };
        let said = crate::desk::Said { action: "session.begin", entity: "session", ..Default::default() };
        self.looked(&session, said)?;
        *lock(&self.session) = Some(session);
        Ok(())
    }
}

/// Runs what blocks (Argon2, the disk) where it blocks nobody.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Fault::new("crashed", format!("The desk failed inside: {e}")))?
}
