mod asked;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::*;
use crate::{
    access::Role,
    compensation::{Decided, Policies, known_facts},
    entity::{Entity, Stored},
    flights::{Flight, FlightEvent, Happening},
    ids::Uuid,
    intents::{Actor, Context, Rejection, Rule, State},
    ledger::{Happened, PaidBy, occurrences},
    money::Currency,
    passengers::{Passenger, Tier},
    policies::Table,
    trips::{Journey, Trip},
    vouchers::{Claim, Voucher, VoucherTerms, code},
};

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn at(minutes: i64) -> Timestamp {
    let morning: Timestamp = "2026-02-08T13:30:00Z".parse().unwrap();
    morning + SignedDuration::from_mins(minutes)
}

fn flight() -> Flight {
    serde_json::from_value(json!({
        "id": id::<FlightId>(1), "carrier": "AF", "number": "7", "date": "2026-02-08", "from": "JFK", "to": "CDG",
        "scheduled_departure": at(180), "scheduled_arrival": at(600), "status": "scheduled", "aircraft": "B77W",
        "seats": 380, "booked": 3, "licence": "EU", "international": true,
    }))
    .unwrap()
}

fn tables() -> &'static Policies {
    Policies::embedded().unwrap()
}

fn cancelled() -> Flight {
    event("1", 0, Happening::Cancelled { cause: "technical".into(), text: String::new() })
        .applied(&flight())
        .unwrap()
}

fn event(name: &str, minutes: i64, what: Happening) -> FlightEvent {
    FlightEvent { id: name.into(), flight: id(1), at: at(minutes), what }
}

fn trip() -> Trip {
    serde_json::from_value(json!({
        "id": id::<TripId>(3), "passenger": id::<PassengerId>(2), "pnr": "K7QX2M", "party": 1,
        "segments": [{ "flight": id::<FlightId>(1), "designator": "AF 7", "date": "2026-02-08", "from": "JFK",
            "to": "CDG", "ticket": "0572345678901", "coupon": 1, "cabin": "economy", "status": "booked" }],
    }))
    .unwrap()
}

fn actor(user: u128, role: Role) -> Actor {
    Actor { user: id(user), name: format!("Agent {user}"), role, role_epoch: 1, station: "JFK".into() }
}

fn by(user: u128, role: Role) -> Context {
    Context { now: at(0), actor: actor(user, role), device: id(90), op: id(91) }
}

fn opened(user: Option<u128>) -> ClaimFile {
    let user = user.map(id);
    let opened = ClaimOpened { at: at(0), event: Some("1".into()), user, by: String::new() };
    ClaimFile::begin(id(2), id(3), &flight(), ClaimReason::Disruption, Answers::new(), opened)
}

fn due_of(
    file: &ClaimFile,
    flight: &Flight,
    verdict: Option<&crate::compensation::Overruling>,
) -> Result<Calculation, Fault> {
    let rates = Table::<SdrRates>::embedded().unwrap();
    calculate(file, &Journey::alone(&trip(), flight), verdict, tables(), rates, at(2_000))
}

fn calculated(minor: i64) -> ClaimFile {
    let calculation = due_of(&opened(None), &cancelled(), None).unwrap();
    opened(None).calculated(Calculation { amount: Some(eur(minor)), ..calculation })
}

fn limits(tier: Option<Tier>) -> ClaimLimits {
    let whose = Whose { station: "JFK".into(), tier };
    Table::<ClaimPolicy>::embedded().unwrap().limits(&whose, Currency::EUR).unwrap()
}

fn offered() -> ClaimFile {
    calculated(25_000).routed(limits(None), at(0))
}

fn waiting(minor: i64) -> ClaimFile {
    calculated(minor).routed(limits(None), at(0))
}

/// The file after an act, or why not. The rule sees what it says that it reads, as on a desk.
fn after(state: Vec<Entity>, intent: &impl Rule, ctx: &Context) -> Result<ClaimFile, Rejection> {
    let reads = intent.reads();
    let state: State = state.into_iter().filter(|it| reads.contains(&it.reference())).collect();
    let changes = intent.decide(&state, ctx)?;
    let file = changes.into_iter().find_map(|it| match it {
        Entity::ClaimFile(file) => Some(file),
        _ => None,
    });
    Ok(file.expect("the file changes"))
}

/// What one change of a file means for the books.
fn booked(before: &ClaimFile, after: &ClaimFile) -> Vec<Happened> {
    let all = occurrences(Some(&before.clone().into()), &after.clone().into());
    all.into_iter().map(|it| it.what).collect()
}

fn code_of<T: std::fmt::Debug>(result: Result<T, Rejection>) -> String {
    result.unwrap_err().fault.code.into_owned()
}

fn grant(file: &ClaimFile, minor: i64, ctx: &Context) -> Result<ClaimFile, Rejection> {
    let approve = ApproveClaim { file: file.id, amount: eur(minor), at: at(1) };
    after(vec![file.clone().into()], &approve, ctx)
}

fn choosing(file: &ClaimFile, means: ClaimMeans) -> ChooseSettlement {
    let amount = file.due().unwrap();
    let agreement = Agreement {
        passenger: file.passenger,
        at: at(2),
        language: "en".into(),
        words: "I take something else than money.".into(),
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
        at: at(2),
    }
}

fn passenger(member: bool) -> Entity {
    let mut passenger: Passenger = serde_json::from_value(json!({
        "id": id::<PassengerId>(2), "name": { "given": "Test", "surname": "Passenger" },
    }))
    .unwrap();
    if member {
        passenger.loyalty =
            serde_json::from_value(json!({ "programme": "AF", "number": "123", "tier": "gold" })).unwrap();
    }
    passenger.into()
}

fn choose(file: &ClaimFile, means: ClaimMeans) -> ClaimFile {
    after(vec![file.clone().into(), passenger(true)], &choosing(file, means), &by(7, Role::CheckIn)).unwrap()
}

#[test]
fn a_cancelled_flight_is_worked_out_by_the_law_and_said_why() {
    let due = due_of(&opened(None), &cancelled(), None).unwrap();
    assert_eq!((due.amount, due.law.as_deref()), (Some(eur(60_000)), Some("EU261")), "{due:?}");
    assert!(!due.because.is_empty() && !due.policy.is_empty());
    let denied = ClaimFile { reason: ClaimReason::DeniedBoarding, ..opened(None) };
    let due = due_of(&denied, &flight(), None).unwrap();
    assert_eq!(due.amount, Some(eur(60_000)), "{due:?}");
    let on_time = due_of(&opened(None), &flight(), None).unwrap();
    assert_eq!(on_time.amount, None);
    assert_eq!(
        next(&opened(None).calculated(Calculation { lacks: None, ..on_time }), at(0)),
        Step::Close(ClaimEnd::NothingDue)
    );
}

#[test]
fn a_claim_goes_from_state_to_state_and_waits_where_a_person_has_to_act() {
    assert_eq!(next(&opened(None), at(0)), Step::Calculate);
    assert_eq!(next(&calculated(25_000), at(0)), Step::Route);
    let file = offered();
    assert_eq!((file.state, next(&file, at(0))), (ClaimState::Offered, Step::Tell(Telling::Offered)));
    let file = file.told(Telling::Offered, at(1));
    assert_eq!(next(&file, at(100_000)), Step::Wait(None), "nothing is chosen for the passenger");
    let chosen = choose(&file, ClaimMeans::Voucher);
    assert_eq!(next(&chosen, at(3)), Step::Settle);
    assert_eq!(next(&choose(&file, ClaimMeans::Cash), at(3)), Step::Wait(None), "a person hands it over");
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let signing = Signing { device: id(80), key: &key, name: "Airside" };
    let terms = Table::<VoucherTerms>::embedded().unwrap();
    let made = by_voucher(chosen.clone(), "K7QX2M", terms, &signing, at(3)).unwrap();
    assert_eq!(made, by_voucher(chosen, "K7QX2M", terms, &signing, at(3)).unwrap(), "again makes the same");
    let [Entity::ClaimFile(file), Entity::Claim(claim), Entity::Voucher(voucher), _] = &made[..] else {
        panic!("{made:?}")
    };
    assert_eq!(file.settlement.as_ref().unwrap().voucher, Some(voucher.id));
    assert_eq!(next(file, at(3)), Step::Tell(Telling::Settled));
    let file = file.clone().told(Telling::Settled, at(3));
    assert_eq!(next(&file, at(3)), Step::Close(ClaimEnd::Settled));
    assert_eq!(next(&file.closed(ClaimEnd::Settled, at(3)), at(3)), Step::Wait(None));
    assert_eq!((claim.voucher, voucher.amount), (voucher.id, eur(31_250)));
    let public = hex::encode(key.verifying_key().to_bytes());
    let signed = code::verify(&voucher.code, &public).unwrap();
    let quarter = SignedDuration::from_mins(15);
    assert_eq!((signed.voucher, signed.detail.unwrap().not_before), (voucher.id, at(3) - quarter));
}

#[test]
fn what_goes_by_itself_depends_on_amount_tier_and_what_the_law_has_looked_at() {
    assert_eq!(waiting(40_000).state, ClaimState::Offered);
    assert_eq!(waiting(40_001).state, ClaimState::AwaitingApproval);
    assert_eq!(calculated(60_000).routed(limits(Some(Tier::Gold)), at(0)).state, ClaimState::Offered);
    let mut flagged = calculated(100);
    flagged.calculation.as_mut().unwrap().flag = Some("DISTANCE_BAND_STRADDLE".into());
    assert_eq!(flagged.routed(limits(None), at(0)).state, ClaimState::AwaitingApproval);
    let none = ClaimLimits { automatic: None, two_above: None, ..limits(None) };
    assert_eq!(calculated(1).routed(none, at(0)).approval.unwrap().needs, 2, "no limit is no permission");
}

#[test]
fn who_opened_it_by_hand_never_grants_it_and_nobody_twice_or_beyond_their_limit() {
    let own = ClaimFile { opened: opened(Some(5)).opened, ..waiting(60_000) };
    assert_eq!(code_of(grant(&own, 60_000, &by(5, Role::Supervisor))), "own_claim");
    assert_eq!(grant(&own, 60_000, &by(6, Role::Supervisor)).unwrap().state, ClaimState::Approved);
    assert_eq!(code_of(grant(&own, 50_000, &by(6, Role::Supervisor))), "claim_changed");
    let large = waiting(120_000);
    assert_eq!(code_of(grant(&large, 120_000, &by(6, Role::CustomerAffairs))), "over_limit");
    let once = grant(&large, 120_000, &by(6, Role::Supervisor)).unwrap();
    assert_eq!(once.state, ClaimState::AwaitingApproval, "one yes is not enough");
    assert_eq!(code_of(grant(&once, 120_000, &by(6, Role::Supervisor))), "granted_already");
    let twice = grant(&once, 120_000, &by(8, Role::Supervisor)).unwrap();
    assert_eq!((twice.state, next(&twice, at(2))), (ClaimState::Approved, Step::Offer));
    assert_eq!(code_of(grant(&twice, 120_000, &by(9, Role::Supervisor))), "claim_decided");
}

#[test]
fn a_claim_that_nobody_decided_about_goes_to_the_supervisors_and_is_never_paid_by_that() {
    let file = waiting(60_000);
    let due = at(4 * 60);
    assert_eq!(next(&file, at(1)), Step::Wait(Some(due)));
    assert_eq!(next(&file, due), Step::Escalate);
    let file = file.escalated(due);
    assert_eq!(next(&file, at(1_000_000)), Step::Wait(None));
    assert_eq!(code_of(grant(&file, 60_000, &by(6, Role::CustomerAffairs))), "claim_escalated");
    assert_eq!(grant(&file, 60_000, &by(6, Role::Supervisor)).unwrap().state, ClaimState::Approved);
}

#[test]
fn a_refused_claim_says_why_and_ends_there() {
    let file = waiting(60_000);
    let no = |reason: &str| RefuseClaim { file: file.id, reason: reason.into(), at: at(1) };
    let state = || vec![file.clone().into()];
    assert_eq!(code_of(after(state(), &no(" "), &by(6, Role::Supervisor))), "reason_missing");
    let refused = after(state(), &no("Paid by the other carrier."), &by(6, Role::Supervisor)).unwrap();
    assert_eq!(next(&refused, at(1)), Step::Tell(Telling::Refused));
    let told = refused.told(Telling::Refused, at(1));
    assert_eq!(next(&told, at(1)), Step::Close(ClaimEnd::Refused));
    assert_eq!(told.steps.last().unwrap().why, "claim_refused");
}

#[test]
fn something_else_than_money_needs_the_agreement_to_the_present_words() {
    let file = offered();
    let ctx = by(7, Role::CheckIn);
    let state = |member| vec![file.clone().into(), passenger(member)];
    let good = choosing(&file, ClaimMeans::Voucher);
    let cases = [
        (ChooseSettlement { agreement: None, ..good.clone() }, "agreement_missing"),
        (ChooseSettlement { terms: Some("OLD".into()), ..good.clone() }, "agreement_of_other_terms"),
        (ChooseSettlement { amount: eur(1), ..good.clone() }, "claim_changed"),
        (choosing(&file, ClaimMeans::Miles), "no_loyalty_number"),
    ];
    for (wrong, code) in cases {
        assert_eq!(code_of(after(state(false), &wrong, &ctx)), code);
    }
    let agreed = good.agreement.clone().unwrap();
    for agreement in [
        Agreement { passenger: id(8), ..agreed.clone() },
        Agreement { instead_of: eur(24_999), ..agreed.clone() },
        Agreement { words: " ".into(), ..agreed.clone() },
        Agreement { at: at(3), ..agreed },
    ] {
        let wrong = ChooseSettlement { agreement: Some(agreement), ..good.clone() };
        assert_eq!(code_of(after(state(true), &wrong, &ctx)), "agreement_missing", "{wrong:?}");
    }
    let chosen = after(state(false), &good, &ctx).unwrap();
    assert_eq!(chosen.choice.as_ref().unwrap().terms, good.terms);
    let again = after(vec![chosen.into(), passenger(true)], &choosing(&file, ClaimMeans::Cash), &ctx);
    let again = again.unwrap_err();
    assert_eq!(again.fault.code, "claim_chosen_already");
    assert!(again.server_state.is_some(), "what was chosen is shown beside it");
    assert_eq!(
        code_of(after(vec![waiting(60_000).into(), passenger(true)], &good, &ctx)),
        "claim_not_offered"
    );
}

#[test]
fn money_is_handed_over_once_and_never_after_a_voucher_for_it() {
    let file = choose(&offered(), ClaimMeans::Cash);
    let pay = PayClaim {
        file: file.id,
        claim: file.claim().unwrap(),
        amount: eur(25_000),
        timeline: id(50),
        at: at(5),
    };
    let ctx = by(7, Role::CheckIn);
    let changes = pay.decide(&[file.clone().into()].into_iter().collect(), &ctx).unwrap();
    let [Entity::ClaimFile(paid), Entity::Claim(claim), Entity::Timeline(_)] = &changes[..] else {
        panic!("{changes:?}")
    };
    assert_eq!((paid.state, claim.file), (ClaimState::Settled, Some(file.id)));
    let (granted, given) = (Happened::ClaimGranted { amount: eur(25_000) }, eur(25_000));
    let given = Happened::RefundPaid { amount: given, by: PaidBy::Cash };
    assert_eq!(booked(&file, paid), [granted, given]);
    assert_eq!(booked(paid, paid), []);
    let again = vec![paid.clone().into(), claim.clone().into()];
    assert_eq!(code_of(after(again, &pay, &ctx)), "claim_settled_already");
    let elsewhere: Claim = Claim { voucher: id(60), file: None, ..claim.clone() };
    assert_eq!(code_of(after(vec![file.into(), elsewhere.into()], &pay, &ctx)), "already_issued");
    let not_chosen = |file: ClaimFile| code_of(after(vec![file.into()], &pay, &ctx));
    assert_eq!(not_chosen(offered()), "cash_not_chosen");
    assert_eq!(not_chosen(choose(&offered(), ClaimMeans::Voucher)), "cash_not_chosen");
    let file = choose(&offered(), ClaimMeans::Cash);
    for wrong in [PayClaim { amount: eur(1), ..pay.clone() }, PayClaim { claim: id(61), ..pay.clone() }] {
        assert_eq!(code_of(after(vec![file.clone().into()], &wrong, &ctx)), "claim_changed");
    }
}

#[test]
fn miles_are_worth_what_the_table_says() {
    let made = by_miles(choose(&offered(), ClaimMeans::Miles), Table::embedded().unwrap(), "Airside", at(3))
        .unwrap();
    let Entity::ClaimFile(file) = &made[0] else { panic!("{made:?}") };
    let settled = file.settlement.as_ref().unwrap();
    assert_eq!((settled.miles, settled.amount), (Some(25_000), eur(25_000)));
    let promised = Happened::MilesGiven { amount: eur(25_000) };
    assert_eq!(booked(&choose(&offered(), ClaimMeans::Miles), file), [promised]);
    assert!(!made.iter().any(|it| Voucher::KIND == it.kind()));
}

#[test]
fn what_becomes_of_the_flight_later_is_worked_out_anew_until_the_passenger_has_chosen() {
    let heard = offered().heard("2", ClaimReason::Disruption, at(9)).unwrap();
    assert_eq!(
        (heard.state, heard.offer_told, heard.calculation.is_none()),
        (ClaimState::Opened, false, true)
    );
    assert!(
        heard.clone().heard("2", ClaimReason::Disruption, at(9)).is_none(),
        "the same event is heard once"
    );
    assert!(offered().heard("1", ClaimReason::Disruption, at(9)).is_none(), "what opened it is known");
    let back = ["→ LH 5", "→ LH 6", "→ LH 5"].into_iter().try_fold(offered(), |file, to| {
        let file = file.heard(to, ClaimReason::Disruption, at(9))?;
        Some(file.calculated(due_of(&opened(None), &cancelled(), None).unwrap()))
    });
    assert!(back.is_some(), "who is moved back is worked out anew too");
    let chosen = choose(&offered(), ClaimMeans::Cash);
    let heard = chosen.clone().heard("2", ClaimReason::Disruption, at(9)).unwrap();
    assert_eq!((heard.state, heard.steps.last().unwrap().act), (chosen.state, ClaimAct::Heard));
    let over = calculated(1).closed(ClaimEnd::Refused, at(1));
    assert_eq!(over.heard("2", ClaimReason::Disruption, at(9)).unwrap().state, ClaimState::Closed);
    let closed = calculated(1).closed(ClaimEnd::NothingDue, at(1));
    assert_eq!(closed.heard("2", ClaimReason::Disruption, at(9)).unwrap().state, ClaimState::Opened);
}

#[test]
fn a_claim_is_opened_by_hand_once_and_only_for_somebody_who_was_booked() {
    let open = OpenClaim {
        passenger: id(2),
        trip: id(3),
        flight: id(1),
        reason: ClaimReason::Disruption,
        answers: Answers::new(),
        beside: Vec::new(),
        at: at(1),
    };
    let ctx = by(7, Role::CheckIn);
    let state = |flight: Flight| vec![trip().into(), flight.into()];
    let file = after(state(cancelled()), &open, &ctx).unwrap();
    assert_eq!((file.opened.user, file.id), (Some(id(7)), claim_file_id(id(2), id(1), Matter::Journey)));
    assert_eq!(code_of(after(state(flight()), &open, &ctx)), "flight_on_time");
    let other = OpenClaim { passenger: id(4), ..open.clone() };
    assert_eq!(code_of(after(state(cancelled()), &other, &ctx)), "not_on_flight");
    let there = vec![trip().into(), cancelled().into(), file.into()];
    assert_eq!(code_of(after(there, &open, &ctx)), "claim_open_already");
}

#[test]
fn an_event_changes_a_flight_only_where_that_can_be() {
    let delayed = |minutes| Happening::Delayed {
        departure: at(minutes),
        arrival: None,
        cause: "technical".into(),
        text: String::new(),
    };
    let late = event("2", 1, delayed(180 + 200)).applied(&flight()).unwrap();
    assert_eq!((late.departure_delay(), late.arrival_delay()), (200, 200));
    let code = |it: Result<Flight, Fault>| it.unwrap_err().code;
    assert_eq!(code(event("3", 1, delayed(0)).applied(&flight())), "not_a_delay");
    assert_eq!(code(event("3", 1, delayed(400)).applied(&cancelled())), "flight_cancelled");
    let landed = Flight { status: crate::flights::FlightStatus::Landed, ..flight() };
    let cancel = Happening::Cancelled { cause: "technical".into(), text: String::new() };
    assert_eq!(code(event("4", 1, cancel.clone()).applied(&landed)), "flight_gone");
    assert_eq!(event("4", 10, cancel.clone()).check(at(0)).unwrap_err().code, "event_in_future");
    assert_eq!(event("a b", 0, cancel.clone()).check(at(0)).unwrap_err().code, "bad_event_id");
    let nobody = Happening::DeniedBoarding { passengers: Vec::new() };
    assert_eq!(event("5", 0, nobody).check(at(0)).unwrap_err().code, "passengers_missing");
    assert!(event("6", 0, cancel).check(at(0)).is_ok());
}

#[test]
fn a_table_that_is_not_whole_is_refused() {
    let whole = "default = { escalates_after = 1, opens_from = 120 }\napprover = {}\nmiles = {}\n";
    assert!(Table::<ClaimPolicy>::of_file(whole).is_ok());
    for broken in [
        "approver = {}\nmiles = {}\n",
        "default = { escalates_after = 0, opens_from = 1 }\napprover = {}\nmiles = {}\n",
        "default = { escalates_after = 1, opens_from = 1 }\napprover = {}\nmiles = { EUR = -1 }\n",
    ] {
        assert_eq!(Table::<ClaimPolicy>::of_file(broken).unwrap_err().code, "bad_policy_table");
    }
    let policy = Table::<ClaimPolicy>::embedded().unwrap();
    assert_eq!((policy.opens_from("JFK"), policy.miles(eur(60_000))), (120, Some(60_000)));
    assert_eq!((policy.miles(eur(0)), policy.miles(eur(-100))), (None, None));
    let none = "default = { escalates_after = 1, opens_from = 120 }\napprover = {}\nmiles = { EUR = 0 }\n";
    assert_eq!(
        Table::<ClaimPolicy>::of_file(none).unwrap().miles(eur(60_000)),
        None,
        "zero is a table's way to give none"
    );
}

#[test]
fn what_is_lacking_is_named_and_a_persons_verdict_stands_in_for_it() {
    let unknown = Flight { to: "QQQ".into(), ..cancelled() };
    let due = due_of(&opened(None), &unknown, None).unwrap();
    assert_eq!((due.amount, due.lacks.as_deref()), (None, Some("route")), "{due:?}");
    let silent = event("1", 0, Happening::Cancelled { cause: String::new(), text: String::new() });
    let silent = silent.applied(&flight()).unwrap();
    let due = due_of(&opened(None), &silent, None).unwrap();
    assert_eq!((due.amount, due.lacks.as_deref()), (None, Some("unknown_cause")), "{due:?}");
    assert_eq!(next(&opened(None).calculated(due), at(0)), Step::Wait(None), "it is not closed as nothing");
}

#[test]
fn who_was_put_down_elsewhere_is_not_told_that_they_were_on_time() {
    let late = Happening::Delayed {
        departure: at(200),
        arrival: None,
        cause: "technical".into(),
        text: String::new(),
    };
    let late = event("1", 0, late).applied(&flight()).unwrap();
    let diverted = |arrival| Happening::Diverted { to: "BRU".into(), arrival, cause: "technical".into() };
    let elsewhere = event("2", 1, diverted(None)).applied(&late).unwrap();
    let due = due_of(&opened(None), &elsewhere, None).unwrap();
    assert_eq!(due.lacks.as_deref(), Some("arrival_delay_min"), "{due:?}");
    assert_eq!(next(&opened(None).calculated(due), at(0)), Step::Wait(None), "it is not closed as nothing");
    let known = event("2", 1, diverted(Some(at(900)))).applied(&late).unwrap();
    let due = due_of(&opened(None), &known, None).unwrap();
    assert_eq!((due.amount, due.lacks), (Some(eur(60_000)), None));
}

#[test]
fn a_claim_says_by_which_law_and_since_when_it_stands() {
    assert_eq!((opened(None).law(), opened(None).moved_at()), (crate::vouchers::AIRLINE_CARE, at(0)));
    assert_eq!(calculated(25_000).law(), "EU261");
    assert_eq!(waiting(60_000).escalated(at(240)).moved_at(), at(240));
}

#[test]
fn what_is_due_is_explained_by_the_law_that_gives_it() {
    let due = due_of(&opened(None), &cancelled(), None).unwrap();
    let decided =
        Decided::on(known_facts(ClaimReason::Disruption, &Journey::alone(&trip(), &cancelled())), tables())
            .unwrap();
    let eu261 = decided.decision.regimes.iter().find(|it| it.regime.code() == "EU261").unwrap();
    let fired: Vec<_> = eu261.trace.iter().filter(|it| it.fired).map(|it| it.because.clone()).collect();
    assert!(!fired.is_empty() && decided.decision.regimes.len() > 1);
    assert_eq!((due.because, due.flag), (fired, eu261.flag.clone()));
}
