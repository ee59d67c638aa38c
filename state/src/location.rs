//! Where a state is, as people write it.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where the state of one stack is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A folder of this machine.
    Folder(PathBuf),
}

/// A text that is no place of a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no place for a state: {why}")]
pub struct NoLocation {
    /// What was given.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

impl Location {
    /// Reads a place. A relative folder is beside `root`.
    ///
    /// # Errors
    /// For a URL that is not understood.
    pub fn read(text: &Path, root: &Path) -> Result<Self, NoLocation> {
        match text.to_str().and_then(|text| text.split_once("://").map(|(scheme, _)| (text, scheme))) {
            Some((text, scheme)) => Err(NoLocation {
                text: text.to_owned(),
                why: format!("`{scheme}://` is not understood; give a folder"),
            }),
            None => {
                let path = root.join(text);
                Ok(Self::Folder(std::path::absolute(&path).unwrap_or(path)))
            }
        }
    }

    /// The place beside this one whose name ends so.
    #[must_use]
    pub fn beside(self, suffix: &str) -> Self {
        match self {
            Self::Folder(path) => {
                let mut name = path.into_os_string();
                name.push(suffix);
                Self::Folder(name.into())
            }
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
        }
    }
}
