//! This device among the others: what it says of itself, what it is told, and what those who look after devices
//! do from here.

use airside_shared::{
    Fault,
    access::Permission,
    ids::PassengerId,
    intents::Intent,
    ipc::{RefusedPage, RefusedRow, Saved, SettleRefusedArgs, WithdrawDeviceArgs},
    sync::{
        EntryState, FleetDevice, FleetReply, Orders, Outcome, PROTOCOL, RefusedEntry, RefusedReply, Report,
        RevokeRequest, Settle, SettledEntry, Settlement,
    },
};

use crate::{
    act::Act,
    clock::clock,
    desk::{Desk, Said},
    queue::compare,
    store::{Store, queue, scopes},
    sync::http::Backend,
};

impl Desk {
    /// How this device is. Nothing when the database does not answer: that is no reason not to sync.
    pub(crate) fn report(&self, store: &Store) -> Option<Report> {
        let counted = store.read(|db| Ok((queue::counts(db)?, scopes::heals(db)?)));
        let ((waiting, attention, oldest), heals) = counted.ok()?;
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

    /// Refused entries of the station's devices, as the backend keeps them.
    pub async fn list_refused(&self) -> Result<RefusedPage, Fault> {
        let (session, _) = self.authorise(Permission::SettleRefused)?;
        let kept = self.refused_entries().await?;
        let said = Said { action: "refused.list", entity: "entry", fields: &["payload"], ..Said::default() };
        self.looked(&session, said)?;
        let rows = kept.into_iter().map(|it| self.refused_row(it)).collect::<Result<_, _>>()?;
        Ok(RefusedPage { rows })
    }

    async fn refused_entries(&self) -> Result<Vec<RefusedEntry>, Fault> {
        let path = format!("/v1/refused?settled=true&station={}", self.config.station);
        let reply: RefusedReply = self.signed().get(&path).await?;
        Ok(reply.entries)
    }

    fn refused_row(&self, it: RefusedEntry) -> Result<RefusedRow, Fault> {
        let (reason, behind, state) = match it.outcome {
            Outcome::Rejected(rejection) => (Some(rejection.fault), None, rejection.server_state),
            Outcome::Blocked { by } => (None, Some(by), None),
            Outcome::Applied { .. } => (None, None, None),
        };
        let entry = it.entry;
        let compare = self.store()?.read(|db| compare(db, &entry.payload, state.as_ref()))?;
        Ok(RefusedRow {
            op: entry.op,
            device: entry.device,
            kind: entry.kind,
            actor: entry.actor.name,
            made: clock(&it.station, entry.made_at),
            refused: clock(&it.station, it.refused_at),
            reason,
            behind,
            compare,
            payload: entry.payload,
            settled: it.settled,
        })
    }

    /// Settles a refused entry for its device: gives it up, or does it here, as one's own act that refers to it.
    pub async fn settle_refused(&self, args: SettleRefusedArgs) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::SettleRefused)?;
        let op = args.op;
        let Settle::Apply { payload } = args.settle else {
            let _: RefusedEntry = self.signed().post(&format!("/v1/refused/{op}/discard"), &()).await?.body;
            let said = Said { action: "refused.discard", entity: "entry", op: Some(op), ..Said::default() };
            self.looked(&session, said)?;
            return Ok(Saved { op, id: op.0, reference: None });
        };
        let kept = self.refused_entries().await?.into_iter().find(|it| it.entry.op == op);
        let entry = kept.filter(|it| it.settled.is_none()).map(|it| it.entry).ok_or_else(gone)?;
        let payload = payload.unwrap_or(entry.payload);
        let passenger = payload["passenger"].as_str().and_then(|id| id.parse::<PassengerId>().ok());
        self.act(Act {
            intent: Intent::read(&entry.kind, entry.version, &payload)?,
            about: entry.actor.name,
            passenger,
            id: op.0,
            reference: None,
            replaces: Some(op),
        })
    }

    /// How the devices are.
    pub async fn fleet(&self) -> Result<FleetReply, Fault> {
        self.authorise(Permission::Fleet)?;
        self.signed().get("/v1/fleet").await
    }

    /// Has a device give up what it holds.
    pub async fn withdraw_device(&self, args: WithdrawDeviceArgs) -> Result<FleetDevice, Fault> {
        let (session, _) = self.authorise(Permission::Withdraw)?;
        let path = format!("/v1/devices/{}/revoke", args.device);
        let revoked = self.signed().post(&path, &RevokeRequest { how: args.how }).await?.body;
        let said = Said {
            action: "device.withdraw",
            entity: "device",
            subject: Some(args.device.0),
            purpose: Some(args.how.name().into()),
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

fn gone() -> Fault {
    Fault::of("op", "settled_already", "Somebody has settled this already: nothing is left to do.")
}

/// What stands on the card of an entry that somebody else has settled.
fn settled_for_you(end: &SettledEntry) -> Fault {
    let done = match end.how {
        Settlement::Replaced => "has done this again, put right",
        _ => "has given this up",
    };
    Fault::new("settled_for_you", format!("{} {done}. There is nothing left to do.", end.by))
}
