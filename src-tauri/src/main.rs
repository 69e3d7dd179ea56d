//! Starts the app.

use std::process::ExitCode;

fn main() -> ExitCode {
    airside::run()
}
