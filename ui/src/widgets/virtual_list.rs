use std::hash::Hash;

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::walk_rows;

/// Rows that are kept ready above and below what is in sight.
const SPARE: usize = 8;

/// A list of any length that holds only the rows in sight in the document. All rows have one height.
#[component]
pub fn VirtualList<T, K, V>(
    #[prop(into)] label: TextProp,
    #[prop(into)] items: Signal<Vec<T>>,
    /// Height of a row in rem, so that it follows the text's size.
    row_height: f64,
    /// What tells one item from another.
    key: fn(&T) -> K,
    /// The view of an item; give its root `data-row` and a tabindex to make it walkable.
    row: V,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    K: Eq + Hash + Clone + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let node = NodeRef::<html::Div>::new();
    let seen = RwSignal::new((0.0_f64, 800.0_f64));
    // A frame later the list may be gone.
    let measure = move || {
        if let Some(node) = node.try_get_untracked().flatten() {
            let _ = seen.try_set((f64::from(node.scroll_top()), f64::from(node.client_height())));
        }
    };
    Effect::new(move |_| {
        if node.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let window = Memo::new(move |_| {
        let (top, height) = seen.get();
        window_of(items.with(Vec::len), top, height, row_height * rem())
    });
    let shown = move || {
        let (first, last) = window.get();
        items.with(|items| items.get(first..last.min(items.len())).map(<[T]>::to_vec).unwrap_or_default())
    };
    let total = move || format!("{}rem", items.with(Vec::len) as f64 * row_height);
    let shift = move || format!("translateY({}rem)", window.get().0 as f64 * row_height);
    view! {
        <div class="virtual" node_ref=node tabindex="-1" on:scroll=move |_| measure()>
            <div class="virtual__space" style:height=total>
                <div
                    class="virtual__window"
                    role="list"
                    aria-label=move || label.get()
                    style:transform=shift
                    on:keydown=walk_rows
                >
                    <For each=shown key=move |item| key(item) let(item)>
                        <div role="listitem" class="virtual__row" style:height=format!("{row_height}rem")>
                            {row(item)}
                        </div>
                    </For>
                </div>
            </div>
        </div>
    }
}

/// First and one past the last row to draw.
fn window_of(count: usize, top: f64, height: f64, row: f64) -> (usize, usize) {
    let first = (top / row).floor() as usize;
    let in_sight = (height / row).ceil() as usize + 1;
    (first.saturating_sub(SPARE).min(count), (first + in_sight + SPARE).min(count))
}

/// Pixels in a rem now.
fn rem() -> f64 {
    let style =
        document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    size.and_then(|size| size.trim_end_matches("px").parse().ok()).unwrap_or(16.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_sight_and_a_few_more_are_drawn() {
        assert_eq!(window_of(1_000_000, 0.0, 440.0, 44.0), (0, 19));
        assert_eq!(window_of(1_000_000, 44_000.0, 440.0, 44.0), (992, 1_019));
    }

    #[test]
    fn a_list_that_shrank_while_scrolled_draws_what_is_left() {
        assert_eq!(window_of(3, 44_000.0, 440.0, 44.0), (3, 3));
        assert_eq!(window_of(0, 0.0, 440.0, 44.0), (0, 0));
    }
}
