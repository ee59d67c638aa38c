//! Hints for errors of the file system.

use std::io::{Error, ErrorKind};

/// What to do about a state on this machine that cannot be read or written. `cause` is what the operating system said.
pub(in crate::errors) fn of_disk(cause: &str) -> &'static str {
    if cause.contains("symbolic link") {
        return "nothing was read or written through it: remove the link, or put the file that it leads to in its place";
    }
    if cause.contains("another user") {
        return "run the command as that user; if the state is yours, make it so with `chown -R`, or give another one with `--state PATH`";
    }
    match kind(cause) {
        Some((ErrorKind::StorageFull, _)) => {
            "make room on that disk, then run the command again: it takes up every commit that was acknowledged"
        }
        Some((ErrorKind::QuotaExceeded, _)) => {
            "make room in your quota of that disk, then run the command again: it takes up every commit that was acknowledged"
        }
        Some((ErrorKind::FileTooLarge, _)) => {
            "raise the limit on the size of files (`ulimit -f`), then run the command again: it takes up every commit that was acknowledged"
        }
        Some((ErrorKind::ReadOnlyFilesystem, _)) => {
            "mount the file system writable (the system makes it read-only after errors, see `dmesg`), or copy the state's folder and give the copy with `--state PATH`"
        }
        Some((_, EIO)) => {
            "the disk fails: copy the state's folder to another one, then give that with `--state PATH`; what was acknowledged is in it"
        }
        _ => "check that the folder exists, belongs to you and can be written, or give another one with `--state PATH`",
    }
}

/// The device did not answer. It has no kind of its own.
const EIO: i32 = 5;

/// The operating system's number stands at the end, whatever the language of the words before it.
fn kind(cause: &str) -> Option<(ErrorKind, i32)> {
    let (_, rest) = cause.rsplit_once("(os error ")?;
    let number = rest.split_once(')')?.0.parse().ok()?;
    Some((Error::from_raw_os_error(number).kind(), number))
}
