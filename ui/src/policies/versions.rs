use airside_shared::{
    ipc::{PolicyVersionRow, WithdrawPolicy, WithdrawPolicyArgs},
    policies::PolicyState,
};
use leptos::prelude::*;

use super::words;
use crate::clock::ClockTime;
use crate::i18n::use_i18n;
use crate::reason::{Reason, ReasonDialog};
use crate::widgets::{Button, Card, Chip, Icon, Section, Tone, use_toasts};
use crate::{t, t_string};

/// Every version that people made, the newest first.
#[component]
pub fn Versions(rows: Vec<PolicyVersionRow>, withdrawing: RwSignal<Option<u32>>) -> impl IntoView {
    let i18n = use_i18n();
    let none = rows.is_empty();
    let lines = rows.into_iter().map(|row| view! { <Line row withdrawing /> }).collect_view();
    view! {
        <Section title=t!(i18n, policies.versions)>
            <Card flush=true>
                {none.then(|| view! { <p class="policy-none">{t!(i18n, policies.versions_none)}</p> })}
                <ul class="list policies">{lines}</ul>
            </Card>
        </Section>
    }
}

#[component]
fn Line(row: PolicyVersionRow, withdrawing: RwSignal<Option<u32>>) -> impl IntoView {
    let i18n = use_i18n();
    let (standing, tone, icon) = words::state(row.state);
    let (number, from, drafted_by) = (row.number, row.from.to_string(), row.drafted_by);
    let approved = row.approved_by.map(|who| {
        view! { <span>{move || t_string!(i18n, policies.approved_by, who = who.as_str())}</span> }
    });
    let withdrawn = row.withdrawn_by.zip(row.reason).map(|(who, reason)| {
        let said =
            move || t_string!(i18n, policies.withdrawn_by, who = who.as_str(), reason = reason.as_str());
        view! { <span>{said}</span> }
    });
    let day = move || {
        let day = words::day(i18n, &from);
        t_string!(i18n, policies.draft_from, day = day)
    };
    // A draft has its own way out where it is looked at.
    let revocable = row.revocable && row.state == PolicyState::Approved;
    view! {
        <li class="policy-version" data-test="policy-version" data-state=row.state.name()>
            <span class="policy__words">
                <span class="policy__facts">
                    <strong>{move || t_string!(i18n, policies.version, number = number)}</strong>
                    <Chip tone icon>{move || i18n.text(standing)}</Chip>
                    <span>{day}</span>
                </span>
                <span class="policy__facts">
                    <bdi>{row.citation}</bdi>
                    <span>{move || t_string!(i18n, policies.drafted_by, who = drafted_by.as_str())}</span>
                    <ClockTime clock=row.drafted day=true />
                    {approved}
                    {withdrawn}
                </span>
            </span>
            {revocable.then(|| view! {
                <Button icon=Icon::Ban attr:data-test="policy-withdraw-approved"
                    on_press=move |()| withdrawing.set(Some(number))>
                    {t!(i18n, policies.withdraw)}
                </Button>
            })}
        </li>
    }
}

/// Takes a version back, with a reason.
#[component]
pub fn WithdrawDialog(table: Memo<String>, withdrawing: RwSignal<Option<u32>>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let reason = Reason::about(withdrawing);
    let number = move || withdrawing.get().unwrap_or_default();
    let go = move || {
        let Some(number) = withdrawing.get_untracked() else { return };
        let args = move |reason| WithdrawPolicyArgs { table: table.get_untracked(), number, reason };
        let done = move || toasts.say(Tone::Positive, t_string!(i18n, policies.withdrawn, number = number));
        reason.act::<WithdrawPolicy>(args, done);
    };
    view! {
        <ReasonDialog reason title=move || t_string!(i18n, policies.withdraw_of, number = number())
            label=t!(i18n, policies.withdraw_reason) hint=t!(i18n, policies.withdraw_reason_hint) keep=t!(i18n, policies.keep)
            go=t!(i18n, policies.withdraw) words=words::fault on_go=go />
    }
}
