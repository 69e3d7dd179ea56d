//! What a draft changes, and the ways on from it.

use airside_shared::{
    Fault,
    ipc::{ApprovePolicy, ApprovePolicyArgs, DraftPolicy, DraftPolicyArgs, PolicyDraft},
    policies::Change,
};
use leptos::prelude::*;

use super::{edit::Edit, trial::TrialPart, words};
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Card, Icon, Notice, Section, TextInput, Tone, use_toasts};
use crate::{t, t_string};

/// Every cell that is not as it was.
#[component]
fn Changes(edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |change: Change| {
        let place = {
            let (sheet, row, column) = (change.sheet, change.row, change.column);
            move || {
                let parts = [words::path(i18n, &sheet), words::part(i18n, &row)];
                let column = (!column.is_empty()).then(|| words::path(i18n, &column));
                parts.into_iter().chain(column).collect::<Vec<_>>().join(" · ")
            }
        };
        let moved = move || {
            let before = words::value(i18n, change.before.as_ref());
            let after = words::value(i18n, change.after.as_ref());
            t_string!(i18n, policies.change, before = before, after = after)
        };
        view! {
            <li class="policy-change" data-test="policy-change">
                <span>{place}</span>
                <bdi class="policy-change__values">{moved}</bdi>
            </li>
        }
    };
    view! {
        <h3 class="policy-review__title">{t!(i18n, policies.changes)}</h3>
        <Show when=move || !edit.changes.with(Vec::is_empty)
            fallback=move || view! { <p class="field__hint">{t!(i18n, policies.changes_none)}</p> }>
            <ul class="policy-changes">
                {move || edit.changes.get().into_iter().map(line).collect_view()}
            </ul>
        </Show>
    }
}

/// Another person's draft, or one's own: what it says, what it changes, and approving it.
#[component]
pub fn Review(
    draft: PolicyDraft,
    table: Memo<String>,
    edit: Edit,
    withdrawing: RwSignal<Option<u32>>,
) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let (number, from, by) = (draft.number, draft.from.to_string(), draft.by);
    let approve = move |()| {
        failed.set(None);
        let args = ApprovePolicyArgs { table: table.get_untracked(), number };
        act::<ApprovePolicy>(args, busy, move |answer| match answer {
            Ok(_) => toasts.say(Tone::Positive, t_string!(i18n, policies.approved, number = number)),
            Err(fault) => failed.set(Some(fault)),
        });
    };
    let not = draft.may_not_approve;
    let blocked = Signal::stored(not.is_some());
    let why = move || {
        not.clone().map(|fault| {
            view! { <p class="field__hint" data-test="policy-not">{move || words::fault(i18n, &fault)}</p> }
        })
    };
    let day = move || {
        let day = words::day(i18n, &from);
        t_string!(i18n, policies.draft_from, day = day)
    };
    view! {
        <Section title=move || t_string!(i18n, policies.draft, number = number) note=day>
            <Card>
                <div class="policy-review" data-test="policy-draft">
                    <p>
                        <bdi>{move || t_string!(i18n, policies.drafted_by, who = by.as_str())}</bdi> " · "
                        <bdi>{draft.citation}</bdi>
                    </p>
                    <Changes edit />
                    <TrialPart table edit />
                    <div class="policy-review__ways">
                        <Button kind=ButtonKind::Primary icon=Icon::Check busy disabled=blocked
                            attr:data-test="policy-approve" on_press=approve>
                            {t!(i18n, policies.approve)}
                        </Button>
                        <Button icon=Icon::Ban attr:data-test="policy-withdraw"
                            on_press=move |()| withdrawing.set(Some(number))>
                            {t!(i18n, policies.withdraw)}
                        </Button>
                    </div>
                    {why}
                    <Failure failed />
                </div>
            </Card>
        </Section>
    }
}

/// What is being edited: from when, by which law, what it changes, and sending it.
#[component]
pub fn Editing(table: Memo<String>, edit: Edit, discard: Callback<()>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let of = move |field: &'static str| {
        Signal::derive(move || {
            let fault = failed.get()?;
            (fault.field.as_deref() == Some(field)).then(|| words::fault(i18n, &fault))
        })
    };
    let send = move |()| {
        let Ok(from) = edit.from.get_untracked().parse() else {
            let message = "Choose a day.";
            return failed.set(Some(Fault::of("from", "date_past", message)));
        };
        failed.set(None);
        let args = DraftPolicyArgs {
            table: table.get_untracked(),
            from,
            citation: edit.citation.get_untracked(),
            terms: edit.terms.get_untracked(),
        };
        act::<DraftPolicy>(args, busy, move |answer| match answer {
            Ok(_) => {
                discard.run(());
                toasts.say(Tone::Positive, t_string!(i18n, policies.sent));
            }
            Err(fault) => failed.set(Some(fault)),
        });
    };
    let elsewhere = RwSignal::new(None::<Fault>);
    Effect::new(move |_| {
        let fault = failed.get().filter(|it| !matches!(it.field.as_deref(), Some("from" | "citation")));
        elsewhere.set(fault);
    });
    view! {
        <Section title=t!(i18n, policies.editing)>
            <Card>
                <div class="policy-review" data-test="policy-editing">
                    <div class="policy-review__fields">
                        <div data-test="policy-from">
                            <TextInput label=t!(i18n, policies.from) hint=t!(i18n, policies.from_hint)
                                value=edit.from kind="date" error=of("from") />
                        </div>
                        <div data-test="policy-citation">
                            <TextInput label=t!(i18n, policies.citation) hint=t!(i18n, policies.citation_hint)
                                value=edit.citation max_length=300 error=of("citation") />
                        </div>
                    </div>
                    <Changes edit />
                    <TrialPart table edit />
                    <div class="policy-review__ways">
                        <Button kind=ButtonKind::Primary icon=Icon::Check busy
                            disabled=Signal::derive(move || !edit.whole()) attr:data-test="policy-send" on_press=send>
                            {t!(i18n, policies.send)}
                        </Button>
                        <Button icon=Icon::Close attr:data-test="policy-discard" on_press=discard>
                            {t!(i18n, policies.discard)}
                        </Button>
                    </div>
                    <Failure failed=elsewhere />
                </div>
            </Card>
        </Section>
    }
}

#[component]
pub fn Failure(failed: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        failed.get().map(|fault| {
            let code = fault.code.to_string();
            view! {
                <div data-test="policy-fault" data-code=code>
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &fault)}</Notice>
                </div>
            }
        })
    }
}
