//! The store of a place, whichever kind it is.

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, Generation, Holder, Snapshot, Standing, StateError, StateStore};
use async_trait::async_trait;

use crate::document::Document;
use crate::export::{self, Kept};
use crate::location::Location;
use crate::options::{Options, Peek};
use crate::sled::{EXPORTS, Restored, SledStore, restore_document};

/// The store of a [`Location`].
#[derive(Debug)]
#[non_exhaustive]
pub enum AnyStore {
    /// In a folder.
    Sled(SledStore),
}

impl AnyStore {
    /// The store at this place, which need not be there: only [`StateStore::acquire`] makes it.
    ///
    /// # Errors
    /// As [`SledStore::open`].
    pub fn open(location: &Location, options: Options) -> Result<Self, StateError> {
        match location {
            Location::Folder(folder) => SledStore::open(folder, options).map(Self::Sled),
        }
    }

    /// As [`StateStore::load`], but while somebody else writes it says who.
    ///
    /// # Errors
    /// As [`SledStore::peek`].
    pub async fn peek(&self) -> Result<Peek, StateError> {
        match self {
            Self::Sled(store) => store.peek().await,
        }
    }

    /// The state as it is written, its secrets sealed: for exports and for moving.
    ///
    /// # Errors
    /// As [`SledStore::document`].
    pub async fn document(&self) -> Result<Document, StateError> {
        match self {
            Self::Sled(store) => store.document().await,
        }
    }

    /// As [`AnyStore::document`], past every short cut: what is kept is read whole, and every check is made.
    ///
    /// # Errors
    /// As [`SledStore::scrub`].
    pub async fn scrub(&self) -> Result<Document, StateError> {
        match self {
            Self::Sled(store) => store.scrub().await,
        }
    }

    /// The exports that are kept at a place, newest first.
    ///
    /// # Errors
    /// As [`export::list`].
    pub fn exports(location: &Location) -> Result<Vec<Kept>, StateError> {
        match location {
            Location::Folder(folder) => export::list(&folder.join(EXPORTS)),
        }
    }

    /// Makes the store at a place hold a document. What was there is put aside, not removed.
    ///
    /// # Errors
    /// As [`restore_document`].
    pub fn restore(
        location: &Location,
        document: Document,
        holder: &Holder,
        options: &Options,
    ) -> Result<Restored, StateError> {
        match location {
            Location::Folder(folder) => restore_document(folder, document, holder, options),
        }
    }

    fn store(&self) -> &dyn StateStore {
        match self {
            Self::Sled(store) => store,
        }
    }
}

#[async_trait]
impl StateStore for AnyStore {
    fn place(&self) -> String {
        self.store().place()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        self.store().load().await
    }

    async fn standing(&self) -> Result<Standing, StateError> {
        self.store().standing().await
    }

    async fn acquire(&self, holder: &Holder) -> Result<(), StateError> {
        self.store().acquire(holder).await
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        self.store().commit(changes).await
    }

    async fn note(&self, generation: Generation) -> Result<u64, StateError> {
        self.store().note(generation).await
    }

    async fn history(&self) -> Result<Vec<Generation>, StateError> {
        self.store().history().await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        self.store().digester().await
    }

    async fn release(&self) -> Result<(), StateError> {
        self.store().release().await
    }
}
