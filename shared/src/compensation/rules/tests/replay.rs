//! A decision that was stored is made again, and comes out the same, whatever became of the tables since.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::compensation::{Decided, Policies};

fn cases() -> impl Iterator<Item = (String, Map<String, Value>)> {
    let file = include_str!("../../testdata/compensation_cases.csv");
    let rows: Vec<_> = csv::Reader::from_reader(file.as_bytes()).into_records().map(Result::unwrap).collect();
    rows.into_iter().map(|row| (row[0].to_owned(), serde_json::from_str(&row[2]).unwrap()))
}

/// The versions of a table file as it is written.
fn versions(text: &str) -> Option<Vec<toml::Table>> {
    let file: toml::Table = text.parse().unwrap();
    file.get("version")?.as_array()?.iter().map(|version| version.as_table().cloned()).collect()
}

/// The tables as they may be in years: every law that holds now has ended, and another version has begun.
fn tables_of_tomorrow() -> Policies {
    let owned: BTreeMap<&str, String> = Policies::embedded_files()
        .into_iter()
        .map(|(name, text)| {
            let mut file: toml::Table = text.parse().unwrap();
            if let Some(versions) = file.get_mut("version").and_then(|v| v.as_array_mut()) {
                let open = versions
                    .iter()
                    .position(|v| v["status"].as_str() == Some("in_force") && v.get("applies_to").is_none());
                let at = open.unwrap_or_else(|| panic!("{name} holds today"));
                let mut later = versions[at].as_table().unwrap().clone();
                versions[at].as_table_mut().unwrap().insert("applies_to".into(), "2039-12-31".into());
                later.insert("id".into(), "of-tomorrow".into());
                later.insert("applies_from".into(), "2040-01-01".into());
                versions.push(later.into());
            }
            (name, toml::to_string(&file).unwrap())
        })
        .collect();
    Policies::read(&owned.iter().map(|(name, text)| (*name, text.as_str())).collect()).unwrap()
}

#[test]
fn every_worked_case_is_decided_the_same_from_what_is_stored_of_it() {
    let policies = Policies::embedded().unwrap();
    for (id, facts) in cases() {
        let stored = serde_json::to_string(&Decided::on(facts, policies).unwrap()).unwrap();
        let read: Decided = serde_json::from_str(&stored).unwrap();
        assert_eq!(read.tables, policies.digest());
        assert_eq!(read.replayed(policies).unwrap(), read.decision, "{id}");
    }
}

#[test]
fn a_version_that_begins_later_changes_no_decision_of_before() {
    let (today, tomorrow) = (Policies::embedded().unwrap(), tables_of_tomorrow());
    assert_ne!(today.digest(), tomorrow.digest());
    for (id, facts) in cases() {
        let stored = Decided::on(facts, today).unwrap();
        assert_eq!(stored.replayed(&tomorrow).unwrap(), stored.decision, "{id}");
    }
}

#[test]
fn a_decision_whose_version_is_gone_is_not_made_by_another() {
    let policies = Policies::embedded().unwrap();
    let (_, facts) = cases().find(|(_, facts)| facts.contains_key("date")).unwrap();
    let mut stored = Decided::on(facts, policies).unwrap();
    let version = stored.versions.values_mut().next().unwrap();
    *version = "taken-out".into();
    assert_eq!(stored.replayed(policies).unwrap_err().code, "versions_lost");
}

/// Decisions name versions, so a version that was in force is never edited: a correction is another version.
#[test]
fn no_version_that_was_in_force_is_edited() {
    let mut seals = BTreeMap::new();
    for (name, text) in Policies::embedded_files() {
        for version in versions(text).into_iter().flatten() {
            if version["status"].as_str() != Some("in_force") {
                continue;
            }
            let mut kept = version.clone();
            // It may end; what it says while it holds does not change.
            kept.remove("applies_to");
            let seal = hex::encode(&Sha256::digest(toml::to_string(&kept).unwrap())[..8]);
            seals.insert(format!("{name}/{}", version["id"].as_str().unwrap()), seal);
        }
    }
    insta::assert_json_snapshot!("versions_in_force", seals);
}
