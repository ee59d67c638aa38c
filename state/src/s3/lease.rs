//! The lock of a state, as an object.
//!
//! The object contains the lock holder, the time of acquisition, the number of renewals, and a fencing number that
//! increases with every acquisition. Every write is conditional on the tag of the object that was read, so that only
//! one of several concurrent acquisitions succeeds. Every write contains a random number, so that no tag occurs
//! twice.
//!
//! **Expiry.** The clocks of two machines are never compared. The age of a lease is the difference of two times in
//! one response of the service: its `Date` and the object's `Last-Modified`. If a service returns no date, a process
//! that wants the lease polls the tag and measures by its own clock how long the tag stays the same. A lease may be
//! taken over when it is older than its expiry and one heartbeat. Its owner stops writing when its own clocks, of
//! which the faster counts, exceed the expiry. So the wait for a killed writer is at most the expiry and one
//! heartbeat.
//!
//! **Fencing.** The lease keeps concurrent users apart, but it does not protect the state. The order of the log does:
//! see [`super`].

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use archipel_engine::state::{LockInfo, StateError};
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, watch};

use super::bucket::{Bucket, Got, Put};
use super::frame::{self, Kind};
use super::names;
use super::stats::Counters;
use crate::files;

/// How long the lock lasts without a renewal.
const EXPIRY: Duration = Duration::from_secs(30);

/// The content of the object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeaseDoc {
    /// Increases by one with every acquisition.
    pub(super) fence: u64,
    /// A new random number for every write.
    pub(super) nonce: String,
    /// The lock holder; `None` when the lock is free.
    pub(super) holder: Option<LockInfo>,
    /// The number of renewals since the acquisition.
    #[serde(rename = "beat")]
    pub(super) renewals: u64,
    /// The time of the last renewal by the holder's clock, in seconds since 1970. For display only.
    #[serde(rename = "beaten")]
    pub(super) renewed_at: u64,
    /// How long it lasts without a renewal, in milliseconds.
    pub(super) expiry: u64,
    /// The interval of renewals, in milliseconds.
    pub(super) heartbeat: u64,
    /// The last log entry that the holder has seen. A log that ends before it has lost entries.
    pub(super) number: u64,
}

impl LeaseDoc {
    pub(super) async fn read(bucket: &Bucket) -> Result<Option<Self>, StateError> {
        Ok(Self::got(bucket, bucket.get(names::LEASE).await?.as_ref())?.map(|(lease, _)| lease))
    }

    fn got<'a>(bucket: &Bucket, got: Option<&'a Got>) -> Result<Option<(Self, &'a Got)>, StateError> {
        let Some(got) = got else { return Ok(None) };
        Ok(Some((frame::read(Kind::Lease, &bucket.name(names::LEASE), &got.bytes)?, got)))
    }

    fn lasts(&self) -> Duration {
        Duration::from_millis(self.expiry + self.heartbeat)
    }

    fn next(&self) -> Self {
        Self { nonce: names::nonce(), renewed_at: files::now(), ..self.clone() }
    }
}

/// How long a lease lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) expiry: Duration,
    pub(super) heartbeat: Duration,
}

impl Times {
    pub(super) fn new(expiry: Option<u32>) -> Self {
        let expiry = expiry.map_or(EXPIRY, |seconds| Duration::from_secs(u64::from(seconds.max(3))));
        Self { expiry, heartbeat: expiry / 3 }
    }
}

/// The lock holder, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseStatus {
    pub holder: LockInfo,
    /// The time since the last renewal, if the service returns it.
    pub silent: Option<Duration>,
    /// Whether the lease has expired, so that any process may take it over.
    pub expired: bool,
}

/// Another process's lease that is being polled: its tag, and since when the tag is the same.
#[derive(Debug, Default)]
pub(super) struct Watch(Option<(String, Instant)>);

impl Watch {
    /// Whether the lease has expired.
    fn expired(&mut self, lease: &LeaseDoc, got: &Got) -> bool {
        if let Some(age) = got.age {
            return age >= lease.lasts();
        }
        match &self.0 {
            Some((etag, since)) if *etag == got.etag => since.elapsed() >= lease.lasts(),
            _ => {
                self.0 = Some((got.etag.clone(), Instant::now()));
                false
            }
        }
    }
}

/// The current lock holder.
pub(super) async fn held(bucket: &Bucket, watch: &mut Watch) -> Result<Option<LeaseStatus>, StateError> {
    let got = bucket.get(names::LEASE).await?;
    let Some((lease, got)) = LeaseDoc::got(bucket, got.as_ref())? else { return Ok(None) };
    let expired = watch.expired(&lease, got);
    Ok(lease.holder.map(|holder| LeaseStatus { holder, silent: got.age, expired }))
}

/// Acquires the lock. With `by_force`, also from an active holder.
pub(super) async fn take(
    bucket: &Bucket,
    holder: &LockInfo,
    times: Times,
    watch: &mut Watch,
    by_force: bool,
) -> Result<Lease, StateError> {
    let mut got = bucket.get(names::LEASE).await?;
    loop {
        let found = match LeaseDoc::got(bucket, got.as_ref()) {
            // Breaking a lock must not require a readable lease. The log has the fencing number.
            Err(StateError::Damaged { .. }) if by_force => got.as_ref().map(|got| (LeaseDoc::default(), got)),
            found => found?,
        };
        if let Some((lease, got)) = &found
            && let Some(other) = &lease.holder
            && !by_force
            && !watch.expired(lease, got)
        {
            return Err(StateError::Locked(Box::new(other.clone())));
        }
        let doc = LeaseDoc {
            fence: found.as_ref().map_or(0, |(lease, _)| lease.fence) + 1,
            holder: Some(holder.clone()),
            expiry: millis(times.expiry),
            heartbeat: millis(times.heartbeat),
            number: found.as_ref().map_or(0, |(lease, _)| lease.number),
            ..LeaseDoc::default()
        };
        let (doc, sent) = (doc.next(), SentAt::now());
        let bytes = frame::write(Kind::Lease, &doc)?;
        let put = match &found {
            Some((_, got)) => bucket.replace(names::LEASE, &bytes, &got.etag).await?,
            None => bucket.create(names::LEASE, &bytes).await?,
        };
        match put {
            Put::Done(etag) => return Ok(Lease::new(bucket, doc, etag, sent)),
            // Another process was faster.
            Put::Refused(there) => got = there,
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A moment by two clocks: one stops while the machine sleeps, the other may be set.
#[derive(Clone, Copy, Debug)]
struct SentAt(Instant, SystemTime);

impl SentAt {
    fn now() -> Self {
        Self(Instant::now(), SystemTime::now())
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed().max(self.1.elapsed().unwrap_or_default())
    }
}

/// Whether this process still has the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ownership {
    Owned,
    /// Lost, to this holder if it is known.
    Lost(Option<Box<LockInfo>>),
}

#[derive(Debug)]
struct OwnLease {
    doc: LeaseDoc,
    etag: String,
    sent: SentAt,
}

/// The lock, while this process has it. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    bucket: Bucket,
    own: Arc<Mutex<OwnLease>>,
    ownership: Watched,
    /// The store's channel, once a session has begun.
    store: Arc<OnceLock<Watched>>,
    times: Times,
}

/// The channel that reports the loss of a lock.
pub(super) type Watched = Arc<watch::Sender<Ownership>>;

impl Lease {
    fn new(bucket: &Bucket, doc: LeaseDoc, etag: String, sent: SentAt) -> Self {
        let times =
            Times { expiry: Duration::from_millis(doc.expiry), heartbeat: Duration::from_millis(doc.heartbeat) };
        Self {
            bucket: bucket.clone(),
            own: Arc::new(Mutex::new(OwnLease { doc, etag, sent })),
            ownership: Arc::new(watch::Sender::new(Ownership::Owned)),
            store: Arc::default(),
            times,
        }
    }

    /// Reports the loss of the lock to a store from now on. A lock that is lost before its session begins is not
    /// reported, because no run has begun that would have to stop.
    pub(super) fn report_to(&self, store: &Watched) {
        let now = self.ownership.borrow().clone();
        store.send_replace(now);
        drop(self.store.set(Arc::clone(store)));
    }

    /// The fencing number.
    pub(super) async fn fence(&self) -> u64 {
        self.own.lock().await.doc.fence
    }

    /// Marks the lease as lost, because another process has written. The lease object has no holder once the other
    /// process has ended, but the log names it, so a later call may add the holder.
    pub(super) fn lose(&self, to: Option<LockInfo>) {
        self.ownership.send_if_modified(|ownership| {
            let is_news = match ownership {
                Ownership::Owned => true,
                Ownership::Lost(known) => known.is_none() && to.is_some(),
            };
            if is_news {
                *ownership = Ownership::Lost(to.map(Box::new));
                if let Some(store) = self.store.get() {
                    store.send_replace(ownership.clone());
                }
            }
            is_news
        });
    }

    /// The reason why writing is not allowed, if the lease is lost.
    pub(super) fn check(&self) -> Result<(), StateError> {
        match &*self.ownership.borrow() {
            Ownership::Owned => Ok(()),
            Ownership::Lost(by) => Err(StateError::Lost { location: self.bucket.location(), by: by.clone() }),
        }
    }

    /// Ensures before a write that the lease is valid, and renews it if it may have expired.
    pub(super) async fn hold(&self, number: u64) -> Result<(), StateError> {
        self.check()?;
        if self.own.lock().await.sent.elapsed() < self.times.expiry {
            return Ok(());
        }
        self.renew(number).await
    }

    /// Renews the lease, which fails if another process has the lock, whatever the clocks say.
    pub(super) async fn renew(&self, number: u64) -> Result<(), StateError> {
        self.write(&self.bucket, number, |doc| doc.renewals += 1).await
    }

    /// Raises the fencing number above one in the log, after the lease object was lost and created again.
    pub(super) async fn raise(&self, above: u64) -> Result<(), StateError> {
        self.write(&self.bucket, 0, |doc| doc.fence = doc.fence.max(above) + 1).await
    }

    /// Releases the lease.
    pub(super) async fn free(&self, number: u64) -> Result<(), StateError> {
        self.write(&self.bucket, number, |doc| doc.holder = None).await
    }

    async fn write(&self, bucket: &Bucket, number: u64, change: impl Fn(&mut LeaseDoc)) -> Result<(), StateError> {
        let mut own = self.own.lock().await;
        loop {
            self.check()?;
            let mut doc = own.doc.next();
            change(&mut doc);
            doc.number = doc.number.max(number);
            let (bytes, sent) = (frame::write(Kind::Lease, &doc)?, SentAt::now());
            match bucket.replace(names::LEASE, &bytes, &own.etag).await? {
                Put::Done(etag) => {
                    *own = OwnLease { doc, etag, sent };
                    return Ok(());
                }
                Put::Refused(there) => {
                    let other = LeaseDoc::got(bucket, there.as_ref()).ok().flatten();
                    match other {
                        // The object may be from an earlier renewal whose response was lost.
                        Some((found, got)) if found.fence == own.doc.fence && found.holder == own.doc.holder => {
                            own.etag.clone_from(&got.etag);
                        }
                        other => self.lose(other.and_then(|(found, _)| found.holder)),
                    }
                }
            }
        }
    }

    /// Renews the lease until it is lost. `number` is the newest entry of the log.
    pub(super) async fn keep_renewed(self, number: watch::Receiver<u64>, counters: Counters) {
        let mut ticks = tokio::time::interval(self.times.heartbeat);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks.tick().await;
        // A renewal that fails is retried at the next heartbeat.
        let bucket = self.bucket.patient(self.times.heartbeat);
        loop {
            ticks.tick().await;
            counters.renewal();
            let last = *number.borrow();
            match self.write(&bucket, last, |doc| doc.renewals += 1).await {
                Ok(()) => {}
                Err(StateError::Lost { .. }) => return,
                Err(error) => tracing::warn!("cannot renew the lock: {error}"),
            }
        }
    }
}
