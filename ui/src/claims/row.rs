use airside_shared::{
    Fault,
    access::Permission,
    claims::{ClaimMeans, ClaimState},
    ipc::{ApproveClaim, ClaimArgs, ClaimRow as Row, PayClaim},
};
use leptos::prelude::*;

use super::{lacks::Lacks, words};
use crate::clock::ClockTime;
use crate::compensation::reason_words;
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{
    Button, ButtonKind, Chip, Icon, Notice, StateBadge, Timeline, TimelineEntry, Tone, use_toasts,
};
use crate::{t, t_string};

/// One claim: whose, how much and by which law, where it stands, each step, and the ways on.
#[component]
pub fn ClaimLine(
    row: Row,
    refusing: RwSignal<Option<Row>>,
    choosing: RwSignal<Option<Row>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (standing, tone, icon) = words::standing(&row);
    let (due, law, chosen) = (row.due, row.law.clone(), row.chosen);
    let because = row.because.clone();
    let decide_by = row.decide_by.clone();
    let (claim, lacks, arrives) = (row.id, row.lacks.clone(), row.arrives.clone());
    let reason = reason_words(row.reason);
    let stands = row.stands.name();
    view! {
        <li class="claim" data-test="claim" data-state=stands>
            <div class="claim__words">
                <span class="claim__first">
                    <strong><bdi>{row.passenger_name.clone()}</bdi></strong>
                    <bdi dir="ltr">{row.designator.clone()}</bdi>
                    {due.map(|due| view! {
                        <strong class="claim__sum" data-test="claim-due"><bdi>{move || words::money(i18n, due)}</bdi></strong>
                    })}
                    <Chip tone icon>{move || i18n.text(standing)}</Chip>
                    <StateBadge state=Signal::stored(crate::words::saving(row.saved)) />
                </span>
                <span class="claim__facts">
                    {law.map(|law| view! { <bdi dir="ltr">{law}</bdi> })}
                    {chosen.map(|chosen| view! { <span>{move || i18n.text(words::means(chosen))}</span> })}
                    {decide_by.map(|clock| view! {
                        <span>{t!(i18n, claims.decide_by)} " " <ClockTime clock day=true /></span>
                    })}
                    {arrives.map(|clock| view! {
                        <span data-test="claim-arrives">{t!(i18n, claims.arrives)} " " <ClockTime clock day=true /></span>
                    })}
                    <span>{move || i18n.text(reason)}</span>
                </span>
                {lacks.map(|lacks| view! { <Lacks claim lacks /> })}
                <details class="claim__more" data-test="claim-steps">
                    <summary>{t!(i18n, claims.steps)}</summary>
                    <p class="quiet" dir="auto">
                        {move || {
                            let language = i18n.locale.get().language();
                            because.iter().map(|said| said.in_words(language)).collect::<Vec<_>>().join(" ")
                        }}
                    </p>
                    <Steps row=row.clone() />
                </details>
            </div>
            <Ways row refusing choosing />
        </li>
    }
}

/// What was done, when, by whom, and why.
#[component]
fn Steps(row: Row) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |line: airside_shared::ipc::ClaimLine| {
        let (words, icon) = words::act(line.act);
        let (of, why, by) = (line.act, line.why.clone(), line.by.clone());
        let clock = line.at.clone();
        view! {
            <TimelineEntry icon title=move || i18n.text(words) at=move || view! { <ClockTime clock=clock.clone() day=true /> }>
                <bdi>{move || match by.is_empty() {
                    true => t_string!(i18n, claims.by_itself).to_owned(),
                    false => by.clone(),
                }}</bdi>
                {(!why.is_empty()).then(|| view! {
                    " · " <bdi>{move || words::why(i18n, of, &why)}</bdi>
                })}
            </TimelineEntry>
        }
    };
    view! {
        <Timeline label=t!(i18n, claims.steps)>{row.steps.into_iter().map(line).collect_view()}</Timeline>
    }
}

#[component]
fn Ways(row: Row, refusing: RwSignal<Option<Row>>, choosing: RwSignal<Option<Row>>) -> impl IntoView {
    let (i18n, toasts, desk) = (use_i18n(), use_toasts(), use_desk());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let may = move |permission| Memo::new(move |_| desk.grant(permission).allowed);
    let (decides, issues, pays) =
        (may(Permission::ApproveOverLimit), may(Permission::VoucherIssue), may(Permission::Sale));
    let waits = matches!(row.stands, ClaimState::AwaitingApproval | ClaimState::Escalated);
    let offered = row.stands == ClaimState::Offered;
    let to_pay = row.stands == ClaimState::Chosen && row.chosen == Some(ClaimMeans::Cash);
    let args = row.due.map(|amount| ClaimArgs { claim: row.id, amount });
    let name = StoredValue::new(row.passenger_name.clone());
    let grant = move |()| {
        let Some(args) = args else { return };
        fault.set(None);
        act::<ApproveClaim>(args, busy, move |answer| match answer {
            Ok(_) => toasts.say(Tone::Positive, t_string!(i18n, claims.granted, name = name.get_value())),
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let pay = move |()| {
        let Some(args) = args else { return };
        fault.set(None);
        act::<PayClaim>(args, busy, move |answer| match answer {
            Ok(_) => toasts.say(Tone::Positive, t_string!(i18n, claims.paid, name = name.get_value())),
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let not = row.may_not.clone();
    let blocked = not.is_some();
    let why = move || {
        let not = not.clone().filter(|_| decides.get());
        not.map(|not| view! { <p class="field__hint" data-test="claim-not">{move || words::fault(i18n, &not)}</p> })
    };
    let failed = move || {
        fault.get().map(|failed| {
            let code = failed.code.to_string();
            view! {
                <div data-test="claim-fault" data-code=code>
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &failed)}</Notice>
                </div>
            }
        })
    };
    let two = row.lacks_yes > 1;
    let row = StoredValue::new(row);
    view! {
        <div class="claim__ways">
            {two.then(|| view! { <p class="field__hint">{t!(i18n, claims.needs_two)}</p> })}
            <Show when=move || waits && decides.get()>
                <Button kind=ButtonKind::Primary icon=Icon::Check busy disabled=Signal::stored(blocked)
                    attr:data-test="claim-grant" on_press=grant>
                    {t!(i18n, claims.grant)}
                </Button>
                <Button icon=Icon::Ban disabled=Signal::stored(blocked) attr:data-test="claim-refuse"
                    on_press=move |()| refusing.set(Some(row.get_value()))>
                    {t!(i18n, claims.refuse)}
                </Button>
            </Show>
            <Show when=move || offered && issues.get()>
                <Button kind=ButtonKind::Primary icon=Icon::Edit attr:data-test="claim-choose"
                    on_press=move |()| choosing.set(Some(row.get_value()))>
                    {t!(i18n, claims.choose)}
                </Button>
            </Show>
            <Show when=move || to_pay && pays.get()>
                <Button kind=ButtonKind::Primary icon=Icon::Banknote busy attr:data-test="claim-pay" on_press=pay>
                    {t!(i18n, claims.pay)}
                </Button>
            </Show>
            {why}
            {failed}
        </div>
    }
}
