//! A lock that a person takes: for a time, and for a reason.
//!
//! Unlike the lock of a run, it outlives every process. It is a fact in the state, so that every store has it, and
//! writing it changes the serial: a plan that was made before is refused.

use serde::{Deserialize, Serialize};

use crate::model::time::now;

/// A lock that a person takes. Runs of others are refused until it expires or is ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hold {
    /// The person and machine, as in [`LockInfo`].
    pub who: String,
    /// The reason.
    pub why: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
    /// When it expires, in seconds since 1970.
    pub until: u64,
}

impl Hold {
    /// Whether it has expired.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.until <= now()
    }
}
