use airside_shared::{
    Fault,
    ipc::{AgreementArgs, AgreementText, AssessWith, GetAgreement, Instead, IssueOffer, IssueOfferArgs},
    money::Money,
    vouchers::{VoucherKind, VoucherOffer},
};
use leptos::prelude::*;

use super::voucher::kind_words;
use crate::fault::FaultNotice;
use crate::i18n::{Locale, minor_digits, money, use_i18n};
use crate::loaded::{act, load};
use crate::sales::read_amount;
use crate::widgets::{
    Button, ButtonKind, Card, Checkbox, Dialog, Icon, Section, Select, TextInput, Tone, use_toasts,
};
use crate::{t, t_string};

/// Vouchers beside the meal: what a law has the carrier provide stands above what the airline gives of its own.
#[component]
pub fn Offers(asked: Memo<Option<AssessWith>>, offers: Memo<Vec<VoucherOffer>>) -> impl IntoView {
    let i18n = use_i18n();
    let part = move |owed: bool| {
        let part = offers.get().into_iter().filter(|offer| offer.owed == owed);
        part.map(|offer| view! { <Offer asked offer /> }).collect_view()
    };
    let any = move |owed: bool| move || offers.with(|all| all.iter().any(|offer| offer.owed == owed));
    view! {
        <Show when=any(true)>
            <Section title=t!(i18n, compensation.offers_owed)>{move || part(true)}</Section>
        </Show>
        <Show when=any(false)>
            <Section title=t!(i18n, compensation.offers_own)>{move || part(false)}</Section>
        </Show>
    }
}

#[component]
fn Offer(asked: Memo<Option<AssessWith>>, offer: VoucherOffer) -> impl IntoView {
    let i18n = use_i18n();
    let VoucherOffer { kind, amount, chosen, suggested, instead_of, because, .. } = offer;
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let (written, agreeing) =
        (RwSignal::new(suggested.map(|it| it.figure()).unwrap_or_default()), RwSignal::new(false));
    let issue = issuing(asked, kind, busy, fault);
    let sum = move || match chosen {
        true => {
            let decimals = u32::try_from(minor_digits(amount.currency.code())).unwrap_or(2);
            let read =
                read_amount(&written.get(), decimals).filter(|minor| *minor > 0 && *minor <= amount.minor);
            read.map(|minor| Money::new(minor, amount.currency))
        }
        false => Some(amount),
    };
    let unready = Signal::derive(move || sum().is_none());
    let press = move |()| match instead_of {
        Some(_) => agreeing.set(true),
        None => issue.run((untrack(sum).filter(|_| chosen), None)),
    };
    let worth = move || money(i18n.locale.get(), amount.minor, amount.currency.code());
    view! {
        <Card>
            <div class="regime" data-test="offer" data-kind=kind.name()>
                <header class="regime__head">
                    <h3 class="regime__title">{move || i18n.text(kind_words(kind))}</h3>
                    <p class="regime__amount">
                        <bdi>
                            {move || match chosen {
                                true => t_string!(i18n, compensation.offer_up_to, amount = worth()),
                                false => worth(),
                            }}
                        </bdi>
                    </p>
                </header>
                <p class="quiet" dir="auto">{move || because.in_words(i18n.locale.get().language())}</p>
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <div class="question question--sum">
                    {chosen.then(|| view! {
                        <div data-test="offer-amount">
                            <TextInput label=t!(i18n, compensation.offer_amount) value=written input_mode="decimal" code=true />
                        </div>
                    })}
                    <Button kind=ButtonKind::Primary icon=Icon::Voucher busy disabled=unready on_press=press
                        attr:data-test="offer-issue">
                        {move || match instead_of {
                            Some(_) => t!(i18n, compensation.offer_agree)(),
                            None => t!(i18n, compensation.offer_issue)(),
                        }}
                    </Button>
                </div>
                {instead_of.map(|due| view! { <Agreeing open=agreeing due amount issue busy /> })}
            </div>
        </Card>
    }
}

type Issue = Callback<(Option<Money>, Option<AgreementText>)>;

/// Issues it, and says so.
fn issuing(
    asked: Memo<Option<AssessWith>>,
    kind: VoucherKind,
    busy: RwSignal<bool>,
    fault: RwSignal<Option<Fault>>,
) -> Issue {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    Callback::new(move |(amount, agreed): (Option<Money>, Option<AgreementText>)| {
        let Some(AssessWith { trip, flight, about, known }) = asked.get_untracked() else { return };
        fault.set(None);
        let args = IssueOfferArgs { trip, flight, about, known, kind, amount, agreed };
        act::<IssueOffer>(args, busy, move |reply| match reply {
            Ok(saved) => {
                let number = saved.reference.unwrap_or_default();
                toasts.say(Tone::Positive, t_string!(i18n, compensation.issued, number = number));
            }
            Err(refused) => fault.set(Some(refused)),
        });
    })
}

/// The words for the passenger, in the language that they read, and their yes.
#[component]
fn Agreeing(
    open: RwSignal<bool>,
    due: Money,
    amount: Money,
    issue: Issue,
    busy: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let language = RwSignal::new(i18n.locale.get_untracked().tag().to_owned());
    let yes = RwSignal::new(false);
    let languages = Signal::derive(|| {
        Locale::ALL.map(|locale| (locale.tag().to_owned(), locale.own_name().to_owned())).to_vec()
    });
    let text = load::<GetAgreement>(move || {
        let language = language.get();
        open.get().then_some(AgreementArgs { instead_of: due, given: Instead::Credit(amount), language })
    });
    // A yes was to the words as they stood.
    Effect::new(move |_| {
        text.value.track();
        yes.set(false);
    });
    let unready = Signal::derive(move || !yes.get() || text.value.with(Option::is_none));
    let go = move |()| {
        open.set(false);
        issue.run((None, text.value.get_untracked()));
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t!(i18n, compensation.agree_leave)}</Button>
            <Button kind=ButtonKind::Primary icon=Icon::Check busy disabled=unready on_press=go
                attr:data-test="agree-go">
                {t!(i18n, compensation.agree_go)}
            </Button>
        }
    };
    view! {
        <Dialog open title=t!(i18n, compensation.agree_title) actions wide=true>
            <div class="stack" data-test="agreement">
                <p class="quiet">{t!(i18n, compensation.agree_detail)}</p>
                <Select label=t!(i18n, compensation.agree_language) value=language options=languages />
                <blockquote class="agreement" dir="auto">
                    {move || text.value.with(|it| it.as_ref().map(|it| it.words.clone()).unwrap_or_default())}
                </blockquote>
                <div data-test="agree-yes">
                    <Checkbox label=t!(i18n, compensation.agree_yes) checked=yes />
                </div>
            </div>
        </Dialog>
    }
}
