//! wasm-opt, which makes the window a good part smaller. Without it the window works and is larger.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use walrus::{ExportItem, Module};

use crate::{place, step};

/// What rustc emits for wasm32 today, and Binaryen 108 (Debian 12) must be told to expect.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

fn find() -> Option<PathBuf> {
    place::find("wasm-opt")
}

/// Says whether wasm-opt is there; it comes with the system package `binaryen`.
pub fn optimiser() {
    match find() {
        Some(found) => step::there("wasm-opt", &found.display().to_string()),
        None => step::warn("wasm-opt", "not there: the window will be larger (package binaryen)"),
    }
}

/// Rewrites the file in its smallest form. A wasm-opt that cannot read it is reported and passed over.
pub fn shrink(file: &Path) -> Result<()> {
    let Some(program) = find() else {
        step::warn("wasm-opt", "not there: the window stays larger than it need be (package binaryen)");
        return Ok(());
    };
    let before = size(file)?;
    let smaller = file.with_extension("opt.wasm");
    let mut command = Command::new(program);
    command.arg("-Oz").args(FEATURES).arg(file).arg("-o").arg(&smaller);
    let done = step::doing("wasm-opt", "-Oz", || step::run(&mut command));
    match done.and_then(|()| mend_tables(file, &smaller)) {
        Ok(()) => {
            step::there(
                "window's wasm",
                &format!("{} kB, before {} kB", size(&smaller)? / 1000, before / 1000),
            );
            std::fs::rename(&smaller, file).context("cannot put the smaller wasm in its place")
        }
        Err(error) => {
            step::warn("wasm-opt", &format!("{error}: the window stays larger than it need be"));
            Ok(())
        }
    }
}

/// Binaryen 108 writes every exported table as the first one. The window then hands its values to the table of
/// functions, fails before its first line and stays empty: each export gets back a table of the type it had.
fn mend_tables(before: &Path, after: &Path) -> Result<()> {
    let original = Module::from_file(before)?;
    let mut smaller = Module::from_file(after)?;
    for export in original.exports.iter() {
        let ExportItem::Table(table) = export.item else { continue };
        let kind = original.tables.get(table).element_ty;
        let found = smaller.tables.iter().find(|it| it.element_ty == kind).map(|it| it.id());
        let mended = smaller.exports.iter_mut().find(|it| it.name == export.name);
        let (Some(found), Some(mended)) = (found, mended) else { bail!("{} lost its table", export.name) };
        mended.item = ExportItem::Table(found);
    }
    smaller.emit_wasm_file(after)
}

fn size(file: &Path) -> Result<u64> {
    Ok(std::fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?.len())
}
