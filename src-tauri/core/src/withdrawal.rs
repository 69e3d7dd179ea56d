//! Giving up what the device holds, when the airline wants it back.
//!
//! The order is kept in a file of its own beside the keys, durable before anything is destroyed, so that an
//! interrupted wipe goes on at the next start, without a PIN and without a network. While the queue is being
//! flushed the device stays sealed: nobody begins a session, the rows leave with the next pull, and what was done
//! here is uploaded with its photos and its audit log. Only then, or at once if so ordered, the keys go first and
//! the database after them.

use std::{
    fs::{self, File},
    path::Path,
    sync::{Arc, atomic::Ordering},
};

use airside_shared::{
    Fault,
    ids::DeviceId,
    ipc::{SignInArgs, Status, Withdrawn, WithdrawnStage as Stage},
    sync::{FlushReply, SignInRequest, WipedRequest, Withdraw},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    desk::{Desk, Net, Said, lock},
    durable,
    keys::{KeyRing, Keyring},
    store::{Store, attachments, audit, queue},
    sync::http::Backend,
};

const FILE: &str = "withdrawn.json";

/// The keys first: without them the database is noise, whatever happens then.
const HELD: &[&str] = &[
    "device.json",
    "device.json.new",
    "demo-terminal.json",
    "airside.db",
    "airside.db-wal",
    "airside.db-shm",
    "airside.db-journal",
];

/// What was ordered, and how far it has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    how: Withdraw,
    stage: Stage,
    device: DeviceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    destroyed: Option<u32>,
    /// The backend knows that nothing is left. Not stored: after a restart nobody could tell it.
    #[serde(skip)]
    told: bool,
}

/// Reads the order of this folder, if there is one, and goes on with a wipe that was interrupted.
pub(crate) fn resume(folder: &Path, keyring: &dyn Keyring) -> Result<Option<Order>, Fault> {
    let bytes = match fs::read(folder.join(FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(folder, &error)),
    };
    let mut order: Order = serde_json::from_slice(&bytes).map_err(|e| {
        let message = format!("{FILE} of this device cannot be read ({e}): call support.");
        Fault::new("device_file_damaged", message)
    })?;
    if order.stage == Stage::Wiping {
        destroy(folder, keyring, &mut order)?;
    }
    Ok(Some(order))
}

/// The keys of a device that holds something still.
pub(crate) fn keys(
    order: &Option<Order>,
    open: impl FnOnce() -> Result<KeyRing, Fault>,
) -> Result<KeyRing, Fault> {
    match order {
        Some(order) if order.stage != Stage::Flushing => Err(order.fault()),
        _ => open(),
    }
}

/// Files, then the secret in the keyring; the order says so when both are gone.
fn destroy(folder: &Path, keyring: &dyn Keyring, order: &mut Order) -> Result<(), Fault> {
    for name in HELD {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(disk(folder, &error)),
            _ => {}
        }
    }
    File::open(folder).and_then(|it| it.sync_all()).map_err(|e| disk(folder, &e))?;
    for name in KeyRing::secrets_of(order.device) {
        keyring.remove(&name)?;
    }
    order.stage = Stage::Wiped;
    write(folder, order)
}

fn write(folder: &Path, order: &Order) -> Result<(), Fault> {
    let written = serde_json::to_vec_pretty(order).map_err(Into::into);
    written.and_then(|json| durable::replace(&folder.join(FILE), &json)).map_err(|e| disk(folder, &e))
}

fn disk(folder: &Path, error: &std::io::Error) -> Fault {
    Fault::new("disk_failed", format!("{} does not answer ({error}): try again.", folder.display()))
}

impl Order {
    /// What a person is told who wants to work here.
    pub(crate) fn fault(&self) -> Fault {
        if self.stage == Stage::Flushing {
            let message = "This device was withdrawn. What was done here is kept and sent with the network; \
                           then what the device holds is destroyed. Work on another device.";
            return Fault::new("device_withdrawn", message);
        }
        let lost = match self.destroyed {
            Some(0) => "Everything that was done here had been sent.".to_owned(),
            Some(1) => "1 entry was never sent and is destroyed.".to_owned(),
            Some(count) => format!("{count} entries were never sent and are destroyed."),
            None => "Whether all that was done here had been sent could not be seen.".to_owned(),
        };
        let message = format!(
            "This device was withdrawn and holds nothing any more. {lost} Set it up anew to work on it again, or give it \
             to security."
        );
        Fault::new("device_wiped", message)
    }
}

impl Desk {
    /// For the window.
    pub(crate) fn withdrawn(&self) -> Option<Withdrawn> {
        let order = lock(&self.order).clone()?;
        let left = self.store().and_then(|store| store.read(queue::counts)).ok().map(|(waiting, ..)| waiting);
        Some(Withdrawn { how: order.how, stage: order.stage, left, destroyed: order.destroyed })
    }

    /// Why nobody can work here. While the database is locked, a PIN is still asked for, to send what it holds.
    pub(crate) fn sealed(&self) -> Option<Fault> {
        let order = lock(&self.order).clone()?;
        (order.stage != Stage::Flushing || self.store().is_ok()).then(|| order.fault())
    }

    /// Refuses to begin work on a device that was withdrawn.
    pub(crate) fn check_not_withdrawn(&self) -> Result<(), Fault> {
        lock(&self.order).as_ref().map_or(Ok(()), |order| Err(order.fault()))
    }

    /// The backend wants what this device holds.
    pub(crate) fn withdraw(&self, how: Withdraw) -> Result<(), Fault> {
        {
            let mut slot = lock(&self.order);
            if slot.as_ref().is_some_and(|it| it.stage == Stage::Wiped || it.how == how) {
                return Ok(());
            }
            let order =
                Order { how, stage: Stage::Flushing, device: self.device()?, destroyed: None, told: false };
            write(&self.config.data, &order)?;
            *slot = Some(order);
        }
        tracing::warn!(how = how.name(), "this device was withdrawn");
        *lock(&self.session) = None;
        if let Ok(store) = self.store() {
            self.record_withdrawal(&store, how)?;
        }
        match how {
            Withdraw::WipeNow => self.wipe(),
            Withdraw::FlushThenWipe => {
                self.nudge.wake();
                self.changed([]);
                Ok(())
            }
        }
    }

    /// Makes a new device of one that has nothing left: another id, other keys, and nobody who can unlock it. Whoever
    /// signs in first needs the network, and everything is loaded anew.
    pub async fn set_up_anew(&self) -> Result<Status, Fault> {
        // Only the token of the old device can say that nothing is left of it, and it is forgotten here.
        farewell(self, &self.backend()).await;
        {
            let mut slot = lock(&self.order);
            let wiped = slot.as_mut().filter(|it| it.stage == Stage::Wiped);
            let order = wiped.ok_or_else(|| {
                Fault::new("not_wiped", "This device holds something still: sign in as always.")
            })?;
            // What was put back meanwhile, from a backup, is the old device's.
            destroy(&self.config.data, &*self.keyring, order)?;
            let ring = KeyRing::open(&self.config.data, &*self.keyring, &*self.around)?;
            // Last: until it is gone a start begins here again.
            fs::remove_file(self.config.data.join(FILE)).map_err(|e| disk(&self.config.data, &e))?;
            *self.net() = Net::default();
            self.told_of_loss.store(false, Ordering::Relaxed);
            *lock(&self.ring) = Ok(ring);
            *slot = None;
        }
        tracing::info!("this device is set up anew");
        self.changed([]);
        Ok(self.status())
    }

    /// The last record of this device's log.
    fn record_withdrawal(&self, store: &Store, how: Withdraw) -> Result<(), Fault> {
        let purpose = Some(how.name().into());
        let record =
            self.said(Said { action: "device.withdrawn", entity: "device", purpose, ..Said::default() })?;
        store.write(|tx| audit::append(tx, record))
    }

    /// Destroys what the device holds. The order says so, durably, before anything goes.
    fn wipe(&self) -> Result<(), Fault> {
        let never_sent = self
            .store()
            .and_then(|store| store.write(|tx| queue::counts(tx)))
            .ok()
            .map(|(waiting, ..)| waiting);
        let fault = {
            let mut slot = lock(&self.order);
            let Some(order) = slot.as_mut() else { return Ok(()) };
            (order.stage, order.destroyed) = (Stage::Wiping, never_sent);
            write(&self.config.data, order)?;
            *self.store.write().unwrap_or_else(|e| e.into_inner()) = None;
            let gone = destroy(&self.config.data, &*self.keyring, order);
            let fault = order.fault();
            *lock(&self.ring) = Err(fault.clone());
            gone.map(|()| fault)
        };
        tracing::warn!(destroyed = never_sent, "what this device held is destroyed");
        self.changed(airside_shared::entity::Kind::ALL.iter().map(|kind| kind.name()).chain(["queue"]));
        fault.map(drop)
    }

    /// The order that a refusal stands for, if it is one.
    pub(crate) fn obey(&self, fault: &Fault) {
        let Some(how) = Withdraw::of(&fault.code) else { return };
        if let Err(fault) = self.withdraw(how) {
            tracing::error!(code = %fault.code, "this device could not give up what it holds: it goes on at the next start");
        }
    }

    /// A sign-in was answered by an order. The PIN was right: with it the queue gets a token that uploads.
    pub(crate) async fn withdrawn_at_sign_in(&self, request: &SignInRequest, fault: &Fault) {
        self.obey(fault);
        if Withdraw::of(&fault.code) != Some(Withdraw::FlushThenWipe) {
            return;
        }
        let path = format!("/v1/devices/{}/flush", request.device);
        let answer = self.backend().post::<FlushReply>(&path, request).await;
        match answer {
            Ok(reply) => {
                self.net().token = Some(reply.body.token);
                self.nudge.wake();
            }
            Err(fault) => tracing::warn!(code = %fault.code, "the queue cannot be sent yet"),
        }
    }

    /// Somebody's PIN on a device that is sealed: opens the database so that its queue can be sent, and nothing
    /// else.
    pub(crate) async fn open_for_flush(self: &Arc<Self>, args: &SignInArgs) -> Result<(), Fault> {
        let badge = args.badge.trim().to_owned();
        if self.store().is_err() {
            let (desk, badge, pin) = (self.clone(), badge.clone(), Zeroizing::new(args.pin.clone()));
            let open = move || {
                let unlocked = {
                    let mut ring = lock(&desk.ring);
                    ring.as_mut().map_err(|f| f.clone())?.unlock(&badge, &pin, desk.around.now())?
                };
                desk.open_store(unlocked.key, None).map(drop)
            };
            self.around.blocking(open).await?;
        }
        // The backend refuses the sign-in, and with that the queue gets its token.
        if let Err(fault) = self.ask(&badge, &args.pin, false).await {
            tracing::info!(code = %fault.code, "sealed");
        }
        self.changed([]);
        self.check_not_withdrawn()
    }
}

/// After a round of a sealed device: when everything is through, what it holds goes.
pub(crate) fn finish(desk: &Desk, store: &Store) -> Result<(), Fault> {
    let flushing = lock(&desk.order).as_ref().is_some_and(|it| it.stage == Stage::Flushing);
    if !flushing {
        return Ok(());
    }
    let through = store.write(|db| {
        let waiting = queue::counts(db)?.0;
        let photos = attachments::next_unsent(db, 1)?.is_some();
        Ok(waiting == 0 && !photos && audit::unsent(db, 1)?.is_empty())
    })?;
    if through { desk.wipe() } else { Ok(()) }
}

/// Tells the backend that nothing is left, once.
pub(crate) async fn farewell(desk: &Desk, backend: &Backend) {
    let order = lock(&desk.order).clone().filter(|it| it.stage == Stage::Wiped && !it.told);
    let (Some(order), Some(token)) = (order, desk.net().token.clone()) else { return };
    let path = format!("/v1/devices/{}/wiped", order.device);
    let said = WipedRequest { destroyed: order.destroyed };
    match backend.with_token(Some(token)).post::<serde_json::Value>(&path, &said).await {
        Ok(_) => {
            desk.net().token = None;
            if let Some(order) = lock(&desk.order).as_mut() {
                order.told = true;
            }
        }
        Err(fault) => tracing::warn!(code = %fault.code, "the backend was not told that nothing is left"),
    }
}
