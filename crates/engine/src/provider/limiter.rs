//! Token buckets: adapt the rate of requests to the responses.
//!
//! One [`Limiter`] is shared by everything in the process that talks to the same accounts. Buckets are distinguished
//! by account, region, service and class of action, as the services themselves do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// The key of a bucket.
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

/// A service's published rate: the initial and the maximum rate of a bucket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// How many requests may be sent at once.
    pub burst: f64,
    /// How many are added each second.
    pub per_second: f64,
}

/// For how long requests waited in a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketWait {
    /// The bucket.
    pub bucket: BucketKey,
    /// The time during which at least one request waited for a token, since the limiter was created.
    pub waited: Duration,
}

/// The part of a rate that remains after a throttle.
const DECREASE: f64 = 0.7;
/// The least that throttles leave of the nominal rate.
const FLOOR: f64 = 0.1;
/// The part of the nominal rate that one success adds.
const INCREASE: f64 = 0.01;
/// The pause after a throttle. Further throttles within it are responses to requests that were already sent, and do not
/// count.
const HOLD: Duration = Duration::from_millis(500);

tokio::task_local! {
    static PRIORITY: u64;
}

/// Runs a future whose requests have this priority in every bucket. Requests without a priority, such as those of
/// pollers, go first.
pub async fn at_priority<T>(priority: u64, work: impl Future<Output = T>) -> T {
    PRIORITY.scope(priority, work).await
}

type Rates = dyn Fn(&BucketKey) -> Rate + Send + Sync;

/// Buckets, created on first use.
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
    /// The waiters. The first one gets the next token.
    queue: BTreeMap<Rank, Arc<Notify>>,
    next: u64,
    /// Since when requests wait for a token, if any does.
    waiting_since: Option<Instant>,
    /// For how long requests waited before that.
    waited: Duration,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code panics while it holds a lock, and the numbers are consistent at any moment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Limiter {
    /// Creates a limiter that takes the rate of each new bucket from `rates`.
    pub fn new(rates: impl Fn(&BucketKey) -> Rate + Send + Sync + 'static) -> Self {
        Self { rates: Box::new(rates), buckets: Mutex::default() }
    }

    fn bucket(&self, key: &BucketKey) -> Arc<Bucket> {
        let mut buckets = lock(&self.buckets);
        if let Some(bucket) = buckets.get(key) {
            return Arc::clone(bucket);
        }
        let rate = (self.rates)(key);
        // A rate of zero would block every request permanently.
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
                waiting_since: None,
                waited: Duration::ZERO,
            }),
        });
        buckets.insert(key.clone(), Arc::clone(&bucket));
        bucket
    }

    /// Waits for the permission to send one request. The waiter with the highest priority goes first (see
    /// [`at_priority`]), and of equal ones the one that asked first. Dropping the future takes no token.
    pub async fn acquire(&self, key: &BucketKey) {
        let bucket = self.bucket(key);
        let turn = Turn::join(&bucket);
        loop {
            // The bucket may have changed meanwhile: a throttle pauses it, and a more urgent waiter may have been
            // added.
            match bucket.take(turn.rank, Instant::now()) {
                Take::Taken => return,
                Take::NotBefore(until) => sleep_until(until).await,
                Take::NotNext => turn.called.notified().await,
            }
        }
    }

    /// The service throttled a request: lowers the rate and pauses the bucket.
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

    /// For how long requests waited, by bucket. Requests that wait at the same time count once.
    #[must_use]
    pub fn waits(&self) -> Vec<BucketWait> {
        let (buckets, now) = (lock(&self.buckets), Instant::now());
        let waits = buckets.iter().map(|(key, bucket)| {
            let level = lock(&bucket.level);
            let waiting = level.waiting_since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
            BucketWait { bucket: key.clone(), waited: level.waited + waiting }
        });
        let mut waits: Vec<BucketWait> = waits.filter(|wait| !wait.waited.is_zero()).collect();
        waits.sort_by(|a, b| a.bucket.cmp(&b.bucket));
        waits
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
    /// Another waiter is first.
    NotNext,
}

/// A position in the queue of a bucket, until it is dropped.
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
        if level.queue.is_empty()
            && let Some(since) = level.waiting_since.take()
        {
            level.waited += since.elapsed();
        }
        if let Some((_, next)) = level.queue.first_key_value().filter(|_| was_first) {
            next.notify_one();
        }
    }
}

impl Bucket {
    /// Takes a token for the first waiter, or returns the reason to wait.
    fn take(&self, rank: Rank, now: Instant) -> Take {
        let mut level = lock(&self.level);
        if level.queue.first_key_value().is_none_or(|(first, _)| *first != rank) {
            return Take::NotNext;
        }
        level.fill(&self.nominal, now);
        if let Some(until) = level.held_until.filter(|until| *until > now) {
            level.waiting_since.get_or_insert(now);
            return Take::NotBefore(until);
        }
        level.held_until = None;
        // Sleeping rounds to milliseconds, which leaves a token a hair short.
        if level.tokens >= 1.0 - 1e-6 {
            level.tokens -= 1.0;
            return Take::Taken;
        }
        level.waiting_since.get_or_insert(now);
        let missing = (1.0 - level.tokens) / level.per_second;
        Take::NotBefore(now + Duration::from_secs_f64(missing.min(86_400.0)))
    }
}
