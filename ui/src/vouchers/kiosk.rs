use airside_shared::ipc::{CheckVoucher, CheckVoucherArgs};
use leptos::prelude::*;

use super::{
    verdict::{No, Yes},
    words,
};
use crate::compensation::GoodUntil;
use crate::i18n::use_i18n;
use crate::loaded::load;
use crate::t;
use crate::widgets::{Fact, Facts, Skeleton};

/// What a kiosk says to somebody who shows it a voucher: whether it is good, for how much, until when.
#[component]
pub fn VoucherAnswer(code: String) -> impl IntoView {
    let i18n = use_i18n();
    let checked = load::<CheckVoucher>(move || {
        Some(CheckVoucherArgs { code: code.clone(), ..CheckVoucherArgs::default() })
    });
    move || match (checked.fault.get(), checked.value.get()) {
        (Some(fault), _) => view! { <No fault /> }.into_any(),
        (None, None) => view! { <Skeleton rows=3 /> }.into_any(),
        (None, Some(check)) => {
            let (place, expires, amount) = (check.place.clone(), check.expires.clone(), check.amount);
            let said = match &check.refusal {
                Some(fault) => view! { <No fault=fault.clone() /> }.into_any(),
                None => view! { <Yes check /> }.into_any(),
            };
            view! {
                {said}
                <Facts>
                    <Fact name=t!(i18n, vouchers.worth)><bdi>{move || words::sum(i18n, amount)}</bdi></Fact>
                    <Fact name=t!(i18n, vouchers.place)><bdi dir="ltr">{place}</bdi></Fact>
                    <Fact name=t!(i18n, vouchers.expires)><GoodUntil expires /></Fact>
                </Facts>
            }
            .into_any()
        }
    }
}
