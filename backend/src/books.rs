//! The books, for those who keep them: balances, what does not agree, and what refunds come to.

use airside_shared::{
    Fault,
    access::Permission,
    entity::{Kind, Stored},
    ledger::{ReconcileReply, TrialBalanceReply},
    money::Money,
    refunds::{Refund, report, report::Report},
};
use axum::{Json, extract::State};

use crate::{
    app::App,
    operator::Operator,
    reconcile,
    refusal::Result,
    store::{Store, entities, ledger},
};

#[utoipa::path(get, tag = "airside", path = "/v1/ledger/trial-balance",
    responses((status = 200, description = "TrialBalanceReply: all accounts that have a balance", body = TrialBalanceReply),
        (status = 403, description = "Fault: not_permitted", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn trial_balance(State(app): State<App>, operator: Operator) -> Result<Json<TrialBalanceReply>> {
    operator.may(Permission::Ledger)?;
    let balance = app.store.read(|tx| Box::pin(ledger::trial_balance(tx))).await?;
    let off = balance.off().into_iter();
    let off = off.map(|(currency, sum)| Money::new(i64::try_from(sum).unwrap_or(i64::MAX), currency));
    Ok(Json(TrialBalanceReply { at: app.now(), lines: balance.lines(), off: off.collect() }))
}

#[utoipa::path(get, tag = "airside", path = "/v1/reconcile",
    responses((status = 200, description = "ReconcileReply: every difference by name", body = ReconcileReply),
        (status = 403, description = "Fault: not_permitted", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn reconcile(State(app): State<App>, operator: Operator) -> Result<Json<ReconcileReply>> {
    operator.may(Permission::Ledger)?;
    reconcile::reconcile(&app).await.map(Json)
}

#[utoipa::path(get, tag = "airside", path = "/v1/refunds/report",
    responses((status = 200, description = "Report: how much, how often granted, how long, why", body = Report),
        (status = 403, description = "Fault: not_permitted", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn refunds(State(app): State<App>, operator: Operator) -> Result<Json<Report>> {
    operator.may(Permission::RefundApprove)?;
    let all = app.store.read(|tx| Box::pin(entities::all_of(tx, Kind::Refund))).await?;
    let refunds = all.iter().filter_map(|held| Refund::of(&held.entity));
    Ok(Json(report::report(refunds)?))
}
