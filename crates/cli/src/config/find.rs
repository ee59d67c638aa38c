//! Finds the configuration and the state.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of all states of a project.
pub(crate) const STATES: &str = ".archipel";

/// The folders of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProjectFolders {
    /// The folder that contains `.archipel`.
    pub(crate) root: PathBuf,
    /// The configuration folder, if one was found.
    pub(crate) config: Option<PathBuf>,
}

/// Files that mark the root of a project.
const MARKS: [&str; 2] = [".git", "Cargo.lock"];

fn is_marked(folder: &&Path) -> bool {
    MARKS.iter().any(|mark| folder.join(mark).exists())
}

/// Finds the configuration folder and the root of the project.
///
/// A relative candidate is looked up in the current folder and each parent. So are the last two components of an
/// absolute one, before the absolute path itself: a copy of the project has the same.
///
/// The root is the parent of the configuration folder, or the grandparent if that is marked as a root; otherwise the
/// folder that the candidate is relative to. Higher folders are not searched: they can contain the state of another
/// project.
pub(crate) fn find(current: &Path, candidates: &[PathBuf]) -> ProjectFolders {
    let relative = |path: &PathBuf| match path.is_relative() {
        true => Some(path.clone()),
        false => Some(Path::new(path.parent()?.file_name()?).join(path.file_name()?)),
    };
    let above = candidates.iter().filter_map(relative).find_map(|candidate| {
        let found = current.ancestors().find(|folder| folder.join(&candidate).is_dir())?;
        Some((found.join(&candidate), found.to_owned()))
    });
    let there = || {
        let config = candidates.iter().find(|path| path.is_absolute() && path.is_dir())?;
        Some((config.clone(), config.ancestors().nth(2)?.to_owned()))
    };
    match above.or_else(there) {
        Some((config, around)) => {
            ProjectFolders { root: marked_around(&config).unwrap_or(around), config: Some(config) }
        }
        None => {
            ProjectFolders { root: current.ancestors().find(is_marked).unwrap_or(current).to_owned(), config: None }
        }
    }
}

/// The location of a configuration folder given by its path.
pub(crate) fn named(config: &Path) -> ProjectFolders {
    let around = config.parent().unwrap_or(config).to_owned();
    ProjectFolders { root: marked_around(config).unwrap_or(around), config: config.is_dir().then(|| config.to_owned()) }
}

fn marked_around(config: &Path) -> Option<PathBuf> {
    config.ancestors().skip(1).take(2).find(is_marked).map(Path::to_owned)
}

impl ProjectFolders {
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
    fn the_state_of_an_enclosing_project_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join(".archipel")).unwrap();
        std::fs::write(dir.path().join("Cargo.lock"), "").unwrap();
        let project = dir.path().join("deep/project");
        std::fs::create_dir_all(project.join("stacks/config")).unwrap();
        assert_eq!(find(&project, &["stacks/config".into()]).root, project);
    }

    #[test]
    fn configuration_is_found_from_any_subfolder() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("stacks/config")).unwrap();
        std::fs::create_dir_all(dir.path().join("stacks/src/deep")).unwrap();
        std::fs::write(dir.path().join("Cargo.lock"), "").unwrap();
        std::fs::write(dir.path().join("stacks/config/dev.toml"), "").unwrap();
        std::fs::write(dir.path().join("stacks/config/notes.md"), "").unwrap();
        for from in ["", "stacks", "stacks/src/deep"] {
            let folders = find(&dir.path().join(from), &["stacks/config".into(), "config".into()]);
            assert_eq!(folders.config, Some(dir.path().join("stacks/config")), "{from}");
            assert_eq!(folders.root, dir.path());
            assert_eq!(folders.stacks().unwrap().into_keys().collect::<Vec<_>>(), ["dev"]);
        }
    }
}
