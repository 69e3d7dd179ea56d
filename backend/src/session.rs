//! `POST /v1/sign-in`: a person and a PIN become a token for one device, an allowance, and the key of a
//! database whose wrap was lost.

use std::sync::LazyLock;

use airside_shared::{
    Fault,
    audit::GENESIS,
    devices::DeviceKind,
    ids::DeviceId,
    sync::{SignInReply, SignInRequest, Standing},
};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use axum::{Json, extract::State, http::StatusCode};
use crypto_box::SecretKey;

use crate::{
    allowance,
    app::App,
    auth,
    body::Packed,
    kiosk, reach,
    refusal::{Refusal, Result},
    revoke,
    store::{
        Store, Tx,
        accounts::{self, Device, Session, User},
        audit,
    },
};

/// Wrong tries of one badge until it has to wait, and the seconds in which they count.
const WRONG_TRIES: i64 = 10;
const WRONG_TRIES_SECONDS: i64 = 600;
/// The longest time that any device may work without us.
pub(crate) const TOKEN_SECONDS: i64 = 72 * 3_600;

/// What a badge that nobody has is checked against, so that both answers take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_pin("nobody").unwrap_or_default());

#[utoipa::path(post, tag = "airside", path = "/v1/sign-in", request_body = SignInRequest,
    responses((status = 200, description = "A token and what the device may hold", body = SignInReply),
        (status = 401, description = "wrong_badge_or_pin", body = Fault),
        (status = 429, description = "too_many_tries", body = Fault)))]
pub async fn sign_in(
    State(app): State<App>,
    Packed(request): Packed<SignInRequest>,
) -> Result<Json<SignInReply>> {
    check_shape(&request)?;
    let now = app.now();
    let user = check_pin(&app, &request.badge, &request.pin, now.as_second()).await?;
    let user = match request.device_kind {
        DeviceKind::Kiosk => kiosk::account(&app, user, &request.station).await?,
        DeviceKind::Desk | DeviceKind::Tablet => user,
    };
    let device = Device {
        id: request.device,
        kind: request.device_kind,
        station: request.station.clone(),
        device_key: request.device_key.to_ascii_lowercase(),
    };
    let expires_at = now.as_second() + TOKEN_SECONDS;
    let session = Session {
        device: device.clone(),
        role: user.actor.role,
        expires_at,
        person: user.actor.user,
        withdrawn: None,
    };
    let token = hex::encode(app.around.bytes()?);
    let hash = auth::hash(&token);
    let (badge, person, fresh) = (request.badge, user.actor.user, app.around.id()?);
    let airline = app.airline.clone();
    let (seq, standing) = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                revoke::check_sign_in(tx, device.id).await?;
                accounts::forget_wrong_tries(tx, &badge).await?;
                accounts::put_device(tx, &device).await?;
                accounts::put_token(tx, hash, device.id, person, now.as_second(), expires_at).await?;
                let standing = standing(tx, device.id).await?;
                if device.kind == DeviceKind::Kiosk {
                    return Ok((0, standing));
                }
                Ok((allowance::renew(tx, &device, fresh, now, &airline).await?, standing))
            })
        })
        .await?;
    app.changed(seq);
    let database_key = request.escrow.map(|sealed| open_escrow(&app.recovery, &sealed)).transpose()?;
    let today = app.today(&session.device.station);
    Ok(Json(SignInReply {
        token,
        actor: airside_shared::intents::Actor { station: session.device.station.clone(), ..user.actor },
        scopes: reach::scopes(&session, today),
        recovery_key: hex::encode(app.recovery.public_key().as_bytes()),
        database_key,
        limits: app.limits,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        today,
        now: Some(app.now()),
        offline_hours: session.device.kind.offline_hours(),
        standing: Some(standing),
        airline_key: Some(hex::encode(app.airline.verifying_key().to_bytes())),
    }))
}

/// How far the device's queue and log have come here.
async fn standing(tx: &mut dyn Tx, device: DeviceId) -> Result<Standing> {
    let (seq, head) = accounts::last_entry(tx, device).await?;
    let (audit_seq, audit_head) = audit::last(tx, device).await?.unwrap_or_else(|| (0, GENESIS.to_owned()));
    Ok(Standing { seq, head, audit_seq, audit_head })
}

fn check_shape(request: &SignInRequest) -> Result<()> {
    if hex::decode(&request.device_key).is_ok_and(|key| key.len() == 32) {
        return Ok(());
    }
    let message = "The device's key is not one of Ed25519 in hexadecimal.";
    Err(Refusal { fault: Fault::of("device_key", "bad_device_key", message), ..Refusal::bad_request("", "") })
}

/// The person of a badge, if the PIN is theirs. Wrong tries are counted wherever they are made.
pub async fn check_pin(app: &App, badge: &str, pin: &str, now: i64) -> Result<User> {
    let (badge, pin) = (badge.to_owned(), pin.to_owned());
    let asked = badge.clone();
    let (tries, user) = app
        .store
        .read(move |tx| {
            Box::pin(async move {
                let tries = accounts::wrong_tries(tx, &asked, now - WRONG_TRIES_SECONDS).await?;
                Ok((tries, accounts::by_badge(tx, &asked).await?))
            })
        })
        .await?;
    if tries >= WRONG_TRIES {
        let message = "Too many wrong tries: wait ten minutes, or ask a supervisor.";
        let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries", message);
        return Err(Refusal { retry_after: Some(WRONG_TRIES_SECONDS as u32), ..refusal });
    }
    let pin_hash = user.as_ref().map_or_else(|| NOBODY.clone(), |user| user.pin_hash.clone());
    let right = tokio::task::spawn_blocking(move || is_pin(&pin, &pin_hash)).await.unwrap_or(false);
    if let (true, Some(user)) = (right, user) {
        return Ok(user);
    }
    app.store
        .write(move |tx| Box::pin(async move { accounts::add_wrong_try(tx, &badge, now).await }))
        .await?;
    let message = "Badge and PIN do not belong together: try again.";
    Err(Refusal::new(StatusCode::UNAUTHORIZED, "wrong_badge_or_pin", message))
}

/// Argon2id with 19 MiB and two passes; the text carries its parameters, so they can be raised later.
pub fn hash_pin(pin: &str) -> Result<String> {
    hash_with(pin, 19 * 1_024, 2)
}

/// A hash that protects nothing, for simulated people.
pub fn hash_simulated(pin: &str) -> Result<String> {
    hash_with(pin, 8, 1)
}

fn hash_with(pin: &str, kibibytes: u32, passes: u32) -> Result<String> {
    let params = Params::new(kibibytes, passes, 1, None).map_err(|e| Refusal::store(&e))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon.hash_password(pin.as_bytes()).map_err(|e| Refusal::store(&e))?.to_string())
}

fn is_pin(pin: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
}

fn open_escrow(recovery: &SecretKey, sealed: &str) -> Result<String> {
    let opened = hex::decode(sealed).ok().and_then(|sealed| recovery.unseal(&sealed).ok());
    opened.map(hex::encode).ok_or_else(|| {
        let message = "The kept key of this device cannot be opened: call the service desk.";
        Refusal::bad_request("escrow_unreadable", message)
    })
}
