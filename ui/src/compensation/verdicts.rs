use airside_shared::{
    compensation::{Outcome, words::term},
    ipc::VerdictView,
    money::Money as Amount,
};
use leptos::prelude::*;

use crate::clock::ClockTime;
use crate::i18n::{I18n, key, money, use_i18n};
use crate::widgets::{Card, Chip, Fact, Facts, Icon, Notice, Section, StateBadge, Tone};
use crate::{t, t_string, words};

/// An amount as the language writes it; none is said in words.
pub(super) fn due_words(i18n: I18n, amount: Option<Amount>) -> String {
    match amount {
        Some(amount) => money(i18n.locale.get(), amount.minor, amount.currency.code()),
        None => i18n.text(key::compensation::nothing_due).to_owned(),
    }
}

/// What was decided, in one line.
fn outcome_words(i18n: I18n, verdict: &VerdictView) -> String {
    match &verdict.outcome {
        Outcome::Amount { .. } => t_string!(i18n, compensation.verdict.amount).to_owned(),
        Outcome::Due => t_string!(i18n, compensation.verdict.due).to_owned(),
        Outcome::NotDue => t_string!(i18n, compensation.verdict.not_due).to_owned(),
        Outcome::Cause { cause } => {
            let cause = term("cause", cause, i18n.locale.get().language());
            t_string!(i18n, compensation.verdict.cause, cause = cause)
        }
        Outcome::AsDecided => t_string!(i18n, compensation.verdict.as_decided).to_owned(),
    }
}

/// What people decided instead of the rules: the newest in full, those before it folded away.
#[component]
pub fn Verdicts(verdicts: Memo<Vec<VerdictView>>) -> impl IntoView {
    let i18n = use_i18n();
    let newest = move || verdicts.with(|all| all.first().cloned());
    let older = move || verdicts.with(|all| all.iter().skip(1).cloned().collect::<Vec<_>>());
    view! {
        <Show when=move || verdicts.with(|all| !all.is_empty())>
            <Section title=t!(i18n, compensation.by_a_person)>
                {move || newest().map(|verdict| view! { <Verdict verdict /> })}
                <Show when=move || verdicts.with(|all| all.len() > 1)>
                    <details class="others">
                        <summary>
                            {move || {
                                t_string!(i18n, compensation.verdicts_before, count = older().len())
                            }}
                        </summary>
                        <div class="stack">
                            {move || {
                                older().into_iter().map(|verdict| view! { <Verdict verdict /> }).collect_view()
                            }}
                        </div>
                    </details>
                </Show>
            </Section>
        </Show>
    }
}

#[component]
fn Verdict(verdict: VerdictView) -> impl IntoView {
    let i18n = use_i18n();
    let (title, moved) = (verdict.clone(), verdict.moved && verdict.outcome != Outcome::AsDecided);
    let VerdictView { amount, before, law, version, reason, by, role, at, state, .. } = verdict;
    let law = StoredValue::new(law);
    let had = move || {
        let language = i18n.locale.get().language();
        law.get_value().map(|law| term("regime", &law, language)).unwrap_or_default()
    };
    view! {
        <Card>
            <div class="regime verdict" data-test="verdict">
                <header class="regime__head">
                    <div>
                        <h3 class="regime__title">{move || outcome_words(i18n, &title)}</h3>
                        <div class="chips">
                            <Chip tone=Tone::Warning icon=Icon::Person>{t!(i18n, compensation.overruled)}</Chip>
                            <StateBadge state=Signal::stored(words::saving(state)) />
                        </div>
                    </div>
                    <p class="regime__amount" data-test="verdict-amount">
                        <bdi>{move || due_words(i18n, amount)}</bdi>
                    </p>
                </header>
                {moved
                    .then(|| {
                        view! { <Notice tone=Tone::Warning>{t!(i18n, compensation.verdict_moved)}</Notice> }
                    })}
                <Facts>
                    <Fact name=t!(i18n, compensation.verdict_reason)>
                        <span dir="auto" data-test="verdict-reason">{reason}</span>
                    </Fact>
                    <Fact name=t!(i18n, compensation.verdict_by)>
                        <bdi>{by}</bdi>
                        " · "
                        {move || i18n.text(words::role(role))}
                        " · "
                        <ClockTime clock=at day=true />
                    </Fact>
                    <Fact name=t!(i18n, compensation.rules_had)>
                        <bdi data-test="verdict-before">{move || due_words(i18n, before)}</bdi>
                        <span class="quiet">" "{had}" "<bdi>{version}</bdi></span>
                    </Fact>
                </Facts>
            </div>
        </Card>
    }
}
