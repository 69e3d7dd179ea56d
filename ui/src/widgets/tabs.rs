use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// One tab. `id` names it and its panel.
#[derive(Clone)]
pub struct Tab {
    pub id: &'static str,
    pub label: TextProp,
    /// How much is behind it.
    pub count: Option<Signal<usize>>,
}

impl Tab {
    pub fn new(id: &'static str, label: impl Into<TextProp>) -> Tab {
        Tab { id, label: label.into(), count: None }
    }

    pub fn count(mut self, count: impl Into<Signal<usize>>) -> Tab {
        self.count = Some(count.into());
        self
    }
}

/// A row of tabs. Arrow keys move between them and show the panel at once; only the chosen one is in the order
/// of Tab.
#[component]
pub fn Tabs(#[prop(into)] label: TextProp, tabs: Vec<Tab>, active: RwSignal<&'static str>) -> impl IntoView {
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let go = move |step: isize| {
        let at = ids.iter().position(|id| *id == active.get_untracked()).unwrap_or(0) as isize;
        let next = ids[(at + step).rem_euclid(ids.len() as isize) as usize];
        active.set(next);
        let tab = document().get_element_by_id(&format!("tab-{next}"));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    let buttons = tabs.into_iter().map(|tab| {
        let Tab { id, label, count } = tab;
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                id=format!("tab-{id}")
                aria-controls=format!("panel-{id}")
                aria-selected=move || (active.get() == id).to_string()
                tabindex=move || if active.get() == id { "0" } else { "-1" }
                on:click=move |_| active.set(id)
            >
                {move || label.get()}
                {count.map(|count| view! { <span class="tab__count">{move || count.get()}</span> })}
            </button>
        }
    });
    let buttons = buttons.collect_view();
    view! {
        <div
            class="tabs"
            role="tablist"
            aria-label=move || label.get()
            on:keydown=move |event| {
                let mirrored = document().document_element().and_then(|root| root.get_attribute("dir"))
                    == Some("rtl".to_owned());
                let step = match event.key().as_str() {
                    "ArrowRight" => if mirrored { -1 } else { 1 },
                    "ArrowLeft" => if mirrored { 1 } else { -1 },
                    _ => return,
                };
                event.prevent_default();
                go(step);
            }
        >
            {buttons}
        </div>
    }
}

/// What a [`Tab`] shows. It is made when first shown and kept, so that drafts in it stay.
#[component]
pub fn TabPanel(id: &'static str, active: RwSignal<&'static str>, children: ChildrenFn) -> impl IntoView {
    let opened =
        Memo::new(move |before: Option<&bool>| before.copied().unwrap_or(false) || active.get() == id);
    view! {
        <div
            class="tab-panel"
            role="tabpanel"
            id=format!("panel-{id}")
            aria-labelledby=format!("tab-{id}")
            hidden=move || active.get() != id
        >
            <Show when=move || opened.get()>{children()}</Show>
        </div>
    }
}
