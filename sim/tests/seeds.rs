//! The first seeds, in every run of the tests. More of them: `cargo xtask simulate --seeds 10000`.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use airside_sim::{Outcome, Tally, play};

/// As many as a test build plays in about a minute on two cores.
const SEEDS: u64 = 200;

fn all(seeds: u64) -> Vec<Outcome> {
    let (next, outcomes) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let folder = tempfile::tempdir().expect("there is room for small files");
                let runtime =
                    tokio::runtime::Builder::new_current_thread().build().expect("it needs nothing");
                let _threads = runtime.enter();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        return;
                    }
                    let outcome = play(seed, folder.path(), false).expect("a world can be made");
                    if outcome.failed.is_some() {
                        // One is enough to look at.
                        next.store(seeds, Ordering::Relaxed);
                    }
                    outcomes.lock().expect("nobody panics holding it").push(outcome);
                }
            });
        }
    });
    outcomes.into_inner().expect("nobody panics holding it")
}

#[test]
fn every_invariant_holds_in_every_seed_and_every_fault_and_conflict_really_happens() {
    let mut tally = Tally::default();
    for outcome in all(SEEDS) {
        if let Some(failure) = &outcome.failed {
            let trace = failure.trace.join("\n  ");
            panic!("seed {}: {}\n  {trace}", outcome.seed, failure.broken);
        }
        tally += outcome.tally;
    }
    assert_eq!(tally.never(), Vec::<&str>::new(), "these never happened: the simulation proves too little");
}

#[test]
fn a_seed_plays_the_same_again() {
    let prints = || -> Vec<u64> {
        let mut outcomes = all(4);
        outcomes.sort_by_key(|outcome| outcome.seed);
        outcomes.iter().map(|outcome| outcome.fingerprint).collect()
    };
    assert_eq!(prints(), prints());
}
