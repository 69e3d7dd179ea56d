//! The desk as a program that is ended at any moment (`tests/src/crash`). It says on standard output what the
//! window would: what is saved, what was refused.

use std::{io::Write, path::PathBuf, process, sync::Arc};

use airside_core::{Desk, sync};
use airside_shared::{
    Fault,
    ids::{FlightId, PassengerId, TripId, Uuid},
    ipc::{AssessArgs, OpenCaseArgs, PhotoUpload, Saved, SignInArgs},
};
use airside_tests::{
    FileKeyring,
    acts::{case, preference},
    crash::mortal::{Known, desk},
};
use clap::{Parser, Subcommand};
use jiff::Timestamp;

#[derive(Parser)]
struct Args {
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    keyring: PathBuf,
    #[arg(long)]
    backend: String,
    #[arg(long)]
    badge: String,
    #[arg(long)]
    pin: String,
    /// Milliseconds since 1970: the world's time
    #[arg(long)]
    now: i64,
    /// How often an act that was refused is tried in all
    #[arg(long, default_value_t = 1)]
    tries: u32,
    /// End without closing the files
    #[arg(long)]
    leave: bool,
    #[command(subcommand)]
    errand: Errand,
}

#[derive(Clone, Copy, Subcommand)]
enum Errand {
    Work { passenger: Uuid, trip: Uuid, flight: Uuid },
    Sync,
}

/// A line, in one call to the system.
fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(format!("{what}\n").as_bytes()).and_then(|()| out.flush());
    if written.is_err() {
        process::exit(1);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let now = Timestamp::from_millisecond(args.now)?;
    let keyring = FileKeyring::at(&args.keyring);
    let desk = desk(args.data.clone(), &keyring, &args.backend, now, Arc::new(Known::default()));
    match at_work(&args, &desk).await {
        Ok(()) => {}
        Err(fault) => {
            say(&format!("refused {}", fault.code));
            say(&format!("because {}", fault.message));
        }
    }
    if args.leave {
        process::exit(0);
    }
    drop(desk);
    say("closed");
    Ok(())
}

async fn at_work(args: &Args, desk: &Arc<Desk>) -> Result<(), Fault> {
    desk.sign_in(SignInArgs { badge: args.badge.clone(), pin: args.pin.clone() }).await?;
    desk.renewed().await;
    say("at work");
    match args.errand {
        Errand::Work { passenger, trip, flight } => {
            persist(desk, args.tries, || desk.open_case(photographed(passenger)))?;
            let due = AssessArgs { trip: TripId(trip), flight: FlightId(flight) };
            persist(desk, args.tries, || match desk.issue_meal_voucher(due) {
                // This passenger has theirs, or the device gave out all that it may.
                Err(fault) if ["already_issued", "over_limit"].contains(&&*fault.code) => {
                    desk.set_preference(preference(PassengerId(passenger)))
                }
                answer => answer,
            })
        }
        Errand::Sync => {
            sync::once(desk).await?;
            say("synced");
            Ok(())
        }
    }
}

/// Tries again what was refused, as a person would; in between, looks at what is there.
fn persist(desk: &Desk, tries: u32, act: impl Fn() -> Result<Saved, Fault>) -> Result<(), Fault> {
    for _ in 1..tries {
        match act() {
            Ok(saved) => {
                say(&format!("acknowledged {}", saved.op));
                return Ok(());
            }
            Err(fault) => say(&format!("refused {}", fault.code)),
        }
        match desk.queue() {
            Ok(page) => say(&format!("readable {}", page.rows.len())),
            Err(fault) => say(&format!("unreadable {}", fault.code)),
        }
    }
    act().map(|saved| say(&format!("acknowledged {}", saved.op)))
}

/// A case with a photo of 21 KB that no other case has.
fn photographed(passenger: Uuid) -> OpenCaseArgs {
    let content = format!("/9j/{}", passenger.simple().to_string().repeat(650));
    let photos = vec![PhotoUpload { name: "bag.jpg".into(), content }];
    OpenCaseArgs { photos, ..case(PassengerId(passenger), "Torn bag") }
}
