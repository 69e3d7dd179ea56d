//! Claims on several desks: opened without a network, granted by somebody else, chosen, and given once.

use airside_shared::{
    access::Role,
    claims::{ClaimEnd, ClaimMeans, ClaimReason, ClaimState},
    devices::DeviceKind,
    entity::Entity,
    flights::{Disruption, Flight},
    ids::{FlightId, PassengerId, TripId},
    ipc::{
        AgreementArgs, ChooseSettlementArgs, ClaimArgs, ClaimRow, Instead, OpenClaimArgs, RefuseClaimArgs,
        SaveState,
    },
    passengers::{Loyalty, Passenger, Tier},
    vouchers::VoucherKind,
};
use airside_tests::{Device, World};

/// Somebody without a high tier on a cancelled flight, which is made one under European law.
async fn stranded(world: &World) -> (PassengerId, TripId, FlightId) {
    let high = |id: PassengerId| {
        world.entities.iter().any(|it| match it {
            Entity::Passenger(it) if it.id == id => {
                it.loyalty.as_ref().is_some_and(|it| it.tier >= Tier::Gold)
            }
            _ => false,
        })
    };
    let (passenger, trip, flight) =
        (0..).map(|nth| world.stranded(nth)).find(|(passenger, ..)| !high(*passenger)).unwrap();
    let told =
        Disruption { cause: "technical".into(), announced: flight.scheduled_departure, text: String::new() };
    let european = Flight {
        carrier: "AF".into(),
        licence: "EU".into(),
        to: "CDG".into(),
        international: true,
        disruption: Some(told),
        ..flight.clone()
    };
    world.backend().put(vec![european.into()]).await.unwrap();
    (passenger, trip, flight.id)
}

fn late(trip: TripId, flight: FlightId) -> OpenClaimArgs {
    OpenClaimArgs { trip, flight, reason: ClaimReason::Disruption, answers: Default::default() }
}

async fn working(world: &mut World, role: Role) -> Device {
    let device = world.device(DeviceKind::Desk);
    device.sign_in(world, role).await.unwrap();
    device.sync().await.unwrap();
    device
}

/// The backend does what is due, and these devices hear of it.
async fn worked(world: &World, devices: &[&Device]) {
    for device in devices {
        device.sync().await.unwrap();
    }
    world.backend().work().await.unwrap();
    for device in devices {
        device.sync().await.unwrap();
    }
}

fn only(device: &Device) -> ClaimRow {
    let mut rows = device.desk.claims().unwrap().rows;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn seen(row: &ClaimRow) -> ClaimArgs {
    ClaimArgs { claim: row.id, amount: row.due.unwrap() }
}

fn choosing(device: &Device, row: &ClaimRow, means: ClaimMeans) -> ChooseSettlementArgs {
    let (due, credit) = (row.due.unwrap(), row.credit.unwrap());
    let asked = AgreementArgs { instead_of: due, given: Instead::Credit(credit), language: "ar".into() };
    let agreed = (means != ClaimMeans::Cash).then(|| device.desk.agreement_text(&asked).unwrap());
    ChooseSettlementArgs { claim: row.id, means, amount: due, agreed }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_opened_without_a_network_is_granted_by_somebody_else_and_ends_in_a_voucher() {
    let mut world = World::new(400).await.unwrap();
    let (passenger, trip, flight) = stranded(&world).await;
    let desk = working(&mut world, Role::CheckIn).await;
    let office = working(&mut world, Role::Supervisor).await;
    world.network_down().await.unwrap();
    let open = late(trip, flight);
    desk.desk.open_claim(open.clone()).unwrap();
    let row = only(&desk);
    assert_eq!((row.stands, row.saved), (ClaimState::Opened, SaveState::Waiting));
    assert_eq!(desk.desk.open_claim(open).unwrap_err().code, "claim_open_already");
    world.network_up().await.unwrap();
    worked(&world, &[&desk, &office]).await;
    let row = only(&office);
    assert_eq!((row.stands, row.due.unwrap().minor), (ClaimState::AwaitingApproval, 60_000));
    assert!(row.may_not.is_none() && row.decide_by.is_some() && !row.because.is_empty());
    assert_eq!(desk.desk.approve_claim(seen(&row)).unwrap_err().code, "not_permitted");
    office.desk.approve_claim(seen(&row)).unwrap();
    worked(&world, &[&office, &desk]).await;
    let row = only(&desk);
    assert_eq!(row.stands, ClaimState::Offered);
    let silent = ChooseSettlementArgs { agreed: None, ..choosing(&desk, &row, ClaimMeans::Voucher) };
    assert_eq!(desk.desk.choose_settlement(silent).unwrap_err().code, "agreement_missing");
    desk.desk.choose_settlement(choosing(&desk, &row, ClaimMeans::Voucher)).unwrap();
    worked(&world, &[&desk, &office]).await;
    let row = only(&office);
    assert_eq!((row.stands, row.ended), (ClaimState::Closed, Some(ClaimEnd::Settled)));
    let page = desk.desk.open_passenger(passenger).unwrap();
    let voucher = page.vouchers.iter().find(|it| it.kind == VoucherKind::TravelCredit).unwrap();
    assert_eq!(Some(voucher.amount), row.credit);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_may_take_miles_by_words_that_name_them() {
    let mut world = World::new(400).await.unwrap();
    let (passenger, trip, flight) = stranded(&world).await;
    let known = world.entities.iter().find_map(|it| match it {
        Entity::Passenger(it) if it.id == passenger => Some(it.clone()),
        _ => None,
    });
    let card = Loyalty { programme: "AF".into(), number: "1234567".into(), tier: Tier::Silver };
    let member = Passenger { loyalty: Some(card), ..known.unwrap() };
    world.backend().put(vec![member.into()]).await.unwrap();
    let desk = working(&mut world, Role::CheckIn).await;
    let office = working(&mut world, Role::Supervisor).await;
    desk.desk.open_claim(late(trip, flight)).unwrap();
    worked(&world, &[&desk, &office]).await;
    office.desk.approve_claim(seen(&only(&office))).unwrap();
    worked(&world, &[&office, &desk]).await;
    let row = only(&desk);
    assert_eq!(row.miles, Some(60_000));
    let of_credit =
        ChooseSettlementArgs { means: ClaimMeans::Miles, ..choosing(&desk, &row, ClaimMeans::Voucher) };
    assert_eq!(desk.desk.choose_settlement(of_credit.clone()).unwrap_err().code, "agreement_missing");
    let asked =
        AgreementArgs { instead_of: row.due.unwrap(), given: Instead::Miles(60_000), language: "en".into() };
    let agreed = desk.desk.agreement_text(&asked).unwrap();
    assert!(agreed.words.contains("60000 miles"), "{}", agreed.words);
    desk.desk.choose_settlement(ChooseSettlementArgs { agreed: Some(agreed), ..of_credit }).unwrap();
    worked(&world, &[&desk, &office]).await;
    let row = only(&office);
    assert!(row.credits && row.ended.is_none(), "nobody is told of miles that no programme gave: {row:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_that_pay_without_a_network_make_one_payment_and_one_card_to_settle() {
    let mut world = World::new(400).await.unwrap();
    let (_, trip, flight) = stranded(&world).await;
    let one = working(&mut world, Role::CheckIn).await;
    let two = working(&mut world, Role::CheckIn).await;
    let office = working(&mut world, Role::Supervisor).await;
    one.desk.open_claim(late(trip, flight)).unwrap();
    worked(&world, &[&one, &office]).await;
    office.desk.approve_claim(seen(&only(&office))).unwrap();
    worked(&world, &[&office, &one, &two]).await;
    world.network_down().await.unwrap();
    for desk in [&one, &two] {
        let row = only(desk);
        desk.desk.choose_settlement(choosing(desk, &row, ClaimMeans::Cash)).unwrap();
        desk.desk.pay_claim(seen(&row)).unwrap();
        assert_eq!(only(desk).stands, ClaimState::Settled);
    }
    world.network_up().await.unwrap();
    worked(&world, &[&one, &two]).await;
    assert_eq!(only(&one).ended, Some(ClaimEnd::Settled));
    let rows = two.desk.queue().unwrap().rows;
    let refused = rows.iter().find_map(|row| row.reason.clone()).unwrap();
    assert_eq!(refused.code, "claim_chosen_already");
    assert_eq!(only(&two).stands, ClaimState::Closed, "what was paid is shown on both");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_refuses_with_a_reason_and_who_opened_it_grants_nothing() {
    let mut world = World::new(400).await.unwrap();
    let (_, trip, flight) = stranded(&world).await;
    let office = working(&mut world, Role::Supervisor).await;
    let desk = working(&mut world, Role::CheckIn).await;
    desk.desk.open_claim(late(trip, flight)).unwrap();
    worked(&world, &[&desk, &office]).await;
    let row = only(&office);
    let no = |reason: &str| RefuseClaimArgs { claim: row.id, reason: reason.into() };
    assert_eq!(office.desk.refuse_claim(no(" ")).unwrap_err().code, "reason_missing");
    office.desk.refuse_claim(no("The other carrier has paid.")).unwrap();
    worked(&world, &[&office, &desk]).await;
    let row = only(&desk);
    assert_eq!(row.ended, Some(ClaimEnd::Refused));
    assert!(row.steps.iter().any(|it| it.why == "The other carrier has paid." && !it.by.is_empty()));
}
