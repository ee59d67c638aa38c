//! The lock holder.

use serde::{Deserialize, Serialize};

/// The holder of the lock of a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockInfo {
    /// The person and machine: `marie@laptop`.
    pub who: String,
    /// The process on that machine.
    pub pid: u32,
    /// The command: `up dev`.
    pub what: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
}
