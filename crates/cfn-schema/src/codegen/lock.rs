//! The lock file beside the generated code: which types it has, and from which schemas they were written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::set::{SchemaSet, Source};

/// The name of the lock file, in the folder of the crate.
pub const LOCK_FILE: &str = "cfn-schemas.lock";

/// The version of the format.
const VERSION: u32 = 1;

/// The types of a crate, with the digests of their schemas.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    version: u32,
    /// The package of the schemas that were used last.
    pub source: String,
    /// The date of that package.
    pub date: String,
    /// The folder of the code, relative to that of the lock file.
    pub folder: String,
    /// The digest of the schema of each type.
    pub types: BTreeMap<String, String>,
}

/// Why a lock file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// The text is not that of a lock file.
    #[error("{0}")]
    Invalid(String),
    /// A later version of Archipel wrote it.
    #[error("it has version {0}, and this program reads version {VERSION}")]
    Newer(u32),
    /// The folder is not one in the crate.
    #[error("invalid folder `{0}`: expected a folder in the crate, such as src/aws")]
    Folder(String),
}

/// How the schemas of this program relate to those of a lock file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// They are the same package, or were read on the same day.
    Same,
    /// Those of this program are newer.
    Newer,
    /// Those of this program are older.
    Older,
}

impl Lock {
    /// A lock file without types.
    #[must_use]
    pub fn new(folder: &str, source: &Source) -> Self {
        Self {
            version: VERSION,
            source: source.package.clone(),
            date: source.date.clone(),
            folder: folder.to_owned(),
            types: BTreeMap::new(),
        }
    }

    /// Reads a lock file, with the reader of TOML.
    ///
    /// # Errors
    /// When it is not one, or of a later version.
    pub fn read<E: std::fmt::Display>(text: Result<Self, E>) -> Result<Self, LockError> {
        let lock = text.map_err(|error| LockError::Invalid(error.to_string().trim().to_owned()))?;
        if lock.version != VERSION {
            return Err(LockError::Newer(lock.version));
        }
        let inside = |part: &str| !part.is_empty() && part != ".." && part != ".";
        if lock.folder.split('/').all(inside) && !lock.folder.contains('\\') {
            return Ok(lock);
        }
        Err(LockError::Folder(lock.folder))
    }

    /// How this program's schemas relate to those that the code was written from.
    #[must_use]
    pub fn age(&self, source: &Source) -> Age {
        if self.source == source.package {
            return Age::Same;
        }
        match source.date.cmp(&self.date) {
            std::cmp::Ordering::Less => Age::Older,
            std::cmp::Ordering::Equal => Age::Same,
            std::cmp::Ordering::Greater => Age::Newer,
        }
    }

    /// Notes that the code of these types was written from the schemas of a set.
    pub fn note(&mut self, set: &SchemaSet, types: impl IntoIterator<Item = (String, String)>) {
        (self.source, self.date) = (set.source().package.clone(), set.source().date.clone());
        self.types.extend(types);
    }

    /// The text of the file. The same types are always the same text.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { version, source, date, folder, types } = self;
        let mut text = format!(
            "# Written by `schema add` and `schema update`. Commit this file.\nversion = {version}\nsource = {source:?}\ndate = \
             {date:?}\nfolder = {folder:?}\n\n[types]\n"
        );
        for (name, digest) in types {
            let _ = writeln!(text, "{name:?} = {digest:?}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(package: &str, date: &str) -> Source {
        Source { package: package.to_owned(), date: date.to_owned() }
    }

    fn lock() -> Lock {
        let mut lock = Lock::new("src/aws", &source("cfn-lint 1.58.0", "2026-11-01"));
        lock.types.insert("AWS::SQS::Queue".to_owned(), "0123".to_owned());
        lock
    }

    #[test]
    fn newer_and_older_schemas_differ_by_their_dates() {
        assert_eq!(lock().age(&source("cfn-lint 1.58.0", "2026-11-01")), Age::Same);
        assert_eq!(lock().age(&source("cfn-lint 1.60.0", "2026-12-01")), Age::Newer);
        assert_eq!(lock().age(&source("cfn-lint 1.50.0", "2026-06-01")), Age::Older);
    }

    #[test]
    fn a_lock_file_of_another_version_or_with_a_folder_elsewhere_is_refused() {
        let read = |lock: Lock| Lock::read(Ok::<_, String>(lock));
        assert_eq!(read(lock()), Ok(lock()));
        assert_eq!(read(Lock { version: 2, ..lock() }), Err(LockError::Newer(2)));
        for folder in ["../aws", "/aws", "src//aws", "", "src\\aws", "src/./aws"] {
            let lock = Lock { folder: folder.to_owned(), ..lock() };
            assert_eq!(read(lock), Err(LockError::Folder(folder.to_owned())));
        }
        assert_eq!(Lock::read(Err("expected a table")), Err(LockError::Invalid("expected a table".to_owned())));
    }
}
