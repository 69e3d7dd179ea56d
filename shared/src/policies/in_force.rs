//! What holds on a day, as terms: of a version that people approved, or of the file that the program was built with.

use jiff::civil::Date;
use serde_json::Value;

use super::{
    ALLOWANCES, AirlineTable, CASH_RATES, CLAIMS, LAWS, MILES, OFFLINE_CARDS, Policy, REFUNDS, SALES_TAX,
    SDR_RATES, VOUCHERS, airline, read,
};
use crate::{
    Fault,
    claims::{ClaimPolicy, SdrRates},
    compensation::Policies,
    devices::AllowanceTerms,
    refunds::RefundPolicy,
    sales::{CashRates, MilesPrices, OfflineCards, SalesTax},
    vouchers::VoucherTerms,
};

/// What decides on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    /// What decisions call it.
    pub name: String,
    pub from: Option<Date>,
    pub citation: String,
    pub terms: Value,
}

/// What decides by a table on a day.
///
/// # Errors
/// `unknown_table`; `not_found` where nothing was in force yet.
pub fn in_force(policy: &Policy, day: Date) -> Result<InForce, Fault> {
    if let Some(version) = policy.on(day) {
        return Ok(InForce {
            name: policy.name_of(version),
            from: Some(version.from),
            citation: version.citation.clone(),
            terms: version.terms.clone(),
        });
    }
    let file = file(&policy.table)?;
    let citation = instrument(&policy.table)?;
    let Some(versions) = file["version"].as_array() else {
        // A table that is no law has one version, which is the whole of it.
        let (name, terms) = airline::whole(&policy.table, file);
        return Ok(InForce { name, from: None, citation, terms });
    };
    let date =
        |version: &Value, name: &str| version[name].as_str().and_then(|text| text.parse::<Date>().ok());
    let holds = |version: &&Value| {
        version["status"] == "in_force"
            && date(version, "applies_from").is_some_and(|from| from <= day)
            && date(version, "applies_to").is_none_or(|to| day <= to)
    };
    let found = versions.iter().find(holds).ok_or_else(|| {
        Fault::of("from", "not_found", "Nothing was in force on that day: choose a later one.")
    })?;
    Ok(InForce {
        name: found["id"].as_str().unwrap_or_default().to_owned(),
        from: date(found, "applies_from"),
        citation,
        terms: found["terms"].clone(),
    })
}

/// The law that a table follows, as its file cites it.
pub fn instrument(table: &str) -> Result<String, Fault> {
    Ok(file(table)?["instrument"].as_str().unwrap_or("Airline policy").to_owned())
}

/// Whether the program that decides by a table can read terms and finds them whole.
pub(super) fn readable(table: &str, terms: &Value) -> Result<(), Fault> {
    match own(table) {
        Some((_, readable)) => readable(terms),
        None => Policies::embedded()?.tried(table, terms).map(drop),
    }
}

type Own = (&'static str, fn(&Value) -> Result<(), Fault>);

/// The file of one of the airline's own tables, and whether terms are such a table.
fn own(table: &str) -> Option<Own> {
    fn of<T: AirlineTable>() -> Own {
        (T::TEXT, |terms| read::<T>(terms).map(drop))
    }
    Some(match table {
        CLAIMS => of::<ClaimPolicy>(),
        REFUNDS => of::<RefundPolicy>(),
        VOUCHERS => of::<VoucherTerms>(),
        ALLOWANCES => of::<AllowanceTerms>(),
        CASH_RATES => of::<CashRates>(),
        MILES => of::<MilesPrices>(),
        SALES_TAX => of::<SalesTax>(),
        SDR_RATES => of::<SdrRates>(),
        OFFLINE_CARDS => of::<OfflineCards>(),
        _ => return None,
    })
}

fn file(table: &str) -> Result<Value, Fault> {
    let unknown = || Fault::of("table", "unknown_table", "Choose one of the tables that this program knows.");
    let law = || Policies::embedded_files().get(table).copied().filter(|_| LAWS.contains(&table));
    let text = own(table).map(|(text, _)| text).or_else(law);
    toml::from_str(text.ok_or_else(unknown)?)
        .map_err(|e| Fault::of("table", "bad_policy_table", format!("Mend the table {table}: {e}")))
}
