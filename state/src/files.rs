//! Files that are there whole or not at all, and stay there.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use archipel_engine::state::StateError;

/// Writes a file by way of a temporary one: after a crash it is the old or the new, never between. Of several who write
/// at once one is the last, and none is in another's way.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static TURN: AtomicU64 = AtomicU64::new(0);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{}.new", std::process::id(), TURN.fetch_add(1, Ordering::Relaxed)));
    let temporary = path.with_file_name(name);
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Makes the names in a folder durable. Only Unix has such a thing.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Syncs every file below a folder, and the folder.
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            File::options().write(true).open(&path)?.sync_all()?;
        }
    }
    sync_folder(folder)
}

/// Reads a file that may not be there.
pub(crate) fn read_if_any(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// Removes a file that may not be there.
pub(crate) fn remove_if_any(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
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
