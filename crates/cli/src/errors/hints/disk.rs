//! Hints for errors of the file system.

use std::io::{Error, ErrorKind};

/// The hint for a state on this machine that cannot be read or written. `cause` is the message of the operating
/// system.
pub(in crate::errors) fn of_disk(cause: &str) -> &'static str {
    if cause.contains("symbolic link") {
        return "remove the link, or replace it by the file that it refers to: nothing was read or written through it";
    }
    if cause.contains("another user") {
        return "run the command as that user, change the owner with `chown -R` if the state is yours, or specify another one with `--state PATH`";
    }
    match kind(cause) {
        Some((ErrorKind::StorageFull, _)) => {
            "free space on that disk, then run the command again: it resumes from the last acknowledged commit"
        }
        Some((ErrorKind::QuotaExceeded, _)) => {
            "free space in your quota of that disk, then run the command again: it resumes from the last acknowledged commit"
        }
        Some((ErrorKind::FileTooLarge, _)) => {
            "raise the limit on the size of files (`ulimit -f`), then run the command again: it resumes from the last acknowledged commit"
        }
        Some((ErrorKind::ReadOnlyFilesystem, _)) => {
            "mount the file system writable (the system makes it read-only after errors, see `dmesg`), or copy the state's folder and specify the copy with `--state PATH`"
        }
        Some((_, EIO)) => {
            "copy the state's folder to another disk, then specify that with `--state PATH`: this disk fails, and the folder has every acknowledged commit"
        }
        _ => "check that the folder exists, belongs to you and is writable, or specify another one with `--state PATH`",
    }
}

/// The device reports an error. Rust has no `ErrorKind` for it.
const EIO: i32 = 5;

/// The error number is at the end, after a message in any language.
fn kind(cause: &str) -> Option<(ErrorKind, i32)> {
    let (_, rest) = cause.rsplit_once("(os error ")?;
    let number = rest.split_once(')')?.0.parse().ok()?;
    Some((Error::from_raw_os_error(number).kind(), number))
}
