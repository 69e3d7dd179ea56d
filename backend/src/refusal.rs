//! Everything that a request can end in but its answer: a status for machines between us, a `Fault` for
//! the program and the person.

use airside_shared::Fault;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};

pub type Result<T, E = Refusal> = std::result::Result<T, E>;

#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub fault: Fault,
    /// Seconds until it is worth to ask again.
    pub retry_after: Option<u32>,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, fault: Fault::new(code, message), retry_after: None }
    }

    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    pub fn sign_in_needed() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign_in_needed", "Sign in again: the session has ended.")
    }

    /// The store failed. The cause goes to the log, never to the device: it may name rows.
    pub fn store(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "the store failed");
        let message = "The backend could not store or read this; nothing was changed. It is tried again.";
        Self { retry_after: Some(2), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "store_failed", message) }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.fault.fmt(f)
    }
}

impl std::error::Error for Refusal {}

/// What a stored row cannot be is our failure, not the device's.
impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::store(&fault)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(cause: rusqlite::Error) -> Self {
        Self::store(&cause)
    }
}

impl From<tokio_postgres::Error> for Refusal {
    fn from(cause: tokio_postgres::Error) -> Self {
        let cause = cause.as_db_error().map_or_else(|| cause.to_string(), ToString::to_string);
        Self::store(&cause)
    }
}

impl From<deadpool_postgres::PoolError> for Refusal {
    fn from(cause: deadpool_postgres::PoolError) -> Self {
        Self::store(&cause)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(cause: serde_json::Error) -> Self {
        Self::store(&cause)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        metrics::counter!("airside_refusals_total", "code" => self.fault.code.clone().into_owned())
            .increment(1);
        let mut response = (self.status, Json(self.fault)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
