//! What a draft changes, row by row and column by column.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::sheet::sheets;

/// One cell that is not as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The sheet's place in the terms.
    pub sheet: String,
    pub row: String,
    /// Empty where the row is a single value.
    pub column: String,
    /// None where it was not there.
    pub before: Option<Value>,
    /// None where it is not there any more.
    pub after: Option<Value>,
}

type Cells = BTreeMap<(String, String, String), Value>;

/// The cells in which two terms differ, in the order of sheets, rows and columns. A row is told by its name, so one
/// that only moved is no change.
pub fn diff(before: &Value, after: &Value) -> Vec<Change> {
    let (was, is) = (cells(before), cells(after));
    let mut places: Vec<_> = was.keys().chain(is.keys()).collect();
    places.sort();
    places.dedup();
    let differs = |place: &&&(String, String, String)| was.get(**place) != is.get(**place);
    places
        .iter()
        .filter(differs)
        .map(|place| Change {
            sheet: place.0.clone(),
            row: place.1.clone(),
            column: place.2.clone(),
            before: was.get(*place).cloned(),
            after: is.get(*place).cloned(),
        })
        .collect()
}

fn cells(terms: &Value) -> Cells {
    let mut found = Cells::new();
    for sheet in sheets(terms) {
        for row in sheet.rows {
            for (no, cell) in row.cells.into_iter().enumerate() {
                let Some(value) = cell.value else { continue };
                let column = sheet.columns.get(no).cloned().unwrap_or_default();
                found.insert((sheet.at.clone(), row.name.clone(), column), value);
            }
        }
    }
    found
}
