//! State that a team shares: in S3, or in anything that speaks its protocol and honours conditional writes.
//!
//! # What lies where
//!
//! Below `s3://BUCKET/PREFIX/`:
//!
//! ```text
//! head                          points to the newest checkpoint; replaced under a condition
//! lease                         who may write; replaced under a condition
//! probe/TIME-RANDOM             whether the service honours conditions; only while a lock is taken
//! log/NUMBER                    one object for each commit, or for commits that came together; made once
//! checkpoints/NUMBER-RANDOM     a whole state at an entry of the log: a manifest of parts
//! chunks/NUMBER-PART-RANDOM     about a thousand records each; parts that did not change are used again
//! history/NUMBER                one object for each run, the newest few
//! exports/SERIAL-TIME.json      what each run left, as an export, the newest few
//! replaced/SERIAL-TIME.json     what a restore replaced, as an export
//! ```
//!
//! Every object but the exports starts with a line that says what it is, its format, its length and its checksums
//! (`frame.rs`), and all of them are JSON after it. Secrets are sealed exactly as on disk.
//!
//! # Why two writers can never both write
//!
//! The log is the truth, and its order is decided by S3: entry N is made with `If-None-Match: *`, so that one writer
//! makes it. Each writer's time begins with an entry of its own, which carries its fencing number and no commits. Once
//! it is there, the writer before cannot write any more, whatever it believes of its lease and its clock: the number
//! it would use next is taken, it reads by whom, and stops. What it wrote before that entry is part of the log, and
//! the new writer has read it. Entries that begin a writer's time are never removed, even when a checkpoint makes the
//! rest of the log superfluous, so that this holds for a writer that wakes up a year later too. A reader that finds an
//! entry which does not follow the one before, by number, by its random name, or by a fencing number that is smaller,
//! says that the state is damaged.
//!
//! The lease (`lease.rs`) only keeps people from working at the same time; it grants no right that the log does not.
//!
//! # What it costs
//!
//! A commit is one request; commits that wait for one another share it. A step commits at most three times, and a
//! checkpoint, which is made every few hundred entries and no sooner than the log is worth a quarter of what it would
//! write, adds a fraction. The lease is renewed three times in its expiry, whatever is going on. Loading is the head,
//! the lease, a listing, and the parts and the log in parallel.
//!
//! # Answers that say nothing
//!
//! A write whose answer was lost is sent again under the same condition; when that fails, the object is read, and its
//! random number tells whether the earlier attempt was carried out (`bucket.rs`).

mod book;
mod bucket;
mod checkpoint;
mod entry;
mod exports;
mod frame;
mod history;
mod lease;
mod names;
mod probe;
mod read;
mod session;
mod stats;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, Generation, Holder, Snapshot, Standing as Stands, StateError, StateStore};
use async_trait::async_trait;
use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::sync::{oneshot, watch};

pub use self::lease::Held;
use self::lease::{Standing, Watched};
use self::stats::Counters;
pub use self::stats::S3Stats;
use self::worker::{Request, Worker};
use crate::document::Document;
use crate::export::Kept;
use crate::location::S3Location;
use crate::options::{Options, Peek};
use crate::seal::Sealer;

/// How many entries the log may have before a checkpoint is made.
const LOG: usize = 256;
/// How long a service that does not answer is asked again before something has begun.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same for a commit in the middle of a run: what it says has been done already.
const COMMIT_PATIENCE: Duration = Duration::from_secs(60);

/// The state of one stack, in a bucket.
///
/// Everything is done on a thread of the store's own, so that the lease is renewed whatever the program does. Nothing
/// is sent before the first call. A store that is dropped without [`StateStore::release`] is one that crashed: its
/// lease runs out.
#[derive(Debug)]
pub struct S3Store {
    place: S3Location,
    options: Options,
    credentials: Option<SharedCredentialsProvider>,
    log: usize,
    counters: Counters,
    standing: Watched,
    worker: Mutex<Option<Worker>>,
}

impl S3Store {
    /// A store at this place, with the credentials that the environment gives. Sends nothing.
    #[must_use]
    pub fn new(place: S3Location, options: Options) -> Self {
        Self {
            place,
            options,
            credentials: None,
            log: LOG,
            counters: Counters::default(),
            standing: Arc::new(watch::Sender::new(Standing::Mine)),
            worker: Mutex::default(),
        }
    }

    /// Other credentials.
    #[must_use]
    pub fn credentials(mut self, credentials: SharedCredentialsProvider) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// How many entries the log may have before a checkpoint is made, in place of 256; a quarter of it at the end of a
    /// run. A checkpoint waits longer where it would write much more than the log has.
    #[must_use]
    pub fn log(mut self, entries: usize) -> Self {
        self.log = entries.max(4);
        self
    }

    /// What it did so far.
    #[must_use]
    pub fn stats(&self) -> S3Stats {
        self.counters.read()
    }

    /// The state and who writes it right now. It is as of their last commit.
    ///
    /// # Errors
    /// As [`StateStore::load`].
    pub async fn peek(&self) -> Result<Peek, StateError> {
        let writer = self.held().await?.filter(|held| !held.expired).map(|held| held.holder);
        Ok(Peek { snapshot: self.load().await?, writer, before: false })
    }

    /// The state as it is written: its secrets stay sealed, so no key is needed.
    ///
    /// # Errors
    /// As [`StateStore::load`].
    pub async fn document(&self) -> Result<Document, StateError> {
        self.ask(Request::Document).await
    }

    /// What the place holds, even if it was moved away from there: lineage and serial; `None` for nothing.
    ///
    /// # Errors
    /// As [`StateStore::load`].
    pub async fn stands(&self) -> Result<Option<(String, u64)>, StateError> {
        self.ask(Request::Stands).await
    }

    /// The exports of what runs left, newest first.
    ///
    /// # Errors
    /// `Remote`.
    pub async fn exports(&self) -> Result<Vec<Kept>, StateError> {
        self.ask(Request::Exports).await
    }

    /// Reads one of them.
    ///
    /// # Errors
    /// `Damaged`, `Newer`, `Remote`.
    pub async fn export(&self, kept: &Kept) -> Result<Document, StateError> {
        self.ask(|answer| Request::Export(kept.clone(), answer)).await
    }

    /// Who has the right to write.
    ///
    /// # Errors
    /// `Remote`, `Damaged`.
    pub async fn held(&self) -> Result<Option<Held>, StateError> {
        self.ask(Request::Held).await
    }

    /// Takes the right to write from whoever has it, and gives it back: nothing that they commit from then on is
    /// accepted. Gives who it was.
    ///
    /// # Errors
    /// As [`StateStore::acquire`], but for `Locked`.
    pub async fn break_lock(&self, by: &Holder) -> Result<Option<Holder>, StateError> {
        let before = match self.held().await {
            Err(StateError::Damaged { .. }) => None,
            held => held?.map(|held| held.holder),
        };
        self.ask(|answer| Request::Acquire { holder: by.clone(), by_force: true, lineage: None, answer }).await?;
        self.release().await?;
        Ok(before)
    }

    /// Makes the state hold a document, at its serial. Gives the name of the export of what was there.
    ///
    /// # Errors
    /// As [`StateStore::acquire`].
    pub async fn restore(&self, document: Document, holder: &Holder) -> Result<Option<String>, StateError> {
        let lineage = Some(document.lineage.clone());
        self.ask(|answer| Request::Acquire { holder: holder.clone(), by_force: false, lineage, answer }).await?;
        let restored = self.ask(|answer| Request::Restore(Box::new(document), answer)).await;
        let released = self.release().await;
        let aside = restored?;
        released?;
        Ok(aside)
    }

    /// Seals every secret anew with a data key that this sealer makes, all at once; what was there is kept as an export.
    /// The right to write must have been acquired. Gives the commit. A state without a key stays without.
    ///
    /// # Errors
    /// `NoKey` when either key cannot be had; `Lost`, `Remote`.
    pub async fn rekey(&self, sealer: Arc<dyn Sealer>) -> Result<u64, StateError> {
        self.ask(|answer| Request::Rekey(sealer, answer)).await
    }

    /// Notes that the state is at another place from now on. The right to write must have been acquired; nothing is
    /// committed here any more.
    ///
    /// # Errors
    /// `Lost`, `Remote`.
    pub async fn mark_moved(&self, to: &str) -> Result<(), StateError> {
        self.ask(|answer| Request::Moved(to.to_owned(), answer)).await
    }

    /// Returns once the right to write was lost during a run, with who has it now.
    pub async fn lost(&self) -> Option<Holder> {
        let mut seen = self.standing.subscribe();
        // The sender lives in `self`.
        match seen.wait_for(|standing| *standing != Standing::Mine).await.as_deref() {
            Ok(Standing::Lost(by)) => by.as_deref().cloned(),
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
        answered.await.unwrap_or_else(|_| Err(self.ended("the store's thread ended")))
    }

    fn ended(&self, why: &str) -> StateError {
        StateError::Unavailable { place: self.place.to_string(), action: "reached", cause: why.to_owned() }
    }
}

#[async_trait]
impl StateStore for S3Store {
    fn place(&self) -> String {
        self.place.to_string()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        self.ask(Request::Load).await
    }

    async fn acquire(&self, holder: &Holder) -> Result<(), StateError> {
        self.ask(|answer| Request::Acquire { holder: holder.clone(), by_force: false, lineage: None, answer }).await
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        self.ask(|answer| Request::Commit(changes, answer)).await
    }

    async fn standing(&self) -> Result<Stands, StateError> {
        self.ask(Request::Standing).await
    }

    async fn note(&self, generation: Generation) -> Result<u64, StateError> {
        self.ask(|answer| Request::Note(Box::new(generation), answer)).await
    }

    async fn history(&self) -> Result<Vec<Generation>, StateError> {
        self.ask(Request::History).await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        self.ask(Request::Digester).await
    }

    async fn prepare_secrets(&self) -> Result<(), StateError> {
        self.ask(Request::Secrets).await
    }

    async fn release(&self) -> Result<(), StateError> {
        self.ask(Request::Release).await
    }
}

/// Runs what may block for long, such as the derivation of a key, outside of the runtime.
fn aside<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(run).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
