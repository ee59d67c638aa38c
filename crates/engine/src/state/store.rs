//! The interface of state stores.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::entries::Entries;
use super::history::RunRecord;
use super::journal::{IllegalTransition, Outcome, Pending, Transition};
use super::lock::LockInfo;
use super::record::{Record, RecordKey};
use super::snapshot::Snapshot;
use crate::model::digest::Digester;
use crate::model::value::Value;
use crate::provider::{Id, ProviderError};

/// One change of a stack's state. Several are committed as one.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// An operation begins. Committed before its call is sent.
    Begin(Pending),
    /// The id of what an operation made is known.
    Identify {
        /// The operation.
        op: String,
        /// The id.
        id: Id,
    },
    /// An operation ends, or is given up.
    Settle {
        /// The operation.
        op: String,
        /// How.
        outcome: Outcome,
    },
    /// A record is written, new or in the place of the one with its key.
    Put(Arc<Record>),
    /// A record is removed.
    Remove(RecordKey),
    /// The stack's exports, all of them.
    Outputs(BTreeMap<String, Value>),
    /// What operations of a type take: `TYPE/OPERATION` and milliseconds.
    Duration(String, u64),
    /// A small fact, or its removal.
    Meta(String, Option<String>),
}

/// Why state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another run has the lock.
    #[error("the state is locked by {} (process {}), which runs `{}`", .0.who, .0.pid, .0.what)]
    Locked(Box<LockInfo>),
    /// It was written by a newer version.
    #[error("the state at {location} has format {found}, and this version reads up to {known}")]
    Newer {
        /// Where.
        location: String,
        /// The format that was found.
        found: u32,
        /// The newest format that is known.
        known: u32,
    },
    /// It is damaged.
    #[error("the state at {location} is damaged: {what}")]
    Damaged {
        /// Where.
        location: String,
        /// What does not hold.
        what: String,
    },
    /// It cannot be reached, read or written.
    #[error("the state at {location} cannot be {action}: {cause}")]
    Unavailable {
        /// Where.
        location: String,
        /// What was tried: `read`, `written`.
        action: &'static str,
        /// Why not.
        cause: String,
    },
    /// The lock was lost during a run: another process took it over.
    #[error("the right to write to the state at {location} was lost{}", to(.by.as_deref()))]
    Lost {
        /// Where.
        location: String,
        /// Who has it now, if it is known.
        by: Option<Box<LockInfo>>,
    },
    /// It was moved to another place, so that nothing more is written here.
    #[error("the state at {location} was moved to {to}")]
    MovedAway {
        /// Where it was.
        location: String,
        /// Where it is.
        to: String,
    },
    /// It is not used as it is configured: what keeps it, or how it is reached, is not what the configuration says.
    #[error("the state at {location} is not used: {why}")]
    Refused {
        /// Where.
        location: String,
        /// Why not.
        why: String,
        /// What to do.
        hint: String,
    },
    /// A service that keeps it refused or did not answer.
    #[error("the state at {location} cannot be {action}: {error}")]
    Remote {
        /// Where.
        location: String,
        /// What was tried: `read`, `written`.
        action: &'static str,
        /// What the service said.
        error: Box<ProviderError>,
    },
    /// A journal entry that cannot be.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// A secret is to be written and there is no key to encrypt it with.
    #[error("the state has no key to encrypt secrets with: {0}")]
    NoKey(String),
    /// The data key has another protection than the configured one.
    #[error("cannot open the secrets: {0}")]
    WrongProtection(String),
    /// The passphrase is too short to protect a new data key.
    #[error("cannot create a key for the secrets: {0}")]
    WeakPassphrase(String),
    /// The service that keeps it ignores conditional writes, so that two writers could write at once.
    #[error("the state at {location} cannot be locked: the service does not support conditional writes ({found})")]
    NoConditionalWrites {
        /// Where.
        location: String,
        /// How the service answered.
        found: String,
    },
}

/// Which state it is and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateVersion {
    /// The state's lineage; see [`Snapshot::lineage`].
    pub lineage: String,
    /// How many commits it has seen.
    pub serial: u64,
}

fn to(holder: Option<&LockInfo>) -> String {
    holder.map_or_else(String::new, |by| format!(" to {} (process {}), which runs `{}`", by.who, by.pid, by.what))
}

/// Keeps the state of one stack.
///
/// Every implementation passes one contract test suite. A commit is all or nothing, and durable when it returns.
#[async_trait]
pub trait StateStore: Send + Sync {
    /// Where it is, for messages.
    fn location(&self) -> String;

    /// Everything, as of the last commit.
    ///
    /// # Errors
    /// `Newer`, `Damaged`, `Unavailable`.
    async fn load(&self) -> Result<Snapshot, StateError>;

    /// Where it stands, as [`StateStore::load`] would say. A store that knows without reading everything says so here.
    ///
    /// # Errors
    /// As [`StateStore::load`].
    async fn version(&self) -> Result<StateVersion, StateError> {
        let Snapshot { lineage, serial, .. } = self.load().await?;
        Ok(StateVersion { lineage, serial })
    }

    /// Takes the right to write, for this process, until [`StateStore::unlock`].
    ///
    /// # Errors
    /// `Locked` when another run has it; `Unavailable`.
    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError>;

    /// Commits changes as one and gives the new serial. Returns once they are durable.
    ///
    /// # Errors
    /// `Illegal` for a journal entry that cannot follow what stands before it; `Unavailable`. Nothing is then
    /// committed.
    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError>;

    /// What makes digests for this state, as of the last load: keyed once the state has a key.
    ///
    /// # Errors
    /// `Damaged`, `Unavailable`.
    async fn digester(&self) -> Result<Digester, StateError> {
        Ok(Digester::default())
    }

    /// Sees to it that secrets can be written, as soon as the right to write is had: unlocks the state's key, or makes
    /// one.
    ///
    /// # Errors
    /// `NoKey` when there is none to be had.
    async fn prepare_secrets(&self) -> Result<(), StateError> {
        Ok(())
    }

    /// Notes a run: one without a number gets the next one, and earlier runs of which no end was noted are known to
    /// have been interrupted; one with a number takes the place of what was noted before. Gives the number. Only a
    /// bounded number of runs is kept. The serial of a run that has ended is the store's to fill in.
    ///
    /// # Errors
    /// `Unavailable`, also without the right to write.
    async fn record_run(&self, run: RunRecord) -> Result<u64, StateError> {
        Ok(run.number)
    }

    /// The runs that are kept, newest first.
    ///
    /// # Errors
    /// `Damaged`, `Unavailable`.
    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        Ok(Vec::new())
    }

    /// Gives the right to write back, after writing whatever is kept of a finished run.
    ///
    /// # Errors
    /// `Unavailable`.
    async fn unlock(&self) -> Result<(), StateError>;
}

impl Snapshot {
    /// Applies changes, as a store does. Every store's `load` answers what this makes of its commits.
    ///
    /// # Errors
    /// For a journal entry that cannot follow what stands before it. The snapshot is then partly changed.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), IllegalTransition> {
        let mut journal = Entries::new(&mut self.pending);
        for change in changes {
            match change {
                Change::Begin(pending) => journal.begin(pending)?,
                Change::Identify { op, id } => journal.identify(op, id)?,
                Change::Settle { op, outcome } => journal.settle(op, outcome)?,
                Change::Put(record) => {
                    self.records.insert(record.key.clone(), Arc::clone(record));
                }
                Change::Remove(key) => {
                    self.records.remove(key);
                }
                Change::Outputs(outputs) => self.outputs.clone_from(outputs),
                Change::Duration(what, millis) => {
                    self.durations.insert(what.clone(), *millis);
                }
                Change::Meta(key, Some(value)) => {
                    self.meta.insert(key.clone(), value.clone());
                }
                Change::Meta(key, None) => {
                    self.meta.remove(key);
                }
            }
        }
        self.serial += 1;
        Ok(())
    }
}

impl Outcome {
    /// The transition this outcome is.
    #[must_use]
    pub fn transition(&self) -> Transition {
        match self {
            Self::Done => Transition::Done,
            Self::Failed(_) => Transition::Fail,
            Self::Unknown(_) => Transition::GiveUp,
        }
    }
}
