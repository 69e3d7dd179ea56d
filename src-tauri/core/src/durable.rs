//! Small files that lie beside the database.

use std::{
    fs::{self, File},
    io::{Result, Write},
    path::Path,
};

/// Puts `content` in the place of a file: after a crash or a power cut the old one is there, or the new one.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let fresh = path.with_extension("json.new");
    fs::create_dir_all(folder)?;
    let mut file = File::create(&fresh)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    File::open(folder)?.sync_all()
}
