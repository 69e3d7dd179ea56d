//! The way of an act: authorise, decide by the rule, and commit rows, queue entry and audit entry together.
//! "Saved on this device" is said only after this returned.

use airside_shared::{
    Fault, card_number,
    entity::{Entity, Ref},
    ids::{OpId, PassengerId, Uuid},
    intents::{Context, Intent, Rule},
    ipc::Saved,
    sync::{Base, Entry, Limits},
};

use rusqlite::Transaction;
use serde_json::Value;

use crate::{
    desk::{Desk, Said, Session},
    store::{Today, meta, overlay, queue, rows},
};

/// An act as a feature prepared it.
pub(crate) struct Act {
    pub intent: Intent,
    /// For the queue page: a name, a reference, an amount.
    pub about: String,
    pub passenger: Option<PassengerId>,
    /// What is made or changed.
    pub id: Uuid,
    pub reference: Option<String>,
    /// A refused entry that this one replaces: of this device, or of one whose people a supervisor stands in for.
    pub replaces: Option<OpId>,
}

/// An act with what its rule is asked with.
struct Prepared {
    act: Act,
    session: Session,
    ctx: Context,
    payload: Value,
    reads: Vec<Ref>,
}

impl Prepared {
    fn saved(&self) -> Saved {
        Saved { op: self.ctx.op, id: self.act.id, reference: self.act.reference.clone() }
    }
}

impl Desk {
    /// Carries an act out on this device, wholly or not at all.
    pub(crate) fn act(&self, act: Act) -> Result<Saved, Fault> {
        self.act_with(act, |_| Ok(()))
    }

    /// As [`Desk::act`]; `more` writes what belongs to the act besides (a photo's bytes).
    pub(crate) fn act_with(
        &self,
        act: Act,
        more: impl FnOnce(&rusqlite::Transaction) -> Result<(), Fault>,
    ) -> Result<Saved, Fault> {
        let prepared = self.prepare(act)?;
        let today = self.today();
        let changes = self.store()?.write(|tx| {
            // Asked within the transaction: whoever gives up what the device holds has counted before or after it.
            self.check_not_withdrawn()?;
            more(tx)?;
            self.carry_out(tx, &prepared, &today)
        })?;
        self.tell(&changes);
        Ok(prepared.saved())
    }

    /// Many acts in one transaction, an entry each: all of them, or none. Whose act was refused is said.
    pub(crate) fn act_together(&self, acts: Vec<Act>) -> Result<Vec<Saved>, Fault> {
        let prepared = acts.into_iter().map(|act| self.prepare(act)).collect::<Result<Vec<_>, _>>()?;
        let today = self.today();
        let changes = self.store()?.write(|tx| {
            self.check_not_withdrawn()?;
            let mut changes = Vec::new();
            for it in &prepared {
                let done = self.carry_out(tx, it, &today).map_err(|fault| {
                    let message = format!("{}: {}", it.act.about, fault.message);
                    Fault { message, ..fault }
                })?;
                changes.extend(done);
            }
            Ok(changes)
        })?;
        self.tell(&changes);
        Ok(prepared.iter().map(Prepared::saved).collect())
    }

    fn prepare(&self, act: Act) -> Result<Prepared, Fault> {
        let (session, _) = self.authorise(act.intent.permission())?;
        let (device, op) = (self.device()?, self.around.id());
        let payload = act.intent.payload();
        card_number::refuse_in(&payload)?;
        let ctx = Context { now: self.around.now(), actor: session.actor.clone(), device, op };
        Ok(Prepared { reads: act.intent.reads(), session, ctx, payload, act })
    }

    fn tell(&self, changes: &[Entity]) {
        self.nudge.wake();
        self.changed(changes.iter().map(|c| c.kind().name()).chain(["queue"]));
    }

    /// Decides one act and writes its rows, its entry and its audit record, in the caller's transaction.
    fn carry_out(&self, tx: &Transaction, it: &Prepared, today: &Today) -> Result<Vec<Entity>, Fault> {
        let Prepared { act, session, ctx, payload, reads } = it;
        let intent = &act.intent;
        let changes = intent.decide(&rows::state(tx, reads)?, ctx).map_err(|r| r.fault)?;
        let (seq, prev_hash) = queue::tail(tx)?;
        // A backend that cannot check the newest form would take the next entry for one that does not follow.
        let limits: Option<Limits> = meta::get(tx, "limits")?;
        let hash_form = limits.map_or(0, |it| it.hash_form.min(Entry::HASH_FORM));
        let mut base = Vec::with_capacity(reads.len());
        for row in reads {
            if let Some(version) = overlay::server_version(tx, *row)? {
                base.push(Base { row: *row, version });
            }
        }
        let mut depends_on = Vec::new();
        for row in intent.builds_on() {
            let over = queue::overlaid(tx, &overlay::touching(tx, row)?)?;
            depends_on.extend(over.iter().filter(|q| q.state.pending()).map(|q| q.entry.op));
        }
        overlay::cover(tx, seq, &changes, reads, today)?;
        let entry = Entry {
            op: ctx.op,
            device: ctx.device,
            seq,
            actor: ctx.actor.clone(),
            lane: intent.lane(),
            also: intent.also(),
            kind: intent.kind().into(),
            version: intent.version(),
            payload_hash: Entry::hash_payload(intent.kind(), intent.version(), payload),
            payload: payload.clone(),
            base,
            depends_on,
            replaces: act.replaces,
            made_at: ctx.now,
            prev_hash,
            hash_form,
        };
        queue::append(tx, &entry, &act.about, act.passenger)?;
        if let Some(refused) = act.replaces {
            queue::supersede(tx, refused)?;
        }
        self.record(tx, session, said(act, ctx.op))?;
        Ok(changes)
    }

    /// Writes an audit entry for something that was only looked at.
    pub(crate) fn looked(&self, session: &Session, said: Said) -> Result<(), Fault> {
        self.store()?.write(|tx| self.record(tx, session, said))
    }
}

fn said(act: &Act, op: OpId) -> Said {
    let subject = act.passenger.map_or(act.id, |p| p.0);
    Said {
        action: act.intent.kind(),
        entity: "intent",
        subject: Some(subject),
        op: Some(op),
        ..Said::default()
    }
}
