//! The file operations of the stores. Every one goes through this module.
//!
//! Files are created for their owner only, whatever the umask, and symbolic links are not followed (`access.rs`).
//! With the feature `contract` each operation can be made to fail (`faults.rs`). sled performs its own file
//! operations, so only the calls into sled pass here ([`sled_call`]).

mod access;
#[cfg(feature = "contract")]
pub mod faults;
mod file;

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use archipel_engine::state::StateError;

pub(crate) use self::access::{exposed, inspect, tighten};
pub(crate) use self::file::{Access, File};

/// A kind of file operation. Faults are injected by kind.
#[cfg_attr(not(feature = "contract"), expect(unreachable_pub, reason = "tests of other crates name it"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Open an existing file.
    Open,
    /// Open a file, and create it if it does not exist.
    Create,
    /// Read a file or a part of it.
    Read,
    /// Write into a file.
    Write,
    /// Sync the content of a file.
    Sync,
    /// Sync the entries of a folder.
    SyncFolder,
    /// Truncate a file.
    Truncate,
    /// Rename a file or a folder.
    Rename,
    /// Remove a file or a folder.
    Remove,
    /// Create a folder.
    CreateFolder,
    /// List a folder.
    List,
    /// Lock a file.
    Lock,
    /// Change the mode of a file.
    Permissions,
    /// Call sled.
    Sled(&'static str),
}

#[cfg(feature = "contract")]
pub(crate) use self::faults::meet;

#[cfg(not(feature = "contract"))]
#[inline]
pub(crate) fn meet(_: Operation, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Counts a call into sled, which may fail.
pub(crate) fn sled_call(what: &'static str, path: &Path) -> io::Result<()> {
    meet(Operation::Sled(what), path)
}

/// Replaces a file by writing a temporary one and renaming it, so that after a crash the old or the new content
/// exists. Concurrent writers do not interfere; the last one wins.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static TURN: AtomicU64 = AtomicU64::new(0);
    // The rename would replace the link, and the link's target would keep the old content.
    access::refuse_link(path)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{}.new", std::process::id(), TURN.fetch_add(1, Ordering::Relaxed)));
    let temporary = path.with_file_name(name);
    let write = || -> io::Result<()> {
        let mut file = File::open(&temporary, Access::CreateNew)?;
        file.write_at(0, bytes)?;
        file.sync_all()?;
        rename(&temporary, path)
    };
    if let Err(error) = write() {
        // On a full disk, a partly written temporary file takes space that the next attempt needs.
        let _ = remove_if_any(&temporary);
        return Err(error);
    }
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Syncs the entries of a folder.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    meet(Operation::SyncFolder, folder)?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    fs::File::open(folder)?.sync_all()
}

/// Syncs every file below a folder, and the folder.
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in list(folder)? {
        if entry.is_folder { sync_tree(&entry.path)? } else { File::open(&entry.path, Access::Write)?.sync_all()? }
    }
    sync_folder(folder)
}

/// Drops the operating system's cached pages of these files, as far as they are written, so that the next
/// read comes from the disk. A page whose write failed counts as written (Linux reports the failure once and keeps
/// the page), so a reader could otherwise see data that is not on the disk. Without such a system call nothing is
/// dropped.
pub(crate) fn forget_cached(entries: &[Entry]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    for entry in entries.iter().filter(|entry| !entry.is_folder) {
        let file = File::open(&entry.path, Access::Read)?;
        // Only some file systems keep pages and can drop them.
        let _ = rustix::fs::fadvise(file.as_std(), 0, None, rustix::fs::Advice::DontNeed);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = entries;
    Ok(())
}

/// Creates a folder for its owner only, and its missing parents.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    meet(Operation::CreateFolder, path)?;
    fs::DirBuilder::new().recursive(true).mode(access::FOLDER).create(path)
}

/// An entry of a folder.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    pub(crate) is_folder: bool,
}

/// The entries of a folder, ordered by name.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    meet(Operation::List, folder)?;
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        entries.push(Entry { path: entry.path(), is_folder: entry.file_type()?.is_dir() });
    }
    entries.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(entries)
}

/// The entries of a folder; none if the folder does not exist.
pub(crate) fn list_if_any(folder: &Path) -> io::Result<Vec<Entry>> {
    match list(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries,
    }
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    File::open(path, Access::Read)?.read_all()
}

/// Reads a file; `None` if it does not exist.
pub(crate) fn read_if_any(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// Renames a file or a folder.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    meet(Operation::Rename, from)?;
    fs::rename(from, to)?;
    #[cfg(feature = "contract")]
    faults::renamed(from, to);
    Ok(())
}

/// Removes a file if it exists.
pub(crate) fn remove_if_any(path: &Path) -> io::Result<()> {
    meet(Operation::Remove, path)?;
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes a folder and everything in it, if it exists.
pub(crate) fn remove_folder_if_any(path: &Path) -> io::Result<()> {
    meet(Operation::Remove, path)?;
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The metadata of a path, if it exists; symbolic links are not followed.
pub(crate) fn metadata(path: &Path) -> io::Result<Option<fs::Metadata>> {
    meet(Operation::Read, path)?;
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

/// Whether a path exists. An error of the check is returned, not treated as absence.
pub(crate) fn exists(path: &Path) -> io::Result<bool> {
    Ok(metadata(path)?.is_some())
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

pub(crate) fn unreadable(path: &Path) -> impl Fn(io::Error) -> StateError + '_ {
    unavailable(path, "read")
}

pub(crate) fn unwritable(path: &Path) -> impl Fn(io::Error) -> StateError + '_ {
    unavailable(path, "written")
}

fn unavailable<'a>(path: &'a Path, action: &'static str) -> impl Fn(io::Error) -> StateError + 'a {
    move |cause| StateError::Unavailable { location: path.display().to_string(), action, cause: cause.to_string() }
}

pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> StateError {
    StateError::Damaged { location: path.display().to_string(), what: what.into() }
}
