//! A table's terms as people read them: sheets of rows and columns. Pure and without knowledge of any law: what the
//! terms say is in their own structure.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::Fault;

/// Columns that tell rows apart or bound them: they come first.
const FIRST: [&str; 12] = [
    "id",
    "code",
    "what",
    "name",
    "area",
    "standard",
    "max_km",
    "under_min",
    "le_min",
    "lt_min",
    "notice_lt_min",
    "gt_min",
];

/// Columns by which a row is called.
pub(super) const NAMES: [&str; 3] = ["id", "code", "what"];

/// What may be written into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    Whole,
    /// With a part after the point: kilometres, never money.
    Fraction,
    Words,
    /// Several words or phrases, with semicolons between them.
    List,
    YesNo,
}

/// One value, and where it stands: a JSON pointer into the terms, which is also the field of a fault about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub at: String,
    pub value: Option<Value>,
    pub kind: CellKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SheetRow {
    /// What it is called: its `id`, its number, or its key.
    pub name: String,
    pub cells: Vec<Cell>,
}

/// Rows with the same columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Where it stands: a JSON pointer.
    pub at: String,
    /// Empty where every row is a single value.
    pub columns: Vec<String>,
    pub rows: Vec<SheetRow>,
    /// Whether rows can be added and taken out: they are counted, not named.
    pub counted: bool,
}

/// All of the terms, each value once.
pub fn sheets(terms: &Value) -> Vec<Sheet> {
    let mut found = Vec::new();
    if let Value::Object(fields) = terms {
        part("", fields, &mut found);
    }
    found
}

fn part(at: &str, fields: &Map<String, Value>, found: &mut Vec<Sheet>) {
    let place = found.len();
    let mut single = Vec::new();
    for (name, value) in fields {
        let at = below(at, name);
        match value {
            Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_object) => {
                let rows = items.iter().enumerate().map(|(no, item)| (no.to_string(), item));
                found.push(table(&at, rows.collect(), true));
            }
            Value::Object(inner) if is_rows(inner) => {
                found.push(table(&at, inner.iter().map(|(key, item)| (key.clone(), item)).collect(), false));
            }
            Value::Object(inner) => part(&at, inner, found),
            _ => {
                let cell = Cell { at, kind: kind_of(value), value: Some(value.clone()) };
                single.push(SheetRow { name: name.clone(), cells: vec![cell] });
            }
        }
    }
    if !single.is_empty() {
        let sheet = Sheet { at: at.to_owned(), columns: Vec::new(), rows: single, counted: false };
        found.insert(place, sheet);
    }
}

/// Whether a group holds things of one sort under different names, which are rows then.
fn is_rows(fields: &Map<String, Value>) -> bool {
    let flat = |item: &Value| match item {
        Value::Object(cells) => !cells.values().any(has_rows),
        _ => false,
    };
    fields.len() > 1 && fields.values().all(flat)
}

fn has_rows(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(Value::is_object),
        Value::Object(fields) => fields.values().any(has_rows),
        _ => false,
    }
}

/// A row before it has columns: its key, and what stands in it by column.
type FlatRow<'a> = (String, Vec<(String, &'a Value)>);

fn table(at: &str, items: Vec<(String, &Value)>, counted: bool) -> Sheet {
    let flat: Vec<FlatRow<'_>> = items
        .iter()
        .map(|(key, item)| {
            let mut cells = Vec::new();
            flatten("", item, &mut cells);
            (key.clone(), cells)
        })
        .collect();
    let mut columns: Vec<String> = Vec::new();
    for (column, _) in flat.iter().flat_map(|(_, cells)| cells) {
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    let place = |column: &String| FIRST.iter().position(|it| it == column).unwrap_or(FIRST.len());
    columns.sort_by(|a, b| (place(a), a).cmp(&(place(b), b)));
    let kinds: Vec<CellKind> = columns.iter().map(|column| kind_in(column, &flat)).collect();
    let row = |(key, cells): &FlatRow<'_>| {
        let of = |column: &str| cells.iter().find(|(name, _)| name == column).map(|(_, value)| *value);
        let named = NAMES.iter().find_map(|it| of(it)?.as_str());
        let own =
            if counted { (key.parse::<usize>().unwrap_or_default() + 1).to_string() } else { key.clone() };
        let cell = |(column, kind): (&String, &CellKind)| {
            let at = format!("{}/{column}", below(at, key));
            Cell { at, value: of(column).cloned(), kind: *kind }
        };
        SheetRow {
            name: named.map_or(own, str::to_owned),
            cells: columns.iter().zip(&kinds).map(cell).collect(),
        }
    };
    Sheet { at: at.to_owned(), rows: flat.iter().map(row).collect(), columns, counted }
}

/// Columns of a row: what stands in it, and what stands in its groups as `group/name`.
fn flatten<'a>(column: &str, item: &'a Value, cells: &mut Vec<(String, &'a Value)>) {
    let Value::Object(fields) = item else { return };
    for (name, value) in fields {
        let inner = if column.is_empty() { escaped(name) } else { format!("{column}/{}", escaped(name)) };
        match value {
            Value::Object(_) => flatten(&inner, value, cells),
            _ => cells.push((inner, value)),
        }
    }
}

fn kind_in(column: &str, rows: &[FlatRow<'_>]) -> CellKind {
    let values = rows.iter().flat_map(|(_, cells)| cells).filter(|(name, _)| name == column);
    let kinds: Vec<CellKind> = values.map(|(_, value)| kind_of(value)).collect();
    let fraction = kinds.contains(&CellKind::Fraction);
    if fraction { CellKind::Fraction } else { kinds.first().copied().unwrap_or(CellKind::Words) }
}

pub(super) fn kind_of(value: &Value) -> CellKind {
    match value {
        Value::Bool(_) => CellKind::YesNo,
        Value::Number(number) if number.is_f64() => CellKind::Fraction,
        Value::Number(_) => CellKind::Whole,
        Value::Array(_) => CellKind::List,
        _ => CellKind::Words,
    }
}

/// A value as it is written into a cell.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join("; "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Writes what a person typed; nothing typed takes the value out.
///
/// # Errors
/// `wrong_value`, with the cell as the field, if it is no value of this kind.
pub fn set_cell(terms: &mut Value, cell: &Cell, text: &str) -> Result<(), Fault> {
    let text = text.trim();
    let value = match (text.is_empty(), cell.kind, &cell.value) {
        (false, ..) => Some(read(cell, text)?),
        (true, CellKind::List, Some(_)) => Some(Value::Array(Vec::new())),
        _ => None,
    };
    let (group, name) = cell.at.rsplit_once('/').unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    match value {
        Some(value) => put(terms, group, name, value),
        None => {
            if let Some(Value::Object(fields)) = terms.pointer_mut(group) {
                fields.remove(&name);
            }
        }
    }
    Ok(())
}

/// A column of a group may be filled in a row that has no such group yet.
fn put(terms: &mut Value, group: &str, name: String, value: Value) {
    if terms.pointer(group).is_none()
        && let Some((above, own)) = group.rsplit_once('/')
        && let Some(Value::Object(fields)) = terms.pointer_mut(above)
    {
        fields.insert(own.to_owned(), Value::Object(Map::new()));
    }
    if let Some(Value::Object(fields)) = terms.pointer_mut(group) {
        fields.insert(name, value);
    }
}

fn read(cell: &Cell, text: &str) -> Result<Value, Fault> {
    let wrong = |message: &str| Fault::of(&cell.at, "wrong_value", message);
    match cell.kind {
        CellKind::Whole => {
            let number: i64 = text.parse().map_err(|_| wrong("Give a whole number."))?;
            Ok(number.into())
        }
        CellKind::Fraction => {
            let number = text.parse().ok().and_then(Number::from_f64);
            number.map(Value::Number).ok_or_else(|| wrong("Give a number."))
        }
        CellKind::Words => Ok(text.into()),
        CellKind::List => {
            let words = text.split(';').map(str::trim).filter(|word| !word.is_empty());
            Ok(words.collect::<Vec<_>>().into())
        }
        CellKind::YesNo => match text {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(wrong("Choose yes or no.")),
        },
    }
}

/// Puts a copy of a counted row behind it.
pub fn add_row(terms: &mut Value, sheet: &str, after: usize) {
    if let Some(Value::Array(rows)) = terms.pointer_mut(sheet)
        && let Some(row) = rows.get(after).cloned()
    {
        rows.insert(after + 1, row);
    }
}

/// Takes a counted row out; the last one stays.
pub fn remove_row(terms: &mut Value, sheet: &str, row: usize) {
    if let Some(Value::Array(rows)) = terms.pointer_mut(sheet)
        && rows.len() > 1
        && row < rows.len()
    {
        rows.remove(row);
    }
}

fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", escaped(name))
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
