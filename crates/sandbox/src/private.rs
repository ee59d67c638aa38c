//! Files and folders that only their owner can use, on a machine with other users.
//!
//! A folder has the mode 0700 and a file 0600, whatever the umask. A path that belongs to another user is refused,
//! because that user could put code, an address or a secret there. Symbolic links are not followed, so that a log or
//! a lock never overwrites another file. Wider modes, which older versions created, are tightened.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

use crate::error::{Context, Error, Result};

const DIR_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
/// Access of the group and of others.
const OTHERS: u32 = 0o077;
/// Write access of the group and of others.
const OTHERS_WRITE: u32 = 0o022;

/// Creates a folder that only this user can enter, or tightens the mode of an existing one.
pub(crate) fn dir(path: &Path) -> Result<()> {
    create_or_tighten(path, OTHERS)
}

/// Creates a folder that only this user can change, or tightens the mode of an existing one.
pub(crate) fn unwritable_dir(path: &Path) -> Result<()> {
    create_or_tighten(path, OTHERS_WRITE)
}

/// Whether a folder exists. One that belongs to another user is an error.
pub(crate) fn is_own_dir(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context(|| format!("cannot read {}", path.display())),
        Ok(link) => {
            assert_own(path, &link)?;
            let target = fs::metadata(path).context(|| format!("cannot read {}", path.display()))?;
            assert_own(path, &target)?;
            Ok(target.is_dir())
        }
    }
}

fn create_or_tighten(path: &Path, forbidden: u32) -> Result<()> {
    if !is_own_dir(path)? {
        let created = DirBuilder::new().recursive(true).mode(DIR_MODE).create(path);
        created.context(|| format!("cannot create {}", path.display()))?;
        // Another process may have created it: `recursive` does not fail for an existing folder.
        is_own_dir(path)?;
    }
    let mode = fs::metadata(path).context(|| format!("cannot read {}", path.display()))?.mode();
    if mode & forbidden != 0 {
        let tight = fs::Permissions::from_mode(mode & 0o7777 & !forbidden);
        fs::set_permissions(path, tight).context(|| format!("cannot change the mode of {}", path.display()))?;
    }
    Ok(())
}

/// Opens a file for writing from its start, and creates it if necessary.
pub(crate) fn create(path: &Path) -> Result<File> {
    let file = open(path, OpenOptions::new().write(true).create(true).truncate(false))?;
    // Truncate only after the check of the owner.
    file.set_len(0).context(|| format!("cannot write {}", path.display()))?;
    Ok(file)
}

/// Opens a lock file.
pub(crate) fn lock_file(path: &Path) -> Result<File> {
    open(path, OpenOptions::new().write(true).create(true).truncate(false))
}

/// The content of a file; `None` if it does not exist.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).context(|| format!("cannot read {}", path.display())),
        // Check before opening: for an unreadable file, opening would fail without the reason.
        Ok(link) => assert_own(path, &link)?,
    }
    let mut content = Vec::new();
    let mut file = match open(path, OpenOptions::new().read(true)) {
        Ok(file) => file,
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    file.read_to_end(&mut content).context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(content))
}

/// Replaces a file atomically: a reader sees the old or the new content, never a part.
pub(crate) fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    let side = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = create(&side)?;
    file.write_all(content).context(|| format!("cannot write {}", side.display()))?;
    fs::rename(&side, path).context(|| format!("cannot write {}", path.display()))
}

fn open(path: &Path, options: &mut OpenOptions) -> Result<File> {
    let no_follow = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default();
    let opened = options.mode(FILE_MODE).custom_flags(no_follow).open(path);
    let file = opened.map_err(|source| match source.raw_os_error() {
        Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => Error::SymbolicLink { path: path.to_owned() },
        _ => Error::Io { what: format!("cannot open {}", path.display()), source },
    })?;
    let found = file.metadata().context(|| format!("cannot read {}", path.display()))?;
    assert_own(path, &found)?;
    if found.mode() & OTHERS != 0 {
        let tight = fs::Permissions::from_mode(FILE_MODE);
        file.set_permissions(tight).context(|| format!("cannot change the mode of {}", path.display()))?;
    }
    Ok(file)
}

fn assert_own(path: &Path, found: &Metadata) -> Result<()> {
    let own = rustix::process::geteuid().as_raw();
    if found.uid() == own {
        Ok(())
    } else {
        Err(Error::ForeignOwner { path: path.to_owned(), owner: found.uid(), own })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn new_files_and_folders_are_private() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("a/b");
        dir(&folder).unwrap();
        assert_eq!((mode(&folder), mode(&temp.path().join("a"))), (0o700, 0o700));
        let file = folder.join("file");
        write_atomically(&file, b"content").unwrap();
        assert_eq!(mode(&file), 0o600);
        assert_eq!(read(&file).unwrap().as_deref(), Some(&b"content"[..]));
        assert_eq!(read(&folder.join("none")).unwrap(), None);
    }

    #[test]
    fn too_permissive_modes_are_tightened() {
        let temp = tempfile::tempdir().unwrap();
        let (folder, file) = (temp.path().join("folder"), temp.path().join("folder/file"));
        fs::create_dir(&folder).unwrap();
        fs::write(&file, "x").unwrap();
        for path in [&folder, &file] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
        unwritable_dir(&folder).unwrap();
        assert_eq!(mode(&folder), 0o755);
        dir(&folder).unwrap();
        assert_eq!(mode(&folder), 0o700);
        read(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_symbolic_link_instead_of_a_file_is_refused_and_its_target_kept() {
        let temp = tempfile::tempdir().unwrap();
        let (target, link) = (temp.path().join("target"), temp.path().join("link"));
        fs::write(&target, "precious").unwrap();
        symlink(&target, &link).unwrap();
        assert!(matches!(create(&link), Err(Error::SymbolicLink { path }) if path == link));
        assert!(matches!(lock_file(&link), Err(Error::SymbolicLink { .. })));
        assert!(matches!(read(&link), Err(Error::SymbolicLink { .. })));
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
        // A rename replaces the link itself.
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
        assert_eq!(fs::read_to_string(&link).unwrap(), "new");
    }
}
