//! `POST /v1/push`: the same rules as on the desk, on what is true now. One transaction for the batch,
//! durable before the reply.

use airside_shared::{
    Fault,
    access::grant,
    card_number,
    entity::{Entity, Ref},
    ids::{DeviceId, OpId},
    intents::{Actor, Context, Intent, Rejection, Rule, State},
    sync::{Entry, EntryResult, Limits, Outcome, PushReply, PushRequest},
};
use axum::{Json, extract::State as Shared};
use jiff::Timestamp;

use crate::{
    ahead::{self, Ahead},
    app::App,
    auth::Signed,
    body::Packed,
    fleet, money,
    put::Batch,
    refusal::{Refusal, Result},
    refused::{self, Replacing},
    store::{
        self, Store, Tx, accounts,
        entries::{self, Origin, Settled},
    },
};

#[utoipa::path(post, tag = "airside", path = "/v1/push", request_body(content = PushRequest, description = "May be packed with zstd"),
    responses((status = 200, description = "A result per entry", body = PushReply),
        (status = 409, description = "sequence_gap, sequence_reused, op_reused, chain_broken", body = Fault)),
    security(("token" = [])))]
pub async fn push(
    Shared(app): Shared<App>,
    signed: Signed,
    Packed(request): Packed<PushRequest>,
) -> Result<Json<PushReply>> {
    let device = signed.0.device.id;
    if request.device != device || request.entries.iter().any(|entry| entry.device != device) {
        let message = "These entries are another device's: each device sends its own.";
        return Err(Refusal::forbidden("forged_device", message));
    }
    let limits = app.limits;
    if request.entries.len() > limits.batch_entries as usize {
        let message = format!("Send at most {} entries at once.", limits.batch_entries);
        return Err(Refusal::bad_request("too_many_entries", message));
    }
    let (now, station) = (app.now(), signed.0.device.station);
    let mut request = request;
    fleet::heard(&app, device, request.report.take(), true).await;
    let (reply, seq) = app.store.write(move |tx| Box::pin(settle(tx, request, station, now, limits))).await?;
    app.changed(seq);
    for result in &reply.results {
        let outcome = match result.outcome {
            Outcome::Applied { .. } => "applied",
            Outcome::Rejected(_) => "rejected",
            Outcome::Blocked { .. } => "blocked",
        };
        metrics::counter!("airside_entries_total", "outcome" => outcome).increment(1);
    }
    Ok(Json(reply))
}

/// Settles a batch; the reply, and the change sequence after it.
async fn settle(
    tx: &mut dyn Tx,
    request: PushRequest,
    station: String,
    now: Timestamp,
    limits: Limits,
) -> Result<(PushReply, u64)> {
    for op in &request.resolved {
        refused::on_device(tx, request.device, *op, now).await?;
    }
    let (mut ahead, batch) = ahead::look(tx, request.device, &request.entries).await?;
    let (last_seq, last_hash) = std::mem::take(&mut ahead.last);
    let mut desk = Desk { station, last_seq, last_hash, ahead, ..Desk::of(batch, now) };
    let mut results = Vec::with_capacity(request.entries.len());
    for entry in request.entries {
        results.push(desk.settle(entry).await?);
    }
    desk.go_on().await?;
    let processed_through = desk.last_seq;
    accounts::set_last_entry(desk.batch.tx, request.device, processed_through, &desk.last_hash).await?;
    let seq = desk.batch.finish().await?;
    Ok((PushReply { results, processed_through, limits }, seq))
}

/// Decides what waited behind an entry that is settled now, whether its device comes back or not: when it does,
/// it is told. The change sequence after it, which moves so that the device hears of it at once.
pub async fn go_on(tx: &mut dyn Tx, settled: OpId, now: Timestamp) -> Result<u64> {
    let seq = store::change_seq(tx).await? + 1;
    store::set_change_seq(tx, seq).await?;
    let batch = Batch::begin(tx).await?;
    let mut desk = Desk { freed: vec![settled], ..Desk::of(batch, now) };
    desk.go_on().await?;
    desk.batch.finish().await
}

/// One device's batch while it is settled.
struct Desk<'a> {
    batch: Batch<'a>,
    last_seq: u64,
    last_hash: String,
    now: Timestamp,
    ahead: Ahead,
    station: String,
    /// Refused entries of other devices that were settled by this batch.
    freed: Vec<OpId>,
}

impl<'a> Desk<'a> {
    fn of(batch: Batch<'a>, now: Timestamp) -> Self {
        Self {
            batch,
            last_seq: 0,
            last_hash: String::new(),
            now,
            ahead: Ahead::default(),
            station: String::new(),
            freed: Vec::new(),
        }
    }

    async fn settle(&mut self, entry: Entry) -> Result<EntryResult> {
        let known = match self.ahead.known.remove(&entry.op) {
            Some(known) => known,
            None => entries::of_op(self.batch.tx, entry.op).await?,
        };
        if let Some(known) = &known {
            if known.hash != entry.payload_hash || known.device != entry.device {
                let message = "An entry of this id was settled with another content: make a new entry.";
                return Err(Refusal::conflict("op_reused", message));
            }
            if !matches!(known.result.outcome, Outcome::Blocked { .. }) {
                return Ok(known.result.clone());
            }
        } else {
            self.check_sequence(&entry)?;
        }
        let outcome = self.decide(&entry).await?;
        let result = EntryResult { op: entry.op, seq: entry.seq, outcome };
        self.keep(&entry, &result, known).await?;
        Ok(result)
    }

    /// Entries that waited behind what others have settled, in the order of their devices.
    async fn go_on(&mut self) -> Result<()> {
        while let Some(settled) = self.freed.pop() {
            for entry in store::refused::behind(self.batch.tx, settled).await? {
                self.settle(entry).await?;
            }
        }
        Ok(())
    }

    fn check_sequence(&self, entry: &Entry) -> Result<()> {
        let expected = self.last_seq + 1;
        if entry.seq > expected {
            let message = format!("Entries are missing: send them from number {expected} on.");
            return Err(Refusal::conflict("sequence_gap", message));
        }
        if entry.seq < expected {
            let message = format!("Another entry had this number: the next is {expected}.");
            return Err(Refusal::conflict("sequence_reused", message));
        }
        // Of entries from before hashes were kept, the last one's is not known.
        let known = self.last_seq == 0 || !self.last_hash.is_empty();
        if known && entry.prev_hash != self.last_hash {
            tracing::warn!(
                seq = entry.seq,
                "an entry does not follow from the one that the device sent before"
            );
            let message = "The entry does not follow from what this device sent before: an older copy of its database \
                           may have been put back. Sign in again, and call support if this stays.";
            return Err(Refusal::conflict("chain_broken", message));
        }
        Ok(())
    }

    async fn keep(&mut self, entry: &Entry, result: &EntryResult, known: Option<Settled>) -> Result<()> {
        if !matches!(result.outcome, Outcome::Applied { .. }) {
            self.ahead.held_up.insert(entry.device, true);
        }
        refused::keep(self.batch.tx, entry, result, &self.station, self.now, known.is_some()).await?;
        if known.is_some() {
            return entries::settle_again(self.batch.tx, result).await;
        }
        let origin = Origin {
            device: entry.device,
            hash: &entry.payload_hash,
            lane: &entry.lane.0,
            also: &entry.also,
            kind: &entry.kind,
            actor: entry.actor.user,
            received_at: self.now.as_second(),
        };
        entries::insert(self.batch.tx, &origin, result).await?;
        (self.last_seq, self.last_hash) = (entry.seq, entry.hash());
        Ok(())
    }

    /// Rejections are results; only a failing store is an error, and it undoes the batch.
    async fn decide(&mut self, entry: &Entry) -> Result<Outcome> {
        if let Some(by) = self.blocker(entry).await? {
            return Ok(Outcome::Blocked { by });
        }
        let (intent, actor) = match self.read(entry).await? {
            Ok(read) => read,
            Err(fault) => return Ok(Outcome::Rejected(fault.into())),
        };
        if let Some(op) = entry.replaces {
            let who = Replacing { op, entry, role: actor.role, station: &self.station };
            if let Some(fault) = refused::may_replace(self.batch.tx, who).await? {
                return Ok(Outcome::Rejected(fault.into()));
            }
        }
        let by = actor.user;
        let mut state = State::default();
        let reads = intent.reads();
        for row in &reads {
            if let Some(held) = self.batch.get(*row).await? {
                state.put(held.entity.clone());
            }
        }
        let context = Context { now: self.now, actor, device: entry.device, op: entry.op };
        let changes = match intent.decide(&state, &context) {
            Ok(changes) => changes,
            Err(rejection) => return Ok(Outcome::Rejected(rejection)),
        };
        self.batch.get_all(changes.iter().map(Entity::reference)).await?;
        for change in changes.iter().filter(|change| !reads.contains(&change.reference())) {
            if let Some(rejection) = self.taken(change.reference()).await? {
                return Ok(Outcome::Rejected(rejection));
            }
        }
        for change in &changes {
            let held = self.batch.get(change.reference()).await?.map(|held| &held.entity);
            if let Err(fault) = money::bookable(held, change) {
                return Ok(Outcome::Rejected(fault.into()));
            }
        }
        self.batch.op = Some(entry.op);
        for change in changes {
            self.batch.put(change).await?;
        }
        self.batch.op = None;
        if let Some(op) = entry.replaces
            && refused::replaced(self.batch.tx, op, entry, by, self.now).await?
        {
            self.freed.push(op);
        }
        Ok(Outcome::Applied { seq_after: self.batch.seq() })
    }

    /// What a rule makes without having looked must be new: nothing is overwritten by an id that is used
    /// twice, least of all a claim.
    async fn taken(&mut self, row: Ref) -> Result<Option<Rejection>> {
        Ok(self.batch.get(row).await?.map(|held| {
            let fault =
                Fault::new("id_taken", "Something of this id is there already: do it again as a new one.");
            Rejection::beside(fault, &held.entity)
        }))
    }

    async fn blocker(&mut self, entry: &Entry) -> Result<Option<OpId>> {
        if self.held_up(entry.device).await? {
            for lane in std::iter::once(&entry.lane).chain(&entry.also) {
                let by = entries::blocker(self.batch.tx, entry.device, &lane.0, entry.seq).await?;
                if by.is_some() {
                    return Ok(by);
                }
            }
        }
        for op in &entry.depends_on {
            let by = entries::cause(self.batch.tx, *op).await?;
            if by.is_some() {
                return Ok(by);
            }
        }
        Ok(None)
    }

    /// Asked once for each device of a batch: what the batch itself refuses is added as it comes.
    async fn held_up(&mut self, device: DeviceId) -> Result<bool> {
        if let Some(known) = self.ahead.held_up.get(&device) {
            return Ok(*known);
        }
        let any = entries::any_held_up(self.batch.tx, device).await?;
        self.ahead.held_up.insert(device, any);
        Ok(any)
    }

    /// The act and who does it, in the part that they play now: rights taken away since do not count.
    async fn read(&mut self, entry: &Entry) -> Result<Result<(Intent, Actor), Fault>> {
        if Entry::hash_payload(&entry.kind, entry.version, &entry.payload) != entry.payload_hash {
            return Ok(Err(Fault::new(
                "payload_altered",
                "The entry is not as it was saved: make it again.",
            )));
        }
        let typed = card_number::refuse_in(&entry.payload)
            .and_then(|()| card_number::refuse("station", &entry.actor.station));
        if let Err(fault) = typed {
            return Ok(Err(fault));
        }
        let Some(actor) = self.actor(entry).await? else {
            return Ok(Err(Fault::new(
                "unknown_actor",
                "The airline does not know who did this: ask a supervisor.",
            )));
        };
        let act = self.ahead.acts.remove(&entry.op);
        let intent = match act.map_or_else(|| Intent::read(&entry.kind, entry.version, &entry.payload), Ok) {
            Ok(intent) => intent,
            Err(fault) => return Ok(Err(fault)),
        };
        if intent.lane() != entry.lane {
            return Ok(Err(Fault::of(
                "lane",
                "wrong_lane",
                "The entry is queued beside what it changes: make it again.",
            )));
        }
        if !grant(actor.role, intent.permission()).allowed {
            return Ok(Err(Fault::new(
                "not_permitted",
                "This role may not do that: ask a colleague who may.",
            )));
        }
        Ok(Ok((intent, actor)))
    }

    async fn actor(&mut self, entry: &Entry) -> Result<Option<Actor>> {
        let id = entry.actor.user;
        if !self.ahead.people.contains_key(&id) {
            let user = accounts::by_id(self.batch.tx, id).await?;
            self.ahead.people.insert(id, user.map(|user| user.actor));
        }
        let known = self.ahead.people.get(&id).cloned().flatten();
        // Where they stood is a fact of the entry; name and role are the airline's.
        Ok(known.map(|actor| Actor { station: entry.actor.station.clone(), ..actor }))
    }
}
