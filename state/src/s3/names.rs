//! The names of objects, below the prefix of a state.

/// The pointer to the newest checkpoint.
pub(super) const HEAD: &str = "head";
/// The right to write.
pub(super) const LEASE: &str = "lease";
/// The folder of the log.
pub(super) const LOG: &str = "log/";

/// An entry of the log. The order of names is the order of numbers.
pub(super) fn entry(number: u64) -> String {
    format!("{LOG}{number:020}")
}

/// The number of an entry, from its name.
pub(super) fn number(name: &str) -> Option<u64> {
    name.strip_prefix(LOG)?.parse().ok()
}

/// A checkpoint: a name that nobody else writes, even one who makes one at the same entry.
pub(super) fn checkpoint(number: u64, nonce: &str) -> String {
    format!("checkpoints/{number:020}-{nonce}")
}

/// A part of a checkpoint.
pub(super) fn chunk(number: u64, part: u32, nonce: &str) -> String {
    format!("chunks/{number:020}-{part:05}-{nonce}")
}

/// The folder of exports.
pub(super) const EXPORTS: &str = "exports/";

/// The folder of runs.
pub(super) const RUNS: &str = "history/";

/// A run.
pub(super) fn run(number: u64) -> String {
    format!("{RUNS}{number:08}")
}

/// The folder of probes.
pub(super) const PROBES: &str = "probe/";

/// A probe: the time at which it was begun, in seconds since 1970, and a name that nobody else uses.
pub(super) fn probe(time: u64, nonce: &str) -> String {
    format!("{PROBES}{time:012}-{nonce}")
}

/// The time at which a probe was begun, from its name.
pub(super) fn probe_time(name: &str) -> Option<u64> {
    name.strip_prefix(PROBES)?.split_once('-')?.0.parse().ok()
}

/// Something that nobody else has.
pub(super) fn nonce() -> String {
    use rand::RngCore as _;
    let mut bytes = [0; 12];
    rand::rng().fill_bytes(&mut bytes);
    archipel_engine::value::hex(&bytes)
}
