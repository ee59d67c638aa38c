//! The names of objects, below the prefix of a state.

/// The pointer to the newest checkpoint.
pub(super) const HEAD: &str = "head";
/// The lease.
pub(super) const LEASE: &str = "lease";
/// The folder of the log.
pub(super) const LOG: &str = "log/";

/// The name of a log entry. The order of names is the order of numbers.
pub(super) fn entry(number: u64) -> String {
    format!("{LOG}{number:020}")
}

/// Parses the number of an entry from its name.
pub(super) fn number(name: &str) -> Option<u64> {
    name.strip_prefix(LOG)?.parse().ok()
}

/// The unique name of a checkpoint, even if another writer writes one for the same entry.
pub(super) fn checkpoint(number: u64, nonce: &str) -> String {
    format!("checkpoints/{number:020}-{nonce}")
}

/// The unique name of a part.
pub(super) fn chunk(number: u64, part: u32, nonce: &str) -> String {
    format!("chunks/{number:020}-{part:05}-{nonce}")
}

pub(super) const EXPORTS: &str = "exports/";

pub(super) const RUNS: &str = "history/";

pub(super) fn run(number: u64) -> String {
    format!("{RUNS}{number:08}")
}

/// Parses the number of a run from its name.
pub(super) fn run_number(name: &str) -> Option<u64> {
    name.strip_prefix(RUNS)?.parse().ok()
}

pub(super) const PROBES: &str = "probe/";

/// The unique name of a probe, with its start time in seconds since 1970.
pub(super) fn probe(time: u64, nonce: &str) -> String {
    format!("{PROBES}{time:012}-{nonce}")
}

/// Parses the start time of a probe from its name.
pub(super) fn probe_time(name: &str) -> Option<u64> {
    name.strip_prefix(PROBES)?.split_once('-')?.0.parse().ok()
}

/// A random suffix.
pub(super) fn nonce() -> String {
    use rand::RngCore as _;
    let mut bytes = [0; 12];
    rand::rng().fill_bytes(&mut bytes);
    archipel_engine::value::hex(&bytes)
}
