use leptos::children::ViewFn;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Icon, IconButton, unique_id};
use crate::i18n::use_i18n;
use crate::t;

/// A question or a short task over the page. It is the web view's own modal dialog: focus stays inside, Esc
/// closes, what lies behind is inert, and focus goes back to where it was.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: TextProp,
    /// Buttons at the foot, the safe one first.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Broad, for a table or a preview.
    #[prop(optional)]
    wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let class = if wide { "dialog dialog--wide" } else { "dialog" };
    view! { <Modal open title actions class children /> }
}

/// A sheet from the line's end: details of a row, while the list stays in sight.
#[component]
pub fn Drawer(
    open: RwSignal<bool>,
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: ChildrenFn,
) -> impl IntoView {
    view! { <Modal open title actions class="dialog drawer" children /> }
}

#[component]
fn Modal(
    open: RwSignal<bool>,
    title: TextProp,
    actions: Option<ViewFn>,
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<html::Dialog>::new();
    let id = unique_id("dialog");
    let title_id = id.clone();
    let children = StoredValue::new(children);
    let actions = StoredValue::new(actions);
    Effect::new(move |_| {
        let (open, Some(dialog)) = (open.get(), node.get()) else { return };
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            class=class
            node_ref=node
            aria-labelledby=id
            on:close=move |_| open.set(false)
            on:pointerdown=move |event| {
                // The dialog's own box is covered by its content, so a press on it is a press on the backdrop.
                if event.target() == node.get_untracked().map(|dialog| dialog.into()) {
                    open.set(false);
                }
            }
        >
            <Show when=move || open.get()>
                <div class="dialog__head">
                    <h2 class="dialog__title" id=title_id.clone()>
                        {
                            let title = title.clone();
                            move || title.get()
                        }
                    </h2>
                </div>
                <div class="dialog__body">{children.with_value(|children| children())}</div>
                {actions
                    .with_value(|actions| {
                        actions.as_ref().map(|actions| view! { <div class="dialog__foot">{actions.run()}</div> })
                    })}
                // Last in the order of Tab, so that the focus starts at what the dialog is about.
                <div class="dialog__close">
                    <IconButton
                        icon=Icon::Close
                        label=t!(i18n, shell.close)
                        key="Esc"
                        on_press=move |()| open.set(false)
                    />
                </div>
            </Show>
        </dialog>
    }
}
