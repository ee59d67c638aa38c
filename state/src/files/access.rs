//! Restricts the files of a state to their owner.
//!
//! A state contains wrapped keys and every name and id of an infrastructure, so its files are created for their owner
//! only, whatever the umask. Files that belong to another user, and symbolic links, are refused: that user, or the
//! creator of the link, could choose which file is read or overwritten.

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

/// Options for a new file: readable by its owner only, and symbolic links are not followed.
pub(super) fn protect(options: &mut OpenOptions) {
    // The bits are the same for the signed and the unsigned type of the flag.
    options.mode(FILE).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
}

/// Explains the operating system's error "too many levels of symbolic links".
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
    io::Error::other("it is a symbolic link; replace it with the file or folder itself")
}

/// Refuses a file or folder that belongs to another user, and a symbolic link. A folder may be a link if
/// `link_allowed`, because users store states on another disk.
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

/// Whether users other than the owner may read, write or search it.
pub(crate) fn exposed(path: &Path) -> Option<u32> {
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Removes all permissions of other users from a file or a folder, and from everything in a folder.
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
            // sled removes its own files at any time, and some file systems have no modes.
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
