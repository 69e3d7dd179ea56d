//! What suppliers are paid for the vouchers that they took in.

use airside_shared::{
    Fault,
    access::Permission,
    entity::{Entity, Kind},
    vouchers::{Statement, VoucherStanding, VoucherTerms, settlement_id},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    app::App,
    operator::Operator,
    policies,
    refusal::{Refusal, Result},
    store::{Store, Tx, entities},
};

/// Whose month.
#[derive(Debug, Deserialize)]
pub struct Asked {
    supplier: String,
    /// `2026-11`.
    month: String,
}

#[utoipa::path(get, tag = "airside", path = "/v1/vouchers/statement",
    params(("supplier" = String, Query), ("month" = String, Query, description = "2026-11")),
    responses((status = 200, description = "Statement: every redemption of a supplier in a month", body = Statement),
        (status = 400, description = "Fault: bad_query", body = Fault),
        (status = 403, description = "Fault: not_permitted", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn statement(
    State(app): State<App>,
    operator: Operator,
    asked: std::result::Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Statement>> {
    operator.may(Permission::VoucherStatement)?;
    let bad = || {
        Refusal::bad_request("bad_query", "Say whose, and which month: ?supplier=JFK-TERRACE&month=2026-11.")
    };
    let Query(Asked { supplier, month }) = asked.map_err(|_| bad())?;
    let first: Date = format!("{month}-01").parse().map_err(|_| bad())?;
    let statement = app.store.read(move |tx| Box::pin(of(tx, supplier, first))).await?;
    Ok(Json(statement))
}

async fn of(tx: &mut dyn Tx, supplier: String, first: Date) -> Result<Statement> {
    let target = settlement_id(&supplier, first.year(), first.month());
    let mut standings: Vec<VoucherStanding> = Vec::new();
    for row in entities::followers(tx, target).await? {
        if row.kind == Kind::VoucherStanding
            && let Some(Entity::VoucherStanding(it)) = entities::get(tx, row).await?.map(|held| held.entity)
        {
            standings.push(it);
        }
    }
    let terms = policies::table::<VoucherTerms>(tx, first.last_of_month()).await?;
    let name = terms.supplier(&supplier).map(|it| it.name.clone()).unwrap_or_default();
    Ok(Statement { name, ..Statement::of(&supplier, first.year(), first.month(), &standings)? })
}
