//! What a rule looks at: the entities it asked for, by reference.

use std::collections::BTreeMap;

use crate::{
    Fault,
    entity::{Entity, Kind, Ref, Stored},
    ids::Uuid,
};

/// The entities named by `reads()`, those of them that exist.
#[derive(Clone, Debug, Default)]
pub struct State(BTreeMap<Ref, Entity>);

impl State {
    pub fn put(&mut self, entity: Entity) {
        self.0.insert(entity.reference(), entity);
    }

    pub fn has(&self, kind: Kind, id: impl Into<Uuid>) -> bool {
        self.0.contains_key(&Ref::new(kind, id))
    }

    pub fn entity(&self, reference: &Ref) -> Option<&Entity> {
        self.0.get(reference)
    }

    /// A copy, if it is there.
    pub fn get<T: Stored>(&self, id: impl Into<Uuid>) -> Option<T> {
        self.0.get(&Ref::new(T::KIND, id)).and_then(T::of).cloned()
    }

    /// A copy, or the fault that says it is not here.
    pub fn need<T: Stored>(&self, id: impl Into<Uuid>) -> Result<T, Fault> {
        let name = T::KIND.name();
        self.get(id).ok_or_else(|| {
            Fault::of(name, "not_found", format!("The {name} is not on this device: look it up again."))
        })
    }
}

impl FromIterator<Entity> for State {
    fn from_iter<I: IntoIterator<Item = Entity>>(entities: I) -> Self {
        Self(entities.into_iter().map(|e| (e.reference(), e)).collect())
    }
}
