use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Glyph, Icon, Kbd, unique_id};

/// One act of a [`Menu`].
#[derive(Clone)]
pub struct MenuItem {
    pub label: TextProp,
    pub icon: Option<Icon>,
    pub key: Option<&'static str>,
    pub action: Callback<()>,
}

/// A button that opens a list of acts. The list is a popover of the web view: it closes on Esc and on a press
/// outside by itself.
#[component]
pub fn Menu(
    /// What the button says aloud.
    #[prop(into)]
    label: TextProp,
    #[prop(into)] items: Signal<Vec<MenuItem>>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let id = unique_id("menu");
    let close = {
        let id = id.clone();
        move || {
            let list = document().get_element_by_id(&id).and_then(|list| list.dyn_into::<HtmlElement>().ok());
            if let Some(list) = list {
                let _ = list.hide_popover();
            }
        }
    };
    let close = StoredValue::new(close);
    view! {
        <div class="menu">
            <button type="button" class="menu__button" popovertarget=id.clone() aria-label=move || label.get()>
                {children()}
            </button>
            <div class="menu__list" popover="auto" role="menu" id=id on:toggle=enter on:keydown=walk_items>
                {move || {
                    items
                        .get()
                        .into_iter()
                        .map(|item| {
                            let MenuItem { label, icon, key, action } = item;
                            view! {
                                <button type="button" role="menuitem" class="menu__item"
                                    on:click=move |_| {
                                        close.with_value(|close| close());
                                        action.run(());
                                    }>
                                    {icon.map(|icon| view! { <Glyph icon /> })}
                                    <span class="menu__words">{move || label.get()}</span>
                                    {key.map(|key| view! { <Kbd key /> })}
                                </button>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </div>
    }
}

/// The focus goes to the first act when the list opens.
fn enter(event: web_sys::Event) {
    let list = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let open = list.filter(|list| list.matches(":popover-open").unwrap_or(false));
    let first = open.and_then(|list| list.first_element_child());
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}

fn walk_items(event: web_sys::KeyboardEvent) {
    let Some(item) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let next = match event.key().as_str() {
        "ArrowDown" if item.has_attribute("popover") => item.first_element_child(),
        "ArrowDown" => item.next_element_sibling(),
        "ArrowUp" => item.previous_element_sibling(),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus();
    }
}
