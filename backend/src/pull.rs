//! `POST /v1/pull`: pages of scopes, resumed at `(scope, seq)`, from one snapshot.

use airside_shared::{
    entity::{Entity, Kind, Ref},
    sync::{Orders, PullReply, PullRequest, PullScope, Row, Scope, ScopePage},
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use serde_json::value::RawValue;

use crate::{
    app::App,
    auth::Signed,
    body::Packed,
    fleet, reach,
    refusal::{Refusal, Result},
    store::{self, Store, Tx, accounts::Session, entities, refused, scopes},
};

/// Bytes of bodies in a reply, about, where the device does not say how many.
const REPLY_BYTES: u32 = 4 << 20;
/// The same, however many it says.
const MOST_BYTES: u32 = 16 << 20;
/// Megabytes of bodies of all replies that are being made: when a station's whole shift signs in at once, they take
/// turns.
pub const MEGABYTES_AT_ONCE: usize = 128;
/// Rows that are read at once; how many fit shows only when they are read.
const PIECE: usize = 5_000;

#[utoipa::path(post, tag = "airside", path = "/v1/pull", request_body = PullRequest,
    responses((status = 200, description = "A page per scope, most urgent first", body = PullReply)),
    security(("token" = [])))]
pub async fn pull(
    State(app): State<App>,
    signed: Signed,
    Packed(request): Packed<PullRequest>,
) -> Result<Json<PullReply>> {
    if request.device != signed.0.device.id {
        return Err(Refusal::forbidden("forged_device", "Each device pulls for itself."));
    }
    let unknown = request.unknown();
    let (device, report) = (request.device, request.report);
    let today = app.today(&signed.0.device.station);
    let room = Room::of(app.limits.page_rows, request.bytes);
    let _turn = app.pulls.acquire_many(room.megabytes()).await;
    let reply = app
        .store
        .read(move |tx| Box::pin(pages(tx, signed.0, today, (room, unknown), request.scopes)))
        .await?;
    fleet::heard(&app, device, report, false).await;
    metrics::counter!("airside_rows_sent_total")
        .increment(reply.pages.iter().map(|page| page.rows.len() as u64).sum());
    Ok(Json(reply))
}

async fn pages(
    tx: &mut dyn Tx,
    session: Session,
    today: Date,
    (mut room, unknown): (Room, Vec<Kind>),
    asked: Vec<PullScope>,
) -> Result<PullReply> {
    // All pages are of one snapshot: a whole scope is whole as of this sequence, whenever its last row moved.
    let now = store::change_seq(tx).await?.unsigned_abs();
    let mut pages = Vec::with_capacity(asked.len());
    for PullScope { id, after } in asked {
        let mut page = if session.withdrawn.is_none() && may_hold(tx, &session, today, &id).await? {
            page(tx, id, after, (&mut room, &unknown)).await?
        } else {
            ScopePage { complete: true, withdrawn: true, ..empty(id, after) }
        };
        if page.complete {
            page.through = now.max(after);
        }
        pages.push(page);
    }
    let settled = refused::untold(tx, session.device.id).await?;
    Ok(PullReply { pages, orders: Orders { settled, withdraw: session.withdrawn } })
}

/// What is left of the reply.
struct Room {
    rows: usize,
    bytes: usize,
    empty: bool,
}

impl Room {
    fn of(rows: u32, bytes: Option<u32>) -> Self {
        let bytes = bytes.unwrap_or(REPLY_BYTES).min(MOST_BYTES);
        Self { rows: rows as usize, bytes: bytes as usize, empty: true }
    }

    fn megabytes(&self) -> u32 {
        (self.bytes >> 20).max(1) as u32
    }

    /// How many rows to read next: one more than fits tells whether these are all.
    fn piece(&self) -> usize {
        (self.rows + 1).min(self.bytes / 256 + 2).min(PIECE)
    }

    /// A row larger than a whole reply still goes, alone.
    fn takes(&mut self, bytes: usize) -> bool {
        if self.rows == 0 || (self.bytes < bytes && !self.empty) {
            return false;
        }
        (self.rows, self.bytes, self.empty) = (self.rows - 1, self.bytes.saturating_sub(bytes), false);
        true
    }
}

fn empty(scope: Scope, after: u64) -> ScopePage {
    ScopePage {
        scope,
        rows: Vec::new(),
        through: after,
        complete: false,
        total: 0,
        checksum: None,
        withdrawn: false,
    }
}

/// `unknown` are kinds that the program which asks cannot read.
async fn page(
    tx: &mut dyn Tx,
    scope: Scope,
    after: u64,
    (room, unknown): (&mut Room, &[Kind]),
) -> Result<ScopePage> {
    let Some((number, kept)) = scopes::find(tx, &scope).await? else {
        return Ok(ScopePage { complete: true, checksum: Some(Default::default()), ..empty(scope, after) });
    };
    let checksum = if unknown.is_empty() { kept } else { scopes::recount(tx, number, unknown).await? };
    let mut page = ScopePage { total: checksum.count, ..empty(scope, after) };
    while !page.complete {
        let piece = room.piece();
        let found = scopes::page(tx, number, page.through, piece).await?;
        page.complete = found.len() < piece;
        for it in found {
            if unknown.contains(&it.row.kind) {
                page.through = it.seq;
                continue;
            }
            if !room.takes(it.body.as_ref().map_or(0, String::len) + 80) {
                page.complete = false;
                return Ok(page);
            }
            page.through = it.seq;
            let body = it.body.map(RawValue::from_string).transpose()?;
            page.rows.push(Row { kind: it.row.kind, id: it.row.id, version: it.version, body });
        }
    }
    page.checksum = Some(checksum);
    Ok(page)
}

async fn may_hold(tx: &mut dyn Tx, session: &Session, today: Date, scope: &Scope) -> Result<bool> {
    let Scope::Flight(id) = scope else { return Ok(reach::allows(session, today, scope)) };
    let held = entities::get(tx, Ref::new(Kind::Flight, *id)).await?;
    Ok(match held.map(|held| held.entity) {
        Some(Entity::Flight(flight)) => reach::allows_flight(session, today, &flight),
        _ => false,
    })
}
