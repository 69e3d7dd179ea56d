//! The desk: one device, whoever sits at it. Everything that the shell and the tests do goes through here.

use std::sync::{Arc, Mutex, MutexGuard, RwLock, atomic::AtomicBool};

use airside_shared::{
    Fault,
    access::{Grant, Permission, grant},
    audit::Record,
    ids::{OpId, SessionId, Uuid},
    intents::Actor,
    ipc::Link,
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::{
    clock,
    config::Config,
    keys::{KeyRing, Keyring, offline_too_long},
    listener::Listener,
    rounds::{History, Meter},
    store::{self, Store, Today},
    surroundings::Surroundings,
    sync::{
        Nudge, Pace,
        http::{Backend, Network, Wire},
    },
    terminal::DemoTerminal,
    withdrawal::{self, Order},
};

/// Who is at work, since when.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub actor: Actor,
    /// Until when the rights that the backend gave are good without it.
    pub until: Timestamp,
}

/// One device.
pub struct Desk {
    pub config: Config,
    pub around: Arc<dyn Surroundings>,
    wire: Arc<dyn Wire>,
    pub(crate) keyring: Arc<dyn Keyring>,
    /// To give up what the device holds.
    pub(crate) order: Mutex<Option<Order>>,
    pub(crate) ring: Mutex<Result<KeyRing, Fault>>,
    pub(crate) store: RwLock<Option<Arc<Store>>>,
    pub(crate) session: Mutex<Option<Session>>,
    pub(crate) net: Mutex<Net>,
    pub(crate) nudge: Nudge,
    /// Somebody was told what an older copy of the database lacks; the next sign-in goes on without it.
    pub(crate) told_of_loss: AtomicBool,
    /// The sign-in at the backend that goes on after an offline unlock.
    pub(crate) renewal: Mutex<Option<tokio::task::JoinHandle<()>>>,
    pub(crate) terminal: DemoTerminal,
    /// Held while somebody pays.
    pub(crate) till: Mutex<()>,
    pub(crate) listener: Listener,
}

/// What is known of the network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Net {
    pub link: Link,
    pub token: Option<String>,
    pub last_push: Option<Timestamp>,
    pub last_pull: Option<Timestamp>,
    /// Minutes that our clock is ahead of the backend's.
    pub clock_off: Option<i64>,
    /// What the round under way has moved.
    pub meter: Meter,
    /// How much the line carries at once.
    pub pace: Pace,
    /// How rounds went; read when first asked for.
    pub history: Option<History>,
}

impl Desk {
    /// A device that is about to start. A missing keyring does not fail here: the window must open to say so.
    pub fn new(config: Config, keyring: &dyn Keyring, around: Arc<dyn Surroundings>) -> Arc<Self> {
        Self::over(config, keyring, around, Arc::new(Network::default()))
    }

    /// The same, talking to its backend over `wire`.
    pub fn over(
        config: Config,
        keyring: &dyn Keyring,
        around: Arc<dyn Surroundings>,
        wire: Arc<dyn Wire>,
    ) -> Arc<Self> {
        let (order, ring) = match withdrawal::resume(&config.data, keyring) {
            Ok(order) => {
                let ring = withdrawal::keys(&order, || KeyRing::open(&config.data, keyring, &*around));
                (order, ring)
            }
            Err(fault) => (None, Err(fault)),
        };
        let terminal = DemoTerminal::beside(&config.data);
        let desk = Arc::new(Self {
            keyring: keyring.shared(),
            order: Mutex::new(order),
            config,
            around,
            wire,
            ring: Mutex::new(ring),
            store: RwLock::default(),
            session: Mutex::default(),
            net: Mutex::default(),
            nudge: Nudge::default(),
            told_of_loss: AtomicBool::default(),
            renewal: Mutex::default(),
            terminal,
            till: Mutex::default(),
            listener: Listener::default(),
        });
        desk.start_unattended();
        desk
    }

    /// The open database.
    pub fn store(&self) -> Result<Arc<Store>, Fault> {
        let store = self.store.read().unwrap_or_else(|e| e.into_inner()).clone();
        store.ok_or_else(|| Fault::new("locked", "Unlock the desk first."))
    }

    /// Who is at work.
    pub fn session(&self) -> Result<Session, Fault> {
        let session = lock(&self.session).clone();
        let session = session.ok_or_else(|| Fault::new("locked", "Unlock the desk first."))?;
        self.check_not_withdrawn()?;
        let link = self.net().link;
        if link == Link::Offline && self.around.now() > self.good_until(&session) {
            return Err(offline_too_long());
        }
        Ok(session)
    }

    /// The end of a session's hours without the backend: from its sign-in, or from when it was last heard of.
    fn good_until(&self, session: &Session) -> Timestamp {
        let hours = SignedDuration::from_hours(self.config.kind.offline_hours());
        let heard = {
            let net = self.net();
            net.last_push.max(net.last_pull)
        };
        heard.and_then(|at| at.checked_add(hours).ok()).map_or(session.until, |end| end.max(session.until))
    }

    /// The session, if its person may do this now, with or without the network that there is.
    pub fn authorise(&self, permission: Permission) -> Result<(Session, Grant), Fault> {
        let session = self.session()?;
        let grant = grant(session.actor.role, permission);
        if !grant.allowed {
            return Err(Fault::new("not_permitted", "Your role may not do this: ask a supervisor."));
        }
        if !grant.offline && lock(&self.net).link == Link::Offline {
            return Err(Fault::new("needs_network", "This needs the network: try again when it is back."));
        }
        Ok((session, grant))
    }

    /// The day and the station that the board shows.
    pub fn today(&self) -> Today {
        Today {
            station: self.config.station.clone(),
            day: clock::day_at(&self.config.station, self.around.now()),
        }
    }

    /// Tries the network now.
    pub fn sync_now(&self) {
        self.nudge.wake();
    }

    pub(crate) fn backend(&self) -> Backend {
        Backend::new(&self.config.backend, self.wire.clone())
    }

    pub(crate) fn net(&self) -> MutexGuard<'_, Net> {
        lock(&self.net)
    }

    /// Appends to the audit chain, in the caller's transaction.
    pub(crate) fn record(&self, db: &Connection, session: &Session, said: Said) -> Result<(), Fault> {
        let record = Record {
            actor: Some(session.actor.user),
            role: Some(session.actor.role),
            session: Some(session.id),
            ..self.said(said)?
        };
        store::audit::append(db, record)
    }

    /// A record of this device's log that names nobody and has no place in the chain yet.
    pub(crate) fn said(&self, said: Said) -> Result<Record, Fault> {
        Ok(Record {
            v: 1,
            log: self.device()?,
            seq: 0,
            prev: String::new(),
            at: self.around.now(),
            actor: None,
            role: None,
            session: None,
            action: said.action.into(),
            entity: said.entity.into(),
            subject: said.subject,
            purpose: said.purpose,
            decision: "allowed".into(),
            fields: said.fields.iter().map(|f| (*f).to_owned()).collect(),
            op: said.op,
            app_version: env!("CARGO_PKG_VERSION").into(),
        })
    }

    pub(crate) fn device(&self) -> Result<airside_shared::ids::DeviceId, Fault> {
        lock(&self.ring).as_ref().map(KeyRing::device).map_err(Clone::clone)
    }
}

/// What an audit record says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub action: &'static str,
    pub entity: &'static str,
    pub subject: Option<Uuid>,
    pub purpose: Option<String>,
    pub fields: &'static [&'static str],
    pub op: Option<OpId>,
}

/// A poisoned lock is a panic elsewhere that was already reported; the value is still whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}
