//! This device among the others: what it says of itself, what it is told, and what those who look after devices
//! do from here.

use airside_shared::{
    Fault,
    access::Permission,
    card_number,
    ids::{DeviceId, UserId},
    ipc::{FleetPage, WithdrawDeviceArgs},
    sync::{
        EntryState, FleetDevice, FleetReply, Orders, PROTOCOL, Report, RevokeRequest, SettledEntry,
        Settlement,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    clock::clock,
    desk::{Desk, Said},
    store::{Store, attachments, audit, meta, queue, scopes},
    sync::http::Backend,
};

impl Desk {
    /// How this device is. Nothing when the database does not answer: that is no reason not to sync.
    pub(crate) fn report(&self, store: &Store) -> Option<Report> {
        let counted = store.read(|db| {
            let unsent = (attachments::count_unsent(db)?, audit::count_unsent(db)?);
            Ok((queue::counts(db)?, scopes::heals(db)?, unsent))
        });
        let ((waiting, attention, oldest), heals, (photos, records)) = counted.ok()?;
        let disk = rustix::fs::statvfs(&self.config.data).ok();
        Some(Report {
            protocol: PROTOCOL,
            app_version: env!("CARGO_PKG_VERSION").into(),
            waiting,
            attention,
            oldest: oldest.map(|entry| entry.made_at),
            clock: self.around.now(),
            heals,
            free_disk: disk.map(|it| it.f_bavail.saturating_mul(it.f_frsize)),
            schema: Some(Store::schema()),
            photos: Some(photos),
            records: Some(records),
        })
    }

    /// Does what the backend says beside its rows. Whether entries go on by it.
    pub(crate) fn take_orders(&self, store: &Store, orders: &Orders) -> Result<bool, Fault> {
        let settled = self.take_settled(store, &orders.settled)?;
        if let Some(how) = orders.withdraw {
            self.withdraw(how)?;
        }
        Ok(settled)
    }

    /// Settles the cards of entries that a supervisor has settled meanwhile. What waited behind them is sent
    /// again; the backend has decided it already and says so.
    fn take_settled(&self, store: &Store, settled: &[SettledEntry]) -> Result<bool, Fault> {
        if settled.is_empty() {
            return Ok(false);
        }
        let any = store.write(|tx| {
            let mut any = false;
            for end in settled {
                let open = queue::get(tx, end.op)?.is_some_and(|it| it.state == EntryState::Rejected);
                if open {
                    queue::supersede(tx, end.op)?;
                    queue::say(tx, end.op, &settled_for_you(end))?;
                    any = true;
                }
            }
            Ok(any)
        })?;
        if any {
            self.changed(["queue"]);
        }
        Ok(any)
    }

    /// How the devices are; what was said last where the backend cannot be asked.
    pub async fn fleet(&self) -> Result<FleetPage, Fault> {
        let (session, own) = (self.session()?, self.device()?);
        let asked = match self.authorise(Permission::Fleet) {
            Ok(_) => self.signed().get::<FleetReply>("/v1/fleet").await,
            Err(fault) if fault.code == "needs_network" => Err(fault),
            Err(fault) => return Err(fault),
        };
        let kept = match asked {
            Ok(reply) => {
                let kept = Kept { user: session.actor.user, heard: self.around.now(), reply };
                self.store()?.write(|tx| meta::set(tx, KEPT, &kept))?;
                return Ok(self.fleet_page(kept, own, None));
            }
            Err(fault) if !["needs_network", "offline"].contains(&&*fault.code) => return Err(fault),
            Err(fault) => (self.store()?.read(|db| meta::get::<Kept>(db, KEPT))?, fault),
        };
        match kept {
            // Others may look after other devices.
            (Some(kept), fault) if kept.user == session.actor.user => {
                Ok(self.fleet_page(kept, own, Some(fault)))
            }
            (_, fault) => Err(fault),
        }
    }

    fn fleet_page(&self, kept: Kept, own: DeviceId, fault: Option<Fault>) -> FleetPage {
        let heard = clock(&self.config.station, kept.heard);
        FleetPage { reply: kept.reply, heard, fault, own }
    }

    /// Has a device give up what it holds. The reason goes to the log and to the backend.
    pub async fn withdraw_device(&self, args: WithdrawDeviceArgs) -> Result<FleetDevice, Fault> {
        let (session, _) = self.authorise(Permission::Withdraw)?;
        let reason = reason(&args.reason)?;
        let path = format!("/v1/devices/{}/revoke", args.device);
        let request = RevokeRequest { how: args.how, reason: reason.clone() };
        let revoked = self.signed().post(&path, &request).await?.body;
        let said = Said {
            action: "device.withdraw",
            entity: "device",
            subject: Some(args.device.0),
            purpose: Some(format!("{}: {reason}", args.how.name())),
            ..Said::default()
        };
        self.looked(&session, said)?;
        Ok(revoked)
    }

    pub(crate) fn signed(&self) -> Backend {
        let token = self.net().token.clone();
        self.backend().with_token(token)
    }
}

/// In `meta`: what the backend last said of the devices, and to whom.
const KEPT: &str = "fleet";

#[derive(Serialize, Deserialize)]
struct Kept {
    user: UserId,
    heard: Timestamp,
    reply: FleetReply,
}

/// A reason as it is kept, if it is one.
pub(crate) fn reason(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.chars().count() < 3 {
        return Err(Fault::of("reason", "reason_missing", "Say in a few words why."));
    }
    card_number::refuse("reason", text)?;
    Ok(text.chars().take(200).collect())
}

/// What stands on the card of an entry that somebody else has settled.
fn settled_for_you(end: &SettledEntry) -> Fault {
    let done = match end.how {
        Settlement::Replaced => "has done this again, put right",
        _ => "has given this up",
    };
    let why = if end.reason.is_empty() { String::new() } else { format!(" ({})", end.reason) };
    Fault::new("settled_for_you", format!("{} {done}{why}. There is nothing left to do.", end.by))
}
