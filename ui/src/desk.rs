//! What every page knows of the desk: where it stands, who is at work and may do what, what changed last.

use std::collections::BTreeMap;

use airside_shared::{
    Fault,
    access::{Grant, Permission},
    intents::Actor,
    ipc::{Changed, Gate, GetStatus, Status},
};
use leptos::prelude::*;

use crate::ipc::{call, on_changed};
use crate::loaded::awake;

/// Shared by context; take it with [`use_desk`].
#[derive(Clone, Copy)]
pub struct Desk {
    /// None until the desk has answered for the first time.
    pub status: RwSignal<Option<Status>>,
    /// How often rows of each kind have changed: pages that show one of them load themselves again.
    changed: RwSignal<BTreeMap<String, u32>>,
}

impl Desk {
    /// Who is at work.
    pub fn actor(self) -> Option<Actor> {
        self.status.with(|status| match status.as_ref()?.gate.clone() {
            Gate::Open { actor, .. } => Some(actor),
            _ => None,
        })
    }

    /// What the person may do; nothing when nobody is at work.
    pub fn grant(self, permission: Permission) -> Grant {
        self.status.with(|status| match status.as_ref().map(|s| &s.gate) {
            Some(Gate::Open { grants, .. }) => grants.get(&permission).copied().unwrap_or_default(),
            _ => Grant::default(),
        })
    }

    /// Rises whenever rows of one of these kinds changed; read it inside a resource or effect.
    pub fn tick(self, kinds: &'static [&'static str]) -> Memo<u32> {
        // Counted, because two changes may come before anybody looks.
        awake(Memo::new(move |_| {
            let times = |kind: &&str| self.changed.with(|all| all.get(*kind).copied().unwrap_or_default());
            kinds.iter().map(times).fold(0, u32::wrapping_add)
        }))
    }

    /// Asks again where the desk stands.
    pub async fn refresh(self) -> Result<(), Fault> {
        let status = call::<GetStatus>(&()).await?;
        self.status.set(Some(status));
        Ok(())
    }
}

/// Makes the desk known to everything below.
pub fn provide_desk() {
    let desk = Desk { status: RwSignal::new(None), changed: RwSignal::default() };
    provide_context(desk);
    leptos::task::spawn_local(async move {
        let heard = move |changed: Changed| {
            let told = desk.status.with_untracked(|status| status.as_ref().and_then(|it| it.sync.withdrawn));
            let withdrawn = changed.sync.withdrawn;
            desk.status.update(|status| {
                if let Some(status) = status {
                    status.sync = changed.sync.clone();
                }
            });
            desk.changed.update(|all| {
                for kind in changed.kinds {
                    let times = all.entry(kind).or_default();
                    *times = times.wrapping_add(1);
                }
            });
            // A device that gives up what it holds closes under whoever works on it.
            if told.map(|it| it.stage) != withdrawn.map(|it| it.stage) {
                leptos::task::spawn_local(async move {
                    let _ = desk.refresh().await;
                });
            }
        };
        if let Err(fault) = on_changed(heard).await {
            leptos::logging::error!("{fault}");
        }
        if let Err(fault) = desk.refresh().await {
            leptos::logging::error!("{fault}");
        }
    });
}

/// The desk.
pub fn use_desk() -> Desk {
    expect_context()
}
