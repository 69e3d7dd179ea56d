//! Whether edited terms make sense as a table: steps without a hole or an overlap, no negative amounts, currencies
//! that exist, no cell left out. Each fault names its cell; the law's own checks come after these.

use serde_json::Value;

use super::sheet::{Cell, NAMES, Sheet, SheetRow, kind_of, sheets};
use crate::{Fault, money::Currency};

/// Columns that bound a step; a row has one of them, the last none.
const LIMITS: [&str; 5] = ["max_km", "under_min", "le_min", "lt_min", "notice_lt_min"];

/// A distance below nothing means that every distance is meant.
const MAY_BE_NEGATIVE: &str = "beyond_km";

/// Everything that is wrong with `terms`, which were made from `base`; nothing if they may be sent for approval.
pub fn check(terms: &Value, base: &Value) -> Vec<Fault> {
    let (edited, before) = (sheets(terms), sheets(base));
    let mut faults = Vec::new();
    for sheet in &edited {
        let known = before.iter().find(|it| it.at == sheet.at);
        steps(sheet, &mut faults);
        faults.extend(twice(sheet));
        for (row, cells) in sheet.rows.iter().map(|row| (row.name.as_str(), &row.cells)) {
            for (no, cell) in cells.iter().enumerate() {
                let column = sheet.columns.get(no).map(String::as_str);
                let place = place(row, column);
                faults.extend(value(cell, &place));
                faults.extend(left_out(sheet, known, no, cell, &place));
                faults.extend(other_kind(known, column, row, cell, &place));
            }
        }
    }
    faults.extend(gone(&edited, &before));
    faults
}

/// `Row C, amount`, or the row alone where it is a single value.
fn place(row: &str, column: Option<&str>) -> String {
    match column {
        Some(column) => format!("Row {row}, {}", column.replace('/', " ")),
        None => row.to_owned(),
    }
}

/// Each figure must fall into exactly one step.
fn steps(sheet: &Sheet, faults: &mut Vec<Fault>) {
    let limits: Vec<usize> =
        LIMITS.iter().filter_map(|name| sheet.columns.iter().position(|it| it == name)).collect();
    let Some(first) = limits.first() else { return };
    let mut below: Option<f64> = None;
    for (no, row) in sheet.rows.iter().enumerate() {
        let last = no + 1 == sheet.rows.len();
        let limit = limits.iter().map(|column| &row.cells[*column]).find(|cell| cell.value.is_some());
        let cell = limit.unwrap_or(&row.cells[*first]);
        let column = cell.at.rsplit('/').next();
        let fault = |code: &'static str, what: &str| {
            Fault::of(&cell.at, code, format!("{}: {what}", place(&row.name, column)))
        };
        let ends = limit.and_then(|cell| cell.value.as_ref()).and_then(Value::as_f64);
        match (ends, last) {
            (Some(_), true) => {
                faults.push(fault(
                    "steps_end",
                    "leave the limit of the last step out, so that nothing is beyond.",
                ));
            }
            (None, false) if limit.is_none() => {
                faults.push(fault("steps_gap", "give a limit: only the last step is open at its end."));
            }
            _ => {}
        }
        if let (Some(ends), Some(before)) = (ends, below)
            && ends <= before
        {
            faults.push(fault("steps_overlap", "give a limit above that of the step before."));
        }
        below = ends.or(below);
    }
}

/// Two rows of one name could not be told apart, nor what changes in them.
fn twice(sheet: &Sheet) -> Vec<Fault> {
    let name = NAMES.iter().find_map(|name| sheet.columns.iter().position(|it| it == name));
    let Some(name) = name.filter(|_| sheet.counted) else { return Vec::new() };
    // Whoever typed sees it where they are, whichever of them came first.
    let again =
        sheet.rows.iter().filter(|row| sheet.rows.iter().filter(|it| it.name == row.name).count() > 1);
    let fault = |row: &SheetRow| {
        let message = format!("{}: another row is called so, give a name of its own.", row.name);
        Fault::of(&row.cells[name].at, "row_twice", message)
    };
    again.map(fault).collect()
}

fn value(cell: &Cell, place: &str) -> Option<Fault> {
    let value = cell.value.as_ref()?;
    let mut parts = cell.at.rsplit('/');
    let (name, group) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if let Value::Number(number) = value {
        let negative = number.as_f64().is_some_and(|it| it < 0.0);
        if negative && name != MAY_BE_NEGATIVE {
            let message = format!("{place}: give nothing below zero.");
            return Some(Fault::of(&cell.at, "negative_amount", message));
        }
        if number.is_f64() && !name.ends_with("_km") {
            let message = format!("{place}: give a whole number.");
            return Some(Fault::of(&cell.at, "wrong_value", message));
        }
    }
    let named = match (name, group) {
        ("currency", _) | (_, "country_currency") => value.as_str(),
        (_, "amounts" | "most" | "two_above") => Some(name),
        _ => None,
    };
    let unknown = named.is_some_and(|code| code.parse::<Currency>().is_err());
    unknown.then(|| {
        let message = format!("{place}: give a currency of ISO 4217, such as EUR.");
        Fault::of(&cell.at, "unknown_currency", message)
    })
}

/// A cell is empty that its column fills elsewhere: an amount in a currency that other steps have, or a column that
/// was full before.
fn left_out(sheet: &Sheet, known: Option<&Sheet>, no: usize, cell: &Cell, place: &str) -> Option<Fault> {
    let column = sheet.columns.get(no)?;
    if cell.value.is_some() || LIMITS.contains(&column.as_str()) {
        return None;
    }
    let was = known.and_then(|sheet| Some((sheet, sheet.columns.iter().position(|it| it == column)?)));
    let full = was.is_some_and(|(sheet, no)| sheet.rows.iter().all(|row| row.cells[no].value.is_some()));
    let in_amounts = column.starts_with("amounts/");
    // A step that gives nothing gives it in no currency.
    let row = sheet.rows.iter().find(|row| row.cells.iter().any(|it| it.at == cell.at))?;
    let mut beside = sheet.columns.iter().zip(&row.cells).filter(|(name, _)| name.starts_with("amounts/"));
    let gives = in_amounts && beside.any(|(_, cell)| cell.value.is_some());
    (full || gives).then(|| {
        let message = format!("{place}: fill this in, every row has it.");
        Fault::of(&cell.at, "cell_missing", message)
    })
}

fn other_kind(
    known: Option<&Sheet>,
    column: Option<&str>,
    row: &str,
    cell: &Cell,
    place: &str,
) -> Option<Fault> {
    use super::CellKind::{Fraction, Whole};
    let (known, value) = (known?, cell.value.as_ref()?);
    let was = match column {
        Some(column) => {
            let no = known.columns.iter().position(|it| it == column)?;
            known.rows.first()?.cells.get(no)?
        }
        None => known.rows.iter().find(|it| it.name == row)?.cells.first()?,
    };
    let is = kind_of(value);
    let fits = is == was.kind || (is, was.kind) == (Whole, Fraction);
    (!fits).then(|| {
        let message = format!("{place}: write it in the form that it had.");
        Fault::of(&cell.at, "wrong_value", message)
    })
}

/// Single values and sheets that were there and are not: the law may do without, which it says itself, so only
/// counted sheets are asked for.
fn gone(edited: &[Sheet], before: &[Sheet]) -> Vec<Fault> {
    let lost = before.iter().filter(|it| it.counted && !edited.iter().any(|own| own.at == it.at));
    lost.map(|sheet| Fault::of(&sheet.at, "cell_missing", format!("{}: leave one row at least.", sheet.at)))
        .collect()
}
