//! System packages, by purpose, for Debian 12 and Ubuntu 22.04 or later.

use std::collections::HashSet;
use std::io::IsTerminal;
use std::process::Command;

use anyhow::{Result, bail};

use crate::setup::Purpose;
use crate::step;

/// What the dependencies of the desk and the backend compile against.
const COMPILE: &[&str] = &["build-essential", "pkg-config", "perl", "libdbus-1-dev"];

/// The window's engine.
const WINDOW: &[&str] = &["libwebkit2gtk-4.1-dev", "libgtk-3-dev"];

/// A screen, a session bus and a keyring for a machine without them.
const SCREEN: &[&str] = &["xvfb", "xauth", "dbus", "gnome-keyring", "imagemagick"];

/// A driver for the real window, a real database server, readers for the PDFs that are printed, a mail server and a
/// message bus.
const TEST: &[&str] =
    &["webkit2gtk-driver", "postgresql", "poppler-utils", "python3-aiosmtpd", "nats-server"];

/// Ends the desk's program, or lets its disk fail, at a chosen call to the system.
const CRASH: &[&str] = &["strace"];

const PACKAGE: &[&str] = &["file", "binaryen"];

fn wanted(purpose: Purpose) -> Vec<&'static str> {
    match purpose {
        Purpose::Run => [COMPILE, WINDOW, SCREEN].concat(),
        Purpose::Test => [COMPILE, WINDOW, SCREEN, TEST, CRASH].concat(),
        Purpose::Package => [COMPILE, WINDOW, SCREEN, PACKAGE].concat(),
        Purpose::Peers => COMPILE.to_vec(),
        Purpose::Crash => [COMPILE, CRASH].concat(),
        Purpose::Bench => [COMPILE, WINDOW, SCREEN, TEST, PACKAGE].concat(),
    }
}

/// Installs what is missing for a purpose.
pub fn install(purpose: Purpose) -> Result<()> {
    have(&wanted(purpose))
}

/// Installs what is missing. Elsewhere than on Debian and its kin it names the packages and goes on.
pub fn have(wanted: &[&'static str]) -> Result<()> {
    let Some(missing) = missing(wanted) else {
        step::warn(
            "system packages",
            &format!("no dpkg here; see that these are there: {}", wanted.join(" ")),
        );
        return Ok(());
    };
    if missing.is_empty() {
        step::there("system packages", &format!("{} of {}", wanted.len(), wanted.len()));
        return Ok(());
    }
    step::doing("system packages", &missing.join(" "), || {
        apt_get(&["update", "-q"])?;
        let mut words = vec!["install", "-q", "-y", "--no-install-recommends"];
        words.extend(&missing);
        apt_get(&words)
    })
}

/// Asked in one go, because asking dpkg takes longer than its answer.
fn missing(wanted: &[&'static str]) -> Option<Vec<&'static str>> {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let present: HashSet<&str> = text.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    Some(wanted.iter().copied().filter(|name| !present.contains(name)).collect())
}

fn apt_get(words: &[&str]) -> Result<()> {
    let root = step::ask("id", &["-u"]).is_some_and(|uid| uid.trim() == "0");
    let by_hand = format!("sudo apt-get {}", words.join(" "));
    let mut command = if root {
        Command::new("env")
    } else if crate::place::find("sudo").is_some() {
        let mut sudo = Command::new("sudo");
        // Nobody can type a password where there is no terminal: better to fail than to hang.
        if !std::io::stdin().is_terminal() {
            sudo.arg("-n");
        }
        sudo.arg("env");
        sudo
    } else {
        bail!("this needs an administrator, and there is no sudo. Run as root:\n\n    {}\n", &by_hand[5..]);
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(words);
    let Err(error) = step::run(&mut command) else { return Ok(()) };
    bail!("{error}\n\nDo it by hand, then try again:\n\n    {by_hand}\n")
}
