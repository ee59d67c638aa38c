//! No core dumps: the memory of a run contains the secrets of its stack.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Keeps the kernel from writing this process's memory to a file, and other processes of the user from reading it. A
/// system that refuses does without: a run is not worth less for it.
pub(crate) fn forbid() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
