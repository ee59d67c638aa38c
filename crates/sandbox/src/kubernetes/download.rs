//! The download of `kube-apiserver` and `etcd`: the archive that controller-runtime's envtest uses.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use sha2::{Digest as _, Sha512};
use tokio::process::Command;

use super::Binaries;
use crate::error::{Context, Error, Result};
use crate::install::{InstallOptions, Installation, tail};
use crate::lock::FileLock;
use crate::progress::Progress;
use crate::{clean, private};

/// The version of Kubernetes that is downloaded.
pub const RELEASE: &str = "1.36.2";
/// Downloads a URL to a file, and unpacks two programs of an archive. Python follows redirects and uses the same proxy and
/// certificates as the installation of the emulators.
const SCRIPT: &str = include_str!("../../assets/download.py");

/// An archive with the programs, and its digest.
#[derive(Debug, Clone)]
pub struct Archive {
    pub url: String,
    /// In hexadecimal.
    pub sha512: String,
}

impl Archive {
    /// The official archive for this machine. The digests are from `envtest-releases.yaml` of
    /// kubernetes-sigs/controller-tools.
    #[must_use]
    pub fn official() -> Option<Self> {
        let (platform, sha512) = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => (
                "linux-amd64",
                "ea743186c8a799f5cf8faf16969f86189d003cb7d130e0ac4b58789f1e5748dcf30ebe91c837a10d5ac415383da3e10b9e64d65785c938c23e739781cfb76f08",
            ),
            ("linux", "aarch64") => (
                "linux-arm64",
                "2d72ee985a8e262a3c57dc9f7f0fd891f6a8c7bf7ebaa2db6dc6d8eac8ae28181afe51c1f368b67756cdb40b10de9b205609e1726e5f27f7c6d824dd9c6649ac",
            ),
            ("macos", "x86_64") => (
                "darwin-amd64",
                "b4fe9f973cd1992e3880f8b230ed32c0c243b83371591e3e3315f4404df2cdbef8ee94eeb9bb245b7e5feb987d5c4a76c43e0877654ab73f00d7bbc2b9984514",
            ),
            ("macos", "aarch64") => (
                "darwin-arm64",
                "9278f9e5af556b2f1f2d139769c1f0d717c7b4426917fdebdba898bcb725a916e4910d6160886194ff9be9589ea7c5c32c2b8ae0754703874b7c8ba8ddfc41ce",
            ),
            _ => return None,
        };
        let release = "https://github.com/kubernetes-sigs/controller-tools/releases/download";
        let url = format!("{release}/envtest-v{RELEASE}/envtest-v{RELEASE}-{platform}.tar.gz");
        Some(Self { url, sha512: sha512.to_owned() })
    }
}

/// The folder of the downloaded programs.
pub(super) fn dir(cache: &Path) -> PathBuf {
    cache.join(format!("kubernetes-{RELEASE}"))
}

/// Returns the downloaded programs, and downloads them the first time. An archive with another digest is deleted and never
/// unpacked.
///
/// # Errors
/// If the archive cannot be downloaded or has another digest.
pub async fn ensure(options: &InstallOptions, archive: &Archive) -> Result<Binaries> {
    let cache = match &options.cache {
        Some(dir) => dir.clone(),
        None => crate::paths::cache_dir()?,
    };
    let installation = Installation::ensure(options).await?;
    let target = dir(&cache);
    let lock = target.with_added_extension("lock");
    let _lock = FileLock::acquire(&lock, || {
        options.progress.report(Progress::WaitingForInstall { lock: lock.clone() });
    })
    .await?;
    // The previous holder of the lock may have downloaded it.
    if let Some(found) = Binaries::in_dir(&target) {
        return Ok(found);
    }
    let started = Instant::now();
    options.progress.report(Progress::Downloading { url: archive.url.clone(), dir: target.clone() });
    let partial = cache.join(format!("kubernetes-{RELEASE}.partial"));
    let _ = std::fs::remove_dir_all(&partial);
    private::dir(&partial)?;
    let downloaded = unpack(&installation, archive, &partial).await;
    if downloaded.is_ok() {
        let _ = std::fs::remove_dir_all(&target);
        std::fs::rename(&partial, &target).context(|| format!("cannot create {}", target.display()))?;
    } else {
        let _ = std::fs::remove_dir_all(&partial);
    }
    downloaded?;
    options.progress.report(Progress::Installed { dir: target.clone(), took: started.elapsed() });
    Binaries::in_dir(&target).ok_or_else(|| failed(archive, "it does not contain `kube-apiserver` and `etcd`"))
}

async fn unpack(installation: &Installation, archive: &Archive, dir: &Path) -> Result<()> {
    let file = dir.join("archive.tar.gz");
    let run = async |arguments: &[&std::ffi::OsStr]| {
        let output = Command::new(installation.python())
            .args(["-c", SCRIPT])
            .args(arguments)
            .env_clear()
            .envs(clean::for_pip())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .context(|| "cannot run Python".to_owned())?;
        if output.status.success() {
            return Ok(());
        }
        Err(failed(archive, &tail(&String::from_utf8_lossy(&output.stderr), 1)))
    };
    run(&["download".as_ref(), archive.url.as_ref(), file.as_os_str()]).await?;
    let read = file.clone();
    let digest =
        tokio::task::spawn_blocking(move || digest(&read)).await.map_err(|e| failed(archive, &e.to_string()))?;
    let digest = digest.context(|| format!("cannot read {}", file.display()))?;
    if !digest.eq_ignore_ascii_case(&archive.sha512) {
        return Err(failed(archive, &format!("its SHA-512 is {digest} and not {}", archive.sha512)));
    }
    run(&["unpack".as_ref(), file.as_os_str(), dir.as_os_str()]).await?;
    let _ = std::fs::remove_file(&file);
    match Binaries::in_dir(dir) {
        Some(_) => Ok(()),
        None => Err(failed(archive, "it does not contain `kube-apiserver` and `etcd`")),
    }
}

fn digest(file: &Path) -> std::io::Result<String> {
    let mut hash = Sha512::new();
    std::io::copy(&mut std::fs::File::open(file)?, &mut hash)?;
    Ok(crate::digest::hex(&hash.finalize()))
}

fn failed(archive: &Archive, reason: &str) -> Error {
    Error::NoApiServer { reason: format!("cannot download {}: {reason}", archive.url) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_official_archive_of_this_machine_has_a_whole_digest() {
        let archive = Archive::official().unwrap();
        assert_eq!(archive.sha512.len(), 128);
        assert!(archive.sha512.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(archive.url.starts_with("https://github.com/kubernetes-sigs/controller-tools/"));
        assert!(archive.url.contains(RELEASE));
    }

    #[test]
    fn ci_downloads_the_same_archive() {
        let workflow = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.github/workflows/ci.yml");
        let workflow = std::fs::read_to_string(workflow).unwrap();
        let source = include_str!("download.rs");
        let value = |key: &str| {
            let line = workflow.lines().find_map(|line| line.trim().strip_prefix(key));
            line.unwrap_or_else(|| panic!("no {key}")).trim()
        };
        assert_eq!(value("RELEASE:"), RELEASE);
        let (_, linux) = source.split_once("\"linux-amd64\",").unwrap();
        assert_eq!(linux.trim().split('"').nth(1), Some(value("SHA512:")));
    }
}
