use airside_shared::{
    Fault,
    access::Permission,
    ipc::{AssessArgs, IssueMealVoucher, MealOffer, VoucherRow},
};
use leptos::prelude::*;

use super::regime::Clauses;
use crate::desk::use_desk;
use crate::fault::FaultNotice;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Card, EmptyState, Icon, Money, Tone, use_toasts};
use crate::{t, t_string};

/// The airline's own meal: how much, why, and what this device may still issue.
#[component]
pub fn Meal(
    args: AssessArgs,
    meal: Memo<Option<MealOffer>>,
    issued: Signal<Vec<VoucherRow>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let nothing = move || meal.with(Option::is_none) && issued.with(Vec::is_empty);
    view! {
        {move || meal.get().map(|offer| view! { <Offer args offer /> })}
        <Show when=nothing>
            <Card>
                <EmptyState
                    icon=Icon::Meal
                    title=t!(i18n, compensation.no_meal)
                    detail=t!(i18n, compensation.no_meal_detail)
                />
            </Card>
        </Show>
    }
}

#[component]
fn Offer(args: AssessArgs, offer: MealOffer) -> impl IntoView {
    let (desk, i18n, toasts) = (use_desk(), use_i18n(), use_toasts());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let may = desk.grant(Permission::VoucherIssue).allowed;
    let MealOffer { amount, because, allowance_left, .. } = offer;
    let issue = move |()| {
        fault.set(None);
        act::<IssueMealVoucher>(args, busy, move |reply| match reply {
            Ok(saved) => {
                let number = saved.reference.unwrap_or_default();
                toasts.say(Tone::Positive, t_string!(i18n, compensation.issued, number = number));
            }
            Err(refused) => fault.set(Some(refused)),
        });
    };
    view! {
        <Card>
            <div class="regime" data-test="meal-offer">
                <header class="regime__head">
                    <h3 class="regime__title">{t!(i18n, compensation.meal)}</h3>
                    <p class="regime__amount">
                        <Money
                            minor=Signal::stored(amount.minor)
                            currency=Signal::stored(amount.currency.code().to_owned())
                        />
                    </p>
                </header>
                <Clauses clauses=because />
                <p class="quiet">
                    {t!(i18n, compensation.allowance)}
                    " "
                    <Money
                        minor=Signal::stored(allowance_left.minor)
                        currency=Signal::stored(allowance_left.currency.code().to_owned())
                    />
                </p>
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                {may
                    .then(|| {
                        view! {
                            <div class="line">
                                <Button
                                    kind=ButtonKind::Primary
                                    icon=Icon::Voucher
                                    busy
                                    on_press=issue
                                    attr:data-test="issue-meal"
                                >
                                    {t!(i18n, compensation.issue)}
                                </Button>
                            </div>
                        }
                    })}
            </div>
        </Card>
    }
}
