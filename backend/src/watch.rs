//! `GET /v1/watch`: answered when something changed, or when it is time to ask again.

use std::time::Duration;

use airside_shared::sync::WATCH_SECONDS;
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    auth::Signed,
    refusal::{Refusal, Result},
};

#[derive(Debug, Deserialize)]
pub struct After {
    after: u64,
}

/// The change sequence as it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Seen {
    seq: u64,
}

#[utoipa::path(get, tag = "airside", path = "/v1/watch", params(("after" = u64, Query, description = "The last known change sequence")),
    responses((status = 200, description = "At once when the sequence is larger", body = Seen)),
    security(("token" = [])))]
pub async fn watch(
    State(app): State<App>,
    _signed: Signed,
    after: std::result::Result<Query<After>, QueryRejection>,
) -> Result<Json<Seen>> {
    let Query(After { after }) = after.map_err(|_| {
        Refusal::bad_request("bad_query", "Say after which number of the change sequence: ?after=0.")
    })?;
    let (mut changes, mut closing) = (app.changes(), app.closing.clone());
    tokio::select! {
        biased;
        // Neither wait fails while the app is alive, and then there is nobody to answer.
        _ = changes.wait_for(|seq| *seq > after) => {}
        _ = closing.wait_for(|closing| *closing) => {}
        // The ordinary answer of a quiet night.
        () = app.around.wait(Duration::from_secs(WATCH_SECONDS)) => {}
    }
    let seq = *app.changes().borrow();
    Ok(Json(Seen { seq }))
}
