//! Somebody who looks after devices: at a desk with its token, or at a terminal with badge and PIN (HTTP Basic),
//! which makes no device of the terminal.

use airside_shared::{
    access::{Permission, Role, grant},
    card_number,
    ids::UserId,
};
use axum::{
    extract::{FromRequestParts, Query, rejection::QueryRejection},
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    app::App,
    auth::Signed,
    refusal::{Refusal, Result},
    session,
};

/// As much of a reason as is kept.
const REASON_LETTERS: usize = 200;

/// A person, and the station where they are at work.
#[derive(Clone, Debug)]
pub struct Operator {
    pub person: UserId,
    pub role: Role,
    pub station: String,
}

/// Why somebody does what they do, as it may be kept: short, and without the number of a payment card.
pub fn reason(text: String) -> Result<String> {
    card_number::refuse("reason", &text)
        .map_err(|fault| Refusal { fault, ..Refusal::bad_request("", "") })?;
    Ok(text.trim().chars().take(REASON_LETTERS).collect())
}

/// Whether a request is let in by this token; never where there is none.
pub fn bears(headers: &HeaderMap, token: Option<&str>) -> bool {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let said = header.and_then(|value| value.strip_prefix("Bearer "));
    // Of hashes, so that the time it takes tells nothing of the token.
    said.zip(token).is_some_and(|(said, token)| Sha256::digest(said) == Sha256::digest(token))
}

/// Which station is asked about.
#[derive(Debug, Default, Deserialize)]
pub struct AtStation {
    pub station: Option<String>,
    /// Also what was settled in the last days.
    #[serde(default)]
    pub settled: bool,
}

impl FromRequestParts<App> for Operator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(basic) = header.and_then(|value| value.strip_prefix("Basic ")) else {
            let session = Signed::from_request_parts(parts, app).await?.0;
            let station = session.device.station;
            return Ok(Self { person: session.person, role: session.role, station });
        };
        let text = BASE64.decode(basic).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let (badge, pin) =
            text.as_deref().and_then(|text| text.split_once(':')).ok_or_else(Refusal::sign_in_needed)?;
        let actor = session::check_pin(app, badge, pin, app.now().as_second()).await?.actor;
        Ok(Self { person: actor.user, role: actor.role, station: actor.station })
    }
}

impl Operator {
    pub fn may(&self, permission: Permission) -> Result<()> {
        if grant(self.role, permission).allowed {
            return Ok(());
        }
        Err(Refusal::forbidden("not_permitted", "This role may not do that: ask a colleague who may."))
    }

    /// What somebody who may do this asks about: the station, or none for all, and whether settled things too.
    pub fn asks(
        &self,
        permission: Permission,
        asked: std::result::Result<Query<AtStation>, QueryRejection>,
    ) -> Result<(String, bool)> {
        self.may(permission)?;
        let Query(asked) =
            asked.map_err(|_| Refusal::bad_request("bad_query", "Say which station: ?station=JFK."))?;
        Ok((self.station(asked.station)?, asked.settled))
    }

    /// The station that may be looked at: supervisors see their own, others any, or all.
    fn station(&self, asked: Option<String>) -> Result<String> {
        if self.role != Role::Supervisor {
            return Ok(asked.unwrap_or_default());
        }
        match asked {
            Some(other) if other != self.station => {
                let message = format!("A supervisor of {} sees {} only.", self.station, self.station);
                Err(Refusal::forbidden("other_station", message))
            }
            _ => Ok(self.station.clone()),
        }
    }
}
