//! Files that only the current user can read.
//!
//! A plan, a report and an export describe a whole infrastructure. Only their owner can read them, whatever the
//! umask. A symbolic link with the file's name is replaced, not followed: a user with access to the folder cannot
//! choose which file is overwritten.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file atomically.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // `/dev/stdout` or a pipe: it cannot be replaced by a rename.
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return fs::File::options().write(true).open(path)?.write_all(bytes);
    }
    // Only its owner can read a temporary file, and a rename keeps that.
    let mut temporary = tempfile::NamedTempFile::new_in(folder_of(path))?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    Ok(())
}

/// Checks that the file can be written, before the command starts. Leaves an empty file.
pub(crate) fn check(path: &Path) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|there| !there.is_dir()) {
        // Keep an existing file until its replacement is complete.
        return fs::File::options().append(true).open(path).map(drop);
    }
    write(path, &[])
}

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_file_is_private_and_a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (file, other) = (folder.path().join("report.html"), folder.path().join("other"));
        let mode = || fs::symlink_metadata(&file).unwrap().permissions().mode() & 0o777;
        check(&file).unwrap();
        assert_eq!((mode(), fs::read(&file).unwrap().len()), (0o600, 0));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        write(&file, b"one").unwrap();
        assert_eq!((mode(), fs::read(&file).unwrap().as_slice()), (0o600, b"one".as_slice()));
        fs::remove_file(&file).unwrap();
        fs::write(&other, "precious").unwrap();
        symlink(&other, &file).unwrap();
        check(&file).unwrap();
        write(&file, b"two").unwrap();
        assert_eq!(
            (fs::read(&file).unwrap().as_slice(), fs::read(&other).unwrap().as_slice()),
            (&b"two"[..], &b"precious"[..])
        );
        assert!(write(folder.path(), b"x").is_err());
        write(Path::new("/dev/null"), b"x").unwrap();
        check(Path::new("/dev/null")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
