//! What a person sees while xtask works: one line for each step, and time where it took any.

use std::io::IsTerminal;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

fn line(mark: &str, colour: &str, what: &str, detail: &str) {
    if std::io::stdout().is_terminal() {
        println!("  \x1b[{colour}m{mark:<5}\x1b[0m {what:<22} {detail}");
    } else {
        println!("  {mark:<5} {what:<22} {detail}");
    }
}

pub fn heading(words: &str) {
    if std::io::stdout().is_terminal() { println!("\n\x1b[1m{words}\x1b[0m") } else { println!("\n{words}") }
}

/// It was there already: nothing done.
pub fn there(what: &str, detail: &str) {
    line("ok", "32", what, detail);
}

/// It could not be had, and the work goes on without it.
pub fn warn(what: &str, detail: &str) {
    line("WARN", "33", what, detail);
}

/// Does one thing, saying before what it is and after how long it took.
pub fn doing<T>(what: &str, detail: &str, act: impl FnOnce() -> Result<T>) -> Result<T> {
    line("…", "36", what, detail);
    let start = Instant::now();
    let outcome = act()?;
    line("done", "32", what, &format!("{:.1} s", start.elapsed().as_secs_f64()));
    Ok(outcome)
}

/// Runs a command that shows its own progress, and fails with its whole line if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let words = words(command);
    let status = command.status().with_context(|| format!("cannot start `{words}`"))?;
    if !status.success() {
        bail!("`{words}` ended with {status}");
    }
    Ok(())
}

/// What a command prints, or nothing if it cannot be started or fails.
pub fn ask(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command as a person would type it.
pub fn words(command: &Command) -> String {
    let name = std::path::Path::new(command.get_program()).file_name().unwrap_or_default();
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .map(|word| if word.contains([' ', '(', '|']) { format!("'{word}'") } else { word.into_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether nobody watches: then what cannot run is an error, not a remark.
pub fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}
