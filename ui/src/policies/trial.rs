use airside_shared::{
    Fault,
    ipc::TryPolicy,
    policies::{Changed, Trial, TrialRequest, decides_cases},
};
use leptos::prelude::*;

use super::{edit::Edit, words};
use crate::i18n::{number, use_i18n};
use crate::loaded::act;
use crate::widgets::{Button, Icon, Notice, Tone};
use crate::{t, t_string};

/// Tries the terms on past cases, and says what would come out otherwise.
#[component]
pub fn TrialPart(table: Memo<String>, edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let (busy, found) = (RwSignal::new(false), RwSignal::new(None::<Result<Trial, Fault>>));
    Effect::new(move |_| {
        // What was tried is not what stands there now.
        edit.terms.track();
        found.set(None);
    });
    let run = move |()| {
        let args = TrialRequest { table: table.get_untracked(), terms: edit.terms.get_untracked() };
        act::<TryPolicy>(args, busy, move |answer| found.set(Some(answer)));
    };
    let said = move || {
        found.get().map(|found| match found {
            Ok(trial) => view! { <Found trial /> }.into_any(),
            Err(fault) => view! {
                <Notice tone=Tone::Warning>{move || words::fault(i18n, &fault)}</Notice>
            }
            .into_any(),
        })
    };
    let nothing = Signal::derive(move || !edit.whole());
    view! {
        <Show when=move || table.with(|table| decides_cases(table))>
            <div class="policy-trial">
                <Button icon=Icon::History busy disabled=nothing attr:data-test="policy-try" on_press=run>
                    {t!(i18n, policies.try_out)}
                </Button>
                <div role="status">{said}</div>
            </div>
        </Show>
    }
}

#[component]
fn Found(trial: Trial) -> impl IntoView {
    let i18n = use_i18n();
    let Trial { tried, changed, more: sums, cases } = trial;
    let of = move || {
        let tried = number(i18n.locale.get(), tried.into());
        t_string!(i18n, policies.tried_of, count = changed, tried = tried)
    };
    let more = move || {
        let sums: Vec<String> = sums.iter().map(|sum| words::more(i18n, *sum)).collect();
        (!sums.is_empty()).then(|| t_string!(i18n, policies.tried_more, sums = sums.join(", ")))
    };
    let line = |case: Changed| {
        let (day, before, after) = (case.date.to_string(), case.before.amount, case.after.amount);
        let moved = move || {
            let (before, after) = (words::money(i18n, before), words::money(i18n, after));
            t_string!(i18n, policies.change, before = before, after = after)
        };
        view! {
            <li class="policy-change">
                <bdi>{case.about}</bdi>
                <span>{move || words::day(i18n, &day)}</span>
                <bdi class="policy-change__values">{moved}</bdi>
            </li>
        }
    };
    view! {
        <p data-test="policy-trial"><strong>{of}</strong> " " <bdi>{more}</bdi></p>
        <ul class="policy-changes policy-changes--long">{cases.into_iter().map(line).collect_view()}</ul>
    }
}
