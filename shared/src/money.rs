//! Money: integer minor units and an ISO 4217 currency. Floats never touch it.

use std::{fmt, str::FromStr};

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Fault;

/// An ISO 4217 alphabetic code that exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const EUR: Self = Self(*b"EUR");
    pub const USD: Self = Self(*b"USD");
    pub const GBP: Self = Self(*b"GBP");
    /// Special drawing rights of the International Monetary Fund, in which conventions count.
    pub const XDR: Self = Self(*b"XDR");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Decimals of the currency: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217, column "minor unit").
    pub fn exponent(&self) -> u32 {
        iso_currency::Currency::from_code(self.code()).and_then(|c| c.exponent()).unwrap_or(2).into()
    }

    /// Smallest units of one.
    pub fn one(&self) -> i128 {
        10_i128.pow(self.exponent())
    }
}

impl FromStr for Currency {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        iso_currency::Currency::from_code(text)
            .and_then(|_| text.as_bytes().try_into().ok().map(Self))
            .ok_or_else(|| {
                Fault::of("currency", "unknown_currency", "Give a currency of ISO 4217, such as EUR.")
            })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Currency {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, schema::Type};
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Z]{3}$")).into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Currency {}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount: `minor` is cents, pence, fils; the currency says how many make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The sum, if the currencies agree and it fits.
    pub fn plus(self, other: Self) -> Result<Self, Fault> {
        if self.currency != other.currency {
            return Err(Fault::new(
                "currency_mismatch",
                "Two currencies cannot be added: exchange one first.",
            ));
        }
        let minor = self.minor.checked_add(other.minor).ok_or_else(overflow)?;
        Ok(Self { minor, ..self })
    }

    /// What this is in another currency of which one unit buys so many millionths, rounded towards zero, and whether anything
    /// was cut off; nothing where it does not fit.
    pub fn exchanged(self, millionths: i64, to: Currency) -> Option<(Self, bool)> {
        let units = i128::from(self.minor).checked_mul(i128::from(millionths))?.checked_mul(to.one())?;
        let each = 1_000_000 * self.currency.one();
        Some((Self { minor: i64::try_from(units / each).ok()?, currency: to }, units % each != 0))
    }

    /// `quantity` times this, if it fits.
    pub fn times(self, quantity: i64) -> Result<Self, Fault> {
        let minor = self.minor.checked_mul(quantity).ok_or_else(overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The figure alone, with the currency's decimals: `12.50`, `1200` (JPY), `-0.05`.
    pub fn figure(&self) -> String {
        let exponent = self.currency.exponent() as usize;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, part) = digits.split_at(digits.len() - exponent);
        let sign = if self.minor < 0 { "-" } else { "" };
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.figure(), self.currency)
    }
}

impl FromStr for Money {
    type Err = Fault;

    /// Reads what [`Money`] is written as: `12.50 EUR`, `1200 JPY`. Never more decimals than the currency has.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let wrong = || Fault::of("amount", "wrong_amount", "Give an amount and its currency: 12.50 EUR.");
        let (figure, code) = text.trim().rsplit_once(' ').ok_or_else(wrong)?;
        let currency: Currency = code.parse().map_err(|_| wrong())?;
        let figure: Decimal = figure.trim().parse().map_err(|_| wrong())?;
        let minor = figure.checked_mul(Decimal::from(10_i64.pow(currency.exponent()))).ok_or_else(wrong)?;
        let whole = minor.is_integer().then(|| minor.to_i64()).flatten();
        whole.map(|minor| Self { minor, currency }).ok_or_else(wrong)
    }
}

fn overflow() -> Fault {
    Fault::of("amount", "amount_too_large", "The amount is too large to be real: check the figures.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_decimals_of_their_currency() {
        let show = |minor, code: &str| Money::new(minor, code.parse().unwrap()).to_string();
        assert_eq!(show(1250, "EUR"), "12.50 EUR");
        assert_eq!(show(-5, "EUR"), "-0.05 EUR");
        assert_eq!(show(1200, "JPY"), "1200 JPY");
        assert_eq!(show(1, "KWD"), "0.001 KWD");
        assert_eq!(show(0, "EUR"), "0.00 EUR");
    }

    #[test]
    fn sums_refuse_other_currencies_and_overflow() {
        let most = Money::new(i64::MAX, Currency::EUR);
        assert_eq!(most.plus(Money::new(1, Currency::EUR)).unwrap_err().code, "amount_too_large");
        assert_eq!(most.plus(Money::new(1, Currency::USD)).unwrap_err().code, "currency_mismatch");
        assert_eq!(most.times(2).unwrap_err().code, "amount_too_large");
        assert!("XYZ".parse::<Currency>().is_err());
    }
}
