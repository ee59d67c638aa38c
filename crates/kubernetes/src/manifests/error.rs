//! Errors of manifests, with their place in a file.

use std::fmt;
use std::sync::Arc;

/// A line of a manifest file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The file, as the program names it.
    pub(crate) file: Arc<str>,
    /// The line, from 1.
    pub(crate) line: usize,
}

impl Position {
    /// The first line of a file.
    pub(crate) fn start_of(file: &Arc<str>) -> Self {
        Self { file: file.clone(), line: 1 }
    }

    /// An error at this line.
    pub(crate) fn error(&self, message: impl Into<String>) -> ManifestError {
        ManifestError { at: self.clone(), message: message.into() }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// An error in a manifest: the file, the line, what is wrong and what to do. It never contains a value of a Secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{at}: {message}")]
pub(crate) struct ManifestError {
    pub(crate) at: Position,
    pub(crate) message: String,
}

/// A result whose error has a line.
pub(crate) type Result<T> = std::result::Result<T, ManifestError>;

/// "; did you mean `x`?" for the nearest of these names, if one is near.
pub(crate) fn did_you_mean<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let near = archipel_engine::model::text::nearest(name, names);
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
