//! The token of a request.

use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};
use sha2::{Digest, Sha256};

use crate::{
    app::App,
    kiosk,
    refusal::{Refusal, Result},
    store::{Store, accounts},
};

/// A request of a device on which somebody signed in.
#[derive(Clone, Debug)]
pub struct Signed(pub accounts::Session);

impl FromRequestParts<App> for Signed {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token =
            header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Refusal::sign_in_needed)?;
        let (known, now) = (hash(token), app.now().as_second());
        let session = app.store.read(move |tx| Box::pin(accounts::session(tx, known, now))).await?;
        let session = session.ok_or_else(Refusal::sign_in_needed)?;
        kiosk::renew(app, &session, token, now).await?;
        Ok(Self(session))
    }
}

/// What is stored of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
