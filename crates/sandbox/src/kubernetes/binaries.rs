//! The programs of an API server: `kube-apiserver` and `etcd`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The variable that names a folder with both programs, as controller-runtime's envtest does.
pub(crate) const ASSETS: &str = "KUBEBUILDER_ASSETS";
const API_SERVER: &str = "kube-apiserver";
const ETCD: &str = "etcd";

/// The paths of both programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binaries {
    pub kube_apiserver: PathBuf,
    pub etcd: PathBuf,
}

impl Binaries {
    /// Finds the programs in the folder that `KUBEBUILDER_ASSETS` names, else on the `PATH`, else in the cache.
    ///
    /// # Errors
    /// If there are none, or if the named folder lacks one of them.
    pub fn find(cache: &Path) -> Result<Self> {
        let assets = std::env::var_os(ASSETS).filter(|dir| !dir.is_empty());
        Self::find_in(assets.as_deref(), &std::env::var_os("PATH").unwrap_or_default(), cache)
    }

    fn find_in(assets: Option<&OsStr>, search_path: &OsStr, cache: &Path) -> Result<Self> {
        if let Some(assets) = assets {
            let dir = PathBuf::from(assets);
            return Self::in_dir(&dir).ok_or_else(|| Error::NoApiServer {
                reason: format!("{ASSETS} names {}, which does not contain `{API_SERVER}` and `{ETCD}`", dir.display()),
            });
        }
        let on_path =
            |name: &str| std::env::split_paths(search_path).map(|dir| dir.join(name)).find(|file| is_program(file));
        if let (Some(kube_apiserver), Some(etcd)) = (on_path(API_SERVER), on_path(ETCD)) {
            return Ok(Self { kube_apiserver, etcd });
        }
        Self::in_dir(&super::download::dir(cache)).ok_or_else(|| Error::NoApiServer {
            reason: format!(
                "`{API_SERVER}` and `{ETCD}` are neither on the PATH nor in the cache, and {ASSETS} is not set"
            ),
        })
    }

    /// The programs in a folder, if it has both.
    pub(super) fn in_dir(dir: &Path) -> Option<Self> {
        let dir = std::path::absolute(dir).ok()?;
        let found = Self { kube_apiserver: dir.join(API_SERVER), etcd: dir.join(ETCD) };
        (is_program(&found.kube_apiserver) && is_program(&found.etcd)).then_some(found)
    }
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn programs(dir: &Path, names: &[&str]) {
        fs::create_dir_all(dir).unwrap();
        for name in names {
            let file = dir.join(name);
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_named_folder_comes_before_the_path_and_the_path_before_the_cache() {
        let temp = tempfile::tempdir().unwrap();
        let (assets, on_path, cache) = (temp.path().join("a"), temp.path().join("p"), temp.path().join("c"));
        let find = |assets: Option<&Path>| Binaries::find_in(assets.map(Path::as_os_str), on_path.as_os_str(), &cache);
        let error = find(None).unwrap_err();
        assert!(matches!(&error, Error::NoApiServer { reason } if reason.contains("KUBEBUILDER_ASSETS is not set")));
        assert!(error.hint().contains("--without-cluster-contents"), "{}", error.hint());

        programs(&super::super::download::dir(&cache), &["kube-apiserver", "etcd"]);
        assert!(find(None).unwrap().etcd.starts_with(&cache));
        // A search path with one of the two is not used.
        programs(&on_path, &["etcd"]);
        assert!(find(None).unwrap().etcd.starts_with(&cache));
        programs(&on_path, &["kube-apiserver"]);
        assert!(find(None).unwrap().etcd.starts_with(&on_path));

        // A named folder that lacks a program is an error and not a reason to use another one.
        programs(&assets, &["etcd"]);
        let error = find(Some(&assets)).unwrap_err();
        assert!(matches!(&error, Error::NoApiServer { reason } if reason.contains("does not contain")), "{error}");
        programs(&assets, &["kube-apiserver"]);
        assert!(find(Some(&assets)).unwrap().etcd.starts_with(&assets));
    }

    #[test]
    fn a_file_that_cannot_be_executed_is_not_a_program() {
        let temp = tempfile::tempdir().unwrap();
        programs(temp.path(), &["kube-apiserver", "etcd"]);
        fs::set_permissions(temp.path().join("etcd"), fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(Binaries::in_dir(temp.path()), None);
    }
}
