use airside_shared::money::Money;
use leptos::prelude::*;

use super::{
    cash,
    till::{Pay, use_till},
    words,
};
use crate::i18n::{Key, key, use_i18n};
use crate::t;
use crate::widgets::{Button, ButtonKind, Field, FieldIds, Glyph, Icon, Notice, Pick, Tone};

/// How it is paid, and the one button that takes the payment.
#[component]
pub fn TenderForm() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let choice = move |pay: Pay, icon: Icon, words: Key, test: &'static str| {
        view! {
            <button type="button" class="tender__choice" data-test=test
                aria-pressed=move || (till.pay.get() == pay).to_string()
                on:click=move |_| {
                    till.pay.set(pay);
                    till.fault.set(None);
                }>
                <Glyph icon />
                <span>{move || i18n.text(words)}</span>
            </button>
        }
    };
    let failed = move || {
        till.fault.get().map(|fault| {
            let code = fault.code.to_string();
            view! {
                <div data-test="sale-fault" data-code=code>
                    <Notice tone=Tone::Critical title=t!(i18n, sales.not_taken)>
                        {move || words::fault(i18n, &fault)}
                    </Notice>
                </div>
            }
        })
    };
    let nothing = Signal::derive(move || till.lines.with(Vec::is_empty));
    view! {
        <div class="tender" role="group" aria-label=t!(i18n, sales.tender)>
            {choice(Pay::Card, Icon::Card, key::sales::card, "tender-card")}
            {choice(Pay::Cash, Icon::Banknote, key::sales::cash, "tender-cash")}
        </div>
        <Show when=move || till.pay.get() == Pay::Cash
            fallback=|| view! { <CardTerminal /> }>
            <Cash />
        </Show>
        {failed}
        <Button kind=ButtonKind::Primary icon=Icon::Wallet wide=true busy=till.busy disabled=nothing
            attr:data-test="take-payment" on_press=move |()| till.take_payment()>
            {t!(i18n, sales.take)}
        </Button>
    }
}

/// What takes the card. The stand-in says what it is, and can be told to decline.
#[component]
fn CardTerminal() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let answer = move |declines: bool, words: Key, test: &'static str| {
        view! {
            <button type="button" class="segment" data-test=test
                aria-pressed=move || (till.terminal.get().declines == declines).to_string()
                on:click=move |_| till.tell_terminal(declines)>
                {move || i18n.text(words)}
            </button>
        }
    };
    view! {
        <Show when=move || till.terminal.get().demo
            fallback=move || view! { <p class="field__hint">{t!(i18n, sales.card_hint)}</p> }>
            <div class="terminal" data-test="demo-terminal">
                <p class="terminal__words">
                    <strong>{t!(i18n, sales.demo_terminal)}</strong>
                    " "
                    <span>{t!(i18n, sales.demo_terminal_detail)}</span>
                </p>
                <div class="segments" role="group" aria-label=t!(i18n, sales.test_card)>
                    {answer(false, key::sales::test_card_good, "card-good")}
                    {answer(true, key::sales::test_card_declined, "card-declined")}
                </div>
            </div>
        </Show>
    }
}

/// What was handed over, by notes or typed, and what goes back.
#[component]
fn Cash() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let ids = FieldIds::new();
    let control = ids.control.clone();
    let total = Memo::new(move |_| till.total().ok());
    let amounts = Memo::new(move |_| {
        let total = total.get().filter(|total| total.minor > 0);
        total.map(|t| cash::usual_amounts(t.minor, t.currency.exponent())).unwrap_or_default()
    });
    let quick = move |minor: i64| {
        let amount = move || Money::new(minor, till.currency.get());
        view! {
            <Pick attr:data-test="cash-note" attr:aria-label=move || words::money(i18n, amount())
                on_press=move |()| till.given.set(untrack(amount).figure())>
                {move || note(amount())}
            </Pick>
        }
    };
    let balance = move || {
        let (total, given) = (total.get()?, till.cash_given()?);
        let short = given < total.minor;
        let words = if short { t!(i18n, sales.still_due)() } else { t!(i18n, sales.change)() };
        let amount = words::money(i18n, Money { minor: (given - total.minor).abs(), ..total });
        Some(view! {
            <p class="tender__balance" class:tender__balance--short=short role="status">
                <span>{words}</span>
                <bdi data-test="cash-change">{amount}</bdi>
            </p>
        })
    };
    view! {
        <div class="stack stack--tight">
            <div class="tender__notes" role="group" aria-label=t!(i18n, sales.quick)>
                <For each=move || amounts.get() key=move |minor| (*minor, till.currency.get()) children=quick />
            </div>
            <Field label=t!(i18n, sales.given) ids>
                <input class="input" id=control data-test="cash-given" inputmode="decimal" dir="ltr"
                    autocomplete="off"
                    prop:value=move || till.given.get()
                    on:input=move |event| {
                        till.given.set(event_target_value(&event));
                        till.fault.set(None);
                    } />
            </Field>
            {balance}
        </div>
    }
}

/// A note as people say it: `20`, not `20.00`. The currency stands above.
fn note(amount: Money) -> String {
    let figure = amount.figure();
    match figure.split_once('.') {
        Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => figure,
    }
}
