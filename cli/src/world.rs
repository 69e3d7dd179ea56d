//! Making a demo world.

use std::{net::SocketAddr, path::PathBuf, time::Instant};

use airside_backend::{Account, Config};
use airside_shared::entity::Entity;
use airside_world::WorldSpec;
use anyhow::{Result, bail};
use clap::Args;
use jiff::civil::Date;

#[derive(Args)]
pub struct Generate {
    /// How many passengers; what fits today's flights if left out.
    #[arg(long)]
    passengers: Option<usize>,
    /// The folder of the backend's database; it must not hold one yet.
    #[arg(long, default_value = "airside-world")]
    out: PathBuf,
    /// The same seed and day make the same world.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day that is today in the world.
    #[arg(long)]
    today: Option<Date>,
}

#[tokio::main]
pub async fn generate(args: Generate) -> Result<()> {
    if args.out.exists() {
        bail!("{} exists: give a new folder", args.out.display());
    }
    let began = Instant::now();
    let today = args.today.unwrap_or_else(|| airside_core::clock::day_at("JFK", jiff::Timestamp::now()));
    let made = airside_world::demo(&WorldSpec { seed: args.seed, today, passengers: args.passengers });
    let count = |kind: &str| made.entities.iter().filter(|e| e.kind().name() == kind).count();
    println!("{} flights, {} passengers, {} trips", count("flight"), count("passenger"), count("trip"));
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let backend =
        airside_backend::start(Config { data: args.out.clone(), listen, ..Config::default() }).await?;
    let accounts = made.people.into_iter().map(|it| Account {
        user: it.user,
        badge: it.badge,
        name: it.name,
        pin: it.pin,
        role: it.role,
        station: it.station,
    });
    backend.enrol(accounts.collect()).await?;
    let rows: Vec<Entity> = made.entities;
    let total = rows.len();
    backend.load(rows).await?;
    backend.stop().await?;
    println!("{total} rows in {} after {:.1} s", args.out.display(), began.elapsed().as_secs_f64());
    Ok(())
}
