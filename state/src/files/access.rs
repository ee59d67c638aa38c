//! Who may read and write the files of a state: their owner, and nobody else.
//!
//! A state has what opens its secrets, wrapped, and every name and id of an infrastructure. So its files are made for
//! their owner only, whatever the umask is. What another user owns, or a link leads to, is refused: that user, or who
//! made the link, could choose what is read or what is overwritten.

use std::fs::{OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use archipel_engine::state::StateError;

use super::{Operation, list_if_any, meet, metadata, unreadable};

/// Read, write and search for the owner.
pub(super) const FOLDER: u32 = 0o700;
/// Read and write for the owner.
const FILE: u32 = 0o600;

/// Opened so, a new file is for its owner only, and a link is not followed.
pub(super) fn protect(options: &mut OpenOptions) {
    // The flag's bits are the same whatever the sign of the type that holds them.
    options.mode(FILE).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
}

/// Says what the operating system means by "too many levels of symbolic links".
pub(super) fn explain(path: &Path, error: io::Error) -> io::Error {
    refuse_link(path).err().unwrap_or(error)
}

/// Refuses a path that is a symbolic link.
pub(super) fn refuse_link(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => Err(linked()),
        _ => Ok(()),
    }
}

fn linked() -> io::Error {
    io::Error::other("it is a symbolic link, and the files of a state are never reached through one")
}

/// Refuses a file or a folder that another user owns, and one that a link leads to. A folder may be a link itself where
/// `link_allowed`: people keep states on another disk.
pub(crate) fn inspect(path: &Path, link_allowed: bool) -> Result<(), StateError> {
    let Some(mut meta) = metadata(path).map_err(unreadable(path))? else { return Ok(()) };
    if meta.is_symlink() {
        if !link_allowed {
            return Err(unreadable(path)(linked()));
        }
        meta = std::fs::metadata(path).map_err(unreadable(path))?;
    }
    let (owner, own) = (meta.uid(), rustix::process::geteuid().as_raw());
    if owner != own {
        let cause = format!("it belongs to another user (user id {owner}, and this process has {own})");
        return Err(unreadable(path)(io::Error::other(cause)));
    }
    Ok(())
}

/// Whether others than the owner may read, write or search it.
pub(crate) fn exposed(path: &Path) -> Option<u32> {
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Takes from everybody else what they may do with a file or a folder, and with everything in a folder.
pub(crate) fn tighten(path: &Path) -> io::Result<()> {
    use io::ErrorKind as K;
    let Some(meta) = metadata(path)? else { return Ok(()) };
    if meta.is_symlink() {
        return Ok(());
    }
    if meta.permissions().mode() & 0o077 != 0 {
        meet(Operation::Permissions, path)?;
        let wanted = if meta.is_dir() { FOLDER } else { FILE };
        match std::fs::set_permissions(path, Permissions::from_mode(wanted)) {
            // sled removes files of its own at times that are its own. Some file systems keep no modes.
            Err(e) if matches!(e.kind(), K::NotFound | K::PermissionDenied | K::Unsupported) => {}
            other => other?,
        }
    }
    if meta.is_dir() {
        for entry in list_if_any(path)? {
            tighten(&entry.path)?;
        }
    }
    Ok(())
}
