//! Postings on PostgreSQL, as the backend writes them, beside the same rows in tables that refuse nothing: what it
//! costs that no unbalanced posting can be committed and none ever changes.

use std::{fs, sync::Arc, time::Duration};

use airside_backend::{Config, Real, start_with};
use airside_tests::postgres::{Server, programs};
use anyhow::{Context, Result};

use crate::{
    figures::{Line, thousands},
    pgbench::Pgbench,
};

pub async fn measure(quick: bool) -> Result<Vec<Line>> {
    let long = Duration::from_secs(if quick { 1 } else { 8 });
    let installed = programs().context("PostgreSQL is not installed")?;
    let folder = installed.clone();
    let server = tokio::task::spawn_blocking(move || Server::start(&folder, &[])).await?;
    let (data, database) = (tempfile::tempdir()?, server.database("postings"));
    let listen = ([127, 0, 0, 1], 0).into();
    let config = Config {
        listen,
        data: data.path().to_owned(),
        database: Some(database.clone()),
        ..Config::default()
    };
    // The backend makes its tables.
    start_with(config, Arc::new(Real)).await?.stop().await?;
    let bench = Pgbench::new(&installed, &database);
    bench.execute(include_str!("bare.sql"))?;
    let script = |legs: &str, postings: &str| -> Result<_> {
        let text = include_str!("posting.sql").replace("{legs}", legs).replace("{postings}", postings);
        let file = data.path().join(format!("{postings}.sql"));
        fs::write(&file, text)?;
        Ok(file)
    };
    let (ours, bare) = (script("legs", "postings")?, script("bare_legs", "bare_postings")?);
    // In turns, so that a disk that is slow for a while is slow for both.
    let before = bench.best(&bare, long)?;
    let booked = bench.best(&ours, long)?;
    let inserted = before.max(bench.best(&bare, long)?);
    let measured = format!("{} a second beside {}", thousands(booked as usize), thousands(inserted as usize));
    let line = "postings beside bare inserts of the same rows";
    Ok(vec![Line::said(line, measured, booked / inserted)])
}
