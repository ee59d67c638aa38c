//! What is recorded of a stack, and where it is kept.
//!
//! The engine knows state as a [`Snapshot`] and a stream of [`Change`]s. [`StateStore`] implementations keep both:
//! in memory here, on disk and in S3 in `archipel-state`.

mod edit;
mod entries;
mod history;
mod journal;
mod lock;
mod memory;
mod record;
mod recorded_options;
mod snapshot;
mod store;

pub use edit::{EditError, Moved};
pub use history::{Author, Commit, Ending, Generation, Summary};
pub use journal::{IllegalTransition, Operation, Outcome, Pending, PendingState, Transition};
pub use lock::Holder;
pub use memory::MemoryStore;
pub use record::{Phase, Record, RecordKey};
pub use recorded_options::Kept;
pub(crate) use recorded_options::seal;
pub use snapshot::Snapshot;
pub use store::{Change, Standing, StateError, StateStore};
