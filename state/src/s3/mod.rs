//! State that a team shares, in S3 or in a compatible service that honours conditional writes.
//!
//! # Objects
//!
//! Below `s3://BUCKET/PREFIX/`:
//!
//! ```text
//! head                          points to the newest checkpoint; replaced under a condition
//! lease                         the lock; replaced under a condition
//! probe/TIME-RANDOM             checks that the service honours conditions; only while a lock is acquired
//! log/NUMBER                    one object for each commit, or for concurrent commits; created once
//! checkpoints/NUMBER-RANDOM     a whole state as of an entry of the log: a manifest of parts
//! chunks/NUMBER-PART-RANDOM     about a thousand records each; unchanged parts are shared
//! history/NUMBER                one object for each run, the newest few
//! exports/SERIAL-TIME.json      the state after each run, as an export, the newest few
//! replaced/SERIAL-TIME.json     the state before a restore, as an export
//! ```
//!
//! Every object but the exports starts with a line that has its kind, its format, its length and its checksums
//! (`frame.rs`). The rest is JSON. Secrets are sealed exactly as on disk.
//!
//! # Why two writers can never both write
//!
//! S3 decides the order of the log: entry N is created with `If-None-Match: *`, so only one writer can create it.
//! Each writer begins its session with an entry that contains its fencing number and no commits. After that entry the
//! previous writer cannot write, whatever its lease and its clock say: its next number is taken, it reads the entry,
//! and stops. Its entries before that are part of the log, and the new writer has read them. Entries that begin a
//! session are never deleted, even when a checkpoint makes the rest of the log superfluous, so this also stops a
//! writer that resumes a year later. A reader reports a damaged state if an entry does not follow the previous one by
//! number, by nonce, or by a fencing number that is not smaller.
//!
//! The lease (`lease.rs`) only keeps users from working at the same time. The log does not rely on it.
//!
//! A check before a write proves nothing, because the request may arrive when another writer has the lock. So every
//! write either has a condition that the next session breaks, or cannot disturb it (`state/s3-tests/tests/store/late.rs`
//! delays each of them):
//!
//! | write | condition | a request that arrives after the next session has begun |
//! | --- | --- | --- |
//! | `log/N` | does not exist | fails: the session's first entry has this number |
//! | `head` (checkpoint, restore, new data key, move) | has the tag that was read | fails: the session replaced the head first |
//! | `lease` (renewal, release) | has the tag of the last write | fails: the session has written it |
//! | `history/N`, new run | does not exist | fails, or the session's run takes the next number and marks this one as interrupted |
//! | `history/N`, end of a run | has the tag of the last write | fails: the session has marked the run as interrupted |
//! | `exports/`, `replaced/` | does not exist | adds an export of commits that the session has read |
//! | `checkpoints/`, `chunks/` | none; a random name | nothing points to them; their writer deletes them when its write of the head fails |
//! | `probe/` | none; a random name | a later probe deletes it |
//! | deletes | none | the objects were superseded before, and their names do not occur again |
//!
//! # Cost
//!
//! A commit is one request, and concurrent commits share one. A step commits at most three times. Checkpoints add a
//! fraction: one is written every few hundred entries, and only when the log has at least a quarter of the
//! checkpoint's size. The lease is renewed three times within its expiry. Loading reads the head, the lease and a
//! listing, and then the parts and the log in parallel.
//!
//! # Ambiguous responses
//!
//! A write whose response was lost is sent again under the same condition. If that fails, the object is read, and its
//! nonce shows whether the earlier attempt succeeded (`bucket.rs`).

mod begin;
mod bucket;
mod checkpoint;
mod entry;
mod exports;
mod frame;
mod history;
mod image;
mod lease;
mod names;
mod probe;
mod read;
mod session;
mod stats;
mod times;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, LockInfo, RunRecord, Snapshot, StateError, StateStore, StateVersion};
use async_trait::async_trait;
use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::sync::{oneshot, watch};

pub use self::lease::LeaseStatus;
use self::lease::{Ownership, Watched};
use self::stats::Counters;
pub use self::stats::S3Stats;
use self::worker::{Request, Worker};
use crate::document::Document;
use crate::export::ExportFile;
use crate::location::S3Location;
use crate::options::{Options, Peek};
use crate::seal::Sealer;

/// The length of the log after which a checkpoint is written.
const LOG: usize = 256;

/// The state of one stack, in a bucket.
///
/// A thread of the store executes all requests, so that the lease is renewed even while the program is busy. No
/// request is sent before the first call. A store that is dropped without [`StateStore::unlock`] counts as crashed:
/// its lease expires.
#[derive(Debug)]
pub struct S3Store {
    location: S3Location,
    options: Options,
    credentials: Option<SharedCredentialsProvider>,
    log: usize,
    counters: Counters,
    ownership: Watched,
    worker: Mutex<Option<Worker>>,
}

impl S3Store {
    /// Creates a store for this location, with the credentials of the environment. Sends no request.
    #[must_use]
    pub fn new(location: S3Location, options: Options) -> Self {
        Self {
            location,
            options,
            credentials: None,
            log: LOG,
            counters: Counters::default(),
            ownership: Arc::new(watch::Sender::new(Ownership::Owned)),
            worker: Mutex::default(),
        }
    }

    /// Sets other credentials.
    #[must_use]
    pub fn credentials(mut self, credentials: SharedCredentialsProvider) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the length of the log after which a checkpoint is written, instead of 256; at the end of a run a quarter
    /// of it. A checkpoint that would be much larger than the log is written later.
    #[must_use]
    pub fn log(mut self, entries: usize) -> Self {
        self.log = entries.max(4);
        self
    }

    #[must_use]
    pub fn stats(&self) -> S3Stats {
        self.counters.read()
    }

    /// The state as of the last commit, and the current lock holder.
    ///
    /// # Errors
    /// See [`StateStore::load`].
    pub async fn peek(&self) -> Result<Peek, StateError> {
        let writer = self.held().await?.filter(|held| !held.expired).map(|held| held.holder);
        Ok(Peek { snapshot: self.load().await?, writer, stale: false })
    }

    /// The state as a document with sealed secrets, so no key is needed.
    ///
    /// # Errors
    /// See [`StateStore::load`].
    pub async fn document(&self) -> Result<Document, StateError> {
        self.ask(Request::Document).await
    }

    /// The lineage and serial, even if the state was moved away; `None` if there is no state.
    ///
    /// # Errors
    /// See [`StateStore::load`].
    pub async fn version(&self) -> Result<Option<(String, u64)>, StateError> {
        self.ask(Request::StoredVersion).await
    }

    /// The exports of earlier runs, newest first.
    ///
    /// # Errors
    /// `Remote`.
    pub async fn exports(&self) -> Result<Vec<ExportFile>, StateError> {
        self.ask(Request::Exports).await
    }

    /// Reads an export.
    ///
    /// # Errors
    /// `Damaged`, `Newer`, `Remote`.
    pub async fn export(&self, kept: &ExportFile) -> Result<Document, StateError> {
        self.ask(|answer| Request::Export(kept.clone(), answer)).await
    }

    /// The current lock holder.
    ///
    /// # Errors
    /// `Remote`, `Damaged`.
    pub async fn held(&self) -> Result<Option<LeaseStatus>, StateError> {
        self.ask(Request::LeaseStatus).await
    }

    /// Breaks the lock: acquires it from any holder and releases it, after which commits of the previous holder are
    /// refused. Returns the previous holder.
    ///
    /// # Errors
    /// See [`StateStore::lock`]; `Locked` only if another process acquires the lock at the same time.
    pub async fn break_lock(&self, by: &LockInfo) -> Result<Option<LockInfo>, StateError> {
        let before = match self.held().await {
            Err(StateError::Damaged { .. }) => None,
            held => held?.map(|held| held.holder),
        };
        self.ask(|answer| Request::Acquire { holder: by.clone(), by_force: true, lineage: None, answer }).await?;
        self.unlock().await?;
        Ok(before)
    }

    /// Replaces the state with a document, at the document's serial. Returns the name of the export of the previous
    /// state.
    ///
    /// # Errors
    /// See [`StateStore::lock`].
    pub async fn restore(&self, document: Document, holder: &LockInfo) -> Result<Option<String>, StateError> {
        Ok(self.replace(document, false, holder).await?.1)
    }

    /// Replaces the state with a document, at the serial after those of both, so that no plan for another state with
    /// this serial fits. Returns the serial and the name of the export of the previous state.
    ///
    /// # Errors
    /// See [`StateStore::lock`].
    pub async fn restore_as_next(
        &self,
        document: Document,
        holder: &LockInfo,
    ) -> Result<(u64, Option<String>), StateError> {
        self.replace(document, true, holder).await
    }

    async fn replace(
        &self,
        document: Document,
        is_next: bool,
        holder: &LockInfo,
    ) -> Result<(u64, Option<String>), StateError> {
        let lineage = Some(document.lineage.clone());
        self.ask(|answer| Request::Acquire { holder: holder.clone(), by_force: false, lineage, answer }).await?;
        let restored = self.ask(|answer| Request::Restore { document: Box::new(document), is_next, answer }).await;
        let released = self.unlock().await;
        let restored = restored?;
        released?;
        Ok(restored)
    }

    /// Reseals every secret with a new data key from this sealer, in one commit; the previous state is kept as an
    /// export. The lock must be held. Returns the serial of the commit. A state without a key is unchanged.
    ///
    /// # Errors
    /// `NoKey` when either key is not available; `Lost`, `Remote`.
    pub async fn rekey(&self, sealer: Arc<dyn Sealer>) -> Result<u64, StateError> {
        self.ask(|answer| Request::Rekey(sealer, answer)).await
    }

    /// Records that the state was moved to another location. The lock must be held, and no commit may follow.
    ///
    /// # Errors
    /// `Lost`, `Remote`.
    pub async fn mark_moved(&self, to: &str) -> Result<(), StateError> {
        self.ask(|answer| Request::Moved(to.to_owned(), answer)).await
    }

    /// Returns once the lock was lost during a run, with the new holder.
    pub async fn lost(&self) -> Option<LockInfo> {
        let mut seen = self.ownership.subscribe();
        // `self` owns the sender.
        match seen.wait_for(|ownership| *ownership != Ownership::Owned).await.as_deref() {
            Ok(Ownership::Lost(by)) => by.as_deref().cloned(),
            _ => None,
        }
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, StateError>>) -> Request,
    ) -> Result<T, StateError> {
        let (answer, answered) = oneshot::channel();
        {
            let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
            let running = match worker.take() {
                Some(running) => running,
                None => Worker::start(self)?,
            };
            worker.insert(running).ask(request(answer));
        }
        answered.await.unwrap_or_else(|_| Err(self.ended("the store's thread has ended")))
    }

    fn ended(&self, why: &str) -> StateError {
        StateError::Unavailable { location: self.location.to_string(), action: "reached", cause: why.to_owned() }
    }
}

#[async_trait]
impl StateStore for S3Store {
    fn location(&self) -> String {
        self.location.to_string()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        self.ask(Request::Load).await
    }

    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.ask(|answer| Request::Acquire { holder: holder.clone(), by_force: false, lineage: None, answer }).await
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        self.ask(|answer| Request::Commit(changes, answer)).await
    }

    async fn version(&self) -> Result<StateVersion, StateError> {
        self.ask(Request::Version).await
    }

    async fn record_run(&self, run: RunRecord) -> Result<u64, StateError> {
        self.ask(|answer| Request::Note(Box::new(run), answer)).await
    }

    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        self.ask(Request::History).await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        self.ask(Request::Digester).await
    }

    async fn prepare_secrets(&self) -> Result<(), StateError> {
        self.ask(Request::Secrets).await
    }

    async fn unlock(&self) -> Result<(), StateError> {
        self.ask(Request::Release).await
    }
}
