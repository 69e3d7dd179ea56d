use airside_shared::ipc::TrolleyItem;
use leptos::prelude::*;

use super::{till::use_till, words};
use crate::i18n::use_i18n;
use crate::widgets::{Button, ButtonKind, Chip, Code, Drawer, Fact, Facts, Icon, Notice, Tone};
use crate::{t, t_string};

/// What a passenger asks about a product: what is in it, what it costs, how many are left.
#[component]
pub fn Details(looked_at: RwSignal<Option<TrolleyItem>>) -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(looked_at.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && looked_at.with_untracked(Option::is_some) {
            looked_at.set(None);
        }
    });
    let title = move || looked_at.get().map(|item| i18n.product(&item.product)).unwrap_or_default();
    let add = move |()| {
        if let Some(item) = looked_at.get_untracked() {
            till.change(&item, 1);
        }
        open.set(false);
    };
    let sold_out = Signal::derive(move || looked_at.with(|item| item.as_ref().is_none_or(|i| i.left <= 0)));
    view! {
        <Drawer open title
            actions=move || view! {
                <Button kind=ButtonKind::Primary icon=Icon::Plus wide=true disabled=sold_out on_press=add>
                    {t!(i18n, sales.add)}
                </Button>
            }>
            {move || looked_at.get().map(|item| view! { <About item /> })}
        </Drawer>
    }
}

#[component]
fn About(item: TrolleyItem) -> impl IntoView {
    let i18n = use_i18n();
    let TrolleyItem { product, left, loaded } = item;
    let (allergens, prices) = (product.allergens, product.prices);
    let contains = move || {
        if allergens.is_empty() {
            return t!(i18n, sales.details_no_allergens)().into_any();
        }
        let names = allergens.iter().map(|code| words::allergen(i18n, code));
        let chips = names.map(|name| view! { <Chip tone=Tone::Warning>{name}</Chip> }).collect_view();
        view! { <span class="line">{chips}</span> }.into_any()
    };
    let costs = move || {
        let each: Vec<String> = prices.iter().map(|price| words::money(i18n, *price)).collect();
        each.join(" · ")
    };
    view! {
        <div class="stack">
            {product.adults_only.then(|| view! {
                <Notice tone=Tone::Warning>{t!(i18n, sales.check_age)}</Notice>
            })}
            <Facts>
                <Fact name=t!(i18n, sales.details_allergens)>{contains}</Fact>
                <Fact name=t!(i18n, sales.details_prices)>{costs}</Fact>
                <Fact name=t!(i18n, sales.details_stock)>
                    {move || t_string!(i18n, sales.details_stock_of, left = left, loaded = loaded)}
                </Fact>
                <Fact name=t!(i18n, sales.details_code)><Code text=product.sku /></Fact>
            </Facts>
        </div>
    }
}
