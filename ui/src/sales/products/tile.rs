use std::time::Duration;

use airside_shared::ipc::TrolleyItem;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::super::{till::use_till, words};
use crate::i18n::{number, use_i18n};
use crate::widgets::{Icon, IconButton};
use crate::{t, t_string};

/// How long a finger rests on a tile until it asks about the product.
const LONG_PRESS: Duration = Duration::from_millis(500);

/// A product: a touch puts one into the order; a long touch, or its own button, tells about it.
#[component]
pub fn Tile(
    item: Memo<Option<TrolleyItem>>,
    ordered: Signal<i64>,
    looked_at: RwSignal<Option<TrolleyItem>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let press = StoredValue::new(None::<TimeoutHandle>);
    let told = StoredValue::new(false);
    let tell = move || looked_at.set(item.get_untracked());
    let end = move || {
        if let Some(timer) = press.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let begin = move || {
        end();
        told.set_value(false);
        let long = move || {
            told.set_value(true);
            tell();
        };
        press.set_value(set_timeout_with_handle(long, LONG_PRESS).ok());
    };
    on_cleanup(end);
    let name = move || item.get().map(|i| i18n.product(&i.product)).unwrap_or_default();
    let price = move || item.get().and_then(|i| i.product.price(till.currency.get()));
    let left = move || item.get().map_or(0, |i| i.left);
    let out = move || left() <= 0 || price().is_none();
    let shade = move || item.get().map(|i| shade_of(&i.product.category));
    view! {
        <div class="tile" class:tile--out=out data-shade=shade>
            <button type="button" class="tile__add" data-test="product-tile"
                data-product=move || item.get().map(|i| i.product.sku)
                aria-disabled=move || out().to_string()
                on:pointerdown=move |_| begin()
                on:pointerup=move |_| end()
                on:pointerleave=move |_| end()
                on:pointercancel=move |_| end()
                on:contextmenu=move |event| event.prevent_default()
                on:click=move |_| {
                    if told.get_value() {
                        told.set_value(false);
                    } else if !untrack(out) && let Some(item) = item.get_untracked() {
                        till.change(&item, 1);
                    }
                }>
                <span class="tile__name"><bdi>{name}</bdi></span>
                <span class="tile__price">{move || match price() {
                    Some(price) => words::money(i18n, price),
                    None => t_string!(i18n, sales.no_price, currency = till.currency.get().code()),
                }}</span>
                <Show when=move || item.get().is_some_and(|i| i.product.adults_only)>
                    <abbr class="tile__adults" title=t!(i18n, sales.adults)><bdi dir="ltr">"18+"</bdi></abbr>
                </Show>
                <span class="tile__left" class:tile__left--few=move || left() <= 3>{move || {
                    if left() <= 0 {
                        t!(i18n, sales.sold_out)().to_owned()
                    } else {
                        t_string!(i18n, sales.left, count = left())
                    }
                }}</span>
            </button>
            <Show when=move || { ordered.get() > 0 }>
                <span class="tile__count">{move || number(i18n.locale.get(), ordered.get())}</span>
            </Show>
            <div class="tile__about">
                <IconButton icon=Icon::Info label=move || t_string!(i18n, sales.details_of, product = name())
                    on_press=move |()| tell() />
            </div>
        </div>
    }
}

/// A colour for each kind, so that the eye finds it before the words.
fn shade_of(category: &str) -> &'static str {
    match category {
        "hot_drinks" => "2",
        "cold_drinks" => "4",
        "beer_wine" | "spirits" => "3",
        "snacks" => "5",
        "meals" => "1",
        _ => "0",
    }
}
