//! No core dumps: the memory of a run contains the secrets of its stack.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Keeps the kernel from writing this process's memory to a file, and other processes of the user from reading it. A
/// system that refuses is left as it is.
pub(crate) fn forbid() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::debug!("core dumps stay on: {error}");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::debug!("the process stays dumpable: {error}");
    }
}
