//! `GET /v1/notices`: what passengers were told, for those who look after them.

use airside_shared::{
    Fault,
    access::Permission,
    ids::PassengerId,
    notices::{NoticeView, NoticesReply},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::Deserialize;

use crate::{
    app::App,
    operator::Operator,
    refusal::{Refusal, Result},
    store::{
        Store,
        notices::{self, Notice},
    },
};

/// As many as are shown at once.
const SHOWN: i64 = 200;

/// Whose notices are asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    passenger: Option<PassengerId>,
}

#[utoipa::path(get, tag = "airside", path = "/v1/notices",
    params(("passenger" = Option<String>, Query, description = "whose; without it everybody's last ones")),
    responses((status = 200, description = "NoticesReply: newest first, and what became of each", body = NoticesReply),
        (status = 403, description = "Fault: not_permitted", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn list(
    State(app): State<App>,
    operator: Operator,
    asked: std::result::Result<Query<Asked>, QueryRejection>,
) -> Result<Json<NoticesReply>> {
    operator.may(Permission::Timeline)?;
    let Query(Asked { passenger }) =
        asked.map_err(|_| Refusal::bad_request("bad_query", "Say whose: ?passenger=<id>."))?;
    let found = app.store.read(move |tx| Box::pin(notices::last(tx, passenger, SHOWN))).await?;
    let view = |it: Notice| NoticeView {
        key: it.key,
        passenger: it.passenger,
        channel: it.channel,
        template: it.template,
        language: it.language,
        state: it.state,
        attempts: it.attempts,
        said: it.said,
        created_at: it.created_at,
        sent_at: it.sent_at,
    };
    Ok(Json(NoticesReply { notices: found.into_iter().map(view).collect() }))
}
