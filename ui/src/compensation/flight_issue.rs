use airside_shared::{
    Fault,
    access::Permission,
    ids::VoucherId,
    ipc::{AllowanceLeft, FlightDueArgs, IssueFlightVouchers, IssueFlightVouchersArgs},
};
use leptos::prelude::*;

use super::{
    flight_choice::{Choice, sum_words},
    preview::FlightVouchersDocument,
    voucher::kind_words,
};
use crate::desk::use_desk;
use crate::fault::FaultNotice;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, Notice, Tone, use_toasts};
use crate::{t, t_string};

/// The way from the choice to the paper: say how much it is, ask once more, issue all or none, print them together.
#[component]
pub fn IssueAll(
    asked: FlightDueArgs,
    choice: Choice,
    allowance: Memo<Option<AllowanceLeft>>,
    /// Vouchers that this device issued for the flight before.
    printable: Memo<u32>,
) -> impl IntoView {
    let (desk, i18n, flight) = (use_desk(), use_i18n(), asked.flight);
    let (asking, printing) = (RwSignal::new(false), RwSignal::new(false));
    let issued = RwSignal::new(Vec::<VoucherId>::new());
    let count = Memo::new(move |_| choice.trips().len());
    let fits = Memo::new(move |_| choice.fits(allowance.get()));
    let may = move || desk.grant(Permission::VoucherIssue).allowed;
    let print_all = move |()| {
        issued.set(Vec::new());
        printing.set(true);
    };
    view! {
        <Show when=move || { count.get() > 0 && !fits.get() }>
            <Notice tone=Tone::Warning>{t!(i18n, compensation.over_allowance)}</Notice>
        </Show>
        <div class="line" data-test="flight-due-acts">
            <Show when=move || may() && { count.get() > 0 }>
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Voucher
                    disabled=Signal::derive(move || !fits.get())
                    on_press=move |()| asking.set(true)
                    attr:data-test="issue-all"
                >
                    {move || t_string!(i18n, compensation.issue_all, count = count.get())}
                </Button>
            </Show>
            <Show when=move || choice.is_changed()>
                <Button icon=Icon::Refund on_press=move |()| choice.restore() attr:data-test="restore-choice">
                    {t!(i18n, compensation.restore_choice)}
                </Button>
            </Show>
            <Show when=move || { printable.get() > 0 }>
                <Button icon=Icon::Printer on_press=print_all attr:data-test="print-all">
                    {move || t_string!(i18n, compensation.print_all, count = printable.get())}
                </Button>
            </Show>
        </div>
        <Ask asking printing issued asked choice />
        <FlightVouchersDocument open=printing flight vouchers=issued />
    }
}

/// Until this is answered nothing has happened, and it can be left.
#[component]
fn Ask(
    asking: RwSignal<bool>,
    printing: RwSignal<bool>,
    issued: RwSignal<Vec<VoucherId>>,
    asked: FlightDueArgs,
    choice: Choice,
) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let (kind, asked) = (kind_words(asked.gives), StoredValue::new(asked));
    let go = move |()| {
        fault.set(None);
        let args = IssueFlightVouchersArgs { of: asked.get_value(), people: untrack(|| choice.trips()) };
        act::<IssueFlightVouchers>(args, busy, move |reply| match reply {
            Ok(given) => {
                let count = given.vouchers.len();
                toasts.say(Tone::Positive, t_string!(i18n, compensation.all_issued, count = count));
                choice.restore();
                asking.set(false);
                issued.set(given.vouchers);
                printing.set(true);
            }
            Err(refused) => fault.set(Some(refused)),
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| asking.set(false) attr:data-test="issue-all-not">
                {t!(i18n, compensation.not_yet)}
            </Button>
            <Button
                kind=ButtonKind::Primary
                icon=Icon::Printer
                busy
                on_press=go
                attr:data-test="issue-all-go"
            >
                {t!(i18n, compensation.issue_and_print)}
            </Button>
        }
    };
    let title = move || t_string!(i18n, compensation.issue_all_title, kind = i18n.text(kind));
    let said = move || {
        let (count, sum) = (choice.trips().len(), sum_words(i18n, &choice.total()));
        t_string!(i18n, compensation.issue_all_detail, count = count, sum = sum)
    };
    view! {
        <Dialog open=asking title actions>
            <div class="stack" data-test="issue-all-dialog">
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <p>{said}</p>
                <p class="quiet">{t!(i18n, compensation.issue_all_undo)}</p>
            </div>
        </Dialog>
    }
}
