//! A store for any location: a folder or a bucket.

use std::path::PathBuf;
use std::sync::Arc;

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, LockInfo, RunRecord, Snapshot, StateError, StateStore, StateVersion};
use async_trait::async_trait;

use crate::blocking::run_blocking;
use crate::document::Document;
use crate::export::{self, ExportFile};
use crate::location::Location;
use crate::options::{Options, Peek};
#[cfg(feature = "s3")]
use crate::s3::S3Store;
use crate::seal::Sealer;
use crate::sled::{self, EXPORTS, Restored, SledStore, restore_document};

/// The store for a [`Location`].
#[derive(Debug)]
#[non_exhaustive]
pub enum AnyStore {
    Sled(SledStore),
    #[cfg(feature = "s3")]
    S3(Box<S3Store>),
}

/// The error for a location that needs a feature this program was built without.
#[cfg(not(feature = "s3"))]
fn without_s3(location: &Location) -> StateError {
    let cause = "this program was built without the feature `s3`".to_owned();
    StateError::Unavailable { location: location.to_string(), action: "reached", cause }
}

impl AnyStore {
    /// Opens the store at a location. The state need not exist: only [`StateStore::lock`] creates it.
    ///
    /// # Errors
    /// See [`SledStore::open`].
    pub fn open(location: &Location, options: Options) -> Result<Self, StateError> {
        match location {
            Location::Folder(folder) => SledStore::open(folder, options).map(Self::Sled),
            #[cfg(feature = "s3")]
            Location::S3(location) => Ok(Self::S3(Box::new(S3Store::new(location.clone(), options)))),
            #[cfg(not(feature = "s3"))]
            Location::S3(_) => Err(without_s3(location)),
        }
    }

    /// As [`StateStore::load`], but also returns the lock holder while another process writes.
    ///
    /// # Errors
    /// See [`SledStore::peek`].
    pub async fn peek(&self) -> Result<Peek, StateError> {
        match self {
            Self::Sled(store) => store.peek().await,
            #[cfg(feature = "s3")]
            Self::S3(store) => store.peek().await,
        }
    }

    /// The state as a document with sealed secrets: for exports and for moving.
    ///
    /// # Errors
    /// See [`SledStore::document`].
    pub async fn document(&self) -> Result<Document, StateError> {
        match self {
            Self::Sled(store) => store.document().await,
            #[cfg(feature = "s3")]
            Self::S3(store) => store.document().await,
        }
    }

    /// As [`AnyStore::document`], but reads everything that is stored and makes every check.
    ///
    /// # Errors
    /// See [`SledStore::verify_document`].
    pub async fn verify_document(&self) -> Result<Document, StateError> {
        match self {
            Self::Sled(store) => store.verify_document().await,
            // A bucket has no shortcut: `document` reads everything.
            #[cfg(feature = "s3")]
            Self::S3(store) => store.document().await,
        }
    }

    /// The exports at a location, newest first. Each run writes one.
    ///
    /// # Errors
    /// See [`export::list`]; `Remote`.
    pub async fn exports(location: &Location, options: &Options) -> Result<Vec<ExportFile>, StateError> {
        match location {
            Location::Folder(folder) => {
                let _ = options;
                export::list(&folder.join(EXPORTS))
            }
            #[cfg(feature = "s3")]
            Location::S3(location) => S3Store::new(location.clone(), options.clone()).exports().await,
            #[cfg(not(feature = "s3"))]
            Location::S3(_) => Err(without_s3(location)),
        }
    }

    /// Reads one export.
    ///
    /// # Errors
    /// See [`export::read_file`]; `Remote`.
    pub async fn export(location: &Location, options: &Options, kept: &ExportFile) -> Result<Document, StateError> {
        match location {
            Location::Folder(_) => {
                let _ = options;
                export::read_file(&kept.path)
            }
            #[cfg(feature = "s3")]
            Location::S3(location) => S3Store::new(location.clone(), options.clone()).export(kept).await,
            #[cfg(not(feature = "s3"))]
            Location::S3(_) => Err(without_s3(location)),
        }
    }

    /// Reports which files of the state other users of this machine may read or write. The next run that writes
    /// changes their modes.
    #[must_use]
    pub fn exposed(location: &Location) -> Option<String> {
        match location {
            Location::Folder(folder) => sled::exposed(folder),
            Location::S3(_) => None,
        }
    }

    /// The current lock holder.
    ///
    /// # Errors
    /// `Unavailable`, `Remote`.
    pub async fn writer(&self) -> Result<Option<LockInfo>, StateError> {
        match self {
            Self::Sled(store) => store.writer_now(),
            #[cfg(feature = "s3")]
            Self::S3(store) => Ok(store.held().await?.filter(|held| !held.expired).map(|held| held.holder)),
        }
    }

    /// Returns once the lock was lost during a run, with the new holder. In a folder a lock cannot be lost.
    pub async fn lost(&self) -> Option<LockInfo> {
        match self {
            Self::Sled(_) => std::future::pending().await,
            #[cfg(feature = "s3")]
            Self::S3(store) => store.lost().await,
        }
    }

    /// Replaces the state at a location with a document. The previous state is kept beside it.
    ///
    /// # Errors
    /// See [`restore_document`].
    pub async fn restore(
        location: &Location,
        document: Document,
        holder: &LockInfo,
        options: &Options,
    ) -> Result<Restored, StateError> {
        match location {
            Location::Folder(folder) => {
                let (folder, holder, options) = (folder.clone(), holder.clone(), options.clone());
                run_blocking(move || restore_document(&folder, document, &holder, &options)).await
            }
            #[cfg(feature = "s3")]
            Location::S3(location) => {
                let store = S3Store::new(location.clone(), options.clone());
                let (serial, aside) = store.restore_as_next(document, holder).await?;
                Ok(Restored { serial, aside: aside.map(Into::into) })
            }
            #[cfg(not(feature = "s3"))]
            Location::S3(_) => Err(without_s3(location)),
        }
    }

    /// Replaces the state at a location with a document and keeps the document's serial, to move a state. The
    /// previous state is kept beside it.
    ///
    /// # Errors
    /// See [`restore_document`].
    pub async fn place_document(
        location: &Location,
        document: Document,
        holder: &LockInfo,
        options: &Options,
    ) -> Result<Option<PathBuf>, StateError> {
        match location {
            Location::Folder(folder) => {
                let (folder, holder, options) = (folder.clone(), holder.clone(), options.clone());
                let placed = run_blocking(move || sled::place_document(&folder, document, &holder, &options)).await?;
                Ok(placed.aside)
            }
            #[cfg(feature = "s3")]
            Location::S3(location) => {
                let store = S3Store::new(location.clone(), options.clone());
                Ok(store.restore(document, holder).await?.map(Into::into))
            }
            #[cfg(not(feature = "s3"))]
            Location::S3(_) => Err(without_s3(location)),
        }
    }

    /// The lineage and serial at a location, even if the state was moved away; `None` if there is no state.
    ///
    /// # Errors
    /// `Damaged`, `Newer`, `Unavailable`, `Remote`.
    pub async fn version(location: &Location, options: &Options) -> Result<Option<(String, u64)>, StateError> {
        match location {
            Location::Folder(folder) => {
                let _ = options;
                sled::version(folder)
            }
            #[cfg(feature = "s3")]
            Location::S3(location) => S3Store::new(location.clone(), options.clone()).version().await,
            #[cfg(not(feature = "s3"))]
            Location::S3(_) => Err(without_s3(location)),
        }
    }

    /// Reseals every secret with a new data key from this sealer, in one commit. The lock must be held. Returns the
    /// serial of the commit.
    ///
    /// # Errors
    /// See [`SledStore::rekey`]; `Lost`, `Remote`.
    pub async fn rekey(&self, sealer: Arc<dyn Sealer>) -> Result<u64, StateError> {
        match self {
            Self::Sled(store) => store.rekey(sealer).await,
            #[cfg(feature = "s3")]
            Self::S3(store) => store.rekey(sealer).await,
        }
    }

    /// Records that the state was moved to another location. The lock must be held.
    ///
    /// # Errors
    /// `Lost`, `Unavailable`, `Remote`.
    pub async fn mark_moved(&self, to: &Location) -> Result<(), StateError> {
        match self {
            Self::Sled(store) => store.mark_moved(&to.to_string()),
            #[cfg(feature = "s3")]
            Self::S3(store) => store.mark_moved(&to.to_string()).await,
        }
    }

    fn store(&self) -> &dyn StateStore {
        match self {
            Self::Sled(store) => store,
            #[cfg(feature = "s3")]
            Self::S3(store) => &**store,
        }
    }
}

#[async_trait]
impl StateStore for AnyStore {
    fn location(&self) -> String {
        self.store().location()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        self.store().load().await
    }

    async fn version(&self) -> Result<StateVersion, StateError> {
        self.store().version().await
    }

    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.store().lock(holder).await
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        self.store().commit(changes).await
    }

    async fn record_run(&self, run: RunRecord) -> Result<u64, StateError> {
        self.store().record_run(run).await
    }

    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        self.store().history().await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        self.store().digester().await
    }

    async fn prepare_secrets(&self) -> Result<(), StateError> {
        self.store().prepare_secrets().await
    }

    async fn unlock(&self) -> Result<(), StateError> {
        self.store().unlock().await
    }
}
