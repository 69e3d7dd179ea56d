//! The table of jobs: each is there once, taken by one at a time, and outlives whoever took it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::world::{World, now};

fn at(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

pub async fn a_key_is_put_in_once_also_after_it_was_done(world: World) {
    let jobs = world.backend.jobs();
    assert!(jobs.enqueue("test", "one", now(), now()).await.unwrap());
    assert!(!jobs.enqueue("test", "one", at(5), at(5)).await.unwrap());
    let job = jobs.take(now(), "a", 60).await.unwrap().unwrap();
    assert_eq!((&*job.key, &*job.kind, job.takes), ("one", "test", 1));
    jobs.done(job, now()).await.unwrap();
    assert!(!jobs.enqueue("test", "one", now(), now()).await.unwrap());
    assert_eq!(jobs.take(at(1_000), "a", 60).await.unwrap(), None);
}

pub async fn two_workers_never_take_the_same_job(world: World) {
    let other = world.beside().await;
    for nth in 0..20 {
        world.backend.jobs().enqueue("test", &format!("{nth:02}"), now(), now()).await.unwrap();
    }
    let (mut taken, mut all) = (BTreeSet::new(), 0);
    loop {
        let (here, there) = (world.backend.jobs(), other.backend.jobs());
        let (one, two) = tokio::join!(here.take(now(), "a", 60), there.take(now(), "b", 60));
        let both: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
        if both.is_empty() {
            break;
        }
        all += both.len();
        taken.extend(both.into_iter().map(|job| job.key));
    }
    assert_eq!((all, taken.len()), (20, 20));
}

pub async fn a_lease_that_ran_out_is_taken_again_and_whoever_had_it_has_no_say_any_more(world: World) {
    let jobs = world.backend.jobs();
    jobs.enqueue("test", "one", now(), now()).await.unwrap();
    let first = jobs.take(now(), "a", 60).await.unwrap().unwrap();
    assert_eq!(jobs.take(at(59), "b", 60).await.unwrap(), None);
    let second = jobs.take(at(60), "b", 60).await.unwrap().unwrap();
    assert_eq!(second.takes, 2);
    let late = jobs.done(first.clone(), at(61)).await.unwrap_err();
    assert_eq!(late.fault.code, "lease_lost");
    assert_eq!(jobs.failed(first, "late", at(61)).await.unwrap_err().fault.code, "lease_lost");
    jobs.done(second, at(62)).await.unwrap();
    assert_eq!(jobs.stands("one").await.unwrap(), Some(("done".into(), String::new())));
}

pub async fn a_job_waits_until_it_is_due_and_what_failed_is_not_taken_again(world: World) {
    let jobs = world.backend.jobs();
    jobs.enqueue("test", "later", at(100), now()).await.unwrap();
    jobs.enqueue("test", "sooner", at(50), now()).await.unwrap();
    assert_eq!(jobs.take(at(49), "a", 60).await.unwrap(), None);
    let sooner = jobs.take(at(200), "a", 60).await.unwrap().unwrap();
    assert_eq!(sooner.key, "sooner", "what is due longest comes first");
    jobs.again(sooner, at(300), "not_yet").await.unwrap();
    assert_eq!(jobs.stands("sooner").await.unwrap(), Some(("waiting".into(), "not_yet".into())));
    let later = jobs.take(at(200), "a", 60).await.unwrap().unwrap();
    jobs.failed(later, "no_way", at(200)).await.unwrap();
    assert_eq!(jobs.take(at(299), "a", 60).await.unwrap(), None);
    assert_eq!(jobs.take(at(300), "a", 60).await.unwrap().unwrap().takes, 2);
    assert_eq!(jobs.stands("later").await.unwrap(), Some(("failed".into(), "no_way".into())));
}

pub async fn a_kind_that_nobody_does_fails_by_name_and_shows_in_the_gauges(world: World) {
    let jobs = world.backend.jobs();
    jobs.enqueue("of_a_newer_program", "one", now(), now()).await.unwrap();
    assert_eq!(world.backend.work().await.unwrap(), 1);
    assert_eq!(jobs.stands("one").await.unwrap(), Some(("failed".into(), "unknown_kind".into())));
    let counts = jobs.counts().await.unwrap();
    assert_eq!((counts.len(), &*counts[0].state, counts[0].jobs), (1, "failed", 1));
    let metrics = reqwest::get(world.url("/metrics")).await.unwrap().text().await.unwrap();
    assert!(metrics.contains("airside_jobs{kind=\"of_a_newer_program\",state=\"failed\"} 1"), "{metrics}");
    assert_eq!(world.backend.work().await.unwrap(), 0);
}
