//! What happened, in the field names of the evaluator's input. Every field may be absent; a regime asks for
//! those that it needs. Fields that are not known here are left alone.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::reading::{Figures, Hours, Known, Minutes, Text, TimeOfDay};
use crate::Fault;

/// The circumstances of one passenger on one journey. Minutes, kilometres, local dates and local times.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub event: Option<String>,
    /// Local date of departure.
    pub date: Option<Date>,
    /// First departure, connections, final destination.
    pub route: Option<Vec<String>>,
    pub single_booking: Option<bool>,
    pub carrier: Option<Text>,
    pub carrier_licence: Option<String>,
    /// First to last, sphere.
    pub distance_km: Option<f64>,
    /// First to last, WGS84 geodesic.
    pub distance_km_wgs84: Option<f64>,
    pub arrival_delay_min: Option<Minutes>,
    pub sched_arr: Option<TimeOfDay>,
    pub touchdown: Option<TimeOfDay>,
    pub doors_open: Option<TimeOfDay>,
    pub sched_dep: Option<TimeOfDay>,
    pub departure_delay_min: Option<Minutes>,
    pub expected_departure_delay_min: Option<Minutes>,
    pub delay_min: Option<Minutes>,
    pub delay_extraordinary_min: Option<Minutes>,
    pub notice_hours: Option<Hours>,
    pub anticipatory_notice_hours: Option<Hours>,
    pub reroute: Option<Reroute>,
    pub reroute_all_carriers_checked: Option<bool>,
    pub advanced_by_min: Option<Minutes>,
    pub postponed_by_min: Option<Minutes>,
    pub diverted_to: Option<String>,
    pub same_region: Option<bool>,
    pub rebooked_next_day: Option<bool>,
    pub next_day: Option<bool>,
    pub overnight: Option<bool>,
    pub cause: Option<String>,
    /// An own cause on top of the first one, or the cause of the second event.
    pub second_cause: Option<String>,
    pub volunteer: Option<bool>,
    pub presented_for_checkin: Option<bool>,
    pub self_rerouted: Option<bool>,
    pub own_arrival_delay_min: Option<Minutes>,
    pub arrived_at_gate_in_time: Option<bool>,
    pub leg1_delay_min: Option<Minutes>,
    pub outbound: Option<Outbound>,
    pub first: Option<FirstEvent>,
    pub rerouted_flight_arrival_delay_min: Option<Minutes>,
    pub fare: Option<Text>,
    pub passenger: Option<Text>,
    pub aircraft: Option<Text>,
    pub signed_agreement: Option<bool>,
    pub third_country_compensation_received: Option<bool>,
    pub third_country_assistance_received: Option<bool>,
    pub third_country_compensation_and_assistance_received: Option<bool>,
    pub flight_price_net_class_dependent: Option<Decimal>,
    pub ticket_price_net: Option<Decimal>,
    pub legs: Option<Vec<PricedLeg>>,
    pub same_class_lower_comfort: Option<bool>,
    pub carrier_size: Option<String>,
    pub category: Option<String>,
    /// The same under another name.
    pub category_appr: Option<String>,
    pub refund_chosen: Option<bool>,
    pub claim_filed_after_days: Option<i64>,
    pub informed_hours_before_departure: Option<Hours>,
    pub waited_after_original_departure_min: Option<Minutes>,
    pub voucher_value: Option<Decimal>,
    pub cash_due: Option<Decimal>,
    pub expires: Option<bool>,
    pub written_confirmation: Option<bool>,
    pub domestic: Option<bool>,
    pub one_way_fare_usd: Option<Decimal>,
    /// Explicitly nothing: no alternate flight was arranged.
    pub planned_arrival_late_min: Known<Minutes>,
    pub exception: Option<String>,
    pub seats: Option<i64>,
    pub arrival_change_min: Option<Minutes>,
    pub departure_advanced_min: Option<Minutes>,
    pub extra_connections: Option<i64>,
    pub different_airport: Option<bool>,
    pub less_accessible: Option<bool>,
    pub downgraded: Option<bool>,
    pub travelled: Option<bool>,
    pub cancelled: Option<bool>,
    pub accepted_alternative: Option<bool>,
    pub paid_by: Option<String>,
    pub bag_fee: Option<Decimal>,
    pub bag_delay_hours: Option<Hours>,
    pub mbr_filed: Option<bool>,
    pub flight_duration_h: Option<Hours>,
    pub ancillary: Option<Text>,
    pub fee: Option<Decimal>,
    pub provided: Option<bool>,
    pub proven_loss_usd: Option<Decimal>,
    /// One figure, or one a passenger.
    pub proven_sdr: Option<Figures>,
    pub complaint_days: Option<i64>,
    pub complaint_days_after_delivery: Option<i64>,
    pub days_since_due: Option<i64>,
    pub one_bag_items_of_passengers: Option<i64>,
    pub employees: Option<i64>,
    pub days: Option<i64>,
    pub action_date: Option<Date>,
    pub within_time: Option<bool>,
    pub passenger_can_check_text: Option<bool>,
    pub basic_fare_plus_fuel_inr: Option<Decimal>,
    /// Explicitly nothing: no alternate flight was offered.
    pub alternate_within_hours: Known<Hours>,
    pub alternate_declined: Option<bool>,
    pub block_min: Option<Minutes>,
    pub sector: Option<String>,
    pub ticket_incl_tax_inr: Option<Decimal>,
    pub ticket_value_sar: Option<Decimal>,
}

/// Another flight, against the schedule of the first; negative is earlier.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reroute {
    pub dep_offset_min: Option<Minutes>,
    pub arr_offset_min: Option<Minutes>,
}

/// What became of the outbound flight of the same booking.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Outbound {
    pub cancelled: Option<bool>,
    pub notice_hours: Option<Hours>,
    pub cause: Option<String>,
    pub reroute_dep_offset_min: Option<Minutes>,
    pub reroute_arr_offset_min: Option<Minutes>,
}

/// The first of two events on one journey.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FirstEvent {
    pub cause: Option<String>,
    pub notice_hours: Option<Hours>,
    pub arrival_delay_min: Option<Minutes>,
    pub reroute: Option<Reroute>,
}

/// One flight of a ticket, for sharing out its price.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PricedLeg {
    pub km: Option<Decimal>,
    pub downgraded: Option<bool>,
    pub intra_eu: Option<bool>,
}

/// A whole number that was written with a point is a whole number.
fn whole(value: &Value) -> Value {
    /// Up to here every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value.as_f64().filter(|it| value.is_f64() && it.fract() == 0.0 && it.abs() < EXACT) {
        Some(figure) => (figure as i64).into(),
        None => value.clone(),
    }
}

impl Facts {
    /// Reads the `facts` object of a line. The fault names the field that cannot be read.
    pub fn read(map: &Map<String, Value>) -> Result<Self, Fault> {
        let written = map.iter().map(|(name, value)| (name.clone(), whole(value))).collect();
        let mut facts: Self = serde_json::from_value(Value::Object(written)).map_err(|_| blame(map))?;
        facts.check()?;
        // Codes are codes however they are written.
        facts.carrier_licence.iter_mut().for_each(|it| it.make_ascii_uppercase());
        let Self { cause, second_cause, carrier_size, sector, .. } = &mut facts;
        for code in [cause, second_cause, carrier_size, sector] {
            code.iter_mut().for_each(|it| it.make_ascii_lowercase());
        }
        Ok(facts)
    }

    /// The Canadian category of control, if it is said.
    pub(super) fn control(&self) -> Option<&str> {
        self.category.as_deref().or(self.category_appr.as_deref())
    }

    fn check(&self) -> Result<(), Fault> {
        let amounts = [
            ("flight_price_net_class_dependent", self.flight_price_net_class_dependent),
            ("ticket_price_net", self.ticket_price_net),
            ("voucher_value", self.voucher_value),
            ("cash_due", self.cash_due),
            ("one_way_fare_usd", self.one_way_fare_usd),
            ("bag_fee", self.bag_fee),
            ("fee", self.fee),
            ("proven_loss_usd", self.proven_loss_usd),
            ("basic_fare_plus_fuel_inr", self.basic_fare_plus_fuel_inr),
            ("ticket_incl_tax_inr", self.ticket_incl_tax_inr),
            ("ticket_value_sar", self.ticket_value_sar),
        ];
        let counts = [
            ("claim_filed_after_days", self.claim_filed_after_days),
            ("seats", self.seats),
            ("complaint_days", self.complaint_days),
            ("complaint_days_after_delivery", self.complaint_days_after_delivery),
            ("days_since_due", self.days_since_due),
            ("one_bag_items_of_passengers", self.one_bag_items_of_passengers),
            ("employees", self.employees),
            ("days", self.days),
        ];
        let most = Decimal::from(1_000_000_000_000_i64);
        let amount = amounts.iter().find(|(_, v)| v.is_some_and(|v| v.is_sign_negative() || v > most));
        let count = counts.iter().find(|(_, v)| v.is_some_and(|v| !(0..=1_000_000).contains(&v)));
        let distances = [("distance_km", self.distance_km), ("distance_km_wgs84", self.distance_km_wgs84)];
        // No two places on Earth are further apart than half its girth.
        let distance = distances.iter().find(|(_, v)| v.is_some_and(|v| !(0.0..=20_100.0).contains(&v)));
        let field = amount.map(|f| f.0).or(count.map(|f| f.0)).or(distance.map(|f| f.0));
        match field {
            Some(field) => Err(out_of_range(field)),
            None => self.check_route().and_then(|()| self.check_contradictions()),
        }
    }

    /// Of two facts that cannot both be so, neither is taken.
    fn check_contradictions(&self) -> Result<(), Fault> {
        if self.cancelled == Some(true) && self.event.as_deref() == Some("delay") {
            let message = "Check cancelled: a flight that is late was not cancelled.";
            return Err(Fault::of("cancelled", "contradictory_facts", message));
        }
        Ok(())
    }

    fn check_route(&self) -> Result<(), Fault> {
        let codes = self.route.as_deref().unwrap_or_default();
        let shaped = |code: &String| code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
        if codes.iter().all(shaped) && self.route.as_ref().is_none_or(|list| (2..=32).contains(&list.len())) {
            return Ok(());
        }
        Err(Fault::of("route", "wrong_value", "Give at least two airports as their three-letter codes."))
    }
}

/// The fault for a fact that the rules cannot do without.
pub(super) fn missing(field: &str) -> Fault {
    Fault::of(field, "missing_fact", format!("Add {field}: without it this cannot be decided."))
}

fn out_of_range(field: &str) -> Fault {
    Fault::of(field, "out_of_range", format!("Check {field}: no journey has such a figure."))
}

/// Finds the field that cannot be read, by reading each alone. Fields are tried in the order of their names,
/// so the answer does not depend on how the line was written.
fn blame(map: &Map<String, Value>) -> Fault {
    let mut names: Vec<&String> = map.keys().collect();
    names.sort();
    let unreadable = |name: &&String| {
        let alone = Map::from_iter([((*name).clone(), map[*name].clone())]);
        serde_json::from_value::<Facts>(Value::Object(alone)).is_err()
    };
    match names.into_iter().find(unreadable) {
        Some(name) => {
            Fault::of(name, "wrong_value", format!("Write {name} in the form that the list of facts gives."))
        }
        None => Fault::of("facts", "wrong_value", "A fact is there twice: leave one of the two out."),
    }
}
