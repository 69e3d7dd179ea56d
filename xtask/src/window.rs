//! The window's files: `ui` compiled to wasm, its bindings, one style sheet, its page and its fonts, in `ui/dist`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::{place, step, wasm};

/// The page may not hold a script of its own (CSP), so this one starts the program.
const START: &str =
    "import init from \"/airside-ui.js\";\n\nawait init({ module_or_path: \"/airside-ui_bg.wasm\" });\n";

/// What the page may name and this file makes.
const MADE: &[&str] = &["start.js", "airside.css", "airside-ui.js", "airside-ui_bg.wasm"];

/// How the window is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Seconds to build, megabytes large: for running and testing.
    Quick,
    /// Minutes to build, as small as it gets: for what people install and what is measured.
    Small,
}

impl Build {
    fn profile(self) -> &'static str {
        match self {
            Build::Quick => "window-dev",
            Build::Small => "window",
        }
    }
}

/// Builds the window. Files that did not change are left untouched, so that the app is not built again for nothing.
pub fn build(build: Build) -> Result<()> {
    let root = place::root()?;
    let page = root.join("ui/index.html");
    if !page.is_file() {
        bail!("ui/index.html is missing: it is the window's page, and there is no window without it");
    }
    let words = fs::read_to_string(&page)?;
    for wanted in ["\"/start.js\"", "\"/airside.css\""] {
        if !words.contains(wanted) {
            bail!(
                "ui/index.html must load {wanted}: xtask makes the program and the style sheet under these names"
            );
        }
    }
    step::heading("Building the window");
    compile(build)?;
    let compiled =
        place::target()?.join("wasm32-unknown-unknown").join(build.profile()).join("airside-ui.wasm");
    let staged = place::target()?.join("window").join(build.profile());
    bind(build, &compiled, &staged)?;
    fs::copy(&page, staged.join("index.html"))?;
    fs::write(staged.join("start.js"), START)?;
    let style = style(&root.join("ui"))?;
    for asset in assets(&style, &words) {
        place_asset(&root, &staged, &asset)?;
    }
    fs::write(staged.join("airside.css"), style)?;
    mirror(&staged, &root.join("ui/dist"))
}

fn compile(build: Build) -> Result<()> {
    step::doing("ui → wasm", &format!("cargo build --profile {}", build.profile()), || {
        let mut cargo = place::cargo()?;
        cargo.args(["build", "--locked", "--package", "airside-ui", "--target", "wasm32-unknown-unknown"]);
        step::run(cargo.args(["--profile", build.profile()]))
    })
}

/// wasm-bindgen, as a library: its version is the lock file's, so it cannot differ from the window's own.
/// The compiled file's time is the stamp: an unchanged program is not bound and shrunk again.
fn bind(build: Build, compiled: &Path, staged: &Path) -> Result<()> {
    let stamp = staged.with_extension("stamp");
    let made = format!("{:?}", fs::metadata(compiled).and_then(|found| found.modified())?);
    if fs::read_to_string(&stamp).is_ok_and(|last| last == made)
        && staged.join("airside-ui_bg.wasm").is_file()
    {
        step::there("bindings", "unchanged");
        return Ok(());
    }
    if staged.exists() {
        fs::remove_dir_all(staged)?;
    }
    fs::create_dir_all(staged)?;
    step::doing("bindings", "wasm-bindgen, for the web", || {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(compiled).typescript(false);
        bindgen.web(true)?;
        if build == Build::Small {
            bindgen.remove_name_section(true).remove_producers_section(true);
        }
        bindgen.generate(staged)
    })?;
    if build == Build::Small {
        wasm::shrink(&staged.join("airside-ui_bg.wasm"))?;
    }
    fs::write(stamp, made).context("cannot note which program was bound")
}

/// One style sheet: the tokens, then the other general sheets, then each feature's own, each group by name.
fn style(ui: &Path) -> Result<String> {
    let mut general = Vec::new();
    let mut features = Vec::new();
    sheets(&ui.join("styles"), &mut general)?;
    sheets(&ui.join("src"), &mut features)?;
    general.sort_by_key(|file| (!file.ends_with("tokens.css"), file.clone()));
    features.sort();
    let mut style = String::new();
    for file in general.iter().chain(&features) {
        style.push_str(&fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?);
        style.push('\n');
    }
    Ok(style)
}

fn sheets(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sheets(&path, found)?;
        } else if path.extension().is_some_and(|kind| kind == "css") {
            found.push(path);
        }
    }
    Ok(())
}

/// The files of the project that the style sheet and the page name, such as `/fonts/face.woff2`.
fn assets(style: &str, page: &str) -> BTreeSet<String> {
    let in_style = style.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let in_page = ["href=\"", "src=\""]
        .into_iter()
        .flat_map(|attribute| page.split(attribute).skip(1))
        .filter_map(|rest| rest.split('"').next());
    in_style
        .chain(in_page)
        .map(|name| name.trim_matches(['"', '\'', ' ']))
        .filter_map(|name| name.strip_prefix('/'))
        .map(|name| name.split(['?', '#']).next().unwrap_or(name).to_owned())
        .filter(|name| !name.is_empty() && !MADE.contains(&name.as_str()))
        .collect()
}

/// Brings one such file: from `ui`, or else from the assets that all programs share.
fn place_asset(root: &Path, staged: &Path, name: &str) -> Result<()> {
    let found = ["ui", "assets", "assets/icons"].iter().map(|folder| root.join(folder).join(name));
    let Some(from) = found.into_iter().find(|file| file.is_file()) else {
        bail!("the window asks for /{name}, and it is neither in ui nor in assets");
    };
    let to = staged.join(name);
    fs::create_dir_all(to.parent().context("an asset lies in a folder")?)?;
    fs::copy(&from, &to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Makes `to` equal to `from`, touching only what differs.
fn mirror(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if !from.join(entry.file_name()).exists() {
            if entry.path().is_dir() {
                fs::remove_dir_all(entry.path())?
            } else {
                fs::remove_file(entry.path())?
            }
        }
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            mirror(&entry.path(), &target)?;
        } else {
            let content = fs::read(entry.path())?;
            if fs::read(&target).ok().as_ref() != Some(&content) {
                fs::write(&target, content)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_project_that_are_named_are_shipped() {
        let style =
            "@font-face { src: url(\"/fonts/a.woff2\") } i { background: url(data:image/png;base64,x) }";
        let page = "<link href=\"/icons/app.svg\"><link href=\"/airside.css\"><script src=\"/start.js\">";
        let found: Vec<_> = assets(style, page).into_iter().collect();
        assert_eq!(found, ["fonts/a.woff2", "icons/app.svg"]);
    }
}
