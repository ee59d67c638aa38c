//! Token buckets: how fast requests may be sent, learnt from the answers.
//!
//! One [`Limiter`] is shared by everything in the process that talks to the same accounts. Buckets are distinguished
//! by account, region, service and class of action, as the services themselves do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// What a bucket is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketKey {
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// The service: `ec2`.
    pub service: String,
    /// The class of actions that share a budget: `mutating`.
    pub class: String,
}

/// A service's published rate: what a bucket starts with and never goes above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// How many requests may be sent at once.
    pub burst: f64,
    /// How many are added each second.
    pub per_second: f64,
}

/// What a throttle leaves of a rate.
const DECREASE: f64 = 0.7;
/// The least that throttles leave of the nominal rate.
const FLOOR: f64 = 0.1;
/// What one success gives back, as a part of the nominal rate.
const INCREASE: f64 = 0.01;
/// How long nothing is sent after a throttle. Further throttles in that time answer requests that were under way
/// already, and say nothing new.
const HOLD: Duration = Duration::from_millis(500);

tokio::task_local! {
    static PRIORITY: u64;
}

/// Does something whose requests go before those of lower priority, wherever both wait for the same bucket. Requests
/// of no priority, such as those of pollers, go first.
pub async fn at_priority<T>(priority: u64, work: impl Future<Output = T>) -> T {
    PRIORITY.scope(priority, work).await
}

type Rates = dyn Fn(&BucketKey) -> Rate + Send + Sync;

/// Buckets, made as they are asked for.
pub struct Limiter {
    rates: Box<Rates>,
    buckets: Mutex<HashMap<BucketKey, Arc<Bucket>>>,
}

impl std::fmt::Debug for Limiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limiter").finish_non_exhaustive()
    }
}

struct Bucket {
    nominal: Rate,
    level: Mutex<Level>,
}

/// Priority, then the order of asking.
type Rank = (Reverse<u64>, u64);

struct Level {
    tokens: f64,
    per_second: f64,
    filled: Instant,
    held_until: Option<Instant>,
    /// Who waits; the first one takes the next token.
    queue: BTreeMap<Rank, Arc<Notify>>,
    next: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing here panics while it holds a lock, and figures are whole at any moment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Limiter {
    /// A limiter that asks `rates` once for each bucket.
    pub fn new(rates: impl Fn(&BucketKey) -> Rate + Send + Sync + 'static) -> Self {
        Self { rates: Box::new(rates), buckets: Mutex::default() }
    }

    fn bucket(&self, key: &BucketKey) -> Arc<Bucket> {
        let mut buckets = lock(&self.buckets);
        if let Some(bucket) = buckets.get(key) {
            return Arc::clone(bucket);
        }
        let rate = (self.rates)(key);
        // A rate of nothing would let nothing through, ever.
        let nominal = Rate { burst: rate.burst.max(1.0), per_second: rate.per_second.max(0.001) };
        let bucket = Arc::new(Bucket {
            nominal,
            level: Mutex::new(Level {
                tokens: nominal.burst,
                per_second: nominal.per_second,
                filled: Instant::now(),
                held_until: None,
                queue: BTreeMap::new(),
                next: 0,
            }),
        });
        buckets.insert(key.clone(), Arc::clone(&bucket));
        bucket
    }

    /// Waits for the right to send one request. Of those who wait, the one of the highest priority goes first (see
    /// [`at_priority`]), and of equals the one that asked first; giving up (dropping the future) takes nothing.
    pub async fn acquire(&self, key: &BucketKey) {
        let bucket = self.bucket(key);
        let turn = Turn::join(&bucket);
        loop {
            // What was to wait for may have moved meanwhile: a throttle holds everything back, and a waiter that is more
            // urgent may have come.
            match bucket.take(turn.rank, Instant::now()) {
                Take::Taken => return,
                Take::NotBefore(until) => sleep_until(until).await,
                Take::NotNext => turn.called.notified().await,
            }
        }
    }

    /// The service said that it was too much: sends slower, and nothing for a moment.
    pub fn throttled(&self, key: &BucketKey) {
        let bucket = self.bucket(key);
        let now = Instant::now();
        let mut level = lock(&bucket.level);
        level.fill(&bucket.nominal, now);
        if level.held_until.is_some_and(|until| until > now) {
            return;
        }
        level.per_second = (level.per_second * DECREASE).max(bucket.nominal.per_second * FLOOR);
        // The service's own bucket is empty.
        level.tokens = 0.0;
        level.held_until = Some(now + HOLD);
    }

    /// The service answered: sends a little faster again, up to the nominal rate.
    pub fn succeeded(&self, key: &BucketKey) {
        let bucket = self.bucket(key);
        let mut level = lock(&bucket.level);
        if level.per_second < bucket.nominal.per_second {
            level.fill(&bucket.nominal, Instant::now());
            let faster = level.per_second + bucket.nominal.per_second * INCREASE;
            level.per_second = faster.min(bucket.nominal.per_second);
        }
    }

    /// How many requests a second the bucket lets through now.
    #[must_use]
    pub fn rate(&self, key: &BucketKey) -> f64 {
        lock(&self.bucket(key).level).per_second
    }
}

impl Level {
    fn fill(&mut self, nominal: &Rate, now: Instant) {
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + since * self.per_second).min(nominal.burst);
        self.filled = now;
    }
}

enum Take {
    Taken,
    NotBefore(Instant),
    /// Somebody else is first.
    NotNext,
}

/// A place in the queue of a bucket, until it is dropped.
struct Turn<'a> {
    bucket: &'a Bucket,
    rank: Rank,
    called: Arc<Notify>,
}

impl<'a> Turn<'a> {
    fn join(bucket: &'a Bucket) -> Self {
        let priority = PRIORITY.try_with(|priority| *priority).unwrap_or(u64::MAX);
        let called = Arc::new(Notify::new());
        let mut level = lock(&bucket.level);
        let rank = (Reverse(priority), level.next);
        level.next += 1;
        level.queue.insert(rank, Arc::clone(&called));
        Self { bucket, rank, called }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut level = lock(&self.bucket.level);
        let was_first = level.queue.first_key_value().is_some_and(|(rank, _)| *rank == self.rank);
        level.queue.remove(&self.rank);
        if let Some((_, next)) = level.queue.first_key_value().filter(|_| was_first) {
            next.notify_one();
        }
    }
}

impl Bucket {
    /// Takes a token for the first waiter, or returns what to wait for.
    fn take(&self, rank: Rank, now: Instant) -> Take {
        let mut level = lock(&self.level);
        if level.queue.first_key_value().is_none_or(|(first, _)| *first != rank) {
            return Take::NotNext;
        }
        level.fill(&self.nominal, now);
        if let Some(until) = level.held_until.filter(|until| *until > now) {
            return Take::NotBefore(until);
        }
        level.held_until = None;
        // Sleeping rounds to milliseconds, which leaves a token a hair short.
        if level.tokens >= 1.0 - 1e-6 {
            level.tokens -= 1.0;
            return Take::Taken;
        }
        let missing = (1.0 - level.tokens) / level.per_second;
        Take::NotBefore(now + Duration::from_secs_f64(missing.min(86_400.0)))
    }
}
