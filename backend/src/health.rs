//! For whoever runs this: is it well, and what is it doing.

use std::sync::OnceLock;

use airside_shared::sync::PROTOCOL;
use axum::{Json, extract::State};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde::Serialize;

use crate::{
    app::App,
    fleet, jobs,
    refusal::Result,
    store::{self, Store},
};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    status: &'static str,
    version: &'static str,
    protocol: u32,
    database: &'static str,
}

#[utoipa::path(get, tag = "airside", path = "/health", responses((status = 200, description = "The store answers", body = Health)))]
pub async fn health(State(app): State<App>) -> Result<Json<Health>> {
    app.store.read(|tx| Box::pin(store::change_seq(tx))).await?;
    let version = env!("CARGO_PKG_VERSION");
    Ok(Json(Health { status: "ok", version, protocol: PROTOCOL, database: app.store.name() }))
}

#[utoipa::path(get, tag = "airside", path = "/metrics", responses((status = 200, description = "Prometheus text", body = String)))]
pub async fn metrics(State(app): State<App>) -> String {
    fleet::gauges(&app).await;
    jobs::gauges(&app).await;
    app.metrics.render()
}

/// The process's recorder: one, however many backends a test starts.
pub fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is installed: /metrics stays empty");
        }
        handle
    };
    HANDLE.get_or_init(install).clone()
}
