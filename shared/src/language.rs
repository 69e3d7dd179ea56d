//! The languages that people are spoken to in.

use serde::{Deserialize, Serialize};

/// A language that every text exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Arabic.
    Ar,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Ar];

    /// BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
        }
    }

    /// The language of a tag such as `ar-EG`; English where it is none of ours.
    pub fn of(tag: &str) -> Self {
        let language = tag.split('-').next().unwrap_or(tag);
        Self::ALL.into_iter().find(|l| l.tag() == language).unwrap_or_default()
    }

    /// The plural category of a whole number, by CLDR.
    pub const fn plural(self, count: i64) -> &'static str {
        let count = count.unsigned_abs();
        match (self, count, count % 100) {
            (_, 1, _) => "one",
            (Self::En, ..) => "other",
            (Self::Ar, 0, _) => "zero",
            (Self::Ar, 2, _) => "two",
            (Self::Ar, _, 3..=10) => "few",
            (Self::Ar, _, 11..=99) => "many",
            (Self::Ar, ..) => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_follow_the_rules_of_the_language() {
        let of = |language: Language, counts: &[i64]| {
            counts.iter().map(|n| language.plural(*n)).collect::<Vec<_>>()
        };
        assert_eq!(of(Language::En, &[0, 1, 2, 101]), ["other", "one", "other", "other"]);
        assert_eq!(
            of(Language::Ar, &[0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111]),
            ["zero", "one", "two", "few", "few", "many", "many", "other", "other", "few", "many"]
        );
    }

    #[test]
    fn a_tag_with_a_region_is_its_language_and_an_unknown_one_is_english() {
        assert_eq!((Language::of("ar-EG"), Language::of("fi")), (Language::Ar, Language::En));
    }
}
