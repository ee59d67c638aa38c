//! What lies where in a stack's folder.
//!
//! ```text
//! FORMAT       the format's version
//! HEAD         the last commit that was acknowledged, in two slots
//! db/          sled's files, and `ahead`: commits that sled does not have yet
//! db.sums      checksums of sled's files, while nobody has them open
//! exports/     one export a run, the newest few
//! history/     one file a run, the newest few
//! lock         locked by the process that has the store open
//! holder.json  who that is, if it writes
//! MOVED        where the state is now, if it was moved away
//! replaced-*/  what a restore found and put aside
//! ```

use std::path::{Path, PathBuf};

use archipel_engine::state::StateError;

use crate::files::{self, damaged, unreadable, unwritable};
use crate::format;

/// The folder of exports.
pub(crate) const EXPORTS: &str = "exports";

/// The paths of one store.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) folder: PathBuf,
}

/// What a folder holds.
pub(crate) enum Found {
    /// No state was ever written here.
    Nothing,
    /// A state.
    State,
}

impl Layout {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub(crate) fn format(&self) -> PathBuf {
        self.folder.join("FORMAT")
    }

    pub(crate) fn head(&self) -> PathBuf {
        self.folder.join("HEAD")
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.folder.join("db")
    }

    /// Beside sled's files, so that it is moved and summed with them.
    pub(crate) fn ahead(&self) -> PathBuf {
        self.db().join("ahead")
    }

    pub(crate) fn sums(&self) -> PathBuf {
        self.folder.join("db.sums")
    }

    pub(crate) fn exports(&self) -> PathBuf {
        self.folder.join(EXPORTS)
    }

    pub(crate) fn history(&self) -> PathBuf {
        self.folder.join("history")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    pub(crate) fn holder(&self) -> PathBuf {
        self.folder.join("holder.json")
    }

    pub(crate) fn moved(&self) -> PathBuf {
        self.folder.join("MOVED")
    }

    /// What is in the folder, that it was not moved away, and that it is of a format that is known.
    pub(crate) fn look(&self) -> Result<Found, StateError> {
        match std::fs::metadata(&self.folder) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(e) => return Err(unreadable(&self.folder)(e)),
            Ok(meta) if !meta.is_dir() => {
                return Err(unreadable(&self.folder)(std::io::ErrorKind::NotADirectory.into()));
            }
            Ok(_) => {}
        }
        let path = self.moved();
        if let Some(to) = files::read_if_any(&path).map_err(unreadable(&path))? {
            let to = String::from_utf8_lossy(&to).trim().to_owned();
            return Err(StateError::MovedAway { place: self.folder.display().to_string(), to });
        }
        let path = self.format();
        match files::read_if_any(&path).map_err(unreadable(&path))? {
            Some(marker) => format::read_marker(&path.display().to_string(), &marker).map(|_| Found::State),
            None if self.head().exists() || self.db().exists() => Err(damaged(&path, "the file is missing")),
            None => Ok(Found::Nothing),
        }
    }

    /// Says that the format is the newest, before anything is written in it.
    pub(crate) fn upgrade(&self) -> Result<(), StateError> {
        let path = self.format();
        let marker = files::read_if_any(&path).map_err(unreadable(&path))?;
        match marker.map(|marker| format::read_marker(&path.display().to_string(), &marker)).transpose()? {
            Some(older) if older < format::FORMAT => {
                files::replace(&path, format::marker(format::FORMAT).as_bytes()).map_err(unwritable(&path))
            }
            _ => Ok(()),
        }
    }

    /// Makes the folder and says its format, if that is not done.
    pub(crate) fn make(&self) -> Result<(), StateError> {
        let make = || -> std::io::Result<()> {
            std::fs::create_dir_all(&self.folder)?;
            // The folder's own name is to last too; one level is all that is known to be ours.
            self.folder.parent().filter(|p| !p.as_os_str().is_empty()).map_or(Ok(()), files::sync_folder)
        };
        match self.look()? {
            Found::State => Ok(()),
            Found::Nothing => {
                make().map_err(unwritable(&self.folder))?;
                let path = self.format();
                files::replace(&path, format::marker(format::FORMAT).as_bytes()).map_err(unwritable(&path))
            }
        }
    }
}
