use airside_shared::{
    ids::{FlightId, SaleId},
    ipc::{DocumentArgs, Paper, PreviewClosing, PreviewReceipt, SaveClosing, SaveReceipt},
};
use leptos::prelude::*;

use crate::document::document;
use crate::i18n::{key, use_i18n};
use crate::t_string;

/// A receipt as it will be printed, in the passenger's language and on the paper that is there.
#[component]
pub fn ReceiptDocument(open: RwSignal<bool>, sale: Signal<Option<(SaleId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        sale.get().map(|(sale, number)| {
            let args = move |paper, language| DocumentArgs { id: sale.into(), paper, language };
            let title = move || t_string!(i18n, sales.receipt_of, number = number.clone());
            document::<PreviewReceipt, SaveReceipt>(open, Paper::Roll80, title, args)
        })
    }
}

/// The last count of a flight, for whoever takes the trolley and the bag.
#[component]
pub fn ClosingDocument(open: RwSignal<bool>, flight: FlightId) -> impl IntoView {
    let i18n = use_i18n();
    let args = move |paper, language| DocumentArgs { id: flight.into(), paper, language };
    let title = move || i18n.text(key::sales::count::report).to_owned();
    document::<PreviewClosing, SaveClosing>(open, Paper::A4, title, args)
}
