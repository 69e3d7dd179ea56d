use leptos::children::ViewFn;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{Glyph, Icon};

/// A column of a [`Table`].
#[derive(Clone)]
pub struct Column {
    pub label: TextProp,
    /// Figures stand at the line's end, under each other.
    pub figures: bool,
}

impl Column {
    pub fn new(label: impl Into<TextProp>) -> Column {
        Column { label: label.into(), figures: false }
    }

    pub fn figures(label: impl Into<TextProp>) -> Column {
        Column { label: label.into(), figures: true }
    }
}

/// A table whose rows are walked with the arrow keys, Home and End, and opened with Enter.
#[component]
pub fn Table(
    /// What the table holds; read aloud, not shown.
    #[prop(into)]
    caption: TextProp,
    columns: Vec<Column>,
    /// [`TableRow`]s.
    children: Children,
) -> impl IntoView {
    let head = columns.into_iter().map(|column| {
        view! {
            <th scope="col" class:figures=column.figures>
                {move || column.label.get()}
            </th>
        }
    });
    view! {
        <div class="table-scroll">
            <table class="table">
                <caption class="unseen">{move || caption.get()}</caption>
                <thead>
                    <tr>{head.collect_view()}</tr>
                </thead>
                <tbody on:keydown=walk_rows>{children()}</tbody>
            </table>
        </div>
    }
}

/// A row of a [`Table`]; its children are `<td>`s. With `on_open` it can be focused and opened.
#[component]
pub fn TableRow(#[prop(optional, into)] on_open: Option<Callback<()>>, children: Children) -> impl IntoView {
    view! {
        <tr
            data-row=""
            class:table__row--opens=on_open.is_some()
            tabindex=on_open.map(|_| "0")
            on:click=move |_| {
                if let Some(open) = on_open {
                    open.run(());
                }
            }
            on:keydown=move |event| {
                if event.key() == "Enter" && let Some(open) = on_open {
                    open.run(());
                }
            }
        >
            {children()}
        </tr>
    }
}

/// A list whose rows are walked with the arrow keys.
#[component]
pub fn List(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! {
        <div class="list" role="list" aria-label=move || label.get() on:keydown=walk_rows>
            {children()}
        </div>
    }
}

/// A row of a [`List`]: something at the start (an avatar, an icon), a title and a detail, something at the end
/// (a state, a time). With `href` it is a link, with `on_open` a button, else it is text.
#[component]
pub fn ListRow(
    #[prop(optional, into)] start: Option<ViewFn>,
    #[prop(into)] title: ViewFn,
    #[prop(optional, into)] detail: Option<ViewFn>,
    #[prop(optional, into)] end: Option<ViewFn>,
    #[prop(optional, into)] href: Option<String>,
    #[prop(optional, into)] on_open: Option<Callback<()>>,
    #[prop(optional, into)] selected: Signal<bool>,
) -> impl IntoView {
    let opens = href.is_some() || on_open.is_some();
    let inner = view! {
        {start.map(|start| view! { <span class="row__start">{start.run()}</span> })}
        <span class="row__words">
            <span class="row__title">{title.run()}</span>
            {detail.map(|detail| view! { <span class="row__detail">{detail.run()}</span> })}
        </span>
        {end.map(|end| view! { <span class="row__end">{end.run()}</span> })}
        {opens.then(|| view! { <span class="row__go"><Glyph icon=Icon::ChevronRight /></span> })}
    };
    let current = move || selected.get().then_some("true");
    let row = match (href, on_open) {
        (Some(href), _) => {
            view! { <a class="row row--opens" data-row="" href=href aria-current=current>{inner}</a> }
                .into_any()
        }
        (None, Some(open)) => view! {
            <button type="button" class="row row--opens" data-row="" aria-current=current
                on:click=move |_| open.run(())>
                {inner}
            </button>
        }
        .into_any(),
        (None, None) => view! { <div class="row">{inner}</div> }.into_any(),
    };
    view! { <div role="listitem" class="list__item">{row}</div> }
}

/// Moves the focus from row to row; to be put on the element around them.
pub fn walk_rows(event: KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" | "End" => true,
        "ArrowUp" | "Home" => false,
        _ => return,
    };
    let to_the_end = matches!(event.key().as_str(), "Home" | "End");
    let Some(row) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("[data-row]").ok().flatten())
    else {
        return;
    };
    // In a list each row sits in an item of its own, in a table the rows are siblings.
    let holder = row.closest("[role=listitem]").ok().flatten().unwrap_or(row);
    let step = |from: &web_sys::Element| {
        if forward { from.next_element_sibling() } else { from.previous_element_sibling() }
    };
    let mut found = None;
    let mut at = step(&holder);
    while let Some(sibling) = at {
        let target = if sibling.has_attribute("data-row") {
            Some(sibling.clone())
        } else {
            sibling.query_selector("[data-row]").ok().flatten()
        };
        if target.is_some() {
            found = target;
            if !to_the_end {
                break;
            }
        }
        at = step(&sibling);
    }
    if let Some(next) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = next.focus();
    }
}
