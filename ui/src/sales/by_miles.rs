//! Miles of the passenger at the seat, which pay for what vouchers leave, as far as the airline trusts a member.

use airside_shared::{Fault, money::Money, sales::MilesPrice};
use leptos::prelude::*;

use super::{
    till::{Till, use_till},
    words,
};
use crate::i18n::{number, use_i18n};
use crate::widgets::{ButtonKind, Icon, IconButton};
use crate::{t, t_string};

impl Till {
    /// What miles pay of what vouchers leave, and how many they are; nothing while they are not to.
    pub fn by_miles(self) -> Option<(Money, i64)> {
        let left = self.left_by_vouchers().ok().filter(|left| left.minor > 0 && self.miles.get())?;
        self.passenger()?.tier?;
        self.miles_price()?.pays(left).ok().filter(|(pays, _)| pays.minor > 0)
    }

    fn miles_price(self) -> Option<MilesPrice> {
        let currency = self.currency.get();
        self.page.get()?.ok()?.miles.into_iter().find(|it| it.currency == currency)
    }

    /// Has miles pay, or not any more; where they cannot, says why.
    fn toggle_miles(self) {
        self.fault.set(None);
        if self.miles.get_untracked() {
            return self.miles.set(false);
        }
        let refused = |code: &'static str, message: &'static str| Some(Fault::of("tender", code, message));
        let fault = untrack(|| match (self.passenger().and_then(|row| row.tier), self.miles_price()) {
            (None, _) => refused("not_a_member", "Miles are a member's: give the seat of one."),
            (_, None) => refused("no_miles", "Miles pay for nothing in this currency."),
            _ => None,
        });
        self.miles.set(fault.is_none());
        self.fault.set(fault);
    }
}

#[component]
pub fn MilesButton() -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    view! {
        <IconButton icon=Icon::Award kind=ButtonKind::Secondary label=t!(i18n, sales.miles_add)
            pressed=Signal::from(till.miles) attr:data-test="miles-add" on_press=move |()| till.toggle_miles() />
    }
}

/// What the miles pay, among what pays beside card and cash.
#[component]
pub fn PayingMiles() -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    let it = Memo::new(move |_| till.by_miles());
    let many = move || {
        it.get().map(|(_, miles)| t_string!(i18n, sales.miles, miles = number(i18n.locale.get(), miles)))
    };
    let whose = move || till.passenger().map(|row| row.name);
    let sum = move || it.get().map(|(pays, _)| words::money(i18n, Money { minor: -pays.minor, ..pays }));
    view! {
        <Show when=move || it.with(Option::is_some)>
            <li class="tender__voucher" data-test="paying-miles">
                <span class="tender__which">
                    <span data-test="miles">{many}</span>
                    <bdi class="field__hint">{whose}</bdi>
                </span>
                <bdi class="tender__pays">{sum}</bdi>
                <IconButton icon=Icon::Close label=t!(i18n, sales.miles_remove)
                    on_press=move |()| till.miles.set(false) />
            </li>
        </Show>
    }
}
