//! The seam between this crate and the file system: every file operation of the stores goes through here.
//!
//! Files are for their owner only, whatever the umask is, and are never reached through a symbolic link (`access.rs`).
//! Under the feature `contract` each operation can be made to fail (`faults.rs`). sled has its own file operations,
//! which cannot pass here: the calls into it do ([`sled_call`]).

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

/// What is done to a file. Faults are injected by it.
#[cfg_attr(not(feature = "contract"), expect(unreachable_pub, reason = "tests of other crates name it"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Opens a file that exists.
    Open,
    /// Opens a file, and creates it if it does not exist.
    Create,
    /// Reads a file or a part of it.
    Read,
    /// Writes into a file.
    Write,
    /// Makes a file's content durable.
    Sync,
    /// Makes the names in a folder durable.
    SyncFolder,
    /// Shortens a file.
    Truncate,
    /// Renames a file or a folder.
    Rename,
    /// Removes a file or a folder.
    Remove,
    /// Creates a folder.
    CreateFolder,
    /// Lists a folder.
    List,
    /// Locks a file.
    Lock,
    /// Changes who may read a file.
    Permissions,
    /// Calls sled.
    Sled(&'static str),
}

#[cfg(feature = "contract")]
pub(crate) use self::faults::meet;

#[cfg(not(feature = "contract"))]
#[inline]
pub(crate) fn meet(_: Operation, _: &Path) -> io::Result<()> {
    Ok(())
}

/// A call into sled is about to be made.
pub(crate) fn sled_call(what: &'static str, path: &Path) -> io::Result<()> {
    meet(Operation::Sled(what), path)
}

/// Writes a file by way of a temporary one: after a crash it is the old or the new, never between. Of several who write
/// at once one is the last, and none is in another's way.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static TURN: AtomicU64 = AtomicU64::new(0);
    // The new name would take the link's place, and whoever made the link would look at the old content.
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
        // On a full disk the part of it that was written is in the way of everything else.
        let _ = remove_if_any(&temporary);
        return Err(error);
    }
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Makes the names in a folder durable.
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

/// Drops what the operating system has in memory of the files in a folder, as far as it is on the disk too: who reads
/// them next reads the disk. A page whose write failed counts as written (Linux reports such a failure once, and keeps
/// the page), so without this a reader could be shown what no disk has. Where there is no such call, nothing is dropped.
pub(crate) fn forget_cached(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    for entry in list(folder)?.into_iter().filter(|entry| !entry.is_folder) {
        let file = File::open(&entry.path, Access::Read)?;
        // Only some file systems keep pages and can drop them.
        let _ = rustix::fs::fadvise(file.as_std(), 0, None, rustix::fs::Advice::DontNeed);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = folder;
    Ok(())
}

/// Creates a folder for its owner only, and those above it that do not exist.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    meet(Operation::CreateFolder, path)?;
    fs::DirBuilder::new().recursive(true).mode(access::FOLDER).create(path)
}

/// What a folder has.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    pub(crate) is_folder: bool,
}

/// What a folder has, in the order of names.
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

/// What a folder has; nothing if it does not exist.
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

/// Reads a file that may not exist.
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

/// Removes a file that may not exist.
pub(crate) fn remove_if_any(path: &Path) -> io::Result<()> {
    meet(Operation::Remove, path)?;
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes a folder and everything in it; it may not exist.
pub(crate) fn remove_folder_if_any(path: &Path) -> io::Result<()> {
    meet(Operation::Remove, path)?;
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Whether there is something of this name, and what; a link is not followed.
pub(crate) fn metadata(path: &Path) -> io::Result<Option<fs::Metadata>> {
    meet(Operation::Read, path)?;
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

/// Whether there is something of this name. That it cannot be known is an error, and not a no.
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
    move |cause| StateError::Unavailable { place: path.display().to_string(), action, cause: cause.to_string() }
}

pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> StateError {
    StateError::Damaged { place: path.display().to_string(), what: what.into() }
}
