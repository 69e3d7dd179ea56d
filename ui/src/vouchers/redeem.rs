use airside_shared::{
    Fault,
    access::Permission,
    ipc::{RedeemArgs, RedeemVoucher, VoucherCheck},
    money::Money,
};
use leptos::prelude::*;

use super::words;
use crate::desk::use_desk;
use crate::fault::FaultNotice;
use crate::i18n::{minor_digits, use_i18n};
use crate::loaded::act;
use crate::sales::read_amount;
use crate::widgets::{Button, ButtonKind, Card, Icon, TextInput, Tone, use_toasts};
use crate::{t, t_string};

/// Taking it in: whole, or as much as is written where it goes in parts.
#[component]
pub fn Redeem(check: VoucherCheck, supplier: RwSignal<String>, pnr: RwSignal<String>) -> impl IntoView {
    let (desk, i18n, toasts) = (use_desk(), use_i18n(), use_toasts());
    if !desk.grant(Permission::VoucherRedeem).allowed {
        return ().into_any();
    }
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let VoucherCheck { code, left, partial, most, .. } = check;
    let largest = most.filter(|most| most.minor < left.minor).unwrap_or(left);
    let written = RwSignal::new(largest.figure());
    let decimals = u32::try_from(minor_digits(left.currency.code())).unwrap_or(2);
    let amount = move || match partial {
        true => read_amount(&written.get(), decimals).map(|minor| Money::new(minor, left.currency)),
        false => Some(left),
    };
    let unready = Signal::derive(move || {
        supplier.with(String::is_empty) || amount().is_none_or(|it| it.minor <= 0 || it.minor > left.minor)
    });
    let go = move |()| {
        let Some(amount) = untrack(amount) else { return };
        let pnr = Some(pnr.get_untracked()).filter(|pnr| !pnr.trim().is_empty());
        let args = RedeemArgs { code: code.clone(), amount, supplier: supplier.get_untracked(), pnr };
        fault.set(None);
        act::<RedeemVoucher>(args, busy, move |reply| match reply {
            Ok(_) => {
                let amount = words::sum(i18n, amount);
                toasts.say(Tone::Positive, t_string!(i18n, vouchers.redeemed, amount = amount));
            }
            Err(refused) => fault.set(Some(refused)),
        });
    };
    let press = move || {
        let amount = amount().map(|it| words::sum(i18n, it)).unwrap_or_default();
        t_string!(i18n, vouchers.redeem, amount = amount)
    };
    let hint = move || match most {
        Some(most) => t_string!(i18n, vouchers.unseen_limit, amount = words::sum(i18n, most)),
        None => t_string!(i18n, vouchers.part_hint, amount = words::sum(i18n, left)),
    };
    view! {
        <Card>
            <div class="stack">
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <div class="till">
                    {partial.then(|| view! {
                        <div data-test="redeem-amount">
                            <TextInput label=t!(i18n, vouchers.amount) value=written input_mode="decimal" code=true hint />
                        </div>
                    })}
                    <Button kind=ButtonKind::Primary icon=Icon::Check busy disabled=unready on_press=go
                        attr:data-test="redeem-go">
                        {press}
                    </Button>
                </div>
            </div>
        </Card>
    }
    .into_any()
}
