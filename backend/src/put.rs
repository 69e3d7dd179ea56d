//! Putting things: version, change sequence, membership of scopes and their checksums, all at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use airside_shared::{
    entity::{Entity, Kind, Ref, Stored},
    ids::{OpId, Uuid},
    sync::{Checksum, Scope},
};

use crate::{
    claims, expiry, money, notices,
    refusal::Result,
    scopes::{Inherited, follows, inherited, on_board, own},
    store::{
        self, Tx,
        entities::{self, Held},
        scopes as rows,
    },
};

/// The changes of one transaction. Rows that were read are kept, because the entries of a batch meet the
/// same trolley again and again; sums are written once, by [`Batch::finish`].
pub struct Batch<'a> {
    pub tx: &'a mut dyn Tx,
    /// The entry whose effect is being put, if it is one's.
    pub op: Option<OpId>,
    seq: i64,
    held: HashMap<Ref, Option<Held>>,
    numbers: HashMap<Scope, i64>,
    sums: BTreeMap<i64, (i64, u64)>,
}

impl<'a> Batch<'a> {
    pub async fn begin(tx: &'a mut dyn Tx) -> Result<Self> {
        let seq = store::change_seq(tx).await?;
        Ok(Self::after(tx, seq))
    }

    /// Of whoever has asked for the change sequence already.
    pub fn after(tx: &'a mut dyn Tx, seq: i64) -> Self {
        Self { tx, op: None, seq, held: HashMap::new(), numbers: HashMap::new(), sums: BTreeMap::new() }
    }

    /// What was read of a row, before anything of this batch was put.
    pub fn know(&mut self, row: Ref, held: Option<Held>) {
        self.held.insert(row, held);
    }

    /// Reads rows that will be asked for one after the other, at once.
    pub async fn get_all(&mut self, rows: impl Iterator<Item = Ref>) -> Result<()> {
        let unknown: BTreeSet<Ref> = rows.filter(|row| !self.held.contains_key(row)).collect();
        let unknown: Vec<Ref> = unknown.into_iter().collect();
        let held = entities::get_all(self.tx, &unknown).await?;
        self.held.extend(unknown.into_iter().zip(held));
        Ok(())
    }

    /// The last number of the change sequence that was given.
    pub fn seq(&self) -> u64 {
        self.seq as u64
    }

    pub async fn get(&mut self, row: Ref) -> Result<Option<&Held>> {
        if !self.held.contains_key(&row) {
            let found = entities::get(self.tx, row).await?;
            self.held.insert(row, found);
        }
        Ok(self.held.get(&row).and_then(Option::as_ref))
    }

    /// Inserts or replaces a thing; what follows it into or out of scopes follows at once.
    pub async fn put(&mut self, entity: Entity) -> Result<()> {
        let row = entity.reference();
        let old = self.get(row).await?.cloned();
        self.relink(row, old.as_ref().map(|held| &held.entity), &entity).await?;
        let scopes = self.scopes_of(&entity).await?;
        self.seq += 1;
        let version = old.as_ref().map_or(0, |held| held.version) + 1;
        let new = Held { entity, version, seq: self.seq, scopes };
        match &old {
            None => entities::insert(self.tx, &new).await?,
            Some(_) => entities::update(self.tx, &new).await?,
        }
        money::follow(self.tx, old.as_ref(), &new, self.op).await?;
        claims::follow(self.tx, &new).await?;
        notices::follow(self.tx, old.as_ref(), &new).await?;
        expiry::follow(self.tx, old.as_ref(), &new).await?;
        self.stamp(row, old.as_ref(), &new).await?;
        let moved = old
            .as_ref()
            .is_none_or(|old| old.scopes != new.scopes || follows(&old.entity) != follows(&new.entity));
        let entity = new.entity.clone();
        self.held.insert(row, Some(new));
        if moved { self.ripple(&entity).await } else { Ok(()) }
    }

    async fn relink(&mut self, row: Ref, old: Option<&Entity>, new: &Entity) -> Result<()> {
        let (before, after) = (old.map(follows).unwrap_or_default(), follows(new));
        for target in after.iter().filter(|target| !before.contains(target)) {
            entities::link(self.tx, *target, row).await?;
        }
        for target in before.iter().filter(|target| !after.contains(target)) {
            entities::unlink(self.tx, *target, row).await?;
        }
        Ok(())
    }

    /// Looks again at everything that is where `entity` is.
    async fn ripple(&mut self, entity: &Entity) -> Result<()> {
        match entity {
            Entity::Trip(trip) => {
                self.move_with_followers(Ref::new(Kind::Passenger, trip.passenger)).await?;
                for target in follows(entity) {
                    self.move_along(Ref::new(Kind::Flight, target)).await?;
                }
                Ok(())
            }
            Entity::Passenger(_) | Entity::Flight(_) => self.move_followers(entity.id()).await,
            _ => Ok(()),
        }
    }

    async fn move_with_followers(&mut self, row: Ref) -> Result<()> {
        if self.move_along(row).await? { self.move_followers(row.id).await } else { Ok(()) }
    }

    async fn move_followers(&mut self, target: Uuid) -> Result<()> {
        for row in entities::followers(self.tx, target).await? {
            if row.kind != Kind::Trip {
                self.move_along(row).await?;
            }
        }
        Ok(())
    }

    /// Brings a thing's memberships up to date; its version stays. Whether they changed.
    async fn move_along(&mut self, row: Ref) -> Result<bool> {
        let Some(old) = self.get(row).await?.cloned() else { return Ok(false) };
        let scopes = self.scopes_of(&old.entity).await?;
        if scopes == old.scopes {
            return Ok(false);
        }
        self.seq += 1;
        let new = Held { seq: self.seq, scopes, ..old.clone() };
        entities::update(self.tx, &new).await?;
        self.stamp(row, Some(&old), &new).await?;
        self.held.insert(row, Some(new));
        Ok(true)
    }

    /// Moves a thing to its new number in every scope, and leaves word where it is no longer.
    async fn stamp(&mut self, row: Ref, old: Option<&Held>, new: &Held) -> Result<()> {
        for &scope in old.map(|old| old.scopes.as_slice()).unwrap_or_default() {
            let Some(old) = old else { break };
            rows::remove(self.tx, scope, old.seq).await?;
            self.count(scope, -1, row, old.version);
            if new.scopes.binary_search(&scope).is_err() {
                rows::add(self.tx, (scope, new.seq, row, new.version, true)).await?;
            }
        }
        for &scope in &new.scopes {
            rows::add(self.tx, (scope, new.seq, row, new.version, false)).await?;
            self.count(scope, 1, row, new.version);
        }
        Ok(())
    }

    fn count(&mut self, scope: i64, by: i64, row: Ref, version: u64) {
        let hash = hash(row, version);
        let (count, sum) = self.sums.entry(scope).or_default();
        *count += by;
        *sum = if by > 0 { sum.wrapping_add(hash) } else { sum.wrapping_sub(hash) };
    }

    async fn scopes_of(&mut self, entity: &Entity) -> Result<Vec<i64>> {
        let mut scopes = self.numbers_of(&own(entity)).await?;
        match inherited(entity) {
            Inherited::Nothing => {}
            Inherited::From(kind, id) => {
                scopes.extend(
                    self.get(Ref::new(kind, id)).await?.map(|held| held.scopes.clone()).unwrap_or_default(),
                );
            }
            Inherited::FromTripsOf(id) => {
                scopes.extend(entities::scopes_of_followers(self.tx, id, Kind::Trip).await?);
            }
            Inherited::FromFlight(id) => {
                let flight = self.get(Ref::new(Kind::Flight, id)).await?.map(|held| held.entity.clone());
                if let Some(Entity::Flight(flight)) = flight {
                    scopes.extend(self.numbers_of(&on_board(&flight)).await?);
                }
            }
        }
        scopes.sort_unstable();
        scopes.dedup();
        Ok(scopes)
    }

    async fn numbers_of(&mut self, scopes: &[Scope]) -> Result<Vec<i64>> {
        let mut numbers = Vec::with_capacity(scopes.len());
        for scope in scopes {
            let number = match self.numbers.get(scope) {
                Some(number) => *number,
                None => rows::number(self.tx, &scope.to_string()).await?,
            };
            self.numbers.insert(scope.clone(), number);
            numbers.push(number);
        }
        Ok(numbers)
    }

    /// Writes sums and sequence; the transaction may be committed.
    pub async fn finish(self) -> Result<u64> {
        for (scope, (count, sum)) in self.sums {
            rows::change_sum(self.tx, scope, count, sum).await?;
        }
        store::set_change_seq(self.tx, self.seq).await?;
        Ok(self.seq as u64)
    }
}

/// The thing of that id.
pub async fn read<T: Stored>(batch: &mut Batch<'_>, id: impl Into<Uuid>) -> Result<Option<T>> {
    let held = batch.get(Ref::new(T::KIND, id)).await?;
    Ok(held.and_then(|held| T::of(&held.entity)).cloned())
}

/// What one row adds to a scope's sum.
pub fn hash(row: Ref, version: u64) -> u64 {
    let mut one = Checksum::default();
    one.add(row, version);
    one.sum
}
