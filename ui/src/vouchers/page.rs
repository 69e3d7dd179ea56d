use airside_shared::{
    ids::VoucherId,
    ipc::{CheckVoucher, CheckVoucherArgs, GetRedeemPage, SupplierRow},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{losses::Losses, verdict::Verdict};
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::load;
use crate::session::use_scanned;
use crate::t;
use crate::widgets::{Button, ButtonKind, Card, EmptyState, Icon, PageHead, Select, TextInput};

/// What is looked at: a code that was shown, or a voucher that this device holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub code: String,
    pub voucher: Option<VoucherId>,
}

/// A till: the code, who takes it in, and whether it is good.
#[component]
pub fn RedeemPage() -> impl IntoView {
    let (desk, i18n, scanned, query) = (use_desk(), use_i18n(), use_scanned().0, use_query_map());
    let (typed, pnr) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (shown, supplier) = (RwSignal::new(None::<Shown>), RwSignal::new(String::new()));
    let tick = desk.tick(&["voucher", "voucher_standing", "issuer", "queue"]);
    let page = load::<GetRedeemPage>(move || {
        tick.track();
        Some(())
    });
    let suppliers = Memo::new(move |_| {
        page.value.with(|it| it.as_ref().map(|it| it.suppliers.clone()).unwrap_or_default())
    });
    let checked = load::<CheckVoucher>(move || {
        tick.track();
        let Shown { code, voucher } = shown.get()?;
        let chosen = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Some(CheckVoucherArgs { code, voucher, supplier: chosen(supplier.get()), pnr: chosen(pnr.get()) })
    });
    // What was said of one voucher must never stand beside another.
    let present = Callback::new(move |what: Shown| {
        checked.value.set(None);
        checked.fault.set(None);
        pnr.set(String::new());
        shown.set(Some(what));
    });
    Effect::new(move |_| {
        if let Some(voucher) = query.read().get("voucher").and_then(|id| id.parse().ok()) {
            present.run(Shown { voucher: Some(voucher), ..Shown::default() });
        }
    });
    Effect::new(move |_| {
        if let Some(code) = scanned.with(|scan| scan.as_ref()?.voucher_code()) {
            // Taken: what the page showed before is not shown again when somebody comes back.
            scanned.set(None);
            typed.set(String::new());
            present.run(Shown { code, voucher: None });
        }
    });
    // Who can take this kind in is chosen as soon as the kind is known.
    Effect::new(move |_| {
        let Some(kind) = checked.value.with(|it| it.as_ref().map(|it| it.kind)) else { return };
        let takes = |it: &&SupplierRow| it.kinds.contains(&kind);
        suppliers.with(|all| {
            let fits =
                all.iter().filter(takes).any(|it| supplier.with_untracked(|chosen| *chosen == it.code));
            if !fits && let Some(first) = all.iter().find(takes) {
                supplier.set(first.code.clone());
            }
        });
    });
    let options = Signal::derive(move || {
        suppliers.with(|all| all.iter().map(|it| (it.code.clone(), it.name.clone())).collect::<Vec<_>>())
    });
    let look = move |()| {
        let code = typed.get_untracked().trim().to_owned();
        if !code.is_empty() {
            present.run(Shown { code, voucher: None });
        }
    };
    view! {
        <div class="page" data-test="redeem">
            <PageHead title=t!(i18n, vouchers.title) lead=move || t!(i18n, vouchers.lead) />
            <Card>
                <div class="till">
                    <div class="till__code" data-test="voucher-code">
                        <TextInput label=t!(i18n, vouchers.code) hint=t!(i18n, vouchers.code_hint) value=typed
                            code=true max_length=400 autofocus=true on_enter=look />
                    </div>
                    <Button kind=ButtonKind::Primary icon=Icon::Scan on_press=look attr:data-test="voucher-check">
                        {t!(i18n, vouchers.check)}
                    </Button>
                </div>
                <div class="till">
                    <div data-test="voucher-supplier">
                        <Select label=t!(i18n, vouchers.supplier) value=supplier options />
                    </div>
                    <div data-test="voucher-pnr">
                        <TextInput label=t!(i18n, vouchers.pnr) hint=t!(i18n, vouchers.pnr_hint) value=pnr code=true
                            max_length=6 optional=t!(i18n, vouchers.optional) />
                    </div>
                </div>
            </Card>
            <Show
                when=move || shown.with(Option::is_some)
                fallback=move || {
                    view! {
                        <Card>
                            <EmptyState
                                icon=Icon::Voucher
                                title=t!(i18n, vouchers.nothing)
                                detail=t!(i18n, vouchers.nothing_detail)
                            />
                        </Card>
                    }
                }
            >
                <Verdict checked supplier pnr />
            </Show>
            <Losses page />
        </div>
    }
}
