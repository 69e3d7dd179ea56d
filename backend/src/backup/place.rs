//! Where backups go: a folder, or a bucket of object storage.

use std::{collections::BTreeMap, fs, sync::Arc, time::Duration};

use airside_shared::Fault;
use futures_util::TryStreamExt;
use object_store::{
    Error, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    path::Path,
};

use super::transport::Transport;

/// How long a place that fails is tried again.
const RETRIES: RetryConfig = RetryConfig {
    backoff: object_store::BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(5),
        base: 2.0,
    },
    max_retries: 3,
    retry_timeout: Duration::from_secs(60),
};

pub struct Place {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl Place {
    /// `s3://bucket/prefix`, which the environment's `AWS_…` and then `options` say how to reach; else a folder.
    pub fn open(to: &str, options: &BTreeMap<String, String>) -> Result<Self, Fault> {
        let Some(bucket) = to.strip_prefix("s3://") else {
            fs::create_dir_all(to).map_err(|e| bad(to, &e))?;
            let store = LocalFileSystem::new_with_prefix(to).map_err(|e| bad(to, &e))?.with_fsync(true);
            return Ok(Self { store: Arc::new(store), prefix: Path::default() });
        };
        let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        for (name, value) in options {
            let key = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>().map_err(|e| bad(to, &e))?;
            builder = builder.with_config(key, value);
        }
        let builder = builder.with_http_connector(Transport).with_retry(RETRIES);
        let store = builder.build().map_err(|e| bad(to, &e))?;
        Ok(Self { store: Arc::new(store), prefix: Path::parse(prefix).map_err(|e| bad(to, &e))? })
    }

    fn path(&self, name: &str) -> Path {
        self.prefix.clone().join(name)
    }

    /// Whole or not at all: nobody sees a part of it under its name.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        let put = self.store.put(&self.path(name), PutPayload::from(bytes)).await;
        put.map(drop).map_err(|e| silent(&e))
    }

    pub async fn get(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let got = match self.store.get(&self.path(name)).await {
            Ok(got) => got.bytes().await,
            Err(e) => Err(e),
        };
        got.map(Vec::from).map_err(|e| match e {
            Error::NotFound { .. } => {
                let message = format!("There is no {name} there: see `airside-cli backup list`.");
                Fault::new("backup_not_found", message)
            }
            e => silent(&e),
        })
    }

    pub async fn delete(&self, name: &str) -> Result<(), Fault> {
        self.store.delete(&self.path(name)).await.map_err(|e| silent(&e))
    }

    /// The names of all that is there, in their order.
    pub async fn names(&self) -> Result<Vec<String>, Fault> {
        let prefix = (!self.prefix.as_ref().is_empty()).then_some(&self.prefix);
        let found: Vec<_> = self.store.list(prefix).try_collect().await.map_err(|e| silent(&e))?;
        let mut names: Vec<String> =
            found.iter().filter_map(|it| it.location.filename().map(str::to_owned)).collect();
        names.sort_unstable();
        Ok(names)
    }
}

fn bad(to: &str, cause: &dyn std::fmt::Display) -> Fault {
    let message = format!("Backups cannot go to {to} ({cause}): give a folder, or s3://bucket/prefix.");
    Fault::of("backup_to", "backup_place_bad", message)
}

fn silent(cause: &Error) -> Fault {
    let message =
        format!("The place of the backups refused or did not answer: {cause}. Look at it, then try again.");
    Fault::new("backup_place_failed", message)
}
