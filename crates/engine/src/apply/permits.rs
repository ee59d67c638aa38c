//! Permits to work, one for each step that works at the same time. The step with the longest remaining path gets the
//! next one, and of equal steps the one that asked first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// A fixed number of permits.
pub(super) struct Permits {
    pool: Mutex<Pool>,
}

/// Priority, then the order of asking.
type Rank = (Reverse<u64>, u64);

struct Pool {
    /// None while a step waits.
    free: usize,
    waiting: BTreeMap<Rank, oneshot::Sender<HeldPermit>>,
    next: u64,
}

/// A permit. The next waiter gets it when it is dropped.
pub(super) struct HeldPermit(Arc<Permits>);

impl Permits {
    pub(super) fn new(count: usize) -> Arc<Self> {
        Arc::new(Self { pool: Mutex::new(Pool { free: count.max(1), waiting: BTreeMap::new(), next: 0 }) })
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a permit. Dropping the future takes none.
    pub(super) async fn acquire(self: &Arc<Self>, priority: u64) -> HeldPermit {
        loop {
            let (rank, answer) = {
                let mut pool = self.pool();
                if pool.free > 0 {
                    pool.free -= 1;
                    return HeldPermit(Arc::clone(self));
                }
                let rank = (Reverse(priority), pool.next);
                pool.next += 1;
                let (sender, answer) = oneshot::channel();
                pool.waiting.insert(rank, sender);
                (rank, answer)
            };
            let _asking = Asking(self, rank);
            if let Ok(held) = answer.await {
                return held;
            }
        }
    }
}

/// A waiter, until it gets a permit or is dropped.
struct Asking<'a>(&'a Permits, Rank);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let left = self.0.pool().waiting.remove(&self.1);
        drop(left);
    }
}

impl Drop for HeldPermit {
    fn drop(&mut self) {
        let next = {
            let mut pool = self.0.pool();
            let next = pool.waiting.pop_first();
            if next.is_none() {
                pool.free += 1;
            }
            next
        };
        if let Some((_, next)) = next {
            // A waiter that was dropped in this moment returns the permit by dropping it.
            drop(next.send(HeldPermit(Arc::clone(&self.0))));
        }
    }
}

/// The permit of one step. It is released while the step waits.
pub(super) struct Permit {
    permits: Arc<Permits>,
    /// The step's priority: the longest path to the end goes first.
    priority: u64,
    held: Mutex<Use>,
}

struct Use {
    permit: Option<HeldPermit>,
    /// The number of concurrent waits of the same step.
    waits: u32,
}

impl Permit {
    pub(super) fn new(permits: Arc<Permits>, priority: u64, permit: HeldPermit) -> Self {
        Self { permits, priority, held: Mutex::new(Use { permit: Some(permit), waits: 0 }) }
    }

    /// Releases the permit: the step has nothing left to do but wait for its commit.
    pub(super) fn end(&self) {
        let released = lock(&self.held).permit.take();
        drop(released);
    }

    /// Releases the permit until `wait` ends.
    pub(super) async fn release_while<T>(&self, wait: impl Future<Output = T>) -> T {
        let released = {
            let mut held = lock(&self.held);
            held.waits += 1;
            held.permit.take()
        };
        drop(released);
        let counted = Counted(&self.held);
        let answer = wait.await;
        drop(counted);
        if lock(&self.held).permit.is_none() {
            let permit = self.permits.acquire(self.priority).await;
            let mut held = lock(&self.held);
            // While another wait of the step continues, the step still does no work.
            if held.waits == 0 || held.permit.is_none() {
                held.permit = Some(permit);
            }
        }
        answer
    }
}

/// Counts a wait down also when it is dropped.
struct Counted<'a>(&'a Mutex<Use>);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        lock(self.0).waits -= 1;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
