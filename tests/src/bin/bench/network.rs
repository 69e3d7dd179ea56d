//! First load and drain, over loopback and beside the same work without a network.

use std::{
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    time::{Duration, Instant},
};

use airside_core::{
    Desk,
    store::{Store, scopes},
    sync::{
        http::{Backend, Network},
        pull,
    },
};
use airside_shared::{
    access::Role,
    devices::DeviceKind,
    entity::Entity,
    flights::Flight,
    ids::{DeviceId, PassengerId, Uuid},
    sync::{PullReply, PullRequest, PullScope, Scope, ScopePage, SignInRequest},
};
use airside_tests::{Device, STATION, World, fill::SEED};
use airside_world::WorldSpec;
use anyhow::{Context, Result, ensure};

use crate::{
    DEMO, acts,
    figures::{Line, Times, thousands},
};

/// The least share of the speed without a network.
const SHARE: f64 = 0.5;
/// Entries a second.
const DRAIN: f64 = 5_000.0;

pub async fn measure(passengers: usize, queue: usize) -> Result<Vec<Line>> {
    let mut world = World::new(DEMO).await?;
    let device = world.device(DeviceKind::Desk);
    let (entities, people) = crowded_day(&device, passengers);
    world.backend().load(entities).await?;
    eprintln!("  {} passengers of one station's day are at the backend", thousands(passengers));

    device.sign_in(&world, Role::CheckIn).await?;
    // Before the load: whoever signs in is known to every desk from then on.
    let (backend, scopes) = copier(&world, &device).await?;
    let start = Instant::now();
    device.sync().await?;
    let took = start.elapsed();
    let store = device.desk.store()?;
    let loaded = rows(&store)?;
    let pages = copy(&backend, scopes).await?;
    let (inserted, bare) = insert(&device, pages)?;
    ensure!(inserted == loaded, "{inserted} rows were inserted, {loaded} loaded");
    let load = first_load(passengers, loaded, took, bare);
    Ok(vec![load, drain(&device, &people, queue).await?])
}

fn first_load(passengers: usize, rows: u64, took: Duration, bare: Duration) -> Line {
    let rate = |time: Duration| rows as f64 / time.as_secs_f64();
    let measured = format!(
        "{} rows in {:.1} s: {} rows/s; without a network {} rows/s",
        thousands(rows as usize),
        took.as_secs_f64(),
        thousands(rate(took) as usize),
        thousands(rate(bare) as usize)
    );
    let share = rate(took) / rate(bare);
    let measure = format!("first load of {} passengers", thousands(passengers));
    Line::ratio(&measure, "≥ 0.5 × the same rows without a network", measured, share, share >= SHARE)
}

/// The day's flights, and that many people who all depart from the one station today.
fn crowded_day(device: &Device, passengers: usize) -> (Vec<Entity>, Vec<PassengerId>) {
    let today = device.desk.today();
    let spec = WorldSpec { seed: SEED, today: today.day, passengers: Some(passengers) };
    let flights = airside_world::flights(&spec);
    let here: Vec<&Flight> = flights.iter().filter(|f| f.from == STATION && f.date == today.day).collect();
    let mut people = Vec::with_capacity(passengers);
    let mut entities = Vec::with_capacity(2 * passengers + flights.len());
    for (nth, (passenger, mut trip)) in airside_world::passengers(&spec, passengers).enumerate() {
        people.push(passenger.id);
        let to = here[nth % here.len()];
        if let Some(first) = trip.segments.first_mut().filter(|s| s.from != STATION || s.date != today.day) {
            (first.flight, first.designator, first.date) = (to.id, to.designator(), to.date);
            (first.from, first.to) = (to.from.clone(), to.to.clone());
        }
        entities.push(passenger.into());
        entities.push(trip.into());
    }
    entities.extend(flights.into_iter().map(Entity::from));
    (entities, people)
}

fn rows(store: &Store) -> Result<u64> {
    Ok(store.read(scopes::list)?.iter().map(|held| held.checksum.count).sum())
}

/// Everything that the device was given, a page for each scope.
async fn copy(backend: &Backend, scopes: Vec<Scope>) -> Result<Vec<ScopePage>> {
    let mut pages = Vec::new();
    for scope in scopes {
        let mut whole: Option<ScopePage> = None;
        while whole.as_ref().is_none_or(|page| !page.complete) {
            let after = whole.as_ref().map_or(0, |page| page.through);
            let request = PullRequest {
                device: COPIER,
                scopes: vec![PullScope { id: scope.clone(), after }],
                bytes: None,
                kinds: Vec::new(),
                report: None,
            };
            let page = backend.pull(&request).await?.body.pages.pop().context("an empty reply")?;
            let mut rows = whole.take().map(|page| page.rows).unwrap_or_default();
            rows.extend(page.rows);
            whole = Some(ScopePage { rows, ..page });
        }
        pages.extend(whole);
    }
    Ok(pages)
}

const COPIER: DeviceId = DeviceId(Uuid::from_u128(1));

/// A second device that is signed in, and what it may hold.
async fn copier(world: &World, device: &Device) -> Result<(Backend, Vec<Scope>)> {
    let badge = world.badge(Role::CheckIn);
    let backend = Backend::new(&device.config().backend, Arc::new(Network::default()));
    let request = SignInRequest {
        badge: badge.badge,
        pin: badge.pin,
        device: COPIER,
        device_kind: DeviceKind::Desk,
        station: STATION.into(),
        device_key: "00".repeat(32),
        escrow: None,
    };
    let reply = backend.sign_in(&request).await?;
    Ok((backend.with_token(Some(reply.token)), reply.scopes))
}

/// Stores the pages in a database of its own; how many rows, and how long it took.
fn insert(device: &Device, pages: Vec<ScopePage>) -> Result<(u64, Duration)> {
    let today = device.desk.today();
    let store = Store::open(&device.folder().join("inserted.db"), [0x5a; 32].into())?;
    let wanted: Vec<Scope> = pages.iter().map(|page| page.scope.clone()).collect();
    store.write(|tx| scopes::subscribe(tx, &wanted, &today))?;
    let start = Instant::now();
    let reply = PullReply { pages, ..PullReply::default() };
    pull::take(&store, &mut pull::Staged::default(), reply.try_into()?, 0, &today)?;
    let took = start.elapsed();
    Ok((rows(&store)?, took))
}

/// How long the last of it may take to be told.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// When the window is told that nothing waits any more.
pub fn drained(desk: &Arc<Desk>) -> Result<Receiver<Instant>> {
    let (tell, told) = mpsc::channel();
    desk.listen(move |changed| {
        if changed.sync.waiting == 0 {
            let _ = tell.send(Instant::now());
        }
    })?;
    Ok(told)
}

async fn drain(device: &Device, people: &[PassengerId], count: usize) -> Result<Line> {
    let mut times = Times::default();
    for (nth, passenger) in people.iter().cycle().take(count).enumerate() {
        // Mostly what is done most, and now and then a case.
        times.take(|| match nth % 10 {
            0 => device.desk.open_case(acts::case(*passenger)),
            _ => device.desk.set_preference(acts::preference(*passenger, nth)),
        })?;
    }
    eprintln!("  {} entries queued; {}", thousands(count), times.summary());
    let drained = drained(&device.desk)?;
    let start = Instant::now();
    device.sync().await?;
    eprintln!("  the round with pull, rebase and audit took {:.1} s", start.elapsed().as_secs_f64());
    let took = drained.recv_timeout(PATIENCE).context("the queue did not drain")?.duration_since(start);
    ensure!(device.desk.sync_status().attention == 0, "the backend refused entries");
    let rate = count as f64 / took.as_secs_f64();
    let measured = format!("{} entries/s, {:.2} s", thousands(rate as usize), took.as_secs_f64());
    let measure = format!("drain of {} queued entries", thousands(count));
    Ok(Line::new(measure, "≥ 5,000 entries/s", measured, rate >= DRAIN))
}
