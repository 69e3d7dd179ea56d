//! What the evaluator answers: one outcome a regime, each with the trail of rules that led to it.

use std::fmt;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::clauses::Said;
use crate::money::{Currency, Money};

/// A body of rules that may give a passenger something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Regime {
    /// Regulation (EC) 261/2004.
    #[serde(rename = "EU261")]
    Eu261,
    /// The same text as retained by the United Kingdom.
    #[serde(rename = "UK261")]
    Uk261,
    /// Canada, SOR/2019-150.
    Appr,
    /// United States, 14 CFR 250: denied boarding.
    #[serde(rename = "US_250")]
    Us250,
    /// United States, 14 CFR 260: refunds.
    #[serde(rename = "US_260")]
    Us260,
    /// United States, 14 CFR 254: domestic baggage.
    #[serde(rename = "US_254")]
    Us254,
    /// Montreal Convention of 1999.
    Mc99,
    /// India, CAR Section 3 Series M Part IV.
    InDgca,
    /// Brazil, ANAC Resolution 400/2016.
    #[serde(rename = "BR_ANAC400")]
    BrAnac400,
    /// Türkiye, SHY-YOLCU.
    TrShy,
    /// Israel, Aviation Services Law 2012.
    IlTibi,
    /// Saudi Arabia, GACA passenger rights.
    SaGaca,
}

impl Regime {
    pub const ALL: [Self; 12] = [
        Self::Eu261,
        Self::Uk261,
        Self::Appr,
        Self::Us250,
        Self::Us260,
        Self::Us254,
        Self::Mc99,
        Self::InDgca,
        Self::BrAnac400,
        Self::TrShy,
        Self::IlTibi,
        Self::SaGaca,
    ];

    /// The name in tables and answers: `EU261`, `US_250`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eu261 => "EU261",
            Self::Uk261 => "UK261",
            Self::Appr => "APPR",
            Self::Us250 => "US_250",
            Self::Us260 => "US_260",
            Self::Us254 => "US_254",
            Self::Mc99 => "MC99",
            Self::InDgca => "IN_DGCA",
            Self::BrAnac400 => "BR_ANAC400",
            Self::TrShy => "TR_SHY",
            Self::IlTibi => "IL_TIBI",
            Self::SaGaca => "SA_GACA",
        }
    }
}

impl fmt::Display for Regime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Every regime that was considered, those that apply first and the best of them on top.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub regimes: Vec<RegimeOutcome>,
    /// None where no regime applies. Nobody is paid twice for the same loss, so this one is paid.
    pub best: Option<Best>,
    /// What the other laws that apply add to the best one, and what is set off against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<TraceEntry>,
}

/// The regime that gives the passenger most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    pub regime: Regime,
    pub compensation: Option<Award>,
    pub because: Said,
}

/// What one regime says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeOutcome {
    pub regime: Regime,
    pub applies: bool,
    pub compensation: Option<Award>,
    /// What the carrier looks after while the passenger waits: `meals`, `hotel`.
    pub care: Vec<String>,
    /// Whether the passenger may have the price back instead of the journey; none where not decided.
    pub refund_option: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reimbursement: Option<Reimbursement>,
    /// In SDR, to be converted at the rate of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_sdr: Option<Figure>,
    /// Whether the complaint or the action came within its time limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_time: Option<bool>,
    /// What a person should look at before paying: `DISTANCE_BAND_STRADDLE`, `AMBIGUOUS_EDGE_4H`,
    /// `PROVISIONAL_TOUCHDOWN`, `FACT_MISSING`, `UP_TO_AMOUNT`, `INDEXED_AMOUNT`, `BAG_LOST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// The fact that nobody has given yet and without which this law cannot be decided; a name of the facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    pub trace: Vec<TraceEntry>,
}

/// Money that is due, and the full sum where the carrier may reduce it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Award {
    pub amount: Figure,
    pub currency: Currency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_amount: Option<Figure>,
}

impl Award {
    /// The amount as money.
    pub fn money(&self) -> Money {
        Money::new(self.amount.minor(self.currency), self.currency)
    }
}

/// A share of a price that is given back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reimbursement {
    /// Percent of the price.
    pub pct: u32,
    /// The price that the share is of, where it had to be worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Figure>,
    /// None where the price is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Figure>,
}

/// One test that was made: it fired or it did not, and the fact that decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceEntry {
    /// Stable: `eu261.delay.threshold`.
    pub rule: String,
    pub fired: bool,
    /// The fact that decided, as data.
    pub because: Said,
    /// Article, section or judgment.
    pub citation: String,
}

/// An exact figure in major units; a JSON number outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure(pub Decimal);

impl Figure {
    /// Rounded down to the currency's decimals, in minor units.
    pub fn minor(self, currency: Currency) -> i64 {
        let scale = Decimal::from(10_i64.pow(currency.exponent()));
        self.0.checked_mul(scale).and_then(|minor| minor.to_i64()).unwrap_or(i64::MAX)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl Serialize for Figure {
    /// JSON has one kind of number. The double nearest to a decimal of this length is written with the same
    /// digits, so nothing is lost on the way.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0.normalize() {
            whole if whole.scale() == 0 => s.serialize_i64(whole.to_i64().unwrap_or(i64::MAX)),
            part => s.serialize_f64(part.to_f64().unwrap_or_default()),
        }
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(FigureVisitor)
    }
}

struct FigureVisitor;

impl de::Visitor<'_> for FigureVisitor {
    type Value = Figure;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Figure, E> {
        Ok(Figure(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Figure, E> {
        Ok(Figure(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Figure, E> {
        // The shortest digits that name this double are the digits that were written.
        value.to_string().parse().map(Figure).map_err(|_| E::custom("not a figure that money can have"))
    }
}
