//! Kiosks. A host or a supervisor enrols one with their own badge; from then on it acts in its own part, with
//! its own account, and its token lasts for as long as it keeps in touch: nobody comes by each day to sign it in.

use airside_shared::{access::Role, devices::DeviceKind};

use crate::{
    app::App,
    auth,
    refusal::{Refusal, Result},
    session::TOKEN_SECONDS,
    store::{
        Store,
        accounts::{self, Session, User},
    },
};

/// The account of the station's kiosks, for somebody who may enrol one.
pub async fn account(app: &App, who: User, station: &str) -> Result<User> {
    match who.actor.role {
        Role::Kiosk => return Ok(who),
        Role::LoungeHost | Role::Supervisor | Role::Security => {}
        _ => {
            let message = "A kiosk is set up by a host or a supervisor: ask one of them.";
            return Err(Refusal::forbidden("not_permitted", message));
        }
    }
    let place = station.to_owned();
    let found =
        app.store.read(move |tx| Box::pin(async move { accounts::kiosk_of(tx, &place).await })).await?;
    let kiosk = found.ok_or_else(|| {
        let message = format!("{station} has no account for kiosks: ask security to make one.");
        Refusal::forbidden("no_kiosk_account", message)
    })?;
    tracing::info!(enrolled_by = %who.actor.user, station, "a kiosk was set up");
    Ok(kiosk)
}

/// The token of a kiosk that is in touch is good for the whole time again, from half of it on.
pub async fn renew(app: &App, session: &Session, token: &str, now: i64) -> Result<()> {
    if session.device.kind != DeviceKind::Kiosk || session.expires_at - now > TOKEN_SECONDS / 2 {
        return Ok(());
    }
    let hash = auth::hash(token);
    app.store.write(move |tx| Box::pin(accounts::extend_token(tx, hash, now + TOKEN_SECONDS))).await
}
