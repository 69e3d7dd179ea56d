//! The one who writes for this backend: what several devices send at once is committed at once.
//!
//! Whoever writes holds the lock on the change sequence until the commit is on the disk, so a transaction for each
//! push would make every push wait for the disk once for each push before it. Here those that wait go into one
//! transaction, one after the other, each behind a savepoint: what is refused takes back itself and nothing else.
//! Nobody is answered before the commit.

use std::{future::Future, pin::Pin, sync::Arc};

use deadpool_postgres::{Client, Object, Pool};
use tokio::sync::{
    Mutex,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use super::tx::PostgresTx;
use crate::{
    refusal::{Refusal, Result},
    store::Tx,
};

/// Works of one transaction at most: other backends wait for it.
const MOST: usize = 32;

/// A plain sequence gives its numbers before the commit, so a reader could see 8, remember it and never see 7,
/// still in flight. This row's lock is held until the commit: numbers are given in the order of commits, and no
/// rule ever decides on a state that another one is changing.
const BEGIN: &str = "BEGIN; SELECT number FROM meta WHERE name = 'change_seq' FOR UPDATE; SAVEPOINT work";
const NEXT: &str = "RELEASE work; SAVEPOINT work";
const UNDO: &str = "ROLLBACK TO work";
/// With the savepoint, because a transaction that failed unnoticed would be rolled back by a bare commit, without
/// an error.
const COMMIT: &str = "RELEASE work; COMMIT";

/// Tells whoever waits, once it is known whether the transaction is durable.
pub type Tell = Box<dyn FnOnce(Result<()>) + Send>;

/// A work that was done.
pub struct Done {
    /// Without it the work is undone.
    pub keep: bool,
    pub tell: Tell,
}

type Doing<'a> = Pin<Box<dyn Future<Output = Done> + Send + 'a>>;
pub type Work = Box<dyn for<'a> FnOnce(&'a mut dyn Tx) -> Doing<'a> + Send>;

/// A work in the form in which it waits.
pub fn work<F>(work: F) -> Work
where
    F: for<'a> FnOnce(&'a mut dyn Tx) -> Doing<'a> + Send + 'static,
{
    Box::new(work)
}

/// Begins to write; ends when nobody can send any more.
pub fn start(pool: Pool) -> UnboundedSender<Work> {
    let (sender, works) = unbounded_channel();
    let works = Arc::new(Mutex::new(works));
    tokio::spawn(async move {
        // A work that panics takes its transaction along, not those that come after it.
        while tokio::spawn(write(pool.clone(), works.clone())).await.is_err_and(|ended| ended.is_panic()) {}
    });
    sender
}

/// A connection that never goes back to the pool: it may have half a transaction.
struct Own(Option<Client>);

impl Drop for Own {
    fn drop(&mut self) {
        drop(self.0.take().map(Object::take));
    }
}

async fn write(pool: Pool, works: Arc<Mutex<UnboundedReceiver<Work>>>) {
    let mut works = works.lock().await;
    let mut connection = None;
    while let Some(first) = works.recv().await {
        let client = match connection.take() {
            Some(client) => client,
            None => match pool.get().await {
                Ok(client) => Own(Some(client)),
                Err(cause) => {
                    // Whoever waits is told by the absence of an answer.
                    tracing::error!(%cause, "nothing can be written");
                    continue;
                }
            },
        };
        let mut kept = Vec::new();
        let durable = match &client.0 {
            Some(client) => together(client, first, &mut works, &mut kept).await,
            None => continue,
        };
        if durable.is_ok() {
            connection = Some(client);
        }
        kept.into_iter().for_each(|tell: Tell| tell(durable.clone()));
    }
}

/// One transaction of the first work and of whatever waits by then.
async fn together(
    client: &Client,
    first: Work,
    works: &mut UnboundedReceiver<Work>,
    kept: &mut Vec<Tell>,
) -> Result<()> {
    run(client, BEGIN).await?;
    let mut tx = PostgresTx::new(client);
    let (mut next, mut count) = (Some(first), 0);
    while let Some(work) = next {
        let Done { keep, tell } = work(&mut tx).await;
        let written = if keep { tx.flush().await } else { Ok(()) };
        count += 1;
        next = if count < MOST { works.try_recv().ok() } else { None };
        if keep && written.is_ok() {
            kept.push(tell);
            if next.is_some() {
                run(client, NEXT).await?;
            }
        } else {
            tx.forget();
            let undone = run(client, UNDO).await;
            tell(written);
            undone?;
        }
    }
    run(client, COMMIT).await
}

async fn run(client: &Client, sql: &str) -> Result<()> {
    client.batch_execute(sql).await.map_err(Refusal::from)
}
