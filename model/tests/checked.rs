//! The protocol holds in every state of the small bound; and for each flaw the checker finds the state in which
//! somebody would have lost something.

use airside_model::{
    Bound, Flaw, Protocol,
    acts::{A, B, C, Kind},
};
use stateright::{Checker, Expectation, HasDiscoveries, Model};

const NOTE: Kind = Kind::Note(A);
const TAKE: Kind = Kind::Take(A);
const FREE: Kind = Kind::Free(A);
const BARRED: Kind = Kind::Barred(A);
/// The first device does two things and the second one; or the first does all three.
const BOTH: [u8; 3] = [0, 0, 1];
const ONE: [u8; 3] = [0, 0, 0];

#[test]
fn everything_holds_in_every_state_of_the_small_bound() {
    let checker = Protocol::new(Bound::small(), None).checker().threads(2).spawn_dfs().join();
    println!("{} states, {} different", checker.state_count(), checker.unique_state_count());
    checker.assert_properties();
}

/// The property that a flaw breaks first, with these acts.
fn broken_by(flaw: Flaw, kinds: [Kind; 3], owners: [u8; 3]) -> Option<&'static str> {
    let bound = match flaw {
        // Goes round and round without a failure: counted, with nothing else that could happen.
        Flaw::DiscardUnreported => Bound {
            count_exchanges: true,
            faults: 0,
            copies: 0,
            loaded: vec![true],
            ..Bound::of(kinds, owners)
        },
        _ => Bound::of(kinds, owners),
    };
    let model = Protocol::new(bound, Some(flaw));
    let checker = model.checker().finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    let mut failed = checker
        .model()
        .properties()
        .into_iter()
        .filter(|it| it.expectation != Expectation::Sometimes && checker.discovery(it.name).is_some());
    let first = failed.next()?;
    println!("{flaw:?}, {} states:", checker.unique_state_count());
    println!("  {}: {:?}", first.name, checker.discovery(first.name)?.into_actions());
    Some(first.name)
}

#[test]
fn every_flaw_is_found() {
    let found = [
        (Flaw::SettleByBatch, [BARRED, NOTE, NOTE], BOTH),
        (Flaw::NoDedupe, [NOTE, NOTE, NOTE], BOTH),
        (Flaw::ReplyBeforeCommit, [NOTE, NOTE, NOTE], BOTH),
        (Flaw::RefusalStopsAll, [BARRED, Kind::Note(C), NOTE], BOTH),
        (Flaw::NothingWaits, [BARRED, NOTE, NOTE], BOTH),
        (Flaw::OwnLaneOnly, [Kind::BarredPair, Kind::Note(B), NOTE], BOTH),
        (Flaw::PagesOneByOne, [Kind::Pair, NOTE, NOTE], BOTH),
        (Flaw::CheckpointAhead, [Kind::Pair, NOTE, NOTE], BOTH),
        (Flaw::RowsAfterCheckpoint, [Kind::Pair, NOTE, NOTE], BOTH),
        (Flaw::BaseDropped, [BARRED, NOTE, NOTE], BOTH),
        (Flaw::NoReplay, [NOTE, NOTE, NOTE], BOTH),
        (Flaw::RefusedForgotten, [BARRED, NOTE, NOTE], BOTH),
        (Flaw::UncoverAtOnce, [NOTE, NOTE, NOTE], BOTH),
        (Flaw::ArrivedByWholeScopes, [Kind::Note(C), NOTE, NOTE], BOTH),
        (Flaw::BlockedBySettled, [BARRED, NOTE, NOTE], ONE),
        (Flaw::UnseenForgotten, [TAKE, FREE, TAKE], [0, 0, 1]),
        (Flaw::ReplayTwice, [NOTE, NOTE, NOTE], BOTH),
        (Flaw::DiscardUnreported, [BARRED, NOTE, NOTE], ONE),
    ];
    assert_eq!(found.map(|(flaw, ..)| flaw), Flaw::ALL);
    for (flaw, kinds, owners) in found {
        assert!(broken_by(flaw, kinds, owners).is_some(), "{flaw:?} is not found");
    }
}
