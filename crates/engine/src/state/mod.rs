//! What is recorded of a stack, and where it is kept.
//!
//! The engine knows state as a [`Snapshot`] and a stream of [`Change`]s. [`StateStore`] implementations keep both:
//! in memory here, on disk and in S3 in `archipel-state`.

mod edit;
mod entries;
mod history;
mod journal;
mod memory;
mod record;
mod recorded_options;
mod store;

pub use edit::{EditError, Moved};
pub use history::{Author, Commit, Ending, Following, Generation};
pub use journal::{IllegalTransition, Operation, Outcome, Pending, PendingState, Transition};
pub use memory::MemoryStore;
pub use record::{Phase, Record, RecordKey, Snapshot};
pub use recorded_options::Kept;
pub(crate) use recorded_options::seal;
pub use store::{Change, Holder, Standing, StateError, StateStore};
