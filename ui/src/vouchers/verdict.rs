use airside_shared::ipc::{CheckVoucher, RedemptionRow, VoucherCheck};
use airside_shared::{Fault, ipc::Call};
use leptos::prelude::*;

use super::{
    change::{Change, Paper},
    redeem::Redeem,
    words,
};
use crate::clock::ClockTime;
use crate::compensation::{GoodUntil, VoucherDocument, kind_words};
use crate::fault::fault_words;
use crate::i18n::use_i18n;
use crate::loaded::Loaded;
use crate::widgets::{
    Card, Chip, Code, Fact, Facts, Glyph, Icon, LinkButton, Money, Section, Skeleton, StateBadge, Tone,
};
use crate::words as common;
use crate::{t, t_string};

/// Whether the voucher is good, to be read from a step away; below it what can be done with it.
#[component]
pub fn Verdict(
    checked: Loaded<<CheckVoucher as Call>::Reply>,
    supplier: RwSignal<String>,
    pnr: RwSignal<String>,
) -> impl IntoView {
    // The same answer again, which each sync brings, must not take away what somebody is writing.
    let check = Memo::new(move |_| checked.value.get());
    let fault = Memo::new(move |_| checked.fault.get());
    let paper = Paper::new(None);
    let coming = move || checked.value.with(Option::is_none) && checked.fault.with(Option::is_none);
    view! {
        <Show when=coming>
            <Card flush=true><Skeleton rows=3 /></Card>
        </Show>
        {move || match (fault.get(), check.get()) {
            (Some(fault), _) => view! { <No fault /> }.into_any(),
            (None, Some(check)) => view! { <Known check supplier pnr paper /> }.into_any(),
            (None, None) => ().into_any(),
        }}
        {move || paper.get().map(|(id, number)| {
            view! { <VoucherDocument open=RwSignal::new(true) id=id.0 number /> }
        })}
    }
}

/// What is refused, why, and what to do.
#[component]
pub fn No(fault: Fault) -> impl IntoView {
    let i18n = use_i18n();
    let code = fault.code.to_string();
    let why = words::reason(&code);
    view! {
        <div class=format!("verdict {}", Tone::Critical.class()) role="alert" data-test="verdict" data-verdict=code>
            <Glyph icon=Icon::Ban />
            <div>
                <p class="verdict__words">{t!(i18n, vouchers.refused)}</p>
                <p class="verdict__why">{move || i18n.text(why)}</p>
                <p dir="auto">{move || fault_words(i18n, &fault)}</p>
            </div>
        </div>
    }
}

/// It may be taken in, and for how much.
#[component]
pub fn Yes(check: VoucherCheck) -> impl IntoView {
    let i18n = use_i18n();
    let VoucherCheck { kind, left, amount, .. } = check;
    let rest = move || {
        (left != amount).then(|| t_string!(i18n, vouchers.left_of, amount = words::sum(i18n, amount)))
    };
    view! {
        <div class=format!("verdict {}", Tone::Positive.class()) role="status" data-test="verdict" data-verdict="good">
            <Glyph icon=Icon::CheckCircle />
            <div>
                <p class="verdict__words">{t!(i18n, vouchers.good)}</p>
                <p class="verdict__sum" data-test="voucher-left">
                    <Money minor=Signal::stored(left.minor) currency=Signal::stored(left.currency.code().to_owned()) />
                </p>
                <p>{move || i18n.text(kind_words(kind))} " " {rest}</p>
            </div>
        </div>
    }
}

#[component]
fn Known(
    check: VoucherCheck,
    supplier: RwSignal<String>,
    pnr: RwSignal<String>,
    paper: Paper,
) -> impl IntoView {
    let i18n = use_i18n();
    let said = match &check.refusal {
        Some(fault) => view! { <No fault=fault.clone() /> }.into_any(),
        None => view! { <Yes check=check.clone() /> }.into_any(),
    };
    let redeem = check.refusal.is_none().then(|| view! { <Redeem check=check.clone() supplier pnr /> });
    let VoucherCheck { number, place, expires, copy, passenger, redemptions, kind, amount, state, .. } =
        check.clone();
    let unheard = number.is_none();
    view! {
        {said}
        {redeem}
        <Card>
            <div class="regime" data-test="voucher-facts">
                <div class="chips">
                    <StateBadge state=Signal::stored(common::saving(state)) />
                    {(copy > 0).then(|| view! { <Chip>{move || t_string!(i18n, vouchers.copy, number = copy)}</Chip> })}
                    {unheard.then(|| view! { <Chip tone=Tone::Warning>{t!(i18n, vouchers.unheard)}</Chip> })}
                </div>
                <Facts>
                    {number.map(|number| view! {
                        <Fact name=t!(i18n, vouchers.number)><Code text=Signal::stored(number) /></Fact>
                    })}
                    <Fact name=t!(i18n, vouchers.kind)>{move || i18n.text(kind_words(kind))}</Fact>
                    <Fact name=t!(i18n, vouchers.worth)><bdi>{move || words::sum(i18n, amount)}</bdi></Fact>
                    <Fact name=t!(i18n, vouchers.place)><bdi dir="ltr">{place}</bdi></Fact>
                    <Fact name=t!(i18n, vouchers.expires)><GoodUntil expires /></Fact>
                </Facts>
                <div class="line">
                    {passenger.map(|id| view! {
                        <LinkButton icon=Icon::Person href=format!("/passengers/{id}")>
                            {t!(i18n, vouchers.holder)}
                        </LinkButton>
                    })}
                    <Change check=check.clone() paper />
                </div>
            </div>
        </Card>
        {(!redemptions.is_empty()).then(|| view! { <History redemptions /> })}
    }
}

/// When and where it was taken in.
#[component]
fn History(redemptions: Vec<RedemptionRow>) -> impl IntoView {
    let i18n = use_i18n();
    let one = move |it: RedemptionRow| {
        let lost = it.loss.map(|loss| {
            view! {
                <Chip tone=Tone::Critical>
                    {move || {
                        let amount = words::sum(i18n, loss.amount);
                        t_string!(i18n, vouchers.lost, amount = amount, why = i18n.text(words::loss(loss.why)))
                    }}
                </Chip>
            }
        });
        view! {
            <li class="taken" data-test="redemption">
                <bdi class="taken__sum">{move || words::sum(i18n, it.amount)}</bdi>
                <span><bdi>{it.supplier.clone()}</bdi>" · "<bdi>{it.by.clone()}</bdi>" · "<bdi dir="ltr">{it.device.clone()}</bdi></span>
                <ClockTime clock=it.at.clone() day=true />
                {lost}
                {it.given_back.then(|| view! { <Chip>{t!(i18n, vouchers.given_back)}</Chip> })}
            </li>
        }
    };
    view! {
        <Section title=t!(i18n, vouchers.history)>
            <Card><ul class="takings">{redemptions.into_iter().map(one).collect_view()}</ul></Card>
        </Section>
    }
}
