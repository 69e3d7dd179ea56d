//! A keyring that outlives the process, as the system's does, which neither tests nor benches may write to.

use std::{fs, path::PathBuf, sync::Arc};

use airside_core::keys::Keyring;
use airside_shared::Fault;

/// A file for each secret.
#[derive(Clone, Debug)]
pub struct FileKeyring(PathBuf);

impl FileKeyring {
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// Names of secrets are addresses, with what a file's name may not have.
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
    }
}

impl Keyring for FileKeyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(fs::read(self.file(name)).ok())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), Fault> {
        let (file, fresh) = (self.file(name), self.0.join("fresh"));
        let written = fs::create_dir_all(&self.0)
            .and_then(|()| fs::write(&fresh, secret))
            .and_then(|()| fs::rename(&fresh, &file));
        written.map_err(|e| Fault::new("no_keyring", e.to_string()))
    }

    fn shared(&self) -> Arc<dyn Keyring> {
        Arc::new(self.clone())
    }

    fn remove(&self, name: &str) -> Result<(), Fault> {
        match fs::remove_file(self.file(name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(Fault::new("no_keyring", e.to_string()))
            }
            _ => Ok(()),
        }
    }
}
