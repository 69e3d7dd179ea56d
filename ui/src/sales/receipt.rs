use leptos::prelude::*;

use super::{
    preview::ReceiptDocument,
    till::{Done, use_till},
    words,
};
use crate::i18n::use_i18n;
use crate::widgets::{Button, ButtonKind, Code, Glyph, Icon, SaveState, StateBadge};
use crate::{t, t_string};

/// The sale that was just made. Its badge follows it to the airline.
#[component]
pub fn ReceiptCard(done: Done) -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let Done { sale, number, total, change } = done;
    let open = RwSignal::new(false);
    let state = Memo::new(move |_| {
        let stored = till.sales.with(|all| all.iter().find(|row| row.id == sale).map(|row| row.state));
        stored.map_or(SaveState::SavedHere, words::badge)
    });
    let told = move || match state.get() {
        SaveState::Sent => t!(i18n, sales.done_sent)(),
        _ => t!(i18n, sales.done_saved)(),
    };
    let shown = number.clone();
    view! {
        <div class="receipt" role="status" data-test="receipt">
            <span class="receipt__mark"><Glyph icon=Icon::CheckCircle /></span>
            <h2 class="receipt__title">{t!(i18n, sales.done)}</h2>
            <bdi class="receipt__sum">{move || words::money(i18n, total)}</bdi>
            {change.filter(|change| change.minor > 0).map(|change| view! {
                <p class="receipt__change">
                    {move || t_string!(i18n, sales.done_change, amount = words::money(i18n, change))}
                </p>
            })}
            <span data-test="sale-number"><Code text=shown /></span>
            <StateBadge state attr:data-test="sale-state" />
            <p class="field__hint">{told}</p>
        </div>
        <div class="order__foot">
            <Button icon=Icon::Receipt wide=true attr:data-test="receipt-preview"
                on_press=move |()| open.set(true)>
                {t!(i18n, sales.receipt)}
            </Button>
            <Button kind=ButtonKind::Primary icon=Icon::Plus wide=true attr:data-test="new-order"
                on_press=move |()| till.renew()>
                {t!(i18n, sales.new_order)}
            </Button>
        </div>
        <ReceiptDocument open sale=Signal::stored(Some((sale, number))) />
    }
}
