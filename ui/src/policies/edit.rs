//! What is being edited: the terms as they are now, beside those that they take the place of.

use std::collections::{BTreeMap, BTreeSet};

use airside_shared::{
    Fault,
    ipc::PolicyPage,
    policies::{Cell, CellKind, Change, Sheet, SheetRow, add_row, check, diff, remove_row, set_cell, sheets},
};
use leptos::prelude::*;
use serde_json::Value;

#[derive(Clone, Copy)]
pub struct Edit {
    pub on: RwSignal<bool>,
    pub base: RwSignal<Value>,
    pub terms: RwSignal<Value>,
    pub from: RwSignal<String>,
    pub citation: RwSignal<String>,
    /// What was typed and is no value.
    wrong: RwSignal<BTreeMap<String, Fault>>,
    /// What is wrong, by cell.
    pub faults: Memo<BTreeMap<String, Fault>>,
    pub changes: Memo<Vec<Change>>,
    /// The cells in which they are, by where these stand.
    pub changed: Memo<BTreeSet<String>>,
    /// Rows and columns without what stands in them: they stay while somebody types.
    pub shape: Memo<Vec<Sheet>>,
    /// What rows are called now, by where they stand.
    pub names: Memo<BTreeMap<String, String>>,
    /// Rises when the cells are to be written anew.
    pub round: RwSignal<u32>,
}

impl Edit {
    pub fn new() -> Self {
        let (base, terms) = (RwSignal::new(Value::Null), RwSignal::new(Value::Null));
        let wrong = RwSignal::new(BTreeMap::<String, Fault>::new());
        let faults = Memo::new(move |_| {
            let found = terms.with(|terms| base.with(|base| check(terms, base)));
            let mut all: BTreeMap<String, Fault> = BTreeMap::new();
            for fault in found {
                all.entry(fault.field.clone().unwrap_or_default()).or_insert(fault);
            }
            all.extend(wrong.get());
            all
        });
        let changes = Memo::new(move |_| terms.with(|terms| base.with(|base| diff(base, terms))));
        Self {
            on: RwSignal::new(false),
            base,
            terms,
            from: RwSignal::default(),
            citation: RwSignal::default(),
            wrong,
            faults,
            changes,
            changed: Memo::new(move |_| terms.with(|terms| changes.with(|changes| cells_of(changes, terms)))),
            shape: Memo::new(move |_| terms.with(|terms| base.with(|base| shape(terms, base)))),
            names: Memo::new(move |_| terms.with(names)),
            round: RwSignal::new(0),
        }
    }

    /// Shows what the desk knows, unless somebody is in the middle of an edit.
    pub fn follow(self, page: &PolicyPage) {
        if self.on.get_untracked() {
            return;
        }
        let draft = page.draft.as_ref();
        let terms = draft.map_or(&page.terms, |it| &it.terms);
        // What is the same stays, and with it what was found by trying it.
        if self.base.with_untracked(|base| *base != page.terms) {
            self.base.set(page.terms.clone());
        }
        if self.terms.with_untracked(|held| held != terms) {
            self.terms.set(terms.clone());
        }
        self.from.set(draft.map_or(page.today, |it| it.from).to_string());
        self.citation.set(draft.map_or_else(String::new, |it| it.citation.clone()));
        self.wrong.set(BTreeMap::new());
        self.anew();
    }

    pub fn write(self, cell: &Cell, text: &str) {
        let value = self.terms.with_untracked(|terms| terms.pointer(&cell.at).cloned());
        let cell = Cell { value, ..cell.clone() };
        let mut done = Ok(());
        self.terms.update(|terms| done = set_cell(terms, &cell, text));
        self.wrong.update(|wrong| match done {
            Ok(()) => drop(wrong.remove(&cell.at)),
            Err(fault) => drop(wrong.insert(cell.at.clone(), fault)),
        });
    }

    pub fn add_row(self, sheet: &str, after: usize) {
        self.terms.update(|terms| add_row(terms, sheet, after));
        self.moved();
    }

    pub fn remove_row(self, sheet: &str, row: usize) {
        self.terms.update(|terms| remove_row(terms, sheet, row));
        self.moved();
    }

    /// Cells stand elsewhere now, so what was typed into them is read again.
    fn moved(self) {
        self.wrong.set(BTreeMap::new());
        self.anew();
    }

    fn anew(self) {
        self.round.update(|round| *round = round.wrapping_add(1));
    }

    /// Whether it can be sent.
    pub fn whole(self) -> bool {
        self.faults.with(BTreeMap::is_empty) && !self.changes.with(Vec::is_empty)
    }
}

/// The sheets, emptied. What was taken out keeps its row or its column, so that it can be put back; and no cell moves
/// because of what is typed into it.
fn shape(terms: &Value, base: &Value) -> Vec<Sheet> {
    let mut found = sheets(terms);
    let before = sheets(base);
    for sheet in found.iter_mut().filter(|sheet| !sheet.columns.is_empty()) {
        for row in &mut sheet.rows {
            row.name = place(&sheet.columns, row);
        }
        if let Some(before) = before.iter().find(|it| it.at == sheet.at) {
            keep_columns(sheet, before);
        }
    }
    for before in before.into_iter().filter(|sheet| sheet.columns.is_empty()) {
        match found.iter_mut().find(|sheet| sheet.at == before.at && sheet.columns.is_empty()) {
            Some(sheet) => {
                let lost =
                    before.rows.into_iter().filter(|row| !sheet.rows.iter().any(|it| it.name == row.name));
                let lost: Vec<_> = lost.collect();
                sheet.rows.extend(lost);
                sheet.rows.sort_by(|a, b| a.name.cmp(&b.name));
            }
            None => found.push(before),
        }
    }
    for cell in found.iter_mut().flat_map(|sheet| &mut sheet.rows).flat_map(|row| &mut row.cells) {
        cell.value = None;
    }
    found
}

/// Puts the columns back in which nothing stands any more. Both have theirs in the same order.
fn keep_columns(sheet: &mut Sheet, before: &Sheet) {
    for (no, column) in before.columns.iter().enumerate() {
        if sheet.columns.contains(column) {
            continue;
        }
        let kind = before.rows.first().map(|row| row.cells[no].kind).unwrap_or(CellKind::Words);
        let to = no.min(sheet.columns.len());
        sheet.columns.insert(to, column.clone());
        for row in &mut sheet.rows {
            row.cells.insert(to, Cell { at: format!("{}/{column}", row.name), value: None, kind });
        }
    }
}

fn names(terms: &Value) -> BTreeMap<String, String> {
    let of = |sheet: Sheet| {
        let Sheet { columns, rows, .. } = sheet;
        rows.into_iter().map(move |row| (place(&columns, &row), row.name)).collect::<Vec<_>>()
    };
    sheets(terms).into_iter().flat_map(of).collect()
}

/// Where a row stands: what its cells have in common.
fn place(columns: &[String], row: &SheetRow) -> String {
    let at = row.cells.first().map(|cell| cell.at.as_str()).unwrap_or_default();
    let column = columns.first().map(|column| format!("/{column}")).unwrap_or_default();
    at.strip_suffix(&column).unwrap_or(at).to_owned()
}

/// A row is told by its name, so those below one that was added are as they were.
fn cells_of(changes: &[Change], terms: &Value) -> BTreeSet<String> {
    let single = changes.iter().filter(|it| it.column.is_empty());
    let mut found: BTreeSet<String> = single.map(|it| format!("{}/{}", it.sheet, it.row)).collect();
    for sheet in sheets(terms) {
        for row in &sheet.rows {
            let of_row = changes.iter().filter(|it| it.sheet == sheet.at && it.row == row.name);
            found.extend(of_row.map(|it| format!("{}/{}", place(&sheet.columns, row), it.column)));
        }
    }
    found
}
