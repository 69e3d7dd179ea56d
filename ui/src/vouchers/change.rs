use airside_shared::{
    Fault,
    ids::VoucherId,
    ipc::{ReissueVoucher, RevokeVoucher, RevokeVoucherArgs, VoucherArgs, VoucherCheck},
};
use leptos::prelude::*;

use crate::fault::FaultNotice;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, TextArea, Tone, use_toasts};
use crate::{t, t_string};

/// A new paper that is to be printed: its voucher and number. Kept by the page, because what is known of the voucher
/// is drawn anew as soon as the new paper is saved.
pub type Paper = RwSignal<Option<(VoucherId, String)>>;

/// Giving it out anew, and taking it back, for those who may.
#[component]
pub fn Change(check: VoucherCheck, paper: Paper) -> impl IntoView {
    let VoucherCheck { voucher, number, may_revoke, may_reissue, .. } = check;
    let number = number.unwrap_or_default();
    let again = number.clone();
    view! {
        {may_reissue.then(|| view! { <Reissue voucher number=again paper /> })}
        {may_revoke.then(|| view! { <Revoke voucher number /> })}
    }
}

/// The earlier paper is void at once, so the new one is shown to be printed.
#[component]
fn Reissue(voucher: VoucherId, number: String, paper: Paper) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let asking = RwSignal::new(false);
    let number = StoredValue::new(number);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let go = move |()| {
        fault.set(None);
        let number = number.get_value();
        act::<ReissueVoucher>(VoucherArgs { voucher }, busy, move |reply| match reply {
            Ok(_) => {
                asking.try_set(false);
                toasts.say(Tone::Positive, t_string!(i18n, vouchers.reissued).to_owned());
                paper.set(Some((voucher, number)));
            }
            Err(refused) => {
                fault.try_set(Some(refused));
            }
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| asking.set(false)>{t!(i18n, vouchers.leave)}</Button>
            <Button kind=ButtonKind::Primary icon=Icon::Copy busy on_press=go attr:data-test="reissue-go">
                {t!(i18n, vouchers.reissue_go)}
            </Button>
        }
    };
    view! {
        <Button icon=Icon::Copy on_press=move |()| asking.set(true) attr:data-test="reissue">
            {t!(i18n, vouchers.reissue)}
        </Button>
        <Dialog open=asking title=t!(i18n, vouchers.reissue_title) actions>
            <div class="stack">
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <p>{t!(i18n, vouchers.reissue_detail)}</p>
            </div>
        </Dialog>
    }
}

#[component]
fn Revoke(voucher: VoucherId, number: String) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (asking, reason) = (RwSignal::new(false), RwSignal::new(String::new()));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let unready = Signal::derive(move || reason.with(|reason| reason.trim().chars().count() < 3));
    let go = move |()| {
        fault.set(None);
        let args = RevokeVoucherArgs { voucher, reason: reason.get_untracked() };
        act::<RevokeVoucher>(args, busy, move |reply| match reply {
            Ok(_) => {
                asking.try_set(false);
                toasts.say(Tone::Positive, t_string!(i18n, vouchers.revoked).to_owned());
            }
            Err(refused) => {
                fault.try_set(Some(refused));
            }
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| asking.set(false)>{t!(i18n, vouchers.leave)}</Button>
            <Button kind=ButtonKind::Danger icon=Icon::Ban busy disabled=unready on_press=go attr:data-test="revoke-go">
                {t!(i18n, vouchers.revoke_go)}
            </Button>
        }
    };
    let title = move || t_string!(i18n, vouchers.revoke_title, number = number.as_str());
    view! {
        <Button icon=Icon::Ban on_press=move |()| asking.set(true) attr:data-test="revoke">
            {t!(i18n, vouchers.revoke)}
        </Button>
        <Dialog open=asking title actions>
            <div class="stack" data-test="revoke-dialog">
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <TextArea label=t!(i18n, vouchers.reason_why) hint=t!(i18n, vouchers.reason_hint) value=reason
                    max_length=500 attr:data-test="revoke-reason" />
            </div>
        </Dialog>
    }
}
