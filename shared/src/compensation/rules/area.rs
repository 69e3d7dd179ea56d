//! Areas of law, airport by airport: ISO countries are not enough, because parts of a state can be in an
//! area or out of it, and states come and go.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::policy::Checked;
use crate::{Fault, airports};

/// The areas by name: `EU`, `UK`, `FR_DOM`, `US`.
#[derive(Debug, Deserialize)]
pub struct Areas {
    area: BTreeMap<String, Area>,
}

#[derive(Debug, Deserialize)]
struct Area {
    members: Vec<Members>,
    /// Airports of member countries that are out all the same.
    #[serde(default)]
    except: Vec<String>,
}

/// Countries and airports that belong, from one day to another, both included.
#[derive(Debug, Deserialize)]
struct Members {
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    airports: Vec<String>,
    from: Option<Date>,
    to: Option<Date>,
}

impl Areas {
    /// Whether an airport is in an area on a day. The fault names an airport that no table knows.
    pub(super) fn holds(&self, area: &str, iata: &str, date: Date) -> Result<bool, Fault> {
        let country = airports::find(iata).map(|a| a.country);
        let Some(area) = self.area.get(area) else {
            return Err(Fault::of(
                "areas",
                "bad_policy_table",
                format!("Add the area {area} to the table of areas."),
            ));
        };
        let named = |list: &[String]| list.iter().any(|code| code.eq_ignore_ascii_case(iata));
        let listed = area.except.iter().any(|c| c.eq_ignore_ascii_case(iata));
        if country.is_none() && !listed && !area.members.iter().any(|m| named(&m.airports)) {
            return Err(unknown_airport(iata));
        }
        let belongs = |m: &Members| {
            m.from.is_none_or(|from| from <= date)
                && m.to.is_none_or(|to| date <= to)
                && (named(&m.airports) || country.is_some_and(|c| m.countries.iter().any(|x| x == c)))
        };
        Ok(!listed && area.members.iter().any(belongs))
    }
}

pub(super) fn unknown_airport(iata: &str) -> Fault {
    Fault::of("route", "unknown_airport", format!("Check the code {iata}: no airport has it."))
}

impl Checked for Areas {
    fn check(&self) -> Result<(), String> {
        for (name, area) in &self.area {
            if area.members.iter().any(|m| m.from.zip(m.to).is_some_and(|(from, to)| from > to)) {
                return Err(format!("members of {name} leave before they join"));
            }
            let airports = area.members.iter().flat_map(|m| &m.airports).chain(&area.except);
            if let Some(code) = airports.into_iter().find(|code| airports::find(code).is_none()) {
                return Err(format!("{name} names {code}, which is no airport"));
            }
        }
        Ok(())
    }
}
