//! Who writes to a state.

use serde::{Deserialize, Serialize};

/// Who writes to a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockInfo {
    /// The person and machine: `marie@laptop`.
    pub who: String,
    /// The process on that machine.
    pub pid: u32,
    /// What it does: `up dev`.
    pub what: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
}
