//! What suppliers are paid for the vouchers that they took in.

use std::{fs, path::PathBuf};

use airside_core::settlement::statement_pdf;
use airside_shared::vouchers::Statement;
use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;

use crate::operator::get;

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
    let asked = [("supplier", &*args.supplier), ("month", &*args.month)];
    let statement: Statement = get(&args.backend, &args.badge, "/v1/vouchers/statement", &asked).await?;
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
