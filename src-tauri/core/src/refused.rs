//! Refused entries of all devices of the station, for a supervisor: a lost tablet or an absent crew does not take
//! them along.

use airside_shared::{
    Fault,
    access::{Permission, grant},
    ids::{OpId, PassengerId},
    intents::{Context, Intent, Rule},
    ipc::{RefusedPage, RefusedRow, Saved, SettleRefusedArgs},
    passengers::Passenger,
    sync::{DiscardRequest, Entry, FleetDevice, FleetReply, Outcome, RefusedEntry, RefusedReply, Settle},
};
use rusqlite::Connection;
use serde_json::Value;

use crate::{
    act::Act,
    clock::clock,
    desk::{Desk, Said, Session},
    fleet::reason,
    queue::compare,
    store::rows,
};

impl Desk {
    /// Refused entries of the station's devices, as the backend keeps them.
    pub async fn list_refused(&self) -> Result<RefusedPage, Fault> {
        let (session, _) = self.authorise(Permission::SettleRefused)?;
        let kept = self.refused_entries().await?;
        // Only beside them: the entries are shown without it too.
        let path = format!("/v1/fleet?station={}", self.config.station);
        let fleet = self.signed().get::<FleetReply>(&path).await.ok();
        let said = Said { action: "refused.list", entity: "entry", fields: &["payload"], ..Said::default() };
        self.looked(&session, said)?;
        let now = fleet.as_ref().map(|it| it.now);
        let devices = fleet.map(|it| it.devices).unwrap_or_default();
        let row = |it| self.refused_row(it, &devices, &session);
        Ok(RefusedPage { rows: kept.into_iter().map(row).collect::<Result<_, _>>()?, now })
    }

    async fn refused_entries(&self) -> Result<Vec<RefusedEntry>, Fault> {
        let path = format!("/v1/refused?settled=true&station={}", self.config.station);
        let reply: RefusedReply = self.signed().get(&path).await?;
        Ok(reply.entries)
    }

    fn refused_row(
        &self,
        it: RefusedEntry,
        devices: &[FleetDevice],
        session: &Session,
    ) -> Result<RefusedRow, Fault> {
        let (reason, behind, state) = match it.outcome {
            Outcome::Rejected(rejection) => (Some(rejection.fault), None, rejection.server_state),
            Outcome::Blocked { by } => (None, Some(by), None),
            Outcome::Applied { .. } => (None, None, None),
        };
        let entry = it.entry;
        let passenger = passenger_of(&entry.payload);
        let (compare, about, not_again) = self.store()?.read(|db| {
            let held = passenger.map(|id| rows::get::<Passenger>(db, id)).transpose()?.flatten();
            let about = held.map(|it| it.name.full()).unwrap_or_default();
            let open = reason.is_some() && it.settled.is_none();
            let not_again = open.then(|| self.try_again(db, &entry, session).err()).flatten();
            Ok((compare(db, &entry.payload, state.as_ref())?, about, not_again))
        })?;
        Ok(RefusedRow {
            op: entry.op,
            device: entry.device,
            from: devices.iter().find(|device| device.device == entry.device).cloned(),
            not_again,
            about,
            passenger,
            kind: entry.kind,
            actor: entry.actor.name,
            made: clock(&it.station, entry.made_at),
            refused: clock(&it.station, it.refused_at),
            reason,
            behind,
            compare,
            payload: entry.payload,
            settled_at: it.settled.as_ref().map(|end| clock(&it.station, end.at)),
            settled: it.settled,
        })
    }

    /// Whether the supervisor's own act would be let through, on what this desk holds. Nothing is written.
    fn try_again(&self, db: &Connection, entry: &Entry, session: &Session) -> Result<(), Fault> {
        let intent = Intent::read(&entry.kind, entry.version, &entry.payload)?;
        if !grant(session.actor.role, intent.permission()).allowed {
            return Err(Fault::new("not_permitted", "Your role may not do this: ask a colleague who may."));
        }
        let (now, actor) = (self.around.now(), session.actor.clone());
        let ctx = Context { now, actor, device: self.device()?, op: entry.op };
        intent.decide(&rows::state(db, &intent.reads())?, &ctx).map(drop).map_err(|it| it.fault)
    }

    /// Settles a refused entry for its device: gives it up, or does it here, as one's own act that refers to it.
    pub async fn settle_refused(&self, args: SettleRefusedArgs) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::SettleRefused)?;
        let op = args.op;
        let payload = match args.settle {
            Settle::Discard { reason: why } => {
                return self.discard_refused(&session, op, reason(&why)?).await;
            }
            Settle::Apply { payload } => payload,
        };
        let kept = self.refused_entries().await?.into_iter().find(|it| it.entry.op == op);
        let entry = kept.filter(|it| it.settled.is_none()).map(|it| it.entry).ok_or_else(gone)?;
        let payload = payload.unwrap_or(entry.payload);
        let passenger = passenger_of(&payload);
        self.act(Act {
            intent: Intent::read(&entry.kind, entry.version, &payload)?,
            about: entry.actor.name,
            passenger,
            id: op.0,
            reference: None,
            replaces: Some(op),
        })
    }

    async fn discard_refused(&self, session: &Session, op: OpId, reason: String) -> Result<Saved, Fault> {
        let request = DiscardRequest { reason: reason.clone() };
        let _: RefusedEntry = self.signed().post(&format!("/v1/refused/{op}/discard"), &request).await?.body;
        let said = Said {
            action: "refused.discard",
            entity: "entry",
            op: Some(op),
            purpose: Some(reason),
            ..Said::default()
        };
        self.looked(session, said)?;
        Ok(Saved { op, id: op.0, reference: None })
    }
}

fn passenger_of(payload: &Value) -> Option<PassengerId> {
    payload["passenger"].as_str().and_then(|id| id.parse().ok())
}

fn gone() -> Fault {
    Fault::of("op", "settled_already", "Somebody has settled this already: nothing is left to do.")
}
