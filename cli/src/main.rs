//! `airside-cli`: Airside without a window.

mod backup;
mod device;
mod fleet;
mod lines;
mod money;
mod notices;
mod operator;
mod voucher;
mod world;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// Airside without a window, for operations and for trying things.
#[derive(Parser)]
#[command(name = "airside-cli", version, propagate_version = true)]
#[command(after_help = "Example:\n  echo '{\"id\":\"1\",\"payload\":\"0125728359\"}' | airside-cli scan")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Decides compensation: one JSON object a line in, one a line out, in order.
    ///
    /// In: {"id": "EU-003", "facts": {…}}. Out: every law that was considered, with its trace. A line that
    /// cannot be read gets an error of its own and does not stop the rest.
    Evaluate {
        /// A file of lines; standard input if left out.
        file: Option<PathBuf>,
    },
    /// Reads scans: boarding passes, travel documents, bag tags, e-tickets, PNRs, references.
    ///
    /// In: {"id": "B1", "payload": "…"} a line; the lines of a passport are joined by \n.
    Scan {
        /// A file of lines; standard input if left out.
        file: Option<PathBuf>,
    },
    /// The queue of a device.
    #[command(subcommand)]
    Queue(Queue),
    /// The audit chain of a device.
    #[command(subcommand)]
    Audit(Audit),
    /// How the devices are: last contact, queue, refused entries, clock, heals.
    Fleet(fleet::Fleet),
    /// The books of a backend.
    #[command(subcommand)]
    Ledger(Ledger),
    /// Entries, books and processor beside each other: each difference by name; fails if there is one.
    Reconcile(operator::Ask),
    /// Refunds of a backend.
    #[command(subcommand)]
    Refunds(Refunds),
    /// Backups of payments, books and audit logs.
    #[command(subcommand)]
    Backup(Backup),
    /// What passengers were told.
    #[command(subcommand)]
    Notices(Notices),
    /// Demo worlds.
    #[command(subcommand)]
    World(World),
    /// Vouchers.
    #[command(subcommand)]
    Voucher(Voucher),
}

#[derive(Subcommand)]
enum Voucher {
    /// What a supplier is paid for a month: every voucher that they took in.
    Statement(voucher::Asked),
}

#[derive(Subcommand)]
enum Ledger {
    /// The balance of every account; fails if debits and credits differ.
    TrialBalance(operator::Ask),
}

#[derive(Subcommand)]
enum Refunds {
    /// How much, how often granted, how long it takes, and why.
    Report(operator::Ask),
}

#[derive(Subcommand)]
enum Backup {
    /// Takes one now, reads it back, and deletes those that are too old and were verified.
    Run(backup::Asked),
    /// What is there, and whether it was verified.
    List(backup::Asked),
    /// Reads one back: manifest, sums, audit chains; fails at the first thing that is wrong.
    Verify(backup::One),
    /// Puts one into an empty store and compares it row by row; all of it or nothing.
    Restore(backup::One),
    /// Writes the airline's recovery key into a file, to be kept apart from the store.
    Key(backup::KeyFile),
}

#[derive(Subcommand)]
enum Notices {
    /// What was sent, withheld, bounced or failed, newest first.
    List(notices::Asked),
}

#[derive(Subcommand)]
enum Queue {
    /// Every entry: what it is, where it stands, since when.
    List(device::Unlock),
}

#[derive(Subcommand)]
enum Audit {
    /// Walks the chain from its first record; fails at the first break.
    Verify(device::Unlock),
}

#[derive(Subcommand)]
enum World {
    /// Makes a backend database that holds a demo world.
    Generate(world::Generate),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Evaluate { file } => lines::each(file, airside_shared::compensation::evaluate_line),
        Command::Scan { file } => lines::each(file, airside_shared::scan::scan_line),
        Command::Queue(Queue::List(unlock)) => device::list_queue(&unlock),
        Command::Audit(Audit::Verify(unlock)) => device::verify_audit(&unlock),
        Command::Fleet(asked) => fleet::list(&asked),
        Command::Ledger(Ledger::TrialBalance(ask)) => money::trial_balance(&ask),
        Command::Reconcile(ask) => money::reconcile(&ask),
        Command::Refunds(Refunds::Report(ask)) => money::refunds(&ask),
        Command::Backup(Backup::Run(asked)) => backup::run(&asked),
        Command::Backup(Backup::List(asked)) => backup::list(&asked),
        Command::Backup(Backup::Verify(one)) => backup::verify(&one),
        Command::Backup(Backup::Restore(one)) => backup::restore(&one),
        Command::Backup(Backup::Key(file)) => backup::key(&file),
        Command::Notices(Notices::List(asked)) => notices::list(&asked),
        Command::World(World::Generate(generate)) => world::generate(generate),
        Command::Voucher(Voucher::Statement(asked)) => voucher::statement(&asked),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("airside-cli: {error:#}");
            ExitCode::FAILURE
        }
    }
}
