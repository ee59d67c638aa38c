//! No core dumps: the memory of a run contains the secrets of its stack.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Prevents core dumps of this process and access to its memory by other processes of the user. Errors are ignored:
/// the run continues without this protection.
pub(crate) fn forbid() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
