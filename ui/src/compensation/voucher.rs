use airside_shared::{
    access::Permission,
    ipc::{Clock, VoucherRow},
    vouchers::{VoucherKind, VoucherStatus},
};
use leptos::prelude::*;

use super::preview::VoucherDocument;
use crate::clock::ClockTime;
use crate::desk::use_desk;
use crate::i18n::{Key, key, money, use_i18n};
use crate::widgets::{Button, Card, Chip, Code, Fact, Facts, Icon, LinkButton, Money, StateBadge, Tone};
use crate::{t, t_string, words};

/// A kind of voucher in words.
pub fn kind_words(kind: VoucherKind) -> Key {
    use key::compensation::kind as k;
    match kind {
        VoucherKind::Meal => k::meal,
        VoucherKind::Hotel => k::hotel,
        VoucherKind::Transport => k::transport,
        VoucherKind::TravelCredit => k::travel_credit,
        VoucherKind::Lounge => k::lounge,
        VoucherKind::Goodwill => k::goodwill,
    }
}

fn status_words(status: VoucherStatus) -> (Key, Tone) {
    use key::compensation::status as s;
    match status {
        VoucherStatus::Issued => (s::issued, Tone::Accent),
        VoucherStatus::Redeemed => (s::redeemed, Tone::Neutral),
        VoucherStatus::Revoked => (s::revoked, Tone::Critical),
        VoucherStatus::Expired => (s::expired, Tone::Neutral),
    }
}

/// The last moment at which a voucher is good, if there is one.
#[component]
pub fn GoodUntil(expires: Option<Clock>) -> impl IntoView {
    let i18n = use_i18n();
    match expires {
        Some(clock) => view! { <ClockTime clock day=true /> }.into_any(),
        None => t!(i18n, compensation.for_ever).into_any(),
    }
}

/// Vouchers that were issued, each with its page.
#[component]
pub fn VoucherCards(vouchers: Memo<Vec<VoucherRow>>) -> impl IntoView {
    move || vouchers.get().into_iter().map(|voucher| view! { <VoucherCard voucher /> }).collect_view()
}

#[component]
fn VoucherCard(voucher: VoucherRow) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let VoucherRow {
        id,
        number,
        kind,
        amount,
        status,
        designator,
        issued,
        issued_by,
        expires,
        basis,
        state,
        left,
        copy,
        ..
    } = voucher;
    let part = (status == VoucherStatus::Issued && left != amount).then_some(left);
    let till = use_desk().grant(Permission::VoucherRedeem).allowed;
    let (standing, tone) = status_words(status);
    let shown = number.clone();
    view! {
        <Card>
            <div class="regime voucher" data-test="voucher">
                <header class="regime__head">
                    <div>
                        <h3 class="regime__title">{move || i18n.text(kind_words(kind))}</h3>
                        <span data-test="voucher-number"><Code text=Signal::stored(shown) /></span>
                    </div>
                    <p class="regime__amount">
                        <Money
                            minor=Signal::stored(amount.minor)
                            currency=Signal::stored(amount.currency.code().to_owned())
                        />
                    </p>
                </header>
                <div class="chips">
                    <Chip tone>{move || i18n.text(standing)}</Chip>
                    <StateBadge state=Signal::stored(words::saving(state)) />
                    {part.map(|left| view! {
                        <Chip tone=Tone::Info>
                            {move || {
                                let amount = money(i18n.locale.get(), left.minor, left.currency.code());
                                t_string!(i18n, compensation.left, amount = amount)
                            }}
                        </Chip>
                    })}
                    {(copy > 0).then(|| view! {
                        <Chip>{move || t_string!(i18n, compensation.copy_number, number = copy)}</Chip>
                    })}
                </div>
                <Facts>
                    <Fact name=t!(i18n, compensation.for_flight)><bdi dir="ltr">{designator}</bdi></Fact>
                    <Fact name=t!(i18n, compensation.issued_at)>
                        <ClockTime clock=issued day=true />" · "<bdi>{issued_by}</bdi>
                    </Fact>
                    <Fact name=t!(i18n, compensation.expires)>
                        <GoodUntil expires />
                    </Fact>
                </Facts>
                <p class="quiet" dir="auto">
                    {move || basis.in_words(i18n.locale.get().language()).join(" ")}
                </p>
                <div class="line">
                    <Button
                        icon=Icon::Document
                        on_press=move |()| open.set(true)
                        attr:data-test="voucher-preview"
                    >
                        {t!(i18n, compensation.preview)}
                    </Button>
                    {till.then(|| view! {
                        <LinkButton icon=Icon::Voucher href=format!("/redeem?voucher={id}")>
                            {t!(i18n, compensation.open_till)}
                        </LinkButton>
                    })}
                </div>
            </div>
        </Card>
        <VoucherDocument open id=id.0 number />
    }
}
