use airside_shared::policies::{Cell, CellKind, Sheet, SheetRow, text_of};
use leptos::prelude::*;
use serde_json::Value;

use super::{edit::Edit, words};
use crate::i18n::use_i18n;
use crate::widgets::{Card, Icon, IconButton, Section};
use crate::{t, t_string};

/// The terms as tables. Cells that differ from what is in force are marked; while somebody edits, each can be
/// written, and what is wrong with it stands beside it.
#[component]
pub fn Sheets(edit: Edit) -> impl IntoView {
    move || edit.shape.get().into_iter().map(|sheet| view! { <One sheet edit /> }).collect_view()
}

#[component]
fn One(sheet: Sheet, edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let (title, caption) = (sheet.at.clone(), sheet.at.clone());
    let columns = sheet.columns.clone();
    let head = move || {
        let one = |column: &String| view! { <th scope="col">{words::path(i18n, column)}</th> };
        match columns.is_empty() {
            true => view! { <th scope="col">{t!(i18n, policies.value)}</th> }.into_any(),
            false => columns.iter().map(one).collect_view().into_any(),
        }
    };
    let Sheet { at, columns, rows, counted } = sheet;
    let rows = rows.into_iter().enumerate().map(|(no, row)| {
        let (at, columns) = (at.clone(), columns.clone());
        view! { <Row row columns edit ways=counted.then_some((at, no)) /> }
    });
    let rows = rows.collect_view();
    view! {
        <Section title=move || words::path(i18n, &title)>
            <Card flush=true>
                <div class="table-scroll">
                    <table class="table policy-table" data-test="policy-sheet">
                        <caption class="unseen">{move || words::path(i18n, &caption)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t!(i18n, policies.row)}</th>
                                {head}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Card>
        </Section>
    }
}

/// `ways` names the sheet and the row's place in it, where rows can be added and taken out.
#[component]
fn Row(row: SheetRow, columns: Vec<String>, edit: Edit, ways: Option<(String, usize)>) -> impl IntoView {
    let i18n = use_i18n();
    let SheetRow { name, cells } = row;
    let called = Memo::new(move |_| edit.names.with(|all| all.get(&name).unwrap_or(&name).clone()));
    let cells = cells.into_iter().enumerate().map(|(no, cell)| {
        let column = columns.get(no).cloned();
        let label = Signal::derive(move || {
            let row = called.with(|row| words::part(i18n, row));
            match &column {
                Some(column) => {
                    let column = words::path(i18n, column);
                    t_string!(i18n, policies.cell_of, row = row, column = column)
                }
                None => row,
            }
        });
        view! { <td><OneCell cell label edit /></td> }
    });
    let cells = cells.collect_view();
    let buttons = ways.map(|(sheet, no)| {
        let (to_add, to_remove) = (sheet.clone(), sheet);
        view! {
            <Show when=move || edit.on.get()>
                <span class="policy-row__ways">
                    <IconButton icon=Icon::Plus attr:data-test="policy-add-row" label={
                        move || called.with(|row| t_string!(i18n, policies.add_row, row = row.as_str()))
                    } on_press={
                        let sheet = to_add.clone();
                        move |()| edit.add_row(&sheet, no)
                    } />
                    <IconButton icon=Icon::Minus attr:data-test="policy-remove-row" label={
                        move || called.with(|row| t_string!(i18n, policies.remove_row, row = row.as_str()))
                    } on_press={
                        let sheet = to_remove.clone();
                        move |()| edit.remove_row(&sheet, no)
                    } />
                </span>
            </Show>
        }
    });
    view! {
        <tr>
            <th scope="row" class="policy-row">
                <bdi>{move || called.with(|row| words::part(i18n, row))}</bdi>
                {buttons}
            </th>
            {cells}
        </tr>
    }
}

#[component]
fn OneCell(cell: Cell, label: Signal<String>, edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let (at, own, test) = (cell.at.clone(), cell.at.clone(), cell.at.clone());
    let value = Memo::new(move |_| edit.terms.with(|terms| terms.pointer(&at).cloned()));
    let changed = Memo::new(move |_| edit.changed.with(|all| all.contains(&own)));
    let at = cell.at.clone();
    let fault = Memo::new(move |_| edit.faults.with(|all| all.get(&at).cloned()));
    let wrong = move || {
        fault.get().map(|fault| {
            let code = fault.code.to_string();
            view! { <span data-test="policy-cell-fault" data-code=code>{move || words::fault(i18n, &fault)}</span> }
        })
    };
    let cell = StoredValue::new(cell);
    let text =
        move || value.with(|it| it.as_ref().map_or_else(|| "–".into(), |it| words::value(i18n, Some(it))));
    let shown = move || view! { <bdi>{text}</bdi> };
    view! {
        <div class="policy-cell" class:policy-cell--changed=move || changed.get() data-test="policy-cell" data-at=test>
            <Show when=move || edit.on.get() fallback=shown>
                <Input cell value fault=Signal::derive(move || fault.with(Option::is_some)) label edit />
            </Show>
            <div class="field__error" role="alert">{wrong}</div>
        </div>
    }
}

#[component]
fn Input(
    cell: StoredValue<Cell>,
    value: Memo<Option<Value>>,
    fault: Signal<bool>,
    label: Signal<String>,
    edit: Edit,
) -> impl IntoView {
    let i18n = use_i18n();
    let kind = cell.with_value(|cell| cell.kind);
    // What somebody types is not written over while they do.
    let text = move || {
        edit.round.track();
        value.with_untracked(|value| value.as_ref().map(text_of).unwrap_or_default())
    };
    let write = move |text: String| cell.with_value(|cell| edit.write(cell, &text));
    if kind == CellKind::YesNo {
        let is = move |own: &'static str| move || text() == own;
        return view! {
            <select class="input" aria-label=move || label.get()
                on:change=move |event| write(event_target_value(&event))>
                <option value="" prop:selected=is("")>{t!(i18n, policies.nothing)}</option>
                <option value="true" prop:selected=is("true")>{t!(i18n, policies.yes)}</option>
                <option value="false" prop:selected=is("false")>{t!(i18n, policies.no)}</option>
            </select>
        }
        .into_any();
    }
    let figures = matches!(kind, CellKind::Whole | CellKind::Fraction);
    let hint = move || (kind == CellKind::List).then(|| t_string!(i18n, policies.list_hint));
    view! {
        <input class="input" class:input--figures=figures inputmode=figures.then_some("decimal")
            dir=if figures { "ltr" } else { "auto" } spellcheck="false" autocomplete="off"
            aria-label=move || label.get() title=hint
            aria-invalid=move || fault.get().to_string()
            prop:value=text
            on:input=move |event| write(event_target_value(&event)) />
    }
    .into_any()
}
