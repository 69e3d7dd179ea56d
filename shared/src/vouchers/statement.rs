//! What a supplier is paid for a month: every redemption, also those that the vouchers did not cover. They gave in
//! good faith; the loss is the airline's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Loss, VoucherKind, VoucherStanding, day};
use crate::{
    Fault,
    ids::RedemptionId,
    money::{Currency, Money},
};

/// One month of one supplier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Statement {
    pub supplier: String,
    /// What the airline's terms call them; empty where those do not know them.
    #[serde(default)]
    pub name: String,
    pub year: i16,
    pub month: i8,
    /// In the order of time.
    pub lines: Vec<StatementLine>,
    /// What is paid, a sum per currency.
    pub totals: Vec<Money>,
    /// What of it no voucher covers.
    pub lost: Vec<Money>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StatementLine {
    pub redemption: RedemptionId,
    pub at: Timestamp,
    pub number: String,
    pub kind: VoucherKind,
    pub station: String,
    pub by: String,
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Loss>,
}

impl Statement {
    /// Of the standings in which the supplier is found.
    pub fn of(supplier: &str, year: i16, month: i8, standings: &[VoucherStanding]) -> Result<Self, Fault> {
        let mut lines = Vec::new();
        for standing in standings {
            for it in standing.counted().filter(|it| it.supplier == supplier) {
                let on = day(it.at);
                if (on.year(), on.month()) != (year, month) {
                    continue;
                }
                lines.push(StatementLine {
                    redemption: it.id,
                    at: it.at,
                    number: standing.number.clone(),
                    kind: standing.kind,
                    station: it.station.clone(),
                    by: it.by.clone(),
                    amount: it.amount,
                    loss: it.loss.clone(),
                });
            }
        }
        lines.sort_by_key(|line| (line.at, line.redemption));
        let totals = sums(lines.iter().map(|line| line.amount))?;
        let lost = sums(lines.iter().filter_map(|line| Some(line.loss.as_ref()?.amount)))?;
        Ok(Self { supplier: supplier.to_owned(), name: String::new(), year, month, lines, totals, lost })
    }

    /// As a table for a spreadsheet: RFC 4180, sums in major units with a point.
    pub fn csv(&self) -> String {
        let mut out =
            String::from("redeemed_at,voucher,kind,station,taken_in_by,amount,currency,not_covered,why\r\n");
        for line in &self.lines {
            let lost = line.loss.as_ref().map(|loss| loss.amount.figure()).unwrap_or_default();
            let why = line.loss.as_ref().map_or("", |loss| loss.why.name());
            let at = line.at.to_string();
            let amount = line.amount.figure();
            let fields = [
                at.as_str(),
                &line.number,
                line.kind.name(),
                &line.station,
                &line.by,
                &amount,
                line.amount.currency.code(),
                &lost,
                why,
            ];
            out.push_str(&fields.map(field).join(","));
            out.push_str("\r\n");
        }
        out
    }
}

/// Quoted where it must be, and where a spreadsheet would take a name for a formula.
fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

fn sums(all: impl Iterator<Item = Money>) -> Result<Vec<Money>, Fault> {
    let mut sums: BTreeMap<Currency, Money> = BTreeMap::new();
    for money in all {
        let sum = sums.entry(money.currency).or_insert(Money::zero(money.currency));
        *sum = sum.plus(money)?;
    }
    Ok(sums.into_values().collect())
}
