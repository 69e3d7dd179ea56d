//! Backups of a backend's payments, books and audit logs. The backend's own configuration says where its store is and
//! where backups go; what is given here comes before it.

use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt, path::PathBuf};

use airside_backend::{
    Config, Real,
    backup::{self, Contents, Manifest},
};
use anyhow::{Context, Result};
use clap::Args;

use crate::operator::columns;

/// Which store, and where its backups are.
#[derive(Args)]
pub struct Asked {
    /// The folder of the embedded database.
    #[arg(long)]
    data: Option<PathBuf>,
    /// postgres://…, instead of the embedded database.
    #[arg(long)]
    database: Option<String>,
    /// A folder, or s3://bucket/prefix; how the bucket is reached stands in AWS_ACCESS_KEY_ID and the like.
    #[arg(long)]
    to: Option<String>,
    /// The file of the key; without it the recovery key that lies in the store.
    #[arg(long)]
    key: Option<PathBuf>,
    /// JSON instead of words.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct One {
    #[command(flatten)]
    asked: Asked,
    /// Its name, as `list` shows it; the newest if left out.
    name: Option<String>,
}

#[derive(Args)]
pub struct KeyFile {
    #[command(flatten)]
    asked: Asked,
    /// The file; it must not be there yet.
    #[arg(long)]
    out: PathBuf,
}

impl Asked {
    fn config(&self) -> Result<Config> {
        let config = Config::read()?;
        Ok(Config {
            data: self.data.clone().unwrap_or(config.data),
            database: self.database.clone().or(config.database),
            backup_to: self.to.clone().or(config.backup_to),
            backup_key: self.key.clone().or(config.backup_key),
            ..config
        })
    }
}

#[tokio::main]
pub async fn run(asked: &Asked) -> Result<()> {
    let taken = backup::take_now(&asked.config()?, &Real).await?;
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&taken)?);
        return Ok(());
    }
    print!("{}", said(&taken.manifest.contents));
    println!("{}: {} bytes, verified", taken.name, taken.bytes);
    taken.deleted.iter().for_each(|name| println!("{name}: too old, deleted"));
    taken
        .kept_unverified
        .iter()
        .for_each(|name| println!("{name}: old and never verified, kept: look at it"));
    Ok(())
}

#[tokio::main]
pub async fn list(asked: &Asked) -> Result<()> {
    let all = backup::list_all(&asked.config()?).await?;
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    for it in &all {
        println!("{}  {}", it.name, if it.verified { "verified" } else { "not verified" });
    }
    println!("{} backups", all.len());
    Ok(())
}

#[tokio::main]
pub async fn verify(one: &One) -> Result<()> {
    let verified = backup::verify_one(&one.asked.config()?, one.name.as_deref(), &Real).await?;
    if one.asked.json {
        println!("{}", serde_json::to_string_pretty(&verified)?);
        return Ok(());
    }
    print!("{}", said(&verified.manifest.contents));
    println!("{}: taken {}, whole", verified.name, verified.manifest.taken_at);
    Ok(())
}

#[tokio::main]
pub async fn restore(one: &One) -> Result<()> {
    let (name, Manifest { contents, .. }) =
        backup::restore_one(&one.asked.config()?, one.name.as_deref(), &Real).await?;
    if one.asked.json {
        println!("{}", serde_json::to_string_pretty(&contents)?);
        return Ok(());
    }
    print!("{}", said(&contents));
    println!("{name}: restored; every row is what the backup says");
    Ok(())
}

#[tokio::main]
pub async fn key(file: &KeyFile) -> Result<()> {
    let key = backup::recovery_key(&file.asked.config()?, &Real).await?;
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&file.out)
        .with_context(|| format!("{} cannot be made: give a new file", file.out.display()))?;
    writeln!(out, "{key}")?;
    out.sync_all()?;
    println!("{}: keep it apart from the store; it opens every backup and every device", file.out.display());
    Ok(())
}

/// Rows, sums and ends of logs.
fn said(contents: &Contents) -> String {
    let mut lines = vec![vec!["TABLE".to_owned(), "ROWS".to_owned()]];
    lines.extend(contents.tables.iter().map(|(name, rows)| vec![name.clone(), rows.count.to_string()]));
    let mut text = columns(&lines, &[1]);
    if !contents.sums.is_empty() {
        let mut lines = vec![vec!["SUM OF".to_owned(), "CURRENCY".to_owned(), "AMOUNT".to_owned()]];
        lines.extend(
            contents
                .sums
                .iter()
                .map(|it| vec![it.of.clone(), it.amount.currency.to_string(), it.amount.figure()]),
        );
        text.push_str(&columns(&lines, &[2]));
    }
    text.push_str(&format!("{} audit logs; head {}\n", contents.logs.len(), contents.audit_head));
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use airside_backend::backup::{Rows, Sum};
    use airside_shared::money::{Currency, Money};

    use super::*;

    #[test]
    fn a_backup_is_shown_with_its_rows_and_sums() {
        let rows = Rows { count: 12, sha256: String::new() };
        let contents = Contents {
            tables: BTreeMap::from([("legs".to_owned(), rows)]),
            sums: vec![Sum { of: "ledger cash_bag".into(), amount: Money::new(1_250, Currency::EUR) }],
            logs: Vec::new(),
            audit_head: "e3b0".into(),
        };
        let text = said(&contents);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["legs", "12"]);
        assert_eq!(lines[3], ["ledger", "cash_bag", "EUR", "12.50"]);
        assert_eq!(lines[4], ["0", "audit", "logs;", "head", "e3b0"]);
    }
}
