//! Withdrawing a device. What becomes of everything it holds stands there before anybody presses.

use airside_shared::{
    Fault,
    ipc::{WithdrawDevice, WithdrawDeviceArgs},
    sync::{FleetDevice, Report, Withdraw},
};
use leptos::prelude::*;

use super::{
    state::{Fleet, Line},
    words,
};
use crate::fault::{FaultNotice, fault_words};
use crate::i18n::{I18n, Key, duration, key, use_i18n};
use crate::loaded::act;
use crate::widgets::{
    Button, ButtonKind, Chip, Dialog, Icon, Notice, RadioCard, RadioCards, TextInput, Tone, use_toasts,
};
use crate::{t, t_string};

/// The way out beside a device's story: what can be done, or why not.
#[component]
pub fn Withdrawing(line: Memo<Option<Line>>, fleet: Fleet, may: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let asking = RwSignal::new(false);
    let device = Memo::new(move |_| line.with(|it| it.as_ref().map(|it| it.device.clone())));
    let order = Memo::new(move |_| {
        device.with(|it| it.as_ref()?.revoked.as_ref().map(|it| (it.how, it.wiped_at.is_some())))
    });
    let offline = fleet.stale;
    let name = move || device.with(|it| it.as_ref().map(|it| words::name(i18n, it)).unwrap_or_default());
    let press = move |words: Key, hint: Key| {
        let hint =
            move || if offline.get() { i18n.text(key::fleet::withdraw::offline) } else { i18n.text(hint) };
        view! {
            <div class="ways__one">
                <Button icon=Icon::Ban wide=true disabled=offline attr:data-test="withdraw-open"
                    on_press=move |()| asking.set(true)>
                    {move || i18n.text(words)}
                </Button>
                <p class="field__hint">{hint}</p>
            </div>
        }
    };
    let way = move || {
        use key::fleet::withdraw as w;
        match (order.get(), may.get()) {
            (Some((_, true)), _) => view! { <p class="field__hint">{t!(i18n, fleet.withdraw.done)}</p> }.into_any(),
            (_, false) => {
                view! { <p class="field__hint">{move || t_string!(i18n, fleet.withdraw.not_yours, name = name())}</p> }
                    .into_any()
            }
            (None, true) => press(w::open, w::open_detail).into_any(),
            (Some((Withdraw::FlushThenWipe, false)), true) => press(w::harder, w::harder_detail).into_any(),
            (Some((Withdraw::WipeNow, false)), true) => {
                view! { <p class="field__hint">{t!(i18n, fleet.withdraw.under_way)}</p> }.into_any()
            }
        }
    };
    view! {
        <section class="ways" aria-label=t!(i18n, fleet.withdraw.title)>
            <h2 class="refusal__title">{t!(i18n, fleet.withdraw.title)}</h2>
            {way}
        </section>
        <Asking device fleet asking />
    }
}

/// Which way, what it destroys, and why.
#[component]
fn Asking(device: Memo<Option<FleetDevice>>, fleet: Fleet, asking: RwSignal<bool>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (way, reason) =
        (RwSignal::new(Withdraw::FlushThenWipe.name().to_owned()), RwSignal::new(String::new()));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let begun = Memo::new(move |_| device.with(|it| it.as_ref().is_some_and(|it| it.revoked.is_some())));
    let how = Memo::new(move |_| match begun.get() {
        // It was told to send first: only the harder way is left.
        true => Withdraw::WipeNow,
        false => way.with(|way| Withdraw::of(way)).unwrap_or(Withdraw::FlushThenWipe),
    });
    let name = move || device.with(|it| it.as_ref().map(|it| words::name(i18n, it)).unwrap_or_default());
    let waiting = move || {
        device.with(|it| it.as_ref().and_then(|it| it.report.as_ref()).map_or(0, |report| report.waiting))
    };
    let go = move |()| {
        let Some(device) = device.with_untracked(|it| it.as_ref().map(|it| it.device)) else { return };
        let args = WithdrawDeviceArgs { device, how: how.get_untracked(), reason: reason.get_untracked() };
        fault.set(None);
        act::<WithdrawDevice>(args, busy, move |reply| match reply {
            Ok(_) => {
                asking.set(false);
                reason.set(String::new());
                toasts.say(Tone::Positive, t_string!(i18n, fleet.withdraw.ordered, name = name()));
                fleet.loaded.again();
            }
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let confirm = move || match (how.get(), waiting()) {
        (Withdraw::FlushThenWipe, _) => t!(i18n, fleet.withdraw.go_flush)().to_owned(),
        (Withdraw::WipeNow, 0) => t!(i18n, fleet.withdraw.go_wipe)().to_owned(),
        (Withdraw::WipeNow, count) => t_string!(i18n, fleet.withdraw.go_destroy, count = count),
    };
    let too_short = Signal::derive(move || reason.with(|reason| reason.trim().chars().count() < 3));
    let actions = move || {
        view! {
            <Button on_press=move |()| asking.set(false)>{t!(i18n, fleet.withdraw.keep)}</Button>
            <Button kind=ButtonKind::Danger icon=Icon::Ban busy disabled=too_short attr:data-test="withdraw-go"
                on_press=go>
                {confirm}
            </Button>
        }
    };
    let of_field = move || {
        let fault = fault.get().filter(|fault| fault.field.as_deref() == Some("reason"));
        fault.map(|fault| fault_words(i18n, &fault))
    };
    let other = move || fault.get().filter(|fault| fault.field.as_deref() != Some("reason"));
    view! {
        <Dialog open=asking wide=true title=move || t_string!(i18n, fleet.withdraw.dialog, name = name()) actions>
            <div class="stack" data-test="withdraw">
                {move || other().map(|fault| view! { <FaultNotice fault /> })}
                <Show when=move || !begun.get()><Ways way /></Show>
                <Fates device fleet how />
                {move || {
                    let own = fleet.own.get();
                    let is_own = device.with(|it| it.as_ref().map(|it| it.device)) == own;
                    is_own.then(|| view! { <Notice tone=Tone::Warning>{t!(i18n, fleet.withdraw.own)}</Notice> })
                }}
                <div data-test="withdraw-reason">
                    <TextInput label=t!(i18n, fleet.withdraw.reason) hint=t!(i18n, fleet.withdraw.reason_hint)
                        value=reason error=Signal::derive(of_field) max_length=200 />
                </div>
            </div>
        </Dialog>
    }
}

#[component]
fn Ways(way: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let cards = vec![
        RadioCard::new(Withdraw::FlushThenWipe.name(), t!(i18n, fleet.withdraw.flush_then_wipe))
            .detail(t!(i18n, fleet.withdraw.flush_detail))
            .icon(Icon::Send),
        RadioCard::new(Withdraw::WipeNow.name(), t!(i18n, fleet.withdraw.wipe_now))
            .detail(t!(i18n, fleet.withdraw.wipe_detail))
            .icon(Icon::Trash),
    ];
    view! { <RadioCards label=t!(i18n, fleet.withdraw.choose) value=way cards /> }
}

/// What becomes of each thing.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Sent,
    Destroyed,
    /// Destroyed there, and safe with the airline.
    Kept,
    /// The airline has it already.
    Safe,
    /// There is none.
    Nothing,
}

impl Fate {
    fn words(self) -> (Tone, Icon, Key) {
        use key::fleet::withdraw as w;
        match self {
            Self::Sent => (Tone::Positive, Icon::Send, w::fate::sent),
            Self::Destroyed => (Tone::Critical, Icon::Trash, w::fate::destroyed),
            Self::Kept => (Tone::Neutral, Icon::Trash, w::fate::kept),
            Self::Safe => (Tone::Positive, Icon::Check, w::safe),
            Self::Nothing => (Tone::Neutral, Icon::Minus, w::fate::nothing),
        }
    }
}

/// Line by line, by the device's last word.
fn fates(i18n: I18n, device: &FleetDevice, how: Withdraw) -> Vec<(String, Fate)> {
    let unsent = match how {
        Withdraw::FlushThenWipe => Fate::Sent,
        Withdraw::WipeNow => Fate::Destroyed,
    };
    let mut lines = Vec::new();
    if let Some(Report { waiting, photos, records, .. }) = &device.report {
        let of = |count: u32| if count == 0 { Fate::Nothing } else { unsent };
        lines.push((t_string!(i18n, fleet.withdraw.entries, count = *waiting), of(*waiting)));
        lines.extend(photos.map(|it| (t_string!(i18n, fleet.withdraw.photos, count = it), of(it))));
        lines.extend(records.map(|it| (t_string!(i18n, fleet.withdraw.records, count = it), of(it))));
    }
    lines.push((t_string!(i18n, fleet.withdraw.later).to_owned(), unsent));
    if device.refused > 0 {
        lines.push((t_string!(i18n, fleet.withdraw.is_refused, count = device.refused), Fate::Safe));
    }
    lines.push((t_string!(i18n, fleet.withdraw.copies).to_owned(), Fate::Kept));
    lines
}

#[component]
fn Fates(device: Memo<Option<FleetDevice>>, fleet: Fleet, how: Memo<Withdraw>) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || {
        let said = device.with(|it| it.as_ref().and_then(|it| it.report.as_ref().and(it.last_contact)));
        match said {
            Some(at) => {
                let age = duration(i18n.locale.get(), (fleet.now.get() - at.as_millisecond()).max(0));
                t_string!(i18n, fleet.withdraw.what, age = age)
            }
            None => t!(i18n, fleet.withdraw.what_unknown)().to_owned(),
        }
    };
    let lines = Memo::new(move |_| {
        device.with(|it| it.as_ref().map(|it| fates(i18n, it, how.get())).unwrap_or_default())
    });
    let one = move |(what, fate): (String, Fate)| {
        let (tone, icon, words) = fate.words();
        view! {
            <li class="fates__one">
                <span>{what}</span>
                <Chip tone icon>{move || i18n.text(words)}</Chip>
            </li>
        }
    };
    view! {
        <div class="stack stack--tight" data-test="withdraw-fates">
            <p class="fates__title">{title}</p>
            <ul class="fates">{move || lines.get().into_iter().map(one).collect_view()}</ul>
        </div>
    }
}
