//! Moving a state to another place.
//!
//! The state keeps its lineage and its serial: it is the same state at the same commit, so that a plan that was made
//! before fits after. Its old place stays as it was and says where it went; nothing is read or written there any more.

use std::path::PathBuf;

use archipel_engine::state::{Holder, StateError, StateStore as _};

use crate::any::AnyStore;
use crate::location::Location;
use crate::options::Options;

/// The key of a state's meta that says where it came from.
pub const META_MOVED_FROM: &str = "moved-from";

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The state.
    pub lineage: String,
    /// The commit it is at, here as there.
    pub serial: u64,
    /// How many resources it records.
    pub records: usize,
    /// Where what was at the new place was put, if anything was.
    pub aside: Option<PathBuf>,
}

/// Why a state was not moved. It is then where it was.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// Either place cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// There is nothing to move.
    #[error("there is no state at {0}")]
    Nothing(String),
    /// It is there already.
    #[error("the state is at {0} already")]
    Same(String),
    /// The new place has the state of something else.
    #[error("{to} holds another state ({found}; the one to move is {lineage})")]
    OtherLineage {
        /// The new place.
        to: String,
        /// The lineage there.
        found: String,
        /// The lineage to move.
        lineage: String,
    },
    /// The new place has later commits of this state.
    #[error("{to} holds this state with later commits (it is at {found}, and the one to move at {serial})")]
    Later {
        /// The new place.
        to: String,
        /// The serial there.
        found: u64,
        /// The serial to move.
        serial: u64,
    },
    /// What was written is not what was read.
    #[error("{0} does not give back what was written there")]
    Differs(String),
}

/// Moves the state at `from` to `to`.
///
/// # Errors
/// See [`MigrateError`]; `Locked` while somebody writes to either.
pub async fn migrate(
    from: &Location,
    to: &Location,
    holder: &Holder,
    options: &Options,
) -> Result<Migrated, MigrateError> {
    if from == to {
        return Err(MigrateError::Same(to.to_string()));
    }
    if AnyStore::stands(from, options).await?.is_none() {
        return Err(MigrateError::Nothing(from.to_string()));
    }
    let source = AnyStore::open(from, options.clone())?;
    source.acquire(holder).await?;
    let moved = copy(&source, from, to, holder, options).await;
    let released = source.release().await;
    let moved = moved?;
    released?;
    Ok(moved)
}

/// Whether a state may be put at a place.
///
/// # Errors
/// `OtherLineage`, `Later`, and what the place answers.
pub async fn check(to: &Location, lineage: &str, serial: u64, options: &Options) -> Result<(), MigrateError> {
    match AnyStore::stands(to, options).await? {
        Some((found, _)) if found != lineage => {
            Err(MigrateError::OtherLineage { to: to.to_string(), found, lineage: lineage.to_owned() })
        }
        Some((_, found)) if found > serial => Err(MigrateError::Later { to: to.to_string(), found, serial }),
        _ => Ok(()),
    }
}

async fn copy(
    source: &AnyStore,
    from: &Location,
    to: &Location,
    holder: &Holder,
    options: &Options,
) -> Result<Migrated, MigrateError> {
    let mut document = source.document().await?;
    check(to, &document.lineage, document.serial, options).await?;
    document.meta.insert(META_MOVED_FROM.to_owned(), from.to_string());
    let aside = AnyStore::place_document(to, document.clone(), holder, options).await?;
    let written = AnyStore::open(to, options.clone())?.document().await?;
    if written != document {
        return Err(MigrateError::Differs(to.to_string()));
    }
    source.mark_moved(to).await?;
    Ok(Migrated { lineage: document.lineage, serial: document.serial, records: document.records.len(), aside })
}
