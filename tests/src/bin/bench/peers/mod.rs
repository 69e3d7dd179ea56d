//! Airside beside what people would use instead: the same rows, side by side in one run, over loopback.
//!
//! `bench/peers` has a program for each peer; all take the same acts. Airside takes them too (`airside`), so that
//! every client and every server is a process of its own, started and ended the same way.

pub mod airside;
mod child;
mod kills;
mod measure;
mod peer;
mod proxy;
mod rows;
mod table;

use std::{fs, path::Path, time::Instant};

use anyhow::Result;
use measure::{Cost, Sizes};
use peer::Peer;
use table::{Found, busy, machine, table};

use crate::bare::Bare;

const WHOLE: Sizes =
    Sizes { load: 100_000, base: 50_000, changes: 500, writes: 2_000, killed: 3_000, batch: 200, kills: 10 };
const QUICK: Sizes =
    Sizes { load: 5_000, base: 5_000, changes: 100, writes: 200, killed: 1_000, batch: 50, kills: 2 };

pub fn sizes(quick: bool, rows: Option<usize>) -> Sizes {
    let sizes = if quick { QUICK } else { WHOLE };
    rows.map_or(sizes, |load| Sizes { load, base: load / 2, ..sizes })
}

/// Measures everyone, or those named, and prints the table.
pub fn compare(sizes: Sizes, only: &[String]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("rows.jsonl");
    let bytes = rows::write(&file, airside::today(), sizes.load)?;
    eprintln!("{} rows, {bytes} bytes of JSON", sizes.load);
    let mut found = Vec::new();
    let wanted = |peer: &Peer| only.is_empty() || only.iter().any(|part| peer.name.contains(part.as_str()));
    for peer in peer::all()?.into_iter().filter(wanted) {
        found.push(if peer.installed() {
            of(&peer, folder.path(), &file, &sizes)?
        } else {
            Found::nothing(peer.name, peer.durable, "not installed")
        });
    }
    found.push(limit(folder.path(), &file, &sizes)?);
    println!("{}, {}\n\n{}", airside::today(), machine(), table(&found, &sizes));
    Ok(())
}

fn of(peer: &Peer, folder: &Path, file: &Path, sizes: &Sizes) -> Result<Found> {
    let own = folder.join(peer.name);
    fs::create_dir_all(&own)?;
    let before = busy();
    let load = said(peer, "first load", || measure::load(peer, &own, file, sizes));
    let anew = || Err("not possible: it keeps nothing when it ends and loads all anew".to_owned());
    let mut found = Found { load, ..Found::nothing(peer.name, peer.durable, "not measured") };
    if peer.keeps {
        match said(peer, "delta", || measure::delta_and_drain(peer, &own, file, sizes)) {
            Ok((delta, drain)) => (found.delta, found.drain) = (Ok(delta), said(peer, "drain", || drain)),
            Err(why) => (found.delta, found.drain) = (Err(why.clone()), Err(why)),
        }
        found.loads = said(peer, "kills in loads", || kills::of_loads(peer, &own, file, sizes));
        found.drains = said(peer, "kills in drains", || kills::of_drains(peer, &own, file, sizes));
    } else {
        (found.delta, found.drain) = (anew(), anew());
        (found.loads, found.drains) = (Err("all: memory only".into()), Err("all: memory only".into()));
    }
    found.busy = [before, busy()];
    // A hundred thousand rows for everyone is more than some disks have to spare.
    fs::remove_dir_all(&own)?;
    Ok(found)
}

/// A failure of a peer is a line of the table, not the end of the run.
fn said<T>(peer: &Peer, measure: &str, work: impl FnOnce() -> Result<T>) -> Result<T, String> {
    let start = Instant::now();
    let done = work().map_err(|error| format!("failed: {error:#}").replace(['|', '\n'], " "));
    let why = done.as_ref().err().map_or("", String::as_str);
    eprintln!("  {}, {measure}: {:.1} s in all {why}", peer.name, start.elapsed().as_secs_f64());
    done
}

/// The same rows into a bare database: nobody who keeps what is loaded can be faster.
fn limit(folder: &Path, file: &Path, sizes: &Sizes) -> Result<Found> {
    let before = busy();
    let text = fs::read_to_string(file)?;
    let mut db = Bare::open(&folder.join("bare.db"))?;
    let start = Instant::now();
    db.insert(text.lines().take(sizes.load))?;
    let load = Cost { seconds: start.elapsed().as_secs_f64(), bytes: 0 };
    let nothing = Found::nothing("bare SQLCipher", "synchronous=FULL, encrypted", "– (no network)");
    Ok(Found { load: Ok(load), busy: [before, busy()], ..nothing })
}
