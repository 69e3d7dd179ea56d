//! What every request may use, and the routes.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use airside_shared::{airports, sync::Limits};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Request, StatusCode},
    routing::{get, post, put},
};
use crypto_box::SecretKey;
use ed25519_dalek::SigningKey;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use metrics_exporter_prometheus::PrometheusHandle;
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, watch};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, predicate::SizeAbove},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};

use crate::{
    attachments, audit,
    body::BODY_BYTES,
    books, fleet, flight_events, health,
    notices::{self, Senders},
    openapi,
    payments::{self, Processors},
    policies, pull, push,
    refusal::{Refusal, Result},
    refused, revoke, session,
    store::{self, Engine, Store, Tx},
    surroundings::Surroundings,
    vault::Vault,
    vouchers, watch as live,
};

/// How often the store is asked whether another backend changed something.
const POLL: Duration = Duration::from_millis(500);

const SEALED_RECOVERY_KEY: &str = "recovery_key_sealed";
/// Where it lay before it was sealed.
const RECOVERY_KEY: &str = "recovery_key";

#[derive(Clone)]
pub struct App {
    pub store: Engine,
    /// The airline's X25519 key that devices seal their database keys to.
    pub recovery: Arc<SecretKey>,
    pub vault: Arc<Vault>,
    pub metrics: PrometheusHandle,
    changes: Arc<watch::Sender<u64>>,
    pub closing: watch::Receiver<bool>,
    pub around: Arc<dyn Surroundings>,
    pub limits: Limits,
    pub heard: Arc<fleet::Heard>,
    /// Vouches for allowances and for the devices that sign vouchers.
    pub airline: Arc<SigningKey>,
    /// Whom payments go through.
    pub processors: Processors,
    /// What the airline's systems say to be let in with events; none where only people are.
    pub events_token: Option<Arc<str>>,
    /// What is said by whoever tells that a notice came back; none where nobody is let in for that.
    pub notices_key: Option<Arc<str>>,
    /// Who takes notices to passengers.
    pub senders: Arc<Senders>,
    /// What this process is called where it takes jobs; made when it takes the first.
    pub worker: Arc<OnceLock<String>>,
    /// Seconds for which it takes them.
    pub job_lease: i64,
    /// Megabytes that replies to pulls may still take.
    pub pulls: Arc<Semaphore>,
}

impl App {
    pub fn new(
        store: Engine,
        recovery: SecretKey,
        vault: Arc<Vault>,
        metrics: PrometheusHandle,
        closing: watch::Receiver<bool>,
        around: Arc<dyn Surroundings>,
    ) -> Self {
        let changes = Arc::new(watch::channel(0).0);
        let limits = Limits::default();
        let airline = Arc::new(airline_key(&recovery));
        let (recovery, heard) = (Arc::new(recovery), Arc::default());
        Self {
            store,
            recovery,
            vault,
            metrics,
            changes,
            closing,
            around,
            limits,
            heard,
            airline,
            processors: Processors::default(),
            events_token: None,
            notices_key: None,
            senders: Arc::default(),
            worker: Arc::default(),
            pulls: Arc::new(Semaphore::new(pull::MEGABYTES_AT_ONCE)),
            job_lease: 60,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.around.now()
    }

    /// The day that a station works on.
    pub fn today(&self, station: &str) -> Date {
        day_at(station, self.now())
    }

    /// Wakes whoever watches.
    pub fn changed(&self, seq: u64) {
        self.changes.send_if_modified(|known| {
            let newer = seq > *known;
            *known = seq.max(*known);
            newer
        });
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Follows the changes of other backends on the same database until the end.
    pub async fn follow(self) {
        let mut closing = self.closing.clone();
        loop {
            match self.store.read(|tx| Box::pin(store::change_seq(tx))).await {
                Ok(seq) => self.changed(seq as u64),
                Err(refusal) => tracing::warn!(code = %refusal.fault.code, "changes cannot be followed"),
            }
            tokio::select! {
                () = self.around.wait(POLL) => {}
                _ = closing.wait_for(|closing| *closing) => return,
            }
        }
    }

    pub fn router(self) -> Router {
        let trace = TraceLayer::new_for_http().make_span_with(span);
        Router::new()
            .route("/v1/sign-in", post(session::sign_in))
            .route("/v1/push", post(push::push))
            .route("/v1/pull", post(pull::pull))
            .route("/v1/watch", get(live::watch))
            .route("/v1/audit", post(audit::append))
            .route("/v1/attachments/{sha256}", put(attachments::put).get(attachments::get))
            .route("/v1/attachments/{sha256}/state", get(attachments::state))
            .route("/v1/refused", get(refused::list))
            .route("/v1/refused/{op}/discard", post(refused::discard))
            .route("/v1/fleet", get(fleet::list))
            .route("/v1/vouchers/statement", get(vouchers::statement))
            .route("/v1/devices/{id}/revoke", post(revoke::revoke))
            .route("/v1/devices/{id}/flush", post(revoke::flush))
            .route("/v1/devices/{id}/wiped", post(revoke::wiped))
            .route("/v1/flight-events", post(flight_events::post))
            .route("/v1/payments/notices", post(payments::notice))
            .route("/v1/payments/{id}", get(payments::get))
            .route("/v1/notices", get(notices::list))
            .route("/v1/notices/bounces", post(notices::bounced))
            .route("/v1/ledger/trial-balance", get(books::trial_balance))
            .route("/v1/reconcile", get(books::reconcile))
            .route("/v1/refunds/report", get(books::refunds))
            .route("/v1/policies/trial", post(policies::trial))
            .route("/health", get(health::health))
            .route("/metrics", get(health::metrics))
            .route("/openapi.json", get(openapi::openapi))
            .fallback(unknown)
            .method_not_allowed_fallback(wrong_method)
            .layer(DefaultBodyLimit::max(BODY_BYTES))
            .layer(
                CompressionLayer::new()
                    .quality(CompressionLevel::Fastest)
                    .compress_when(SizeAbove::new(1_024)),
            )
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(trace)
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .with_state(self)
    }
}

/// The path only: queries and bodies may carry what is personal.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

async fn unknown() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "unknown_path",
        "The backend has no such address: update the program.",
    )
}

async fn wrong_method() -> Refusal {
    let message = "The backend does not answer that here: update the program.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message)
}

/// The key that vouches. It follows from the recovery key, which every backend of one store has and which lies
/// sealed, so there is not a second secret to keep.
pub fn airline_key(recovery: &SecretKey) -> SigningKey {
    let mut seed = Sha256::new();
    seed.update(b"airside/airline-key/v1");
    seed.update(recovery.to_bytes());
    SigningKey::from_bytes(&seed.finalize().into())
}

/// The day at a station; UTC's for a place that is no airport.
pub fn day_at(station: &str, at: Timestamp) -> Date {
    let zone = airports::find(station).and_then(|airport| TimeZone::get(airport.tz).ok());
    at.to_zoned(zone.unwrap_or(TimeZone::UTC)).date()
}

/// Keeps another recovery key than the store's own: that of the store which is restored here.
pub async fn keep_recovery_key(tx: &mut dyn Tx, vault: &Vault, key: &[u8]) -> Result<()> {
    let sealed = hex::encode(vault.seal(SEALED_RECOVERY_KEY, key)?);
    store::set_meta(tx, SEALED_RECOVERY_KEY, &sealed).await?;
    store::forget_meta(tx, RECOVERY_KEY).await
}

/// The recovery key, made when a store is first opened; whoever comes second takes the first one's. It lies
/// sealed: who has the database alone opens no device's.
pub async fn recovery_key(store: &Engine, vault: Arc<Vault>, around: &dyn Surroundings) -> Result<SecretKey> {
    let fresh = around.bytes()?;
    let bytes = store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(sealed) = store::meta(tx, SEALED_RECOVERY_KEY).await? {
                    let sealed = hex::decode(sealed).map_err(|e| Refusal::store(&e))?;
                    return vault.open(SEALED_RECOVERY_KEY, &sealed);
                }
                let known = store::meta(tx, RECOVERY_KEY).await?;
                let key = known.map_or(Ok(fresh.to_vec()), hex::decode).map_err(|e| Refusal::store(&e))?;
                let sealed = hex::encode(vault.seal(SEALED_RECOVERY_KEY, &key)?);
                store::set_meta(tx, SEALED_RECOVERY_KEY, &sealed).await?;
                store::forget_meta(tx, RECOVERY_KEY).await?;
                Ok(key)
            })
        })
        .await?;
    SecretKey::from_slice(&bytes).map_err(|e| Refusal::store(&e))
}
