//! PostgreSQL: any number of backends on one database.

mod tx;
mod writer;

use std::str::FromStr;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use tokio::sync::{mpsc::UnboundedSender, oneshot};
use tokio_postgres::{IsolationLevel, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Answer, Store, Tx};
use crate::refusal::{Refusal, Result};
use tx::PostgresTx;
use writer::{Done, Work};

mod migrations {
    refinery::embed_migrations!("src/store/postgres/migrations");
}

/// Two backends that start at once must not both migrate.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(7244107)";
const MIGRATION_UNLOCK: &str = "SELECT pg_advisory_unlock(7244107)";

#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
    writer: UnboundedSender<Work>,
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
        Ok(Self { writer: writer::start(pool.clone()), pool })
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
        let (reply, answer) = oneshot::channel();
        let work = writer::work(move |tx| {
            Box::pin(async move {
                let answer = work(tx).await;
                let keep = answer.is_ok();
                // A caller that went away has no use for the answer; the effect stands.
                let tell = Box::new(move |durable: Result<()>| drop(reply.send(durable.and(answer))));
                Done { keep, tell }
            })
        });
        self.writer.send(work).map_err(|e| Refusal::store(&e))?;
        answer.await.map_err(|e| Refusal::store(&e))?
    }

    async fn read<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        let mut client = self.pool.get().await?;
        let snapshot =
            client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let snapshot = snapshot.start().await?;
        let answer = work(&mut PostgresTx::new(&snapshot)).await?;
        snapshot.commit().await?;
        Ok(answer)
    }

    fn name(&self) -> &'static str {
        "postgresql"
    }
}
