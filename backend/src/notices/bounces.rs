//! `POST /v1/notices/bounces`: a letter that was taken and came back later, told by whoever reads the airline's letter
//! box or sends its messages. Said twice it counts once.

use airside_shared::{Fault, ids::Uuid, notices::NoticeState};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{tell, templates::clean};
use crate::{
    app::App,
    operator::bears,
    refusal::{Refusal, Result},
    store::{Store, Tx, notices},
};

/// What came back.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Bounce {
    /// The letter's Message-ID, with or without its brackets, or the id that a message was sent with.
    id: String,
    /// In the words of whoever would not take it: `550 5.1.1 no such mailbox`.
    reason: String,
}

impl Bounce {
    fn notice(&self) -> Option<Uuid> {
        let id = self.id.trim().trim_start_matches('<').trim_end_matches('>');
        id.split('@').next()?.parse().ok()
    }
}

#[utoipa::path(post, tag = "airside", path = "/v1/notices/bounces",
    request_body(content = Bounce, description = "Bounce; with the key that notices are sent with as bearer token"),
    responses((status = 204, description = "Kept, or known before"),
        (status = 400, description = "Fault: unreadable_body", body = Fault),
        (status = 401, description = "Fault: sign_in_needed", body = Fault),
        (status = 404, description = "Fault: unknown_notice", body = Fault),
        (status = 409, description = "Fault: notice_not_sent", body = Fault)))]
pub async fn bounced(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Result<StatusCode> {
    if !bears(&headers, app.notices_key.as_deref()) {
        return Err(Refusal::sign_in_needed());
    }
    let bounce: Bounce = serde_json::from_slice(&body)
        .map_err(|e| Refusal::bad_request("unreadable_body", format!("The bounce cannot be read: {e}.")))?;
    let now = app.now();
    let seq = app.store.write(move |tx| Box::pin(take(tx, bounce, now))).await?;
    seq.into_iter().for_each(|seq| app.changed(seq));
    Ok(StatusCode::NO_CONTENT)
}

async fn take(tx: &mut dyn Tx, bounce: Bounce, now: Timestamp) -> Result<Option<u64>> {
    let found = match bounce.notice() {
        Some(id) => notices::by_id(tx, id).await?,
        None => None,
    };
    let Some(mut notice) = found else {
        let message = "No notice was sent under this id: give the Message-ID of the letter that came back.";
        return Err(Refusal::new(StatusCode::NOT_FOUND, "unknown_notice", message));
    };
    match notice.state {
        NoticeState::Sent => {}
        NoticeState::Bounced => return Ok(None),
        NoticeState::Due | NoticeState::Failed | NoticeState::Withheld => {
            let message = "This notice was not sent, or its sending is not noted yet: tell it again later.";
            return Err(Refusal::conflict("notice_not_sent", message));
        }
    }
    (notice.state, notice.said) = (NoticeState::Bounced, clean(&bounce.reason));
    notices::update(tx, &notice).await?;
    tell(tx, &notice, "notice_bounced", now).await.map(Some)
}
