use std::collections::BTreeMap;

use airside_shared::{
    Fault,
    ids::ProductId,
    ipc::{CloseTrolley, CloseTrolleyArgs, TrolleyPage},
    money::{Currency, Money},
};
use leptos::prelude::*;

use super::{
    cash::{read_amount, read_balance},
    preview::ClosingDocument,
    till::use_till,
    words,
};
use crate::i18n::{key, number, use_i18n};
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Card, Icon, Notice, TextArea, Tone, use_toasts};
use crate::{t, t_string};

/// What a field counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum What {
    Stock(ProductId),
    Cash(Currency),
    Cards(Currency),
}

/// What was typed; a product that nobody touched is as many as there should be.
type Typed = RwSignal<BTreeMap<What, String>>;

/// Minor units, or units, that a field says; none if it is no count.
fn counted(what: What, text: &str) -> Option<i64> {
    match what {
        What::Stock(_) => read_amount(text, 0),
        What::Cash(_) | What::Cards(_) if text.trim().is_empty() => Some(0),
        What::Cash(currency) => read_balance(text, currency.exponent()),
        What::Cards(currency) => read_amount(text, currency.exponent()),
    }
}

/// What should be there of it.
fn expected(page: &TrolleyPage, what: What) -> i64 {
    match what {
        What::Stock(id) => page.items.iter().find(|it| it.product.id == id).map_or(0, |it| it.left),
        What::Cash(currency) => page.takings.in_cash(currency),
        What::Cards(currency) => page.takings.cards.get(&currency).map_or(0, |sum| sum.minor),
    }
}

/// The count at the end of the flight: what is there beside what should be.
#[component]
pub fn Close() -> impl IntoView {
    let (i18n, till, toasts) = (use_i18n(), use_till(), use_toasts());
    let typed: Typed = RwSignal::new(BTreeMap::new());
    let note = RwSignal::new(String::new());
    let (fault, busy) = (RwSignal::new(None::<Fault>), RwSignal::new(false));
    let page = Memo::new(move |_| till.page.get().and_then(Result::ok));
    let products = Memo::new(move |_| {
        till.items.with(|items| items.iter().map(|it| What::Stock(it.product.id)).collect::<Vec<_>>())
    });
    let money = Memo::new(move |_| page.with(|page| page.as_ref().map(in_money).unwrap_or_default()));
    let record = move |()| match untrack(|| read(page.get().as_ref(), &typed.get(), note.get())) {
        Err(wrong) => fault.set(Some(wrong)),
        Ok(args) => act::<CloseTrolley>(args, busy, move |reply| match reply {
            Ok(_) => {
                fault.set(None);
                typed.update(BTreeMap::clear);
                note.set(String::new());
                toasts.say(Tone::Positive, t_string!(i18n, sales.count.saved));
            }
            Err(wrong) => fault.set(Some(wrong)),
        }),
    };
    view! {
        <div class="count" data-test="count">
            <p class="field__hint">{t!(i18n, sales.count.intro)}</p>
            <Card flush=true><Table first=t!(i18n, sales.count.product) rows=products page typed /></Card>
            <Card flush=true><Table first=t!(i18n, sales.count.money) rows=money page typed /></Card>
            <TextArea label=t!(i18n, sales.count.note) hint=t!(i18n, sales.count.note_hint) value=note />
            {move || fault.get().map(|fault| {
                let code = fault.code.to_string();
                view! {
                    <div data-test="count-fault" data-code=code>
                        <Notice tone=Tone::Critical>{move || words::fault(i18n, &fault)}</Notice>
                    </div>
                }
            })}
            <Last page />
            <div class="count__foot">
                <Button kind=ButtonKind::Primary icon=Icon::Check busy attr:data-test="count-close" on_press=record>
                    {t!(i18n, sales.count.close)}
                </Button>
            </div>
        </div>
    }
}

/// The bag in every currency that is sold in, the terminal where it took something.
fn in_money(page: &TrolleyPage) -> Vec<What> {
    let cards = page.takings.cards.keys().map(|currency| What::Cards(*currency));
    page.currencies.iter().map(|currency| What::Cash(*currency)).chain(cards).collect()
}

fn read(
    page: Option<&TrolleyPage>,
    typed: &BTreeMap<What, String>,
    note: String,
) -> Result<CloseTrolleyArgs, Fault> {
    let page = page.ok_or_else(|| Fault::new("not_found", "The trolley is not open: open it again."))?;
    let of = |what: What| match typed.get(&what) {
        None if matches!(what, What::Stock(_)) => Ok(expected(page, what)),
        text => {
            let text = text.map_or("", String::as_str);
            let wrong = match what {
                What::Stock(_) => Fault::of("stock", "bad_count", "Count from 0 to 9,999 of each product."),
                _ => Fault::of(
                    "money",
                    "bad_amount",
                    "This is no amount in its currency: write it like 12.50.",
                ),
            };
            counted(what, text).ok_or(wrong)
        }
    };
    let mut args = CloseTrolleyArgs {
        flight: page.flight.id,
        stock: BTreeMap::new(),
        cash: Vec::new(),
        cards: Vec::new(),
        note,
    };
    for item in &page.items {
        args.stock.insert(item.product.id, of(What::Stock(item.product.id))?);
    }
    for what in in_money(page) {
        let minor = of(what)?;
        match what {
            What::Cash(currency) => args.cash.push(Money::new(minor, currency)),
            What::Cards(currency) => args.cards.push(Money::new(minor, currency)),
            What::Stock(_) => {}
        }
    }
    // Nothing in a currency, and nothing expected in it, is not worth a line on paper.
    args.cash.retain(|amount| amount.minor != 0 || page.takings.cash.contains_key(&amount.currency));
    Ok(args)
}

/// Who counted last, and the paper of it.
#[component]
fn Last(page: Memo<Option<TrolleyPage>>) -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    let printing = RwSignal::new(false);
    let last = Memo::new(move |_| page.get().and_then(|page| page.counted));
    view! {
        {move || last.get().map(|last| {
            let tone = if last.differs { Tone::Warning } else { Tone::Positive };
            let (time, who) = (words::time(&last.at), last.by);
            let said = if last.differs { key::sales::count::differs } else { key::sales::count::agrees };
            view! {
                <div data-test="count-done" data-differs=last.differs.to_string()>
                    <Notice tone
                        title=move || t_string!(i18n, sales.count.done, time = time.as_str(), who = who.as_str())
                        actions=move || view! {
                            <Button icon=Icon::Receipt attr:data-test="count-print"
                                on_press=move |()| printing.set(true)>
                                {t!(i18n, sales.count.print)}
                            </Button>
                        }>
                        {move || i18n.text(said)}
                    </Notice>
                </div>
            }
        })}
        <ClosingDocument open=printing flight=till.flight />
    }
}

#[component]
fn Table(
    #[prop(into)] first: leptos::text_prop::TextProp,
    rows: Memo<Vec<What>>,
    page: Memo<Option<TrolleyPage>>,
    typed: Typed,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <table class="count__table">
            <thead>
                <tr>
                    <th scope="col">{move || first.get()}</th>
                    <th scope="col" class="count__figure">{t!(i18n, sales.count.expected)}</th>
                    <th scope="col" class="count__figure">{t!(i18n, sales.count.counted)}</th>
                    <th scope="col" class="count__figure">{t!(i18n, sales.count.difference)}</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || rows.get() key=|what| *what let(what)><Row what page typed /></For>
            </tbody>
        </table>
    }
}

#[component]
fn Row(what: What, page: Memo<Option<TrolleyPage>>, typed: Typed) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || match what {
        What::Stock(id) => page.with(|page| {
            let item = page.as_ref()?.items.iter().find(|it| it.product.id == id)?;
            Some(i18n.product(&item.product))
        }),
        What::Cash(currency) => Some(t_string!(i18n, sales.count.cash_in, currency = currency.code())),
        What::Cards(currency) => Some(t_string!(i18n, sales.count.card_in, currency = currency.code())),
    };
    let should = Memo::new(move |_| page.with(|page| page.as_ref().map_or(0, |page| expected(page, what))));
    let said = move |figure: i64| match what {
        What::Stock(_) => number(i18n.locale.get(), figure),
        What::Cash(currency) | What::Cards(currency) => words::money(i18n, Money::new(figure, currency)),
    };
    let text = move || {
        typed.with(|typed| typed.get(&what).cloned()).unwrap_or_else(|| match what {
            What::Stock(_) => should.get().to_string(),
            _ => String::new(),
        })
    };
    // A tap chooses the figure that stands there, so that the next key writes over it.
    let whole = |event: web_sys::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    let off = move || counted(what, &text()).map(|counted| counted.saturating_sub(should.get()));
    let shown = move || match off() {
        None => "–".to_owned(),
        Some(0) => t!(i18n, sales.count.right)().to_owned(),
        Some(off) => said(off),
    };
    view! {
        <tr data-test="count-row">
            <th scope="row"><bdi>{name}</bdi></th>
            <td class="count__figure">{move || said(should.get())}</td>
            <td class="count__figure">
                <input class="input" inputmode="decimal" dir="ltr" autocomplete="off" aria-label=name
                    prop:value=text
                    on:focus=whole
                    on:input=move |event| {
                        typed.update(|typed| drop(typed.insert(what, event_target_value(&event))));
                    } />
            </td>
            <td class="count__figure" class:count__off=move || off() != Some(0)
                class:count__right=move || off() == Some(0)>
                <bdi>{shown}</bdi>
            </td>
        </tr>
    }
}
