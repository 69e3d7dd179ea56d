//! People who decide about compensation: one passenger otherwise than the rules, and a whole flight in one go.

use std::collections::BTreeMap;

use airside_shared::{
    access::Role,
    compensation::Outcome,
    devices::DeviceKind,
    entity::Entity,
    flights::Flight,
    ids::{FlightId, TripId},
    ipc::{
        AssessArgs, AssessWith, DueException, FlightDue, FlightDueArgs, FlightVouchersArgs,
        IssueFlightVouchersArgs, LetterArgs, OverruleArgs, Paper, PersonDue,
    },
    money::{Currency, Money},
    sync::EntryState,
    vouchers::VoucherKind,
};
use airside_tests::{Device, World, acts::states};

const REASON: &str = "The crew told her that the engine had failed.";

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn overrule(of: AssessArgs, amount: Money) -> OverruleArgs {
    OverruleArgs { of: of.into(), outcome: Outcome::Amount { amount }, reason: REASON.into() }
}

/// Somebody to whom the rules give no money, so that any currency may be decided in.
fn somebody(world: &World, device: &Device) -> (airside_shared::ids::PassengerId, AssessArgs) {
    let mut stranded = (0..20).map(|nth| world.stranded(nth));
    let found = stranded.find_map(|(passenger, trip, flight)| {
        let args = AssessArgs { trip, flight: flight.id };
        let may = device.desk.assess(args).ok()?.overruling?;
        may.holds.is_none().then_some((passenger, args))
    });
    found.expect("the blizzard excuses the airline somewhere")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_decides_without_a_network_shows_everywhere_beside_what_the_rules_said() {
    let mut world = World::new(400).await.unwrap();
    let other = world.desk().await.unwrap();
    let device = world.desk().await.unwrap();
    let (passenger, args) = somebody(&world, &device);
    world.network_down().await.unwrap();
    let before = device.desk.assess(args).unwrap();
    device.desk.overrule(overrule(args, usd(10_000))).unwrap();

    let after = device.desk.assess(args).unwrap();
    assert_eq!(after.regimes, before.regimes, "the rules' own explanation stays");
    let verdict = &after.verdicts[0];
    assert_eq!((verdict.amount, verdict.before, verdict.moved), (Some(usd(10_000)), None, false));
    assert_eq!(verdict.reason, REASON);
    let page = device.desk.open_passenger(passenger).unwrap();
    assert!(
        page.timeline.iter().any(|row| row.summary.contains("100.00 USD") && row.summary.contains(REASON))
    );
    let letter = LetterArgs { of: args.into(), paper: Paper::A4, language: "ar".into() };
    assert!(!device.desk.preview_letter(&letter).unwrap().png.is_empty());

    world.network_up().await.unwrap();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), [EntryState::Applied]);
    other.sync().await.unwrap();
    let seen = other.desk.assess(args).unwrap();
    assert_eq!(seen.verdicts[0].amount, Some(usd(10_000)));
    assert_eq!(seen.verdicts[0].by, verdict.by);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_desks_that_overrule_at_once_the_second_is_shown_what_the_first_decided() {
    let mut world = World::new(400).await.unwrap();
    let (one, two) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let (_, args) = somebody(&world, &one);
    one.desk.overrule(overrule(args, usd(10_000))).unwrap();
    let mine = two.desk.overrule(overrule(args, usd(20_000))).unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    assert_eq!(states(&two), [EntryState::Rejected]);
    let card = two.desk.entry(mine.op).unwrap();
    assert_eq!(card.row.reason.unwrap().code, "overruled_already");
    let line = card.compare.iter().find(|line| line.label == "amount").unwrap();
    assert!(line.mine.contains("200.00 USD") && line.server.contains("100.00 USD"), "{line:?}");
    assert_eq!(two.desk.assess(args).unwrap().verdicts[0].amount, Some(usd(10_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_above_their_limit_or_without_the_right_and_nothing_moves() {
    let mut world = World::new(400).await.unwrap();
    let device = world.desk().await.unwrap();
    let (_, args) = somebody(&world, &device);
    assert_eq!(device.desk.overrule(overrule(args, usd(99_999))).unwrap_err().code, "over_limit");
    let unsaid = OverruleArgs { reason: "so".into(), ..overrule(args, usd(100)) };
    assert_eq!(device.desk.overrule(unsaid).unwrap_err().code, "reason_missing");
    let card =
        OverruleArgs { reason: "Paid with 4111 1111 1111 1111 at home".into(), ..overrule(args, usd(100)) };
    assert_eq!(device.desk.overrule(card).unwrap_err().code, "card_number_refused");
    assert!(states(&device).is_empty());
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
    tablet.sync().await.unwrap();
    assert_eq!(tablet.desk.overrule(overrule(args, usd(100))).unwrap_err().code, "not_permitted");
    assert_eq!(tablet.desk.assess(args).unwrap().overruling, None);
}

fn meals(flight: FlightId) -> FlightDueArgs {
    FlightDueArgs::of(flight, VoucherKind::Meal)
}

fn due(device: &Device, flight: FlightId) -> FlightDue {
    device.desk.flight_due(&meals(flight)).unwrap()
}

fn along(due: &FlightDue) -> Vec<TripId> {
    due.people.iter().filter(|person| person.goes_along()).map(|person| person.trip).collect()
}

fn person(due: &FlightDue, trip: TripId) -> &PersonDue {
    due.people.iter().find(|person| person.trip == trip).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_flight_is_decided_as_each_of_its_people_alone() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(60).await.unwrap();
    let device = world.desk().await.unwrap();
    let due = due(&device, flight.id);
    assert!(due.people.len() >= 60 && due.ready);
    let mut sum = Vec::new();
    for person in &due.people {
        let alone = device.desk.assess(AssessArgs { trip: person.trip, flight: flight.id }).unwrap();
        assert_eq!(person.law, alone.best, "{}", person.name);
        assert_eq!(person.due, alone.overruling.and_then(|may| may.holds), "{}", person.name);
        assert_eq!(person.offer, alone.meal.map(|meal| meal.amount), "{}", person.name);
        sum.extend(person.due);
    }
    let total: i64 = due.due.iter().map(|sum| sum.minor).sum();
    assert_eq!(total, sum.iter().map(|amount| amount.minor).sum::<i64>());
}

#[tokio::test(flavor = "multi_thread")]
async fn vouchers_for_a_flight_are_entries_of_their_own_survive_a_restart_and_are_printed_together() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(60).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    let mut people = along(&due(&device, flight.id));
    let left_out = people.pop().unwrap();
    let issued = device
        .desk
        .issue_flight_vouchers(&IssueFlightVouchersArgs { of: meals(flight.id), people: people.clone() });
    let issued = issued.unwrap();
    assert_eq!((issued.vouchers.len(), states(&device).len()), (people.len(), people.len()));

    let device = device.restart();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Queued; people.len()]);
    let now = due(&device, flight.id);
    assert_eq!(along(&now), [left_out]);
    assert_eq!(now.printable as usize, people.len());
    let of_one = &person(&now, people[0]).exceptions;
    assert!(matches!(&of_one[..], [.., DueException::AlreadyClaimed { number: Some(_) }]), "{of_one:?}");
    let job = FlightVouchersArgs {
        flight: flight.id,
        vouchers: issued.vouchers,
        paper: Paper::Roll80,
        language: "en".into(),
    };
    let file = device.desk.save_flight_vouchers(&job).unwrap();
    assert!(std::fs::read(&file.path).unwrap().starts_with(b"%PDF"));

    world.network_up().await.unwrap();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.desk.renewed().await;
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Applied; people.len()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn vouchers_for_a_flight_are_issued_to_all_who_were_chosen_or_to_none() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(40).await.unwrap();
    let device = world.desk().await.unwrap();
    let people = along(&due(&device, flight.id));
    device.desk.issue_meal_voucher(AssessArgs { trip: people[7], flight: flight.id }).unwrap();
    let all = IssueFlightVouchersArgs { of: meals(flight.id), people: people.clone() };
    let fault = device.desk.issue_flight_vouchers(&all).unwrap_err();
    let name = &person(&due(&device, flight.id), people[7]).name.clone();
    assert!(fault.code == "already_issued" && fault.message.contains(name), "{fault}");
    assert_eq!(states(&device).len(), 1, "nothing was issued beside the one");
    let nobody = IssueFlightVouchersArgs { of: meals(flight.id), people: Vec::new() };
    assert_eq!(device.desk.issue_flight_vouchers(&nobody).unwrap_err().code, "nobody_chosen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_with_less_to_issue_says_for_whom_somebody_must_approve() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(60).await.unwrap();
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
    tablet.sync().await.unwrap();
    let due = due(&tablet, flight.id);
    let left = due.allowance.unwrap();
    let along: i64 =
        due.people.iter().filter(|p| p.goes_along()).filter_map(|p| p.offer).map(|m| m.minor).sum();
    assert!(along <= left.money.minor, "what goes along can be issued");
    let over = |p: &&PersonDue| p.exceptions.iter().any(|e| matches!(e, DueException::NeedsApproval { .. }));
    assert!(due.people.iter().filter(over).count() > 5);
    let people = due.people.iter().filter(|p| p.offer.is_some()).map(|p| p.trip).collect();
    let fault = tablet
        .desk
        .issue_flight_vouchers(&IssueFlightVouchersArgs { of: meals(flight.id), people })
        .unwrap_err();
    assert_eq!(fault.code, "over_limit");
    assert!(states(&tablet).is_empty());
}

/// Makes a child of whoever travels alone with that trip.
fn make_a_child(world: &mut World, flight: &Flight) -> TripId {
    let alone = world.entities.iter().find_map(|e| match e {
        Entity::Trip(trip) if trip.party == 1 && trip.segments[0].flight == flight.id => Some(trip.clone()),
        _ => None,
    });
    let alone = alone.expect("somebody travels alone");
    for entity in &mut world.entities {
        if let Entity::Passenger(passenger) = entity
            && passenger.id == alone.passenger
        {
            passenger.born = Some("2017-01-31".parse().unwrap());
        }
    }
    alone.id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_alone_is_listed_and_gets_a_voucher_only_if_somebody_says_so() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(60).await.unwrap();
    let child = make_a_child(&mut world, &flight);
    world.backend().load(world.entities.clone()).await.unwrap();
    let device = world.desk().await.unwrap();
    let listed = due(&device, flight.id);
    assert_eq!(person(&listed, child).exceptions, [DueException::MinorAlone { age: Some(9) }]);
    assert!(!along(&listed).contains(&child) && person(&listed, child).offer.is_some());
    let with = IssueFlightVouchersArgs { of: meals(flight.id), people: vec![child] };
    assert_eq!(device.desk.issue_flight_vouchers(&with).unwrap().vouchers.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_booked_twice_gets_one_voucher() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(10).await.unwrap();
    let first = world.entities.iter().find_map(|e| match e {
        Entity::Trip(trip) if trip.segments[0].flight == flight.id => Some(trip.clone()),
        _ => None,
    });
    let mut again = first.unwrap();
    let twice = again.passenger;
    again.id = airside_shared::ids::derived("trip", &[b"again"]);
    again.pnr = "AGAIN1".into();
    world.entities.push(again.into());
    world.backend().load(world.entities.clone()).await.unwrap();
    let device = world.desk().await.unwrap();
    let due = due(&device, flight.id);
    let both: Vec<&PersonDue> = due.people.iter().filter(|p| p.passenger == twice).collect();
    assert_eq!(both.iter().filter(|p| p.offer.is_some()).count(), 1);
    assert!(both.iter().any(|p| p.exceptions.contains(&DueException::BookedTwice)));
    let people = along(&due);
    let count = people.len();
    let issued =
        device.desk.issue_flight_vouchers(&IssueFlightVouchersArgs { of: meals(flight.id), people }).unwrap();
    assert_eq!(issued.vouchers.len(), count);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_decided_counts_in_the_flights_total() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(20).await.unwrap();
    let device = world.desk().await.unwrap();
    let before = due(&device, flight.id);
    let of = before.people.iter().find(|p| p.due.is_none()).expect("the blizzard excuses");
    let args =
        AssessWith { trip: of.trip, flight: flight.id, about: Default::default(), known: Default::default() };
    let outcome = Outcome::Amount { amount: usd(10_000) };
    device.desk.overrule(OverruleArgs { of: args, outcome, reason: REASON.into() }).unwrap();
    let after = due(&device, flight.id);
    assert_eq!(after.due.iter().find(|sum| sum.currency == Currency::USD), Some(&usd(10_000)));
    assert!(person(&after, of.trip).exceptions.contains(&DueException::Overruled));
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_of_a_flight_gets_a_bed_the_way_to_it_and_goodwill_beside_the_meal() {
    let mut world = World::new(400).await.unwrap();
    let flight = world.crowd(12).await.unwrap();
    to_europe(&mut world, &flight);
    world.backend().load(world.entities.clone()).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    let hotel = FlightDueArgs::of(flight.id, VoucherKind::Hotel);
    let asked = device.desk.flight_due(&hotel).unwrap();
    assert!(asked.questions.contains(&"overnight".to_owned()) && along(&asked).is_empty(), "nobody guesses");
    let known = BTreeMap::from([("overnight".to_owned(), true.into())]);
    for gives in [VoucherKind::Meal, VoucherKind::Hotel, VoucherKind::Transport, VoucherKind::Goodwill] {
        let of = FlightDueArgs { known: known.clone(), gives, ..hotel.clone() };
        let listed = device.desk.flight_due(&of).unwrap();
        assert!(listed.kinds.contains(&gives) && !listed.kinds.contains(&VoucherKind::TravelCredit));
        let people = along(&listed);
        assert!(people.len() >= 12, "{gives:?}: {people:?}");
        let sum: i64 = listed.people.iter().filter_map(|it| it.offer).map(|it| it.minor).sum();
        let issued = device.desk.issue_flight_vouchers(&IssueFlightVouchersArgs { of: of.clone(), people });
        assert_eq!(issued.unwrap().total, [usd(sum)], "{gives:?}");
        let again = device.desk.flight_due(&of).unwrap();
        let had = |it: &PersonDue| {
            it.exceptions.iter().any(|it| matches!(it, DueException::AlreadyClaimed { number: Some(_) }))
        };
        assert!(along(&again).is_empty() && again.people.iter().all(had), "{gives:?}");
    }
    let people = along(&device.desk.flight_due(&FlightDueArgs::of(flight.id, VoucherKind::Lounge)).unwrap());
    let credit = FlightDueArgs::of(flight.id, VoucherKind::TravelCredit);
    let credit = IssueFlightVouchersArgs { of: credit, people };
    assert_eq!(device.desk.issue_flight_vouchers(&credit).unwrap_err().code, "nothing_due");
    let count = states(&device).len();
    world.network_up().await.unwrap();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Applied; count]);
}

/// An airline of the Union takes them to Frankfurt.
fn to_europe(world: &mut World, flight: &Flight) {
    for entity in &mut world.entities {
        match entity {
            Entity::Flight(it) if it.id == flight.id => (it.licence, it.to) = ("EU".into(), "FRA".into()),
            Entity::Trip(it) => {
                let on = it.segments.iter_mut().filter(|segment| segment.flight == flight.id);
                on.for_each(|segment| segment.to = "FRA".into());
            }
            _ => {}
        }
    }
}
