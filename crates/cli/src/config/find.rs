//! Where the configuration and the state are.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The folders of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The folder that holds `.archipel`.
    pub(crate) root: PathBuf,
    /// The configuration folder, if one was found.
    pub(crate) config: Option<PathBuf>,
}

/// What marks the folder that holds `.archipel`.
const MARKS: [&str; 3] = [".archipel", ".git", "Cargo.lock"];

/// Looks for the configuration folder and the project's root.
///
/// A relative candidate is looked for in the current folder and every one above it. So are the last two folders of
/// an absolute one, before itself: a copy of the project has the same. The root is the nearest folder, from the
/// configuration folder upward, that has one of [`MARKS`].
pub(crate) fn find(current: &Path, candidates: &[PathBuf]) -> Place {
    let mut relative = candidates.iter().filter_map(|path| match path.is_relative() {
        true => Some(path.clone()),
        false => Some(Path::new(path.parent()?.file_name()?).join(path.file_name()?)),
    });
    let config = relative
        .find_map(|candidate| current.ancestors().map(|folder| folder.join(&candidate)).find(|path| path.is_dir()));
    let config = config.or_else(|| candidates.iter().find(|path| path.is_absolute() && path.is_dir()).cloned());
    let start = config.as_deref().unwrap_or(current);
    let marked = start.ancestors().find(|folder| MARKS.iter().any(|mark| folder.join(mark).exists()));
    let root = match (marked, &config) {
        (Some(folder), _) => folder,
        (None, Some(config)) => config.parent().unwrap_or(config),
        (None, None) => current,
    };
    Place { root: root.to_owned(), config }
}

impl Place {
    /// The stacks that have a file, and their files.
    pub(crate) fn stacks(&self) -> io::Result<BTreeMap<String, PathBuf>> {
        let Some(folder) = &self.config else { return Ok(BTreeMap::new()) };
        let mut stacks = BTreeMap::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml")
                && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
            {
                stacks.insert(name.to_owned(), path);
            }
        }
        Ok(stacks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_the_project_uses_its_own_configuration() {
        let dir = tempfile::tempdir().unwrap();
        let (built, copy) = (dir.path().join("built/stacks/config"), dir.path().join("copy/stacks/config"));
        std::fs::create_dir_all(&built).unwrap();
        std::fs::create_dir_all(&copy).unwrap();
        assert_eq!(find(&dir.path().join("copy"), std::slice::from_ref(&built)).config, Some(copy));
        assert_eq!(find(dir.path(), std::slice::from_ref(&built)).config, Some(built));
    }

    #[test]
    fn configuration_is_found_from_any_folder_below() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("stacks/config")).unwrap();
        std::fs::create_dir_all(dir.path().join("stacks/src/deep")).unwrap();
        std::fs::write(dir.path().join("Cargo.lock"), "").unwrap();
        std::fs::write(dir.path().join("stacks/config/dev.toml"), "").unwrap();
        std::fs::write(dir.path().join("stacks/config/notes.md"), "").unwrap();
        for from in ["", "stacks", "stacks/src/deep"] {
            let place = find(&dir.path().join(from), &["stacks/config".into(), "config".into()]);
            assert_eq!(place.config, Some(dir.path().join("stacks/config")), "{from}");
            assert_eq!(place.root, dir.path());
            assert_eq!(place.stacks().unwrap().into_keys().collect::<Vec<_>>(), ["dev"]);
        }
    }
}
