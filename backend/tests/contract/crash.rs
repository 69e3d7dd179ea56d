//! The backend's program is killed in the middle of its jobs, again and again, and each claim is settled once.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use airside_shared::claims::ClaimMeans;
use rusqlite::{Connection, OpenFlags};

use crate::{
    claims::{all_settled_once, cancelled, choosing, claims, send, to_paris},
    device::Device,
    world::World,
};

const PEOPLE: u128 = 24;
/// Whatever was not done by then hangs.
const PATIENCE: Duration = Duration::from_secs(120);

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // A child is killed by SIGKILL: it has no time to end anything.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program on this folder, once it listens.
fn start(folder: &Path) -> Killed {
    let mut serve = Command::new(env!("CARGO_BIN_EXE_airside-backend"));
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
    serve.env("AIRSIDE_BACKEND_JOB_LEASE_SECONDS", "1").env("RUST_LOG", "info");
    let mut process = Killed(serve.current_dir(folder).stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("listening")));
    // What it says later goes nowhere, but must not fill the pipe.
    thread::spawn(move || lines.for_each(drop));
    process
}

fn count(folder: &Path, sql: &str) -> i64 {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(folder.join("airside.db"), flags).unwrap();
    database.busy_timeout(Duration::from_secs(10)).unwrap();
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn done(folder: &Path) -> i64 {
    count(folder, "SELECT COUNT(*) FROM jobs WHERE state = 'done'")
}

/// All but those that wait for a voucher's time to be over.
const OPEN: &str =
    "SELECT COUNT(*) FROM jobs WHERE state IN ('waiting', 'taken') AND kind <> 'voucher_expiry'";

/// Until it is so, or it takes too long.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::yield_now();
    }
}

/// Lets the program work, kills it after each of so many jobs more, and at last lets it come to an end.
fn through_kills(folder: &Path, after: &[i64]) {
    for jobs in after {
        let before = done(folder);
        let process = start(folder);
        until("jobs are done", || done(folder) >= before + jobs || count(folder, OPEN) == 0);
        drop(process);
    }
    let process = start(folder);
    until("all jobs come to an end", || count(folder, OPEN) == 0);
    drop(process);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backend_that_is_killed_again_and_again_settles_each_claim_once() {
    let world = World::on_sqlite().await;
    to_paris(&world, PEOPLE, PEOPLE).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    let kills = [1, 2, 5, 9, 14, 20];
    let world = world.meanwhile(move |folder, _| through_kills(folder, &kills)).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    for file in claims(&world).await {
        desk.act(&world, choosing(&file, ClaimMeans::Voucher)).await;
    }
    let world = world.meanwhile(move |folder, _| through_kills(folder, &[1, 3, 8, 13, 18])).await;
    all_settled_once(&world, PEOPLE as usize).await;
}
