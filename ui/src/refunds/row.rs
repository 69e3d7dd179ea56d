use airside_shared::{
    Fault,
    ipc::{ApproveRefund, ApproveRefundArgs, RefundRow as Row},
    refunds::{Limits, RefundState},
};
use leptos::prelude::*;

use super::words;
use crate::clock::ClockTime;
use crate::desk::use_desk;
use crate::i18n::{number, use_i18n};
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Chip, Code, Icon, Notice, StateBadge, Tone, use_toasts};
use crate::{t, t_string};

/// One request: what, for whom, why, where it stands, who decided, and the ways on.
#[component]
pub fn RefundRow(row: Row, refusing: RwSignal<Option<Row>>) -> impl IntoView {
    let i18n = use_i18n();
    let (standing, tone, icon) = words::state(&row.request);
    let (amount, paid, to, reason) = (row.request.amount, row.paid, row.request.to, row.request.reason);
    let what = move || {
        let (amount, paid) = (words::money(i18n, amount), words::money(i18n, paid));
        t_string!(i18n, refunds.amount_of, amount = amount, paid = paid)
    };
    let (note, miles) = (row.request.note.clone(), row.request.miles);
    let (called, code) = (row.number.clone(), row.number.clone());
    let waits = row.request.state == RefundState::Requested;
    view! {
        <li class="refund" data-test="refund" data-number=called data-state=row.request.state.name()>
            <div class="refund__words">
                <span class="refund__first">
                    <Code text=code />
                    <strong class="refund__sum"><bdi>{what}</bdi></strong>
                    <Chip tone icon>{move || i18n.text(standing)}</Chip>
                    <StateBadge state=Signal::stored(crate::words::saving(row.state)) />
                </span>
                <span class="refund__facts">
                    <span>{move || i18n.text(words::means(to))}</span>
                    {miles.map(|miles| view! {
                        <span>{move || t_string!(i18n, sales.miles, miles = number(i18n.locale.get(), miles))}</span>
                    })}
                    <span>{move || i18n.text(words::reason(reason))}</span>
                    {row.passenger_name.clone().map(|name| view! { <bdi>{name}</bdi> })}
                    <bdi>{row.designator.clone()}</bdi>
                </span>
                {(!note.is_empty()).then(|| view! { <p class="refund__note"><bdi>{note}</bdi></p> })}
                <History row=row.clone() />
                <LimitTable limits=row.request.limits.clone() />
            </div>
            {waits.then(|| view! { <Ways row=row.clone() refusing /> })}
        </li>
    }
}

/// Who asked, who granted or refused, and what the processor said.
#[component]
fn History(row: Row) -> impl IntoView {
    let i18n = use_i18n();
    let asked = row.request.by.clone();
    let granted: Vec<String> = row.request.approvals.iter().map(|it| it.by.clone()).collect();
    let refused = row.request.refused.clone();
    let failure = row.request.failure.clone();
    view! {
        <ul class="refund__history">
            <li>
                {move || t_string!(i18n, refunds.asked_by, who = asked.as_str())} " "
                <ClockTime clock=row.at.clone() day=true />
            </li>
            {granted.into_iter().map(|who| {
                view! { <li data-test="refund-granted">{move || t_string!(i18n, refunds.granted_by, who = who.as_str())}</li> }
            }).collect_view()}
            {refused.map(|it| view! {
                <li data-test="refund-refused">
                    {move || t_string!(i18n, refunds.refused_by, who = it.by.as_str(), reason = it.reason.as_str())}
                </li>
            })}
            {failure.map(|code| view! {
                <li>{move || t_string!(i18n, refunds.processor_said, code = code.as_str())}</li>
            })}
        </ul>
    }
}

/// Each limit and the part of the policy that set it.
#[component]
pub fn LimitTable(limits: Limits) -> impl IntoView {
    let i18n = use_i18n();
    let lines = move || {
        let line = |(label, value, from): (crate::i18n::Key, String, String)| {
            view! {
                <div class="refund__limit">
                    <dt>{i18n.text(label)}</dt>
                    <dd><bdi>{value}</bdi> <span class="quiet">{from}</span></dd>
                </div>
            }
        };
        words::limits(i18n, &limits).into_iter().map(line).collect_view()
    };
    view! {
        <details class="refund__limits" data-test="refund-limits">
            <summary>{t!(i18n, refunds.limits)}</summary>
            <dl>{lines}</dl>
        </details>
    }
}

#[component]
fn Ways(row: Row, refusing: RwSignal<Option<Row>>) -> impl IntoView {
    let (i18n, toasts, desk) = (use_i18n(), use_toasts(), use_desk());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let args = ApproveRefundArgs { refund: row.refund, request: row.request.id };
    let number = row.number.clone();
    let grant = move |()| {
        let number = number.clone();
        fault.set(None);
        act::<ApproveRefund>(args, busy, move |answer| match answer {
            Ok(_) => toasts.say(Tone::Positive, t_string!(i18n, refunds.granted, number = number)),
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let may = Memo::new(move |_| desk.grant(airside_shared::access::Permission::RefundApprove).allowed);
    let not = row.may_not.clone();
    let blocked = not.is_some();
    let why = move || {
        let not = not.clone().filter(|_| may.get());
        not.map(|not| view! { <p class="field__hint" data-test="refund-not">{move || words::fault(i18n, &not)}</p> })
    };
    let lacks = row.lacks;
    let asked = row.clone();
    let failed = move || {
        fault.get().map(|failed| {
            let code = failed.code.to_string();
            view! {
                <div data-test="refund-fault" data-code=code>
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &failed)}</Notice>
                </div>
            }
        })
    };
    view! {
        <div class="refund__ways">
            {(lacks > 1).then(|| view! { <p class="field__hint">{t!(i18n, refunds.needs_two)}</p> })}
            <Show when=move || may.get()>
                <Button kind=ButtonKind::Primary icon=Icon::Check busy disabled=Signal::stored(blocked)
                    attr:data-test="refund-grant" on_press=grant.clone()>
                    {t!(i18n, refunds.grant)}
                </Button>
                <Button icon=Icon::Ban attr:data-test="refund-refuse" on_press={
                    let asked = asked.clone();
                    move |()| refusing.set(Some(asked.clone()))
                }>
                    {t!(i18n, refunds.refuse)}
                </Button>
            </Show>
            {why}
            {failed}
        </div>
    }
}
