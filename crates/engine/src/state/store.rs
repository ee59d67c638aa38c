//! The interface of state stores.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::entries::Entries;
use super::history::RunRecord;
use super::hold::Hold;
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
    /// The request of an operation is known to the service by this name.
    Request {
        /// The operation.
        op: String,
        /// The name.
        request: String,
    },
    /// The id of the resource of an operation is known.
    Identify {
        /// The operation.
        op: String,
        /// The id.
        id: Id,
    },
    /// An operation ends, or is abandoned.
    Settle {
        /// The operation.
        op: String,
        /// The outcome.
        outcome: Outcome,
    },
    /// A record is added, or replaces the one with its key.
    Put(Arc<Record>),
    /// A record is removed.
    Remove(RecordKey),
    /// The exports of the stack, all of them.
    Outputs(BTreeMap<String, Value>),
    /// The duration of operations of a type: `TYPE/OPERATION` and milliseconds.
    Duration(String, u64),
    /// A fact, or its removal.
    Meta(String, Option<String>),
}

/// Why state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another run has the lock.
    #[error("the state is locked by {} (process {}), which runs `{}`", .0.who, .0.pid, .0.what)]
    Locked(Box<LockInfo>),
    /// A person has locked it.
    #[error("the state is locked by {}: {}", .0.who, .0.why)]
    Held(Box<Hold>),
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
        /// The violated expectation.
        what: String,
    },
    /// It cannot be reached, read or written.
    #[error("the state at {location} cannot be {action}: {cause}")]
    Unavailable {
        /// Where.
        location: String,
        /// The action that failed: `read`, `written`.
        action: &'static str,
        /// The cause.
        cause: String,
    },
    /// The lock was lost during a run: another process took it over.
    #[error("the lock of the state at {location} was lost{}", to(.by.as_deref()))]
    Lost {
        /// Where.
        location: String,
        /// The new lock holder, if it is known.
        by: Option<Box<LockInfo>>,
    },
    /// The state was migrated to another location, so that it is no longer written here.
    #[error("the state at {location} was moved to {to}")]
    MovedAway {
        /// Where it was.
        location: String,
        /// Where it is.
        to: String,
    },
    /// The stored state or the way to it does not match the configuration.
    #[error("cannot use the state at {location}: {why}")]
    Refused {
        /// Where.
        location: String,
        /// The reason.
        why: String,
        /// The suggested action.
        hint: String,
    },
    /// A service that stores it returned an error or no response.
    #[error("the state at {location} cannot be {action}: {error}")]
    Remote {
        /// Where.
        location: String,
        /// The action that failed: `read`, `written`.
        action: &'static str,
        /// The service's error.
        error: Box<ProviderError>,
    },
    /// A journal entry that is not permitted.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// A secret is to be written and there is no key to encrypt it.
    #[error("the state has no key to encrypt secrets with: {0}")]
    NoKey(String),
    /// The data key has another protection than the configured one.
    #[error("cannot open the secrets: {0}")]
    WrongProtection(String),
    /// The passphrase is too short to protect a new data key.
    #[error("cannot create a key for the secrets: {0}")]
    WeakPassphrase(String),
    /// The service that stores it ignores conditional writes, so that two writers could write at the same time.
    #[error("the state at {location} cannot be locked: the service does not support conditional writes ({found})")]
    NoConditionalWrites {
        /// Where.
        location: String,
        /// The service's response.
        found: String,
    },
}

/// The version of a state: which state it is, and how many commits it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateVersion {
    /// The state's lineage; see [`Snapshot::lineage`].
    pub lineage: String,
    /// The number of commits.
    pub serial: u64,
}

fn to(holder: Option<&LockInfo>) -> String {
    holder.map_or_else(String::new, |by| format!(" to {} (process {}), which runs `{}`", by.who, by.pid, by.what))
}

/// Keeps the state of one stack.
///
/// Every implementation passes one contract test suite. A commit is all or nothing, and durable when it returns. Concurrent
/// commits become durable in the order in which their futures were first polled, so none is durable without those before it.
#[async_trait]
pub trait StateStore: Send + Sync {
    /// The location, for messages.
    fn location(&self) -> String;

    /// Loads the state as of the last commit.
    ///
    /// # Errors
    /// `Newer`, `Damaged`, `Unavailable`.
    async fn load(&self) -> Result<Snapshot, StateError>;

    /// Returns the version of the state, as [`StateStore::load`] would. A store that knows it without a full read
    /// returns it here.
    ///
    /// # Errors
    /// As [`StateStore::load`].
    async fn version(&self) -> Result<StateVersion, StateError> {
        let Snapshot { lineage, serial, .. } = self.load().await?;
        Ok(StateVersion { lineage, serial })
    }

    /// Locks the state for this process, until [`StateStore::unlock`].
    ///
    /// # Errors
    /// `Locked` when another run has it; `Unavailable`.
    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError>;

    /// Commits changes atomically and returns the new serial. Returns once they are durable.
    ///
    /// # Errors
    /// `Illegal` for a journal entry that is not permitted; `Unavailable`. No change is then committed.
    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError>;

    /// Returns the digester of this state, as of the last load: keyed once the state has a key.
    ///
    /// # Errors
    /// `Damaged`, `Unavailable`.
    async fn digester(&self) -> Result<Digester, StateError> {
        Ok(Digester::default())
    }

    /// Prepares the encryption of secrets, once the lock is held: unlocks the state's key, or creates one.
    ///
    /// # Errors
    /// `NoKey` when there is no key.
    async fn prepare_secrets(&self) -> Result<(), StateError> {
        Ok(())
    }

    /// Records a run. A run without a number gets the next one, and earlier runs without a recorded end are marked as
    /// interrupted. A run with a number replaces its earlier record. Returns the number. Only a bounded number of runs is
    /// kept. The store sets the serial of a run that has ended.
    ///
    /// # Errors
    /// `Unavailable`, also without the lock.
    async fn record_run(&self, run: RunRecord) -> Result<u64, StateError> {
        Ok(run.number)
    }

    /// Returns the runs that are kept, newest first.
    ///
    /// # Errors
    /// `Damaged`, `Unavailable`.
    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        Ok(Vec::new())
    }

    /// Unlocks the state, after writing what the store keeps of a finished run.
    ///
    /// # Errors
    /// `Unavailable`.
    async fn unlock(&self) -> Result<(), StateError>;
}

impl Snapshot {
    /// Applies changes, as a store does. Every store's `load` returns the result of this for its commits.
    ///
    /// # Errors
    /// For a journal entry that is not permitted. The snapshot is then partly changed.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), IllegalTransition> {
        let mut journal = Entries::new(&mut self.pending);
        for change in changes {
            match change {
                Change::Begin(pending) => journal.begin(pending)?,
                Change::Request { op, request } => journal.request(op, request)?,
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

/// The fact that contains the lock of a person.
const HOLD: &str = "hold";

impl Change {
    /// A person locks the state.
    #[must_use]
    pub fn hold(hold: &Hold) -> Self {
        Self::Meta(HOLD.to_owned(), serde_json::to_string(hold).ok())
    }

    /// The lock of a person ends.
    #[must_use]
    pub fn end_hold() -> Self {
        Self::Meta(HOLD.to_owned(), None)
    }
}

impl Snapshot {
    /// The lock that a person took, also if it has expired.
    #[must_use]
    pub fn hold(&self) -> Option<Hold> {
        serde_json::from_str(self.meta.get(HOLD)?).ok()
    }

    /// Checks that no other person has locked the state.
    ///
    /// # Errors
    /// `Held`.
    pub fn ensure_not_held(&self, by: &LockInfo) -> Result<(), StateError> {
        match self.hold() {
            Some(hold) if hold.who != by.who && !hold.is_expired() => Err(StateError::Held(Box::new(hold))),
            _ => Ok(()),
        }
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
