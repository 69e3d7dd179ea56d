//! Two people edit a table, nothing decides before its day, and what was decided stays decided.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::{
    access::Role,
    compensation::{Decided, Policies, Regime},
    entity::Entity,
    flights::Flight,
    ids::{DeviceId, Uuid},
    intents::{Actor, Context, Intent, Rule, State},
    money::{Currency, Money},
    passengers::Tier,
    trips::Cabin,
};

mod own;

fn at() -> Timestamp {
    "2026-11-21T13:00:00Z".parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn context(user: u128, now: Timestamp) -> Context {
    let user = Uuid::from_u128(user);
    let name = format!("Manager {user}");
    let actor =
        Actor { user: user.into(), name, role: Role::PlatformManager, role_epoch: 1, station: "JFK".into() };
    Context { now, actor, device: DeviceId(Uuid::nil()), op: Uuid::nil().into() }
}

/// What is in force of a table, as it may be edited.
fn terms(table: &str) -> Value {
    in_force(&Policy::new(table), day("2026-11-21")).unwrap().terms
}

fn edited(table: &str, at: &str, value: impl Into<Value>) -> Value {
    let mut terms = terms(table);
    *terms.pointer_mut(at).expect(at) = value.into();
    terms
}

fn draft(after: u32, from: &str, terms: Value) -> DraftPolicy {
    DraftPolicy {
        table: "eu261".into(),
        after,
        from: day(from),
        citation: "Regulation (EU) 2026/1, Art 1".into(),
        terms,
        at: at(),
    }
}

/// Six hundred becomes seven.
fn dearer(after: u32, from: &str) -> DraftPolicy {
    draft(after, from, edited("eu261", "/rights/bands/2/amount", 700))
}

/// The table as the acts leave it, one after the other.
#[derive(Default)]
struct Desk(State);

impl Desk {
    fn act(&mut self, user: u128, intent: impl Into<Intent>) -> Result<Policy, String> {
        self.act_at(user, at(), intent)
    }

    fn act_at(&mut self, user: u128, now: Timestamp, intent: impl Into<Intent>) -> Result<Policy, String> {
        let intent: Intent = intent.into();
        let changes = intent.decide(&self.0, &context(user, now));
        let mut changes = changes.map_err(|it| it.fault.code.into_owned())?;
        let [Entity::Policy(policy)] = &changes[..] else { panic!("{changes:?}") };
        let policy = policy.clone();
        self.0.put(changes.remove(0));
        Ok(policy)
    }
}

fn approve(number: u32) -> ApprovePolicy {
    ApprovePolicy { table: "eu261".into(), number, at: at() }
}

fn withdraw(number: u32) -> WithdrawPolicy {
    WithdrawPolicy { table: "eu261".into(), number, reason: "A slip".into(), at: at() }
}

/// Paris to New York, five hours late.
fn facts(date: &str) -> Map<String, Value> {
    let facts = json!({
        "event": "delay", "date": date, "route": ["CDG", "JFK"], "carrier": "AF", "carrier_licence": "EU",
        "arrival_delay_min": 300, "cause": "technical"
    });
    facts.as_object().cloned().unwrap()
}

fn due(date: &str, policies: &Policies) -> Option<Money> {
    Decided::on(facts(date), policies).unwrap().decision.sum().amount
}

fn eur(minor: i64) -> Option<Money> {
    Some(Money::new(minor, Currency::EUR))
}

#[test]
fn a_draft_decides_once_somebody_else_approved_it_and_from_its_day_on() {
    let mut desk = Desk::default();
    let policy = desk.act(1, dearer(0, "2026-12-01")).unwrap();
    assert_eq!(
        due("2026-12-01", &Policies::with([&policy]).unwrap()),
        eur(60_000),
        "a draft decides nothing"
    );
    assert_eq!(desk.act(1, approve(1)).unwrap_err(), "own_draft");
    let policy = desk.act(2, approve(1)).unwrap();
    let tables = Policies::with([&policy]).unwrap();
    assert_eq!(due("2026-11-30", &tables), eur(60_000));
    assert_eq!(due("2026-12-01", &tables), eur(70_000));
    let version = &policy.versions[0];
    assert_eq!(policy.state(version, day("2026-11-30")), PolicyState::Approved);
    assert_eq!(policy.state(version, day("2026-12-01")), PolicyState::InForce);
    assert_ne!(tables.digest(), Policies::embedded().unwrap().digest());
    assert_eq!(tables.in_force_on(day("2026-12-01"))[&Regime::Eu261], "EU261-2026-12-01/v1");
    assert_eq!(desk.act(2, approve(1)).unwrap_err(), "policy_decided");
}

#[test]
fn a_stored_decision_comes_out_the_same_under_its_version_for_ever() {
    let mut desk = Desk::default();
    let before = Decided::on(facts("2026-12-02"), Policies::embedded().unwrap()).unwrap();
    desk.act(1, dearer(0, "2026-12-01")).unwrap();
    let policy = desk.act(2, approve(1)).unwrap();
    let tables = Policies::with([&policy]).unwrap();
    assert_eq!(before.replayed(&tables).unwrap(), before.decision, "another version holds on that day now");
    let after = Decided::on(facts("2026-12-02"), &tables).unwrap();
    assert_ne!(after.decision, before.decision);
    let once_more = draft(1, "2026-12-02", edited("eu261", "/rights/bands/2/amount", 800));
    desk.act(2, once_more).unwrap();
    let policy = desk.act(1, approve(2)).unwrap();
    assert_eq!(policy.state(&policy.versions[0], day("2026-12-02")), PolicyState::Superseded);
    let tables = Policies::with([&policy]).unwrap();
    assert_eq!(due("2026-12-02", &tables), eur(80_000));
    assert_eq!(after.replayed(&tables).unwrap(), after.decision);
    assert_eq!(after.replayed(Policies::embedded().unwrap()).unwrap_err().code, "versions_lost");
}

#[test]
fn no_version_begins_on_a_day_that_is_over_or_before_another() {
    let mut desk = Desk::default();
    assert_eq!(desk.act(1, dearer(0, "2026-11-20")).unwrap_err(), "date_past");
    desk.act(1, dearer(0, "2026-11-22")).unwrap();
    let late: Timestamp = "2026-11-23T00:00:00Z".parse().unwrap();
    assert_eq!(desk.act_at(2, late, approve(1)).unwrap_err(), "date_past");
    desk.act(2, approve(1)).unwrap();
    let earlier = draft(1, "2026-11-22", edited("eu261", "/rights/bands/2/amount", 800));
    assert_eq!(desk.act(1, earlier).unwrap_err(), "date_taken");
}

#[test]
fn a_second_draft_takes_the_place_of_the_first_and_both_stay() {
    let mut desk = Desk::default();
    desk.act(1, dearer(0, "2026-12-01")).unwrap();
    assert_eq!(desk.act(2, dearer(0, "2026-12-01")).unwrap_err(), "policy_moved");
    let policy = desk.act(2, dearer(1, "2026-12-01")).unwrap();
    assert_eq!(policy.versions.len(), 2);
    assert_eq!(policy.draft().unwrap().number, 2);
    assert_eq!(desk.act(2, approve(1)).unwrap_err(), "policy_decided");
}

#[test]
fn a_version_is_withdrawn_until_it_decides_and_never_after() {
    let mut desk = Desk::default();
    desk.act(1, dearer(0, "2026-12-01")).unwrap();
    desk.act(2, approve(1)).unwrap();
    let silent = WithdrawPolicy { reason: " ".into(), ..withdraw(1) };
    assert_eq!(desk.act(1, silent).unwrap_err(), "reason_missing");
    let began: Timestamp = "2026-12-01T08:00:00Z".parse().unwrap();
    assert_eq!(desk.act_at(1, began, withdraw(1)).unwrap_err(), "policy_in_force");
    let policy = desk.act(1, withdraw(1)).unwrap();
    assert_eq!(due("2026-12-01", &Policies::with([&policy]).unwrap()), eur(60_000));
    assert_eq!(desk.act(1, withdraw(1)).unwrap_err(), "policy_decided");
}

#[test]
fn a_draft_with_a_slip_is_refused_and_the_cell_is_named() {
    let open_inside = {
        let mut terms = terms("eu261");
        terms.pointer_mut("/rights/bands/1").unwrap().as_object_mut().unwrap().remove("max_km");
        terms
    };
    for (terms, code, field) in [
        (edited("eu261", "/rights/bands/2/amount", -1), "negative_amount", "/rights/bands/2/amount"),
        (edited("eu261", "/rights/currency", "XQZ"), "unknown_currency", "/rights/currency"),
        (edited("eu261", "/rights/bands/1/max_km", 1500.0), "steps_overlap", "/rights/bands/1/max_km"),
        (open_inside, "steps_gap", "/rights/bands/1/max_km"),
        (
            edited(
                "eu261",
                "/rights/bands/2",
                json!({"id": "C", "max_km": 9000.0, "amount": 600, "care_min": 240,
            "reduce_max_min": 240, "downgrade_pct": 75}),
            ),
            "steps_end",
            "/rights/bands/2/max_km",
        ),
        (
            edited(
                "eu261",
                "/rights/bands/2",
                json!({"id": "C", "care_min": 240, "reduce_max_min": 240,
            "downgrade_pct": 75}),
            ),
            "cell_missing",
            "/rights/bands/2/amount",
        ),
        (edited("eu261", "/rights/bands/2/amount", "much"), "wrong_value", "/rights/bands/2/amount"),
        (edited("eu261", "/rights/bands/2/amount", 600.5), "wrong_value", "/rights/bands/2/amount"),
        (edited("eu261", "/rights/bands/2/id", "B"), "row_twice", "/rights/bands/1/id"),
        (edited("eu261", "/rights/intra/band", "Q"), "bad_policy_table", "terms"),
        (terms("eu261"), "nothing_changes", "terms"),
    ] {
        let decided = draft(0, "2026-12-01", terms).decide(&State::default(), &context(1, at()));
        let fault = decided.unwrap_err().fault;
        assert_eq!((&*fault.code, fault.field.as_deref()), (code, Some(field)), "{fault}");
    }
    let meals = edited("meals", "/steps/2/amounts", json!({"USD": 2000, "EUR": 1800, "GBP": 1600}));
    let faults = check(&meals, &terms("meals"));
    assert_eq!(faults[0].field.as_deref(), Some("/steps/2/amounts/CAD"));
    let silent = DraftPolicy { citation: " ".into(), ..dearer(0, "2026-12-01") };
    let refused = silent.decide(&State::default(), &context(1, at())).unwrap_err();
    assert_eq!(refused.fault.code, "citation_missing");
}

#[test]
fn every_table_reads_as_sheets_is_without_a_slip_and_is_written_back_as_it_was() {
    for table in all_tables() {
        let terms = terms(table);
        assert_eq!(check(&terms, &terms), [], "{table}");
        in_force::readable(table, &terms).unwrap();
        let mut again = terms.clone();
        let sheets = sheets(&terms);
        assert!(!sheets.is_empty(), "{table}");
        for cell in sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.cells) {
            assert_eq!(terms.pointer(&cell.at), cell.value.as_ref(), "{table} {}", cell.at);
            let text = cell.value.as_ref().map(text_of).unwrap_or_default();
            set_cell(&mut again, cell, &text).unwrap();
        }
        assert_eq!(again, terms, "{table}: a cell that is left as it is changes nothing");
        assert_eq!(diff(&terms, &again), []);
    }
}

#[test]
fn what_a_draft_changes_is_told_by_row_and_column() {
    let terms = edited("eu261", "/rights/bands/2/amount", 700);
    let change = Change {
        sheet: "/rights/bands".into(),
        row: "C".into(),
        column: "amount".into(),
        before: Some(600.into()),
        after: Some(700.into()),
    };
    assert_eq!(diff(&self::terms("eu261"), &terms), [change]);
    let mut longer = self::terms("meals");
    add_row(&mut longer, "/steps", 1);
    assert!(diff(&self::terms("meals"), &longer).iter().any(|it| it.row == "5" && it.before.is_none()));
    remove_row(&mut longer, "/steps", 2);
    assert_eq!(diff(&self::terms("meals"), &longer), []);
}

#[test]
fn a_trial_tells_which_cases_would_come_out_otherwise_and_what_it_would_cost() {
    let case =
        |about: &str, facts| PastCase { about: about.into(), date: day("2026-11-20"), facts, waited: None };
    let mut at_home = facts("2026-11-20");
    at_home.insert("route".into(), json!(["JFK", "LAX"]));
    at_home.insert("carrier".into(), json!("DL"));
    at_home.insert("carrier_licence".into(), json!("OTHER"));
    let past = [
        case("AF 007 CDG–JFK", facts("2026-11-20")),
        case("AF 011 CDG–JFK", facts("2026-11-19")),
        case("DL 1 JFK–LAX", at_home),
        case("nothing known", Map::new()),
    ];
    let policies = Policies::embedded().unwrap();
    let terms = edited("eu261", "/rights/bands/2/amount", 700);
    let trial = trial(&past, policies, "eu261", &terms).unwrap();
    assert_eq!((trial.tried, trial.changed, trial.cases.len()), (3, 2, 2));
    assert_eq!(trial.more, [Money::new(20_000, Currency::EUR)]);
    assert_eq!(trial.cases[0].after.amount, eur(70_000));
    let same = super::trial(&past, policies, "eu261", &self::terms("eu261")).unwrap();
    assert_eq!((same.changed, same.more), (0, vec![]));
    let bad = edited("eu261", "/rights/intra/band", "Q");
    assert_eq!(super::trial(&past, policies, "eu261", &bad).unwrap_err().code, "bad_policy_table");
    let limits = self::terms("overruling");
    assert_eq!(super::trial(&past, policies, "overruling", &limits).unwrap_err().code, "no_trial");
}

#[test]
fn a_trial_of_the_meals_asks_who_waited() {
    let flight: Flight = serde_json::from_value(json!({
        "id": Uuid::from_u128(1), "carrier": "DL", "number": "1", "date": "2026-11-20", "from": "JFK", "to": "LAX",
        "scheduled_departure": at(), "scheduled_arrival": at(), "status": "cancelled", "aircraft": "A321",
        "seats": 190, "booked": 3, "licence": "OTHER", "international": false,
    }))
    .unwrap();
    let waited = |cabin, tier| Some(Waited { flight: flight.clone(), cabin, tier });
    let case = |waited| PastCase { about: "DL 1".into(), date: flight.date, facts: Map::new(), waited };
    let past =
        [case(waited(Cabin::Economy, None)), case(waited(Cabin::Business, Some(Tier::Gold))), case(None)];
    let terms = edited("meals", "/steps/2/amounts/USD", 3_000);
    let trial = trial(&past, Policies::embedded().unwrap(), "meals", &terms).unwrap();
    assert_eq!((trial.tried, trial.changed), (2, 2));
    assert_eq!(trial.more, [Money::new(1_000 + 1_750, Currency::USD)]);
}

#[test]
fn what_a_newer_program_edits_and_this_one_does_not_know_changes_no_decision() {
    let mut desk = Desk::default();
    desk.act(1, dearer(0, "2026-12-01")).unwrap();
    let mut policy = desk.act(2, approve(1)).unwrap();
    policy.table = "mars".into();
    assert_eq!(due("2026-12-02", &Policies::with([&policy]).unwrap()), eur(60_000));
    policy.table = "eu261".into();
    policy.versions[0].terms = json!({ "of": "another form" });
    assert_eq!(Policies::with([&policy]).unwrap_err().code, "bad_policy_table");
}

proptest! {
    /// Bands are taken exactly if every distance falls into one of them: the limits rise.
    #[test]
    fn bands_are_whole_exactly_if_their_limits_rise(one in 1_u32..9_000, two in 1_u32..9_000) {
        let mut terms = edited("eu261", "/rights/bands/0/max_km", f64::from(one));
        *terms.pointer_mut("/rights/bands/1/max_km").unwrap() = f64::from(two).into();
        let whole = check(&terms, &self::terms("eu261")).is_empty();
        prop_assert_eq!(whole, one < two);
        if whole {
            prop_assert!(in_force::readable("eu261", &terms).is_ok());
        }
    }

    /// Nobody is due less because an amount was raised, and nobody more because it was lowered.
    #[test]
    fn what_is_due_follows_the_amount(amount in 0_i64..5_000, delay in 0_i64..1_000) {
        let terms = edited("eu261", "/rights/bands/2/amount", amount);
        let policies = Policies::embedded().unwrap();
        let tried = policies.tried("eu261", &terms).unwrap();
        let mut facts = facts("2026-11-20");
        facts.insert("arrival_delay_min".into(), delay.into());
        let sum = |tables: &Policies| {
            let decided = Decided::on(facts.clone(), tables).unwrap();
            let eu = decided.decision.regimes.iter().find(|it| it.regime == Regime::Eu261).unwrap();
            eu.compensation.map_or(0, |award| award.money().minor)
        };
        let (was, is) = (sum(policies), sum(&tried));
        prop_assert_eq!(is.cmp(&was), if was == 0 { std::cmp::Ordering::Equal } else { amount.cmp(&600) });
    }
}
