//! What merchants ask.

use std::sync::{MutexGuard, PoisonError};

use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::{StatusCode, header::AUTHORIZATION},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    Simulator,
    books::{Books, Kind, Record, Status},
    magic::{self, Question, Trouble},
};

#[derive(Debug, Deserialize)]
struct Authorise {
    reference: String,
    amount: i64,
    currency: String,
    token: String,
    #[serde(default)]
    miles: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Capture {
    reference: String,
}

#[derive(Debug, Deserialize)]
struct Refund {
    reference: String,
    charge: String,
    amount: i64,
    currency: String,
    #[serde(default)]
    miles: Option<i64>,
}

pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/v1/authorise", post(authorise))
        .route("/v1/capture", post(capture))
        .route("/v1/refund", post(refund))
        .route("/v1/award", post(award))
        .route("/v1/payments/{reference}", get(find))
        .route("/v1/settlement", get(settlement))
        .layer(middleware::from_fn_with_state(simulator.clone(), known))
        .with_state(simulator)
}

/// Only merchants are answered.
async fn known(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let said = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    match said.and_then(|value| value.strip_prefix("Bearer ")) {
        Some(key) if key == simulator.config.key => next.run(request).await,
        _ => fault(StatusCode::UNAUTHORIZED, "unknown_merchant"),
    }
}

fn fault(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "code": code }))).into_response()
}

impl Simulator {
    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer, unless it is lost on its way.
    async fn answer(&self, record: &Record, lost: bool) -> Response {
        self.tell(record);
        if lost {
            tokio::time::sleep(self.config.hang).await;
        }
        Json(record).into_response()
    }

    async fn unheard(&self) -> Response {
        tokio::time::sleep(self.config.hang).await;
        fault(StatusCode::GATEWAY_TIMEOUT, "unheard")
    }
}

/// A declined record has its code.
fn outcome(trouble: Option<Trouble>, good: Status) -> (Status, Option<String>, bool) {
    match trouble {
        Some(Trouble::Decline(code)) => (Status::Declined, Some(code), false),
        Some(Trouble::AnswerLost) => (good, None, true),
        _ => (good, None, false),
    }
}

async fn authorise(State(simulator): State<Simulator>, Json(asked): Json<Authorise>) -> Response {
    if magic::is_card_number(&asked.token) {
        return fault(StatusCode::UNPROCESSABLE_ENTITY, "card_number_refused");
    }
    if asked.amount <= 0 {
        return fault(StatusCode::UNPROCESSABLE_ENTITY, "amount_not_positive");
    }
    let before = simulator.books().asked(Question::Authorise, &asked.reference);
    let trouble = magic::trouble(Question::Authorise, &asked.token, asked.amount, before);
    match trouble {
        Some(Trouble::QuestionLost) => return simulator.unheard().await,
        Some(Trouble::Busy) => return fault(StatusCode::SERVICE_UNAVAILABLE, "busy"),
        _ => {}
    }
    let (status, code, lost) = outcome(trouble, Status::Authorised);
    let done = {
        let mut books = simulator.books();
        match books.find(&asked.reference) {
            Some(known) if known.amount != asked.amount || known.currency != asked.currency => {
                return fault(StatusCode::CONFLICT, "reference_reused");
            }
            // The same question again is answered and not done again.
            Some(known) => known.clone(),
            None => books.add(Record {
                reference: asked.reference,
                kind: Kind::Charge,
                charge: None,
                amount: asked.amount,
                currency: asked.currency,
                miles: asked.miles,
                token: asked.token,
                status,
                code,
                moved: 0,
            }),
        }
    };
    simulator.answer(&done, lost).await
}

async fn capture(State(simulator): State<Simulator>, Json(asked): Json<Capture>) -> Response {
    let (done, lost) = {
        let mut books = simulator.books();
        let before = books.asked(Question::Capture, &asked.reference);
        let Some(record) = books.find_mut(&asked.reference) else {
            return fault(StatusCode::NOT_FOUND, "not_known");
        };
        let trouble = magic::trouble(Question::Capture, &record.token, record.amount, before);
        let (status, code, lost) = outcome(trouble, Status::Captured);
        if record.status == Status::Authorised {
            record.moved += u32::from(status == Status::Captured);
            (record.status, record.code) = (status, code);
        }
        (record.clone(), lost)
    };
    simulator.answer(&done, lost).await
}

async fn refund(State(simulator): State<Simulator>, Json(asked): Json<Refund>) -> Response {
    let (done, lost) = {
        let mut books = simulator.books();
        let before = books.asked(Question::Refund, &asked.reference);
        let (known, left) = (books.find(&asked.reference).cloned(), books.left(&asked.charge));
        let Some(charge) = books.find(&asked.charge).cloned() else {
            return fault(StatusCode::NOT_FOUND, "not_known");
        };
        if asked.currency != charge.currency {
            return fault(StatusCode::UNPROCESSABLE_ENTITY, "other_currency");
        }
        let trouble = magic::trouble(Question::Refund, &charge.token, asked.amount, before);
        let (mut status, mut code, lost) = outcome(trouble, Status::Refunded);
        if known.is_none() && (asked.amount <= 0 || asked.amount > left) {
            (status, code) = (Status::Declined, Some("more_than_charged".into()));
        }
        let new = Record {
            reference: asked.reference,
            kind: Kind::Refund,
            charge: Some(asked.charge),
            amount: asked.amount,
            currency: asked.currency,
            miles: asked.miles,
            token: charge.token,
            status,
            code,
            moved: u32::from(status == Status::Refunded),
        };
        (known.unwrap_or_else(|| books.add(new)), lost)
    };
    simulator.answer(&done, lost).await
}

/// A programme gives miles to a member. It is asked as for a charge.
async fn award(State(simulator): State<Simulator>, Json(asked): Json<Authorise>) -> Response {
    if asked.amount <= 0 || asked.miles.is_none_or(|miles| miles <= 0) {
        return fault(StatusCode::UNPROCESSABLE_ENTITY, "amount_not_positive");
    }
    let (done, lost) = {
        let mut books = simulator.books();
        let before = books.asked(Question::Award, &asked.reference);
        let trouble = magic::trouble(Question::Award, &asked.token, asked.amount, before);
        let (status, code, lost) = outcome(trouble, Status::Refunded);
        let done = match books.find(&asked.reference) {
            Some(known) if known.amount != asked.amount || known.currency != asked.currency => {
                return fault(StatusCode::CONFLICT, "reference_reused");
            }
            Some(known) => known.clone(),
            None => books.add(Record {
                reference: asked.reference,
                kind: Kind::Award,
                charge: None,
                amount: asked.amount,
                currency: asked.currency,
                miles: asked.miles,
                token: asked.token,
                moved: u32::from(status == Status::Refunded),
                status,
                code,
            }),
        };
        (done, lost)
    };
    simulator.answer(&done, lost).await
}

async fn find(State(simulator): State<Simulator>, Path(reference): Path<String>) -> Response {
    match simulator.books().find(&reference) {
        Some(record) => Json(record).into_response(),
        None => fault(StatusCode::NOT_FOUND, "not_known"),
    }
}

async fn settlement(State(simulator): State<Simulator>) -> Json<Vec<Record>> {
    Json(simulator.books().all())
}
