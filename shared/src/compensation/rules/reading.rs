//! How single facts are written: minutes, hours, times of day, words, lists.

use std::fmt;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// Longest span that a fact may name: ten years of minutes.
const LONGEST_MIN: i64 = 5_256_000;

/// Whole minutes; a part of a minute is dropped, because no rule counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(pub i64);

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        span(d, Decimal::ONE).map(Self)
    }
}

/// Hours, kept as whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    pub minutes: i64,
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        span(d, Decimal::from(60)).map(|minutes| Self { minutes })
    }
}

fn span<'de, D: Deserializer<'de>>(d: D, minutes_each: Decimal) -> Result<i64, D::Error> {
    let minutes = number(d)?.checked_mul(minutes_each).and_then(|m| m.floor().to_i64());
    minutes.filter(|m| m.abs() <= LONGEST_MIN).ok_or_else(|| de::Error::custom("longer than ten years"))
}

fn number<'de, D: Deserializer<'de>>(d: D) -> Result<Decimal, D::Error> {
    decimal(&serde_json::Number::deserialize(d)?).ok_or_else(|| de::Error::custom("not a plain number"))
}

fn decimal(number: &serde_json::Number) -> Option<Decimal> {
    let text = number.to_string();
    text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// A local time of day, `HH:MM`, as minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay {
    pub minutes: i64,
}

impl TimeOfDay {
    /// Minutes from `scheduled` to this time. No flight is three hours early, so a time that looks so is of
    /// the next day.
    pub fn after(self, scheduled: Self) -> i64 {
        const EARLIEST: i64 = -180;
        let minutes = self.minutes - scheduled.minutes;
        if minutes <= EARLIEST { minutes + 24 * 60 } else { minutes }
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let (hour, minute) = text.split_once(':').ok_or_else(|| de::Error::custom("not HH:MM"))?;
        match (hour.parse::<u8>(), minute.parse::<u8>()) {
            (Ok(h @ 0..=23), Ok(m @ 0..=59)) => Ok(Self { minutes: i64::from(h) * 60 + i64::from(m) }),
            _ => Err(de::Error::custom("not HH:MM")),
        }
    }
}

/// A fact whose explicit absence says something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known<T> {
    /// Not said.
    #[default]
    Unsaid,
    /// Said to be nothing (`null`).
    Nothing,
    Is(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(d)?.map_or(Self::Nothing, Self::Is))
    }
}

/// Free words, in lower case with single spaces. A yes or no, a number or a list is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Whether one of the phrases is in it.
    pub fn says(&self, phrases: &[String]) -> bool {
        phrases.iter().any(|phrase| self.0.contains(phrase.as_str()))
    }

    /// Whether one of the phrases is in it and is not denied: `own seat`, and not `no own seat`.
    pub fn affirms(&self, phrases: &[String]) -> bool {
        self.occurrences(phrases).any(|before| !denied(before))
    }

    /// Whether one of the phrases is denied in it.
    pub fn denies(&self, phrases: &[String]) -> bool {
        self.occurrences(phrases).any(denied)
    }

    /// What stands before each of the phrases.
    fn occurrences<'a>(&'a self, phrases: &'a [String]) -> impl Iterator<Item = &'a str> {
        let found = |phrase: &'a String| self.0.match_indices(phrase.as_str());
        phrases.iter().flat_map(found).map(|(at, _)| &self.0[..at])
    }

    /// Its words, in lower case.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    }
}

fn denied(before: &str) -> bool {
    ["no", "not", "without"].contains(&before.split_whitespace().next_back().unwrap_or_default())
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(d)? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let plain = text.to_lowercase().replace(['_', '-'], " ");
        Ok(Self(plain.split_whitespace().collect::<Vec<_>>().join(" ")))
    }
}

/// One figure or several, none of them negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures(pub Vec<Decimal>);

impl<'de> Deserialize<'de> for Figures {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let values = match Value::deserialize(d)? {
            Value::Array(values) if !values.is_empty() && values.len() <= 10_000 => values,
            Value::Array(_) => return Err(de::Error::custom("an empty or endless list")),
            single => vec![single],
        };
        let most = Decimal::from(1_000_000_000_000_i64);
        let read = |value: &Value| match value {
            Value::Number(n) => decimal(n).filter(|f| !f.is_sign_negative() && *f <= most),
            _ => None,
        };
        values
            .iter()
            .map(read)
            .collect::<Option<Vec<_>>>()
            .map(Self)
            .ok_or_else(|| de::Error::custom("not figures"))
    }
}
