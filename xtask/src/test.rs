//! `cargo xtask test`: every test there is, and one line at the end that says how it went.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::screen::{Kind, Screen};
use crate::setup::{Purpose, setup};
use crate::suite::{self, Tally};
use crate::window::{self, Build};
use crate::{lint, place, run, step};

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
    /// Several desks and a backend; the demo world; the command line
    Worlds,
    /// The real window, in a virtual screen, with pictures of each step
    Window,
}

impl Part {
    fn packages(self) -> &'static [&'static str] {
        match self {
            Part::Shared => &["airside-shared"],
            Part::Core => &["airside-core"],
            Part::Backend => &["airside-backend"],
            Part::Worlds => &["airside-world", "airside-cli", "airside-tests", "xtask"],
            Part::Window => &["airside", "airside-ui", "airside-tests"],
        }
    }
}

/// The tests that drive the app itself; all others need neither a screen nor the app.
const WINDOW: &str = "(package(airside-tests) & binary(window))";

pub fn command(args: &Args) -> Result<()> {
    setup(Purpose::Test)?;
    let parts: BTreeSet<Part> = if args.only.is_empty() {
        Part::value_variants().iter().copied().collect()
    } else {
        args.only.iter().copied().collect()
    };
    let lint = args.lint || step::in_ci();
    let mut sum = Tally::default();
    let mut skipped = Vec::new();

    step::heading("Opening a virtual screen with a keyring");
    let screen = match Screen::open(Kind::Virtual, (1280, 800)) {
        Ok(screen) => screen,
        Err(error) => {
            skipped.push(format!("what needs a keyring or a screen: {error:#}"));
            Screen::default()
        }
    };
    let headless: Vec<&str> = parts
        .iter()
        .filter(|part| **part != Part::Window)
        .flat_map(|part| part.packages())
        .copied()
        .collect();
    if !headless.is_empty() {
        step::heading("Testing what has no window");
        sum +=
            suite::nextest(&headless, &select(&format!("not {WINDOW}"), args), |cargo| screen.dress(cargo))?;
    }
    let built = if parts.contains(&Part::Window) || lint { app(&mut sum, &mut skipped)? } else { false };
    if built && parts.contains(&Part::Window) {
        sum += real_window(args, &screen, &mut skipped)?;
    }
    if built && lint {
        sum.failed += lint::check()?;
    }
    conclude(sum, &skipped)
}

/// Builds the window, the app and the backend; false when that could not be done.
fn app(sum: &mut Tally, skipped: &mut Vec<String>) -> Result<bool> {
    if !place::root()?.join("ui/index.html").is_file() {
        skipped.push("the window and the lints: ui/index.html is missing".into());
        return Ok(false);
    }
    let built = window::build(Build::Quick).and_then(|()| run::programs(false));
    if let Err(error) = &built {
        step::warn("FAILED", &format!("{error:#}"));
        sum.failed += 1;
    }
    Ok(built.is_ok())
}

fn real_window(args: &Args, screen: &Screen, skipped: &mut Vec<String>) -> Result<Tally> {
    step::heading("Testing the real window");
    let tests = place::root()?.join("tests/tests");
    if !tests.join("window.rs").is_file() && !tests.join("window").is_dir() {
        skipped.push("the window's story: tests/tests/window.rs is missing".into());
    }
    let mut which = format!("package(airside) | package(airside-ui) | {WINDOW}");
    if screen.name().is_none() {
        // Already told why; what is left needs no screen.
        which = "package(airside) | package(airside-ui)".into();
    } else if place::find("WebKitWebDriver").is_none() {
        skipped.push("the window's story: WebKitWebDriver is missing (package webkit2gtk-driver)".into());
        which = "package(airside) | package(airside-ui)".into();
    }
    let app = place::program("airside", false)?;
    let backend = place::program("airside-backend", false)?;
    let pictures = place::target()?.join("pictures");
    std::fs::create_dir_all(&pictures)?;
    let tally = suite::nextest(Part::Window.packages(), &select(&format!("({which})"), args), |cargo| {
        screen.dress(cargo);
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
