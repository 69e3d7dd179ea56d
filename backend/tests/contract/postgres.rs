//! What only PostgreSQL does: several backends at once, transactions in flight, TLS.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use airside_shared::{
    Fault,
    ids::{TimelineId, Uuid},
    passengers::SetPreference,
    sync::{Outcome, PushReply, PushRequest},
};
use tokio::task::JoinHandle;

use crate::{
    device::{Device, Rows, read},
    server::Server,
    world::{World, now, passenger_id, station},
};

/// Whether a table that people's data is in holds these bytes.
pub async fn holds(url: &str, bytes: &[u8]) -> bool {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let ask = "SELECT EXISTS (SELECT FROM attachment_chunks WHERE position($1 IN bytes) > 0)
        OR EXISTS (SELECT FROM entities WHERE position($1 IN convert_to(body, 'UTF8')) > 0)";
    client.query_one(ask, &[&bytes]).await.unwrap().get(0)
}

/// Runs statements; what the server says if it refuses them.
pub async fn run(url: &str, sql: &str) -> Result<(), String> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.map_err(|e| e.to_string())
}

/// Starts the backend's program on a database with these authorities, and says whether it listens.
fn listens(url: &str, authorities: &Path, data: &Path) -> bool {
    let mut serve = Command::new(env!("CARGO_BIN_EXE_airside-backend"));
    serve.args(["serve", "--listen", "127.0.0.1:0", "--database", url, "--data"]).arg(data);
    serve.env("SSL_CERT_FILE", authorities).env_remove("SSL_CERT_DIR").env("RUST_LOG", "info");
    let mut process = serve.current_dir(data).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let listens = lines.map_while(Result::ok).any(|line| line.contains("listening"));
    process.kill().unwrap();
    process.wait().unwrap();
    listens
}

#[tokio::test(flavor = "multi_thread")]
async fn sslmode_require_encrypts_to_a_server_that_the_authorities_vouch_for_and_to_no_other() {
    let Some(server) = tokio::task::spawn_blocking(Server::shared).await.unwrap() else { return };
    let Some(certificate) = server.certificate.clone() else { return };
    let data = tempfile::tempdir().unwrap();
    let url = format!("{}?sslmode=require", server.database("encrypted"));
    let stranger = tempfile::tempdir().unwrap();
    let other = crate::server::certificate(stranger.path(), None).unwrap();
    let tried = tokio::task::spawn_blocking(move || {
        [certificate, other].map(|authorities| listens(&url, &authorities, data.path()))
    });
    assert_eq!(tried.await.unwrap(), [true, false]);
}

/// A connection past all backends.
async fn connect(world: &World) -> tokio_postgres::Client {
    let (client, connection) =
        tokio_postgres::connect(world.database(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn preference(passenger: u128, value: &str) -> SetPreference {
    SetPreference {
        passenger: passenger_id(passenger),
        name: "drink".into(),
        value: value.into(),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    }
}

/// How many wait for a lock that somebody else has.
async fn waiting(client: &tokio_postgres::Client) -> i64 {
    let ask = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    client.query_one(ask, &[]).await.unwrap().get(0)
}

/// Pushes a preference, and says what was answered.
async fn push(url: &str, device: &mut Device, passenger: u128, value: &str) -> Result<PushReply, Fault> {
    let entries = vec![device.entry(preference(passenger, value))];
    let request = PushRequest { device: device.id, entries, resolved: Vec::new(), report: None };
    let ask = device.http.post(url).bearer_auth(&device.session.token).json(&request);
    read(ask.send().await.unwrap()).await.map_err(|(_, fault)| fault)
}

/// The same beside what else happens.
fn pushing(world: &World, mut device: Device, passenger: u128, value: String) -> Pushing {
    let url = world.url("/v1/push");
    tokio::spawn(async move { push(&url, &mut device, passenger, &value).await })
}

type Pushing = JoinHandle<Result<PushReply, Fault>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reader_sees_a_number_of_the_change_sequence_before_one_that_is_in_flight() {
    let Some(world) = World::on_postgresql().await else { return };
    let other = world.beside().await;
    let (first, second) = (Device::signed_in(&world, "CK1").await, Device::signed_in(&other, "CK1").await);
    let (reader, mut rows) = (Device::signed_in(&world, "SV1").await, Rows::new());
    let before = reader.follow(&world, station(), &mut rows, 0).await;
    // Whoever writes this passenger stands still in the middle of its transaction.
    let (holder, watcher) = (connect(&world).await, connect(&world).await);
    let hold = "SELECT FROM entities WHERE kind = 'passenger' AND id = $1 FOR UPDATE";
    holder.batch_execute("BEGIN").await.unwrap();
    holder.query(hold, &[&passenger_id(1).0.as_bytes().to_vec()]).await.unwrap();
    let early = pushing(&world, first, 1, "tea".into());
    while waiting(&watcher).await < 1 {
        tokio::task::yield_now().await;
    }
    let late = pushing(&other, second, 2, "coffee".into());
    while waiting(&watcher).await < 2 && !late.is_finished() {
        tokio::task::yield_now().await;
    }
    let meanwhile = reader.follow(&world, station(), &mut rows, before).await;
    holder.batch_execute("COMMIT").await.unwrap();
    for pushed in [early, late] {
        let reply = pushed.await.unwrap().unwrap();
        assert!(matches!(reply.results[0].outcome, Outcome::Applied { .. }), "{reply:?}");
    }
    // The sum of what was read is compared with the backend's: a row that was skipped would be missing.
    reader.follow(&world, station(), &mut rows, meanwhile).await;
    let of = |passenger| rows.values().any(|(_, body)| body.contains(passenger));
    assert!(of("drink: tea") && of("drink: coffee"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_while_two_backends_write_misses_nothing() {
    let Some(world) = World::on_postgresql().await else { return };
    let other = world.beside().await;
    // The writers go on until they were read often enough meanwhile.
    let looks = Arc::new(AtomicUsize::new(0));
    let mut writers = Vec::new();
    for nth in 0..6 {
        let at = if nth % 2 == 0 { &world } else { &other };
        let (mut device, url) = (Device::signed_in(at, "CK1").await, at.url("/v1/push"));
        let looks = looks.clone();
        writers.push(tokio::spawn(async move {
            let mut round = 0;
            while round < 8 || looks.load(Ordering::Relaxed) < 4 {
                push(&url, &mut device, 1 + nth % 3, &format!("tea {nth} {round}")).await.unwrap();
                round += 1;
            }
            round
        }));
    }
    let (reader, mut rows, mut after) = (Device::signed_in(&world, "SV1").await, Rows::new(), 0);
    while !writers.iter().all(JoinHandle::is_finished) {
        // Each time the sum is compared, at one backend and at the other.
        let at = if looks.load(Ordering::Relaxed).is_multiple_of(2) { &world } else { &other };
        after = reader.follow(at, station(), &mut rows, after).await;
        looks.fetch_add(1, Ordering::Relaxed);
    }
    let mut pushed = 0;
    for writer in writers {
        pushed += writer.await.unwrap();
    }
    reader.follow(&world, station(), &mut rows, after).await;
    let written = rows.values().filter(|(_, body)| body.contains("drink: tea")).count();
    assert_eq!(written, pushed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_push_among_others_that_wait_takes_back_itself_alone() {
    let Some(world) = World::on_postgresql().await else { return };
    let mut devices = Vec::new();
    for _ in 0..5 {
        devices.push(Device::signed_in(&world, "CK1").await);
    }
    for device in &mut devices {
        device.act(&world, preference(3, "water")).await;
    }
    // The third has lost count: its whole push is refused.
    devices[2].seq += 1;
    let (holder, watcher) = (connect(&world).await, connect(&world).await);
    holder.batch_execute("BEGIN; SELECT FROM meta WHERE name = 'change_seq' FOR UPDATE").await.unwrap();
    let mut pushes = Vec::new();
    for (nth, device) in devices.into_iter().enumerate() {
        pushes.push(pushing(&world, device, 1, format!("tea {nth}")));
        while waiting(&watcher).await < 1 {
            tokio::task::yield_now().await;
        }
    }
    holder.batch_execute("COMMIT").await.unwrap();
    for (nth, push) in pushes.into_iter().enumerate() {
        let refused = push.await.unwrap().err().map(|fault| fault.code.into_owned());
        assert_eq!(refused.as_deref(), (nth == 2).then_some("sequence_gap"), "{nth}");
    }
    let (reader, mut rows) = (Device::signed_in(&world, "SV1").await, Rows::new());
    reader.follow(&world, station(), &mut rows, 0).await;
    let told = |nth: usize| rows.values().any(|(_, body)| body.contains(&format!("drink: tea {nth}")));
    assert_eq!([0, 1, 2, 3, 4].map(told), [true, true, false, true, true]);
}
