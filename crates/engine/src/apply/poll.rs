//! Shared pollers: one status call answers everyone who waits for resources of a type in a place.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until, timeout};

use super::providers::Providers;
use crate::program::Place;
use crate::resource::{ErrorKind, Id, ProviderError, Result, Status};
use crate::schema::Polling;

/// How many ids one status call may ask for: the least of what the describe calls of the services allow.
pub(super) const CHUNK: usize = 100;
/// A poll without an answer for so long is taken for lost.
const LOST: Duration = Duration::from_secs(60);
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);

/// Every poller of a run.
pub(crate) struct Pollers {
    providers: Arc<Providers>,
    stack: Arc<str>,
    pollers: Mutex<HashMap<(String, Place), Arc<Poller>>>,
}

struct Poller {
    type_name: String,
    place: Place,
    waiting: Mutex<Waiting>,
    /// Somebody came whose time may be before everybody else's.
    came: Notify,
}

#[derive(Default)]
struct Waiting {
    next: u64,
    waiters: BTreeMap<u64, Waiter>,
    running: bool,
    /// When the poller wakes. It is woken only for who is due before, not for everyone who comes.
    wakes: Option<Instant>,
}

struct Waiter {
    id: Id,
    due: Instant,
    /// From when on an answer that says nothing new is still an answer: others' polls then save this one's own.
    soon: Instant,
    answer: oneshot::Sender<Result<Status>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time before look number `attempt` (from 0): doubling up to the cap, and up to a tenth more, which is the
/// same for the same id and attempt, so that a thousand creates do not look all at once.
pub(super) fn interval(polling: &Polling, id: &Id, attempt: u32) -> Duration {
    let plain = polling.first.saturating_mul(2_u32.saturating_pow(attempt.min(20))).min(polling.cap);
    let digest = Sha256::digest(format!("{id}/{attempt}"));
    plain + plain.mul_f64(f64::from(digest[0]) / 255.0 * 0.1)
}

impl Pollers {
    pub(crate) fn new(providers: Arc<Providers>, stack: &str) -> Self {
        Self { providers, stack: stack.into(), pollers: Mutex::default() }
    }

    /// Waits for the next look at a resource and gives what it showed.
    pub(crate) async fn poll(&self, type_name: &str, place: &Place, id: &Id, attempt: u32) -> Result<Status> {
        let schema = self.providers.schema_of(type_name)?;
        let poller = {
            let mut pollers = lock(&self.pollers);
            let poller = pollers.entry((type_name.to_owned(), place.clone())).or_insert_with(|| {
                Arc::new(Poller {
                    type_name: type_name.to_owned(),
                    place: place.clone(),
                    waiting: Mutex::default(),
                    came: Notify::new(),
                })
            });
            Arc::clone(poller)
        };
        let (answer, answered) = oneshot::channel();
        let interval = interval(&schema.meta.polling, id, attempt);
        let now = Instant::now();
        let (start, wake) = {
            let mut waiting = lock(&poller.waiting);
            let number = waiting.next;
            waiting.next += 1;
            let waiter = Waiter { id: id.clone(), due: now + interval, soon: now + interval.mul_f64(0.75), answer };
            let earlier = waiting.wakes.is_some_and(|wakes| waiter.due < wakes);
            waiting.waiters.insert(number, waiter);
            (!std::mem::replace(&mut waiting.running, true), earlier)
        };
        if start {
            let (providers, stack) = (Arc::clone(&self.providers), Arc::clone(&self.stack));
            tokio::spawn(run(Arc::clone(&poller), providers, stack));
        } else if wake {
            poller.came.notify_one();
        }
        answered.await.unwrap_or_else(|_| Err(ProviderError::new(ErrorKind::Internal, "a poller ended too early")))
    }
}

impl Poller {
    /// When to look next; `None` when nobody waits any more, and the poller has ended.
    fn next(&self, not_before: Instant) -> Option<Instant> {
        let mut waiting = lock(&self.waiting);
        waiting.waiters.retain(|_, waiter| !waiter.answer.is_closed());
        let next = waiting.waiters.values().map(|waiter| waiter.due.max(not_before)).min();
        waiting.running = next.is_some();
        waiting.wakes = next.filter(|next| *next > not_before);
        next
    }

    fn ids(&self) -> Vec<Id> {
        let mut waiting = lock(&self.waiting);
        waiting.waiters.retain(|_, waiter| !waiter.answer.is_closed());
        waiting.waiters.values().map(|waiter| waiter.id.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Answers whoever has waited long enough, or for this.
    fn answer(&self, seen: &HashMap<&Id, Result<Status>>, asked: Instant) {
        let now = Instant::now();
        let mut waiting = lock(&self.waiting);
        let done: Vec<u64> = waiting
            .waiters
            .iter()
            .filter(|(_, waiter)| match seen.get(&waiter.id) {
                Some(Ok(Status::Ready | Status::Failed(_) | Status::Absent) | Err(_)) => true,
                Some(Ok(Status::Pending(_) | Status::Deleting(_))) => waiter.soon <= now.max(asked),
                None => false,
            })
            .map(|(number, _)| *number)
            .collect();
        for number in done {
            if let Some(waiter) = waiting.waiters.remove(&number)
                && let Some(answer) = seen.get(&waiter.id)
            {
                // Whoever went away needs no answer.
                let _ = waiter.answer.send(answer.clone());
            }
        }
    }
}

async fn run(poller: Arc<Poller>, providers: Arc<Providers>, stack: Arc<str>) {
    let mut failures = 0_u32;
    let mut not_before = Instant::now();
    while let Some(due) = poller.next(not_before) {
        tokio::select! {
            biased;
            () = sleep_until(due) => {}
            () = poller.came.notified() => continue,
        }
        let asked = Instant::now();
        let mut again = false;
        for ids in poller.ids().chunks(CHUNK) {
            match ask(&poller, &providers, &stack, ids).await {
                Ok(statuses) => {
                    let seen = ids.iter().zip(statuses.into_iter().map(Ok)).collect();
                    poller.answer(&seen, asked);
                }
                Err(error) if is_passing(error.kind) => again = true,
                Err(error) => poller.answer(&ids.iter().map(|id| (id, Err(error.clone()))).collect(), asked),
            }
        }
        failures = if again { failures + 1 } else { 0 };
        if again {
            let backoff = FIRST_BACKOFF * 2_u32.saturating_pow(failures.min(8));
            not_before = Instant::now() + backoff.min(LONGEST_BACKOFF);
        }
    }
}

/// Whether the same read may well succeed in a moment.
pub(super) fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Throttled | ErrorKind::Ambiguous | ErrorKind::NotYet)
}

async fn ask(poller: &Poller, providers: &Providers, stack: &str, ids: &[Id]) -> Result<Vec<Status>> {
    let provider = providers.get(&poller.type_name)?;
    let call = AssertUnwindSafe(provider.status(&poller.type_name, &poller.place, stack, ids)).catch_unwind();
    let statuses = match timeout(LOST, call).await {
        Ok(Ok(answer)) => answer?,
        Ok(Err(_)) => return Err(super::panicked(&poller.type_name)),
        Err(_) => return Err(ProviderError::new(ErrorKind::Ambiguous, "a status call got no answer")),
    };
    if statuses.len() == ids.len() {
        Ok(statuses)
    } else {
        let message = format!("{} gave {} statuses for {} ids", poller.type_name, statuses.len(), ids.len());
        Err(ProviderError::new(ErrorKind::Internal, message))
    }
}
