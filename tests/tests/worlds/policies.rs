//! A table of rules edited by two people on two desks, and a third desk that decides by it without a network.

use airside_shared::{
    devices::DeviceKind,
    entity::Entity,
    ids::{FlightId, TripId, Uuid},
    ipc::{
        ApprovePolicyArgs, AssessArgs, DraftPolicyArgs, IssueOfferArgs, PolicyArgs, PolicyPage, SaveState,
        SignInArgs, WithdrawPolicyArgs,
    },
    money::{Currency, Money},
    policies::{PolicyState, TrialRequest, VOUCHERS, diff},
    sync::EntryState,
    vouchers::VoucherKind,
};
use airside_tests::{Device, TODAY, World, acts::states};
use jiff::{ToSpan, civil::Date};
use serde_json::Value;

const TABLE: &str = "eu261";
/// The two platform managers of the demo.
const MANAGERS: [(&str, &str); 2] = [("8503", "628310"), ("8504", "371946")];

fn tomorrow() -> Date {
    TODAY.saturating_add(1.day())
}

async fn manager(world: &mut World, nth: usize) -> Device {
    let device = world.device(DeviceKind::Desk);
    let (badge, pin) = MANAGERS[nth];
    device.desk.sign_in(SignInArgs { badge: badge.into(), pin: pin.into() }).await.unwrap();
    device.sync().await.unwrap();
    device
}

fn page(device: &Device) -> PolicyPage {
    device.desk.policy(&PolicyArgs { table: TABLE.into() }).unwrap()
}

/// Six hundred euro become seven.
fn dearer(terms: &Value) -> Value {
    let mut terms = terms.clone();
    *terms.pointer_mut("/rights/bands/2/amount").unwrap() = 700.into();
    terms
}

fn drafting(terms: Value) -> DraftPolicyArgs {
    let citation = "Regulation (EU) 2026/1, Art 1".into();
    DraftPolicyArgs { table: TABLE.into(), from: tomorrow(), citation, terms }
}

fn approving() -> ApprovePolicyArgs {
    ApprovePolicyArgs { table: TABLE.into(), number: 1 }
}

/// Two people whose flights to Frankfurt were cancelled for a technical reason: one today, one tomorrow.
async fn to_frankfurt(world: &mut World) -> [AssessArgs; 2] {
    let people = [world.stranded(0), world.stranded(1)].map(|(_, trip, flight)| (trip, flight));
    let days = [TODAY, tomorrow()];
    let mut found = Vec::new();
    for (no, ((trip, flight), date)) in people.into_iter().zip(days).enumerate() {
        let id = FlightId(Uuid::from_u128(0xFA00 + no as u128));
        let mut flight = flight;
        (flight.id, flight.date, flight.to) = (id, date, "FRA".into());
        (flight.carrier, flight.licence, flight.international) = ("LH".into(), "EU".into(), true);
        if let Some(disruption) = &mut flight.disruption {
            disruption.cause = "technical".into();
            disruption.announced = flight.scheduled_departure;
        }
        move_to(world, trip, &flight);
        world.entities.push(flight.into());
        found.push(AssessArgs { trip, flight: id });
    }
    world.backend().load(world.entities.clone()).await.unwrap();
    [found[0], found[1]]
}

fn move_to(world: &mut World, trip: TripId, flight: &airside_shared::flights::Flight) {
    for entity in &mut world.entities {
        if let Entity::Trip(it) = entity
            && it.id == trip
        {
            it.segments.truncate(1);
            let segment = &mut it.segments[0];
            (segment.flight, segment.date, segment.to) = (flight.id, flight.date, flight.to.clone());
        }
    }
}

fn due(device: &Device, of: AssessArgs) -> String {
    let assessment = device.desk.assess(of).unwrap();
    let eu = assessment.regimes.into_iter().find(|it| it.regime == "EU261").unwrap();
    eu.amount.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_two_people_made_decides_on_a_third_desk_without_a_network_from_its_day_on() {
    let mut world = World::new(200).await.unwrap();
    let [before, after] = to_frankfurt(&mut world).await;
    let one = manager(&mut world, 0).await;
    let two = manager(&mut world, 1).await;
    let desk = world.desk().await.unwrap();

    let terms = dearer(&page(&one).terms);
    let request = TrialRequest { table: TABLE.into(), terms: terms.clone() };
    let trial = one.desk.try_policy(request).await.unwrap();
    assert!(trial.tried > 2 && trial.changed >= 2, "{trial:?}");
    assert_eq!(trial.more[0].minor, i64::from(trial.changed) * 10_000);
    one.desk.draft_policy(drafting(terms.clone())).unwrap();
    assert_eq!(one.desk.approve_policy(approving()).unwrap_err().code, "own_draft");
    one.sync().await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(due(&desk, after), "600.00 EUR", "a draft decides nothing");

    two.sync().await.unwrap();
    let seen = page(&two);
    let draft = seen.draft.unwrap();
    assert_eq!((draft.number, draft.by.as_str(), draft.may_not_approve), (1, "Rahul Mehta", None));
    let changes = diff(&seen.terms, &draft.terms);
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].row.as_str(), changes[0].column.as_str()), ("C", "amount"));
    two.desk.approve_policy(approving()).unwrap();
    two.sync().await.unwrap();
    desk.sync().await.unwrap();
    world.network_down().await.unwrap();
    assert_eq!(due(&desk, before), "600.00 EUR", "it was not in force on that day");
    assert_eq!(due(&desk, after), "700.00 EUR");
    assert_eq!(
        desk.desk.policies().unwrap_err().code,
        "not_permitted",
        "agents decide by tables and edit none"
    );

    world.network_up().await.unwrap();
    one.sync().await.unwrap();
    let seen = page(&one);
    assert_eq!((seen.versions[0].state, seen.state), (PolicyState::Approved, SaveState::Sent));
    assert_eq!(seen.versions[0].approved_by.as_deref(), Some("Astrid Lindqvist"));
    let back = WithdrawPolicyArgs { table: TABLE.into(), number: 1, reason: "The law was put off".into() };
    one.desk.withdraw_policy(back).unwrap();
    one.sync().await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(due(&desk, after), "600.00 EUR", "it was taken back before its day");
}

#[tokio::test(flavor = "multi_thread")]
async fn goodwill_that_two_people_raised_is_given_on_a_third_desk_without_a_network_and_stands() {
    let mut world = World::new(100).await.unwrap();
    let one = manager(&mut world, 0).await;
    let two = manager(&mut world, 1).await;
    let desk = world.desk().await.unwrap();
    let (_, trip, flight) = world.stranded(0);
    let usd = |minor| Money::new(minor, Currency::USD);
    let most = |desk: &Device| {
        let offers = desk.desk.assess(AssessArgs { trip, flight: flight.id }).unwrap().offers;
        offers.into_iter().find(|it| it.kind == VoucherKind::Goodwill).unwrap().amount
    };
    assert_eq!(most(&desk), usd(2_500));
    let page = one.desk.policy(&PolicyArgs { table: VOUCHERS.into() }).unwrap();
    let mut terms = page.terms;
    *terms.pointer_mut("/most/goodwill/check_in/USD").unwrap() = 4_000.into();
    let draft = DraftPolicyArgs { table: VOUCHERS.into(), from: TODAY, terms, ..drafting(Value::Null) };
    one.desk.draft_policy(draft).unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    two.desk.approve_policy(ApprovePolicyArgs { table: VOUCHERS.into(), ..approving() }).unwrap();
    two.sync().await.unwrap();
    desk.sync().await.unwrap();
    world.network_down().await.unwrap();
    assert_eq!(most(&desk), usd(4_000));
    let given = |minor| IssueOfferArgs {
        about: Default::default(),
        trip,
        flight: flight.id,
        known: Default::default(),
        kind: VoucherKind::Goodwill,
        amount: Some(usd(minor)),
        agreed: None,
    };
    assert_eq!(desk.desk.issue_offer(&given(4_001)).unwrap_err().code, "over_limit");
    desk.desk.issue_offer(&given(4_000)).unwrap();
    world.network_up().await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(states(&desk), [EntryState::Applied]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_drafts_at_once_the_second_is_shown_the_first_and_edits_nothing_unseen() {
    let mut world = World::new(50).await.unwrap();
    let one = manager(&mut world, 0).await;
    let two = manager(&mut world, 1).await;
    for device in [&one, &two] {
        device.desk.draft_policy(drafting(dearer(&page(device).terms))).unwrap();
    }
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    let refused = two.desk.queue().unwrap().rows.remove(0);
    assert_eq!(refused.reason.unwrap().code, "policy_moved");
    assert_eq!(page(&two).draft.unwrap().by, "Rahul Mehta");
}
