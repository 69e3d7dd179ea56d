use airside_shared::ipc::TrolleyItem;
use leptos::prelude::*;

use super::{details::Details, order::quantity_of, till::use_till, words};
use crate::i18n::use_i18n;
use crate::t;
use crate::widgets::{EmptyState, Icon, Pick, Picks, SearchBox};

mod tile;

use tile::Tile;

/// Everything on the trolley: kinds as chips, products as tiles, a search over both.
#[component]
pub fn Products() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let (chosen, query) = (RwSignal::new(None::<String>), RwSignal::new(String::new()));
    let looked_at = RwSignal::new(None::<TrolleyItem>);
    let shown = Memo::new(move |_| {
        let (chosen, query) = (chosen.get(), query.get().trim().to_lowercase());
        let fits = |item: &&TrolleyItem| {
            if query.is_empty() {
                chosen.as_ref().is_none_or(|c| *c == item.product.category)
            } else {
                item.product.name.to_lowercase().contains(&query)
                    || i18n.product(&item.product).to_lowercase().contains(&query)
                    || item.product.sku.to_lowercase() == query
            }
        };
        till.items.with(|items| items.iter().filter(fits).map(|item| item.product.id).collect::<Vec<_>>())
    });
    let nothing = move || {
        if till.items.with(Vec::is_empty) {
            view! {
                <EmptyState icon=Icon::Trolley title=t!(i18n, sales.empty_trolley)
                    detail=t!(i18n, sales.empty_trolley_detail) />
            }
            .into_any()
        } else {
            view! {
                <EmptyState icon=Icon::Search title=t!(i18n, sales.nothing_found)
                    detail=t!(i18n, sales.nothing_found_detail) />
            }
            .into_any()
        }
    };
    view! {
        <div class="products">
            <div class="products__find">
                <SearchBox label=t!(i18n, sales.search) placeholder=t!(i18n, sales.search) value=query />
            </div>
            <Categories chosen query />
            <div class="products__grid" role="group" aria-label=t!(i18n, sales.products)>
                <Show when=move || !shown.with(Vec::is_empty) fallback=nothing>
                    <For each=move || shown.get() key=|id| *id let(id)>
                        {
                            let item = Memo::new(move |_| {
                                till.items.with(|items| items.iter().find(|i| i.product.id == id).cloned())
                            });
                            let ordered = Signal::derive(move || till.lines.with(|l| quantity_of(l, id)));
                            view! { <Tile item ordered looked_at /> }
                        }
                    </For>
                </Show>
            </div>
        </div>
        <Details looked_at />
    }
}

/// One chip for each kind that is on board.
#[component]
fn Categories(chosen: RwSignal<Option<String>>, query: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let kinds = Memo::new(move |_| {
        let mut kinds: Vec<String> =
            till.items.with(|items| items.iter().map(|i| i.product.category.clone()).collect());
        kinds.dedup();
        std::iter::once(None).chain(kinds.into_iter().map(Some)).collect::<Vec<_>>()
    });
    let chip = move |kind: Option<String>| {
        let (own, code) = (kind.clone(), kind.clone());
        let words = move || match &code {
            Some(code) => words::category(i18n, code),
            None => t!(i18n, sales.all)().to_owned(),
        };
        let on = Signal::derive(move || query.with(String::is_empty) && chosen.with(|c| *c == own));
        let choose = move |()| {
            query.set(String::new());
            chosen.set(kind.clone());
        };
        view! { <Pick on on_press=choose attr:data-test="category">{words}</Pick> }
    };
    view! {
        <Picks label=t!(i18n, sales.categories)>
            <For each=move || kinds.get() key=|kind| kind.clone() children=chip />
        </Picks>
    }
}
