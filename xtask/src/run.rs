//! `cargo xtask run`: the backend with the demo world, and the app against it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::child::{Program, wait_for};
use crate::screen::{self, Kind, Screen};
use crate::setup::{Purpose, setup};
use crate::window::{self, Build};
use crate::{place, step, wasm};

const BACKEND: &str = "127.0.0.1:8790";
/// What plays the processor of cards and the programme of miles, where each listens, and how the backend's settings of it
/// begin. They move no money.
const PLAYERS: [(&str, &str, &str); 2] = [
    ("payment processor", "127.0.0.1:8795", "AIRSIDE_BACKEND_GATEWAY"),
    ("miles programme", "127.0.0.1:8796", "AIRSIDE_BACKEND_PROGRAMME"),
];
/// What they know the backend by, and sign their notices with.
const PLAYERS_KEYS: [&str; 2] = ["simulated-key", "simulated-secret"];

#[derive(clap::Args)]
pub struct Args {
    /// Where to open the window; asked if this machine has no screen
    #[arg(long, value_enum)]
    screen: Option<Kind>,
    /// What kind of device this is
    #[arg(long, value_enum, default_value_t = Device::Desk)]
    device: Device,
    /// The device's name: each has its own data, so a second one can run beside the first
    #[arg(long)]
    name: Option<String>,
    /// Build as people install it: slower to build, faster to run
    #[arg(long)]
    release: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Device {
    Desk,
    Tablet,
    Kiosk,
}

impl Device {
    fn name(self) -> &'static str {
        match self {
            Device::Desk => "desk",
            Device::Tablet => "tablet",
            Device::Kiosk => "kiosk",
        }
    }

    fn screen(self) -> (u32, u32) {
        match self {
            Device::Desk => (1280, 800),
            Device::Tablet => (1180, 820),
            Device::Kiosk => (1080, 1920),
        }
    }
}

pub fn command(args: &Args) -> Result<()> {
    setup(Purpose::Run)?;
    if args.release {
        wasm::optimiser();
    }
    let kind = screen::choose(args.screen)?;
    window::build(if args.release { Build::Small } else { Build::Quick })?;
    programs(args.release)?;

    step::heading("Starting");
    let screen = Screen::open(kind, args.device.screen())?;
    let players = players(args.release)?;
    let backend = backend(args.release)?;
    let mut app = app(args, kind, &screen)?;
    let ended = app.wait()?;
    let started = backend.map(|program| ("backend", program)).into_iter().chain(players);
    for (name, mut program) in started {
        step::doing(name, "ending", || {
            program.end();
            Ok(())
        })?;
    }
    if !ended.success() {
        bail!("the app ended with {ended}");
    }
    Ok(())
}

/// Every program and every test at once: built apart, a program lacks the features that only tests ask for, and
/// what both stand upon is compiled twice.
pub fn workspace() -> Result<()> {
    step::heading("Building every program and test");
    let mut cargo = place::cargo()?;
    cargo.args(["build", "--locked", "--workspace", "--bins", "--tests"]);
    step::doing("programs and tests", &step::words(&cargo), || step::run(&mut cargo))
}

/// The app, the backend and what plays the payment processor and the programme. The app holds the window's files within itself, so
/// the window comes first.
pub fn programs(release: bool) -> Result<()> {
    step::heading("Building the app and the backend");
    let mut cargo = place::cargo()?;
    cargo.args(["build", "--locked", "--package", "airside", "--package", "airside-backend"]);
    cargo.args(["--package", "airside-gateway-simulator"]);
    if release {
        cargo.arg("--release");
    }
    step::doing("app and backend", &step::words(&cargo), || step::run(&mut cargo))
}

/// Whether somebody has set a processor of their own for the backend: then that is charged.
fn own_processor() -> Result<bool> {
    let file = std::fs::read_to_string(place::root()?.join("airside-backend.toml")).unwrap_or_default();
    let named = file.lines().any(|line| line.trim_start().starts_with("gateway"));
    Ok(named || std::env::var_os("AIRSIDE_BACKEND_GATEWAY").is_some())
}

/// Starts what plays the processor and the programme, unless they are there already.
fn players(release: bool) -> Result<Vec<(&'static str, Program)>> {
    let mut started = Vec::new();
    if own_processor()? {
        return Ok(started);
    }
    let [key, secret] = PLAYERS_KEYS;
    for (name, listen, _) in PLAYERS {
        if listens(listen) {
            step::there(name, &format!("one listens already on {listen}"));
            continue;
        }
        let mut serve = Command::new(place::program("airside-gateway-simulator", release)?);
        serve.args(["--listen", listen, "--notify", &format!("http://{BACKEND}/v1/payments/notices")]);
        serve.env("GATEWAY_KEY", key).env("GATEWAY_SECRET", secret);
        let mut program = Program::start(&serve)?;
        step::doing(name, &format!("http://{listen}, moves no money"), || {
            wait_for(Duration::from_secs(10), || listens(listen) || program.ended().is_some());
            if listens(listen) { Ok(()) } else { bail!("the {name} did not start") }
        })?;
        started.push((name, program));
    }
    Ok(started)
}

/// Starts the backend, unless one answers already: a second desk joins the first one's.
fn backend(release: bool) -> Result<Option<Program>> {
    if healthy() {
        step::there("backend", &format!("one answers already at http://{BACKEND}"));
        return Ok(None);
    }
    if listens(BACKEND) {
        bail!("another program listens on {BACKEND} and is not Airside's backend: end it first");
    }
    let data = place::data()?.join("backend");
    std::fs::create_dir_all(&data)?;
    let mut serve = Command::new(place::program("airside-backend", release)?);
    serve.args(["serve", "--demo", "--data"]).arg(&data).current_dir(place::root()?);
    if !own_processor()? {
        let [key, secret] = PLAYERS_KEYS;
        for (_, listen, setting) in PLAYERS {
            serve.env(setting, format!("http://{listen}"));
            serve.env(format!("{setting}_KEY"), key).env(format!("{setting}_SECRET"), secret);
        }
    }
    let mut program = Program::start(&serve)?;
    step::doing("backend", &format!("http://{BACKEND}, data in {}", data.display()), || {
        // The demo world is made at the first start, which takes the longest.
        wait_for(Duration::from_secs(180), || healthy() || program.ended().is_some());
        match program.ended() {
            Some(status) => bail!("the backend ended with {status} before it answered"),
            None if healthy() => Ok(()),
            None => bail!("the backend did not answer GET /health within 3 minutes"),
        }
    })?;
    println!("        to pull the network, end it: kill {}", program.id());
    Ok(Some(program))
}

fn app(args: &Args, kind: Kind, screen: &Screen) -> Result<Program> {
    // A device's data is locked with a key in a keyring, so each keyring has its own devices.
    let keyring = if kind == Kind::Virtual { place::data()?.join("virtual") } else { place::data()? };
    let data = keyring.join(args.name.as_deref().unwrap_or(args.device.name()));
    std::fs::create_dir_all(&data)?;
    let mut app = Command::new(place::program("airside", args.release)?);
    app.current_dir(place::root()?)
        .env("AIRSIDE_BACKEND", format!("http://{BACKEND}"))
        .env("AIRSIDE_DATA", &data)
        .env("AIRSIDE_DEVICE", args.device.name());
    screen.dress(&mut app);
    let program = Program::start(&app)?;
    step::there("app", &format!("open as a {}, data in {}", args.device.name(), data.display()));
    if let Some(name) = screen.name() {
        println!("        to take its picture: DISPLAY={name} import -window root airside.png");
    }
    println!("        to end: close the window, or Ctrl+C");
    Ok(program)
}

fn listens(address: &str) -> bool {
    address
        .parse()
        .is_ok_and(|at: SocketAddr| TcpStream::connect_timeout(&at, Duration::from_millis(300)).is_ok())
}

fn healthy() -> bool {
    let ask = || -> Result<String> {
        let mut stream = TcpStream::connect_timeout(&BACKEND.parse()?, Duration::from_millis(300))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /health HTTP/1.1\r\nHost: {BACKEND}\r\nConnection: close\r\n\r\n")?;
        let mut first = [0; 12];
        stream.read_exact(&mut first)?;
        Ok(String::from_utf8_lossy(&first).into_owned())
    };
    ask().is_ok_and(|answer| answer == "HTTP/1.1 200")
}
