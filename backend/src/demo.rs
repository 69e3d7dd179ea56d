//! Filling a store: the demo world, people, single things.

use airside_shared::{entity::Entity, intents::Actor, sync::Scope};
use airside_world::{Account, World, WorldSpec};
use jiff::{Timestamp, civil::Date};

use crate::{
    Config,
    app::day_at,
    load,
    put::Batch,
    refusal::Result,
    session::{hash_pin, hash_simulated},
    store::{
        self, Engine, Store, Tx,
        accounts::{self, User},
        entities, scopes,
    },
};

/// The station whose day the demo world begins on.
const HOME: &str = "JFK";

/// Where the day of the demo world is remembered.
const DAY: &str = "demo_day";

/// Fills an empty store, or one whose demo world is of another day.
pub async fn fill(store: &Engine, config: &Config, now: Timestamp) -> anyhow::Result<()> {
    let today = day_at(HOME, now);
    let (day, any) = store
        .read(|tx| Box::pin(async move { Ok((store::meta(tx, DAY).await?, entities::any(tx).await?)) }))
        .await?;
    let stale = day.is_some_and(|day| day.parse::<Date>().is_ok_and(|day| day != today));
    if any && !stale {
        return Ok(());
    }
    let spec = WorldSpec { seed: config.demo_seed, today, passengers: config.demo_passengers };
    let World { entities: world, people } =
        tokio::task::spawn_blocking(move || airside_world::demo(&spec)).await?;
    let count = world.len();
    enrol(store, people).await?;
    store
        .write(move |tx| {
            Box::pin(async move {
                load::replace(tx, world).await?;
                store::set_meta(tx, DAY, &today.to_string()).await
            })
        })
        .await?;
    tracing::info!(count, %today, "the demo world is loaded");
    Ok(())
}

pub async fn enrol(store: &Engine, people: Vec<Account>) -> Result<()> {
    let hashed = move || people.into_iter().map(|it| user(it, hash_pin)).collect::<Result<Vec<_>>>();
    let users = tokio::task::spawn_blocking(hashed).await;
    put_users(store, users.map_err(|e| crate::refusal::Refusal::store(&e))??).await
}

pub async fn enrol_simulated(store: &Engine, people: Vec<Account>) -> Result<()> {
    let users: Result<Vec<_>> = people.into_iter().map(|it| user(it, hash_simulated)).collect();
    put_users(store, users?).await
}

async fn put_users(store: &Engine, users: Vec<User>) -> Result<()> {
    store
        .write(move |tx| {
            Box::pin(async move {
                for user in &users {
                    accounts::put_user(tx, user).await?;
                }
                Ok(())
            })
        })
        .await
}

fn user(account: Account, hash: fn(&str) -> Result<String>) -> Result<User> {
    let Account { user, badge, name, pin, role, station } = account;
    Ok(User { actor: Actor { user, name, role, role_epoch: 1, station }, badge, pin_hash: hash(&pin)? })
}

pub async fn put_all(tx: &mut dyn Tx, entities: Vec<Entity>) -> Result<u64> {
    let mut batch = Batch::begin(tx).await?;
    for entity in entities {
        batch.put(entity).await?;
    }
    batch.finish().await
}

pub async fn sums_agree(tx: &mut dyn Tx, scope: Scope) -> Result<bool> {
    Ok(match scopes::find(tx, &scope).await? {
        Some((number, kept)) => scopes::recount(tx, number, &[]).await? == kept,
        None => true,
    })
}
