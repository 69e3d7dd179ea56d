use airside_shared::ids::FlightId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{close::Close, history::History, products::Products, rail::Rail, till::Till, words};
use crate::i18n::{I18n, use_i18n};
use crate::shell::{PaletteItem, use_commands};
use crate::widgets::{Button, EmptyState, Icon, LinkButton, Notice, Skeleton, Tab, TabPanel, Tabs, Tone};
use crate::{t, t_string};

/// `/flights/:flight/trolley`: what crew sell from, in a dark cabin, with one hand.
#[component]
pub fn TrolleyPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let flight = Memo::new(move |_| params.with(|p| p.get("flight")?.parse::<FlightId>().ok()));
    view! {
        {move || match flight.get() {
            Some(flight) => view! { <Trolley flight /> }.into_any(),
            None => view! {
                <EmptyState
                    icon=Icon::Trolley
                    title=t!(i18n, sales.no_flight)
                    detail=t!(i18n, sales.no_flight_detail)
                    action=move || view! { <LinkButton href="/">{t!(i18n, sales.to_board)}</LinkButton> }
                />
            }
            .into_any(),
        }}
    }
}

#[component]
fn Trolley(flight: FlightId) -> impl IntoView {
    let i18n = use_i18n();
    let till = Till::open(flight);
    provide_context(till);
    offer_commands(till, i18n);
    let opened = Memo::new(move |_| till.page.get().map(|page| page.map(|_| ())));
    move || match opened.get() {
        None => view! {
            <p class="unseen" role="status">{t!(i18n, sales.loading)}</p>
            <Skeleton rows=8 />
        }
        .into_any(),
        Some(Err(fault)) => view! {
            <EmptyState
                icon=Icon::Alert
                title=t!(i18n, sales.cannot_open)
                detail=move || words::fault(i18n, &fault)
                action=move || view! {
                    <Button on_press=move |()| till.page.refetch()>{t!(i18n, sales.try_again)}</Button>
                }
            />
        }
        .into_any(),
        Some(Ok(())) => view! { <Open /> }.into_any(),
    }
}

#[component]
fn Open() -> impl IntoView {
    let i18n = use_i18n();
    let till = super::till::use_till();
    let flight = Memo::new(move |_| till.page.get().and_then(Result::ok).map(|page| page.flight));
    let unheard =
        Memo::new(move |_| till.page.get().and_then(Result::ok).is_some_and(|page| page.cards_unheard));
    let tab = RwSignal::new("sell");
    let title = move || {
        let designator = flight.get().map(|f| f.designator).unwrap_or_default();
        t_string!(i18n, sales.title_of, flight = designator)
    };
    let route = move || {
        flight.get().map(|f| t_string!(i18n, sales.route, from = f.from.as_str(), to = f.to.as_str()))
    };
    let count = Signal::derive(move || till.sales.with(Vec::len));
    let tabs = vec![
        Tab::new("sell", t!(i18n, sales.sell)),
        Tab::new("sales", t!(i18n, sales.sales)).count(count),
        Tab::new("count", t!(i18n, sales.count.tab)),
    ];
    view! {
        <div class="trolley">
            <header class="trolley__head">
                <h1 class="trolley__title" tabindex="-1">{title}</h1>
                <span class="trolley__route">{route}</span>
                <Tabs label=t!(i18n, sales.views) tabs active=tab />
            </header>
            <div class="trolley__work">
                <Show when=move || unheard.get()>
                    <div data-test="cards-unheard">
                        <Notice tone=Tone::Warning>{t!(i18n, sales.cards_unheard)}</Notice>
                    </div>
                </Show>
                <TabPanel id="sell" active=tab><Products /></TabPanel>
                <TabPanel id="sales" active=tab><History /></TabPanel>
                <TabPanel id="count" active=tab><Close /></TabPanel>
            </div>
            <Rail />
        </div>
    }
}

fn offer_commands(till: Till, i18n: I18n) {
    let take = Callback::new(move |()| till.take_payment());
    let renew = Callback::new(move |()| till.renew());
    use_commands().on_this_page(vec![
        PaletteItem::new("take-payment", t!(i18n, sales.take), Icon::Wallet, take).key("Ctrl+Enter"),
        PaletteItem::new("new-order", t!(i18n, sales.new_order), Icon::Plus, renew).key("Alt+N"),
    ]);
}
