//! The start of a session: acquires the lock, reads the state, and stops the previous writer.
//!
//! A previous writer may still be running: it was paused, or one of its requests is on its way. Its next write of the
//! head needs the head that it knows, and its next entry needs a free number. So a session first replaces the head,
//! and then creates the entry. In between it can still receive entries, which it reads.

use std::sync::Arc;

use archipel_engine::state::{LockInfo, StateError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::bucket::{Bucket, Put};
use super::checkpoint::Head;
use super::entry::Entry;
use super::frame::{self, Kind};
use super::history::Runs;
use super::lease::{self, Lease, Times, Watch, Watched};
use super::names;
use super::probe;
use super::read::{self, Loaded};
use super::stats::Counters;
use crate::export;
use crate::options::Options;
use crate::seal::{Purpose, Vault};

/// How often a session starts again because another writer was faster.
const TRIES: usize = 5;

/// How a session begins.
pub(super) struct Begin<'a> {
    pub(super) bucket: &'a Bucket,
    pub(super) holder: &'a LockInfo,
    pub(super) options: &'a Options,
    pub(super) times: Times,
    pub(super) watch: &'a mut Watch,
    pub(super) ownership: &'a Watched,
    pub(super) counters: &'a Counters,
    /// The maximum length of the log.
    pub(super) log: usize,
    /// Whether the lock is taken from an active holder.
    pub(super) by_force: bool,
    /// The lineage of the state that will replace this one, which may be the one that was moved away.
    pub(super) lineage: Option<String>,
}

/// A state whose previous writer can no longer write.
pub(super) struct Opened {
    pub(super) lease: Lease,
    pub(super) renewer: LeaseRenewer,
    pub(super) loaded: Loaded,
    pub(super) vault: Vault,
    pub(super) fence: u64,
    pub(super) runs: Runs,
}

/// The task that renews the lease. It is aborted when this is dropped.
pub(super) struct LeaseRenewer {
    pub(super) task: JoinHandle<()>,
    /// The newest entry of the log.
    pub(super) number: watch::Sender<u64>,
}

impl Drop for LeaseRenewer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Acquires the lock and reads the state.
///
/// A lease can expire before the session has begun, for example on a machine that was suspended. No run has begun
/// then that would have to stop, so the error is `Locked` by the other process, as if that process had been faster. If
/// it has released the lock already, the lock is acquired again.
pub(super) async fn open(begin: &mut Begin<'_>) -> Result<Opened, StateError> {
    check_moved(begin.bucket, begin.lineage.as_deref()).await?;
    probe::check(begin.bucket).await?;
    let mut tries = 1;
    loop {
        let lease = lease::take(begin.bucket, begin.holder, begin.times, begin.watch, begin.by_force).await?;
        let number = watch::Sender::new(0);
        let task = tokio::spawn(lease.clone().keep_renewed(number.subscribe(), begin.counters.clone()));
        let renewer = LeaseRenewer { task, number };
        let error = match read_and_fence(begin, &lease).await {
            Ok((loaded, vault, fence, runs)) => {
                renewer.number.send_replace(loaded.position.number);
                return Ok(Opened { lease, renewer, loaded, vault, fence, runs });
            }
            Err(error) => error,
        };
        match error {
            StateError::Lost { by: Some(by), .. } => return Err(StateError::Locked(by)),
            // A lock that was broken by force is not taken from the next holder too.
            StateError::Lost { .. } if !begin.by_force && tries < TRIES => tries += 1,
            error => {
                // Other processes need not wait for a writer that failed to start. If this fails too, the lease
                // expires.
                drop(lease.free(0).await);
                return Err(error);
            }
        }
    }
}

type Fenced = (Loaded, Vault, u64, Runs);

async fn read_and_fence(begin: &Begin<'_>, lease: &Lease) -> Result<Fenced, StateError> {
    let bucket = begin.bucket;
    for _ in 0..TRIES {
        let mut loaded = match (read::load(bucket).await, begin.lineage.as_deref()) {
            (Ok(Some(loaded)), _) => loaded,
            (Ok(None), lineage) => create_empty(bucket, lineage).await?,
            (Err(StateError::Damaged { .. }), Some(lineage)) => read::after_damage(bucket, lineage).await?,
            (Err(error), _) => return Err(error),
        };
        refuse_moved(bucket, &loaded.kept.head, begin.lineage.as_deref())?;
        let newest = loaded.position.fence.max(loaded.kept.head.fence);
        if newest >= lease.fence().await {
            lease.raise(newest).await?;
        }
        let fence = lease.fence().await;
        if !loaded.kept.claim(bucket, fence).await? {
            // The previous writer has moved the head since it was read.
            continue;
        }
        // The run must be read before the fence: afterwards it may be the run of the next writer.
        let runs = Runs::read(bucket).await?;
        fence_off(bucket, &mut loaded, lease, fence, begin.holder).await?;
        runs.interrupt(bucket).await?;
        let purpose = Purpose::State(loaded.image.lineage.clone());
        let vault = Vault::new(Arc::clone(&begin.options.sealer), purpose, loaded.image.key.clone());
        if !begin.by_force && begin.lineage.is_none() {
            vault.check_protection().map_err(|error| export::refused(&bucket.location(), error))?;
        }
        return Ok((loaded, vault, fence, runs));
    }
    Err(StateError::Unavailable {
        location: bucket.location(),
        action: "written",
        cause: "other writes were faster than every attempt; try again".to_owned(),
    })
}

/// Refuses a state that was moved away, unless it is being restored.
async fn check_moved(bucket: &Bucket, lineage: Option<&str>) -> Result<(), StateError> {
    match read::head(bucket).await {
        // The lineage of a damaged state need not be known to replace it.
        Err(StateError::Damaged { .. }) if lineage.is_some() => Ok(()),
        head => head?.map_or(Ok(()), |(head, _)| refuse_moved(bucket, &head, lineage)),
    }
}

fn refuse_moved(bucket: &Bucket, head: &Head, lineage: Option<&str>) -> Result<(), StateError> {
    match &head.moved {
        Some(to) if lineage != Some(head.lineage.as_str()) => {
            Err(StateError::MovedAway { location: bucket.location(), to: to.clone() })
        }
        _ => Ok(()),
    }
}

/// Creates an empty state, with a new lineage if none is given.
async fn create_empty(bucket: &Bucket, lineage: Option<&str>) -> Result<Loaded, StateError> {
    let lineage = lineage.map_or_else(
        || {
            use rand::RngCore as _;
            let mut bytes = [0; 16];
            rand::rng().fill_bytes(&mut bytes);
            archipel_engine::value::hex(&bytes)
        },
        str::to_owned,
    );
    let head = Head { lineage, nonce: names::nonce(), ..Head::default() };
    bucket.create(names::HEAD, &frame::write(Kind::Head, &head)?).await?;
    // This process or a concurrent one has created it.
    let loaded = read::load(bucket).await?;
    loaded.ok_or_else(|| StateError::Damaged {
        location: bucket.name(names::HEAD),
        what: "the object is missing".to_owned(),
    })
}

/// Begins a session in the log. From here on the previous writer cannot write to it: the next number is taken. Its
/// last entries are read and count.
async fn fence_off(
    bucket: &Bucket,
    loaded: &mut Loaded,
    lease: &Lease,
    fence: u64,
    holder: &LockInfo,
) -> Result<(), StateError> {
    loop {
        let entry = Entry {
            lineage: loaded.image.lineage.clone(),
            number: loaded.position.number + 1,
            fence,
            nonce: names::nonce(),
            after: loaded.position.nonce.clone(),
            serial: loaded.image.serial,
            begins: Some(holder.clone()),
            key: None,
            commits: Vec::new(),
        };
        let (name, bytes) = (names::entry(entry.number), frame::write(Kind::Entry, &entry)?);
        match bucket.create(&name, &bytes).await? {
            Put::Done(_) => return loaded.append(bucket, &name, &entry),
            Put::Refused(Some(got)) => {
                let other = read::entry(bucket, &name, &got.bytes)?;
                if other.fence >= fence {
                    lease.lose(other.begins);
                    return lease.check();
                }
                loaded.append(bucket, &name, &other)?;
            }
            // The entry was deleted meanwhile; try again.
            Put::Refused(None) => {}
        }
    }
}
