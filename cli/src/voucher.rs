//! What suppliers are paid for the vouchers that they took in.

use std::{fs, path::PathBuf};

use airside_core::settlement::statement_pdf;
use airside_shared::{Fault, vouchers::Statement};
use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;

use crate::device::pin;

/// Asks the backend. The PIN comes from AIRSIDE_PIN or is asked for.
#[derive(Args)]
pub struct Asked {
    /// http://127.0.0.1:8790
    #[arg(long, default_value = "http://127.0.0.1:8790")]
    backend: String,
    /// Badge of finance, of customer affairs or of a supervisor.
    #[arg(long)]
    badge: String,
    /// Whose: JFK-TERRACE.
    #[arg(long)]
    supplier: String,
    /// 2026-11
    #[arg(long)]
    month: String,
    /// A table for a spreadsheet, on standard output.
    #[arg(long)]
    csv: bool,
    /// Writes the statement to this file as PDF.
    #[arg(long)]
    pdf: Option<PathBuf>,
    /// Of the PDF: en, ar.
    #[arg(long, default_value = "en")]
    language: String,
}

#[tokio::main]
pub async fn statement(args: &Asked) -> Result<()> {
    let statement = ask(args).await?;
    if let Some(path) = &args.pdf {
        let printed = statement_pdf(&statement, &args.language, String::new(), Timestamp::now())?;
        fs::write(path, printed.pdf).with_context(|| path.display().to_string())?;
    }
    if args.csv {
        print!("{}", statement.csv());
    } else if args.pdf.is_none() {
        println!("{}", serde_json::to_string_pretty(&statement)?);
    }
    Ok(())
}

async fn ask(args: &Asked) -> Result<Statement> {
    let url = format!("{}/v1/vouchers/statement", args.backend.trim_end_matches('/'));
    let asked = [("supplier", &args.supplier), ("month", &args.month)];
    let url = reqwest::Url::parse_with_params(&url, asked).context("the backend's address cannot be read")?;
    let request = reqwest::Client::new().get(url).basic_auth(&args.badge, Some(pin(&args.badge)?));
    let answer = request.send().await.with_context(|| format!("{} does not answer", args.backend))?;
    if answer.status().is_success() {
        return answer
            .json()
            .await
            .context("the backend's answer cannot be read: is it older than this program?");
    }
    let status = answer.status();
    let fault: Fault = answer.json().await.with_context(|| format!("the backend refused ({status})"))?;
    Err(fault.into())
}
