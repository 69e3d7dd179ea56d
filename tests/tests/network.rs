//! The real network: backends as processes on one PostgreSQL, killed while people work, behind a bad link. The
//! same with hundreds of devices is `cargo xtask simulate --network`.

use std::time::Duration;

use airside_tests::{
    bad_link::{Fault, Weather},
    network::{Plan, play, replica, three_days},
    postgres::Server,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_or_doubled_over_a_bad_link_to_backends_that_are_killed() {
    let Some(server) = tokio::task::spawn_blocking(Server::shared).await.unwrap() else { return };
    let Some(program) = replica::program() else {
        assert!(std::env::var("CI").is_err(), "the backend's program is not built, and in CI it must be");
        eprintln!("NOT TESTED: build the backend first (cargo build --package airside-backend)");
        return;
    };
    let plan = Plan {
        devices: 10,
        acts: 14,
        backends: 3,
        pause: Duration::from_millis(700),
        kill_every: Duration::from_millis(1_500),
        bound: Duration::from_secs(120),
        seed: 4,
    };
    let wanted = plan.devices;
    let report = play(plan, server.database("network"), &program).await.unwrap();
    println!("{report}");
    assert!(report.kills >= 2 && report.entries > wanted * 10, "{report}");
    assert!(report.faults.missing().is_empty(), "never happened: {:?}", report.faults.missing());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_in_three_days_without_a_network_comes_through_a_bad_one_once() {
    let weather = Weather { drop: 200, cut: 200, lose: 200, double: 300, ..Weather::default() };
    let report = three_days(800, weather, 8).await.unwrap();
    println!("{report}");
    assert_eq!(report.entries, 800);
    let happened = [Fault::Dropped, Fault::RequestCut, Fault::AnswerCut, Fault::AnswerLost, Fault::Doubled];
    assert!(happened.iter().all(|fault| report.faults.of(*fault) > 0), "{}", report.faults);
}
