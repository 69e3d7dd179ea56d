use airside_shared::{
    Fault,
    access::Permission,
    compensation::words::term,
    ids::ClaimFileId,
    ipc::{AnswerClaim, AnswerClaimArgs},
};
use leptos::prelude::*;

use super::words;
use crate::compensation::{Form, Question, answer_form};
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Notice, Tone, use_toasts};
use crate::{t, t_string};

/// What a claim waits for, asked where whoever knows it reads it. An answer works the claim out anew.
#[component]
pub fn Lacks(claim: ClaimFileId, lacks: String) -> impl IntoView {
    let (i18n, toasts, desk) = (use_i18n(), use_toasts(), use_desk());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let may = desk.grant(Permission::CaseWrite).allowed;
    let asks = answer_form(&lacks) != Form::Told;
    let answer = Callback::new(move |(name, value)| {
        fault.set(None);
        let args = AnswerClaimArgs { claim, answers: [(name, value)].into() };
        act::<AnswerClaim>(args, busy, move |reply| match reply {
            Ok(_) => toasts.say(Tone::Positive, t_string!(i18n, claims.answered).to_owned()),
            Err(failed) => fault.set(Some(failed)),
        });
    });
    let name = StoredValue::new(lacks);
    let fact = move || term("question", &name.get_value(), i18n.locale.get().language());
    view! {
        <div class="claim__lacks" data-test="claim-lacks">
            {match asks && may {
                true => view! { <Question field=name.get_value() answer /> }.into_any(),
                false => view! { <p>{t!(i18n, claims.lacks)} " " <bdi>{fact}</bdi></p> }.into_any(),
            }}
            {move || fault.get().map(|failed| view! {
                <Notice tone=Tone::Critical>{move || words::fault(i18n, &failed)}</Notice>
            })}
        </div>
    }
}
