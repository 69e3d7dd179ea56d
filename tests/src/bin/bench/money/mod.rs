//! What money rests upon: decisions beside rule engines that hold the same table, a voucher beside another printer's,
//! postings beside the same rows without what guards them.

mod paper;
mod postings;
mod rules;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;

use crate::figures::table;

pub async fn compare(quick: bool) -> Result<()> {
    let peers = PathBuf::from(
        env::var_os("AIRSIDE_PEERS").context("`cargo xtask bench --money` sets AIRSIDE_PEERS")?,
    );
    let folder = tempfile::tempdir()?;
    let mut lines = rules::measure(&peers, folder.path(), if quick { 500 } else { 20_000 })?;
    lines.extend(paper::measure(&peers, folder.path(), if quick { 5 } else { 50 })?);
    lines.extend(postings::measure(quick).await?);
    println!("{}", table(&lines));
    Ok(())
}

/// What a peer's program says about the file that it is given.
fn ask<T: DeserializeOwned>(program: &Path, script: &Path, args: &[&str]) -> Result<T> {
    let mut command = Command::new(program);
    let said = command.arg(script).args(args).stderr(Stdio::inherit()).output()?;
    ensure!(said.status.success(), "{}: {}", script.display(), said.status);
    Ok(serde_json::from_slice(&said.stdout)?)
}

/// How long each took, in nanoseconds.
#[derive(serde::Deserialize)]
struct Timed<T> {
    nanos: Vec<u64>,
    answers: Vec<T>,
}

impl<T> Timed<T> {
    fn a_second(&self) -> f64 {
        self.nanos.len() as f64 * 1e9 / self.nanos.iter().sum::<u64>() as f64
    }

    fn quantile(&self, share: f64) -> std::time::Duration {
        let times: Vec<_> = self.nanos.iter().map(|n| std::time::Duration::from_nanos(*n)).collect();
        crate::figures::quantile(&times, share)
    }
}

fn write(file: &Path, what: &impl serde::Serialize) -> Result<()> {
    Ok(fs::write(file, serde_json::to_vec(what)?)?)
}
