//! Small files that lie beside the database.

use std::{
    fs::{self, File},
    io::{Error, ErrorKind, Result, Write},
    path::Path,
};

use airside_shared::Fault;

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

/// What a file that could not be written means to the person in front of it.
pub(crate) fn unwritten(path: &Path, error: &Error) -> Fault {
    let (code, advice) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ("disk_full", "free some space and try again"),
        _ => ("disk_failed", "try again, and call support if it stays so"),
    };
    Fault::new(code, format!("{} could not be written ({error}): {advice}.", path.display()))
}
