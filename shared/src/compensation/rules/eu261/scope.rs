//! Where the rules reach: departures from the area with anybody, arrivals in it with a carrier licensed there.

use jiff::civil::Date;
use serde::Deserialize;

use super::Law;
use crate::Fault;
use crate::compensation::rules::{
    case::Case,
    clauses::{Arg, Says},
    facts::missing,
    ruling::{Reach, Ruling},
};

#[derive(Debug, Deserialize)]
pub struct Scope {
    pub area: String,
    inbound_licences: Vec<Licence>,
}

/// A licence that brings inbound flights under the rules, until a day if it stopped to.
#[derive(Debug, Deserialize)]
struct Licence {
    code: String,
    to: Option<Date>,
}

/// Settles the reach; false where the rules do not reach the journey, or where the passenger had the like
/// already abroad.
pub(super) fn reaches(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<bool, Fault> {
    let area = &law.scope.area;
    let (Some(origin), Some(destination)) = (case.origin(), case.destination()) else {
        return Ok(case.presume(ruling));
    };
    if case.departs(area)? {
        ruling.enter(Reach::Inside);
        ruling.fired(
            "scope.departs",
            Says::StartsInside { airport: Arg::code(origin), area: Arg::term("area", area) },
        );
        return Ok(true);
    }
    ruling.passed(
        "scope.departs",
        Says::StartsOutside { airport: Arg::code(origin), area: Arg::term("area", area) },
    );
    if !case.arrives(area)? {
        let (airport, area) = (Arg::code(destination), Arg::term("area", area));
        ruling.passed("scope.arrives", Says::EndsOutside { airport, area });
        return Ok(false);
    }
    let licence = case.licence().ok_or_else(|| missing("carrier_licence"))?;
    let date = case.date()?;
    let fits = |l: &Licence| l.code == licence && l.to.is_none_or(|to| date <= to);
    let held = Arg::term("licence", licence);
    let (airport, area, licence_fits) =
        (Arg::code(destination), Arg::term("area", area), law.scope.inbound_licences.iter().any(fits));
    if !licence_fits {
        ruling.passed("scope.licence", Says::LicenceElsewhere { airport, area, licence: held });
        return Ok(false);
    }
    ruling.enter(Reach::Inside);
    ruling.fired("scope.licence", Says::LicenceReaches { airport, area, licence: held });
    Ok(!had_the_like_abroad(case, ruling))
}

fn had_the_like_abroad(case: &Case<'_>, ruling: &mut Ruling<'_>) -> bool {
    let facts = case.facts;
    let both = facts.third_country_compensation_and_assistance_received == Some(true);
    let money = both || facts.third_country_compensation_received == Some(true);
    let help = both || facts.third_country_assistance_received == Some(true);
    if money && help {
        ruling.exclude("scope.third_country", Says::AbroadBoth {});
    } else if money || help {
        ruling.fired("scope.third_country", Says::AbroadOne {});
    }
    money && help
}
