//! What tokens and amounts make it do.
//!
//! | token begins with | what happens |
//! |---|---|
//! | `tok_decline_<code>` | it is declined with that code |
//! | `tok_capture_decline` | it is reserved, and declined when it is to be taken |
//! | `tok_lost_authorise` | it is reserved, and the first answer never comes |
//! | `tok_lost_capture` | it is taken, and the first answer never comes |
//! | `tok_lost_award` | miles are given, and the first answer never comes |
//! | `tok_never_heard` | the first question is lost: nothing happens and no answer comes |
//! | `tok_busy` | the first question is answered 503 and nothing happens |
//! | `tok_twice` | every notice is sent twice |
//! | `tok_late` | a notice of the reservation comes after that of the taking |
//!
//! | minor units end in | what happens |
//! |---|---|
//! | `4402` | declined: `insufficient_funds` |
//! | `4408` | taken, and the first answer never comes |
//! | `4410` | a refund of this is declined: `card_closed` |
//! | `4412` | a refund of this, or an award, is done, and the first answer never comes |
//!
//! An award to nobody, or to a token that is declined, is declined.

/// What to do about one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    Decline(String),
    /// Do it and never answer.
    AnswerLost,
    /// Do not even hear it.
    QuestionLost,
    Busy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Authorise,
    Capture,
    Refund,
    Award,
}

/// The trouble that a question makes; `asked` counts the questions of this kind about it before.
pub fn trouble(question: Question, token: &str, minor: i64, asked: u32) -> Option<Trouble> {
    use Question::*;
    let first = asked == 0;
    let is = |name: &str| token.starts_with(name);
    let decline = |code: &str| Some(Trouble::Decline(code.to_owned()));
    match (question, minor.rem_euclid(10_000)) {
        (Authorise, 4_402) => return decline("insufficient_funds"),
        (Capture, 4_408) | (Refund | Award, 4_412) if first => return Some(Trouble::AnswerLost),
        (Refund, 4_410) => return decline("card_closed"),
        _ => {}
    }
    match question {
        Authorise => match token.strip_prefix("tok_decline_") {
            Some(code) => decline(code),
            None if first && is("tok_lost_authorise") => Some(Trouble::AnswerLost),
            None if first && is("tok_never_heard") => Some(Trouble::QuestionLost),
            None if first && is("tok_busy") => Some(Trouble::Busy),
            None => None,
        },
        Capture if is("tok_capture_decline") => decline("expired_card"),
        Capture if first && is("tok_lost_capture") => Some(Trouble::AnswerLost),
        Award if token.is_empty() => decline("unknown_member"),
        Award if first && is("tok_lost_award") => Some(Trouble::AnswerLost),
        Award => token.strip_prefix("tok_decline_").and_then(decline),
        Capture | Refund => None,
    }
}

/// Whether a token is the number of a card, which nobody may send.
pub fn is_card_number(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let others = token.chars().any(|c| !c.is_ascii_digit() && c != ' ' && c != '-');
    (13..=19).contains(&digits) && !others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_made_by_token_and_amount_and_most_of_it_once() {
        assert_eq!(trouble(Question::Authorise, "tok_visa", 400, 0), None);
        let declined = Some(Trouble::Decline("stolen_card".into()));
        assert_eq!(trouble(Question::Authorise, "tok_decline_stolen_card", 400, 3), declined);
        assert_eq!(trouble(Question::Capture, "tok_lost_capture", 400, 0), Some(Trouble::AnswerLost));
        assert_eq!(trouble(Question::Capture, "tok_lost_capture", 400, 1), None);
        assert_eq!(trouble(Question::Award, "", 400, 0), Some(Trouble::Decline("unknown_member".into())));
        assert_eq!(trouble(Question::Award, "tok_lost_award", 400, 0), Some(Trouble::AnswerLost));
        assert_eq!(trouble(Question::Award, "AS7001", 400, 0), None);
        let poor = Some(Trouble::Decline("insufficient_funds".into()));
        assert_eq!(trouble(Question::Authorise, "tok_visa", 14_402, 0), poor);
    }

    #[test]
    fn a_card_number_is_told_from_a_token() {
        assert!(is_card_number("4111 1111 1111 1111"));
        assert!(!is_card_number("tok_4111111111111111"));
    }
}
