use airside_shared::{
    Fault,
    ids::SaleId,
    ipc::{GetRefundOffer, RefundOffer, RefundOfferArgs, RequestRefund, RequestRefundArgs},
    money::Money,
    refunds::{RefundReason, Subject},
};
use leptos::prelude::*;

use super::{row::LimitTable, words};
use crate::cases::{name_of, value_of};
use crate::i18n::{decimal, minor_digits, use_i18n};
use crate::loaded::{Until, act, load};
use crate::sales::read_amount;
use crate::widgets::{
    Button, ButtonKind, Dialog, Icon, RadioCard, RadioCards, Select, TextArea, TextInput, Tone, use_toasts,
};
use crate::{t, t_string};

/// What is being asked for.
#[derive(Clone, Copy)]
struct Form {
    amount: RwSignal<String>,
    to: RwSignal<String>,
    reason: RwSignal<String>,
    note: RwSignal<String>,
    fault: RwSignal<Option<Fault>>,
}

/// Asks for a refund of a sale: how much of it, how, and why; with the limits that hold.
#[component]
pub fn AskDialog(asking: RwSignal<Option<SaleId>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let form = Form {
        amount: RwSignal::default(),
        to: RwSignal::default(),
        reason: RwSignal::new(name_of(RefundReason::NotReceived)),
        note: RwSignal::default(),
        fault: RwSignal::new(None),
    };
    let offer = load::<GetRefundOffer>(move || asking.get().map(|sale| RefundOfferArgs { sale }));
    Effect::new(move |_| {
        if asking.with(Option::is_some) {
            form.fault.set(None);
            form.note.set(String::new());
            open.set(true);
        }
    });
    Effect::new(move |_| {
        offer.value.with(|offer| {
            let Some(offer) = offer else { return };
            let digits = minor_digits(offer.left.currency.code());
            form.amount.set(decimal(offer.left.minor, digits));
            form.to.set(offer.means.first().map(name_of).unwrap_or_default());
        });
    });
    Effect::new(move |_| {
        if !open.get() {
            asking.set(None);
        }
    });
    let number = move || offer.value.with(|it| it.as_ref().map(|it| it.number.clone()).unwrap_or_default());
    let ask = move |()| {
        let Some(sale) = asking.get_untracked() else { return };
        let Some(offer) = offer.value.get_untracked() else { return };
        let currency = offer.left.currency;
        let digits = minor_digits(currency.code()) as u32;
        let Some(minor) = form.amount.with_untracked(|text| read_amount(text, digits)) else {
            let message = "Give an amount above zero.";
            return form.fault.set(Some(Fault::of("amount", "amount_not_positive", message)));
        };
        let (to, reason) = (form.to.get_untracked(), form.reason.get_untracked());
        let (Some(to), Some(reason)) = (value_of(&to), value_of(&reason)) else { return };
        let args = RequestRefundArgs {
            subject: Subject::Sale { sale },
            amount: Money::new(minor, currency),
            to,
            reason,
            note: form.note.get_untracked(),
        };
        act::<RequestRefund>(args, busy, move |answer| match answer {
            Ok(_) => {
                open.set(false);
                toasts.say(Tone::Positive, t_string!(i18n, refunds.asked, number = offer.number));
            }
            Err(failed) => form.fault.set(Some(failed)),
        });
    };
    view! {
        <Dialog open title=move || t_string!(i18n, refunds.ask_of, number = number())
            actions=move || view! {
                <Button on_press=move |()| open.set(false)>{t!(i18n, refunds.keep)}</Button>
                <Button kind=ButtonKind::Primary icon=Icon::Refund busy attr:data-test="ask-confirm" on_press=ask>
                    {t!(i18n, refunds.ask)}
                </Button>
            }>
            <Until of=offer rows=3>
                {move || offer.value.get().map(|offer| view! { <Asked offer form /> })}
            </Until>
        </Dialog>
    }
}

#[component]
fn Asked(offer: RefundOffer, form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let (paid, left) = (offer.paid, offer.left);
    let hint = move || {
        let (left, paid) = (words::money(i18n, left), words::money(i18n, paid));
        t_string!(i18n, refunds.left_of, left = left, paid = paid)
    };
    let cards = offer.means.iter().map(|means| {
        let means = *means;
        RadioCard::new(name_of(means), move || i18n.text(words::means(means))).icon(words::means_icon(means))
    });
    let reasons = Signal::derive(move || {
        let all = RefundReason::ALL.into_iter().filter(|reason| *reason != RefundReason::MoneyInstead);
        all.map(|reason| (name_of(reason), i18n.text(words::reason(reason)).to_owned())).collect::<Vec<_>>()
    });
    let of = move |fields: &'static [&'static str]| {
        Signal::derive(move || {
            let fault = form.fault.get()?;
            let field = fault.field.as_deref().unwrap_or("amount");
            fields.contains(&field).then(|| words::fault(i18n, &fault))
        })
    };
    view! {
        <div class="stack">
            <div data-test="ask-amount">
                <TextInput label=t!(i18n, refunds.amount) hint=hint value=form.amount input_mode="decimal"
                    error=of(&["amount", "subject", "request"]) />
            </div>
            <RadioCards label=t!(i18n, refunds.how) value=form.to cards=cards.collect() error=of(&["to"]) />
            <Select label=t!(i18n, refunds.why) value=form.reason options=reasons />
            <div data-test="ask-note">
                <TextArea label=t!(i18n, refunds.note) hint=t!(i18n, refunds.note_hint) value=form.note
                    error=of(&["note"]) max_length=200 />
            </div>
            <LimitTable limits=offer.limits />
        </div>
    }
}
