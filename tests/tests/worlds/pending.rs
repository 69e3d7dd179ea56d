//! What is pending on a desk while answers and news cross each other.

use airside_core::{
    store::{Today, rows, scopes},
    sync::{pull, push},
};
use airside_shared::{
    Fault,
    access::Role,
    cases::{Category, Priority},
    entity::{Entity, Kind, Ref},
    ids::{DeviceId, Uuid, VoucherId},
    ipc::{AssessArgs, OpenCaseArgs, SaveState},
    sync::{
        EntryResult, EntryState, Limits, Outcome, PullReply, PushReply, PushRequest, Row, Scope, ScopePage,
    },
    trips::{SegmentStatus, Trip},
    vouchers::{Claim, Voucher},
};
use airside_tests::{Device, World, acts::states};
use serde_json::value::RawValue;

fn open(device: &Device, world: &World, text: &str) -> Uuid {
    let args = OpenCaseArgs {
        passenger: Some(world.stranded(0).0),
        trip: None,
        flight: None,
        category: Category::Complaint,
        priority: Priority::Normal,
        text: text.into(),
        photos: Vec::new(),
    };
    device.desk.open_case(args).unwrap().id
}

fn today() -> Today {
    Today { station: "JFK".into(), day: jiff::civil::date(2026, 11, 21) }
}

fn next(device: &Device, entries: u32) -> PushRequest {
    let limits = Limits { batch_entries: entries, ..Limits::default() };
    push::next(&device.desk.store().unwrap(), DeviceId(Uuid::nil()), &limits).unwrap().unwrap()
}

fn answer(device: &Device, request: &PushRequest, outcome: Outcome) {
    let entry = &request.entries[0];
    let results = vec![EntryResult { op: entry.op, seq: entry.seq, outcome }];
    let reply = PushReply { results, processed_through: entry.seq, limits: Limits::default() };
    push::settle(&device.desk.store().unwrap(), request, &reply, &today()).unwrap();
}

/// News of one row in a scope, as the backend would tell it.
fn news(device: &Device, scope: &Scope, row: Ref, body: Option<String>) {
    let store = device.desk.store().unwrap();
    let held = store.read(scopes::list).unwrap().into_iter().find(|h| h.scope == *scope).unwrap();
    let through = held.through + 1;
    let body = body.map(|text| RawValue::from_string(text).unwrap());
    let page = ScopePage {
        scope: scope.clone(),
        rows: vec![Row { kind: row.kind, id: row.id, version: through, body }],
        through,
        complete: true,
        total: held.total,
        checksum: None,
        withdrawn: false,
    };
    let reply = PullReply { pages: vec![page], ..Default::default() };
    pull::take(&store, &mut Default::default(), reply.try_into().unwrap(), 0, &today()).unwrap();
}

fn scope(device: &Device, wanted: impl Fn(&Scope) -> bool) -> scopes::Held {
    let held = device.desk.store().unwrap().read(scopes::list).unwrap();
    held.into_iter().find(|h| wanted(&h.scope)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_whose_blocker_was_given_up_while_the_answer_was_under_way_is_sent_again() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    open(&device, &world, "Refused");
    open(&device, &world, "Behind it");
    let first = next(&device, 1);
    answer(&device, &first, Outcome::Rejected(Fault::new("not_permitted", "Ask a colleague.").into()));
    let second = next(&device, 1);
    device.desk.discard(first.entries[0].op).unwrap();
    answer(&device, &second, Outcome::Blocked { by: first.entries[0].op });
    let queue = device.desk.queue().unwrap().rows;
    let behind = queue.iter().find(|row| row.op == second.entries[0].op).unwrap();
    assert_eq!(behind.state, EntryState::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_entry_that_newer_rows_hid_is_shown_again_when_still_newer_ones_let_it() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    let (passenger, trip, flight) = world.stranded(0);
    let issued = device.desk.issue_meal_voucher(AssessArgs { trip, flight: flight.id }).unwrap();
    let shown = || device.desk.open_passenger(passenger).unwrap().vouchers.len();
    let store = device.desk.store().unwrap();
    let voucher: Voucher = store.read(|db| rows::need(db, issued.id)).unwrap();
    let claim: Claim = store.read(|db| rows::need(db, voucher.claim)).unwrap();
    let row = Ref::new(Kind::Claim, claim.id);
    let station = scope(&device, |s| matches!(s, Scope::Station { .. })).scope;
    assert_eq!(shown(), 1);
    let taken = Claim { voucher: VoucherId(Uuid::nil()), ..claim };
    news(&device, &station, row, Some(Entity::from(taken).body()));
    assert_eq!(shown(), 0, "another desk's claim: the rule refuses a second");
    news(&device, &station, row, None);
    assert_eq!(shown(), 1, "that claim is gone, and the rule lets this one be");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_under_way_when_the_program_ended_waits_again() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    open(&device, &world, "Under way");
    next(&device, 1);
    assert_eq!(states(&device), [EntryState::Sending]);
    let device = device.restart();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    assert_eq!(states(&device), [EntryState::Queued]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_voucher_goes_from_sight_when_news_says_that_its_trip_moved_and_the_trip_waits_for_nothing()
{
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    let (passenger, trip, flight) = world.stranded(0);
    device.desk.issue_meal_voucher(AssessArgs { trip, flight: flight.id }).unwrap();
    let page = || device.desk.open_passenger(passenger).unwrap();
    assert_eq!(page().vouchers.len(), 1);
    assert_eq!(page().trips[0].state, SaveState::Sent, "the voucher only looked at it");
    let mut moved: Trip = device.desk.store().unwrap().read(|db| rows::need(db, trip)).unwrap();
    moved.segments.iter_mut().for_each(|s| s.status = SegmentStatus::Rebooked);
    let station = scope(&device, |s| matches!(s, Scope::Station { .. })).scope;
    news(&device, &station, Ref::new(Kind::Trip, trip), Some(Entity::from(moved).body()));
    assert_eq!(page().vouchers.len(), 0, "the rule refuses it for who is not on that flight");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applied_entry_stays_shown_while_the_scope_of_its_rows_is_loaded_anew() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    let store = device.desk.store().unwrap();
    let station = scope(&device, |s| matches!(s, Scope::Station { .. }));
    store.write(|tx| scopes::reset(tx, &station, &today())).unwrap();
    let case = open(&device, &world, "Opened while the station is being loaded");
    let board = scope(&device, |s| matches!(s, Scope::Board { .. }));
    let request = next(&device, 1);
    answer(&device, &request, Outcome::Applied { seq_after: board.through + 1 });
    let flight = Ref::new(Kind::Flight, world.stranded(0).2.id);
    news(&device, &board.scope, flight, Some(Entity::from(world.stranded(0).2).body()));
    let cases = device.desk.list_cases(Default::default()).unwrap();
    assert!(cases.iter().any(|it| it.id.0 == case), "its rows have not come");
}
