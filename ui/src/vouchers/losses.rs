use airside_shared::{
    Fault,
    ipc::{Call, GetRedeemPage, RedemptionRow, ReviewLoss, ReviewLossArgs},
};
use leptos::prelude::*;

use super::words;
use crate::clock::ClockTime;
use crate::fault::FaultNotice;
use crate::i18n::use_i18n;
use crate::loaded::{Loaded, act};
use crate::widgets::{Button, Card, Chip, Code, Icon, Section, TextInput, Tone, use_toasts};
use crate::{t, t_string};

/// What was given for vouchers that do not cover it, for those who are to look at it.
#[component]
pub fn Losses(page: Loaded<<GetRedeemPage as Call>::Reply>) -> impl IntoView {
    let i18n = use_i18n();
    let losses =
        Memo::new(move |_| page.value.with(|it| it.as_ref().map(|it| it.losses.clone()).unwrap_or_default()));
    view! {
        <Show when=move || losses.with(|all| !all.is_empty())>
            <Section title=t!(i18n, vouchers.losses)>
                <For each=move || losses.get() key=|it| it.redemption let(row)>
                    <One row />
                </For>
            </Section>
        </Show>
    }
}

#[component]
fn One(row: RedemptionRow) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (busy, fault, note) =
        (RwSignal::new(false), RwSignal::new(None::<Fault>), RwSignal::new(String::new()));
    let RedemptionRow { redemption, voucher, number, supplier, at, by, device, loss, .. } = row;
    let unready = Signal::derive(move || note.with(|note| note.trim().is_empty()));
    let go = move |()| {
        fault.set(None);
        let args = ReviewLossArgs { voucher, redemption, note: note.get_untracked() };
        act::<ReviewLoss>(args, busy, move |reply| match reply {
            Ok(_) => toasts.say(Tone::Positive, t_string!(i18n, vouchers.reviewed).to_owned()),
            Err(refused) => fault.set(Some(refused)),
        });
    };
    let what = loss.map(|loss| {
        view! {
            <Chip tone=Tone::Critical>
                {move || {
                    let amount = words::sum(i18n, loss.amount);
                    t_string!(i18n, vouchers.lost, amount = amount, why = i18n.text(words::loss(loss.why)))
                }}
            </Chip>
        }
    });
    view! {
        <Card>
            <div class="stack" data-test="loss">
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <div class="chips"><Code text=Signal::stored(number) /> {what}</div>
                <p class="quiet">
                    <bdi>{supplier}</bdi>" · "<bdi>{by}</bdi>" · "<bdi dir="ltr">{device}</bdi>" · "
                    <ClockTime clock=at day=true />
                </p>
                <div class="till">
                    <div data-test="loss-note">
                        <TextInput label=t!(i18n, vouchers.note) hint=t!(i18n, vouchers.note_hint) value=note max_length=300 />
                    </div>
                    <Button icon=Icon::Check busy disabled=unready on_press=go attr:data-test="loss-go">
                        {t!(i18n, vouchers.review)}
                    </Button>
                </div>
            </div>
        </Card>
    }
}
