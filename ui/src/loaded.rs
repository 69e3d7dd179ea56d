//! What a page asked the desk for: on its way, here, or failed. A failed reload keeps what was there.

use airside_shared::{Fault, ipc::Call};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::fault::FaultNotice;
use crate::ipc::call;
use crate::widgets::{Card, Skeleton};

/// The newest answer to one question.
pub struct Loaded<T: Send + Sync + 'static> {
    pub value: RwSignal<Option<T>>,
    pub fault: RwSignal<Option<Fault>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Send + Sync + 'static> Loaded<T> {
    /// Asks once more.
    pub fn again(self) {
        self.again.update(|n| *n = n.wrapping_add(1));
    }
}

/// A memo that wakes whoever tracks it: one that was never read listens to nothing, and tracking does not read it.
pub fn awake<T: PartialEq + Send + Sync + 'static>(memo: Memo<T>) -> Memo<T> {
    memo.with_untracked(|_| ());
    memo
}

/// Asks whenever a signal that `args` reads has changed; nothing while it gives `None`. An answer that was
/// overtaken by a later question is dropped.
pub fn load<C>(args: impl Fn() -> Option<C::Args> + 'static) -> Loaded<C::Reply>
where
    C: Call + 'static,
    C::Args: 'static,
    C::Reply: Send + Sync + 'static,
{
    let loaded = Loaded { value: RwSignal::new(None), fault: RwSignal::new(None), again: RwSignal::new(0) };
    let newest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        loaded.again.track();
        let Some(args) = args() else { return };
        let mine = newest.get_value().wrapping_add(1);
        newest.set_value(mine);
        spawn_local(async move {
            let reply = call::<C>(&args).await;
            if newest.try_get_value() != Some(mine) {
                return;
            }
            match reply {
                Ok(value) => {
                    loaded.fault.set(None);
                    loaded.value.set(Some(value));
                }
                Err(fault) => loaded.fault.set(Some(fault)),
            }
        });
    });
    loaded
}

/// Asks once, now; `busy` is true meanwhile. `done` runs only while the page is still there.
pub fn act<C>(args: C::Args, busy: RwSignal<bool>, done: impl FnOnce(Result<C::Reply, Fault>) + 'static)
where
    C: Call + 'static,
    C::Args: 'static,
{
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    spawn_local(async move {
        let reply = call::<C>(&args).await;
        if busy.try_set(false).is_none() {
            done(reply);
        }
    });
}

/// The shape of what is coming, or why it does not come, until it is here.
#[component]
pub fn Until<T: Send + Sync + 'static>(
    of: Loaded<T>,
    #[prop(default = 6)] rows: usize,
    children: ChildrenFn,
) -> impl IntoView {
    let here = Memo::new(move |_| of.value.with(Option::is_some));
    let coming = move || !here.get() && of.fault.with(Option::is_none);
    let children = StoredValue::new(children);
    view! {
        {move || {
            of.fault.get().map(|fault| view! { <FaultNotice fault on_retry=move |()| of.again() /> })
        }}
        <Show when=coming>
            <Card flush=true><Skeleton rows /></Card>
        </Show>
        <Show when=move || here.get()>{children.with_value(|children| children())}</Show>
    }
}
