//! State in a folder of this machine, in sled.
//!
//! [`SledStore`] states the guarantees, `layout.rs` lists the files, and `frame.rs` and `keys.rs` define the data in
//! sled.

mod checksums;
mod content;
mod frame;
mod head;
mod keys;
mod layout;
mod lock;
mod restore;
mod session;
mod stage;
mod stats;
mod tree;
mod write_ahead_log;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, Ending, LockInfo, RunRecord, Snapshot, StateError, StateStore, StateVersion};
use async_trait::async_trait;
use tokio::sync::oneshot;

use self::head::Head;
pub(crate) use self::layout::EXPORTS;
use self::layout::{Found, Layout};
use self::lock::Lock;
pub use self::restore::{Restored, place_document, restore, restore_document, version};
use self::session::Session;
use self::stats::Counters;
pub use self::stats::Stats;
use self::writer::{Writer, ended};
use crate::blocking::run_blocking;
use crate::codec::Secrets;
use crate::document::Document;
use crate::export;
use crate::files;
use crate::history;
use crate::options::{Options, Peek};
use crate::seal::Sealer;

/// The state of one stack, in a folder.
///
/// Only one process has it open at a time. [`StateStore::lock`] opens it and [`StateStore::unlock`] closes it
/// with an export; in between a thread of the store writes. Commits require the lock. A [`StateStore::load`] without
/// the lock creates no file and, unless a process crashed or is writing, opens no file of sled: it reads the export
/// of the last run if that is as of the last commit.
///
/// Acquiring the lock reads the state again, because another run may have written meanwhile.
#[derive(Debug)]
pub struct SledStore {
    layout: Layout,
    options: Options,
    counters: Arc<Counters>,
    writer: Mutex<Option<Arc<Writer>>>,
    /// The digester of the last loaded state.
    digester: Arc<Mutex<Digester>>,
}

impl SledStore {
    /// Creates a store for this folder. The state need not exist: only [`StateStore::lock`] creates it.
    ///
    /// # Errors
    /// `Newer` when a newer version wrote it; `Damaged`; `Unavailable` when the folder is a file or cannot be read.
    pub fn open(folder: impl Into<PathBuf>, options: Options) -> Result<Self, StateError> {
        let layout = Layout { folder: folder.into() };
        layout.look()?;
        Ok(Self { layout, options, counters: Arc::default(), writer: Mutex::new(None), digester: Arc::default() })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.layout.folder
    }

    #[must_use]
    pub fn exports(&self) -> PathBuf {
        self.layout.exports()
    }

    /// The counters of this store.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.counters.read()
    }

    /// The recorded lock holder. Its process may have ended since; only [`StateStore::lock`] checks.
    #[must_use]
    pub fn holder(&self) -> Option<LockInfo> {
        Lock::holder(&self.layout)
    }

    /// The process that has the store open. A process that only reads it has no name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub fn writer_now(&self) -> Result<Option<LockInfo>, StateError> {
        Lock::taken(&self.layout)
    }

    /// As [`StateStore::load`], but while another process writes it returns the last export and the lock holder.
    ///
    /// # Errors
    /// See [`StateStore::load`]; `Locked` if there is no export after an interrupted first run.
    pub async fn peek(&self) -> Result<Peek, StateError> {
        let holder = match self.load().await {
            Ok(snapshot) => return Ok(Peek { snapshot, writer: None, stale: false }),
            Err(StateError::Locked(holder)) => holder,
            Err(other) => return Err(other),
        };
        let (layout, options, digester) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.digester));
        run_blocking(move || {
            let snapshot = match export::list(&layout.exports())?.into_iter().next() {
                Some(newest) => opened(export::read_file(&newest.path)?, &layout, &options, &digester)?,
                // Nothing was recorded before the first run.
                None if is_first_run(&layout)? => Snapshot::default(),
                None => return Err(StateError::Locked(holder)),
            };
            Ok(Peek { snapshot, writer: Some(*holder), stale: true })
        })
        .await
    }

    /// The state as a document with sealed secrets, so no key is needed. For exports and for moving.
    ///
    /// # Errors
    /// See [`StateStore::load`].
    pub async fn document(&self) -> Result<Document, StateError> {
        if let Some(writer) = self.current() {
            return answered(writer.document()).await;
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        run_blocking(move || document(&layout, &options, counters)).await
    }

    /// As [`SledStore::document`], always from sled's own files and never from the last export.
    ///
    /// # Errors
    /// See [`SledStore::document`].
    pub async fn verify_document(&self) -> Result<Document, StateError> {
        if self.current().is_some() {
            return self.document().await;
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        run_blocking(move || match layout.look()? {
            Found::Nothing => Ok(Document::default()),
            Found::State => stored(&layout, &options, counters),
        })
        .await
    }

    /// Reseals every secret with a new data key from this sealer, in one commit. The lock must be held. Returns the
    /// serial of the commit. A state without a key is unchanged.
    ///
    /// # Errors
    /// `NoKey` when either key is not available; `Unavailable`.
    pub async fn rekey(&self, sealer: Arc<dyn Sealer>) -> Result<u64, StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the lock is not held"))?;
        answered(writer.rekey(sealer)).await
    }

    /// Records that the state was moved to another location. The lock must be held, and no commit may follow.
    ///
    /// # Errors
    /// `Unavailable`.
    pub fn mark_moved(&self, to: &str) -> Result<(), StateError> {
        if self.current().is_none() {
            return Err(self.refuse("the lock is not held"));
        }
        let path = self.layout.moved();
        files::replace(&path, format!("{to}\n").as_bytes()).map_err(files::unwritable(&path))
    }

    fn writer(&self) -> MutexGuard<'_, Option<Arc<Writer>>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current(&self) -> Option<Arc<Writer>> {
        self.writer().clone()
    }

    fn refuse(&self, cause: &str) -> StateError {
        StateError::Unavailable { location: self.location(), action: "written", cause: cause.to_owned() }
    }
}

#[async_trait]
impl StateStore for SledStore {
    fn location(&self) -> String {
        self.layout.folder.display().to_string()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        if let Some(writer) = self.current() {
            return answered(writer.load()).await;
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        let digester = Arc::clone(&self.digester);
        run_blocking(move || read(&layout, &options, counters, &digester)).await
    }

    async fn version(&self) -> Result<StateVersion, StateError> {
        match self.current() {
            // The files were checked when the store was opened, and no other process writes.
            Some(writer) => answered(writer.version()).await,
            None => self.load().await.map(|Snapshot { lineage, serial, .. }| StateVersion { lineage, serial }),
        }
    }

    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        if self.options.secrets == Secrets::Hide {
            return Err(self.refuse("it was opened without its secrets"));
        }
        if self.current().is_some() {
            return Err(StateError::Locked(Box::new(self.holder().unwrap_or_else(|| holder.clone()))));
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        let writer = Writer::start(layout, holder.clone(), options, counters).await?;
        // Of two concurrent calls, the lock admits only one.
        *self.writer() = Some(Arc::new(writer));
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the lock is not held"))?;
        answered(writer.commit(changes)).await
    }

    async fn record_run(&self, mut run: RunRecord) -> Result<u64, StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the lock is not held"))?;
        if run.ended.is_some() {
            run.serial = Some(answered(writer.version()).await?.serial);
        }
        let (folder, keep) = (self.layout.history(), self.options.keep_runs);
        run_blocking(move || history::record(&folder, run, keep)).await
    }

    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        let folder = self.layout.history();
        run_blocking(move || history::list(&folder)).await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        match self.current() {
            Some(writer) => answered(writer.digester()).await,
            None => Ok(self.digester.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        }
    }

    async fn prepare_secrets(&self) -> Result<(), StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the lock is not held"))?;
        answered(writer.prepare_secrets()).await
    }

    async fn unlock(&self) -> Result<(), StateError> {
        let Some(writer) = self.writer().take() else { return Ok(()) };
        answered(writer.close()).await
    }
}

/// Reports which files of the state in a folder other users of this machine may read or write: files of an older
/// version, or copied files. [`StateStore::lock`] removes these permissions.
#[must_use]
pub fn exposed(folder: &Path) -> Option<String> {
    Layout::new(folder).exposed().map(|(path, mode)| format!("{} has mode {mode:o}", path.display()))
}

async fn answered<T>(answer: oneshot::Receiver<Result<T, StateError>>) -> Result<T, StateError> {
    answer.await.unwrap_or_else(|_| Err(ended("the store was closed")))
}

/// Reads the state without the lock.
fn read(
    layout: &Layout,
    options: &Options,
    counters: Arc<Counters>,
    digester: &Mutex<Digester>,
) -> Result<Snapshot, StateError> {
    if let Found::Nothing = layout.look()? {
        return Ok(Snapshot::default());
    }
    opened(document(layout, options, counters)?, layout, options, digester)
}

/// Whether the run in progress is the first one of the state.
fn is_first_run(layout: &Layout) -> Result<bool, StateError> {
    Ok(history::list(&layout.history())?.iter().all(|run| run.number == 1 && run.ending == Ending::Running))
}

/// Reads the document without the lock.
fn document(layout: &Layout, options: &Options, counters: Arc<Counters>) -> Result<Document, StateError> {
    if let Found::Nothing = layout.look()? {
        return Ok(Document::default());
    }
    if let Some(document) = exported(layout)? {
        return Ok(document);
    }
    stored(layout, options, counters)
}

/// Reads the document from sled.
fn stored(layout: &Layout, options: &Options, counters: Arc<Counters>) -> Result<Document, StateError> {
    let mut session = Session::open(layout, None, options, counters)?;
    let document = session.document()?;
    session.close(None)?;
    Ok(document)
}

/// The last export, if it is certain that there was no later commit.
fn exported(layout: &Layout) -> Result<Option<Document>, StateError> {
    let Some((mark, true)) = Head::look(&layout.head())? else { return Ok(None) };
    let newest = export::list(&layout.exports())?.into_iter().next().filter(|kept| kept.serial == mark.serial);
    let document = newest.and_then(|kept| export::read_file(&kept.path).ok());
    Ok(document.filter(|document| document.lineage == mark.lineage && document.serial == mark.serial))
}

fn opened(
    document: Document,
    layout: &Layout,
    options: &Options,
    digester: &Mutex<Digester>,
) -> Result<Snapshot, StateError> {
    let mut vault = document.vault(Arc::clone(&options.sealer));
    let location = layout.folder.display().to_string();
    let snapshot = document.open(&mut vault, options.secrets).map_err(|e| export::refused(&location, e))?;
    if options.secrets == Secrets::Open {
        let made = vault.digester(&snapshot.lineage).map_err(|e| export::refused(&location, e))?;
        *digester.lock().unwrap_or_else(PoisonError::into_inner) = made;
    }
    Ok(snapshot)
}
