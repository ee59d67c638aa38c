//! The files in a stack's folder.
//!
//! ```text
//! FORMAT       the format's version
//! HEAD         the last acknowledged commit, in two slots
//! db/          sled's files, and `ahead`: commits that sled does not have yet
//! db.sums      checksums of sled's files, while no process has them open
//! exports/     one export a run, the newest few
//! history/     one file a run, the newest few
//! lock         locked by the process that has the store open
//! holder.json  that process, if it writes
//! MOVED        the new location of the state, if it was moved away
//! replaced-*/  the previous state, after a restore
//! restoring/   the new state, during a restore
//! ```

use std::path::{Path, PathBuf};

use archipel_engine::state::StateError;

use crate::files::{self, damaged, unreadable, unwritable};
use crate::format;

pub(crate) const EXPORTS: &str = "exports";

/// The paths of one store.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) folder: PathBuf,
}

/// The content of a folder.
pub(crate) enum Found {
    /// No state was ever written here.
    Nothing,
    /// The folder has a state.
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

    /// Beside sled's files, so that it is moved with them and included in their checksums.
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

    pub(crate) fn restoring(&self) -> PathBuf {
        self.folder.join("restoring")
    }

    pub(crate) fn moved(&self) -> PathBuf {
        self.folder.join("MOVED")
    }

    /// Reads the content of the folder. Fails if the state was moved away or has an unknown format.
    pub(crate) fn look(&self) -> Result<Found, StateError> {
        if files::metadata(&self.folder).map_err(unreadable(&self.folder))?.is_none() {
            return Ok(Found::Nothing);
        }
        // A link to the state folder itself is followed; links inside it are not.
        if !self.folder.is_dir() {
            return Err(unreadable(&self.folder)(std::io::ErrorKind::NotADirectory.into()));
        }
        self.inspect()?;
        let path = self.moved();
        if let Some(to) = files::read_if_any(&path).map_err(unreadable(&path))? {
            let to = String::from_utf8_lossy(&to).trim().to_owned();
            return Err(StateError::MovedAway { location: self.folder.display().to_string(), to });
        }
        let path = self.format();
        match files::read_if_any(&path).map_err(unreadable(&path))? {
            Some(marker) => format::read_marker(&path.display().to_string(), &marker).map(|_| Found::State),
            None => {
                // If an unreadable state counted as missing, a new one would be created over it.
                for other in [self.head(), self.db()] {
                    if files::exists(&other).map_err(unreadable(&other))? {
                        return Err(damaged(&path, "the file is missing"));
                    }
                }
                Ok(Found::Nothing)
            }
        }
    }

    /// The paths in the folder that may belong to the state.
    fn parts(&self) -> [PathBuf; 9] {
        [
            self.format(),
            self.head(),
            self.db(),
            self.sums(),
            self.exports(),
            self.history(),
            self.lock(),
            self.holder(),
            self.moved(),
        ]
    }

    /// Refuses files of another user and symbolic links. sled opens its files itself, so they are checked too.
    fn inspect(&self) -> Result<(), StateError> {
        files::inspect(&self.folder, true)?;
        for part in self.parts() {
            files::inspect(&part, false)?;
        }
        for entry in files::list_if_any(&self.db()).map_err(unreadable(&self.db()))? {
            files::inspect(&entry.path, false)?;
        }
        Ok(())
    }

    /// Whether the folder contains only files of the state. A state in a project's own folder shares it with other
    /// files.
    fn is_own(&self) -> std::io::Result<bool> {
        let parts = self.parts();
        let ours = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            parts.iter().any(|part| part == path) || name.starts_with("replaced-") || name == "restoring"
        };
        Ok(files::list(&self.folder)?.iter().all(|entry| ours(&entry.path)))
    }

    /// Removes the permissions of other users on the state.
    pub(crate) fn tighten(&self) -> std::io::Result<()> {
        if self.is_own()? {
            return files::tighten(&self.folder);
        }
        self.parts().iter().try_for_each(|part| files::tighten(part))
    }

    /// The files of the state that other users of the machine may read or write, with their modes.
    pub(crate) fn exposed(&self) -> Option<(PathBuf, u32)> {
        let own = self.is_own().unwrap_or(false);
        let folder = files::exposed(&self.folder)?;
        if own {
            return Some((self.folder.clone(), folder));
        }
        // A folder without search permission protects the files in it, whatever their modes.
        self.parts().into_iter().find_map(|part| files::exposed(&part).map(|mode| (part, mode)))
    }

    /// Records the newest format before any data is written in it.
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

    /// Creates the folder and records its format, if this is not done yet.
    pub(crate) fn create(&self) -> Result<(), StateError> {
        let make = || -> std::io::Result<()> {
            files::create_folder(&self.folder)?;
            // The folder's own name must be durable too. Only one level is certain to belong to the state.
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
