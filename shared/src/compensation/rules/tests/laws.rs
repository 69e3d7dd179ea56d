//! What holds for every law, not for one: no figure falls between two steps, and waiting longer never pays less.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::compensation::{Decision, Facts, Policies, Regime, evaluate};

/// Journeys that between them reach every law that knows delays and cancellations.
const JOURNEYS: [([&str; 2], &str, &str); 12] = [
    (["FRA", "MAD"], "LH", "EU"),
    (["FRA", "JFK"], "LH", "EU"),
    (["CDG", "RUN"], "AF", "EU"),
    (["LHR", "JFK"], "BA", "UK"),
    (["LHR", "EDI"], "BA", "UK"),
    (["YUL", "CDG"], "AC", "OTHER"),
    (["JFK", "LAX"], "DL", "OTHER"),
    (["DEL", "BOM"], "AI", "OTHER"),
    (["GRU", "LIS"], "LA", "OTHER"),
    (["IST", "ESB"], "TK", "OTHER"),
    (["TLV", "ATH"], "LY", "OTHER"),
    (["RUH", "JED"], "SV", "OTHER"),
];

fn facts(journey: usize, cause: &str, more: Value) -> Map<String, Value> {
    let (route, carrier, licence) = JOURNEYS[journey];
    let mut facts = json!({
        "date": "2026-05-10", "route": route, "carrier": carrier, "carrier_licence": licence, "cause": cause,
        "single_booking": true, "carrier_size": "large", "domestic": route == ["JFK", "LAX"],
        "sector": if route == ["DEL", "BOM"] { "domestic" } else { "international" }, "block_min": 130,
        "ticket_value_sar": 900, "basic_fare_plus_fuel_inr": 6_000, "one_way_fare_usd": 200,
    });
    let facts = facts.as_object_mut().unwrap();
    facts.extend(more.as_object().unwrap().clone());
    facts.clone()
}

fn decided(facts: &Map<String, Value>) -> Decision {
    evaluate(&Facts::read(facts).unwrap(), Policies::embedded().unwrap()).unwrap()
}

fn late(journey: usize, cause: &str, minutes: i64) -> Map<String, Value> {
    let delay = json!({
        "event": "delay", "arrival_delay_min": minutes, "departure_delay_min": minutes,
        "arrival_change_min": minutes,
    });
    facts(journey, cause, delay)
}

/// Cancelled, with another flight that lands so much later and leaves when the first would have.
fn moved(journey: usize, cause: &str, notice_hours: i64, later: i64) -> Map<String, Value> {
    let cancelled = json!({
        "event": "cancellation", "notice_hours": notice_hours, "cancelled": true,
        "reroute": { "dep_offset_min": 0, "arr_offset_min": later }, "arrival_delay_min": later,
    });
    facts(journey, cause, cancelled)
}

/// What each law pays, in the order of the laws.
fn paid(decision: &Decision) -> Vec<(Regime, rust_decimal::Decimal)> {
    let sum = |outcome: &crate::compensation::RegimeOutcome| {
        let amount = outcome.compensation.map(|award| award.amount.0);
        (outcome.regime, amount.or(outcome.payable_sdr.map(|sum| sum.0)).unwrap_or_default())
    };
    let mut paid: Vec<_> = decision.regimes.iter().map(sum).collect();
    paid.sort();
    paid
}

fn causes() -> Vec<&'static str> {
    Policies::embedded().unwrap().causes.codes().collect()
}

proptest! {
    #[test]
    fn no_law_pays_less_for_a_longer_delay(
        journey in 0..JOURNEYS.len(), cause in 0_usize..64, short in 0_i64..2_000, more in 0_i64..2_000,
    ) {
        let cause = causes()[cause % causes().len()];
        let (less, longer) = (paid(&decided(&late(journey, cause, short))), paid(&decided(&late(journey, cause, short + more))));
        for ((regime, less), (_, longer)) in less.into_iter().zip(longer) {
            prop_assert!(less <= longer, "{regime}: {less} for {short} min, {longer} for {} min", short + more);
        }
    }

    #[test]
    fn no_law_pays_less_for_a_later_flight_instead_of_a_cancelled_one(
        journey in 0..JOURNEYS.len(), cause in 0_usize..64, notice in 0_i64..600, later in 0_i64..1_500,
        more in 0_i64..1_500,
    ) {
        let cause = causes()[cause % causes().len()];
        let less = paid(&decided(&moved(journey, cause, notice, later)));
        let longer = paid(&decided(&moved(journey, cause, notice, later + more)));
        for ((regime, less), (_, longer)) in less.into_iter().zip(longer) {
            prop_assert!(less <= longer, "{regime}: {less} at {later} min, {longer} at {} min", later + more);
        }
    }

    #[test]
    fn no_law_pays_more_for_telling_the_passenger_earlier(
        journey in 0..JOURNEYS.len(), cause in 0_usize..64, notice in 0_i64..600, earlier in 0_i64..600,
        later in 0_i64..1_500,
    ) {
        let cause = causes()[cause % causes().len()];
        let told_late = paid(&decided(&moved(journey, cause, notice, later)));
        let told_early = paid(&decided(&moved(journey, cause, notice + earlier, later)));
        for ((regime, late), (_, early)) in told_late.into_iter().zip(told_early) {
            prop_assert!(early <= late, "{regime}: {late} at {notice} h, {early} at {} h", notice + earlier);
        }
    }

    /// Every figure falls into a step: no delay, distance, notice or offset leaves a law without an answer.
    #[test]
    fn no_figure_falls_between_two_steps(
        journey in 0..JOURNEYS.len(), cause in 0_usize..64, minutes in -600_i64..20_000, notice in 0_i64..2_000,
        km in 1_u32..20_000,
    ) {
        let cause = causes()[cause % causes().len()];
        for mut facts in [late(journey, cause, minutes), moved(journey, cause, notice, minutes)] {
            facts.insert("distance_km".into(), km.into());
            facts.insert("distance_km_wgs84".into(), km.into());
            for outcome in decided(&facts).regimes {
                prop_assert_eq!(&outcome.missing, &None, "{} asks", outcome.regime);
            }
        }
    }
}

/// So that what is said of every law above is said of laws that pay. Brazil and the United States pay for denied
/// boarding, and neither for waiting nor for being told late.
#[test]
fn between_them_the_journeys_reach_every_law_that_pays_by_delay_or_notice() {
    let mut reached = std::collections::BTreeSet::new();
    for journey in 0..JOURNEYS.len() {
        for facts in [late(journey, "technical", 1_200), moved(journey, "technical", 1, 1_200)] {
            let paying = paid(&decided(&facts)).into_iter().filter(|(_, sum)| !sum.is_zero());
            reached.extend(paying.map(|(regime, _)| regime));
        }
    }
    use Regime::*;
    assert_eq!(Vec::from_iter(reached), [Eu261, Uk261, Appr, InDgca, TrShy, IlTibi, SaGaca]);
}

#[test]
fn on_every_day_at_most_one_version_of_a_law_decides() {
    let policies = Policies::embedded().unwrap();
    let mut day: jiff::civil::Date = "2000-01-01".parse().unwrap();
    while day.year() < 2040 {
        let counts = [
            policies.eu261.versions().filter(|v| v.holds_on(day)).count(),
            policies.uk261.versions().filter(|v| v.holds_on(day)).count(),
            policies.appr.versions().filter(|v| v.holds_on(day)).count(),
            policies.us_250.versions().filter(|v| v.holds_on(day)).count(),
            policies.us_254.versions().filter(|v| v.holds_on(day)).count(),
            policies.us_260.versions().filter(|v| v.holds_on(day)).count(),
            policies.mc99.versions().filter(|v| v.holds_on(day)).count(),
            policies.in_dgca.versions().filter(|v| v.holds_on(day)).count(),
            policies.br_anac400.versions().filter(|v| v.holds_on(day)).count(),
            policies.tr_shy.versions().filter(|v| v.holds_on(day)).count(),
            policies.il_tibi.versions().filter(|v| v.holds_on(day)).count(),
            policies.sa_gaca.versions().filter(|v| v.holds_on(day)).count(),
            policies.meals.versions().filter(|v| v.holds_on(day)).count(),
        ];
        assert!(counts.iter().all(|count| *count <= 1), "{day}: {counts:?}");
        day = day.tomorrow().unwrap();
    }
}
