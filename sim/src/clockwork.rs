//! Time and turns. Tasks run one at a time on one thread, in the order of their numbers; when none
//! can go on, time jumps to the next moment that somebody waits for. Nothing depends on the machine.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll, Wake, Waker},
    thread,
    time::Duration,
};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A handle on the one clock of a world.
#[derive(Clone, Default)]
pub struct Clockwork(Arc<Mutex<Works>>);

#[derive(Default)]
struct Works {
    now: Duration,
    /// Numbers for tasks and for waits of the same moment.
    count: u64,
    waits: BTreeMap<(Duration, u64), Waker>,
    /// By number, so that nothing depends on the order in which one task wakes several.
    ready: BTreeSet<u64>,
    fresh: Vec<(u64, Task)>,
    ended: Vec<u64>,
}

/// The task of [`Clockwork::run`].
const MAIN: u64 = 0;

struct Turn {
    task: u64,
    clock: Clockwork,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.clock.works().ready.insert(self.task);
    }
}

impl Clockwork {
    fn works(&self) -> MutexGuard<'_, Works> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Since the world began.
    pub fn now(&self) -> Duration {
        self.works().now
    }

    /// Starts a task beside the others.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> u64 {
        let mut works = self.works();
        works.count += 1;
        let id = works.count;
        works.fresh.push((id, Box::pin(task)));
        works.ready.insert(id);
        id
    }

    /// Ends a task where it stands: nothing of it runs any more.
    pub fn end(&self, task: u64) {
        self.works().ended.push(task);
    }

    pub fn sleep(&self, long: Duration) -> Sleep {
        Sleep { clock: self.clone(), until: self.now() + long, place: None }
    }

    /// Runs `main`, and whatever it starts, until `main` is done.
    pub fn run<T>(&self, main: impl Future<Output = T>) -> T {
        let mut main = pin!(main);
        let mut tasks: BTreeMap<u64, Task> = BTreeMap::new();
        self.works().ready.insert(MAIN);
        loop {
            let next = self.next(&mut tasks);
            let waker = Waker::from(Arc::new(Turn { task: next, clock: self.clone() }));
            let mut context = Context::from_waker(&waker);
            if next == MAIN {
                if let Poll::Ready(done) = main.as_mut().poll(&mut context) {
                    return done;
                }
            } else if let Some(task) = tasks.get_mut(&next)
                && task.as_mut().poll(&mut context).is_ready()
            {
                tasks.remove(&next);
            }
        }
    }

    /// Whose turn it is; time passes if it is nobody's.
    fn next(&self, tasks: &mut BTreeMap<u64, Task>) -> u64 {
        loop {
            let (fresh, ended) = {
                let mut works = self.works();
                (std::mem::take(&mut works.fresh), std::mem::take(&mut works.ended))
            };
            tasks.extend(fresh);
            for task in ended {
                // Dropped outside of the lock: what ends may wake others.
                drop(tasks.remove(&task));
            }
            let mut works = self.works();
            if let Some(task) = works.ready.pop_first() {
                return task;
            }
            let ((at, _), waker) = works.waits.pop_first().expect("somebody waits for something");
            works.now = works.now.max(at);
            drop(works);
            waker.wake();
        }
    }
}

/// Until a moment.
pub struct Sleep {
    clock: Clockwork,
    until: Duration,
    place: Option<u64>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        let (clock, until) = (self.clock.clone(), self.until);
        let mut works = clock.works();
        if works.now >= until {
            return Poll::Ready(());
        }
        let place = *self.place.get_or_insert_with(|| {
            works.count += 1;
            works.count
        });
        works.waits.insert((until, place), context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.clock.works().waits.remove(&(self.until, place));
        }
    }
}

struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Drives a future to its end while the world stands still. For what answers without waiting for anybody in
/// the world, though it may use a thread to compute.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => thread::park(),
        }
    }
}
