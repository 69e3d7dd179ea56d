use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::fuzzy::score;
use super::keys::{PaletteItem, use_commands};
use crate::i18n::use_i18n;
use crate::widgets::{Glyph, Icon, Kbd};
use crate::{t, t_string};

/// More rows than this help nobody.
const ROWS: usize = 50;

/// The command palette (Ctrl+K): whatever can be done, found by a few letters, each with its key. The focus stays
/// in the box; arrows move the choice, Enter does it.
#[component]
pub fn Palette() -> impl IntoView {
    let i18n = use_i18n();
    let commands = use_commands();
    let open = commands.palette_open;
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let dialog = NodeRef::<html::Dialog>::new();
    let found = move || ranked(&query.get(), commands.page.get(), commands.everywhere.get());
    Effect::new(move |_| {
        let (open, Some(dialog)) = (open.get(), dialog.get()) else { return };
        if open && !dialog.open() {
            query.set(String::new());
            chosen.set(0);
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let run = move |item: PaletteItem| {
        open.set(false);
        item.action.run(());
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let rows = found();
        let last = rows.len().saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => chosen.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" => rows.get(chosen.get_untracked()).cloned().into_iter().for_each(run),
            _ => return,
        }
        event.prevent_default();
        let row = document().get_element_by_id(&format!("palette-{}", chosen.get_untracked()));
        if let Some(row) = row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    };
    view! {
        <dialog
            class="palette"
            node_ref=dialog
            aria-label=t!(i18n, shell.commands)
            on:close=move |_| open.set(false)
            on:pointerdown=move |event| {
                if event.target() == dialog.get_untracked().map(|dialog| dialog.into()) {
                    open.set(false);
                }
            }
        >
            <Show when=move || open.get()>
                <div class="palette__box">
                    <Glyph icon=Icon::Search />
                    <input
                        class="palette__input"
                        type="text"
                        autofocus
                        autocomplete="off"
                        spellcheck="false"
                        role="combobox"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-activedescendant=move || format!("palette-{}", chosen.get())
                        aria-label=t!(i18n, shell.palette_placeholder)
                        placeholder=t!(i18n, shell.palette_placeholder)
                        prop:value=move || query.get()
                        on:input=move |event| {
                            query.set(event_target_value(&event));
                            chosen.set(0);
                        }
                        on:keydown=on_key
                    />
                    <Kbd key="Esc" />
                </div>
                <div class="palette__list" role="listbox" id="palette-list" aria-label=t!(i18n, shell.commands)>
                    {move || {
                        found()
                            .into_iter()
                            .enumerate()
                            .map(|(at, item)| row(at, item, chosen, Callback::new(run)))
                            .collect_view()
                    }}
                </div>
                <Show when=move || found().is_empty()>
                    <p class="palette__none">
                        <strong>{t!(i18n, shell.palette_none)}</strong>
                        {t!(i18n, shell.palette_none_detail)}
                    </p>
                </Show>
                <p class="unseen" role="status">
                    {move || t_string!(i18n, shell.palette_count, count = found().len())}
                </p>
            </Show>
        </dialog>
    }
}

/// The page's own commands come first while nothing is typed.
fn ranked(query: &str, page: Vec<PaletteItem>, everywhere: Vec<PaletteItem>) -> Vec<PaletteItem> {
    let mut scored: Vec<(i32, PaletteItem)> = page
        .into_iter()
        .chain(everywhere)
        .filter_map(|item| {
            let by_label = score(query, &item.label.get());
            let by_hint =
                item.hint.as_ref().and_then(|hint| score(query, &hint.get())).map(|points| points - 12);
            Some((by_label.max(by_hint)?, item))
        })
        .collect();
    if !query.trim().is_empty() {
        scored.sort_by_key(|(points, _)| -points);
    }
    scored.truncate(ROWS);
    scored.into_iter().map(|(_, item)| item).collect()
}

fn row(at: usize, item: PaletteItem, chosen: RwSignal<usize>, run: Callback<PaletteItem>) -> impl IntoView {
    let whole = item.clone();
    let PaletteItem { id, label, hint, key, icon, .. } = item;
    view! {
        <div
            class="palette__row"
            role="option"
            id=format!("palette-{at}")
            data-command=id
            aria-selected=move || (chosen.get() == at).to_string()
            on:pointermove=move |_| if chosen.get_untracked() != at { chosen.set(at) }
            on:click=move |_| run.run(whole.clone())
        >
            <Glyph icon />
            <span class="palette__label">{move || label.get()}</span>
            {hint.map(|hint| view! { <span class="palette__hint">{move || hint.get()}</span> })}
            {key.map(|key| view! { <Kbd key /> })}
        </div>
    }
}
