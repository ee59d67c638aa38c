//! The client that the types of this provider share: a folder.
//!
//! A real client would have a connection to an API. Archipel requires that a create can be attributed: a note beside
//! each file contains the token of the create that created it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use archipel::resource::{ErrorKind, Id, ProviderError, Result};

/// A folder on this machine.
#[derive(Debug)]
pub struct Local {
    root: PathBuf,
}

/// Converts an I/O error for the engine. Only the system's "not found" means that the file is absent.
fn disk_error(operation: &str, error: &io::Error) -> ProviderError {
    let kind = match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::NotFound,
        io::ErrorKind::AlreadyExists => ErrorKind::AlreadyExists,
        io::ErrorKind::PermissionDenied => ErrorKind::Denied,
        io::ErrorKind::StorageFull => ErrorKind::Quota,
        _ => ErrorKind::Ambiguous,
    };
    ProviderError {
        service: Some("local".into()),
        operation: Some(operation.into()),
        ..ProviderError::new(kind, error.to_string())
    }
}

impl Local {
    /// Creates a client for this folder, which is created with the first file.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The path of a file.
    #[must_use]
    pub fn path(&self, id: &Id) -> PathBuf {
        self.root.join(id.as_str())
    }

    fn note(&self, id: &Id) -> PathBuf {
        self.root.join(format!(".{id}.token"))
    }

    /// Creates a file. A file of another create is left unchanged.
    ///
    /// # Errors
    /// `AlreadyExists`, and I/O errors.
    pub fn make(&self, id: &Id, token: &str, content: &str, private: bool) -> Result<()> {
        fs::create_dir_all(&self.root).map_err(|error| disk_error("Make", &error))?;
        if !self.made_by(id, token) {
            if self.path(id).exists() {
                let error = io::Error::new(io::ErrorKind::AlreadyExists, format!("{id} is there already"));
                return Err(disk_error("Make", &error));
            }
            // Write the note first: a file without a note was not created by this provider.
            create_new(&self.note(id), token).map_err(|error| disk_error("Make", &error))?;
        }
        self.write(id, content, private)
    }

    /// Whether the create with this token created the file, or started to.
    #[must_use]
    pub fn made_by(&self, id: &Id, token: &str) -> bool {
        fs::read_to_string(self.note(id)).is_ok_and(|note| note == token)
    }

    /// Writes an existing file of this provider.
    ///
    /// # Errors
    /// I/O errors.
    pub fn write(&self, id: &Id, content: &str, private: bool) -> Result<()> {
        let written = || {
            fs::write(self.path(id), content)?;
            set_private(&self.path(id), private)
        };
        written().map_err(|error| disk_error("Write", &error))
    }

    /// The content of a file, and whether only its owner may read it; `None` if it does not exist.
    ///
    /// # Errors
    /// I/O errors other than "not found".
    pub fn read(&self, id: &Id) -> Result<Option<(String, bool)>> {
        match fs::read_to_string(self.path(id)) {
            Ok(content) => Ok(Some((content, is_private(&self.path(id)).map_err(|error| disk_error("Read", &error))?))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk_error("Read", &error)),
        }
    }

    /// Removes a file, if it exists.
    ///
    /// # Errors
    /// I/O errors.
    pub fn remove(&self, id: &Id) -> Result<()> {
        for path in [self.path(id), self.note(id)] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk_error("Remove", &error)),
                _ => {}
            }
        }
        Ok(())
    }
}

fn create_new(path: &Path, content: &str) -> io::Result<()> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(content.as_bytes())
}

#[cfg(unix)]
fn set_private(path: &Path, private: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(if private { 0o600 } else { 0o644 }))
}

#[cfg(unix)]
fn is_private(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn set_private(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> io::Result<bool> {
    Ok(false)
}
