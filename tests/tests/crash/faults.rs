//! A disk that is full, and one that fails: the act is refused with a code that says what to do, what is there
//! stays readable, and the same act is taken, once, when the disk is well again.

use std::collections::BTreeSet;

use airside_shared::ids::OpId;
use airside_tests::crash::{
    self,
    mortal::{Ended, Errand, Stranded},
    trace::{Point, Record},
};

use super::Scene;

/// Calls that need room.
const FILLING: &[&str] = &["pwrite64", "write"];
/// How often a person tries.
const TRIES: u32 = 4;

/// A disk that is full from a point on: the calls that need room fail, so many of each or all.
fn full(record: &Record, from: usize, lasts: Option<usize>) -> Vec<String> {
    let harm = |call: &&str| {
        let before = record.writes[..from].iter().filter(|point| point.call == *call).count();
        let end = lasts.map_or("+".to_owned(), |lasts| format!("..{}", before + lasts));
        format!("{call}:error=ENOSPC:when={}{end}", before + 1)
    };
    FILLING.iter().map(harm).collect()
}

fn failing(at: &Point) -> Vec<String> {
    vec![format!("{}:error=EIO:when={}", at.call, at.nth)]
}

struct Trial {
    scene: Scene,
    record: Record,
    /// Everything that was ever called saved.
    saved: BTreeSet<OpId>,
    round: usize,
    refusals: usize,
}

impl Trial {
    async fn new() -> Self {
        let scene = Scene::new(200).await;
        let (ended, record) = scene.mortal.record(&Errand::Work(Stranded::of(&scene.world, 0), 1)).unwrap();
        let seen = scene.survives(&ended.acknowledged()).await.unwrap();
        Self { scene, record, saved: seen.ops(), round: 0, refusals: 0 }
    }

    /// The program works on a disk that is harmed so. Then the disk is well: the queue holds what was called saved,
    /// and nothing else.
    async fn run(&mut self, harm: &[String], code: &str) -> Ended {
        self.round += 1;
        let whom = Stranded::of(&self.scene.world, self.round % 20);
        let ended = self.scene.mortal.harmed(&Errand::Work(whom, TRIES), harm).unwrap();
        if crash::every() {
            println!("{harm:?}: {:?}", ended.said);
        }
        assert!(!ended.killed, "{harm:?}: {ended:?}");
        let other: Vec<_> = ended.refused().into_iter().filter(|it| *it != code).collect();
        assert!(other.is_empty(), "{harm:?}: {ended:?}");
        self.refusals += ended.refused().len();
        let saved = ended.acknowledged();
        self.saved.extend(&saved);
        let seen = self.scene.survives(&saved).await.unwrap_or_else(|e| panic!("{harm:?}: {ended:?}: {e:#}"));
        assert_eq!(seen.ops(), self.saved, "{harm:?}: {ended:?}");
        ended
    }
}

/// Some of all, and the first that SQLite makes itself: to the file beside the log, which cannot grow then.
fn filled_from(record: &Record, all: &[usize]) -> BTreeSet<usize> {
    let first = record.writes.iter().position(|point| point.call == "pwrite64");
    crash::spread(all, 6).into_iter().chain(first).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_every_act_whole_and_all_that_is_there_stays_readable() {
    if !crash::possible() {
        return;
    }
    let mut trial = Trial::new().await;
    let all: Vec<usize> = (0..trial.record.writes.len()).collect();
    let points = filled_from(&trial.record, &all);
    for from in &points {
        let harm = full(&trial.record, *from, None);
        let ended = trial.run(&harm, "disk_full").await;
        assert!(!ended.said.iter().any(|line| line.starts_with("unreadable")), "{ended:?}");
    }
    println!("full from {} of {} writes on, {} refusals", points.len(), all.len(), trial.refusals);
    assert!(trial.refusals >= points.len() / 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_a_full_disk_refused_is_taken_once_when_there_is_room_again() {
    if !crash::possible() {
        return;
    }
    let mut trial = Trial::new().await;
    let all: Vec<usize> = (0..trial.record.writes.len()).collect();
    let points = filled_from(&trial.record, &all);
    for from in &points {
        let harm = full(&trial.record, *from, Some(2));
        let ended = trial.run(&harm, "disk_full").await;
        let worked = ended.has_said("at work");
        assert!(!worked || ended.acknowledged().len() == 2, "{harm:?}: {ended:?}");
    }
    println!("full at {} of {} writes, {} refusals", points.len(), all.len(), trial.refusals);
    assert!(trial.refusals >= points.len() / 2);
}

/// At `first` points while the database is opened, and at some of the others.
async fn fail_at(points: impl Fn(&Record) -> Vec<Point>, first: usize, most: usize) {
    let mut trial = Trial::new().await;
    let all = points(&trial.record);
    let (opening, rest) = all.split_at(first.min(all.len()));
    let points: Vec<Point> = opening.iter().cloned().chain(crash::spread(rest, most)).collect();
    for point in &points {
        let harm = failing(point);
        let ended = trial.run(&harm, "disk_failed").await;
        let worked = ended.has_said("at work");
        assert!(!worked || ended.acknowledged().len() == 2, "{harm:?}: {ended:?}");
    }
    println!("{} of {} calls failed, {} refusals", points.len(), all.len(), trial.refusals);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_or_sync_that_fails_refuses_the_act_whole_and_the_next_try_is_taken_once() {
    if crash::possible() {
        fail_at(|record| record.writes.clone(), 0, 8).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_fails_is_named_and_the_next_try_is_taken_once() {
    if crash::possible() {
        fail_at(|record| record.reads.clone(), 9, 6).await;
    }
}

/// A sync that fails leaves the commit in the log all the same: a crash right then must not bring it back.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_was_refused_because_its_sync_failed_is_not_there_after_a_crash() {
    if !crash::possible() {
        return;
    }
    let mut trial = Trial::new().await;
    let syncs: Vec<usize> = (0..trial.record.writes.len())
        .filter(|nth| ["fsync", "fdatasync"].contains(&trial.record.writes[*nth].call))
        .collect();
    let chosen = crash::spread(&syncs, 6);
    let mut told = 0;
    for at in &chosen {
        let harm = failing(&trial.record.writes[*at]);
        trial.round += 1;
        let whom = Stranded::of(&trial.scene.world, trial.round % 20);
        let ended = trial.scene.mortal.harmed(&Errand::Leave(whom), &harm).unwrap();
        told += ended.refused().len();
        let saved = ended.acknowledged();
        trial.saved.extend(&saved);
        let seen =
            trial.scene.survives(&saved).await.unwrap_or_else(|e| panic!("{harm:?}: {ended:?}: {e:#}"));
        assert_eq!(seen.ops(), trial.saved, "{harm:?}: {ended:?}");
    }
    println!("{} of {} syncs failed, {told} refusals", chosen.len(), syncs.len());
    assert!(told > 0);
}
