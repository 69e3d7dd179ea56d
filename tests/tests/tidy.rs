//! What the project promises about its own shape, read from the files themselves. Each message says what to
//! do instead.

#[path = "tidy/source.rs"]
mod source;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use source::Source;

/// The project's root. Asked at run time: one build may serve several checkouts.
fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").expect("tests are run by cargo");
    Path::new(&here).parent().expect("the tests lie inside the project").to_path_buf()
}

/// Every file under `folder` with one of these endings, by its path from the root; nothing that is built.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let (root, mut found) = (root(), Vec::new());
    walk(&root.join(folder), &mut |path| {
        if path.extension().is_some_and(|ending| endings.iter().any(|e| ending == *e)) {
            let name =
                path.strip_prefix(&root).expect("it lies under the root").to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(path).expect("a source file is UTF-8")));
        }
    });
    found.sort();
    assert!(!found.is_empty(), "nothing is found in {folder}: the test looks in the wrong place");
    found
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("a folder of the project can be listed") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let built = name.starts_with('.') || name.starts_with("target") || name == "gen" || name == "dist";
        match path.is_dir() {
            true if !built => walk(&path, visit),
            true => {}
            false => visit(&path),
        }
    }
}

fn none(faults: Vec<String>, instead: &str) {
    assert!(faults.is_empty(), "{instead}:\n  {}\n", faults.join("\n  "));
}

fn packages() -> Vec<Value> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut ask = Command::new(cargo);
    ask.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    let output = ask.output().expect("cargo can be asked");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    metadata["packages"].as_array().expect("there are packages").clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn dependencies_point_one_way() {
    const ALLOWED: &[(&str, &[&str])] = &[
        ("airside-shared", &[]),
        ("airside-world", &["airside-shared"]),
        ("airside-print", &["airside-shared"]),
        ("airside-core", &["airside-print", "airside-shared"]),
        (
            "airside-backend",
            &["airside-gateway-simulator", "airside-print", "airside-shared", "airside-world"],
        ),
        ("airside-gateway-simulator", &[]),
        ("airside-ui", &["airside-shared"]),
        ("airside", &["airside-core", "airside-shared"]),
        ("airside-cli", &["airside-backend", "airside-core", "airside-shared", "airside-world"]),
        (
            "airside-tests",
            &[
                "airside-backend",
                "airside-cli",
                "airside-core",
                "airside-print",
                "airside-shared",
                "airside-sim",
                "airside-world",
            ],
        ),
        ("airside-sim", &["airside-backend", "airside-core", "airside-shared"]),
        ("airside-model", &[]),
        ("airside-fuzz", &["airside-backend", "airside-shared"]),
        ("xtask", &[]),
    ];
    let mut faults = Vec::new();
    for package in packages() {
        let name = text(&package["name"]);
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
            faults.push(format!(
                "{name} is a new room: say in this test and in ARCHITECTURE.md what it may use"
            ));
            continue;
        };
        let used = package["dependencies"].as_array().into_iter().flatten();
        for other in used.filter(|used| !used["path"].is_null()).map(|used| text(&used["name"])) {
            if !allowed.contains(&other) {
                faults.push(format!("{name} uses {other}"));
            }
        }
    }
    none(faults, "Move what is needed to the room below (ARCHITECTURE.md, \"Rooms\")");
}

#[test]
fn shared_reads_no_clock_and_no_chance() {
    const NEVER: &[&str] = &[
        "Timestamp::now",
        "Zoned::now",
        "SystemTime",
        "Instant::now",
        "Uuid::now_v7",
        "Uuid::new_v4",
        "rand",
        "getrandom",
        "OsRng",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "std::time",
        "tokio",
    ];
    let mut faults = Vec::new();
    for (name, text) in files("shared/src", &["rs"]) {
        let source = Source::read(&text);
        let found = NEVER.iter().filter_map(|words| Some((source.line_of(words)?, *words)));
        faults.extend(found.map(|(line, words)| format!("{name}:{line}: {words}")));
        for group in source.code.split("use std::{").skip(1).filter_map(|rest| rest.split(';').next()) {
            let mut names = group.split(|c: char| !c.is_alphanumeric() && c != '_');
            if let Some(bad) = names.find(|n| ["fs", "net", "env", "process", "thread", "time"].contains(n)) {
                faults.push(format!("{name}: std::{bad}"));
            }
        }
    }
    let shared = packages().into_iter().find(|p| p["name"] == "airside-shared").expect("shared is a package");
    for used in shared["dependencies"].as_array().into_iter().flatten().filter(|used| used["kind"].is_null())
    {
        let features: Vec<&str> = used["features"].as_array().into_iter().flatten().map(text).collect();
        let clock =
            text(&used["name"]) == "uuid" && features.iter().any(|f| ["v1", "v4", "v6", "v7"].contains(f));
        if clock
            || ["rand", "getrandom", "tokio", "reqwest", "rusqlite", "axum"].contains(&text(&used["name"]))
        {
            faults.push(format!("shared/Cargo.toml: {} {features:?}", text(&used["name"])));
        }
    }
    none(faults, "Rules are pure: take the time, the id or the content as an argument");
}

#[test]
fn sql_lives_only_in_stores() {
    let store =
        |name: &str| name.starts_with("src-tauri/core/src/store/") || name.starts_with("backend/src/store/");
    let test = |name: &str| name.split('/').any(|part| part == "tests" || part == "benches");
    let mut faults = Vec::new();
    for (name, text) in files("", &["rs", "sql"]).into_iter().filter(|(name, _)| !store(name) && !test(name))
    {
        if name.ends_with(".sql") {
            faults.push(name);
            continue;
        }
        let texts = Source::read(&text).texts;
        faults.extend(
            texts.into_iter().filter(|(_, t)| is_sql(t)).map(|(line, t)| format!("{name}:{line}: {t:.60}")),
        );
    }
    none(faults, "Put the statement into a function of src-tauri/core/src/store or backend/src/store");
}

/// A verb of SQL and, behind it, the word that goes with it; in capitals, or in small letters from the start.
fn is_sql(text: &str) -> bool {
    const PAIRS: &[(&str, &str)] =
        &[("SELECT", "FROM"), ("INSERT", "INTO"), ("UPDATE", "SET"), ("DELETE", "FROM"), ("CREATE", "TABLE")];
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let first = words.first().copied().unwrap_or_default();
    PAIRS.iter().any(|(verb, with)| {
        let capitals = words.iter().position(|w| w == verb).is_some_and(|at| words[at..].contains(with));
        let (small, with) = (verb.to_lowercase(), with.to_lowercase());
        capitals || (first == small && words.contains(&with.as_str()))
    })
}

#[test]
fn colours_and_sizes_live_only_in_tokens() {
    let mut faults = Vec::new();
    for (name, text) in files("ui", &["css"]).into_iter().filter(|(name, _)| name != "ui/styles/tokens.css") {
        let bare = without_comments(&text);
        for (line, part) in bare.lines().enumerate() {
            for value in declared(part) {
                if let Some(word) =
                    value.split(|c: char| " ,;()/".contains(c)).find(|w| is_colour(w) || is_pixels(w))
                {
                    faults.push(format!("{name}:{}: {word}", line + 1));
                }
            }
        }
    }
    for (name, text) in files("ui/src", &["rs"]) {
        let source = Source::read(&text);
        let inline = ["style=\"\"", "style=format!", "style=move", "style={", "style=("];
        let fixed = source.code.match_indices("style:").any(|(at, _)| {
            let value =
                source.code[at..].split_once('=').map(|(_, value)| value.trim_start()).unwrap_or_default();
            value.starts_with("\"\"") && !source.code[at..].starts_with("style::")
        });
        if fixed || inline.iter().any(|words| source.code.contains(words)) {
            faults.push(format!("{name}: a style that is written in the page"));
        }
        let worded = source.texts.into_iter().filter(|(_, t)| is_colour(t) || is_pixels(t));
        faults.extend(worded.map(|(line, t)| format!("{name}:{line}: {t}")));
    }
    none(faults, "Name it in ui/styles/tokens.css and say var(--…) here");
}

fn without_comments(css: &str) -> String {
    let mut bare = String::new();
    for (nth, part) in css.split("/*").enumerate() {
        let (comment, rest) = if nth == 0 { ("", part) } else { part.split_once("*/").unwrap_or((part, "")) };
        bare.extend(comment.matches('\n'));
        bare.push_str(rest);
    }
    bare
}

/// The values in a line: what follows a colon, unless it belongs to a selector. Conditions of `@media` count.
fn declared(line: &str) -> Vec<&str> {
    let parts = line.split_inclusive(['{', ';', '}']);
    let values = parts.filter(|p| !p.ends_with('{') || p.trim_start().starts_with('@'));
    values.filter_map(|p| p.split_once(':').map(|(_, value)| value).or(Some(p))).collect()
}

fn is_colour(word: &str) -> bool {
    const NAMES: &[&str] = &[
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "white", "black", "red",
        "green", "blue", "yellow", "orange", "gray", "grey", "silver", "purple", "navy",
    ];
    let hex = word.strip_prefix('#').is_some_and(|digits| {
        [3, 4, 6, 8].contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    });
    hex || NAMES.contains(&word)
}

fn is_pixels(word: &str) -> bool {
    word.strip_suffix("px").is_some_and(|figure| figure.parse::<f32>().is_ok())
}

#[test]
fn every_declared_command_is_registered_and_permitted() {
    let read = |name: &str| fs::read_to_string(root().join(name)).expect("it is there");
    let declared: BTreeSet<String> = block(&read("shared/src/ipc/mod.rs"), "\ncalls! {")
        .filter_map(|line| line.split_once(" = ")?.1.split_once('(').map(|(name, _)| name.to_owned()))
        .collect();
    assert!(declared.len() > 20, "{declared:?}: the test reads shared/src/ipc/mod.rs wrongly");
    let commands = read("src-tauri/src/commands.rs");
    let handler = commands.split_once("generate_handler![").and_then(|(_, rest)| rest.split_once(']'));
    let single = handler.expect("there is a handler").0.split(',').map(str::trim).filter(|n| is_name(n));
    let single = single.map(str::to_owned);
    let listed =
        block(&commands, "\ncommands! {").filter_map(|line| line.split_once(": ").map(|(n, _)| n.to_owned()));
    let registered: BTreeSet<String> = single.chain(listed).collect();
    let manifest: Value =
        serde_json::from_str(&read("src-tauri/capabilities/main.json")).expect("it is JSON");
    let permitted: BTreeSet<String> = manifest["permissions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|p| text(p).strip_prefix("allow-").map(|name| name.replace('-', "_")))
        .collect();
    assert_eq!(declared, registered, "shared/src/ipc declares what src-tauri/src/commands.rs registers");
    assert_eq!(declared, permitted, "shared/src/ipc declares what src-tauri/capabilities/main.json permits");
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// The lines of a macro's block that are no comments, up to the brace that closes it.
fn block<'a>(code: &'a str, opening: &str) -> impl Iterator<Item = &'a str> {
    let inside =
        code.split_once(opening).and_then(|(_, rest)| rest.split_once("\n}")).map(|(inside, _)| inside);
    let lines = inside.unwrap_or_else(|| panic!("{} … }} is not found", opening.trim())).lines();
    lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"))
}

#[test]
fn files_stay_rooms() {
    let longest = 500;
    let long = files("", &["rs"]).into_iter().map(|(name, text)| (name, text.lines().count()));
    let faults =
        long.filter(|(_, lines)| *lines > longest).map(|(name, lines)| format!("{name}: {lines} lines"));
    none(faults.collect(), "Give the parts of the file files of their own");
}

#[test]
fn every_locale_has_every_key() {
    let mut languages: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (name, text) in files("assets/locales", &["json"]) {
        let parts: Vec<&str> = name.trim_end_matches(".json").split('/').skip(2).collect();
        let [folder, file] = parts[..] else { panic!("{name}: assets/locales/<language>/<feature>.json") };
        let (language, feature) = if folder == "print" { (file, folder) } else { (folder, file) };
        let value: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        gather(feature, &value, languages.entry(language.to_owned()).or_default());
    }
    let reference = languages.remove("en").expect("English is the reference");
    assert!(!languages.is_empty(), "there is a second language");
    let mut faults = Vec::new();
    for (language, keys) in &languages {
        let lacking = reference.keys().filter(|key| !keys.contains_key(*key));
        faults.extend(lacking.map(|key| format!("{language} lacks {key}")));
        let unknown = keys.keys().filter(|key| !reference.contains_key(*key));
        faults.extend(unknown.map(|key| format!("{language} has {key}, which en lacks")));
        let other = keys.iter().filter(|(key, holes)| reference.get(*key).is_some_and(|r| r != *holes));
        faults.extend(other.map(|(key, holes)| format!("{language} fills {key} with {holes:?}")));
    }
    none(faults, "Say it in every language, with the same placeholders");
}

/// Keys with the names of their placeholders. The plural forms of one text are one key.
fn gather(path: &str, value: &Value, keys: &mut BTreeMap<String, BTreeSet<String>>) {
    const FORMS: &[&str] = &["zero", "one", "two", "few", "many", "other"];
    match value {
        Value::Object(map)
            if map.contains_key("other") && map.keys().all(|k| FORMS.contains(&k.as_str())) =>
        {
            let holes = map.values().flat_map(|form| holes(text(form))).filter(|hole| hole != "count");
            keys.insert(path.to_owned(), holes.collect());
        }
        Value::Object(map) => {
            map.iter().for_each(|(name, inner)| gather(&format!("{path}.{name}"), inner, keys))
        }
        Value::String(words) if !words.is_empty() => {
            keys.insert(path.to_owned(), holes(words).collect());
        }
        _ => panic!("{path}: only texts, plural forms and groups belong in a locale file"),
    }
}

fn holes(words: &str) -> impl Iterator<Item = String> {
    words.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
}

#[test]
fn no_unfinished_marks() {
    const MARKS: &[&str] = &["TODO", "FIXME", "HACK", "XXX", "WIP"];
    let marked = |words: &str| words.split(|c: char| !c.is_alphanumeric()).any(|word| MARKS.contains(&word));
    let mut faults = Vec::new();
    for (name, text) in files("", &["rs"]) {
        let source = Source::read(&text);
        let macros = ["todo!", "unimplemented!"].iter().filter(|word| source.code.contains(**word));
        faults.extend(macros.map(|word| format!("{name}: {word}")));
        let comments = source.comments.iter().filter(|(_, words)| marked(words));
        faults.extend(comments.map(|(line, _)| format!("{name}:{line}")));
    }
    for (name, text) in files("", &["css", "html", "toml", "json", "sql", "md"]) {
        let lines = text.lines().enumerate().filter(|(_, line)| marked(line));
        faults.extend(lines.map(|(nth, _)| format!("{name}:{}", nth + 1)));
    }
    none(faults, "Finish it, or leave it out");
}
