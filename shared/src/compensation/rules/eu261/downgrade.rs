//! A seat in a lower class: part of the price of that flight comes back.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Bench, terms::Band};
use crate::Fault;
use crate::compensation::rules::{
    clauses::{Arg, Says},
    decision::{Figure, Reimbursement},
    facts::PricedLeg,
    ruling::Ruling,
};

pub(super) fn judge(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = bench.case.facts;
    if facts.same_class_lower_comfort == Some(true) {
        ruling.passed("downgrade.class", Says::SameClass {});
        return Ok(());
    }
    let legs = facts.legs.as_deref().unwrap_or_default();
    let lower: Vec<&PricedLeg> = legs.iter().filter(|leg| leg.downgraded == Some(true)).collect();
    if let [first, others @ ..] = &lower[..] {
        one_leg(bench, ruling, first, legs)?;
        return others.iter().try_for_each(|leg| another_leg(bench, ruling, leg, legs));
    }
    let band = outermost(bench)?.map_or_else(|| bench.band(ruling), Ok)?;
    let price = facts.flight_price_net_class_dependent.or(facts.ticket_price_net);
    give_back(ruling, band, price, None);
    Ok(())
}

/// Where flights of a ticket have no price of their own, it is shared out by distance.
fn one_leg(
    bench: &Bench<'_>,
    ruling: &mut Ruling<'_>,
    leg: &PricedLeg,
    legs: &[PricedLeg],
) -> Result<(), Fault> {
    let km = |leg: &PricedLeg| leg.km.filter(|km| !km.is_sign_negative() && *km < Decimal::from(100_000));
    let wrong = || Fault::of("legs", "wrong_value", "Give every flight of the ticket its distance in km.");
    let part = km(leg).ok_or_else(wrong)?;
    let whole: Decimal =
        legs.iter().map(km).sum::<Option<Decimal>>().filter(|sum| *sum > Decimal::ZERO).ok_or_else(wrong)?;
    let intra = leg.intra_eu == Some(true) && bench.terms.has_intra();
    let band = bench.terms.band_of(part.to_f64().ok_or_else(wrong)?, intra);
    let facts = bench.case.facts;
    let own = facts.flight_price_net_class_dependent;
    let base = facts.ticket_price_net.map(|price| (price * part / whole).round_dp(2));
    ruling.fired("downgrade.share", Says::LegShare { part: metres(part), whole: metres(whole) });
    give_back(ruling, band, own.or(base), base.filter(|_| own.is_none()));
    Ok(())
}

/// Each flight in a lower class has a share of its own; together they are what comes back.
fn another_leg(
    bench: &Bench<'_>,
    ruling: &mut Ruling<'_>,
    leg: &PricedLeg,
    legs: &[PricedLeg],
) -> Result<(), Fault> {
    let before = ruling.outcome.reimbursement.take();
    one_leg(bench, ruling, leg, legs)?;
    let both = before.zip(ruling.outcome.reimbursement);
    ruling.outcome.reimbursement = both.map(|(before, this)| {
        let sum = |a: Option<Figure>, b: Option<Figure>| a.zip(b).map(|(a, b)| Figure(a.0 + b.0));
        Reimbursement {
            pct: before.pct.max(this.pct),
            base: sum(before.base, this.base),
            amount: sum(before.amount, this.amount),
        }
    });
    Ok(())
}

/// The band for journeys between the mainland and outermost regions that the rule leaves out of its middle band.
fn outermost<'a>(bench: &Bench<'a>) -> Result<Option<&'a Band>, Fault> {
    let (Some(except), Some(intra)) = (&bench.terms.downgrade_except, bench.terms.intra_area()) else {
        return Ok(None);
    };
    let case = bench.case;
    if case.journey.is_empty() || !case.departs(intra)? || !case.arrives(intra)? {
        return Ok(None);
    }
    let crosses = case.departs(&except.area)? != case.arrives(&except.area)?;
    Ok(bench.terms.bands.iter().find(|band| crosses && band.id == except.band))
}

/// Kilometres of a fact.
fn metres(km: Decimal) -> Arg {
    Arg::Metres((km * Decimal::ONE_THOUSAND).to_i64().unwrap_or_default())
}

fn give_back(ruling: &mut Ruling<'_>, band: &Band, price: Option<Decimal>, base: Option<Decimal>) {
    let Some(pct) = band.downgrade_pct else {
        return;
    };
    ruling.fired("downgrade.band", Says::PriceShare { percent: Arg::Percent(pct.into()) });
    ruling.reimburse(pct, price, base);
}
