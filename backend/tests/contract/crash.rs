//! The backend's program is killed in the middle of its jobs and of what it asks outside, again and again; each claim is
//! settled once, and nobody is given anything twice.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use airside_gateway_simulator as simulator;
use airside_shared::{
    claims::{ClaimEnd, ClaimMeans},
    ledger::Account,
};
use rusqlite::{Connection, OpenFlags};
use tokio::runtime::{Builder, Runtime};

use crate::{
    claims::{all_settled_once, cancelled, choosing, claims, send, to_paris, work},
    device::Device,
    money::{differences, holds},
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

/// What the program is about when it is killed, and what it needs to go on.
struct Work {
    folder: PathBuf,
    database: Option<String>,
    /// Where whoever is asked outside is.
    outside: Vec<(&'static str, String)>,
    eye: Eye,
}

/// Looks into the store past the program.
enum Eye {
    File(PathBuf),
    Server(Runtime, Box<tokio_postgres::Client>),
}

impl Work {
    fn new(folder: &Path, database: Option<&str>, outside: Vec<(&'static str, String)>) -> Self {
        let eye = match database {
            None => Eye::File(folder.join("airside.db")),
            Some(url) => {
                let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                let connected = runtime.block_on(tokio_postgres::connect(url, tokio_postgres::NoTls));
                let (client, connection) = connected.unwrap();
                runtime.spawn(connection);
                Eye::Server(runtime, Box::new(client))
            }
        };
        Self { folder: folder.to_owned(), database: database.map(str::to_owned), outside, eye }
    }

    /// The program, once it listens.
    fn start(&self) -> Killed {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_airside-backend"));
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&self.folder);
        serve.args(self.database.iter().flat_map(|url| ["--database", url]));
        serve.envs(self.outside.clone());
        serve.env("AIRSIDE_BACKEND_JOB_LEASE_SECONDS", "1").env("RUST_LOG", "info");
        let mut process = Killed(serve.current_dir(&self.folder).stderr(Stdio::piped()).spawn().unwrap());
        let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("listening")));
        // What it says later goes nowhere, but must not fill the pipe.
        thread::spawn(move || lines.for_each(drop));
        process
    }

    fn count(&self, sql: &str) -> i64 {
        match &self.eye {
            Eye::File(_) => self.file().query_row(sql, [], |row| row.get(0)).unwrap(),
            Eye::Server(runtime, client) => runtime.block_on(client.query_one(sql, &[])).unwrap().get(0),
        }
    }

    fn file(&self) -> Connection {
        let Eye::File(path) = &self.eye else { unreachable!("it is a server") };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(path, flags).unwrap();
        database.busy_timeout(Duration::from_secs(10)).unwrap();
        database
    }

    /// The time is over for which a payment is left to a program that asked about it and is dead.
    fn leases_end(&self) {
        let sql = "UPDATE payments SET due_at = 0";
        match &self.eye {
            Eye::File(_) => self.file().execute_batch(sql).unwrap(),
            Eye::Server(runtime, client) => runtime.block_on(client.batch_execute(sql)).unwrap(),
        }
    }

    /// Jobs that were done, and states that payments have come to.
    fn steps(&self) -> i64 {
        let jobs = self.count("SELECT COUNT(*) FROM jobs WHERE state = 'done'");
        jobs + self.count("SELECT COUNT(*) FROM payment_states")
    }

    fn over(&self) -> bool {
        self.count(OPEN) + self.count(UNPAID) == 0
    }

    /// Lets the program work, kills it after each of so many steps more, and at last lets it come to an end.
    fn through_kills(&self, after: &[i64]) {
        for steps in after {
            let before = self.steps();
            let process = self.start();
            until("steps are done", || self.steps() >= before + steps || self.over());
            drop(process);
            self.leases_end();
        }
        let process = self.start();
        until("all comes to an end", || self.over());
        drop(process);
    }
}

/// All but those that wait for a voucher's time to be over.
const OPEN: &str =
    "SELECT COUNT(*) FROM jobs WHERE state IN ('waiting', 'taken') AND kind <> 'voucher_expiry'";
const UNPAID: &str =
    "SELECT COUNT(*) FROM payments WHERE state NOT IN ('captured', 'refunded', 'declined', 'cancelled')";

/// Until it is so, or it takes too long.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::yield_now();
    }
}

pub async fn a_backend_that_is_killed_again_and_again_settles_each_claim_once(world: World) {
    to_paris(&world, PEOPLE, PEOPLE).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    let killed = |after: &'static [i64]| {
        move |folder: &Path, url: Option<&str>| Work::new(folder, url, Vec::new()).through_kills(after)
    };
    let world = world.meanwhile(killed(&[1, 2, 5, 9, 14, 20])).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    for file in claims(&world).await {
        desk.act(&world, choosing(&file, ClaimMeans::Voucher)).await;
    }
    let world = world.meanwhile(killed(&[1, 3, 8, 13, 18])).await;
    all_settled_once(&world, PEOPLE as usize).await;
}

pub async fn a_backend_that_is_killed_while_it_asks_for_miles_has_each_members_given_once(world: World) {
    let (world, programme) = world.with_programme("another-secret").await;
    to_paris(&world, PEOPLE, PEOPLE).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    for file in claims(&world).await {
        desk.act(&world, choosing(&file, ClaimMeans::Miles)).await;
    }
    let outside = vec![
        ("AIRSIDE_BACKEND_PROGRAMME", programme.url()),
        ("AIRSIDE_BACKEND_PROGRAMME_KEY", simulator::Config::default().key),
        ("AIRSIDE_BACKEND_PROGRAMME_SECRET", "another-secret".to_owned()),
    ];
    let killed = move |folder: &Path, url: Option<&str>| {
        Work::new(folder, url, outside).through_kills(&[1, 2, 4, 7, 11, 16, 24, 31]);
    };
    let world = world.meanwhile(killed).await;
    let files = claims(&world).await;
    assert_eq!(files.iter().filter(|it| it.ended == Some(ClaimEnd::Settled)).count(), PEOPLE as usize);
    let given = programme.records();
    assert_eq!(given.iter().filter(|it| it.moved == 1).count(), PEOPLE as usize, "{given:?}");
    assert_eq!((given.len(), holds(&world, Account::Miles).await), (PEOPLE as usize, 0));
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}
