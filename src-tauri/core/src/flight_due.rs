//! A whole flight: what everybody on it is due, by the same rules as for one, and whom a person has to look at.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

use airside_shared::{
    Fault,
    access::Permission,
    claims::{Given, SdrRates},
    compensation::Overruling,
    devices::Allowance,
    flights::Flight,
    ids::{FlightId, PassengerId},
    ipc::{
        AllowanceLeft, AssessArgs, AssessWith, DueException, FlightArgs, FlightDue, FlightDueArgs, PersonDue,
    },
    money::{Currency, Money},
    passengers::Passenger,
    trips::Trip,
    vouchers::{Voucher, VoucherKind, VoucherTerms},
};
use jiff::civil::Date;
use rusqlite::Connection;

use crate::{
    board,
    compensation::{NIGHT, Subject, questions_of},
    desk::Desk,
    flight_vouchers::issued_here,
    offers::{Giver, settled},
    overrule, policies,
    store::rows,
    view,
};

/// From this age on somebody travels alone without being looked after.
const OF_AGE: i16 = 18;
/// People of one flight.
const PEOPLE: u32 = 1_000;
/// The request that says that somebody travels alone as a minor.
const UNACCOMPANIED: &str = "UMNR";

impl Desk {
    /// What everybody on a flight is due, with whoever a person has to look at, and the sums.
    pub fn flight_due(&self, args: &FlightDueArgs) -> Result<FlightDue, Fault> {
        let (session, _) = self.authorise(Permission::PassengerOpen)?;
        let (now, station, device) = (self.around.now(), &self.config.station, self.device()?);
        let role = session.actor.role;
        self.store()?.read(|db| {
            let people = subjects(db, args.flight.into())?;
            let flight: Flight = rows::need(db, args.flight)?;
            let allowance = self.allowance(db).ok();
            let (tables, terms) = (policies::tables(db)?, policies::table::<VoucherTerms>(db, now)?);
            let rates = policies::table::<SdrRates>(db, now)?;
            let currency = allowance.as_ref().map(|it| it.total.currency);
            let giver = Giver { station, now, role, tables: &tables, terms: &terms, currency };
            let mut round = Round::new(&people, args, allowance.clone(), giver, &rates);
            let mut found = people.iter().map(|of| round.person(db, of)).collect::<Result<Vec<_>, _>>()?;
            found.sort_by_key(|p| (board::seat_order(p.seat.as_deref()), p.name.clone()));
            Ok(FlightDue {
                flight: view::flight(&flight, now),
                due: sums(found.iter().filter_map(|p| p.due))?,
                questions: round.questions.into_iter().collect(),
                kinds: round.kinds.into_iter().collect(),
                people: found,
                allowance: allowance.map(|it| AllowanceLeft {
                    money: Money::new(it.total.minor - it.spent.minor, it.total.currency),
                    count: it.count.saturating_sub(it.spent_count),
                }),
                printable: issued_here(db, &people, device)?.len() as u32,
                ready: board::whole(db, &flight)?,
            })
        })
    }
}

/// Everybody on the flight.
pub(crate) fn subjects(db: &Connection, FlightArgs { flight }: FlightArgs) -> Result<Vec<Subject>, Fault> {
    let flight: Flight = rows::need(db, flight)?;
    let trips: Vec<Trip> = rows::children(db, flight.id.0.as_bytes(), false, PEOPLE)?;
    let mut people = Vec::with_capacity(trips.len());
    let mut held = HashMap::new();
    for trip in trips.into_iter().filter(|trip| trip.segment_on(flight.id).is_some()) {
        if let Some(passenger) = rows::get::<Passenger>(db, trip.passenger)? {
            let beside = beside(db, &trip, &flight, &mut held)?;
            people.push(Subject { flight: flight.clone(), beside, passenger, trip });
        }
    }
    Ok(people)
}

/// The other flights of somebody's trip. Many of a flight go on with the same few.
fn beside(
    db: &Connection,
    trip: &Trip,
    flight: &Flight,
    held: &mut HashMap<FlightId, Option<Flight>>,
) -> Result<Vec<Flight>, Fault> {
    let mut others = Vec::new();
    for id in trip.beside(flight.id) {
        let known = match held.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(rows::get(db, id)?),
        };
        others.extend(known.clone());
    }
    Ok(others)
}

/// A sum for each currency.
pub(crate) fn sums(amounts: impl Iterator<Item = Money>) -> Result<Vec<Money>, Fault> {
    let mut by_currency: BTreeMap<Currency, Money> = BTreeMap::new();
    for amount in amounts {
        let sum = by_currency.entry(amount.currency).or_insert(Money::zero(amount.currency));
        *sum = sum.plus(amount)?;
    }
    Ok(by_currency.into_values().collect())
}

/// One look at a whole flight.
struct Round<'a> {
    args: &'a FlightDueArgs,
    /// Bookings with somebody of age on this flight.
    guarded: BTreeSet<String>,
    /// What is left as it is given out along the list.
    allowance: Option<Allowance>,
    questions: BTreeSet<String>,
    /// Who was looked at, to tell those who are booked twice.
    seen: BTreeSet<PassengerId>,
    kinds: BTreeSet<VoucherKind>,
    giver: Giver<'a>,
    rates: &'a SdrRates,
}

impl<'a> Round<'a> {
    fn new(
        people: &[Subject],
        args: &'a FlightDueArgs,
        allowance: Option<Allowance>,
        giver: Giver<'a>,
        rates: &'a SdrRates,
    ) -> Self {
        let of_age = people.iter().filter(|of| age(of).is_none_or(|age| age >= OF_AGE));
        let guarded = of_age.map(|of| of.trip.pnr.clone()).collect();
        let (questions, seen, kinds) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::from([args.gives]));
        Self { args, guarded, allowance, questions, seen, kinds, giver, rates }
    }

    fn person(&mut self, db: &Connection, of: &Subject) -> Result<PersonDue, Fault> {
        let segment = of.trip.segment_on(of.flight.id);
        let mut person = PersonDue {
            passenger: of.passenger.id,
            trip: of.trip.id,
            name: of.passenger.name.full(),
            seat: segment.and_then(|s| s.seat.clone()),
            cabin: segment.map_or(airside_shared::trips::Cabin::Economy, |s| s.cabin),
            tier: of.passenger.loyalty.as_ref().map(|l| l.tier),
            pnr: of.trip.pnr.clone(),
            law: None,
            due: None,
            refund: false,
            care: Vec::new(),
            offer: None,
            takes: None,
            exceptions: Vec::new(),
        };
        let given = self.laws(db, of, &mut person)?;
        let age = age(of);
        let minor = age.is_some_and(|age| age < OF_AGE) && !self.guarded.contains(&of.trip.pnr);
        if minor || of.trip.requests.iter().any(|request| request == UNACCOMPANIED) {
            let age = age.and_then(|age| u8::try_from(age).ok());
            person.exceptions.push(DueException::MinorAlone { age });
        }
        self.offer(db, of, given.as_ref(), &mut person)?;
        Ok(person)
    }

    /// What the laws give, and what a person decided instead.
    fn laws(
        &mut self,
        db: &Connection,
        of: &Subject,
        person: &mut PersonDue,
    ) -> Result<Option<Given>, Fault> {
        let given = of.given(&about(of, self.args), self.giver.tables, self.rates, self.giver.now);
        match &given {
            Ok(given) => {
                (person.law, person.due) = (given.law.map(|r| r.code().to_owned()), given.amount);
                if let Some(best) = given.decided.decision.regimes.first().filter(|outcome| outcome.applies) {
                    person.refund = best.refund_option == Some(true);
                    person.care = best.care.clone();
                }
                for field in questions_of(given) {
                    self.ask(field, person);
                }
            }
            Err(Fault { code, field: Some(field), .. }) if code == "missing_fact" => {
                self.ask(field.clone(), person);
            }
            Err(fault) => {
                person.exceptions.push(DueException::Undecided { code: fault.code.clone().into_owned() });
            }
        }
        let overruling = overrule::of(db, of.passenger.id, of.flight.id)?;
        if let Some(verdict) = overruling.as_ref().and_then(Overruling::standing) {
            (person.law, person.due) = (None, verdict.amount);
            person.exceptions.push(DueException::Overruled);
        }
        Ok(given.ok())
    }

    fn ask(&mut self, field: String, person: &mut PersonDue) {
        self.questions.insert(field.clone());
        // It holds for nearly everybody, and nobody has to be looked at for it.
        if field == NIGHT {
            return;
        }
        person.exceptions.push(DueException::MissingFact { field });
    }

    /// The voucher that is to be given, counted against what the device may issue as the issuing will count it.
    fn offer(
        &mut self,
        db: &Connection,
        of: &Subject,
        given: Option<&Given>,
        person: &mut PersonDue,
    ) -> Result<(), Fault> {
        let all = self.giver.together(of, given.map(|given| &given.decided))?;
        self.kinds.extend(all.iter().map(|it| it.kind));
        let Some(what) = all.into_iter().find(|it| it.kind == self.args.gives) else { return Ok(()) };
        if let Some(claim) = settled(db, of, what.kind, &what.law)? {
            let number = rows::get::<Voucher>(db, claim.voucher)?.map(|voucher| voucher.number);
            person.exceptions.push(DueException::AlreadyClaimed { number });
            return Ok(());
        }
        if !self.seen.insert(of.passenger.id) {
            person.exceptions.push(DueException::BookedTwice);
            return Ok(());
        }
        person.offer = Some(what.amount);
        person.takes = self.allowance.as_ref().and_then(|it| it.counted(what.amount).ok());
        if !person.goes_along() {
            return Ok(());
        }
        let no_allowance = Fault::new("no_allowance", "");
        match self
            .allowance
            .clone()
            .ok_or(no_allowance)
            .and_then(|it| it.spend(what.kind, what.amount, self.giver.now))
        {
            Ok(left) => self.allowance = Some(left),
            Err(fault) => {
                person.exceptions.push(DueException::NeedsApproval { code: fault.code.into_owned() });
            }
        }
        Ok(())
    }
}

/// What is asked about one of a flight's people.
pub(crate) fn about(of: &Subject, args: &FlightDueArgs) -> AssessWith {
    let of_flight = AssessArgs { trip: of.trip.id, flight: of.flight.id };
    AssessWith { known: args.known.clone(), ..of_flight.into() }
}

/// Full years on the day of the flight, where the date of birth is known.
fn age(of: &Subject) -> Option<i16> {
    of.passenger.born.map(|born| years(born, of.flight.date))
}

fn years(born: Date, on: Date) -> i16 {
    let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
    on.year() - born.year() - i16::from(before_birthday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn somebody_is_a_year_older_on_the_birthday_and_not_the_day_before() {
        assert_eq!(years(date(2008, 11, 22), date(2026, 11, 21)), 17);
        assert_eq!(years(date(2008, 11, 21), date(2026, 11, 21)), 18);
        assert_eq!(years(date(2008, 2, 29), date(2026, 2, 28)), 17);
    }

    #[test]
    fn sums_are_kept_apart_by_currency() {
        let money = |minor, code: &str| Money::new(minor, code.parse().unwrap());
        let all = [money(100, "USD"), money(60_000, "EUR"), money(50, "USD")];
        assert_eq!(sums(all.into_iter()).unwrap(), [money(60_000, "EUR"), money(150, "USD")]);
        assert_eq!(
            sums([money(i64::MAX, "EUR"), money(1, "EUR")].into_iter()).unwrap_err().code,
            "amount_too_large"
        );
    }
}
