//! Entries of the log.

use std::collections::BTreeMap;

use archipel_engine::state::LockInfo;
use archipel_engine::urn::Urn;
use serde::{Deserialize, Serialize};

use crate::codec::SealedValue;
use crate::document::{PendingDoc, RecordDoc};
use crate::seal::KeyHeader;

/// A change to the stored state. Replaying it needs no check of transitions, because the writer has made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "change", deny_unknown_fields)]
pub(super) enum Delta {
    /// A record is added or replaced.
    Record {
        record: Box<RecordDoc>,
    },
    NoRecord {
        urn: Urn,
        #[serde(rename = "generation")]
        revision: u32,
    },
    /// An operation is pending.
    Pending {
        order: u64,
        pending: Box<PendingDoc>,
    },
    /// An operation is no longer pending.
    NotPending {
        order: u64,
    },
    Outputs {
        outputs: BTreeMap<String, SealedValue>,
    },
    Duration {
        name: String,
        millis: u64,
    },
    /// A small fact is set or removed.
    Meta {
        name: String,
        value: Option<String>,
    },
}

/// One object of the log: commits that were written together, or the start of a writer's session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) lineage: String,
    /// The number of the entry, which is its name.
    pub(super) number: u64,
    /// The fencing number of its writer.
    pub(super) fence: u64,
    /// A random number that identifies the entry after a lost response.
    pub(super) nonce: String,
    /// The nonce of the previous entry, so that no entry of another log fits.
    pub(super) after: String,
    /// The serial after its commits.
    pub(super) serial: u64,
    /// The writer, if the entry begins its session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) begins: Option<LockInfo>,
    /// The wrapped data key, from the first commit that needed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<KeyHeader>,
    /// The commits of the entry; they are applied together.
    pub(super) commits: Vec<Vec<Delta>>,
}
