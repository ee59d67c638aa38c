//! Moves a state to another location.
//!
//! The state keeps its lineage and its serial, so that a plan from before the move still matches. The old location
//! keeps its content and records the new location; it is no longer read or written.

use std::path::PathBuf;

use archipel_engine::state::{LockInfo, StateError, StateStore as _};

use crate::any::AnyStore;
use crate::location::Location;
use crate::options::Options;

/// The key of a state's meta with the previous location.
pub const META_MOVED_FROM: &str = "moved-from";

/// The result of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    pub lineage: String,
    /// The serial, which is the same at both locations.
    pub serial: u64,
    /// The number of recorded resources.
    pub records: usize,
    /// Where the previous state of the new location is kept, if it had one.
    pub aside: Option<PathBuf>,
}

/// Why a state was not moved. The old location is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// Either location cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// The old location has no state.
    #[error("no state found at {0}")]
    Nothing(String),
    /// The state is already at the new location.
    #[error("the state is already at {0}")]
    Same(String),
    /// The new location has the state of another stack.
    #[error("{to} has another state (lineage {found}; the state to move has lineage {lineage})")]
    OtherLineage { to: String, found: String, lineage: String },
    /// The new location has later commits of this state.
    #[error("{to} has later commits of this state (serial {found}; the state to move has serial {serial})")]
    Later { to: String, found: u64, serial: u64 },
    /// The state that was read back differs from the written one.
    #[error("the state read back from {0} differs from the one that was written")]
    Differs(String),
}

/// Moves the state at `from` to `to`.
///
/// # Errors
/// See [`MigrateError`]; `Locked` while another process writes to either location.
pub async fn migrate(
    from: &Location,
    to: &Location,
    holder: &LockInfo,
    options: &Options,
) -> Result<Migrated, MigrateError> {
    if from == to {
        return Err(MigrateError::Same(to.to_string()));
    }
    if AnyStore::version(from, options).await?.is_none() {
        return Err(MigrateError::Nothing(from.to_string()));
    }
    let source = AnyStore::open(from, options.clone())?;
    source.lock(holder).await?;
    let moved = copy(&source, from, to, holder, options).await;
    let released = source.unlock().await;
    let moved = moved?;
    released?;
    Ok(moved)
}

/// Checks that a state may be written to a location.
///
/// # Errors
/// `OtherLineage`, `Later`, and the errors of the location's store.
pub async fn check(to: &Location, lineage: &str, serial: u64, options: &Options) -> Result<(), MigrateError> {
    match AnyStore::version(to, options).await? {
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
    holder: &LockInfo,
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
