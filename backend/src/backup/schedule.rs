//! Backups by the clock.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;

use super::{Backups, Result, Taken};
use crate::{
    app::App,
    store::{Store, backup},
};

/// Seconds after which a backup that did not come to its end is begun again, by whoever comes first.
const AGAIN: i64 = 900;
/// How often it is looked whether one is due.
const LOOK: Duration = Duration::from_secs(60);

/// Takes backups as often as the configuration says, until the backend ends.
pub async fn run(app: App, backups: Arc<Backups>, every: SignedDuration) {
    let mut closing = app.closing.clone();
    loop {
        if let Err(fault) = round(&app, &backups, every).await {
            metrics::counter!("airside_backups_failed_total").increment(1);
            tracing::error!(code = %fault.code, message = %fault.message, "no backup was taken");
        }
        tokio::select! {
            () = app.around.wait(LOOK) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

/// Takes one if it is time; of several backends on one database one does.
pub async fn round(app: &App, backups: &Backups, every: SignedDuration) -> Result<Option<Taken>> {
    let now = app.now().as_second();
    let turn = app.store.write(move |tx| Box::pin(backup::take_turn(tx, now, now + AGAIN))).await;
    if !turn.map_err(|refusal| refusal.fault)? {
        return Ok(None);
    }
    let taken = backups.take(&app.store, &*app.around).await?;
    let next = now.saturating_add(every.as_secs());
    app.store
        .write(move |tx| Box::pin(backup::next_turn(tx, next)))
        .await
        .map_err(|refusal| refusal.fault)?;
    metrics::gauge!("airside_backup_verified_at_seconds").set(now as f64);
    for name in &taken.kept_unverified {
        tracing::warn!(name, "an old backup was never verified and is kept: look at it");
    }
    tracing::info!(
        name = taken.name,
        bytes = taken.bytes,
        deleted = taken.deleted.len(),
        "a backup was taken and verified"
    );
    Ok(Some(taken))
}
