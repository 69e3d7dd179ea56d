use airside_shared::ipc::{CaseRow, VoucherRow};
use leptos::prelude::*;

use crate::cases::CaseRows;
use crate::compensation::VoucherCards;
use crate::i18n::use_i18n;
use crate::t;
use crate::widgets::{Card, Section};

/// Cases that are somebody's work, and what the passenger was given so far.
#[component]
pub fn CasesAndVouchers(cases: Memo<Vec<CaseRow>>, vouchers: Memo<Vec<VoucherRow>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Show when=move || vouchers.with(|vouchers| !vouchers.is_empty())>
            <Section title=t!(i18n, compensation.so_far) note=move || vouchers.with(Vec::len).to_string()>
                <VoucherCards vouchers />
            </Section>
        </Show>
        <Show when=move || cases.with(|cases| !cases.is_empty())>
            <Section title=t!(i18n, cases.title) note=move || cases.with(Vec::len).to_string()>
                <Card flush=true><CaseRows cases /></Card>
            </Section>
        </Show>
    }
}
