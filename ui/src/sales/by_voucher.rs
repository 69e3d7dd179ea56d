//! Vouchers that pay for an order before anything else does: scanned, or typed.

use airside_shared::{
    Fault,
    ids::VoucherId,
    ipc::{CheckVoucher, CheckVoucherArgs, VoucherCheck},
    money::{Currency, Money},
    sales::{ByVoucher, ON_BOARD},
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{
    by_miles::PayingMiles,
    till::{Till, use_till},
    words,
};
use crate::compensation::kind_words;
use crate::i18n::use_i18n;
use crate::ipc::call;
use crate::session::use_scanned;
use crate::widgets::{Button, ButtonKind, Code, Icon, IconButton, Notice, TextInput, Tone};
use crate::{t, t_string};

/// What each pays of a total, in their order: nothing where those before it pay for all.
pub fn pays(vouchers: &[VoucherCheck], total: Money) -> Vec<(Money, Money)> {
    let mut due = total;
    let one = |it: &VoucherCheck| {
        let (pays, taken) = ByVoucher::parts_of(it.left, it.most, due, it.partial);
        due.minor -= pays.minor;
        (pays, taken)
    };
    vouchers.iter().map(one).collect()
}

impl Till {
    /// The order's total without what vouchers and miles pay.
    pub fn due(self) -> Result<Money, Fault> {
        let left = self.left_by_vouchers()?;
        let miles = self.by_miles().map_or(0, |(pays, _)| pays.minor);
        Ok(Money { minor: left.minor - miles, ..left })
    }

    /// The order's total without what vouchers pay.
    pub fn left_by_vouchers(self) -> Result<Money, Fault> {
        let total = self.total()?;
        let paid: i64 = self.vouchers.with(|all| pays(all, total).iter().map(|(pays, _)| pays.minor).sum());
        Ok(Money { minor: total.minor - paid, ..total })
    }

    /// The codes of those that the order needs.
    pub fn voucher_codes(self) -> Result<Vec<String>, Fault> {
        let total = self.total()?;
        Ok(self.vouchers.with(|all| {
            let needed = all.iter().zip(pays(all, total)).filter(|(_, (pays, _))| pays.minor > 0);
            needed.map(|(it, _)| it.code.clone()).collect()
        }))
    }

    /// Whether anything pays beside card and cash.
    pub fn paid_beside(self) -> bool {
        self.vouchers.with(|all| !all.is_empty()) || self.by_miles().is_some()
    }

    /// Whether that pays for all of it.
    pub fn paid_without(self) -> bool {
        self.paid_beside() && self.due().is_ok_and(|due| due.minor == 0)
    }

    /// Puts a voucher to the order, if it is good here.
    fn add_voucher(self, code: String, fault: RwSignal<Option<Fault>>, done: impl FnOnce() + 'static) {
        fault.set(None);
        let args = CheckVoucherArgs { code, supplier: Some(ON_BOARD.into()), ..CheckVoucherArgs::default() };
        spawn_local(async move {
            let answer = call::<CheckVoucher>(&args).await;
            // The trolley may have been left meanwhile.
            let Some(currency) = self.currency.try_get_untracked() else { return };
            match answer.and_then(|check| self.fits(check, currency)) {
                Ok(check) => {
                    let _ = self.vouchers.try_update(|all| all.push(check));
                    done();
                }
                Err(refused) => {
                    let _ = fault.try_set(Some(refused));
                }
            }
        });
    }

    fn fits(self, check: VoucherCheck, currency: Currency) -> Result<VoucherCheck, Fault> {
        if let Some(refused) = check.refusal {
            return Err(refused);
        }
        if check.left.currency != currency {
            let message = format!("The voucher is in {}: price the order in it.", check.left.currency);
            return Err(Fault::of("voucher", "currency_mismatch", message));
        }
        if self.vouchers.with_untracked(|all| all.iter().any(|it| it.voucher == check.voucher)) {
            let message = "This voucher pays for a part of the order already.";
            return Err(Fault::of("voucher", "voucher_twice", message));
        }
        Ok(check)
    }
}

/// Asks for the code of a voucher; a scan needs no asking.
#[component]
pub fn VoucherButton() -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    view! {
        <IconButton icon=Icon::Voucher kind=ButtonKind::Secondary label=t!(i18n, sales.voucher_add)
            pressed=Signal::from(till.voucher_open) attr:data-test="voucher-add"
            on_press=move |()| till.voucher_open.update(|open| *open = !*open) />
    }
}

/// The vouchers of the order and what each pays, and the miles; a voucher is added by a scan, or by its code.
#[component]
pub fn Vouchers() -> impl IntoView {
    let (i18n, till, scanned) = (use_i18n(), use_till(), use_scanned().0);
    let (open, typed) = (till.voucher_open, RwSignal::new(String::new()));
    let fault = RwSignal::new(None::<Fault>);
    let add = move |code: String| {
        till.add_voucher(code, fault, move || {
            let _ = typed.try_set(String::new());
            let _ = open.try_set(false);
        });
    };
    Effect::new(move |_| {
        if let Some(code) = scanned.with(|scan| scan.as_ref()?.voucher_code()) {
            scanned.set(None);
            add(code);
        }
    });
    let look = move |()| {
        let code = typed.get_untracked().trim().to_owned();
        if !code.is_empty() {
            add(code);
        }
    };
    let ids =
        Memo::new(move |_| till.vouchers.with(|all| all.iter().map(|it| it.voucher).collect::<Vec<_>>()));
    let any = Memo::new(move |_| till.paid_beside());
    let due = move || till.due().map_or_else(|_| "–".to_owned(), |due| words::money(i18n, due));
    view! {
        <Show when=move || any.get()>
            <ul class="tender__vouchers">
                <For each=move || ids.get() key=|id| *id let(id)><Paying id /></For>
                <PayingMiles />
            </ul>
            <p class="tender__due" role="status">
                <span>{t!(i18n, sales.still_due)}</span>
                <bdi data-test="order-due">{due}</bdi>
            </p>
        </Show>
        {move || fault.get().map(|refused| {
            let code = refused.code.to_string();
            view! {
                <div data-test="voucher-fault" data-code=code>
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &refused)}</Notice>
                </div>
            }
        })}
        <Show when=move || open.get()>
            <div class="tender__given" data-test="tender-voucher">
                <TextInput label=t!(i18n, sales.voucher_code) hint=t!(i18n, sales.voucher_hint) value=typed code=true
                    max_length=400 autofocus=true on_enter=look />
                <Button icon=Icon::Plus on_press=look attr:data-test="voucher-pay">{t!(i18n, sales.voucher_pay)}</Button>
            </div>
        </Show>
    }
}

/// One voucher: what it pays, and what goes with it where no change is given.
#[component]
fn Paying(id: VoucherId) -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    let it = Memo::new(move |_| {
        let total = till.total().ok()?;
        till.vouchers.with(|all| all.iter().cloned().zip(pays(all, total)).find(|(it, _)| it.voucher == id))
    });
    let called = move || it.get().map(|(it, _)| i18n.text(kind_words(it.kind)));
    let number = move || {
        it.get().and_then(|(it, _)| it.number).map(|number| view! { <Code text=Signal::stored(number) /> })
    };
    let sum = move || it.get().map(|(_, (pays, _))| words::money(i18n, Money { minor: -pays.minor, ..pays }));
    let lost = move || {
        let (_, (pays, taken)) =
            it.get().filter(|(_, (pays, taken))| pays.minor > 0 && taken.minor > pays.minor)?;
        let amount = words::money(i18n, Money { minor: taken.minor - pays.minor, ..taken });
        Some(
            view! { <span class="field__hint">{t_string!(i18n, sales.voucher_whole, amount = amount)}</span> },
        )
    };
    view! {
        <li class="tender__voucher" data-test="paying-voucher">
            <span class="tender__which"><span>{called}</span>{number}{lost}</span>
            <bdi class="tender__pays">{sum}</bdi>
            <IconButton icon=Icon::Close label=t!(i18n, sales.voucher_remove)
                on_press=move |()| till.vouchers.update(|all| all.retain(|it| it.voucher != id)) />
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(nth: u128, left: i64, partial: bool, most: Option<i64>) -> VoucherCheck {
        let usd = |minor| serde_json::json!({ "minor": minor, "currency": "USD" });
        serde_json::from_value(serde_json::json!({
            "voucher": uuid(nth), "code": "AV1:1", "kind": "goodwill", "amount": usd(left), "left": usd(left),
            "place": "JFK", "expires": null, "copy": 0, "partial": partial, "most": most.map(usd),
            "redemptions": [], "may_revoke": false, "may_reissue": false, "state": "sent",
        }))
        .unwrap()
    }

    fn uuid(nth: u128) -> String {
        airside_shared::ids::Uuid::from_u128(nth).to_string()
    }

    #[test]
    fn vouchers_pay_in_their_order_and_one_that_is_not_needed_pays_nothing() {
        let total = Money::new(2_500, Currency::USD);
        let all = [check(1, 1_500, false, None), check(2, 1_500, false, None), check(3, 9_000, true, None)];
        let of = |all: &[VoucherCheck]| {
            pays(all, total).iter().map(|(pays, taken)| (pays.minor, taken.minor)).collect::<Vec<_>>()
        };
        assert_eq!(of(&all), [(1_500, 1_500), (1_000, 1_500), (0, 0)]);
        assert_eq!(of(&all[2..]), [(2_500, 2_500)]);
        assert_eq!(
            of(&[check(4, 9_000, true, Some(2_000))]),
            [(2_000, 2_000)],
            "no more than an unheard one may"
        );
        assert_eq!(of(&[]), []);
    }
}
