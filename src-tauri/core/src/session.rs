//! Signing in, unlocking without a network, locking. The queue is the device's: nothing here ever drops it.

use std::{fs, sync::Arc};

use airside_shared::{
    Fault,
    devices::DeviceKind,
    intents::Actor,
    ipc::{Link, SignInArgs, Status},
    sync::{SignInReply, SignInRequest},
};
use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::{
    anchor::OLDER,
    desk::{Desk, Session, lock},
    durable,
    keys::{Admitted, DatabaseKey, Unlocked, seal_escrow},
    store::{self, Store, scopes},
};

/// Minutes that two clocks may differ before a person is told.
const CLOCK_TOLERANCE: i64 = 5;

impl Desk {
    /// Badge and PIN: unlocks with what is on the device if it can; otherwise asks the backend.
    pub async fn sign_in(self: &Arc<Self>, args: SignInArgs) -> Result<Status, Fault> {
        let badge = args.badge.trim().to_owned();
        if !(6..=8).contains(&args.pin.len()) || !args.pin.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Fault::of("pin", "pin_form", "A PIN has six to eight digits."));
        }
        if self.check_not_withdrawn().is_err() {
            self.open_for_flush(&args).await?;
        }
        let known = match &*lock(&self.ring) {
            Ok(ring) => ring.people().iter().any(|p| p.badge == badge),
            Err(fault) => return Err(fault.clone()),
        };
        let pin = Zeroizing::new(args.pin);
        let unlock = match known {
            true => self.unlock(&badge, &pin).await?,
            false => Unlock::ByNetwork { key: None, why: None },
        };
        match unlock {
            Unlock::Done => {
                let desk = self.clone();
                let renewal = tokio::spawn(async move { desk.renew_and_wrap(badge, pin).await });
                *lock(&self.renewal) = Some(renewal);
            }
            Unlock::ByNetwork { key, why } => self.sign_in_by_network(badge, pin, key, why).await?,
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
        self.anchor();
        self.changed([]);
        self.status()
    }

    /// `why` is said when the backend, which has to be asked, cannot be reached.
    async fn sign_in_by_network(
        self: &Arc<Self>,
        badge: String,
        pin: Zeroizing<String>,
        key: Option<DatabaseKey>,
        why: Option<Fault>,
    ) -> Result<(), Fault> {
        let reply = match (self.ask(&badge, &pin, key.is_none()).await, why) {
            (Ok(reply), _) => reply,
            (Err(fault), Some(why)) if fault.code == "offline" => return Err(why),
            // Wrong here and there: how many tries are left is counted here.
            (Err(_), Some(why)) if why.code == "pin_wrong" => return Err(why),
            (Err(fault), _) => return Err(self.dismissed(&badge, fault)),
        };
        let desk = self.clone();
        self.around.blocking(move || desk.enrol(&badge, &pin, key, reply)).await
    }

    async fn unlock(self: &Arc<Self>, badge: &str, pin: &str) -> Result<Unlock, Fault> {
        let (desk, badge, pin) = (self.clone(), badge.to_owned(), Zeroizing::new(pin.to_owned()));
        let unlock = move || {
            let unlocked = {
                let mut ring = lock(&desk.ring);
                ring.as_mut().map_err(|f| f.clone())?.unlock(&badge, &pin, desk.around.now())
            };
            let Unlocked { actor, key, until, overdue } = match unlocked {
                // It may be the new one, of which this device has not heard.
                Err(fault) if fault.code == "pin_wrong" => {
                    return Ok(Unlock::ByNetwork { key: None, why: Some(fault) });
                }
                unlocked => unlocked?,
            };
            if let Some(why) = overdue {
                return Ok(Unlock::ByNetwork { key: Some(key), why: Some(why) });
            }
            match desk.open_store(key.clone(), None) {
                Err(fault) if fault.code == OLDER => {
                    return Ok(Unlock::ByNetwork { key: Some(key), why: Some(fault) });
                }
                opened => opened?,
            };
            desk.begin(actor, until)?;
            Ok(Unlock::Done)
        };
        self.around.blocking(unlock).await
    }

    /// After an offline unlock: fresh rights, and the wrap bound to them, if the network is there.
    async fn renew_and_wrap(self: Arc<Self>, badge: String, pin: Zeroizing<String>) {
        let Some(reply) = self.clone().renew(&badge, &pin).await else { return };
        let desk = self.clone();
        let wrapped = self.around.blocking(move || {
            let key = desk.store()?.key().clone();
            desk.admit(&badge, &pin, &key, &reply)
        });
        if let Err(fault) = wrapped.await {
            tracing::warn!(code = %fault.code, "the key could not be wrapped anew");
        }
        self.changed([]);
    }

    /// A fresh token and fresh rights for whoever is at work, if the network is there.
    pub async fn renew(self: Arc<Self>, badge: &str, pin: &str) -> Option<SignInReply> {
        let reply = match self.ask(badge, pin, false).await {
            Ok(reply) => reply,
            Err(fault) => {
                let fault = self.dismissed(badge, fault);
                tracing::info!(code = %fault.code, "working without the backend");
                return None;
            }
        };
        let kept = self.store().and_then(|store| {
            // What the keyring cannot know, because it was put back as well, the backend does.
            self.check_age(&store, Some(&reply))?;
            self.keep(&store, &reply)
        });
        if let Err(fault) = kept {
            tracing::warn!(code = %fault.code, "the sign-in could not be stored");
        }
        if let Some(session) = lock(&self.session).as_mut().filter(|s| s.actor.user == reply.actor.user) {
            (session.actor, session.until) = (reply.actor.clone(), self.until(&reply));
        }
        self.nudge.wake();
        Some(reply)
    }

    /// Somebody whom the backend knows no more, or whose PIN is another now, does not unlock this device again.
    fn dismissed(&self, badge: &str, fault: Fault) -> Fault {
        if fault.code != "wrong_badge_or_pin" {
            return fault;
        }
        let mut user = None;
        if let Ok(ring) = lock(&self.ring).as_mut() {
            user = ring.people().iter().find(|p| p.badge == badge).map(|p| p.actor.user);
            if let Err(fault) = ring.dismiss(badge) {
                tracing::warn!(code = %fault.code, "a person who was dismissed could not be removed");
            }
        }
        lock(&self.session).take_if(|session| Some(session.actor.user) == user);
        self.changed([]);
        fault
    }

    /// `locked`: the database's key is not at hand and comes from escrow, if there is one.
    pub(crate) async fn ask(&self, badge: &str, pin: &str, locked: bool) -> Result<SignInReply, Fault> {
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
                escrow: ring.escrow().filter(|_| locked && self.store().is_err()).map(str::to_owned),
            }
        };
        let answer = self.backend().sign_in(&request).await;
        match &answer {
            Ok(reply) => {
                let mut net = self.net();
                (net.link, net.token) = (Link::Online, Some(reply.token.clone()));
                let ahead = reply.now.map(|now| (self.around.now().as_second() - now.as_second()) / 60);
                net.clock_off = ahead.filter(|minutes| minutes.abs() >= CLOCK_TOLERANCE);
            }
            Err(fault) if fault.code == "offline" => self.net().link = Link::Offline,
            Err(fault) => self.withdrawn_at_sign_in(&request, fault).await,
        }
        answer
    }

    /// The backend has let somebody in: the first time here, or because it had to be asked again.
    fn enrol(
        &self,
        badge: &str,
        pin: &str,
        key: Option<DatabaseKey>,
        reply: SignInReply,
    ) -> Result<(), Fault> {
        let key: DatabaseKey =
            match (key.or_else(|| Some(self.store().ok()?.key().clone())), &reply.database_key) {
                (Some(key), _) => key,
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
        let until = self.admit(badge, pin, &key, &reply)?;
        let store = self.open_store(key, Some(&reply))?;
        self.keep(&store, &reply)?;
        self.begin(reply.actor, until)
    }

    /// Wraps the key for a person whom the backend has just let in; until when the wrap opens.
    fn admit(
        &self,
        badge: &str,
        pin: &str,
        key: &DatabaseKey,
        reply: &SignInReply,
    ) -> Result<Timestamp, Fault> {
        let until = self.until(reply);
        {
            let mut ring = lock(&self.ring);
            let ring = ring.as_mut().map_err(|f| f.clone())?;
            ring.keep_escrow(seal_escrow(key, &reply.recovery_key)?)?;
            if self.config.kind != DeviceKind::Kiosk {
                ring.admit(&Admitted { badge, actor: &reply.actor, pin, until }, key, &*self.around)?;
                return Ok(until);
            }
        }
        self.leave_unattended(&reply.actor, key)?;
        Ok(Timestamp::MAX)
    }

    /// The end of the hours that the backend gave, by this device's clock.
    fn until(&self, reply: &SignInReply) -> Timestamp {
        let now = self.around.now();
        now.checked_add(SignedDuration::from_hours(reply.offline_hours)).unwrap_or(now)
    }

    fn keep(&self, store: &Store, reply: &SignInReply) -> Result<(), Fault> {
        let today = self.today();
        store.write(|tx| {
            store::meta::set(tx, "limits", &reply.limits)?;
            store::meta::set(tx, "token", &reply.token)?;
            // An older backend says none; what was known of a newer one stays.
            if let Some(key) = &reply.airline_key {
                store::meta::set(tx, "airline_key", key)?;
            }
            scopes::subscribe(tx, &reply.scopes, &today)
        })
    }

    fn database(&self) -> std::path::PathBuf {
        self.config.data.join("airside.db")
    }

    /// `reply` is the backend's, where it was asked: without it a database that is older than the one that was
    /// last used here is not opened.
    pub(crate) fn open_store(
        &self,
        key: DatabaseKey,
        reply: Option<&SignInReply>,
    ) -> Result<Arc<Store>, Fault> {
        let mut slot = self.store.write().unwrap_or_else(|e| e.into_inner());
        if let Some(open) = slot.as_ref() {
            if reply.is_some() {
                self.check_age(open, reply)?;
            }
            return Ok(open.clone());
        }
        fs::create_dir_all(&self.config.data).map_err(|e| durable::unwritten(&self.config.data, &e))?;
        let store = Arc::new(Store::open(&self.database(), key)?);
        self.check_age(&store, reply)?;
        self.use_store(&store)?;
        *slot = Some(store.clone());
        Ok(store)
    }

    /// What is done with a database that has just been opened.
    fn use_store(&self, store: &Store) -> Result<(), Fault> {
        let today = self.today();
        store.write(|tx| {
            // What was under way when the program last ended is not under way now.
            store::queue::sent(tx)?;
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
        Ok(())
    }

    /// Puts somebody to work on a database that is open already: a sign-in after the PIN was right. For the
    /// simulation, where nobody types.
    pub fn resume(&self, store: Arc<Store>, actor: Actor) -> Result<(), Fault> {
        self.use_store(&store)?;
        *self.store.write().unwrap_or_else(|e| e.into_inner()) = Some(store);
        self.begin(actor, Timestamp::MAX)
    }

    pub(crate) fn begin(&self, actor: Actor, until: Timestamp) -> Result<(), Fault> {
        self.check_not_withdrawn()?;
        let session = Session { id: self.around.id(), actor, until };
        let said = crate::desk::Said { action: "session.begin", entity: "session", ..Default::default() };
        self.looked(&session, said)?;
        *lock(&self.session) = Some(session);
        self.anchor();
        if let Err(fault) = self.go_on_with_orders() {
            // They are still there, and shown with a button that asks again.
            tracing::warn!(code = %fault.code, "orders that were under way wait");
        }
        Ok(())
    }
}

/// What came of badge and PIN on this device.
enum Unlock {
    Done,
    /// The PIN was right, or nobody here knows the badge; the backend has to let the person in.
    ByNetwork {
        key: Option<DatabaseKey>,
        why: Option<Fault>,
    },
}
