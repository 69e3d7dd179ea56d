//! What is due to a passenger of a disrupted flight: the facts that the desk knows, put to the rules.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    access::Permission,
    compensation::{Decision, Facts, MealRequest, Policies, TraceEntry, evaluate, meal_entitlement},
    flights::{Flight, FlightStatus},
    ipc::{AssessWith, Assessment, MealOffer, RegimeView},
    money::Money,
    passengers::{Passenger, Tier},
    trips::{Cabin, Trip},
    vouchers::{Claim, Voucher, VoucherKind, claim_id},
};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::{desk::Desk, store::rows, view};

/// Minutes that a cancelled flight's passengers are taken to wait at least.
const WAIT_AFTER_CANCELLATION: i64 = 240;

impl Desk {
    /// What is due, law by law, clause by clause, and the meal that the airline's own policy gives. Where a
    /// law cannot do without a fact that nobody has given, the fact is asked for.
    pub fn assess(&self, args: impl Into<AssessWith>) -> Result<Assessment, Fault> {
        self.authorise(Permission::PassengerOpen)?;
        let (args, now, station) = (args.into(), self.around.now(), self.config.station.clone());
        self.store()?.read(|db| {
            let Subject { trip, flight, passenger } = subject(db, &args)?;
            let policies = Policies::embedded()?;
            let (decision, questions) = match decide(&args, &trip, &flight) {
                Ok(decision) => (Some(decision), Vec::new()),
                Err(fault) if fault.code == "missing_fact" => (None, fault.field.into_iter().collect()),
                Err(fault) => return Err(fault),
            };
            let vouchers: Vec<Voucher> = rows::children(db, passenger.id.0.as_bytes(), true, 50)?;
            let claim = claim_id(passenger.id, flight.id, VoucherKind::Meal, "AIRLINE_CARE");
            let claimed = rows::get::<Claim>(db, claim)?.is_some();
            let meal = if claimed {
                None
            } else {
                self.meal(db, &trip, &flight, &passenger, &station, now, policies)?
            };
            let mut assessment = Assessment {
                flight: view::flight(&flight, now),
                passenger_name: passenger.name.full(),
                best: None,
                together: Vec::new(),
                questions,
                regimes: Vec::new(),
                meal,
                issued: vouchers
                    .iter()
                    .filter(|v| v.flight == flight.id)
                    .map(|v| view::voucher(db, v))
                    .collect::<Result<_, _>>()?,
            };
            if let Some(decision) = decision {
                assessment.best = decision.best.as_ref().map(|b| b.regime.code().to_owned());
                assessment.questions = questions_of(&decision);
                assessment.regimes = regimes(&decision);
                assessment.together = decision.together;
            }
            Ok(assessment)
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn meal(
        &self,
        db: &Connection,
        trip: &Trip,
        flight: &Flight,
        passenger: &Passenger,
        station: &str,
        now: Timestamp,
        policies: &Policies,
    ) -> Result<Option<MealOffer>, Fault> {
        let Some(segment) = trip.segment_on(flight.id) else { return Ok(None) };
        let request = MealRequest {
            waited_min: waited(flight, now),
            cabin: cabin(segment.cabin),
            tier: passenger.loyalty.as_ref().map_or("", |l| tier(l.tier)),
            station,
            date: flight.date,
        };
        let Some(entitled) = meal_entitlement(&request, policies) else { return Ok(None) };
        let left = match self.allowance(db) {
            Ok(allowance) => {
                Money::new(allowance.total.minor - allowance.spent.minor, allowance.total.currency)
            }
            Err(_) => Money::zero(entitled.amount.currency),
        };
        Ok(Some(MealOffer {
            amount: entitled.amount,
            policy: entitled.policy_version,
            because: vec![TraceEntry {
                rule: "airline_care.meal".into(),
                fired: true,
                because: entitled.because,
                citation: entitled.citation,
            }],
            allowance_left: left,
        }))
    }
}

/// Minutes from the scheduled departure to the expected one; a cancelled flight has none, so its passengers
/// wait from then until now, and at least [`WAIT_AFTER_CANCELLATION`].
fn waited(flight: &Flight, now: Timestamp) -> i64 {
    match flight.status {
        FlightStatus::Cancelled => ((now.as_second() - flight.scheduled_departure.as_second()) / 60)
            .clamp(WAIT_AFTER_CANCELLATION, 1_440),
        _ => flight.departure_delay(),
    }
}

/// The facts in the form of the rules; what the desk does not know is left out, never guessed.
fn facts(trip: &Trip, flight: &Flight) -> Map<String, Value> {
    let cancelled = matches!(flight.status, FlightStatus::Cancelled);
    let mut facts = json!({
        "event": if cancelled { "cancellation" } else { "delay" },
        "date": flight.date,
        "route": [flight.from, flight.to],
        "single_booking": true,
        "carrier": flight.carrier,
        "carrier_licence": flight.licence,
        "domestic": !flight.international,
        "cause": flight.disruption.as_ref().map_or("unspecified", |d| &d.cause),
    });
    if cancelled {
        let notice = flight
            .disruption
            .as_ref()
            .map_or(0, |d| (flight.scheduled_departure.as_second() - d.announced.as_second()) / 3_600);
        facts["notice_hours"] = json!(notice.max(0));
        facts["reroute"] = Value::Null;
        facts["cancelled"] = json!(true);
    } else {
        facts["arrival_delay_min"] = json!(flight.arrival_delay());
        facts["departure_delay_min"] = json!(flight.departure_delay());
        facts["arrival_change_min"] = json!(flight.arrival_delay());
    }
    if let Some(fare) = trip.fare.filter(|f| f.currency.code() == "USD") {
        facts["one_way_fare_usd"] = json!(fare.figure().parse::<f64>().unwrap_or_default());
    }
    match facts {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Whom and what an assessment is about.
pub(crate) struct Subject {
    pub trip: Trip,
    pub flight: Flight,
    pub passenger: Passenger,
}

pub(crate) fn subject(db: &Connection, args: &AssessWith) -> Result<Subject, Fault> {
    let trip: Trip = rows::need(db, args.trip)?;
    let passenger = rows::need(db, trip.passenger)?;
    Ok(Subject { flight: rows::need(db, args.flight)?, passenger, trip })
}

/// The decision on what the desk knows, with what a person added. What the desk knows is not overwritten.
pub(crate) fn decide(args: &AssessWith, trip: &Trip, flight: &Flight) -> Result<Decision, Fault> {
    let mut facts = facts(trip, flight);
    for (name, value) in &args.known {
        facts.entry(name.clone()).or_insert_with(|| value.clone());
    }
    evaluate(&Facts::read(&facts)?, Policies::embedded()?)
}

/// Each missing fact once.
fn questions_of(decision: &Decision) -> Vec<String> {
    let applying = decision.regimes.iter().filter(|outcome| outcome.applies);
    let fields: BTreeSet<&String> = applying.filter_map(|outcome| outcome.missing.as_ref()).collect();
    fields.into_iter().cloned().collect()
}

fn regimes(decision: &Decision) -> Vec<RegimeView> {
    let view = |outcome: &airside_shared::compensation::RegimeOutcome| RegimeView {
        regime: outcome.regime.code().into(),
        applies: outcome.applies,
        amount: outcome.compensation.as_ref().map(|c| c.money().to_string()),
        care: outcome.care.clone(),
        refund: outcome.refund_option.unwrap_or(false),
        clauses: outcome.trace.clone(),
    };
    let mut views: Vec<RegimeView> = decision.regimes.iter().map(view).collect();
    views.sort_by_key(|v| !v.applies);
    views
}

fn cabin(cabin: Cabin) -> &'static str {
    match cabin {
        Cabin::Economy => "Y",
        Cabin::PremiumEconomy => "W",
        Cabin::Business => "J",
        Cabin::First => "F",
    }
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Blue => "blue",
        Tier::Silver => "silver",
        Tier::Gold => "gold",
        Tier::Platinum => "platinum",
    }
}
