//! What was called saved survives whatever ends the program or harms its files: a kill at any write, a power cut,
//! a full disk, a disk that fails, a flipped byte, an older copy put back. On the desk as it ships, with real
//! files, against a real backend. `cargo xtask test` tries some points of each kind, `cargo xtask crash` all.

#[path = "crash/faults.rs"]
mod faults;
#[path = "crash/flips.rs"]
mod flips;
#[path = "crash/kills.rs"]
mod kills;
#[path = "crash/older.rs"]
mod older;
#[path = "crash/power.rs"]
mod power;

use airside_backend::inspect::Look;
use airside_core::{store::scopes, sync};
use airside_shared::{entity::Entity, ids::OpId};
use airside_tests::{
    Device, World,
    acts::case,
    crash::{mortal::Mortal, seen::Seen},
};
use anyhow::{Context, Result};
use rusqlite::Transaction;

/// A world, a desk whose program dies, and a desk that sees what comes of it.
struct Scene {
    world: World,
    mortal: Mortal,
    witness: Device,
}

impl Scene {
    async fn new(passengers: usize) -> Self {
        let mut world = World::new(passengers).await.unwrap();
        let mortal = Mortal::new(&mut world).await.unwrap();
        let witness = world.desk().await.unwrap();
        Self { world, mortal, witness }
    }

    /// The program starts again: everything is whole, and what was called saved is there. Then the network is there:
    /// everything goes through once, and the device, the backend and the witness agree.
    async fn survives(&self, saved: &[OpId]) -> Result<Seen> {
        let desk = self.mortal.open().await.context("it does not open")?;
        let store = desk.store()?;
        let seen = Seen::whole(&store, &self.mortal.database())?;
        seen.keeps(saved)?;
        sync::once(&desk).await.context("it does not sync")?;
        let look = self.look().await?;
        // What changed since has a later number.
        seen.passes_no_row(&look)?;
        Seen::whole(&store, &self.mortal.database())?.agrees(&look)?;
        Ok(seen)
    }

    /// The backend, with which the witness agrees.
    async fn look(&self) -> Result<Look> {
        self.witness.sync().await.context("the witness does not sync")?;
        let look = self.world.backend().look().await?;
        Seen::read(&*self.witness.desk.store()?)?.same_rows(&look).context("the witness")?;
        Ok(look)
    }

    /// What is on its way before the nth round: an entry here, changed names there. `anew`: as on a first day.
    async fn prepare(&self, nth: usize, anew: bool) {
        let desk = self.mortal.open().await.unwrap();
        desk.open_case(case(self.world.stranded(nth % 10).0, &format!("Round {nth}"))).unwrap();
        if anew {
            let today = desk.today();
            let reset = |tx: &Transaction| {
                scopes::list(tx)?.iter().try_for_each(|held| scopes::reset(tx, held, &today))
            };
            desk.store().unwrap().write(reset).unwrap();
        }
        let people = self.world.entities.iter().filter_map(|entity| match entity {
            Entity::Passenger(it) => Some(it.clone()),
            _ => None,
        });
        let changed = people.skip(nth % 7).step_by(7).map(|mut it| {
            it.name.surname = format!("{}-{nth}", it.name.surname);
            Entity::from(it)
        });
        self.world.backend().put(changed.collect()).await.unwrap();
    }
}
