//! The benchmark: real desks, a real backend, real HTTP on loopback; one table on standard output.
//!
//! `cargo xtask bench` builds what it measures and runs it in release. Absolute figures are those of the
//! machine; the ratios, of two things measured side by side in one run, are what to compare.

mod acts;
mod app;
mod backend;
mod bare;
mod figures;
mod fill;
mod flight;
mod lookups;
mod money;
mod network;
mod peers;
mod pgbench;
mod vouchers;

use airside_tests::World;
use anyhow::Result;
use clap::{Parser, Subcommand};
use figures::{Line, table};

/// People of the demo backend that the desks sign in at.
const DEMO: usize = 400;

#[derive(Parser)]
#[command(name = "bench", about = "Measure Airside and print the table")]
struct Args {
    /// Profiles on the desk that is searched
    #[arg(long, default_value_t = 1_000_000)]
    passengers: usize,
    /// A small run, to try the benchmark itself: its figures mean little
    #[arg(long)]
    quick: bool,
    /// Measure beside what people would use instead; `cargo xtask bench --peers` installs those
    #[arg(long)]
    peers: bool,
    /// Measure the backend alone on PostgreSQL, beside pgbench, with ten devices to a thousand
    #[arg(long)]
    backend: bool,
    /// Measure decisions, vouchers on paper and postings beside what others use; `cargo xtask bench --money` installs that
    #[arg(long)]
    money: bool,
    /// With `--backend`: draw the growth into this file
    #[arg(long)]
    plot: Option<std::path::PathBuf>,
    /// With `--peers`: rows of the first load; the delta is on half as many
    #[arg(long)]
    rows: Option<usize>,
    /// With `--peers`: these alone, by a part of the name (Airside, PouchDB, Anki, RxDB)
    #[arg(long)]
    only: Vec<String>,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Subcommand)]
enum Role {
    /// Airside as one of the peers: what their programs do too, a process for each act
    #[command(hide = true)]
    Airside(peers::airside::Args),
}

/// How much of everything.
#[derive(Clone, Copy)]
struct Sizes {
    /// Profiles on the desk that is searched.
    profiles: usize,
    /// Passengers of a first load.
    load: usize,
    /// Entries of the queue that is drained.
    queue: usize,
    /// Acts, of each kind.
    acts: usize,
}

impl Sizes {
    fn of(args: &Args) -> Self {
        if args.quick {
            return Self { profiles: 20_000, load: 5_000, queue: 1_000, acts: 100 };
        }
        Self { profiles: args.passengers, load: 100_000, queue: 10_000, acts: 500 }
    }
}

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(Role::Airside(act)) = args.role {
        return peers::airside::act(act).await;
    }
    if args.peers {
        return peers::compare(peers::sizes(args.quick, args.rows), &args.only);
    }
    if args.money {
        return money::compare(args.quick).await;
    }
    if args.backend {
        return backend::compare(args.quick, args.plot.as_deref()).await;
    }
    let sizes = Sizes::of(&args);
    let mut lines = app::sizes();
    lines.extend(app::start());
    lines.splice(0..0, network::measure(sizes.load, sizes.queue).await?);
    lines.splice(0..0, flight::measure(DEMO).await?);
    lines.splice(0..0, vouchers::measure(DEMO).await?);
    let searched = search_and_act(sizes).await?;
    lines.splice(0..0, searched);
    println!("{}", table(&lines));
    Ok(())
}

async fn search_and_act(sizes: Sizes) -> Result<Vec<Line>> {
    let mut world = World::new(DEMO).await?;
    let device = fill::full_desk(&mut world, sizes.profiles).await?;
    let mut lines = lookups::measure(&device)?;
    lines.extend(acts::measure(&device, sizes.acts)?);
    Ok(lines)
}
