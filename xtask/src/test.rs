//! `cargo xtask test`: every test there is, and one line at the end that says how it went.

use std::process::Command;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::scratch::Scratch;
use crate::screen::{Kind, Screen};
use crate::servers::Database;
use crate::setup::{Purpose, setup};
use crate::suite::{self, Tally};
use crate::window::{self, Build};
use crate::{crash, lint, place, run, step};

#[derive(clap::Args)]
pub struct Args {
    /// Only tests whose name holds this
    filter: Option<String>,
    /// Only these parts (may be given several times)
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Check formatting and lints too (always in CI)
    #[arg(long)]
    lint: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Part {
    /// The vocabulary and the rules
    Shared,
    /// The desk without a window
    Core,
    /// The backend, on both of its databases
    Backend,
    /// Several desks and a backend, in a simulation too; the demo world; the command line
    Worlds,
    /// The real window, in a virtual screen, with pictures of each step
    Window,
}

impl Part {
    fn packages(self) -> &'static [&'static str] {
        match self {
            Part::Shared => &["airside-shared"],
            Part::Core => &["airside-core", "airside-print"],
            Part::Backend => &["airside-backend"],
            Part::Worlds => &[
                "airside-world",
                "airside-cli",
                "airside-tests",
                "airside-sim",
                "airside-model",
                "airside-fuzz",
                "xtask",
            ],
            Part::Window => &["airside", "airside-ui", "airside-tests"],
        }
    }
}

/// The tests that drive the app itself; all others need neither a screen nor the app.
const WINDOW: &str = "(package(airside-tests) & binary(window))";

pub fn command(args: &Args) -> Result<()> {
    setup(Purpose::Test)?;
    let lint = args.lint || step::in_ci();
    let mut sum = Tally::default();
    let mut skipped = Vec::new();
    // Everything is built as one, always with the same features, so that nothing is compiled twice.
    let packages: Vec<&str> = args.only.iter().flat_map(|part| part.packages()).copied().collect();
    let window = args.only.is_empty() || args.only.contains(&Part::Window);
    if !app(&mut sum) {
        return conclude(sum, &skipped);
    }
    step::heading("Opening a virtual screen with a keyring");
    let screen = match Screen::open(Kind::Virtual, (1280, 800)) {
        Ok(screen) => screen,
        Err(error) => {
            skipped.push(format!("what needs a keyring or a screen: {error:#}"));
            Screen::default()
        }
    };
    let scratch = Scratch::make()?;
    let database = Database::start(&scratch.path())?;
    let dress = |cargo: &mut Command| {
        screen.dress(cargo);
        scratch.dress(cargo);
        database.dress(cargo);
    };
    if !crash::possible() {
        skipped.push("the crash tests: strace is missing or may not watch programs here".into());
    }
    if window {
        sum += real_window(args, &packages, &screen, dress, &mut skipped)?;
    } else {
        step::heading("Testing");
        // The test of a real network starts it as a process.
        let backend = place::program("airside-backend", false)?;
        sum += suite::nextest(&packages, &select(&format!("not {WINDOW}"), args), |cargo| {
            dress(cargo);
            cargo.env("AIRSIDE_BACKEND_PROGRAM", backend);
        })?;
    }
    if lint {
        sum.failed += lint::check()?;
    }
    conclude(sum, &skipped)
}

/// Builds the window, the app and the backend; false when that could not be done.
fn app(sum: &mut Tally) -> bool {
    let built = window::build(Build::Quick).and_then(|()| run::workspace());
    if let Err(error) = &built {
        step::warn("FAILED", &format!("{error:#}"));
        sum.failed += 1;
    }
    built.is_ok()
}

fn real_window(
    args: &Args,
    packages: &[&str],
    screen: &Screen,
    dress: impl Fn(&mut Command),
    skipped: &mut Vec<String>,
) -> Result<Tally> {
    step::heading("Testing");
    let mut which = "all()".to_owned();
    if screen.name().is_none() {
        which = format!("not {WINDOW}");
    } else if place::find("WebKitWebDriver").is_none() {
        skipped.push("the window's story: WebKitWebDriver is missing (package webkit2gtk-driver)".into());
        which = format!("not {WINDOW}");
    }
    let app = place::program("airside", false)?;
    let backend = place::program("airside-backend", false)?;
    let pictures = place::target()?.join("pictures");
    std::fs::create_dir_all(&pictures)?;
    let tally = suite::nextest(packages, &select(&which, args), |cargo| {
        dress(cargo);
        cargo
            .env("AIRSIDE_APP", app)
            .env("AIRSIDE_BACKEND_PROGRAM", backend)
            .env("AIRSIDE_PICTURES", &pictures);
    })?;
    println!("  pictures of the window: {}", pictures.display());
    Ok(tally)
}

fn select(which: &str, args: &Args) -> String {
    match &args.filter {
        Some(filter) => format!("{which} & test(~{filter})"),
        None => which.to_owned(),
    }
}

fn conclude(sum: Tally, skipped: &[String]) -> Result<()> {
    step::heading("Result");
    for what in skipped {
        step::warn("SKIPPED", what);
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if sum.failed > 0 {
        bail!("{} failed", sum.failed);
    }
    if !skipped.is_empty() && step::in_ci() {
        bail!("{} parts could not run, which is an error where nobody watches", skipped.len());
    }
    Ok(())
}
