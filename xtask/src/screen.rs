//! A screen, a session bus and a keyring for the app: this machine's, or virtual ones that end with xtask.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::child::{Program, wait_for};
use crate::{place, step};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// This machine's own screen and keyring
    Here,
    /// A screen that nobody sees, with a keyring of its own
    Virtual,
}

/// The programs that make a virtual screen, and what tells others where it is.
#[derive(Default)]
pub struct Screen {
    env: Vec<(&'static str, String)>,
    // Dropped in this order: the keyring before its bus, the screen last.
    _programs: Vec<Program>,
}

/// Settles which screen to use before anything long is begun, asking the person where there is one.
pub fn choose(asked: Option<Kind>) -> Result<Kind> {
    let lacking = lacking();
    match (asked, lacking) {
        (Some(Kind::Virtual), _) => Ok(Kind::Virtual),
        (_, None) => Ok(Kind::Here),
        (Some(Kind::Here), Some(lacking)) => bail!("{lacking}"),
        (None, Some(lacking)) => {
            println!("\n{lacking}");
            if !std::io::stdin().is_terminal() {
                bail!("say `--screen virtual` to use a virtual one");
            }
            print!("Use a virtual one? [Y/n] ");
            std::io::stdout().flush()?;
            let mut answer = String::new();
            std::io::stdin().read_line(&mut answer)?;
            if answer.trim().to_lowercase().starts_with('n') {
                bail!("there is no screen to open the window on");
            }
            Ok(Kind::Virtual)
        }
    }
}

/// What this machine lacks for the app to open and to keep its key, in words for a person.
fn lacking() -> Option<&'static str> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        return Some("This machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set).");
    }
    if !secret_service(&[]) {
        return Some(
            "This session has no keyring (no Secret Service on the session bus). Airside keeps the key of its \
             database there and does not open without one. Install and unlock gnome-keyring or KWallet.",
        );
    }
    None
}

/// Whether somebody offers the Secret Service on the session bus, or can be started to.
fn secret_service(env: &[(&'static str, String)]) -> bool {
    ["ListNames", "ListActivatableNames"].iter().any(|method| {
        let mut ask = Command::new("dbus-send");
        ask.args(["--session", "--print-reply", "--reply-timeout=2000", "--dest=org.freedesktop.DBus", "/"]);
        ask.arg(format!("org.freedesktop.DBus.{method}")).envs(env.iter().map(|(name, value)| (name, value)));
        ask.output()
            .is_ok_and(|reply| String::from_utf8_lossy(&reply.stdout).contains("org.freedesktop.secrets"))
    })
}

impl Screen {
    pub fn open(kind: Kind, (width, height): (u32, u32)) -> Result<Screen> {
        match kind {
            Kind::Here => Ok(Screen::default()),
            Kind::Virtual => {
                step::doing("virtual screen", &format!("{width}×{height}, with bus and keyring"), || {
                    Screen::make(width, height, &place::data()?.join("virtual"))
                })
            }
        }
    }

    /// `keys` is the folder of its keyring: the project's own, so that the keys outlive the screen and never meet
    /// the person's.
    fn make(width: u32, height: u32, keys: &Path) -> Result<Screen> {
        for (program, package) in
            [("Xvfb", "xvfb"), ("dbus-daemon", "dbus"), ("gnome-keyring-daemon", "gnome-keyring")]
        {
            if place::find(program).is_none() {
                bail!(
                    "a virtual screen needs {program}: install the package {package}, or run `cargo xtask setup`"
                );
            }
        }
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"]);
        xvfb.arg(format!("{width}x{height}x24"));
        let (xvfb, number) = Program::start_and_hear(&xvfb)?;

        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let (bus, address) = Program::start_and_hear(&bus)?;

        let mut env = vec![
            ("DISPLAY", format!(":{number}")),
            ("DBUS_SESSION_BUS_ADDRESS", address),
            ("WAYLAND_DISPLAY", String::new()),
            ("GDK_BACKEND", "x11".into()),
        ];
        let keyring = keyring(&env, keys)?;
        env.push(("AIRSIDE_SCREEN", "virtual".into()));
        // There is no graphics card: what would be a program for one is not compiled for the processor first, anew in
        // each window, but drawn by it.
        env.push(("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1".into()));
        env.push(("MESA_SHADER_CACHE_DIR", keys.join("shaders").display().to_string()));
        Ok(Screen { env, _programs: vec![keyring, bus, xvfb] })
    }

    /// Tells a program that is about to start where the screen, the bus and the keyring are.
    pub fn dress(&self, command: &mut Command) {
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
    }

    /// The name of a virtual screen, by which its picture can be taken.
    pub fn name(&self) -> Option<&str> {
        self.env.iter().find(|(name, _)| *name == "DISPLAY").map(|(_, value)| value.as_str())
    }
}

/// Its password guards nothing: whoever may read the folder may read this line.
fn keyring(env: &[(&'static str, String)], keys: &Path) -> Result<Program> {
    std::fs::create_dir_all(keys)?;
    // A socket's path may have 107 letters, which a project's folder may exceed.
    let control = std::env::temp_dir().join(format!("airside-keyring-{}", std::process::id()));
    let mut daemon = Command::new("gnome-keyring-daemon");
    daemon.args(["--foreground", "--unlock", "--components=secrets", "--control-directory"]).arg(control);
    daemon.envs(env.iter().map(|(name, value)| (name, value))).env("XDG_DATA_HOME", keys);
    let program = Program::start_and_tell(&daemon, "airside")?;
    if !wait_for(Duration::from_secs(15), || running(env)) {
        bail!("gnome-keyring-daemon did not offer the Secret Service within 15 s");
    }
    Ok(program)
}

fn running(env: &[(&'static str, String)]) -> bool {
    let mut ask = Command::new("dbus-send");
    ask.args([
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        "org.freedesktop.DBus.NameHasOwner",
    ]);
    ask.arg("string:org.freedesktop.secrets").envs(env.iter().map(|(name, value)| (name, value)));
    ask.output().is_ok_and(|reply| String::from_utf8_lossy(&reply.stdout).contains("true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_screen_has_a_keyring_and_takes_both_with_it_when_it_goes() {
        let keys = std::env::temp_dir().join(format!("airside-keys-{}", std::process::id()));
        let screen = Screen::make(640, 480, &keys).unwrap();
        let env = screen.env.clone();
        assert!(running(&env), "the Secret Service answers");
        assert!(screen.name().is_some_and(|name| name.starts_with(':')));
        drop(screen);
        assert!(!running(&env), "nothing is left running");
        std::fs::remove_dir_all(keys).unwrap();
    }
}
