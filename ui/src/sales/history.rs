use airside_shared::{
    access::Permission,
    ids::SaleId,
    ipc::{SaleRow, TrolleyItem},
    sales::{ByCard, Paid, Part, SaleLine},
};
use leptos::prelude::*;

use super::{
    preview::ReceiptDocument,
    till::{Till, use_till},
    unsettled::NotSold,
    void::VoidDialog,
    words,
};
use crate::desk::use_desk;
use crate::i18n::{I18n, number, use_i18n};
use crate::refunds::AskDialog;
use crate::widgets::{Button, ButtonKind, Card, Chip, Code, EmptyState, Icon, StateBadge, Tone};
use crate::{t, t_string};

/// What was sold on this flight, newest first.
#[component]
pub fn History() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let printed = RwSignal::new(None::<(SaleId, String)>);
    let voiding = RwSignal::new(None::<SaleRow>);
    let asking = RwSignal::new(None::<SaleId>);
    let preview_open = RwSignal::new(false);
    let print = Callback::new(move |sale| {
        printed.set(Some(sale));
        preview_open.set(true);
    });
    let nothing = move || {
        view! {
            <EmptyState icon=Icon::Receipt title=t!(i18n, sales.no_sales) detail=t!(i18n, sales.no_sales_detail) />
        }
    };
    let told = move || t_string!(i18n, sales.sold_count, count = till.sales.with(Vec::len));
    view! {
        <div class="sold">
            <p class="field__hint" role="status">{told}</p>
            <Show when=move || !till.sales.with(Vec::is_empty) fallback=nothing>
                <Card flush=true>
                    <ul class="list">
                        <For each=move || till.sales.get() key=|row| (row.id, row.voided, row.state as u8) let(row)>
                            <Sold row print voiding asking />
                        </For>
                    </ul>
                </Card>
            </Show>
            <NotSold />
        </div>
        <ReceiptDocument open=preview_open sale=printed.into() />
        <VoidDialog voiding />
        <AskDialog asking />
    }
}

#[component]
fn Sold(
    row: SaleRow,
    print: Callback<(SaleId, String)>,
    voiding: RwSignal<Option<SaleRow>>,
    asking: RwSignal<Option<SaleId>>,
) -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    let desk = use_desk();
    let may_ask = Memo::new(move |_| desk.grant(Permission::RefundRequest).allowed);
    let sale = row.id;
    let (kept, printed) = (row.clone(), (row.id, row.number.clone()));
    let (total, tender, seat) = (row.total, row.tender, row.seat);
    let paid = move || {
        let parts = tender.parts(total);
        let several = parts.len() > 1;
        let part = |Part { amount, paid }: Part| {
            // Of one part the sum stands above; notes of another currency are named as they were handed over.
            let (words, sum) = match paid {
                Paid::Card(ByCard { last4, .. }) => {
                    (t_string!(i18n, sales.by_card, last4 = last4.as_str()), several.then_some(amount))
                }
                Paid::Cash(cash) if cash.rate.is_some() => {
                    (t!(i18n, sales.by_cash)().to_owned(), Some(cash.given))
                }
                Paid::Cash(_) => (t!(i18n, sales.by_cash)().to_owned(), several.then_some(amount)),
                Paid::Miles(it) => (
                    t_string!(i18n, sales.miles, miles = number(i18n.locale.get(), it.miles)),
                    several.then_some(amount),
                ),
                Paid::Voucher(it) => (
                    t_string!(i18n, sales.by_voucher, number = it.number.as_str()),
                    several.then_some(amount),
                ),
            };
            sum.map_or(words.clone(), |sum| format!("{words} {}", words::money(i18n, sum)))
        };
        parts.into_iter().map(part).collect::<Vec<_>>().join(" + ")
    };
    let (lines, number) = (row.lines, row.number);
    let shown = number.clone();
    let sold = move || items(i18n, till, &lines);
    view! {
        <li class="sold__row" class:sold__row--voided=row.voided data-test="sale-row" data-number=number>
            <span class="sold__words">
                <span class="sold__first">
                    <Code text=shown />
                    <bdi class="sold__sum">{move || words::money(i18n, total)}</bdi>
                    {row.voided.then(|| view! {
                        <Chip tone=Tone::Warning icon=Icon::Refund>{t!(i18n, sales.voided)}</Chip>
                    })}
                    <StateBadge state=words::badge(row.state) />
                </span>
                <bdi class="sold__items">{sold}</bdi>
                <span class="sold__facts">
                    <bdi>{words::time(&row.at)}</bdi>
                    {seat.map(|seat| view! { <span>{t!(i18n, sales.seat_of, seat = seat.as_str())}</span> })}
                    <span>{paid}</span>
                    <bdi>{row.by}</bdi>
                </span>
            </span>
            <span class="sold__acts">
                <Button kind=ButtonKind::Quiet icon=Icon::Receipt attr:data-test="sale-receipt"
                    on_press=move |()| print.run(printed.clone())>
                    {t!(i18n, sales.receipt)}
                </Button>
                {(!row.voided).then(|| view! {
                    <Show when=move || may_ask.get()>
                        <Button kind=ButtonKind::Quiet icon=Icon::Banknote attr:data-test="sale-refund"
                            on_press=move |()| asking.set(Some(sale))>
                            {t!(i18n, refunds.open)}
                        </Button>
                    </Show>
                })}
                {(!row.voided).then(|| view! {
                    <Button kind=ButtonKind::Quiet icon=Icon::Refund attr:data-test="sale-void"
                        on_press=move |()| voiding.set(Some(kept.clone()))>
                        {t!(i18n, sales.void)}
                    </Button>
                })}
            </span>
        </li>
    }
}

/// What of which: `2 × Tea, 1 × Nuts`.
pub fn items(i18n: I18n, till: Till, lines: &[SaleLine]) -> String {
    let called = |line: &SaleLine| {
        let of = |items: &Vec<TrolleyItem>| {
            items.iter().find(|i| i.product.id == line.product).map(|i| i18n.product(&i.product))
        };
        till.items.with(of).unwrap_or_else(|| line.name.clone())
    };
    let each: Vec<String> = lines
        .iter()
        .map(|line| format!("{} × {}", number(i18n.locale.get(), line.quantity), called(line)))
        .collect();
    each.join(t_string!(i18n, sales.comma))
}
