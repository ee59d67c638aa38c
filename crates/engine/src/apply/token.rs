//! Tokens and the time: what makes an operation the same operation in a later run.

use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};

use crate::state::RecordKey;
use crate::value::hex;

/// The token of an operation: derived, never random, so that the same plan on the same state sends the same
/// tokens.
///
/// The state's lineage and serial are in it: without them a resource that is made, deleted and made again would
/// carry the token of the first time, and an API that knows the token would answer with the deleted one. A create
/// that is tried again in a later run takes its token from the journal.
pub(super) fn token(stack: &str, key: &RecordKey, what: &str, digest: &str, lineage: &str, serial: u64) -> String {
    let mut hasher = Sha256::new();
    let generation = key.generation.to_string();
    for part in [stack, key.urn.as_str(), &generation, what, digest, lineage, &serial.to_string()] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hex(&hasher.finalize()[..16])
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
