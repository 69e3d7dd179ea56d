use airside_shared::{ids::ProductId, money::Currency};
use leptos::prelude::*;

use super::{
    by_miles::MilesButton,
    by_voucher::VoucherButton,
    order::quantity_of,
    receipt::ReceiptCard,
    seat::SeatField,
    tender::TenderForm,
    till::use_till,
    unsettled::{AskCard, unsettled},
    words,
};
use crate::i18n::{number, use_i18n};
use crate::widgets::{ButtonKind, EmptyState, Icon, IconButton, Notice, Tone};
use crate::{t, t_string};

/// The order at the side of the hand; once it is paid, its receipt; while nobody knows whether it was, the question.
#[component]
pub fn Rail() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let open = unsettled(till);
    let (asking, giving_up) = (RwSignal::new(false), RwSignal::new(false));
    // Whoever begins another order is not kept from it.
    let free = Memo::new(move |_| till.lines.with(Vec::is_empty));
    view! {
        <aside class="order" aria-label=t!(i18n, sales.order)>
            {move || match (till.done.get(), open.get().filter(|_| free.get())) {
                (Some(done), _) => view! { <ReceiptCard done /> }.into_any(),
                (None, Some(order)) => view! { <AskCard order asking giving_up /> }.into_any(),
                (None, None) => view! { <Order /> }.into_any(),
            }}
        </aside>
    }
}

#[component]
fn Order() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let products = Memo::new(move |_| till.lines.with(|l| l.iter().map(|l| l.product).collect::<Vec<_>>()));
    let adults = Memo::new(move |_| {
        products.with(|ids| {
            till.items
                .with(|items| items.iter().any(|i| i.product.adults_only && ids.contains(&i.product.id)))
        })
    });
    let total = move || match till.total() {
        Ok(total) => words::money(i18n, total),
        Err(_) => "–".to_owned(),
    };
    let nothing = move || view! { <EmptyState icon=Icon::Cart title=t!(i18n, sales.order_empty) /> };
    view! {
        <div class="order__head">
            <h2 class="order__title">{t!(i18n, sales.order)}</h2>
            <Currencies />
            <IconButton icon=Icon::Trash label=t!(i18n, sales.clear_order)
                disabled=Signal::derive(move || products.with(Vec::is_empty))
                on_press=move |()| till.renew() />
        </div>
        <div class="order__lines">
            <SeatField />
            <Show when=move || !products.with(Vec::is_empty) fallback=nothing>
                <ul class="order__list">
                    <For each=move || products.get() key=|id| *id let(product)><Line product /></For>
                </ul>
            </Show>
            <Show when=move || adults.get()>
                <Notice tone=Tone::Warning>{t!(i18n, sales.check_age)}</Notice>
            </Show>
        </div>
        <div class="order__foot">
            <p class="order__total">
                <span>{t!(i18n, sales.total)}</span>
                <MilesButton />
                <VoucherButton />
                <bdi class="order__sum" data-test="order-total" aria-live="polite">{total}</bdi>
            </p>
            <TenderForm />
        </div>
    }
}

/// One product of the order with its steppers.
#[component]
fn Line(product: ProductId) -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let item = Memo::new(move |_| till.items.with(|i| i.iter().find(|i| i.product.id == product).cloned()));
    let name = move || item.get().map(|i| i18n.product(&i.product)).unwrap_or_default();
    let quantity = move || till.lines.with(|lines| quantity_of(lines, product));
    let price = move || item.get().and_then(|i| i.product.price(till.currency.get()));
    let sum = move || price().and_then(|price| price.times(quantity()).ok());
    let step = move |by| {
        if let Some(item) = item.get_untracked() {
            till.change(&item, by);
        }
    };
    let full = Signal::derive(move || item.get().is_none_or(|item| quantity() >= item.left.min(99)));
    view! {
        <li class="order__line" data-test="order-line">
            <span class="order__what">
                <bdi class="order__name">{name}</bdi>
                <span class="order__each">{move || {
                    price().map(|p| t_string!(i18n, sales.each, price = words::money(i18n, p)))
                }}</span>
            </span>
            <span class="order__steps">
                <IconButton icon=Icon::Minus kind=ButtonKind::Secondary attr:data-test="line-minus"
                    label=move || t_string!(i18n, sales.less_of, product = name())
                    on_press=move |()| step(-1) />
                <output class="order__quantity">{move || number(i18n.locale.get(), quantity())}</output>
                <IconButton icon=Icon::Plus kind=ButtonKind::Secondary attr:data-test="line-plus"
                    label=move || t_string!(i18n, sales.more_of, product = name())
                    disabled=full on_press=move |()| step(1) />
            </span>
            <bdi class="order__cost">{move || sum().map(|sum| words::money(i18n, sum))}</bdi>
        </li>
    }
}

#[component]
fn Currencies() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let all = move || till.page.get().and_then(Result::ok).map(|page| page.currencies).unwrap_or_default();
    let option = move |currency: Currency| {
        view! {
            <button type="button" class="segment" data-test="currency" data-currency=currency.to_string()
                aria-pressed=move || (till.currency.get() == currency).to_string()
                on:click=move |_| {
                    till.price_in(currency);
                    till.given.set(String::new());
                    till.fault.set(None);
                }>
                {currency.to_string()}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=t!(i18n, sales.currency)>
            <For each=all key=|currency| *currency children=option />
        </div>
    }
}
