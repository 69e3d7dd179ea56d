//! The table of the European rules: bands, windows, limits.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::compensation::Regime;
use crate::compensation::rules::{
    case::Case,
    clauses::{Arg, Says},
    distance::Method,
    facts::missing,
    pack::total,
    policy::Checked,
    ruling::Ruling,
};
use crate::{Fault, money::Currency};

/// Scope and rights of one version.
#[derive(Debug, Deserialize)]
pub struct Law {
    pub(super) scope: super::scope::Scope,
    pub(super) exclusions: super::exclusions::Exclusions,
    pub(super) rights: Terms,
}

/// What passengers are given, by bands of distance.
#[derive(Debug, Deserialize)]
pub struct Terms {
    pub currency: Currency,
    pub distance_method: Method,
    pub bands: Vec<Band>,
    /// Bands that no distance leads to, only `intra`.
    #[serde(default)]
    pub(super) extra_bands: Vec<Band>,
    /// A band for journeys that stay inside the area, whatever their length beyond a limit.
    pub(super) intra: Option<Intra>,
    pub(super) delay: Delay,
    pub(super) cancellation: Cancellation,
    pub(super) reduction: Reduction,
    pub(super) care: Care,
    /// Delay of departure from which the passenger may have the price back.
    pub(super) refund_option_dep_delay_min: Option<i64>,
    pub(super) downgrade_except: Option<DowngradeExcept>,
}

#[derive(Debug, Deserialize)]
pub struct Band {
    pub id: String,
    /// Included; none in the last band.
    pub max_km: Option<f64>,
    pub amount: Decimal,
    /// Expected delay of departure from which care is due.
    pub care_min: i64,
    /// Latest arrival of a re-routing that lets the carrier reduce the amount.
    pub reduce_max_min: i64,
    pub downgrade_pct: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Intra {
    pub area: String,
    pub beyond_km: f64,
    pub band: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Delay {
    /// Whether delay alone is compensated.
    pub compensates: bool,
    pub min_arrival_min: i64,
    /// Whether a delay below the band's limit lets the carrier reduce the amount.
    pub reduces: bool,
    /// Shown where the delay stands exactly on that limit, which two authorities read differently.
    pub edge_flag: Option<String>,
    /// How long after touchdown doors open at the latest.
    pub doors_after_touchdown_min: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cancellation {
    /// Told so early or earlier: nothing is due.
    pub exempt_notice_min: i64,
    pub windows: Vec<Window>,
    /// A departure brought forward by more than this is a cancellation.
    pub advance_gt_min: i64,
    /// A departure put off by less than this is not.
    pub postponed_ge_min: i64,
}

/// Notice and the re-routing that excuses with it.
#[derive(Debug, Deserialize)]
pub(super) struct Window {
    /// Not included; none in the last window, which the exempt notice ends.
    pub notice_lt_min: Option<i64>,
    pub max_early_dep_min: i64,
    pub arr_lt_min: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reduction {
    pub pct: u32,
    /// Whether this airline makes use of its right to reduce.
    pub taken: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Care {
    pub waiting: Vec<String>,
    pub overnight: Vec<String>,
    pub priority: Vec<String>,
    /// Words in `passenger` that give priority, in lower case without hyphens.
    pub priority_words: Vec<String>,
}

/// Journeys between the area's mainland and this area are refunded as of the named band.
#[derive(Debug, Deserialize)]
pub(super) struct DowngradeExcept {
    pub area: String,
    pub band: String,
}

/// One case before one table.
pub(in crate::compensation::rules) struct Bench<'a> {
    pub case: &'a Case<'a>,
    pub terms: &'a Terms,
    pub regime: Regime,
}

impl<'a> Bench<'a> {
    /// The band of the journey; notes it, and flags a journey whose band hangs on the way of reckoning.
    pub fn band(&self, ruling: &mut Ruling<'_>) -> Result<&'a Band, Fault> {
        let method = self.terms.distance_method;
        let intra = self.intra()?;
        if intra && let Some(band) = self.terms.intra_band(0.0) {
            let amount = Arg::money(band.amount, self.terms.currency);
            ruling.fired("distance.band", Says::BandInside { band: Arg::code(&band.id), amount });
            return Ok(band);
        }
        let km = self.case.distance.by(method).ok_or_else(|| self.no_distance())?;
        let band = self.terms.band_of(km, intra);
        let other = match method {
            Method::Sphere => self.case.distance.wgs84,
            Method::Wgs84 => self.case.distance.sphere,
        };
        if let Some(other) = other {
            let straddles = self.terms.band_of(other, intra).id != band.id;
            if straddles {
                ruling.flag("DISTANCE_BAND_STRADDLE");
                let because = Says::BandStraddle { distance: metres(km), other: metres(other) };
                ruling.fired("distance.straddle", because);
            }
        }
        let amount = Arg::money(band.amount, self.terms.currency);
        let because = Says::Band { distance: metres(km), band: Arg::code(&band.id), amount };
        ruling.fired("distance.band", because);
        Ok(band)
    }

    /// The part of the full amount that stays after the carrier reduced it, with the sum that was done.
    pub(super) fn cut(&self, full: Decimal, ruling: &mut Ruling<'_>) -> Decimal {
        let amount = self.terms.reduced(full);
        if amount != full {
            let percent = Arg::Percent(100 - i64::from(self.terms.reduction.pct));
            let money = |amount| Arg::money(amount, self.terms.currency);
            let because = Says::Reduced { percent, full: money(full), amount: money(amount) };
            ruling.fired("reduction.amount", because);
        }
        amount
    }

    /// Notes the sum of two rights, where there are two.
    pub(super) fn add_up(&self, first: Decimal, second: Decimal, rule: &str, ruling: &mut Ruling<'_>) {
        if first > Decimal::ZERO && second > Decimal::ZERO {
            let money = |amount| Arg::money(amount, self.terms.currency);
            let because =
                Says::Added { first: money(first), second: money(second), amount: money(first + second) };
            ruling.fired(rule, because);
        }
    }

    fn no_distance(&self) -> Fault {
        let unknown = self.case.journey.iter().find(|code| crate::airports::find(code).is_none());
        match unknown {
            Some(code) => crate::compensation::rules::area::unknown_airport(code),
            None => missing("route"),
        }
    }

    fn intra(&self) -> Result<bool, Fault> {
        match &self.terms.intra {
            Some(intra) if !self.case.journey.is_empty() => {
                Ok(self.case.departs(&intra.area)? && self.case.arrives(&intra.area)?)
            }
            Some(_) => Ok(self.case.facts.domestic == Some(true)),
            None => Ok(false),
        }
    }
}

fn metres(km: f64) -> Arg {
    Arg::Metres((km * 1000.0) as i64)
}

impl Terms {
    /// The band of a distance. The table is checked to be total, so the last band takes what is left.
    pub(super) fn band_of(&self, km: f64, intra: bool) -> &Band {
        let band = if intra { self.intra_band(km) } else { None };
        let by_km = || self.bands.iter().find(|b| b.max_km.is_none_or(|max| km <= max));
        band.or_else(by_km).unwrap_or(&self.bands[self.bands.len() - 1])
    }

    /// The band of journeys inside the area that are longer than its limit; a limit below nothing takes all.
    fn intra_band(&self, km: f64) -> Option<&Band> {
        let rule = self.intra.as_ref().filter(|rule| km > rule.beyond_km)?;
        self.bands.iter().chain(&self.extra_bands).find(|b| b.id == rule.band)
    }

    pub(super) fn has_intra(&self) -> bool {
        self.intra.is_some()
    }

    pub(super) fn intra_area(&self) -> Option<&str> {
        self.intra.as_ref().map(|intra| intra.area.as_str())
    }

    /// Notice from which nothing is due.
    pub fn exempt_notice_min(&self) -> i64 {
        self.cancellation.exempt_notice_min
    }

    /// The part of the full amount that stays after the carrier reduced it.
    pub(super) fn reduced(&self, full: Decimal) -> Decimal {
        let pct = Decimal::from(100_u32.saturating_sub(self.reduction.pct));
        if self.reduction.taken { full * pct / Decimal::ONE_HUNDRED } else { full }
    }
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        self.rights.check()
    }
}

impl Checked for Terms {
    fn check(&self) -> Result<(), String> {
        total("bands", self.bands.iter().map(|b| b.max_km))?;
        total("windows", self.cancellation.windows.iter().map(|w| w.notice_lt_min))?;
        let named = self.intra.iter().map(|i| &i.band).chain(self.downgrade_except.iter().map(|d| &d.band));
        for id in named {
            if !self.bands.iter().chain(&self.extra_bands).any(|b| b.id == *id) {
                return Err(format!("there is no band {id}"));
            }
        }
        let last = self.cancellation.windows.iter().filter_map(|w| w.notice_lt_min).max();
        match last {
            Some(last) if last >= self.cancellation.exempt_notice_min => {
                Err("a window reaches past the exempt notice".into())
            }
            _ if self.bands.iter().any(|b| b.amount < Decimal::ZERO) => Err("an amount is negative".into()),
            _ => Ok(()),
        }
    }
}
