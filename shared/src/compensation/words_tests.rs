use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::compensation::{CLAUSES, Says};

/// The names between braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_clause_has_words_in_every_language_and_all_it_speaks_of_is_said() {
    for language in Language::ALL {
        for (key, args) in CLAUSES {
            let text = texts(language).get("clause", key).unwrap_or_else(|| panic!("{language:?}: {key}"));
            assert_eq!(placeholders(text), args.iter().copied().collect(), "{language:?}: {key}");
        }
        let known: BTreeSet<String> = CLAUSES.iter().map(|(key, _)| format!("clause.{key}")).collect();
        let stale =
            texts(language).0.keys().find(|name| name.starts_with("clause.") && !known.contains(*name));
        assert_eq!(stale, None, "{language:?}: nothing says this");
    }
}

#[test]
fn arabic_counts_have_every_form_that_the_language_has() {
    for (name, forms) in &texts(Language::Ar).0 {
        if let Value::Object(forms) = forms {
            let found: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
            assert_eq!(found, BTreeSet::from(["zero", "one", "two", "few", "many", "other"]), "{name}");
        }
    }
}

#[test]
fn a_length_of_time_is_said_as_people_say_it() {
    let said = |minutes| (span(minutes, Language::En), span(minutes, Language::Ar));
    assert_eq!(said(200), ("3 h 20 min".into(), "3 ساعات و20 دقيقة".into()));
    assert_eq!(said(120), ("2 h".into(), "ساعتين".into()));
    assert_eq!(said(1_440), ("24 h".into(), "24 ساعة".into()));
    assert_eq!(said(20_160), ("14 days".into(), "14 يومًا".into()));
    assert_eq!(said(0), ("0 min".into(), "0 دقيقة".into()));
}

#[test]
fn figures_are_grouped_and_keep_the_decimals_that_they_have() {
    let en = |text: &str, decimals| grouped(text.parse().unwrap(), decimals);
    assert_eq!(
        (en("1288", 2), en("1234567.5", 2), en("-1500", 0)),
        ("1,288".into(), "1,234,567.50".into(), "-1,500".into())
    );
}

#[test]
fn an_early_arrival_is_not_called_late() {
    let said: Said = Says::Arrival { arrival: Arg::Offset(-10), least: Arg::Minutes(180) }.into();
    assert_eq!(
        said.in_words(Language::En),
        "Arrival at the final destination: 10 min early. Compensation begins at 3 h."
    );
}

#[test]
fn a_key_of_a_later_version_is_shown_and_not_guessed() {
    let said: Said = serde_json::from_str(r#"{"key":"of_tomorrow"}"#).unwrap();
    assert_eq!(said.in_words(Language::Ar), "of_tomorrow");
}

#[cfg(feature = "rules")]
mod cases {
    use super::*;
    use crate::compensation::{Decision, Facts, Policies, evaluate};

    fn decisions() -> Vec<(String, Decision)> {
        let file = include_str!("testdata/compensation_cases.csv");
        let mut rows = csv::Reader::from_reader(file.as_bytes());
        let policies = Policies::embedded().unwrap();
        let decided = |row: csv::StringRecord| {
            let facts: Value = serde_json::from_str(&row[2]).unwrap();
            let facts = Facts::read(facts.as_object().unwrap()).unwrap();
            (row[0].to_owned(), evaluate(&facts, policies).unwrap())
        };
        rows.records().map(|row| decided(row.unwrap())).collect()
    }

    /// Latin letters that are left in an Arabic sentence outside what is said as it is in every language.
    fn latin_left(sentence: &str) -> Option<String> {
        let mut apart = 0_usize;
        let mut left = String::new();
        for character in sentence.chars() {
            match character {
                '\u{2068}' => apart += 1,
                '\u{2069}' => apart = apart.saturating_sub(1),
                c if apart == 0 && c.is_ascii_alphabetic() => left.push(c),
                _ => {}
            }
        }
        Some(left).filter(|left| !left.is_empty())
    }

    #[test]
    fn all_that_the_worked_cases_say_is_said_in_arabic_without_english() {
        for (id, decision) in decisions() {
            let trace = decision.regimes.iter().flat_map(|r| &r.trace).map(|entry| &entry.because);
            for said in trace.chain(decision.best.iter().map(|best| &best.because)) {
                let sentence = said.in_words(Language::Ar);
                assert_eq!(latin_left(&sentence), None, "{id}: {sentence}");
                assert!(!sentence.contains('{') && !sentence.contains("  "), "{id}: {sentence}");
            }
        }
    }

    #[test]
    fn whatever_is_looked_up_by_the_worked_cases_is_in_the_lists() {
        let mut unknown = BTreeMap::new();
        for (id, decision) in decisions() {
            for outcome in &decision.regimes {
                let mut asked: Vec<(&str, &str)> =
                    outcome.care.iter().map(|c| ("care", c.as_str())).collect();
                asked.push(("regime", outcome.regime.code()));
                asked.extend(outcome.missing.iter().map(|field| ("question", field.as_str())));
                for entry in &outcome.trace {
                    asked.extend(entry.because.args.values().filter_map(|arg| match arg {
                        Arg::Term { list, code } => Some((list.as_ref(), code.as_str())),
                        _ => None,
                    }));
                }
                for (list, code) in asked {
                    if texts(Language::Ar).get(list, &slug(code)).is_none() {
                        unknown.insert(format!("{list}.{code}"), id.clone());
                    }
                }
            }
        }
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
