//! The records of a stack, and the interface of the stores that keep them.
//!
//! The engine knows state as a [`Snapshot`] and a stream of [`Change`]s. [`StateStore`] implementations keep both:
//! in memory here, on disk and in S3 in `archipel-state`.

mod desired;
mod edit;
mod entries;
mod history;
mod hold;
mod journal;
mod lock;
mod memory;
mod record;
mod recorded_options;
mod snapshot;
mod store;

pub use desired::Desired;
pub use edit::{EditError, Moved};
pub use history::{Author, Commit, Ending, RunRecord, Summary};
pub use hold::Hold;
pub use journal::{IllegalTransition, Operation, Outcome, Pending, PendingState, Transition};
pub use lock::LockInfo;
pub use memory::MemoryStore;
pub use record::{Phase, Record, RecordKey};
pub(crate) use recorded_options::KeptDocument;
pub use recorded_options::{OptionValues, RecordedOptions};
pub use snapshot::Snapshot;
pub use store::{Change, StateError, StateStore, StateVersion};
