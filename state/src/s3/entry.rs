//! Entries of the log: what was committed, and by whom.

use std::collections::BTreeMap;

use archipel_engine::state::Holder;
use archipel_engine::urn::Urn;
use serde::{Deserialize, Serialize};

use crate::codec::SealedValue;
use crate::document::{PendingDoc, RecordDoc};
use crate::seal::KeyHeader;

/// What a commit changes in what is written. Replaying these needs no table of transitions: the writer kept it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "change", deny_unknown_fields)]
pub(super) enum Delta {
    /// A record, new or in the place of the one with its key.
    Record { record: Box<RecordDoc> },
    /// A record is removed.
    NoRecord { urn: Urn, generation: u32 },
    /// An operation is pending, as this.
    Pending { order: u64, pending: Box<PendingDoc> },
    /// An operation is not pending any more.
    NotPending { order: u64 },
    /// What the stack exports.
    Outputs { outputs: BTreeMap<String, SealedValue> },
    /// What operations take.
    Duration { name: String, millis: u64 },
    /// A small fact, or its removal.
    Meta { name: String, value: Option<String> },
}

/// One object of the log: the commits that were written together, or the beginning of a writer's time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// The state.
    pub(super) lineage: String,
    /// Its number, which is its name.
    pub(super) number: u64,
    /// The fencing number of who wrote it.
    pub(super) fence: u64,
    /// A random number: who finds it after a lost answer knows that it was written.
    pub(super) nonce: String,
    /// The nonce of the entry before: no entry of another log fits.
    pub(super) after: String,
    /// The serial once its commits are applied.
    pub(super) serial: u64,
    /// For the beginning of a writer's time: who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) begins: Option<Holder>,
    /// The wrapped data key, from the first commit on that needed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<KeyHeader>,
    /// The commits, each all or nothing with the others.
    pub(super) commits: Vec<Vec<Delta>>,
}
