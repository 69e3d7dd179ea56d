//! Airside as one of the peers: the real backend program, and the real desk in a process that can be killed.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::Command,
    sync::Arc,
    time::Instant,
};

use airside_backend::{Account, Config as BackendConfig, Running};
use airside_core::{Config, Desk, Real, store::rows as stored, sync};
use airside_shared::{
    access::Role,
    cases::{Case, Category, Priority},
    devices::DeviceKind,
    entity::Entity,
    ids::PassengerId,
    ipc::{OpenCaseArgs, SignInArgs},
    passengers::Passenger,
    timeline::TimelineEntry,
};
use airside_tests::{FileKeyring, STATION, fill::SEED};
use airside_world::{WorldSpec, demo};
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

use super::rows;
use crate::network::{PATIENCE, drained};

const WORDS: [&str; 23] = [
    "asked", "about", "the", "delay", "of", "her", "bag", "and", "was", "told", "to", "wait", "at", "gate",
    "for", "a", "meal", "voucher", "seat", "by", "window", "with", "his",
];

/// What is added to the number of a changed row.
pub const MORE: u64 = 1_000_000;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_enum)]
    act: Act,
    /// Folder of the process itself
    #[arg(long, default_value = ".")]
    data: PathBuf,
    /// Folder of the server
    #[arg(long, default_value = ".")]
    server: PathBuf,
    #[arg(long, default_value = "")]
    url: String,
    #[arg(long, default_value = "0")]
    port: u16,
    #[arg(long, default_value = ".")]
    rows: PathBuf,
    #[arg(long, default_value = "0")]
    count: usize,
    #[arg(long, default_value = "0")]
    from: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum Act {
    Serve,
    Fill,
    Change,
    Load,
    Drain,
    Tally,
}

pub async fn act(args: Args) -> Result<()> {
    match args.act {
        Act::Serve => serve(&args),
        Act::Fill => fill(&args).await,
        Act::Change => change(&args).await,
        Act::Load => load(&args).await,
        Act::Drain => drain(&args).await,
        Act::Tally => tally(&args).await,
    }
}

pub fn today() -> Date {
    Timestamp::now().to_zoned(airside_core::clock::zone(STATION)).date()
}

/// Becomes the backend, so that whoever ends this process ends that.
fn serve(args: &Args) -> Result<()> {
    let program =
        std::env::var_os("AIRSIDE_BACKEND_PROGRAM").context("AIRSIDE_BACKEND_PROGRAM is not set")?;
    let mut command = Command::new(program);
    command.args(["serve", "--listen", &format!("127.0.0.1:{}", args.port), "--data"]).arg(&args.data);
    Err(command.exec().into())
}

/// A second backend over the same database, as there may be any number.
async fn beside(args: &Args) -> Result<Running> {
    let listen = ([127, 0, 0, 1], 0).into();
    airside_backend::start(BackendConfig { listen, data: args.server.clone(), ..BackendConfig::default() })
        .await
}

fn first_rows(args: &Args) -> Result<Vec<TimelineEntry>> {
    let lines = BufReader::new(fs::File::open(&args.rows)?).lines().take(args.count);
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

async fn fill(args: &Args) -> Result<()> {
    let backend = beside(args).await?;
    let made = demo(&WorldSpec { seed: SEED, today: today(), passengers: Some(50) });
    let here = made.people.into_iter().filter(|p| p.station == STATION);
    backend.enrol(here.collect()).await?;
    let mut world = rows::people(today(), args.count);
    world.extend(first_rows(args)?.into_iter().map(Entity::from));
    backend.load(world).await?;
    backend.stop().await
}

async fn change(args: &Args) -> Result<()> {
    let backend = beside(args).await?;
    let mut changed = first_rows(args)?;
    for row in &mut changed {
        let no = number(row).context("every row has its number")?;
        row.rest.insert("no".into(), json!(no + MORE));
    }
    backend.put(changed.into_iter().map(Entity::from).collect()).await?;
    backend.stop().await
}

fn number(row: &TimelineEntry) -> Option<u64> {
    row.rest.get("no").and_then(Value::as_u64)
}

async fn load(args: &Args) -> Result<()> {
    let desk = desk(args).await?;
    println!("{}", json!({ "started": true }));
    let start = Instant::now();
    sync::once(&desk).await?;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(desk.sync_status().loading.is_empty(), "a scope is not whole");
    println!("{}", json!({ "seconds": seconds }));
    println!("{}", count(&desk)?);
    Ok(())
}

async fn drain(args: &Args) -> Result<()> {
    let desk = desk(args).await?;
    let people: Vec<Passenger> = desk.store()?.read(stored::all)?;
    ensure!(!people.is_empty(), "nobody is on the desk");
    println!("{}", json!({ "started": true }));
    for number in args.from..args.from + args.count {
        desk.open_case(case(people[number % people.len()].id, number))?;
        println!("{}", json!({ "saved": number }));
    }
    let drained = drained(&desk)?;
    let start = Instant::now();
    sync::once(&desk).await?;
    let took = drained.recv_timeout(PATIENCE).context("the queue did not drain")?.duration_since(start);
    ensure!(desk.sync_status().attention == 0, "the backend refused entries");
    println!("{}", json!({ "seconds": took.as_secs_f64() }));
    Ok(())
}

/// The words that the peers' programs write, too.
fn case(passenger: PassengerId, number: usize) -> OpenCaseArgs {
    let word = |at: usize| WORDS[(number * 7919 + at * at * 31 + at * number) % WORDS.len()];
    OpenCaseArgs {
        passenger: Some(passenger),
        trip: None,
        flight: None,
        category: Category::Disruption,
        priority: Priority::Normal,
        text: format!("write {number}: {}", (0..50).map(word).collect::<Vec<_>>().join(" ")),
        photos: Vec::new(),
    }
}

/// What another desk sees.
async fn tally(args: &Args) -> Result<()> {
    let desk = desk(args).await?;
    sync::once(&desk).await?;
    println!("{}", count(&desk)?);
    Ok(())
}

fn count(desk: &Desk) -> Result<Value> {
    let store = desk.store()?;
    let entries: Vec<TimelineEntry> = store.read(stored::all)?;
    let cases: Vec<Case> = store.read(stored::all)?;
    let numbers: Vec<u64> = entries.iter().filter_map(number).collect();
    let texts = cases.iter().flat_map(|case| &case.notes).map(|note| &note.text);
    let writes = texts.filter_map(|text| text.strip_prefix("write ")?.split(':').next()?.parse::<u64>().ok());
    let writes: Vec<u64> = writes.collect();
    Ok(json!({ "rows": numbers.len(), "sum": numbers.iter().sum::<u64>(), "writes": writes }))
}

async fn desk(args: &Args) -> Result<Arc<Desk>> {
    fs::create_dir_all(&args.data)?;
    let config = Config {
        prints: args.data.join("prints"),
        data: args.data.clone(),
        backend: args.url.clone(),
        kind: DeviceKind::Desk,
        station: STATION.into(),
    };
    let desk = Desk::new(config, &FileKeyring::at(args.data.join("keyring")), Arc::new(Real));
    let made = demo(&WorldSpec { seed: SEED, today: today(), passengers: Some(50) });
    let at_work = |p: &&Account| p.role == Role::CheckIn && p.station == STATION;
    let person = made.people.iter().find(at_work).context("the demo world has a check-in agent")?;
    desk.sign_in(SignInArgs { badge: person.badge.clone(), pin: person.pin.clone() }).await?;
    desk.renewed().await;
    Ok(desk)
}
