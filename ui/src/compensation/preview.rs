use airside_shared::{
    ids::{FlightId, Uuid, VoucherId},
    ipc::{
        AssessWith, DocumentArgs, FlightVouchersArgs, LetterArgs, Paper, PreviewFlightVouchers,
        PreviewLetter, PreviewVoucher, SaveFlightVouchers, SaveLetter, SaveVoucher,
    },
};
use leptos::prelude::*;

use crate::document::document;
use crate::i18n::{key, use_i18n};
use crate::t_string;

/// A voucher's page as it will be printed.
#[component]
pub fn VoucherDocument(open: RwSignal<bool>, id: Uuid, number: String) -> impl IntoView {
    let i18n = use_i18n();
    let args = move |paper, language| DocumentArgs { id, paper, language };
    let title = move || t_string!(i18n, compensation.document, number = number.clone());
    document::<PreviewVoucher, SaveVoucher>(open, Paper::A4, title, args)
}

/// The letter that explains the decision, to be handed to the passenger.
#[component]
pub fn LetterDocument(open: RwSignal<bool>, of: Memo<Option<AssessWith>>) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || i18n.text(key::compensation::letter).to_owned();
    view! {
        {move || {
            of.get().map(|of| {
                let args = move |paper, language| LetterArgs { of: of.clone(), paper, language };
                document::<PreviewLetter, SaveLetter>(open, Paper::A4, title, args)
            })
        }}
    }
}

/// The first page of the vouchers of a flight; all of them, or those that were named.
#[component]
pub fn FlightVouchersDocument(
    open: RwSignal<bool>,
    flight: FlightId,
    vouchers: RwSignal<Vec<VoucherId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let args =
        move |paper, language| FlightVouchersArgs { flight, vouchers: vouchers.get(), paper, language };
    let title = move || i18n.text(key::compensation::all_vouchers).to_owned();
    document::<PreviewFlightVouchers, SaveFlightVouchers>(open, Paper::A4, title, args)
}
