//! PostgreSQL: any number of backends on one database.

mod tx;

use std::str::FromStr;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use tokio_postgres::{IsolationLevel, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Answer, Store, Tx};
use crate::refusal::Result;
use tx::PostgresTx;

mod migrations {
    refinery::embed_migrations!("src/store/postgres/migrations");
}

/// Two backends that start at once must not both migrate.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(7244107)";
const MIGRATION_UNLOCK: &str = "SELECT pg_advisory_unlock(7244107)";

#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let config = tokio_postgres::Config::from_str(url)?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match config.get_ssl_mode() {
            SslMode::Require => Manager::from_config(config, verified()?, recycling),
            _ => Manager::from_config(config, NoTls, recycling),
        };
        let pool = Pool::builder(manager).max_size(16).build()?;
        let mut client = pool.get().await?;
        client.batch_execute(MIGRATION_LOCK).await?;
        let migrated = migrations::migrations::runner().run_async(&mut **client).await;
        client.batch_execute(MIGRATION_UNLOCK).await?;
        migrated?;
        drop(client);
        Ok(Self { pool })
    }
}

/// TLS as `sslmode=require` in the address asks for it. The server's certificate is always verified, by the
/// authorities that the system knows (or those that `SSL_CERT_FILE` names): encryption to whoever answers is none.
fn verified() -> anyhow::Result<MakeRustlsConnect> {
    let (connect, left_out) = MakeRustlsConnect::with_native_certs()
        .map_err(|errors| anyhow::anyhow!("the system knows no certificate authority: {errors:?}"))?;
    for error in left_out {
        tracing::warn!(%error, "a certificate authority could not be read");
    }
    Ok(connect)
}

impl Store for Postgres {
    async fn write<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        // A plain sequence gives its numbers before the commit, so a reader could see 8, remember it and
        // never see 7, still in flight. This row's lock is held until the commit: numbers are given in
        // the order of commits, and no rule ever decides on a state that another one is changing.
        transaction.batch_execute("SELECT number FROM meta WHERE name = 'change_seq' FOR UPDATE").await?;
        let mut tx = PostgresTx::new(transaction);
        let answer = work(&mut tx).await?;
        tx.commit().await?;
        Ok(answer)
    }

    async fn read<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        let mut client = self.pool.get().await?;
        let snapshot =
            client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let mut tx = PostgresTx::new(snapshot.start().await?);
        let answer = work(&mut tx).await?;
        tx.commit().await?;
        Ok(answer)
    }

    fn name(&self) -> &'static str {
        "postgresql"
    }
}
