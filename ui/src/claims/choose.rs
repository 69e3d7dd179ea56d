use airside_shared::{
    Fault,
    claims::ClaimMeans,
    ipc::{AgreementArgs, ChooseSettlement, ChooseSettlementArgs, ClaimRow as Row, GetAgreement, Instead},
};
use leptos::prelude::*;

use super::words;
use crate::cases::{name_of, value_of};
use crate::i18n::{Locale, number, use_i18n};
use crate::loaded::{act, load};
use crate::widgets::{
    Button, ButtonKind, Checkbox, Dialog, Icon, Notice, RadioCard, RadioCards, Select, Tone, use_toasts,
};
use crate::{t, t_string};

/// Writes down what the passenger chose: money, which is always there, or credit or miles, with their yes to the words.
#[component]
pub fn ChooseDialog(choosing: RwSignal<Option<Row>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let (means, yes) = (RwSignal::new(name_of(ClaimMeans::Cash)), RwSignal::new(false));
    let language = RwSignal::new(i18n.locale.get_untracked().tag().to_owned());
    let fault = RwSignal::new(None::<Fault>);
    let chosen = Memo::new(move |_| value_of::<ClaimMeans>(&means.get()));
    Effect::new(move |_| {
        if choosing.with(Option::is_some) {
            means.set(name_of(ClaimMeans::Cash));
            fault.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            choosing.set(None);
        }
    });
    let text = load::<GetAgreement>(move || {
        let (row, language) = (choosing.get()?, language.get());
        let given = match chosen.get()? {
            ClaimMeans::Cash => return None,
            ClaimMeans::Voucher => Instead::Credit(row.credit?),
            ClaimMeans::Miles => Instead::Miles(row.miles?),
        };
        Some(AgreementArgs { instead_of: row.due?, given, language })
    });
    // A yes was to the words as they stood.
    Effect::new(move |_| {
        text.value.track();
        yes.set(false);
    });
    let instead = move || matches!(chosen.get(), Some(ClaimMeans::Voucher | ClaimMeans::Miles));
    let unready = Signal::derive(move || instead() && (!yes.get() || text.value.with(Option::is_none)));
    let go = move |()| {
        let Some(row) = choosing.get_untracked() else { return };
        let (Some(means), Some(amount)) = (chosen.get_untracked(), row.due) else { return };
        let agreed = text.value.get_untracked().filter(|_| means != ClaimMeans::Cash);
        let args = ChooseSettlementArgs { claim: row.id, means, amount, agreed };
        fault.set(None);
        act::<ChooseSettlement>(args, busy, move |answer| match answer {
            Ok(_) => {
                open.set(false);
                toasts.say(Tone::Positive, t_string!(i18n, claims.chosen, name = row.passenger_name));
            }
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let name = move || choosing.get().map(|row| row.passenger_name).unwrap_or_default();
    let cards = move || {
        let row = choosing.get();
        let sum = move |amount: Option<airside_shared::money::Money>| {
            amount.map(|it| words::money(i18n, it)).unwrap_or_default()
        };
        let (due, credit) = (row.as_ref().and_then(|it| it.due), row.as_ref().and_then(|it| it.credit));
        let miles = row.as_ref().and_then(|it| it.miles).map(|miles| {
            let title =
                move || t_string!(i18n, claims.choose_miles, miles = number(i18n.locale.get(), miles));
            RadioCard::new(name_of(ClaimMeans::Miles), title).icon(Icon::Star)
        });
        let mut cards = vec![
            RadioCard::new(name_of(ClaimMeans::Cash), move || {
                t_string!(i18n, claims.choose_cash, amount = sum(due))
            })
            .icon(Icon::Banknote),
            RadioCard::new(name_of(ClaimMeans::Voucher), move || {
                t_string!(i18n, claims.choose_voucher, amount = sum(credit))
            })
            .icon(Icon::Voucher),
        ];
        cards.extend(miles);
        cards
    };
    let languages = Signal::derive(|| {
        Locale::ALL.map(|locale| (locale.tag().to_owned(), locale.own_name().to_owned())).to_vec()
    });
    view! {
        <Dialog open wide=true title=move || t_string!(i18n, claims.choose_of, name = name())
            actions=move || view! {
                <Button on_press=move |()| open.set(false)>{t!(i18n, claims.keep)}</Button>
                <Button kind=ButtonKind::Primary icon=Icon::Check busy disabled=unready
                    attr:data-test="claim-choose-go" on_press=go>
                    {t!(i18n, claims.choose_go)}
                </Button>
            }>
            <div class="stack" data-test="claim-choice">
                {move || view! {
                    <RadioCards label=t!(i18n, claims.choose_how) value=means cards=cards() />
                }}
                <Show when=instead>
                    <Select label=t!(i18n, compensation.agree_language) value=language options=languages />
                    <blockquote class="agreement" dir="auto">
                        {move || text.value.with(|it| it.as_ref().map(|it| it.words.clone()).unwrap_or_default())}
                    </blockquote>
                    <div data-test="claim-agree">
                        <Checkbox label=t!(i18n, compensation.agree_yes) checked=yes />
                    </div>
                </Show>
                {move || fault.get().map(|failed| view! {
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &failed)}</Notice>
                })}
            </div>
        </Dialog>
    }
}
