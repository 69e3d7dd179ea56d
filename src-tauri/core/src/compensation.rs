//! What is due to a passenger of a disrupted flight: the facts that the desk knows, put to the rules.

use airside_shared::{
    Fault,
    access::Permission,
    compensation::{Decision, Facts, MealRequest, Policies, evaluate, meal_entitlement},
    flights::{Flight, FlightStatus},
    ipc::{AssessArgs, Assessment, Clause, MealOffer, RegimeView},
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
    /// What is due, law by law, clause by clause, and the meal that the airline's own policy gives.
    pub fn assess(&self, args: AssessArgs) -> Result<Assessment, Fault> {
        self.authorise(Permission::PassengerOpen)?;
        let (now, station) = (self.around.now(), self.config.station.clone());
        self.store()?.read(|db| {
            let trip: Trip = rows::need(db, args.trip)?;
            let flight: Flight = rows::need(db, args.flight)?;
            let passenger: Passenger = rows::need(db, trip.passenger)?;
            let policies = Policies::embedded()?;
            let decision = evaluate(&Facts::read(&facts(&trip, &flight))?, policies)?;
            let vouchers: Vec<Voucher> = rows::children(db, passenger.id.0.as_bytes(), true, 50)?;
            let claim = claim_id(passenger.id, flight.id, VoucherKind::Meal, "AIRLINE_CARE");
            let claimed = rows::get::<Claim>(db, claim)?.is_some();
            let meal = if claimed {
                None
            } else {
                self.meal(db, &trip, &flight, &passenger, &station, now, policies)?
            };
            Ok(Assessment {
                flight: view::flight(&flight, now),
                passenger_name: passenger.name.full(),
                best: decision.best.as_ref().map(|b| b.regime.code().to_owned()),
                regimes: regimes(&decision),
                meal,
                issued: vouchers
                    .iter()
                    .filter(|v| v.flight == flight.id)
                    .map(|v| view::voucher(db, v))
                    .collect::<Result<_, _>>()?,
            })
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
            because: vec![Clause {
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

fn regimes(decision: &Decision) -> Vec<RegimeView> {
    let view = |outcome: &airside_shared::compensation::RegimeOutcome| RegimeView {
        regime: outcome.regime.code().into(),
        applies: outcome.applies,
        amount: outcome.compensation.as_ref().map(|c| c.money().to_string()),
        care: outcome.care.clone(),
        refund: outcome.refund_option.unwrap_or(false),
        clauses: outcome
            .trace
            .iter()
            .map(|t| Clause {
                rule: t.rule.clone(),
                fired: t.fired,
                because: t.because.clone(),
                citation: t.citation.clone(),
            })
            .collect(),
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
