//! The right to write, as an object.
//!
//! It says who has it, since when, how often they have renewed it, and a fencing number that grows with every taking.
//! Every write of it is conditional on the tag of what was read, so that of several who take it one succeeds; it
//! carries a random number, so that no tag ever comes twice.
//!
//! **Expiry.** No machine's clock is compared with another's. How old a lease is, is the difference of two times that
//! the service itself says in one answer: its `Date` and the object's `Last-Modified`. Where a service says no date,
//! whoever wants the lease watches its tag, and counts the time by its own clock while the tag stays the same. A lease
//! may be taken over when it is older than its expiry and one heartbeat; its owner stops writing when its own clocks,
//! of which the faster counts, say that it is older than its expiry. So nobody waits longer than expiry and one
//! heartbeat for a writer that was killed.
//!
//! **Fencing.** The lease keeps people apart; it does not protect the state. That is done by the log, whose order is
//! the truth: see [`super`].

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use archipel_engine::state::{Holder, StateError};
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, watch};

use super::bucket::{Bucket, Got, Put};
use super::frame::{self, Kind};
use super::names;
use super::stats::Counters;
use crate::files;

/// How long the right to write lasts without a sign of life.
const EXPIRY: Duration = Duration::from_secs(30);

/// What the object says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeaseDoc {
    /// Grows by one with every taking.
    pub(super) fence: u64,
    /// Random, anew with every write.
    pub(super) nonce: String,
    /// Whose it is; `None` when it is free.
    pub(super) holder: Option<Holder>,
    /// How often it was renewed since it was taken.
    pub(super) beat: u64,
    /// When it was renewed last, by the holder's clock, in seconds since 1970. For people only.
    pub(super) beaten: u64,
    /// How long it lasts without being renewed, in milliseconds.
    pub(super) expiry: u64,
    /// How often it is renewed, in milliseconds.
    pub(super) heartbeat: u64,
    /// The last entry of the log that its holder knows to be there: a log that ends before it has lost something.
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
        Self { nonce: names::nonce(), beaten: files::now(), ..self.clone() }
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

/// Who has the right to write, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub holder: Holder,
    /// How long ago they showed a sign of life, if the service says so.
    pub silent: Option<Duration>,
    /// Whether they showed none for so long that anybody may take it over.
    pub expired: bool,
}

/// A lease of somebody else's that is being watched: its tag and since when it is seen.
#[derive(Debug, Default)]
pub(super) struct Watch(Option<(String, Instant)>);

impl Watch {
    /// Whether the lease is older than it may be.
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

/// Who has the right to write now.
pub(super) async fn held(bucket: &Bucket, watch: &mut Watch) -> Result<Option<Held>, StateError> {
    let got = bucket.get(names::LEASE).await?;
    let Some((lease, got)) = LeaseDoc::got(bucket, got.as_ref())? else { return Ok(None) };
    let expired = watch.expired(&lease, got);
    Ok(lease.holder.map(|holder| Held { holder, silent: got.age, expired }))
}

/// Takes the right to write. With `by_force`, from whoever has it.
pub(super) async fn take(
    bucket: &Bucket,
    holder: &Holder,
    times: Times,
    watch: &mut Watch,
    by_force: bool,
    standing: &Watched,
) -> Result<Lease, StateError> {
    let mut got = bucket.get(names::LEASE).await?;
    loop {
        let found = match LeaseDoc::got(bucket, got.as_ref()) {
            // Whoever breaks a lock need not be able to read it. The log knows the fencing number.
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
        let (doc, sent) = (doc.next(), Sent::now());
        let bytes = frame::write(Kind::Lease, &doc)?;
        let put = match &found {
            Some((_, got)) => bucket.replace(names::LEASE, &bytes, &got.etag).await?,
            None => bucket.create(names::LEASE, &bytes).await?,
        };
        match put {
            Put::Done(etag) => return Ok(Lease::new(bucket, doc, etag, sent, Arc::clone(standing))),
            // Somebody was faster.
            Put::Refused(there) => got = there,
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A moment by two clocks: one stands still while the machine sleeps, the other may be set.
#[derive(Clone, Copy, Debug)]
struct Sent(Instant, SystemTime);

impl Sent {
    fn now() -> Self {
        Self(Instant::now(), SystemTime::now())
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed().max(self.1.elapsed().unwrap_or_default())
    }
}

/// Whether the right to write is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Mine,
    /// Gone, to somebody if it is known.
    Lost(Option<Box<Holder>>),
}

#[derive(Debug)]
struct Mine {
    doc: LeaseDoc,
    etag: String,
    sent: Sent,
}

/// The right to write, while this process has it. Clones are the same.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    bucket: Bucket,
    mine: Arc<Mutex<Mine>>,
    standing: Watched,
    times: Times,
}

/// Where a store tells whether the right to write is still there.
pub(super) type Watched = Arc<watch::Sender<Standing>>;

impl Lease {
    fn new(bucket: &Bucket, doc: LeaseDoc, etag: String, sent: Sent, standing: Watched) -> Self {
        standing.send_replace(Standing::Mine);
        let times =
            Times { expiry: Duration::from_millis(doc.expiry), heartbeat: Duration::from_millis(doc.heartbeat) };
        Self { bucket: bucket.clone(), mine: Arc::new(Mutex::new(Mine { doc, etag, sent })), standing, times }
    }

    /// The fencing number.
    pub(super) async fn fence(&self) -> u64 {
        self.mine.lock().await.doc.fence
    }

    /// Notes that somebody else has written, so that it is lost.
    pub(super) fn lose(&self, to: Option<Holder>) {
        self.standing.send_if_modified(|standing| {
            let first = *standing == Standing::Mine;
            if first {
                *standing = Standing::Lost(to.map(Box::new));
            }
            first
        });
    }

    /// Why nothing may be written, if it was lost.
    pub(super) fn check(&self) -> Result<(), StateError> {
        match &*self.standing.borrow() {
            Standing::Mine => Ok(()),
            Standing::Lost(by) => Err(StateError::Lost { place: self.bucket.place(), by: by.clone() }),
        }
    }

    /// Makes sure that it is still there before something is written: renews it if it may have run out.
    pub(super) async fn hold(&self, number: u64) -> Result<(), StateError> {
        self.check()?;
        if self.mine.lock().await.sent.elapsed() < self.times.expiry {
            return Ok(());
        }
        self.write(&self.bucket, number, |doc| doc.beat += 1).await
    }

    /// Raises the fencing number above one that the log has: the lease's object was lost and made anew.
    pub(super) async fn raise(&self, above: u64) -> Result<(), StateError> {
        self.write(&self.bucket, 0, |doc| doc.fence = doc.fence.max(above) + 1).await
    }

    /// Gives it back.
    pub(super) async fn free(&self, number: u64) -> Result<(), StateError> {
        self.write(&self.bucket, number, |doc| doc.holder = None).await
    }

    async fn write(&self, bucket: &Bucket, number: u64, change: impl Fn(&mut LeaseDoc)) -> Result<(), StateError> {
        let mut mine = self.mine.lock().await;
        loop {
            self.check()?;
            let mut doc = mine.doc.next();
            change(&mut doc);
            doc.number = doc.number.max(number);
            let (bytes, sent) = (frame::write(Kind::Lease, &doc)?, Sent::now());
            match bucket.replace(names::LEASE, &bytes, &mine.etag).await? {
                Put::Done(etag) => {
                    *mine = Mine { doc, etag, sent };
                    return Ok(());
                }
                Put::Refused(there) => {
                    let other = LeaseDoc::got(bucket, there.as_ref()).ok().flatten();
                    match other {
                        // An earlier renewal of which no answer came is not somebody else's.
                        Some((found, got)) if found.fence == mine.doc.fence && found.holder == mine.doc.holder => {
                            mine.etag.clone_from(&got.etag);
                        }
                        other => self.lose(other.and_then(|(found, _)| found.holder)),
                    }
                }
            }
        }
    }

    /// Renews it until it is lost. `number` is the newest entry of the log.
    pub(super) async fn beat(self, number: watch::Receiver<u64>, counters: Counters) {
        let mut ticks = tokio::time::interval(self.times.heartbeat);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks.tick().await;
        // A renewal that does not get through is tried again with the next heartbeat.
        let bucket = self.bucket.patient(self.times.heartbeat);
        loop {
            ticks.tick().await;
            counters.beat();
            let last = *number.borrow();
            match self.write(&bucket, last, |doc| doc.beat += 1).await {
                Ok(()) => {}
                Err(StateError::Lost { .. }) => return,
                Err(error) => tracing::warn!("the right to write could not be renewed: {error}"),
            }
        }
    }
}
