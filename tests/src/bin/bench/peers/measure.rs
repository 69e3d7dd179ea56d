//! First load, delta and drain: how long, how many bytes, and whether everything arrived.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{
    airside::MORE,
    child::Child,
    peer::{Peer, Served, Told},
    proxy::Proxy,
};

/// What an act took.
#[derive(Clone, Copy)]
pub struct Cost {
    pub seconds: f64,
    pub bytes: u64,
}

/// How much of everything.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub load: usize,
    pub base: usize,
    pub changes: usize,
    pub writes: usize,
    /// Rows of a load that is killed.
    pub killed: usize,
    /// Writes of each drain that is killed.
    pub batch: usize,
    /// Kills of loads, and as many of drains.
    pub kills: usize,
}

/// A first load by a new client.
pub fn load(peer: &Peer, folder: &Path, rows: &Path, sizes: &Sizes) -> Result<Cost> {
    let served = Served::with(peer, folder.join("load"), rows, sizes.load)?;
    Ok(taken(&served, "client", sizes.load, 0)?.0)
}

/// On a client that holds the rows: the changes of others, then its own.
pub fn delta_and_drain(
    peer: &Peer,
    folder: &Path,
    rows: &Path,
    sizes: &Sizes,
) -> Result<(Cost, Result<Cost>)> {
    let served = Served::with(peer, folder.join("delta"), rows, sizes.base)?;
    pulled(&served, "client", sizes.base, 0).context("before the delta")?;
    served.change(sizes.changes)?;
    let delta = pulled(&served, "client", sizes.base, sizes.changes)?;
    Ok((delta, drained(&served, sizes.writes)))
}

fn drained(served: &Served, writes: usize) -> Result<Cost> {
    let proxy = Proxy::before(served.addr)?;
    let mut client = client(served, "drain", "client", &proxy.url(), writes, 0)?;
    let cost = cost(&mut client, &proxy)?;
    client.finish()?;
    let there = numbers(&tally(served)?);
    ensure!(there.len() == writes, "{} of {writes} writes are on the server", there.len());
    Ok(cost)
}

/// Lets the client take what the server has, compares count and sum, and lets it come to rest.
pub fn pulled(served: &Served, data: &str, rows: usize, changed: usize) -> Result<Cost> {
    let (cost, client) = taken(served, data, rows, changed)?;
    client.finish()?;
    Ok(cost)
}

fn taken(served: &Served, data: &str, rows: usize, changed: usize) -> Result<(Cost, Child)> {
    let proxy = Proxy::before(served.addr)?;
    let mut client = client(served, "load", data, &proxy.url(), 0, 0)?;
    let cost = cost(&mut client, &proxy)?;
    let held = client.hear("rows")?;
    let sum = (rows as u64) * (rows as u64 - 1) / 2 + changed as u64 * MORE;
    let right = held["rows"] == rows && held["sum"] == sum;
    ensure!(right, "{} rows with sum {} instead of {rows} with {sum}", held["rows"], held["sum"]);
    Ok((cost, client))
}

fn cost(client: &mut Child, proxy: &Proxy) -> Result<Cost> {
    let seconds = client.hear("seconds")?["seconds"].as_f64().context("seconds are a number")?;
    Ok(Cost { seconds, bytes: proxy.bytes() })
}

pub fn client(served: &Served, act: &str, data: &str, url: &str, count: usize, from: usize) -> Result<Child> {
    let data = served.folder.join(data);
    let told = Told { data: Some(&data), url: Some(url), count, from, ..Told::default() };
    served.peer.start(act, &served.folder, &told)
}

/// What the server has, as it tells a client that is new.
pub fn tally(served: &Served) -> Result<Value> {
    let mut asked = client(served, "tally", "tally", &served.url(), 0, 0)?;
    let held = asked.hear("rows")?;
    asked.finish()?;
    Ok(held)
}

pub fn numbers(tally: &Value) -> Vec<u64> {
    tally["writes"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
}
