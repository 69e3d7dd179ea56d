//! Turns `assets/locales/<locale>/<feature>.json` into typed keys and static tables.
//!
//! A key that one language has and another lacks, or whose placeholders differ, stops the build: a person must
//! never meet a raw key or an English sentence in the middle of an Arabic page.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

/// The first is the reference: all others must have exactly its keys.
const LOCALES: [&str; 2] = ["en", "ar"];
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

enum Words {
    Plain(String),
    Plural(BTreeMap<String, String>),
}

type Table = BTreeMap<Vec<String>, Words>;

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../assets/locales");
    println!("cargo::rerun-if-changed={}", root.display());
    let tables: Vec<Table> = LOCALES.iter().map(|locale| read_locale(&root.join(locale))).collect();
    for (locale, table) in LOCALES.iter().zip(&tables).skip(1) {
        compare(locale, &tables[0], table);
    }
    let mut out = String::new();
    write_keys(&mut out, &tables[0]);
    for (locale, table) in LOCALES.iter().zip(&tables) {
        write_table(&mut out, locale, table);
    }
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("locales.rs");
    fs::write(target, out).expect("the build folder is writable");
}

fn read_locale(folder: &Path) -> Table {
    let mut table = Table::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder can be listed").path();
        if path.extension().is_none_or(|ext| ext != "json") {
            continue;
        }
        // The words of decisions are said by airside-shared on paper too, which has them and tests them.
        if path.file_stem().is_some_and(|stem| stem == "decision") {
            continue;
        }
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).expect("a locale file is UTF-8");
        let value: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let feature = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        flatten(&mut table, vec![feature], &value);
    }
    table
}

fn flatten(table: &mut Table, path: Vec<String>, value: &Value) {
    match value {
        Value::String(text) => {
            table.insert(path, Words::Plain(text.clone()));
        }
        Value::Object(map)
            if map.contains_key("other") && map.keys().all(|k| PLURALS.contains(&k.as_str())) =>
        {
            let forms =
                map.iter().map(|(k, v)| (k.clone(), v.as_str().expect("a plural form is text").to_owned()));
            table.insert(path, Words::Plural(forms.collect()));
        }
        Value::Object(map) => {
            for (name, inner) in map {
                let ok = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                assert!(ok, "{}.{name}: a key is snake_case", path.join("."));
                let mut deeper = path.clone();
                deeper.push(name.clone());
                flatten(table, deeper, inner);
            }
        }
        _ => panic!("{}: only text, plural forms and groups belong in a locale file", path.join(".")),
    }
}

fn compare(locale: &str, reference: &Table, other: &Table) {
    let mut faults = Vec::new();
    for (path, words) in reference {
        match other.get(path) {
            None => faults.push(format!("missing: {}", path.join("."))),
            Some(theirs) if placeholders(words) != placeholders(theirs) => {
                faults.push(format!("other placeholders: {}", path.join(".")));
            }
            Some(_) => {}
        }
    }
    faults.extend(
        other.keys().filter(|p| !reference.contains_key(*p)).map(|p| format!("unknown: {}", p.join("."))),
    );
    assert!(
        faults.is_empty(),
        "assets/locales/{locale} does not match the reference:\n{}",
        faults.join("\n")
    );
}

/// `count` may be left out of a plural form ("one bag"), so only the others are compared.
fn placeholders(words: &Words) -> Vec<String> {
    let texts: Vec<&String> = match words {
        Words::Plain(text) => vec![text],
        Words::Plural(forms) => forms.values().collect(),
    };
    let mut names: Vec<String> = texts
        .iter()
        .flat_map(|t| t.split('{').skip(1).filter_map(|rest| rest.split_once('}')))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name != "count")
        .collect();
    names.sort();
    names.dedup();
    names
}

fn write_keys(out: &mut String, table: &Table) {
    out.push_str("/// One constant for each text, in modules that follow the files.\n");
    out.push_str("#[allow(non_upper_case_globals)]\npub mod key {\n");
    let mut open: Vec<&str> = Vec::new();
    for (index, path) in table.keys().enumerate() {
        let (name, modules) = path.split_last().expect("a path has a name");
        let shared = open.iter().zip(modules).take_while(|(a, b)| **a == b.as_str()).count();
        for _ in shared..open.len() {
            out.push_str("}\n");
            open.pop();
        }
        for module in &modules[shared..] {
            let _ = writeln!(out, "pub mod {module} {{");
            open.push(module);
        }
        let _ = writeln!(out, "pub const {name}: crate::i18n::Key = crate::i18n::Key({index});");
    }
    out.push_str(&"}\n".repeat(open.len() + 1));
}

fn write_table(out: &mut String, locale: &str, table: &Table) {
    let _ = writeln!(out, "static {}: [Words; {}] = [", locale.to_uppercase(), table.len());
    for words in table.values() {
        match words {
            Words::Plain(text) => {
                let _ = writeln!(out, "Words::Plain({text:?}),");
            }
            Words::Plural(forms) => {
                let forms: Vec<_> = forms.iter().map(|(k, v)| format!("({k:?}, {v:?})")).collect();
                let _ = writeln!(out, "Words::Plural(&[{}]),", forms.join(", "));
            }
        }
    }
    out.push_str("];\n");
}
