//! Money through the processor: the rows say what is to be done, this does it. What is asked is stored and committed
//! before it is asked; after an answer that never came the processor is asked what became of it. So a crash, a
//! timeout or two backends at once never charge anybody twice.

use std::{sync::Arc, time::Duration};

use airside_shared::{
    Fault,
    access::Permission,
    claims::ClaimFile,
    entity::{Kind, Ref},
    ids::PaymentId,
    ledger::Happened,
    money::Money,
    payments::{Heard, PaymentState, Step, Through, Way, after, next, of_request, pause},
    refunds::Refund,
    sales::{DeniedCard, Sale},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{
    app::App,
    gateway::{Gateway, Http, Status},
    operator::Operator,
    put::Batch,
    refusal::{Refusal, Result},
    store::{
        Store, Tx, entities,
        ledger::{self, Source},
        payments::{self, Payment},
    },
};

/// Seconds in which nobody else asks about a payment that is being asked about.
const LEASE: i64 = 60;
/// Seconds until money that is to go back is looked at again, whose charge is not through yet.
const NOT_YET: i64 = 10;
/// Payments of one round.
const MOST: i64 = 100;
/// How long a round waits for the next.
const EVERY: Duration = Duration::from_secs(1);
/// Seconds that a notice of the processor may be old.
const NOTICE_SECONDS: i64 = 300;
const SIGNATURE: &str = "x-gateway-signature";

/// Whom payments go through, and what their notices are signed with.
pub struct Processor {
    pub gateway: Box<dyn Gateway>,
    pub secret: String,
}

/// Those of this backend; where there is none, what would go through it waits.
#[derive(Clone, Default)]
pub struct Processors {
    card: Option<Arc<Processor>>,
    miles: Option<Arc<Processor>>,
}

impl Processors {
    /// Those that the configuration names.
    pub fn named(config: &crate::Config) -> anyhow::Result<Self> {
        let patience = Duration::from_millis(config.gateway_patience_ms);
        let one = |name: &str, base: &Option<String>, key: &Option<String>, secret: &Option<String>| {
            let Some(base) = base else { return Ok(None) };
            let (Some(key), Some(secret)) = (key, secret.clone()) else {
                anyhow::bail!("{name} needs {name}_key and {name}_secret");
            };
            let gateway = Box::new(Http::new(base, key, patience)?);
            Ok(Some(Arc::new(Processor { gateway, secret })))
        };
        Ok(Self {
            card: one("gateway", &config.gateway, &config.gateway_key, &config.gateway_secret)?,
            miles: one("programme", &config.programme, &config.programme_key, &config.programme_secret)?,
        })
    }

    pub fn get(&self, through: Through) -> Option<&Arc<Processor>> {
        match through {
            Through::Card => self.card.as_ref(),
            Through::Miles => self.miles.as_ref(),
        }
    }

    pub fn any(&self) -> bool {
        Through::ALL.into_iter().any(|it| self.get(it).is_some())
    }
}

/// Does what is due until the backend ends. Who does not answer keeps nobody else waiting.
pub async fn run(app: App) {
    tokio::join!(go_on(app.clone(), Through::Card), go_on(app, Through::Miles));
}

async fn go_on(app: App, through: Through) {
    let mut closing = app.closing.clone();
    loop {
        if let Err(refusal) = round_of(&app, through).await {
            tracing::warn!(code = %refusal.fault.code, "payments could not be looked at");
        }
        tokio::select! {
            () = app.around.wait(EVERY) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

/// Looks once at every payment that is due; how many there were.
pub async fn round(app: &App) -> Result<usize> {
    let mut count = 0;
    for through in Through::ALL {
        count += round_of(app, through).await?;
    }
    Ok(count)
}

async fn round_of(app: &App, through: Through) -> Result<usize> {
    let Some(processor) = app.processors.get(through) else { return Ok(0) };
    let now = app.now().as_second();
    let due = app.store.read(move |tx| Box::pin(payments::due(tx, through, now, MOST))).await?;
    for id in &due {
        one(app, &*processor.gateway, *id).await?;
    }
    Ok(due.len())
}

/// The next step of one payment.
async fn one(app: &App, gateway: &dyn Gateway, id: PaymentId) -> Result<()> {
    let now = app.now();
    let Some((payment, step)) = app.store.write(move |tx| Box::pin(claim(tx, id, now))).await? else {
        return Ok(());
    };
    let order = payment.order();
    let answer = match step {
        Step::Authorise => gateway.authorise(&order).await,
        Step::Capture => gateway.capture(&order).await,
        Step::GiveBack => gateway.give_back(&order).await,
        Step::Award => gateway.award(&order).await,
        Step::Inquire => gateway.inquire(id).await,
    };
    let now = app.now();
    let seq = match answer {
        Ok(heard) => app.store.write(move |tx| Box::pin(hear(tx, id, heard, now))).await?,
        Err(trouble) => {
            tracing::warn!(payment = %id, code = trouble.code(), "the processor gave no answer");
            app.store.write(move |tx| Box::pin(doubt(tx, id, trouble.code(), now))).await?;
            None
        }
    };
    if let Some(seq) = seq {
        app.changed(seq);
    }
    Ok(())
}

/// Stores what is about to be asked, and keeps others from asking it too.
async fn claim(tx: &mut dyn Tx, id: PaymentId, now: Timestamp) -> Result<Option<(Payment, Step)>> {
    let Some(mut it) = payments::get(tx, id).await?.filter(|it| it.due_at <= now.as_second()) else {
        return Ok(None);
    };
    let Some(step) = next(it.way, it.state) else { return Ok(None) };
    if step == Step::GiveBack && !may_give_back(tx, &it, now).await? {
        return Ok(None);
    }
    it.attempts += 1;
    it.due_at = now.as_second() + LEASE;
    let moved = step.announced();
    if let Some(state) = moved {
        (it.state, it.code) = (state, String::new());
    }
    payments::update(tx, &it, moved.is_some(), now).await?;
    Ok(Some((it, step)))
}

/// Money goes back only after it came.
async fn may_give_back(tx: &mut dyn Tx, it: &Payment, now: Timestamp) -> Result<bool> {
    let charge = payments::get(tx, it.charge).await?.map(|charge| charge.state);
    match charge {
        Some(PaymentState::Captured) => return Ok(true),
        None | Some(PaymentState::Declined | PaymentState::Cancelled) => {
            let state = match it.way {
                Way::Return => PaymentState::Cancelled,
                _ => PaymentState::Declined,
            };
            enter(tx, it.clone(), state, "nothing_captured".into(), now).await?;
        }
        Some(_) => {
            let later = Payment { due_at: now.as_second() + NOT_YET, ..it.clone() };
            payments::update(tx, &later, false, now).await?;
        }
    }
    Ok(false)
}

/// No answer: what is in doubt stays so, and is asked about later.
async fn doubt(tx: &mut dyn Tx, id: PaymentId, code: String, now: Timestamp) -> Result<()> {
    let Some(mut it) = payments::get(tx, id).await?.filter(|it| !it.state.is_final()) else { return Ok(()) };
    it.due_at = now.as_second() + pause(it.attempts);
    it.code = code;
    payments::update(tx, &it, true, now).await
}

/// What the processor says, whether it was asked or says it by itself. The change sequence, if a thing changed.
async fn hear(tx: &mut dyn Tx, id: PaymentId, heard: Heard, now: Timestamp) -> Result<Option<u64>> {
    let Some(mut it) = payments::get(tx, id).await? else { return Ok(None) };
    let state = after(it.way, it.state, &heard);
    if state == it.state {
        if !state.is_final() {
            it.due_at = now.as_second() + pause(it.attempts);
            payments::update(tx, &it, false, now).await?;
        }
        return Ok(None);
    }
    let code = match heard {
        Heard::Declined(code) => code,
        Heard::NotKnown => "not_known".into(),
        _ => String::new(),
    };
    enter(tx, it, state, code, now).await
}

/// Moves a payment to a state, with everything that it means.
async fn enter(
    tx: &mut dyn Tx,
    mut it: Payment,
    state: PaymentState,
    code: String,
    now: Timestamp,
) -> Result<Option<u64>> {
    it.due_at = now.as_second();
    if state == PaymentState::Wanted {
        it.due_at += pause(it.attempts);
    } else {
        it.attempts = 0;
    }
    (it.state, it.code) = (state, code);
    payments::update(tx, &it, true, now).await?;
    let (amount, through) = (it.amount, it.through);
    match (it.way, state) {
        (Way::Charge, PaymentState::Captured) => {
            book(tx, &it, Happened::PaymentCaptured { amount, through }, now).await?;
        }
        (Way::Charge, PaymentState::Declined) => return lost(tx, &it, now).await,
        (Way::Return, PaymentState::Refunded) => {
            book(tx, &it, Happened::PaymentReturned { amount, through }, now).await?;
        }
        (Way::Refund, PaymentState::Refunded) => return refund_ended(tx, &it, None, now).await,
        (Way::Refund, PaymentState::Declined) => {
            return refund_ended(tx, &it, Some(it.code.clone()), now).await;
        }
        (Way::Award, PaymentState::Refunded | PaymentState::Declined) => return awarded(tx, &it, now).await,
        _ => {}
    }
    Ok(None)
}

/// A payment comes to its end once, and the database would refuse that it is booked twice.
async fn book(tx: &mut dyn Tx, it: &Payment, what: Happened, now: Timestamp) -> Result<()> {
    let Some(posting) = what.posting()? else { return Ok(()) };
    let source = Source { kind: "payment", id: it.id.0, version: 0, nth: 0, op: None };
    ledger::post(tx, source, what.name(), &posting, now).await
}

/// The bank does not pay for what was handed over: that is a loss, and every device that sells hears of the card.
async fn lost(tx: &mut dyn Tx, charge: &Payment, now: Timestamp) -> Result<Option<u64>> {
    let held = entities::get(tx, Ref::new(Kind::Sale, charge.source)).await?;
    let sale = held.as_ref().and_then(|held| <Sale as airside_shared::entity::Stored>::of(&held.entity));
    if sale.is_some_and(|sale| sale.voided.is_some()) {
        return Ok(None);
    }
    book(tx, charge, Happened::PaymentLost { amount: charge.amount }, now).await?;
    let by_card = sale.filter(|_| charge.through == Through::Card);
    let Some(denied) = by_card.and_then(|it| DeniedCard::of(it, &charge.code, now)) else { return Ok(None) };
    let mut batch = Batch::begin(tx).await?;
    batch.put(denied.into()).await?;
    batch.finish().await.map(Some)
}

/// The desks hear what became of the refund.
async fn refund_ended(
    tx: &mut dyn Tx,
    it: &Payment,
    failure: Option<String>,
    now: Timestamp,
) -> Result<Option<u64>> {
    let mut batch = Batch::begin(tx).await?;
    let row = Ref::new(Kind::Refund, it.source);
    let held = batch.get(row).await?.map(|held| held.entity.clone());
    let refund = held.as_ref().and_then(<Refund as airside_shared::entity::Stored>::of).cloned();
    let request = refund.as_ref().and_then(|refund| {
        refund.requests.iter().map(|request| request.id).find(|id| of_request(*id) == it.id)
    });
    let ended = refund.zip(request).and_then(|(refund, request)| refund.ended(request, now, failure));
    let Some(ended) = ended else { return Ok(None) };
    batch.put(ended.into()).await?;
    batch.finish().await.map(Some)
}

/// The claim whose miles were given, or not, goes on. What is booked follows from it.
async fn awarded(tx: &mut dyn Tx, it: &Payment, now: Timestamp) -> Result<Option<u64>> {
    let mut batch = Batch::begin(tx).await?;
    let held = batch.get(Ref::new(Kind::ClaimFile, it.source)).await?.map(|held| held.entity.clone());
    let file = held.as_ref().and_then(<ClaimFile as airside_shared::entity::Stored>::of);
    let file = file.filter(|file| file.award() == it.id).cloned();
    let ended = file.and_then(|file| match it.state {
        PaymentState::Refunded => file.credited(now),
        _ => file.not_credited(&it.code, now),
    });
    let Some(ended) = ended else { return Ok(None) };
    batch.put(ended.into()).await?;
    batch.finish().await.map(Some)
}

/// What the processor says by itself.
#[derive(Debug, Deserialize)]
struct Notice {
    id: String,
    reference: PaymentId,
    status: Status,
    #[serde(default)]
    code: Option<String>,
}

#[utoipa::path(post, tag = "airside", path = "/v1/payments/notices",
    params(("x-gateway-signature" = String, Header, description = "t=<seconds>,v1=<HMAC-SHA256 of \"<seconds>.<body>\">")),
    responses((status = 204, description = "Heard, now or before"),
        (status = 401, description = "Fault: bad_signature", body = Fault)))]
/// A notice of the processor. It may come twice, late or out of order; only one that is signed counts.
pub async fn notice(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Result<StatusCode> {
    if !app.processors.any() {
        let message = "This backend takes no payments: configure the processor first.";
        return Err(Refusal::new(StatusCode::NOT_FOUND, "no_processor", message));
    }
    let now = app.now();
    let header = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signs = |it: &Processor| signed(&it.secret, header, &body, now.as_second());
    let by: Vec<Through> = Through::ALL
        .into_iter()
        .filter(|through| app.processors.get(*through).is_some_and(|it| signs(it)))
        .collect();
    if by.is_empty() {
        let message = "The notice is not signed by the processor, or too old.";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "bad_signature", message));
    }
    let notice: Notice = serde_json::from_slice(&body)
        .map_err(|e| Refusal::bad_request("unreadable_body", format!("The notice cannot be read: {e}.")))?;
    let seq = app.store.write(move |tx| Box::pin(take(tx, notice, by, now))).await?;
    if let Some(seq) = seq {
        app.changed(seq);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Nobody speaks of payments that go through somebody else.
async fn take(tx: &mut dyn Tx, notice: Notice, by: Vec<Through>, now: Timestamp) -> Result<Option<u64>> {
    let theirs = payments::get(tx, notice.reference).await?.is_none_or(|it| by.contains(&it.through));
    if !theirs || payments::heard_before(tx, &notice.id, now).await? {
        return Ok(None);
    }
    hear(tx, notice.reference, notice.status.heard(notice.code), now).await
}

/// `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`, compared without telling where it differs.
fn signed(secret: &str, header: &str, body: &[u8], now: i64) -> bool {
    let part = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name));
    let (Some(at), Some(claimed)) = (part("t="), part("v1=")) else { return false };
    let (Ok(seconds), Ok(claimed)) = (at.parse::<i64>(), hex::decode(claimed)) else { return false };
    if (now - seconds).abs() > NOTICE_SECONDS {
        return false;
    }
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(at.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.verify_slice(&claimed).is_ok()
}

/// A payment with every state in which it was.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PaymentReply {
    #[schema(value_type = String)]
    pub id: PaymentId,
    pub way: Way,
    pub through: Through,
    pub amount: Money,
    /// None of a card.
    pub miles: Option<i64>,
    pub state: PaymentState,
    pub code: String,
    pub states: Vec<Stood>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Stood {
    pub state: PaymentState,
    pub code: String,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

#[utoipa::path(get, tag = "airside", path = "/v1/payments/{id}", params(("id" = String, Path)),
    responses((status = 200, description = "PaymentReply: every state in which it was, oldest first", body = PaymentReply),
        (status = 403, description = "Fault: not_permitted", body = Fault),
        (status = 404, description = "Fault: not_found", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn get(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<String>,
) -> Result<Json<PaymentReply>> {
    operator.may(Permission::Ledger)?;
    let missing = || Refusal::new(StatusCode::NOT_FOUND, "not_found", "There is no such payment.");
    let id: PaymentId = id.parse().map_err(|_| missing())?;
    let found = app
        .store
        .read(move |tx| {
            Box::pin(async move { Ok((payments::get(tx, id).await?, payments::states(tx, id).await?)) })
        })
        .await?;
    let (Some(it), states) = found else { return Err(missing()) };
    let states = states.into_iter().map(|(state, code, at)| Stood { state, code, at }).collect();
    let Payment { id, way, through, amount, miles, state, code, .. } = it;
    Ok(Json(PaymentReply { id, way, through, amount, miles, state, code, states }))
}
