//! The words of notices, by language; every fact that a text names has to be there.

use std::{collections::BTreeMap, sync::LazyLock};

use airside_shared::{Fault, Language, notices::Channel};
use minijinja::{Environment, UndefinedBehavior};

/// As much of a fact as is written into a letter: nobody's name fills pages.
const LETTERS: usize = 120;

pub type Facts = BTreeMap<String, String>;

/// A subject and what is said, without a subject where the way has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub text: String,
}

macro_rules! texts {
    ($($name:literal),+ $(,)?) => {
        &[$(
            (concat!("en/", $name), include_str!(concat!("../../../assets/notices/en/", $name, ".txt"))),
            (concat!("ar/", $name), include_str!(concat!("../../../assets/notices/ar/", $name, ".txt"))),
        )+]
    };
}

/// A long text has its subject in the first line; a short one is for small screens.
const TEXTS: &[(&str, &str)] = texts![
    "receipt",
    "receipt.short",
    "voucher",
    "voucher.short",
    "claim_offered",
    "claim_offered.short",
    "claim_refused",
    "claim_refused.short",
    "claim_settled",
    "claim_settled.short",
];

static WRITER: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut writer = Environment::new();
    writer.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, text) in TEXTS {
        // A text that cannot be read is missing where it is asked for, and a test reads all of them.
        if let Err(cause) = writer.add_template(name, text) {
            tracing::error!(name, %cause, "a text of notices cannot be read");
        }
    }
    writer
});

/// Fills in a text.
pub fn fill(template: &str, language: Language, channel: Channel, facts: &Facts) -> Result<Words, Fault> {
    let short = if channel == Channel::Email { "" } else { ".short" };
    let name = format!("{}/{template}{short}", language.tag());
    let text = WRITER.get_template(&name).map_err(|_| {
        Fault::new("unknown_template", format!("There is no text {name}: update the program."))
    })?;
    let clean: Facts = facts.iter().map(|(name, fact)| (name.clone(), clean(fact))).collect();
    let filled = text.render(&clean).map_err(|cause| {
        let message =
            format!("The text {name} names what is not known ({cause}): give it, or change the text.");
        Fault::new("template_fact_missing", message)
    })?;
    let (subject, text) = match channel {
        Channel::Email => filled.split_once('\n').unwrap_or((&filled, "")),
        Channel::Sms | Channel::Push => ("", filled.as_str()),
    };
    Ok(Words { subject: subject.trim().to_owned(), text: text.trim().to_owned() })
}

/// On one line and no longer than it is read.
pub fn clean(fact: &str) -> String {
    let line: String = fact.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if line.chars().count() <= LETTERS {
        return line.to_owned();
    }
    line.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let all =
            ["name", "number", "flight", "total", "amount", "miles", "law", "reason", "valid_to", "airline"];
        all.map(|name| (name.to_owned(), format!("<{name}>"))).into()
    }

    #[test]
    fn every_text_is_filled_in_every_language() {
        for (name, _) in TEXTS.iter().filter(|(name, _)| !name.ends_with(".short")) {
            let (language, template) = name.split_once('/').unwrap();
            let words = fill(template, Language::of(language), Channel::Email, &facts()).unwrap();
            assert!(!words.subject.is_empty() && words.text.contains("<airline>"), "{name}: {words:?}");
            let short = fill(template, Language::of(language), Channel::Sms, &facts()).unwrap();
            assert!(short.subject.is_empty() && short.text.contains("<number>"), "{name}: {short:?}");
        }
    }

    #[test]
    fn a_text_with_a_missing_fact_or_that_nobody_knows_is_not_sent() {
        let mut less = facts();
        less.remove("total");
        let code =
            |template, facts: &Facts| fill(template, Language::En, Channel::Email, facts).unwrap_err().code;
        assert_eq!(code("receipt", &less), "template_fact_missing");
        assert_eq!(code("../../secrets", &facts()), "unknown_template");
    }

    #[test]
    fn a_fact_is_one_line_and_not_longer_than_it_is_read() {
        assert_eq!(clean("Anna\r\nBcc: all@example.org"), "Anna  Bcc: all@example.org");
        let long = clean(&"A".repeat(5_000));
        assert_eq!((long.chars().count(), long.chars().last()), (LETTERS, Some('…')));
    }

    #[test]
    fn a_voucher_that_never_expires_says_so_and_names_no_day() {
        let for_ever = Facts::from_iter(facts().into_iter().chain([("valid_to".into(), String::new())]));
        for (language, words) in [(Language::En, "it never expires."), (Language::Ar, "لا تنتهي صلاحيتها")]
        {
            let letter = fill("voucher", language, Channel::Email, &for_ever).unwrap().text;
            assert!(letter.contains(words), "{letter}");
            let until = fill("voucher", language, Channel::Email, &facts()).unwrap().text;
            assert!(until.contains("<valid_to>") && !until.contains(words), "{until}");
            let short = fill("voucher", language, Channel::Sms, &for_ever).unwrap().text;
            assert!(!short.contains("until") && !short.contains("حتى"), "{short}");
        }
    }
}
