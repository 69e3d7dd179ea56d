//! The words of documents, in the languages that they are printed in.

use std::{collections::HashMap, sync::LazyLock};

use airside_shared::airports;
use jiff::{Timestamp, tz::TimeZone};

use super::{Direction, Paper, Sheet};

type Words = HashMap<String, String>;

static WORDS: LazyLock<[(&str, Words); 2]> = LazyLock::new(|| {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
    [
        ("en", read(include_str!("../../assets/locales/print/en.json"))),
        ("ar", read(include_str!("../../assets/locales/print/ar.json"))),
    ]
});

pub struct Speech {
    language: &'static str,
    words: &'static Words,
}

/// Whether documents are printed in that language.
pub fn is_printed(language: &str) -> bool {
    WORDS.iter().any(|(known, _)| *known == language)
}

impl Speech {
    pub fn of(language: &str) -> Self {
        let (language, words) = WORDS.iter().find(|(l, _)| *l == language).unwrap_or(&WORDS[0]);
        Self { language, words }
    }

    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The word; its key where the file has none, so that a gap is seen and nothing is invented.
    pub fn say(&self, key: &str) -> String {
        self.words.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    pub fn fill(&self, key: &str, with: &[(&str, &str)]) -> String {
        with.iter().fold(self.say(key), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    pub fn sheet(&self, paper: Paper, title: &str, issued: String, created: Timestamp) -> Sheet {
        Sheet {
            paper,
            direction: if self.language == "ar" { Direction::Rtl } else { Direction::Ltr },
            language: self.language.into(),
            airline: self.say("airline"),
            title: self.say(title),
            copy_label: self.say("copy"),
            copy: false,
            issued,
            page_label: self.say("page"),
            created,
        }
    }
}

/// A time as it is printed: local, with its zone.
pub fn at(station: &str, instant: Timestamp) -> String {
    let zone = airports::find(station).and_then(|it| TimeZone::get(it.tz).ok()).unwrap_or(TimeZone::UTC);
    instant.to_zoned(zone).strftime("%Y-%m-%d %H:%M %Z").to_string()
}
