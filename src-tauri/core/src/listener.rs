//! Tells the window what changed, on a thread of its own: nobody who acts waits until the queue is counted for it. What
//! changes meanwhile is told together.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, RwLock,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

use airside_shared::{Fault, ipc::Changed};

use crate::desk::Desk;

/// Kinds of rows, by name.
type Kinds = Vec<&'static str>;

/// A window draws no more often.
const FRAME: Duration = Duration::from_millis(16);

/// Who is told.
#[derive(Default)]
pub(crate) struct Listener(RwLock<Option<Sender<Kinds>>>);

impl Desk {
    /// Calls `hear` soon after something changed, until the desk is gone.
    ///
    /// # Errors
    /// `no_thread` where the system starts none.
    pub fn listen(self: &Arc<Self>, hear: impl Fn(&Changed) + Send + 'static) -> Result<(), Fault> {
        let (tell, told) = mpsc::channel();
        let desk = Arc::downgrade(self);
        let hear = move |kinds: BTreeSet<&str>| {
            let Some(desk) = desk.upgrade() else { return };
            let kinds = kinds.into_iter().map(str::to_owned).collect();
            hear(&Changed { kinds, sync: desk.sync_status() });
        };
        let started = thread::Builder::new().name("listener".into()).spawn(move || listen(&told, hear));
        started.map_err(|e| Fault::new("no_thread", format!("The window cannot be told of changes: {e}")))?;
        *self.listener.0.write().unwrap_or_else(|e| e.into_inner()) = Some(tell);
        Ok(())
    }

    /// Tells whoever listens. `kinds` are the kinds of rows that changed.
    pub(crate) fn changed(&self, kinds: impl IntoIterator<Item = &'static str>) {
        if let Some(tell) = &*self.listener.0.read().unwrap_or_else(|e| e.into_inner()) {
            // Whoever listened may have failed; nothing that happened here is undone by that.
            let _ = tell.send(kinds.into_iter().collect());
        }
    }
}

fn listen(told: &Receiver<Kinds>, hear: impl Fn(BTreeSet<&str>)) {
    while let Ok(first) = told.recv() {
        hear(first.into_iter().chain(told.try_iter().flatten()).collect());
        thread::sleep(FRAME);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn what_changed_meanwhile_is_told_together_and_the_last_of_it_too() {
        let (tell, told) = mpsc::channel::<Kinds>();
        for kinds in [vec!["case", "queue"], vec!["queue", "trip"], vec![]] {
            tell.send(kinds).unwrap();
        }
        let heard = RefCell::new(Vec::new());
        let more = RefCell::new(Some(tell));
        listen(&told, |kinds| {
            heard.borrow_mut().push(kinds.into_iter().map(str::to_owned).collect::<Vec<_>>());
            // While it is told something more happens, and then the desk goes.
            if let Some(tell) = more.take() {
                tell.send(vec!["sale"]).unwrap();
            }
        });
        assert_eq!(heard.into_inner(), [vec!["case", "queue", "trip"], vec!["sale"]]);
    }
}
