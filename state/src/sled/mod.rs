//! State in a folder of this machine, in sled.
//!
//! See [`SledStore`] for what it promises, `layout.rs` for the files, `frame.rs` and `keys.rs` for what is in
//! sled's.

mod frame;
mod head;
mod keys;
mod layout;
mod lock;
mod quiet;
mod restore;
mod session;
mod stage;
mod stats;
mod sums;
mod tree;
mod write_ahead_log;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, Generation, Holder, Snapshot, Standing, StateError, StateStore};
use async_trait::async_trait;
use tokio::sync::oneshot;

use self::head::Head;
pub(crate) use self::layout::EXPORTS;
use self::layout::{Found, Layout};
use self::lock::Lock;
pub use self::restore::{Restored, place_document, restore, restore_document, stands};
use self::session::Session;
use self::stats::Counters;
pub use self::stats::Stats;
use self::writer::{Writer, ended};
use crate::codec::Secrets;
use crate::document::Document;
use crate::export;
use crate::files;
use crate::history;
use crate::options::{Options, Peek};
use crate::seal::Sealer;

/// The state of one stack, in a folder.
///
/// One process has it open at a time. [`StateStore::acquire`] opens it and [`StateStore::release`] closes it, with
/// an export; in between a thread of its own writes. Commits need the right to write. A [`StateStore::load`]
/// without it makes no file and, as long as nobody crashed or writes, opens none of sled's: it reads the export
/// of the last run when that stands at the last commit.
///
/// Whoever acquires looks again where it stands: another run may have come between.
#[derive(Debug)]
pub struct SledStore {
    layout: Layout,
    options: Options,
    counters: Arc<Counters>,
    writer: Mutex<Option<Arc<Writer>>>,
    /// The digester of what was loaded last.
    digester: Arc<Mutex<Digester>>,
}

impl SledStore {
    /// A store in this folder, which need not be there: only [`StateStore::acquire`] makes it.
    ///
    /// # Errors
    /// `Newer` when a newer version wrote it; `Damaged`; `Unavailable` when the folder is a file or cannot be read.
    pub fn open(folder: impl Into<PathBuf>, options: Options) -> Result<Self, StateError> {
        let layout = Layout { folder: folder.into() };
        layout.look()?;
        Ok(Self { layout, options, counters: Arc::default(), writer: Mutex::new(None), digester: Arc::default() })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.layout.folder
    }

    /// The folder of exports.
    #[must_use]
    pub fn exports(&self) -> PathBuf {
        self.layout.exports()
    }

    /// What it did so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.counters.read()
    }

    /// Who writes, if it is said. The process may have ended since; only [`StateStore::acquire`] knows.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        Lock::holder(&self.layout)
    }

    /// Who has the store open right now. Somebody who only reads it has no name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub fn writer_now(&self) -> Result<Option<Holder>, StateError> {
        Lock::taken(&self.layout)
    }

    /// As [`StateStore::load`], but while somebody else writes it gives the last export and says who.
    ///
    /// # Errors
    /// As [`StateStore::load`]; `Locked` when there is no export yet.
    pub async fn peek(&self) -> Result<Peek, StateError> {
        let holder = match self.load().await {
            Ok(snapshot) => return Ok(Peek { snapshot, writer: None, before: false }),
            Err(StateError::Locked(holder)) => holder,
            Err(other) => return Err(other),
        };
        let (layout, options, digester) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.digester));
        apart(move || {
            let Some(newest) = export::list(&layout.exports())?.into_iter().next() else {
                return Err(StateError::Locked(holder));
            };
            let snapshot = opened(export::read_file(&newest.path)?, &layout, &options, &digester)?;
            Ok(Peek { snapshot, writer: Some(*holder), before: true })
        })
        .await
    }

    /// The state as it is written: its secrets stay sealed, so no key is needed. For exports and for moving.
    ///
    /// # Errors
    /// As [`StateStore::load`].
    pub async fn document(&self) -> Result<Document, StateError> {
        if let Some(writer) = self.current() {
            return answered(writer.document()).await;
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        apart(move || document(&layout, &options, counters)).await
    }

    /// As [`SledStore::document`], out of sled's own files and never out of the last export.
    ///
    /// # Errors
    /// As [`SledStore::document`].
    pub async fn scrub(&self) -> Result<Document, StateError> {
        if self.current().is_some() {
            return self.document().await;
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        apart(move || match layout.look()? {
            Found::Nothing => Ok(Document::default()),
            Found::State => stored(&layout, &options, counters),
        })
        .await
    }

    /// Seals every secret anew with a data key that this sealer makes, all at once. The right to write must have been
    /// acquired. Gives the commit. A state without a key stays without.
    ///
    /// # Errors
    /// `NoKey` when either key cannot be had; `Unavailable`.
    pub async fn rekey(&self, sealer: Arc<dyn Sealer>) -> Result<u64, StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the right to write was not acquired"))?;
        answered(writer.rekey(sealer)).await
    }

    /// Notes that the state is at another place from now on. The right to write must have been acquired, and nothing
    /// is to be committed after this.
    ///
    /// # Errors
    /// `Unavailable`.
    pub fn mark_moved(&self, to: &str) -> Result<(), StateError> {
        if self.current().is_none() {
            return Err(self.refuse("the right to write was not acquired"));
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
        StateError::Unavailable { place: self.place(), action: "written", cause: cause.to_owned() }
    }
}

#[async_trait]
impl StateStore for SledStore {
    fn place(&self) -> String {
        self.layout.folder.display().to_string()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        if let Some(writer) = self.current() {
            return answered(writer.load()).await;
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        let digester = Arc::clone(&self.digester);
        apart(move || read(&layout, &options, counters, &digester)).await
    }

    async fn standing(&self) -> Result<Standing, StateError> {
        match self.current() {
            // Its files were checked when it was opened, and nobody else writes.
            Some(writer) => answered(writer.standing()).await,
            None => self.load().await.map(|Snapshot { lineage, serial, .. }| Standing { lineage, serial }),
        }
    }

    async fn acquire(&self, holder: &Holder) -> Result<(), StateError> {
        if self.options.secrets == Secrets::Hide {
            return Err(self.refuse("it was opened without its secrets"));
        }
        if self.current().is_some() {
            return Err(StateError::Locked(Box::new(self.holder().unwrap_or_else(|| holder.clone()))));
        }
        let (layout, options, counters) = (self.layout.clone(), self.options.clone(), Arc::clone(&self.counters));
        let writer = Writer::start(layout, holder.clone(), options, counters).await?;
        // Two at once: the lock let one of them through only.
        *self.writer() = Some(Arc::new(writer));
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the right to write was not acquired"))?;
        answered(writer.commit(changes)).await
    }

    async fn note(&self, mut generation: Generation) -> Result<u64, StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the right to write was not acquired"))?;
        if generation.ended.is_some() {
            generation.serial = Some(answered(writer.standing()).await?.serial);
        }
        let (folder, keep) = (self.layout.history(), self.options.keep_runs);
        apart(move || history::note(&folder, generation, keep)).await
    }

    async fn history(&self) -> Result<Vec<Generation>, StateError> {
        let folder = self.layout.history();
        apart(move || history::list(&folder)).await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        match self.current() {
            Some(writer) => answered(writer.digester()).await,
            None => Ok(self.digester.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        }
    }

    async fn prepare_secrets(&self) -> Result<(), StateError> {
        let writer = self.current().ok_or_else(|| self.refuse("the right to write was not acquired"))?;
        answered(writer.prepare_secrets()).await
    }

    async fn release(&self) -> Result<(), StateError> {
        let Some(writer) = self.writer().take() else { return Ok(()) };
        answered(writer.close()).await
    }
}

/// What of the state in a folder other users of this machine may read or write, in words: files that an older version
/// made, or that were copied. [`StateStore::acquire`] takes it from them.
#[must_use]
pub fn exposed(folder: &Path) -> Option<String> {
    Layout::new(folder).exposed().map(|(path, mode)| format!("{} has mode {mode:o}", path.display()))
}

async fn answered<T>(answer: oneshot::Receiver<Result<T, StateError>>) -> Result<T, StateError> {
    answer.await.unwrap_or_else(|_| Err(ended("the store was closed")))
}

/// Runs what blocks on a thread of its own, whatever the runtime.
pub(crate) async fn apart<T: Send + 'static>(
    run: impl FnOnce() -> Result<T, StateError> + Send + 'static,
) -> Result<T, StateError> {
    let (answer, answers) = oneshot::channel();
    let thread = std::thread::Builder::new().name("archipel-state-read".to_owned());
    let spawned = thread.spawn(move || drop(answer.send(run())));
    spawned.map_err(|e| ended(&e.to_string()))?;
    answered(answers).await
}

/// Reads without the right to write.
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

/// Reads what is written without the right to write.
fn document(layout: &Layout, options: &Options, counters: Arc<Counters>) -> Result<Document, StateError> {
    if let Found::Nothing = layout.look()? {
        return Ok(Document::default());
    }
    if let Some(document) = exported(layout)? {
        return Ok(document);
    }
    stored(layout, options, counters)
}

/// Reads what is in sled.
fn stored(layout: &Layout, options: &Options, counters: Arc<Counters>) -> Result<Document, StateError> {
    let mut session = Session::open(layout, None, options, counters)?;
    let document = session.document()?;
    session.close(None)?;
    Ok(document)
}

/// The last export, if it is sure that nothing was committed after it.
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
    let place = layout.folder.display().to_string();
    let snapshot = document.open(&mut vault, options.secrets).map_err(|e| export::refused(&place, e))?;
    if options.secrets == Secrets::Open {
        let made = vault.digester(&snapshot.lineage).map_err(|e| export::refused(&place, e))?;
        *digester.lock().unwrap_or_else(PoisonError::into_inner) = made;
    }
    Ok(snapshot)
}
