use airside_shared::{
    ipc::TestCard,
    money::{Currency, Money},
};
use leptos::prelude::*;

use super::{
    by_voucher::Vouchers,
    cash,
    till::{Pay, use_till},
    words,
};
use crate::i18n::{Key, decimal, key, use_i18n};
use crate::widgets::{Button, ButtonKind, Field, FieldIds, Glyph, Icon, Notice, Pick, Tone};
use crate::{t, t_string};

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
    let rest = Memo::new(move |_| !till.paid_without());
    view! {
        <Vouchers />
        <Show when=move || rest.get()>
            <div class="tender" role="group" aria-label=t!(i18n, sales.tender)>
                {choice(Pay::Card, Icon::Card, key::sales::card, "tender-card")}
                {choice(Pay::Cash, Icon::Banknote, key::sales::cash, "tender-cash")}
                {choice(Pay::Split, Icon::Wallet, key::sales::split, "tender-split")}
            </div>
            <Show when=move || till.pay.get() != Pay::Card>
                <Cash />
            </Show>
            <Show when=move || till.pay.get() != Pay::Cash>
                <CardTerminal />
            </Show>
        </Show>
        {failed}
        <Button kind=ButtonKind::Primary icon=Icon::Wallet wide=true busy=till.busy disabled=nothing
            attr:data-test="take-payment" on_press=move |()| till.take_payment()>
            {t!(i18n, sales.take)}
        </Button>
    }
}

/// What takes the card. The stand-in says what it is, and can be told to decline or to say nothing.
#[component]
pub fn CardTerminal() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let answer = move |card: TestCard, words: Key, test: &'static str| {
        view! {
            <button type="button" class="segment" data-test=test
                aria-pressed=move || (till.terminal.get().card == card).to_string()
                on:click=move |_| till.tell_terminal(card)>
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
                    {answer(TestCard::Good, key::sales::test_card_good, "card-good")}
                    {answer(TestCard::Same, key::sales::test_card_same, "card-same")}
                    {answer(TestCard::Declined, key::sales::test_card_declined, "card-declined")}
                    {answer(TestCard::Silent, key::sales::test_card_silent, "card-silent")}
                </div>
            </div>
        </Show>
    }
}

/// What was handed over, by notes or typed, and what goes back or is left for the card.
#[component]
fn Cash() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let ids = FieldIds::new();
    let control = ids.control.clone();
    let split = move || till.pay.get() == Pay::Split;
    let label = move || i18n.text(if split() { key::sales::split_cash } else { key::sales::given });
    view! {
        <div class="stack stack--tight">
            <Show when=move || !split()>
                <UsualAmounts />
            </Show>
            <Field label ids>
                <div class="tender__given">
                    <input class="input" id=control data-test="cash-given" inputmode="decimal" dir="ltr"
                        autocomplete="off"
                        prop:value=move || till.given.get()
                        on:input=move |event| {
                            till.given.set(event_target_value(&event));
                            till.fault.set(None);
                        } />
                    <Show when=move || !split()>
                        <Notes />
                    </Show>
                </div>
            </Field>
            <Balance />
        </div>
    }
}

/// Which notes: those of the order's currency, or others that the airline takes for it.
#[component]
fn Notes() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let all = Memo::new(move |_| {
        let price = till.currency.get();
        let others = till.rates.get().into_iter().filter(move |rate| rate.price == price);
        std::iter::once(price).chain(others.map(|rate| rate.notes)).collect::<Vec<_>>()
    });
    let choice = move |notes: Currency| {
        view! {
            <button type="button" class="segment" data-test=format!("notes-{notes}")
                aria-pressed=move || (till.notes.get() == notes).to_string()
                on:click=move |_| till.take_notes(notes)>
                {notes.code().to_owned()}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=t!(i18n, sales.notes)>
            <For each=move || all.get() key=|notes| *notes children=choice />
        </div>
    }
}

#[component]
fn UsualAmounts() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let amounts = Memo::new(move |_| {
        let total = till.due().ok().filter(|total| total.minor > 0)?;
        let least = match till.rate() {
            // Coins of another currency are not taken.
            Some(rate) => cash::whole(rate.needed(total).ok()?),
            None => total,
        };
        let all = cash::usual_amounts(least.minor, least.currency.exponent());
        Some(all.into_iter().map(|minor| Money { minor, ..least }).collect::<Vec<_>>())
    });
    let quick = move |amount: Money| {
        view! {
            <Pick attr:data-test="cash-note" attr:aria-label=move || words::money(i18n, amount)
                on_press=move |()| till.given.set(amount.figure())>
                {note(amount)}
            </Pick>
        }
    };
    view! {
        <div class="tender__notes" role="group" aria-label=t!(i18n, sales.quick)>
            <For each=move || amounts.get().unwrap_or_default() key=|amount| *amount children=quick />
        </div>
    }
}

/// What the notes are worth, and what is still due, goes back, or is left for the card.
#[component]
fn Balance() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let worth = move || {
        let (worth, rate) = (till.worth()?, till.rate().filter(|_| till.pay.get() == Pay::Cash)?);
        let rate = decimal(rate.millionths, 6);
        let amount = words::money(i18n, worth);
        let said = t_string!(i18n, sales.worth, amount = amount, rate = rate.trim_end_matches('0'));
        Some(view! { <p class="field__hint" data-test="cash-worth">{said}</p> })
    };
    let balance = move || {
        let (total, worth) = (till.due().ok()?, till.worth()?);
        let (split, short) = (till.pay.get() == Pay::Split, worth.minor < total.minor);
        let amount = words::money(i18n, Money { minor: (worth.minor - total.minor).abs(), ..total });
        let words = match (split, short) {
            (true, true) => key::sales::split_card,
            (false, true) => key::sales::still_due,
            (_, false) => key::sales::change,
        };
        Some(view! {
            <p class="tender__balance" class:tender__balance--short=short && !split role="status">
                <span>{i18n.text(words)}</span>
                <bdi data-test="cash-change">{amount}</bdi>
            </p>
        })
    };
    view! {
        {worth}
        {balance}
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
