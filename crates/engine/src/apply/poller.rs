//! Shared pollers: one status call serves all steps that wait for resources of a type in an environment.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until, timeout};

use super::run::panicked;
use crate::model::catch_panic::catch_panic_of;
use crate::model::environment::Environment;
use crate::model::schema::Polling;
use crate::provider::{ErrorKind, Id, ProviderError, Providers, ReadRequest, Result, Status};

/// The maximum number of ids of one status call: the lowest limit of the services' describe calls.
pub(super) const CHUNK: usize = 100;
/// A poll without a response for this long counts as lost.
const LOST: Duration = Duration::from_secs(60);
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);

/// Every poller of a run, by type, environment and the part of the service.
pub(crate) struct Pollers {
    providers: Arc<Providers>,
    stack: Arc<str>,
    pollers: Mutex<HashMap<(String, Environment, String), Arc<Poller>>>,
}

struct Poller {
    type_name: String,
    environment: Environment,
    waiting: Mutex<Waiting>,
    /// A waiter with an earlier deadline was added.
    came: Notify,
}

/// The waiters by id and by time. The cost of one waiter does not grow with the number of others.
#[derive(Default)]
struct Waiting {
    next: u64,
    waiters: BTreeMap<Id, Vec<Waiter>>,
    due: BTreeSet<(Instant, u64, Id)>,
    running: bool,
    /// The time at which the poller wakes. Only a waiter that is due earlier wakes it before.
    wakes: Option<Instant>,
}

struct Waiter {
    number: u64,
    due: Instant,
    /// From this time on, an unchanged status is reported too, so that polls for other waiters save one for this
    /// waiter.
    soon: Instant,
    answer: oneshot::Sender<Result<Status>>,
}

impl Waiting {
    fn add(&mut self, id: &Id, interval: Duration, answer: oneshot::Sender<Result<Status>>) -> Instant {
        let now = Instant::now();
        let (number, due) = (self.next, now + interval);
        self.next += 1;
        self.due.insert((due, number, id.clone()));
        let waiter = Waiter { number, due, soon: now + interval.mul_f64(0.75), answer };
        self.waiters.entry(id.clone()).or_default().push(waiter);
        due
    }

    /// Removes waiters of an id.
    fn take(&mut self, id: &Id, leaves: impl Fn(&Waiter) -> bool) -> Vec<Waiter> {
        let Some(waiters) = self.waiters.get_mut(id) else { return Vec::new() };
        let (left, stay): (Vec<_>, Vec<_>) = std::mem::take(waiters).into_iter().partition(|waiter| leaves(waiter));
        if stay.is_empty() {
            self.waiters.remove(id);
        } else {
            *waiters = stay;
        }
        for waiter in &left {
            self.due.remove(&(waiter.due, waiter.number, id.clone()));
        }
        left
    }

    /// Removes waiters at the front whose futures were dropped.
    fn tidy(&mut self) {
        while let Some((_, number, id)) = self.due.first().cloned() {
            if self.take(&id, |waiter| waiter.number == number && waiter.answer.is_closed()).is_empty() {
                break;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time before poll number `attempt` (from 0). It doubles up to the cap, plus up to a tenth. The tenth depends only
/// on id and attempt, so that a thousand creates do not poll at the same moment.
pub(super) fn interval(polling: &Polling, id: &Id, attempt: u32) -> Duration {
    let plain = polling.first.saturating_mul(2_u32.saturating_pow(attempt.min(20))).min(polling.cap);
    let digest = Sha256::digest(format!("{id}/{attempt}"));
    plain + plain.mul_f64(f64::from(digest[0]) / 255.0 * 0.1)
}

impl Pollers {
    pub(crate) fn new(providers: Arc<Providers>, stack: &str) -> Self {
        Self { providers, stack: stack.into(), pollers: Mutex::default() }
    }

    /// Waits for the next poll of a resource and returns its status.
    pub(crate) async fn poll(
        &self,
        type_name: &str,
        environment: &Environment,
        id: &Id,
        attempt: u32,
    ) -> Result<Status> {
        let schema = self.providers.schema_of(type_name)?;
        let group = self.providers.get(type_name)?.poll_group(id).to_owned();
        let poller = {
            let mut pollers = lock(&self.pollers);
            let poller = pollers.entry((type_name.to_owned(), environment.clone(), group)).or_insert_with(|| {
                Arc::new(Poller {
                    type_name: type_name.to_owned(),
                    environment: environment.clone(),
                    waiting: Mutex::default(),
                    came: Notify::new(),
                })
            });
            Arc::clone(poller)
        };
        let (answer, answered) = oneshot::channel();
        let interval = interval(&schema.meta.polling, id, attempt);
        let (start, wake) = {
            let mut waiting = lock(&poller.waiting);
            let due = waiting.add(id, interval, answer);
            let earlier = waiting.wakes.is_some_and(|wakes| due < wakes);
            (!std::mem::replace(&mut waiting.running, true), earlier)
        };
        if start {
            let (providers, stack) = (Arc::clone(&self.providers), Arc::clone(&self.stack));
            tokio::spawn(run(Arc::clone(&poller), providers, stack));
        } else if wake {
            poller.came.notify_one();
        }
        answered.await.unwrap_or_else(|_| {
            Err(ProviderError::new(ErrorKind::Internal, "the poller stopped before it reported a status"))
        })
    }
}

impl Poller {
    /// The time of the next poll; `None` if no waiter is left, and the poller has ended.
    fn next(&self, not_before: Instant) -> Option<Instant> {
        let mut waiting = lock(&self.waiting);
        waiting.tidy();
        let next = waiting.due.first().map(|(due, ..)| (*due).max(not_before));
        waiting.running = next.is_some();
        waiting.wakes = next.filter(|next| *next > not_before);
        next
    }

    /// The ids of all waiters, once each.
    fn ids(&self) -> Vec<Id> {
        let mut waiting = lock(&self.waiting);
        waiting.tidy();
        waiting.waiters.keys().cloned().collect()
    }

    /// Reports a status to the waiters of an id that have waited long enough, or to all of them if it is new.
    fn answer(&self, id: &Id, seen: &Result<Status>) {
        let now = Instant::now();
        let new = !matches!(seen, Ok(Status::Pending(_) | Status::Deleting(_)));
        for waiter in lock(&self.waiting).take(id, |waiter| new || waiter.soon <= now) {
            // The receiver may be gone; ignore send errors.
            let _ = waiter.answer.send(seen.clone());
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
        let mut again = false;
        for ids in poller.ids().chunks(CHUNK) {
            match ask(&poller, &providers, &stack, ids).await {
                Ok(statuses) => ids.iter().zip(statuses).for_each(|(id, status)| poller.answer(id, &Ok(status))),
                Err(error) if is_passing(error.kind) => again = true,
                Err(error) => {
                    let error = Err(error);
                    ids.iter().for_each(|id| poller.answer(id, &error));
                }
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
    let operations = providers.get(&poller.type_name)?;
    let request = ReadRequest::new(&poller.environment, stack);
    let call = catch_panic_of(operations.status(request, ids));
    let statuses = match timeout(LOST, call).await {
        Ok(Ok(answer)) => answer?,
        Ok(Err(panic)) => return Err(panicked(&poller.type_name, &panic)),
        Err(_) => return Err(ProviderError::new(ErrorKind::Ambiguous, "a status call returned no response")),
    };
    if statuses.len() == ids.len() {
        Ok(statuses)
    } else {
        let message = format!("{} returned {} statuses for {} ids", poller.type_name, statuses.len(), ids.len());
        Err(ProviderError::new(ErrorKind::Internal, message))
    }
}
