//! Saying what a claim lacks: what happened to a passenger that no system knows of.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ClaimAct, ClaimEnd, ClaimFile, ClaimState};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::ClaimFileId,
    intents::{Context, Lane, Rejection, Rule, State},
};

/// What people said, by the names of the facts. Each is a yes or no, a number or a few words.
pub type Answers = BTreeMap<String, Value>;

/// Answers of one claim at most.
const MOST: usize = 24;
/// Letters of a name or an answer at most.
const LETTERS: usize = 80;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AnswerClaim {
    pub file: ClaimFileId,
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub answers: Answers,
    pub at: Timestamp,
}

impl Rule for AnswerClaim {
    fn lane(&self) -> Lane {
        Lane::of(Kind::ClaimFile, self.file)
    }

    fn permission(&self) -> Permission {
        Permission::CaseWrite
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::ClaimFile, self.file)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let mut file: ClaimFile = state.need(self.file)?;
        let shown: Entity = file.clone().into();
        let beside = |fault| Rejection::beside(fault, &shown);
        let nothing = file.ended == Some(ClaimEnd::NothingDue);
        use ClaimState::{Chosen, Closed, Notified, Refused, Settled};
        if matches!(file.state, Chosen | Settled | Notified | Refused) || file.state == Closed && !nothing {
            let message = "This was chosen, refused or settled meanwhile: look at what became of it.";
            return Err(beside(Fault::new("claim_chosen_already", message)));
        }
        let mut answers = file.answers.clone();
        answers.extend(self.answers.clone());
        if answers == file.answers {
            let message = "That was said already: look at what the claim lacks now.";
            return Err(beside(Fault::of("answers", "nothing_new", message)));
        }
        check_answers(&answers)?;
        let names: Vec<&str> = self.answers.keys().map(String::as_str).collect();
        file.anew();
        file.did_by(ClaimAct::Answered, self.at, ctx.actor.label(), names.join(", "));
        if !file.said_by.contains(&ctx.actor.user) {
            file.said_by.push(ctx.actor.user);
        }
        file.answers = answers;
        Ok(vec![file.into()])
    }
}

/// Whether answers are few, short and readable.
pub(super) fn check_answers(answers: &Answers) -> Result<(), Fault> {
    let short = |text: &str| text.chars().count() <= LETTERS;
    let plain = |value: &Value| match value {
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => short(text) && !text.trim().is_empty(),
        _ => false,
    };
    if answers.len() > MOST {
        return Err(Fault::of("answers", "too_many", "Give no more than 24 answers."));
    }
    match answers.iter().find(|(name, value)| !short(name) || !plain(value)) {
        Some((name, _)) => {
            Err(Fault::of(name, "wrong_value", "Answer with yes or no, a number or a few words."))
        }
        None => readable(answers),
    }
}

#[cfg(feature = "rules")]
fn readable(answers: &Answers) -> Result<(), Fault> {
    crate::compensation::Facts::read(&answers.clone().into_iter().collect()).map(drop)
}

#[cfg(not(feature = "rules"))]
fn readable(_: &Answers) -> Result<(), Fault> {
    Ok(())
}
