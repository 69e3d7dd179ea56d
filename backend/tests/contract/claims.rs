//! The workflow of compensation: from an event to a settled claim, once, with people where a limit asks for them.

use airside_shared::{
    claims::{
        ApproveClaim, ChooseSettlement, ClaimEnd, ClaimFile, ClaimMeans, ClaimReason, ClaimState, Matter,
        OpenClaim, PayClaim, RefuseClaim, claim_file_id,
    },
    compensation::{Decided, Outcome, OverruleDecision, Policies, known_facts},
    entity::{Entity, Kind},
    flights::{EventOutcome, EventReply, Flight, FlightEvent, FlightStatus, Happening},
    ids::{FlightId, TimelineId, Uuid},
    ledger::Account,
    money::{Currency, Money},
    notices::NoticesReply,
    passengers::Passenger,
    policies::Table,
    trips::{Journey, Trip},
    vouchers::{Agreement, Issuer, VoucherTerms, code},
};
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    device::{Device, Rows, read},
    money::{applied, ask, differences, holds, refused_for},
    world::{EVENTS, PIN, World, flight, flight_id, now, passenger_id, station, trip_id},
};

pub const PARIS: u128 = 0xAF;
/// The first of those who fly to Paris.
const FIRST: u128 = 0x100;

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// A flight under European law, and so many people on it; the first `members` of them are of the highest tier.
pub async fn to_paris(world: &World, people: u128, members: u128) {
    let Entity::Flight(like) = flight(PARIS, "JFK", "CDG") else { unreachable!("it is a flight") };
    let paris = Flight { carrier: "AF".into(), licence: "EU".into(), international: true, ..like };
    let mut things: Vec<Entity> = vec![paris.into()];
    for number in FIRST..FIRST + people {
        let mut passenger =
            json!({ "id": passenger_id(number), "name": { "surname": format!("Passenger{number}") } });
        if number < FIRST + members {
            passenger["loyalty"] =
                json!({ "programme": "AF", "number": number.to_string(), "tier": "platinum" });
        }
        things.push(serde_json::from_value::<Passenger>(passenger).unwrap().into());
        things.push(trip_of(number).into());
    }
    world.backend.put(things).await.unwrap();
}

pub fn trip_of(number: u128) -> Trip {
    serde_json::from_value(json!({
        "id": trip_id(number), "passenger": passenger_id(number), "pnr": format!("P{number:05}"), "party": 1,
        "segments": [{ "flight": flight_id(PARIS), "designator": "AF 7", "date": crate::world::today(),
            "from": "JFK", "to": "CDG", "ticket": "0572345678901", "coupon": 1, "cabin": "economy",
            "status": "booked" }],
    }))
    .unwrap()
}

pub fn cancelled(id: &str) -> FlightEvent {
    let what = Happening::Cancelled { cause: "technical".into(), text: String::new() };
    FlightEvent { id: id.into(), flight: flight_id(PARIS), at: now(), what }
}

fn late(id: &str, minutes: i64) -> FlightEvent {
    let departure = now() + SignedDuration::from_mins(180 + minutes);
    let what =
        Happening::Delayed { departure, arrival: None, cause: "technical".into(), text: String::new() };
    FlightEvent { id: id.into(), flight: flight_id(PARIS), at: now(), what }
}

pub async fn send(world: &World, event: &FlightEvent) -> Result<EventReply, (StatusCode, String)> {
    send_as(world, EVENTS, &serde_json::to_value(event).unwrap()).await
}

async fn send_as(world: &World, token: &str, event: &Value) -> Result<EventReply, (StatusCode, String)> {
    let request = reqwest::Client::new().post(world.url("/v1/flight-events")).bearer_auth(token).json(event);
    let answer = read(request.send().await.unwrap()).await;
    answer.map_err(|(status, fault)| (status, fault.code.into_owned()))
}

/// Does jobs until none is due.
pub async fn work(world: &World) {
    while world.backend.work().await.unwrap() > 0 {}
}

/// All claims, as a device of the station sees them, by the order of the passengers.
pub async fn claims(world: &World) -> Vec<ClaimFile> {
    let device = Device::signed_in(world, "SV1").await;
    let mut rows = Rows::new();
    device.follow(world, station(), &mut rows, 0).await;
    let files = rows.into_iter().filter(|(row, _)| row.kind == Kind::ClaimFile);
    let mut files: Vec<ClaimFile> = files
        .map(|(row, (_, body))| match Entity::read(row.kind, &body).unwrap() {
            Entity::ClaimFile(file) => file,
            other => panic!("{other:?}"),
        })
        .collect();
    files.sort_by_key(|file| file.passenger);
    files
}

pub async fn only(world: &World) -> ClaimFile {
    let mut all = claims(world).await;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

pub fn choosing(file: &ClaimFile, means: ClaimMeans) -> ChooseSettlement {
    let amount = file.due().unwrap();
    let agreement = Agreement {
        passenger: file.passenger,
        at: now(),
        language: "en".into(),
        words: "I take credit in the place of money.".into(),
        instead_of: amount,
    };
    let other = means != ClaimMeans::Cash;
    ChooseSettlement {
        file: file.id,
        passenger: file.passenger,
        means,
        amount,
        agreement: other.then_some(agreement),
        terms: other.then(|| Table::<VoucherTerms>::embedded().unwrap().id.clone()),
        at: now(),
    }
}

fn paying(file: &ClaimFile) -> PayClaim {
    PayClaim {
        file: file.id,
        claim: file.claim().unwrap(),
        amount: file.due().unwrap(),
        timeline: TimelineId(Uuid::now_v7()),
        at: now(),
    }
}

pub async fn an_event_opens_a_claim_for_each_passenger_and_a_chosen_voucher_closes_it(world: World) {
    to_paris(&world, 2, 2).await;
    let reply = send(&world, &cancelled("OPS-1")).await.unwrap();
    assert_eq!((reply.outcome, reply.known), (EventOutcome::Applied, false));
    work(&world).await;
    let files = claims(&world).await;
    assert_eq!(files.len(), 2);
    for file in &files {
        assert_eq!((file.state, file.due(), file.law()), (ClaimState::Offered, Some(eur(60_000)), "EU261"));
        assert!(file.offer_told && file.opened.event.as_deref() == Some("OPS-1"));
    }
    let mut desk = Device::signed_in(&world, "CK1").await;
    assert!(applied(&desk.act(&world, choosing(&files[0], ClaimMeans::Voucher)).await));
    assert!(applied(&desk.act(&world, choosing(&files[1], ClaimMeans::Miles)).await));
    work(&world).await;
    let files = claims(&world).await;
    assert_eq!((files[0].state, files[0].ended), (ClaimState::Closed, Some(ClaimEnd::Settled)), "{files:?}");
    assert!(files[1].credits(), "no programme has given the miles: {files:?}");
    assert_eq!(files[1].settlement.as_ref().unwrap().miles, Some(60_000));
    assert_eq!(holds(&world, Account::VoucherLiability).await, -75_000);
    assert_eq!(holds(&world, Account::Miles).await, -60_000);
    assert_eq!(holds(&world, Account::CompensationCost).await, 135_000);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    // A till that never met this backend verifies the voucher by the key for which the airline vouches.
    let mut rows = Rows::new();
    desk.follow(&world, airside_shared::sync::Scope::Catalogue, &mut rows, 0).await;
    let issuers: Vec<Issuer> = rows
        .iter()
        .filter(|(row, _)| row.kind == Kind::Issuer)
        .map(|(_, (_, body))| serde_json::from_str(body).unwrap())
        .collect();
    let mut rows = Rows::new();
    desk.follow(&world, station(), &mut rows, 0).await;
    let (_, body) = rows.into_iter().find(|(row, _)| row.kind == Kind::Voucher).unwrap().1;
    let voucher: airside_shared::vouchers::Voucher = serde_json::from_str(&body).unwrap();
    assert!(
        issuers.iter().any(|it| it.device == voucher.device && code::verify(&voucher.code, &it.key).is_ok())
    );
    let waiting: Vec<String> =
        world.backend.jobs().counts().await.unwrap().into_iter().map(|it| it.kind).collect();
    assert_eq!(waiting, ["voucher_expiry"], "nothing else is left to be done");
    assert_eq!(told(&world, &files[0]).await, ["claim_offered", "claim_settled", "voucher"]);
    assert_eq!(told(&world, &files[1]).await, ["claim_offered"], "nobody is told of miles that nobody gave");
    assert!(world.sums_agree().await);
}

/// What the passenger would have been told, if this backend could.
pub async fn told(world: &World, file: &ClaimFile) -> Vec<String> {
    let path = format!("/v1/notices?passenger={}", file.passenger);
    let reply: NoticesReply = ask(world, "SV1", &path).await.unwrap();
    assert!(reply.notices.iter().all(|it| it.said == "no_sender"), "{reply:?}");
    let mut told: Vec<String> = reply.notices.into_iter().map(|it| it.template).collect();
    told.sort_unstable();
    told
}

pub async fn a_claim_is_worked_out_by_the_version_that_people_approved(world: World) {
    to_paris(&world, 1, 1).await;
    crate::policies::approved(&world, 700).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.state, file.due()), (ClaimState::Offered, Some(eur(70_000))), "{file:?}");
    let policy = file.calculation.unwrap().policy;
    assert_eq!(policy, format!("EU261-{}/v1", crate::world::today()), "it says by which version");
}

pub async fn an_event_counts_once_and_one_that_is_late_or_cannot_be_is_answered_so(world: World) {
    to_paris(&world, 1, 0).await;
    assert!(!send(&world, &cancelled("OPS-1")).await.unwrap().known);
    assert!(send(&world, &cancelled("OPS-1")).await.unwrap().known);
    work(&world).await;
    assert!(send(&world, &cancelled("OPS-1")).await.unwrap().known);
    work(&world).await;
    assert_eq!(only(&world).await.steps.iter().filter(|it| it.act.name() == "opened").count(), 1);
    let other = FlightEvent { at: now() - SignedDuration::from_secs(1), ..cancelled("OPS-1") };
    assert_eq!(send(&world, &other).await.unwrap_err(), (StatusCode::CONFLICT, "event_differs".into()));
    let before = FlightEvent { at: now() - SignedDuration::from_mins(30), ..late("OPS-0", 200) };
    assert_eq!(send(&world, &before).await.unwrap().outcome, EventOutcome::Late);
    assert_eq!(send(&world, &late("OPS-2", 200)).await.unwrap_err().1, "flight_cancelled");
    let unknown = FlightEvent { flight: FlightId(Uuid::nil()), ..cancelled("OPS-3") };
    assert_eq!(send(&world, &unknown).await.unwrap_err(), (StatusCode::NOT_FOUND, "unknown_flight".into()));
    let future = FlightEvent { at: now() + SignedDuration::from_hours(1), ..cancelled("OPS-4") };
    let bad = [
        (serde_json::to_value(future).unwrap(), "event_in_future"),
        (serde_json::to_value(FlightEvent { id: String::new(), ..cancelled("") }).unwrap(), "bad_event_id"),
        (
            json!({ "id": "OPS-5", "flight": flight_id(PARIS), "at": now(), "kind": "abducted" }),
            "unreadable_body",
        ),
        (json!([]), "unreadable_body"),
    ];
    for (event, code) in bad {
        assert_eq!(
            send_as(&world, EVENTS, &event).await.unwrap_err(),
            (StatusCode::BAD_REQUEST, code.into())
        );
    }
}

pub async fn only_the_airlines_systems_and_who_may_say_what_became_of_a_flight(world: World) {
    to_paris(&world, 1, 0).await;
    let event = serde_json::to_value(cancelled("OPS-1")).unwrap();
    let wrong = send_as(&world, "another-token", &event).await.unwrap_err();
    assert_eq!(wrong, (StatusCode::UNAUTHORIZED, "sign_in_needed".into()));
    let agent = Device::signed_in(&world, "CK1").await;
    let refused = send_as(&world, &agent.session.token, &event).await.unwrap_err();
    assert_eq!(refused, (StatusCode::FORBIDDEN, "not_permitted".into()));
    let supervisor = Device::signed_in(&world, "SV1").await;
    assert!(send_as(&world, &supervisor.session.token, &event).await.is_ok());
    let at_a_terminal =
        reqwest::Client::new().post(world.url("/v1/flight-events")).basic_auth("SV2", Some(PIN));
    let reply: EventReply = read(at_a_terminal.json(&event).send().await.unwrap()).await.unwrap();
    assert!(reply.known);
}

/// Grants a claim as it stands.
fn yes(file: &ClaimFile) -> ApproveClaim {
    ApproveClaim { file: file.id, amount: file.due().unwrap(), at: now() }
}

pub async fn above_a_limit_somebody_else_grants_and_a_refusal_is_told(world: World) {
    to_paris(&world, 2, 0).await;
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    let mut second = Device::signed_in(&world, "SV2").await;
    // The flight is cancelled by hand, so that this person is the one who opens the claims.
    let Entity::Flight(like) = flight(PARIS, "JFK", "CDG") else { unreachable!("it is a flight") };
    let paris = Flight { carrier: "AF".into(), licence: "EU".into(), international: true, ..like };
    let gone = cancelled("BY-HAND").applied(&paris).unwrap();
    world.backend.put(vec![gone.into()]).await.unwrap();
    let open = |number: u128| OpenClaim {
        passenger: passenger_id(number),
        trip: trip_id(number),
        flight: flight_id(PARIS),
        reason: ClaimReason::Disruption,
        answers: Default::default(),
        beside: Vec::new(),
        at: now(),
    };
    for number in [FIRST, FIRST + 1] {
        assert!(applied(&supervisor.act(&world, open(number)).await));
    }
    assert_eq!(refused_for(second.act(&world, open(FIRST)).await), "claim_open_already");
    work(&world).await;
    let files = claims(&world).await;
    assert!(files.iter().all(|it| it.state == ClaimState::AwaitingApproval), "{files:?}");
    assert_eq!(refused_for(supervisor.act(&world, yes(&files[0])).await), "own_claim");
    let mut agent = Device::signed_in(&world, "CK1").await;
    assert_eq!(refused_for(agent.act(&world, yes(&files[0])).await), "not_permitted");
    let mut second = Device::signed_in(&world, "SV2").await;
    assert!(applied(&second.act(&world, yes(&files[0])).await));
    let no = RefuseClaim { file: files[1].id, reason: "Paid by the other carrier.".into(), at: now() };
    assert!(applied(&second.act(&world, no).await));
    work(&world).await;
    let files = claims(&world).await;
    assert_eq!(files[0].state, ClaimState::Offered);
    assert_eq!((files[1].state, files[1].ended), (ClaimState::Closed, Some(ClaimEnd::Refused)));
    assert!(files[1].steps.iter().any(|it| it.why == "claim_refused"), "the passenger is told");
    let mut other = Device::signed_in(&world, "SV2").await;
    assert_eq!(refused_for(other.act(&world, yes(&files[1])).await), "claim_decided");
    assert_eq!(holds(&world, Account::CompensationCost).await, 0);
}

pub async fn nobody_decides_in_time_and_it_goes_to_the_supervisors_unpaid(world: World) {
    to_paris(&world, 1, 0).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    assert_eq!(only(&world).await.state, ClaimState::AwaitingApproval);
    world.later(4 * 3_600 - 1);
    work(&world).await;
    assert_eq!(only(&world).await.state, ClaimState::AwaitingApproval);
    world.later(60);
    work(&world).await;
    let file = only(&world).await;
    assert_eq!(file.state, ClaimState::Escalated);
    world.later(20 * 3_600);
    work(&world).await;
    assert_eq!(only(&world).await.state, ClaimState::Escalated, "time alone pays nothing");
    let mut affairs = Device::signed_in(&world, "CA1").await;
    assert_eq!(refused_for(affairs.act(&world, yes(&file)).await), "claim_escalated");
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    assert!(applied(&supervisor.act(&world, yes(&file)).await));
    work(&world).await;
    assert_eq!(only(&world).await.state, ClaimState::Offered);
    assert_eq!(holds(&world, Account::CompensationCost).await, 0);
}

pub async fn two_desks_that_pay_end_in_one_payment_and_one_refusal(world: World) {
    to_paris(&world, 1, 1).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    // Both wrote it down and paid while they had no network.
    let mut desks = [Device::signed_in(&world, "CK1").await, Device::signed_in(&world, "SV2").await];
    let mut outcomes = Vec::new();
    for desk in &mut desks {
        let entries = vec![desk.entry(choosing(&file, ClaimMeans::Cash)), desk.entry(paying(&file))];
        outcomes.push(desk.push(&world, entries).await.unwrap().results);
    }
    assert!(outcomes[0].iter().all(applied), "{outcomes:?}");
    let mut second = outcomes.remove(1);
    assert!(!applied(&second[1]), "it waits behind the refused one, where a person sees it");
    assert_eq!(refused_for(second.remove(0)), "claim_chosen_already");
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.state, file.ended), (ClaimState::Closed, Some(ClaimEnd::Settled)));
    let mut again = Device::signed_in(&world, "CK1").await;
    assert_eq!(refused_for(again.act(&world, paying(&file)).await), "claim_settled_already");
    assert_eq!(holds(&world, Account::CashBag).await, -60_000);
    assert_eq!(holds(&world, Account::Refunds).await, 0);
    assert_eq!(holds(&world, Account::CompensationCost).await, 60_000);
    assert!(!differences(&world).await.is_empty(), "the money that the second desk handed over is named");
}

pub async fn a_voucher_of_a_desk_and_the_workflow_pay_once_together(world: World) {
    to_paris(&world, 2, 2).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let files = claims(&world).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    assert!(applied(&desk.act(&world, choosing(&files[0], ClaimMeans::Voucher)).await));
    // Before the job runs, a desk that had no network sends that it gave something for the same money.
    let claim = airside_shared::vouchers::Claim {
        id: files[0].claim().unwrap(),
        passenger: files[0].passenger,
        flight: files[0].flight,
        kind: airside_shared::vouchers::VoucherKind::TravelCredit,
        law: "EU261".into(),
        voucher: Uuid::now_v7().into(),
        file: None,
        rest: Default::default(),
    };
    world.backend.put(vec![claim.into()]).await.unwrap();
    work(&world).await;
    let file = claims(&world).await.remove(0);
    assert_eq!((file.state, file.ended), (ClaimState::Closed, Some(ClaimEnd::SettledElsewhere)));
    assert_eq!(holds(&world, Account::CompensationCost).await, 0, "nothing is given a second time");
    assert_eq!(files[0].id, claim_file_id(passenger_id(FIRST), flight_id(PARIS), Matter::Journey));
}

pub async fn a_flight_that_is_cancelled_after_it_was_late_is_worked_out_anew(world: World) {
    to_paris(&world, 1, 1).await;
    let short = FlightEvent { at: now() - SignedDuration::from_mins(9), ..late("OPS-1", 60) };
    send(&world, &short).await.unwrap();
    work(&world).await;
    assert_eq!(claims(&world).await.len(), 0, "so short a delay opens no claim");
    let longer = FlightEvent { at: now() - SignedDuration::from_mins(8), ..late("OPS-2", 150) };
    send(&world, &longer).await.unwrap();
    work(&world).await;
    assert_eq!(only(&world).await.state, ClaimState::Calculated, "nobody has arrived yet");
    send(&world, &cancelled("OPS-3")).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.state, file.due()), (ClaimState::Offered, Some(eur(60_000))));
    let mut rows = Rows::new();
    Device::signed_in(&world, "CK1").await.follow(&world, crate::world::board(), &mut rows, 0).await;
    let moved = rows.into_iter().find(|(row, _)| row.id == flight_id(PARIS).0).unwrap().1.1;
    let moved: Flight = serde_json::from_str(&moved).unwrap();
    assert_eq!(moved.status, FlightStatus::Cancelled, "the desks see it on their board");
}

pub async fn a_person_s_verdict_counts_until_the_passenger_has_chosen(world: World) {
    to_paris(&world, 1, 0).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    assert_eq!(file.state, ClaimState::AwaitingApproval);
    let Entity::Flight(like) = flight(PARIS, "JFK", "CDG") else { unreachable!("it is a flight") };
    let paris = Flight { carrier: "AF".into(), licence: "EU".into(), international: true, ..like };
    let gone = cancelled("OPS-1").applied(&paris).unwrap();
    let trip: Trip = trip_of(FIRST);
    let facts = known_facts(ClaimReason::Disruption, &Journey::alone(&trip, &gone));
    let decided = Decided::on(facts.clone(), Policies::embedded().unwrap()).unwrap();
    let overrule = OverruleDecision {
        passenger: file.passenger,
        trip: file.trip,
        flight: file.flight,
        facts,
        tables: decided.tables.clone(),
        saw: decided.decision.sum(),
        after: 0,
        outcome: Outcome::NotDue,
        reason: "The passenger was told three weeks before.".into(),
        beside: Vec::new(),
        timeline: TimelineId(Uuid::now_v7()),
        at: now(),
    };
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    let result = supervisor.act(&world, overrule).await;
    assert!(applied(&result), "{result:?}");
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.due(), file.ended), (None, Some(ClaimEnd::NothingDue)), "{file:?}");
    assert!(file.calculation.unwrap().verdict.is_some());
}

pub async fn who_was_left_behind_has_a_claim_and_nobody_else(world: World) {
    to_paris(&world, 3, 3).await;
    let what = Happening::DeniedBoarding { passengers: vec![passenger_id(FIRST + 1)] };
    send(&world, &FlightEvent { what, ..cancelled("OPS-1") }).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.passenger, file.reason), (passenger_id(FIRST + 1), ClaimReason::DeniedBoarding));
    assert_eq!((file.state, file.due()), (ClaimState::Offered, Some(eur(60_000))));
}

pub async fn three_backends_at_once_settle_each_claim_once(world: World) {
    to_paris(&world, 12, 12).await;
    let (second, third) = (world.beside().await, world.beside().await);
    send(&world, &cancelled("OPS-1")).await.unwrap();
    let together = async || {
        loop {
            let (one, two, three) =
                tokio::join!(world.backend.work(), second.backend.work(), third.backend.work());
            if one.unwrap() + two.unwrap() + three.unwrap() == 0 {
                break;
            }
        }
    };
    together().await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    for file in claims(&world).await {
        assert!(applied(&desk.act(&world, choosing(&file, ClaimMeans::Voucher)).await));
    }
    together().await;
    all_settled_once(&world, 12).await;
}

/// Each claim was settled by one voucher, and the books say so.
pub async fn all_settled_once(world: &World, people: usize) {
    let files = claims(world).await;
    assert_eq!(files.len(), people);
    for file in &files {
        assert_eq!((file.state, file.ended), (ClaimState::Closed, Some(ClaimEnd::Settled)));
        for act in ["opened", "calculated", "offered", "chosen", "settled", "closed"] {
            assert_eq!(file.steps.iter().filter(|it| it.act.name() == act).count(), 1, "{act}: {file:?}");
        }
    }
    assert_eq!(holds(world, Account::VoucherLiability).await, -75_000 * people as i64);
    assert_eq!(holds(world, Account::CompensationCost).await, 75_000 * people as i64);
    assert_eq!(differences(world).await, [] as [&str; 0]);
    assert!(world.sums_agree().await);
}
