//! The facts of one passenger with what every regime asks of them: where, when, how late, told how early.

use jiff::civil::Date;

use super::causes::{Category, Cause};
use super::clauses::{Arg, Says};
use super::decision::Regime;
use super::distance::Distance;
use super::event::Event;
use super::facts::{Facts, Reroute, missing};
use super::policy::Policies;
use super::reading::Minutes;
use super::ruling::{Reach, Ruling};
use crate::{Fault, airports};

/// One case under judgment.
pub(super) struct Case<'a> {
    pub facts: &'a Facts,
    pub policies: &'a Policies,
    pub event: Event,
    /// What `event` said.
    pub event_name: &'a str,
    /// The airports of the journey that counts as one; empty where no route was given.
    pub journey: &'a [String],
    pub distance: Distance,
    pub cause: &'a str,
    pub cause_terms: &'a Cause,
}

/// How late the passenger reached the final destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arrival {
    pub minutes: i64,
    /// Only the touchdown is known; the doors opened some minutes later.
    pub provisional: bool,
}

impl<'a> Case<'a> {
    pub fn of(facts: &'a Facts, policies: &'a Policies) -> Result<Self, Fault> {
        let event_name = facts.event.as_deref().ok_or_else(|| missing("event"))?;
        let (cause, cause_terms) = policies.causes.find(facts.cause.as_deref(), "cause")?;
        let event = Event::named(event_name);
        let (journey, shortened) = one_booking(facts);
        let case = Self {
            facts,
            policies,
            event,
            event_name,
            journey,
            distance: distance(facts, journey, shortened),
            cause,
            cause_terms,
        };
        if event == Event::Other && case.arrival().is_err() {
            return Err(Fault::of(
                "event",
                "unknown_event",
                "Choose an event from the list, or give the arrival delay.",
            ));
        }
        Ok(case)
    }

    pub fn date(&self) -> Result<Date, Fault> {
        self.facts.date.ok_or_else(|| missing("date"))
    }

    pub fn origin(&self) -> Option<&str> {
        self.journey.first().map(String::as_str)
    }

    pub fn destination(&self) -> Option<&str> {
        self.journey.last().map(String::as_str)
    }

    pub fn departs(&self, area: &str) -> Result<bool, Fault> {
        self.place_in(self.origin(), area)
    }

    pub fn arrives(&self, area: &str) -> Result<bool, Fault> {
        self.place_in(self.destination(), area)
    }

    /// Whether any airport of the journey is in an area.
    pub fn touches(&self, area: &str) -> Result<bool, Fault> {
        let date = self.date()?;
        self.journey
            .iter()
            .try_fold(false, |found, code| Ok(found || self.policies.areas.holds(area, code, date)?))
    }

    /// Whether the journey stays inside one area. What the facts say goes before the airports.
    pub fn domestic(&self, area: &str) -> Result<Option<bool>, Fault> {
        match self.facts.domestic {
            Some(domestic) => Ok(Some(domestic)),
            None if self.journey.is_empty() => Ok(None),
            None => Ok(Some(self.departs(area)? && self.arrives(area)?)),
        }
    }

    fn place_in(&self, place: Option<&str>, area: &str) -> Result<bool, Fault> {
        let code = place.ok_or_else(|| missing("route"))?;
        self.policies.areas.holds(area, code, self.date()?)
    }

    /// The reach of a regime over facts without a route. Facts that speak in one regime's own terms are put to
    /// that regime alone; others to every regime.
    pub fn presumed_reach(&self, regime: Regime) -> Reach {
        let spoken = own_terms(self.facts);
        if spoken.is_empty() || spoken.contains(&regime) { Reach::Presumed } else { Reach::Outside }
    }

    /// Settles the reach of a national law over journeys that touch its area, or that start there. False where
    /// it does not reach.
    pub fn within(&self, area: &str, only_departures: bool, ruling: &mut Ruling<'_>) -> Result<bool, Fault> {
        if self.journey.is_empty() {
            return Ok(self.presume(ruling));
        }
        let (reached, starts) =
            if only_departures { (self.departs(area)?, true) } else { (self.touches(area)?, false) };
        let (route, area) = (Arg::code(self.journey.join("-")), Arg::term("area", area));
        let because = match (reached, starts) {
            (true, true) => Says::JourneyStarts { route, area },
            (true, false) => Says::JourneyTouches { route, area },
            (false, _) => Says::JourneyOutside { route, area },
        };
        if ruling.test("scope", reached, because) {
            ruling.enter(Reach::Inside);
        }
        Ok(reached)
    }

    /// Settles the reach of a law that binds everybody on departures and its own carriers on every flight that
    /// touches its area.
    pub fn departs_or_own(
        &self,
        area: &str,
        carriers: &[String],
        ruling: &mut Ruling<'_>,
    ) -> Result<bool, Fault> {
        if self.journey.is_empty() || self.departs(area)? {
            return self.within(area, true, ruling);
        }
        let own = self.designator().is_some_and(|code| carriers.iter().any(|c| c.eq_ignore_ascii_case(code)));
        let reached = own && self.touches(area)?;
        let area = Arg::term("area", area);
        let because = if reached { Says::OwnCarrier { area } } else { Says::NotOwnCarrier { area } };
        if ruling.test("scope", reached, because) {
            ruling.enter(Reach::Inside);
        }
        Ok(reached)
    }

    /// Settles the reach over facts without a route.
    pub fn presume(&self, ruling: &mut Ruling<'_>) -> bool {
        let reach = self.presumed_reach(ruling.outcome.regime);
        if reach == Reach::Outside {
            ruling.passed("scope.presumed", Says::OtherTerms {});
            return false;
        }
        ruling.enter(reach);
        ruling.fired("scope.presumed", Says::Presumed {});
        true
    }

    /// The operating carrier's licence: as given, or as the table of carriers has it.
    pub fn licence(&self) -> Option<&'a str> {
        let given = self.facts.carrier_licence.as_deref();
        given.or_else(|| self.designator().and_then(|code| self.policies.carriers.licence(code)))
    }

    /// The carrier's designator, if `carrier` is one and not words.
    pub fn designator(&self) -> Option<&'a str> {
        let mut words = self.facts.carrier.as_ref()?.words();
        words.next().filter(|word| word.len() == 2 && words.next().is_none())
    }

    /// Lateness at the final destination with doors open, by the best figure there is.
    pub fn arrival(&self) -> Result<Arrival, Fault> {
        let facts = self.facts;
        let exact = |Minutes(minutes)| Arrival { minutes, provisional: false };
        if facts.self_rerouted == Some(true) && facts.own_arrival_delay_min.is_some() {
            return facts.own_arrival_delay_min.map(exact).ok_or_else(|| missing("own_arrival_delay_min"));
        }
        if facts.single_booking == Some(false) && facts.leg1_delay_min.is_some() {
            return facts.leg1_delay_min.map(exact).ok_or_else(|| missing("leg1_delay_min"));
        }
        let clocked = |time: Option<super::reading::TimeOfDay>| Some(time?.after(facts.sched_arr?));
        let doors = clocked(facts.doors_open).map(|minutes| Arrival { minutes, provisional: false });
        let wheels = clocked(facts.touchdown).map(|minutes| Arrival { minutes, provisional: true });
        facts.arrival_delay_min.map(exact).or(doors).or(wheels).ok_or_else(|| missing("arrival_delay_min"))
    }

    /// The same, or by the schedule of the flight that the passenger was moved to.
    pub fn arrival_as_moved(&self) -> Result<Arrival, Fault> {
        let moved = self.facts.reroute.and_then(|it| it.arr_offset_min);
        let moved = moved.map(|Minutes(minutes)| Arrival { minutes, provisional: false });
        self.arrival().or_else(|fault| moved.ok_or(fault))
    }

    /// Whether it was the passenger's own doing that they were left behind: what they did, or that they were not there for
    /// check-in or at the gate.
    pub fn own_doing(&self) -> bool {
        let there = [self.facts.presented_for_checkin, self.facts.arrived_at_gate_in_time];
        self.cause_terms.justifies_refusal || self.cause_terms.passengers_own || there.contains(&Some(false))
    }

    /// How late the departure is, by the best figure there is.
    pub fn departure_delay(&self) -> Option<i64> {
        let facts = self.facts;
        let known = facts.expected_departure_delay_min.or(facts.departure_delay_min).or(facts.delay_min);
        known.map(|Minutes(minutes)| minutes)
    }

    /// Minutes before departure at which the passenger was told; none where nothing shows it.
    pub fn notice_min(&self) -> Option<i64> {
        self.facts.notice_hours.map(|hours| hours.minutes)
    }

    /// Whether the passenger has to wait for another day.
    pub fn overnight(&self) -> bool {
        let facts = self.facts;
        [facts.next_day, facts.overnight, facts.rebooked_next_day].contains(&Some(true))
    }

    pub fn reroute(&self) -> Option<Reroute> {
        self.facts.reroute
    }

    /// The Canadian category: as given, or as the cause is classed.
    pub fn category(&self) -> Result<Category, Fault> {
        match self.facts.control() {
            Some("within_control") => Ok(Category::WithinControl),
            Some("within_control_required_for_safety") => Ok(Category::WithinControlRequiredForSafety),
            Some("outside_control") => Ok(Category::OutsideControl),
            Some(_) => {
                Err(Fault::of("category", "wrong_value", "Choose one of the three categories of control."))
            }
            None => Ok(self.cause_terms.category),
        }
    }
}

/// The part of the route that counts as one journey. On separate bookings every flight stands for itself, and
/// the facts are about the first.
fn one_booking(facts: &Facts) -> (&[String], bool) {
    let route = facts.route.as_deref().unwrap_or_default();
    if facts.single_booking == Some(false) && route.len() > 2 { (&route[..2], true) } else { (route, false) }
}

fn distance(facts: &Facts, journey: &[String], shortened: bool) -> Distance {
    let ends = journey.first().zip(journey.last());
    let places = ends.and_then(|(a, b)| airports::find(a).zip(airports::find(b)));
    let reckoned = places.map(|(a, b)| Distance::between(a, b)).unwrap_or_default();
    if shortened {
        return reckoned;
    }
    Distance {
        sphere: facts.distance_km.or(reckoned.sphere),
        wgs84: facts.distance_km_wgs84.or(reckoned.wgs84),
    }
}

/// The regimes in whose own terms the facts speak.
fn own_terms(facts: &Facts) -> Vec<Regime> {
    use Regime::*;
    let european = facts.signed_agreement.is_some()
        || facts.flight_price_net_class_dependent.is_some()
        || facts.ticket_price_net.is_some()
        || facts.same_class_lower_comfort.is_some();
    let canadian = facts.control().is_some()
        || facts.carrier_size.is_some()
        || facts.claim_filed_after_days.is_some()
        || facts.informed_hours_before_departure.is_some()
        || facts.voucher_value.is_some();
    let refunds = facts.arrival_change_min.is_some()
        || facts.mbr_filed.is_some()
        || facts.ancillary.is_some()
        || facts.accepted_alternative.is_some();
    let indian = facts.basic_fare_plus_fuel_inr.is_some()
        || facts.block_min.is_some()
        || facts.ticket_incl_tax_inr.is_some()
        || !matches!(facts.alternate_within_hours, super::reading::Known::Unsaid);
    let montreal = facts.proven_sdr.is_some() || facts.days_since_due.is_some() || facts.employees.is_some();
    let spoken = [
        (european, Eu261),
        (european, Uk261),
        (canadian, Appr),
        (facts.one_way_fare_usd.is_some(), Us250),
        (refunds, Us260),
        (facts.proven_loss_usd.is_some(), Us254),
        (montreal, Mc99),
        (indian, InDgca),
        (facts.ticket_value_sar.is_some(), SaGaca),
    ];
    spoken.into_iter().filter(|(speaks, _)| *speaks).map(|(_, regime)| regime).collect()
}
