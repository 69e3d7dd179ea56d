//! The token of a request.

use airside_shared::sync::Withdraw;
use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};
use sha2::{Digest, Sha256};

use crate::{
    app::App,
    kiosk,
    refusal::{Refusal, Result},
    revoke,
    store::{Store, accounts},
};

/// A request of a device on which somebody signed in.
#[derive(Clone, Debug)]
pub struct Signed(pub accounts::Session);

impl FromRequestParts<App> for Signed {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let session = session(parts, app).await?;
        match session.withdrawn {
            None => kiosk::renew(app, &session, token(parts)?, app.now().as_second()).await?,
            // The queue of a device that is flushed is taken; it gets no rows.
            Some(Withdraw::FlushThenWipe) => {}
            Some(Withdraw::WipeNow) => return Err(revoke::refusal(Withdraw::WipeNow)),
        }
        Ok(Self(session))
    }
}

/// Whose token it is.
pub async fn session(parts: &Parts, app: &App) -> Result<accounts::Session> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Refusal::sign_in_needed)?;
    let (hash, now) = (hash(token), app.now().as_second());
    let session = app.store.read(move |tx| Box::pin(accounts::session(tx, hash, now))).await?;
    session.ok_or_else(Refusal::sign_in_needed)
}

fn token(parts: &Parts) -> Result<&str> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Refusal::sign_in_needed)
}

/// What is stored of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
