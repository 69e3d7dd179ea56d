//! The way of an act: authorise, decide by the rule, and commit rows, queue entry and audit entry together.
//! "Saved on this device" is said only after this returned.

use airside_shared::{
    Fault, card_number,
    entity::Entity,
    ids::{OpId, PassengerId, Uuid},
    intents::{Context, Intent, Rule},
    ipc::Saved,
    sync::{Base, Entry, Limits},
};

use crate::{
    desk::{Desk, Said, Session},
    store::{meta, overlay, queue, rows},
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
        let (session, _) = self.authorise(act.intent.permission())?;
        let (device, today) = (self.device()?, self.today());
        let op: OpId = self.around.id();
        let ctx = Context { now: self.around.now(), actor: session.actor.clone(), device, op };
        let (kind, version, payload) = (act.intent.kind(), act.intent.version(), act.intent.payload());
        card_number::refuse_in(&payload)?;
        let reads = act.intent.reads();
        let changes = self.store()?.write(|tx| {
            // Asked within the transaction: whoever gives up what the device holds has counted before or after it.
            self.check_not_withdrawn()?;
            let changes = act.intent.decide(&rows::state(tx, &reads)?, &ctx).map_err(|r| r.fault)?;
            let (seq, prev_hash) = queue::tail(tx)?;
            // A backend that cannot check the newest form would take the next entry for one that does not follow.
            let limits: Option<Limits> = meta::get(tx, "limits")?;
            let hash_form = limits.map_or(0, |it| it.hash_form.min(Entry::HASH_FORM));
            let mut base = Vec::with_capacity(reads.len());
            for row in &reads {
                if let Some(version) = overlay::server_version(tx, *row)? {
                    base.push(Base { row: *row, version });
                }
            }
            let mut depends_on = Vec::new();
            for row in act.intent.builds_on() {
                let over = queue::overlaid(tx, &overlay::touching(tx, row)?)?;
                depends_on.extend(over.iter().filter(|q| q.state.pending()).map(|q| q.entry.op));
            }
            more(tx)?;
            overlay::cover(tx, seq, &changes, &reads, &today)?;
            let entry = Entry {
                op,
                device,
                seq,
                actor: ctx.actor.clone(),
                lane: act.intent.lane(),
                also: act.intent.also(),
                kind: kind.into(),
                version,
                payload_hash: Entry::hash_payload(kind, version, &payload),
                payload,
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
            self.record(tx, &session, said(&act, op))?;
            Ok(changes)
        })?;
        self.nudge.wake();
        self.changed(changes.iter().map(|c: &Entity| c.kind().name()).chain(["queue"]));
        Ok(Saved { op, id: act.id, reference: act.reference })
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
