//! Installation without a suitable Python.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use archipel_sandbox::{Error, InstallOptions, Installation};

async fn install_with(python: Option<&str>) -> (tempfile::TempDir, Error) {
    let dir = tempfile::tempdir().unwrap();
    let bin = dir.path().join("bin");
    fs::create_dir(&bin).unwrap();
    if let Some(script) = python {
        write_script(&bin.join("python3"), script);
    }
    let options = InstallOptions {
        cache: Some(dir.path().join("cache")),
        search_path: Some(bin.into()),
        ..InstallOptions::default()
    };
    let error = Installation::ensure(&options).await.unwrap_err();
    assert!(!error.hint().is_empty());
    (dir, error)
}

fn write_script(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_missing_python_is_reported() {
    let (_dir, error) = install_with(None).await;
    assert!(matches!(error, Error::NoPython), "{error}");
    assert!(error.hint().contains("3.10"));
}

#[tokio::test]
async fn an_old_python_is_reported_with_its_version() {
    let (_dir, error) = install_with(Some("echo 3.9.18")).await;
    assert!(matches!(&error, Error::PythonTooOld { found, .. } if found == "3.9.18"), "{error}");
}

#[tokio::test]
async fn a_python_without_venv_is_reported() {
    let script = r#"case "$2" in *ensurepip*) echo "No module named ensurepip" >&2; exit 1;; esac; echo 3.12.1"#;
    let (_dir, error) = install_with(Some(script)).await;
    assert!(matches!(&error, Error::NoVenv { detail, .. } if detail.contains("ensurepip")), "{error}");
}

/// A Python whose `-m venv DIR` creates a `bin/python` with the given script.
fn python_with_venv(inner: &str) -> String {
    format!(
        r#"if [ "$2" = venv ]; then /bin/mkdir -p "$3/bin"; printf '#!/bin/sh\n%s\n' '{inner}' > "$3/bin/python"; /bin/chmod +x "$3/bin/python"; exit 0; fi
case "$2" in *version_info*) echo 3.12.1;; esac"#
    )
}

#[tokio::test]
async fn an_environment_without_pip_is_reported() {
    let (_dir, error) = install_with(Some(&python_with_venv("echo No module named pip; exit 1"))).await;
    assert!(matches!(&error, Error::NoPip { detail, .. } if detail.contains("pip")), "{error}");
}

#[tokio::test]
async fn a_failed_pip_is_reported_and_its_partial_installation_is_not_used_or_left() {
    let inner = r#"case "$*" in *install*) echo "no such version"; exit 1;; esac"#;
    let (dir, error) = install_with(Some(&python_with_venv(inner))).await;
    assert!(matches!(&error, Error::PipFailed { tail } if tail.contains("no such version")), "{error}");

    // The next installation, with a working pip, removes the failed one and writes its marker last.
    let bin = dir.path().join("bin");
    write_script(&bin.join("python3"), &python_with_venv("exit 0"));
    let options = InstallOptions {
        cache: Some(dir.path().join("cache")),
        search_path: Some(bin.into()),
        ..InstallOptions::default()
    };
    let (one, two) = tokio::join!(Installation::ensure(&options), Installation::ensure(&options));
    let done = one.unwrap();
    assert_eq!(done.dir(), two.unwrap().dir());
    assert!(done.dir().join("complete.json").is_file());
    let names: Vec<_> = fs::read_dir(dir.path().join("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("partial"))
        .collect();
    assert!(names.is_empty(), "{names:?}");
}

/// The test below runs this in a process with credentials in its environment.
#[tokio::test]
#[ignore = "another test runs it in a separate process"]
async fn install_in_a_child() {
    let Some(dir) = std::env::var_os("INSTALL_TEST_DIR").map(std::path::PathBuf::from) else { return };
    let options = InstallOptions {
        cache: Some(dir.join("cache")),
        search_path: Some(dir.join("bin").into()),
        ..InstallOptions::default()
    };
    Installation::ensure(&options).await.unwrap();
}

#[tokio::test]
async fn python_and_pip_have_no_credentials_and_install_locked_wheels_only() {
    let dir = tempfile::tempdir().unwrap();
    let bin = dir.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let seen = dir.path().join("seen");
    let record = format!("{{ echo \"args: $*\"; /usr/bin/env; }} >> {}", seen.display());
    let script = format!("{record}\n{}", python_with_venv(&format!("{record}; exit 0")));
    write_script(&bin.join("python3"), &script);
    let child = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["install_in_a_child", "--exact", "--ignored"])
        .env("INSTALL_TEST_DIR", dir.path())
        .env("AWS_SECRET_ACCESS_KEY", "canary-secret-key")
        .env("AWS_ENDPOINT_URL", "http://canary-endpoint")
        .env("ARCHIPEL_PASSPHRASE", "canary-passphrase")
        .env("GITHUB_TOKEN", "canary-token")
        .env("PIP_INDEX_URL", "https://user:index-password@index.example/simple")
        .output();
    let child = child.await.unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    let seen = fs::read_to_string(&seen).unwrap();
    assert!(!seen.contains("canary"), "{seen}");
    let runs: Vec<_> = seen.split("args: ").skip(1).collect();
    let pip: Vec<_> = runs.iter().filter(|run| run.starts_with("-m pip install")).collect();
    assert_eq!(pip.len(), 1, "{seen}");
    assert!(pip[0].contains("--require-hashes --only-binary :all: --requirement"), "{}", pip[0]);
    // Only pip gets the index.
    for run in &runs {
        assert_eq!(run.contains("index-password"), run.starts_with("-m pip install"), "{run}");
    }
}

#[tokio::test]
async fn an_installation_without_its_marker_is_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let bin = dir.path().join("bin");
    fs::create_dir(&bin).unwrap();
    write_script(&bin.join("python3"), &python_with_venv("exit 0"));
    let options = InstallOptions {
        cache: Some(dir.path().join("cache")),
        search_path: Some(bin.into()),
        ..InstallOptions::default()
    };
    let done = Installation::ensure(&options).await.unwrap();
    let marker = done.dir().join("complete.json");
    fs::remove_file(&marker).unwrap();
    fs::write(done.dir().join("rubbish"), "").unwrap();
    Installation::ensure(&options).await.unwrap();
    assert!(marker.is_file());
    assert!(!done.dir().join("rubbish").exists());
}

/// Serves one archive on a free port until the test ends, and returns its URL.
fn serve_archive(archive: Vec<u8>) -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/envtest.tar.gz", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", archive.len());
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&archive);
        }
    });
    url
}

/// An archive as envtest has it, with these programs.
fn archive(programs: &[&str]) -> (Vec<u8>, String) {
    use sha2::{Digest as _, Sha512};
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("controller-tools/envtest");
    fs::create_dir_all(&inner).unwrap();
    for name in programs {
        fs::write(inner.join(name), format!("#!/bin/sh\necho {name}\n")).unwrap();
    }
    let packed = std::process::Command::new("tar").args(["-cz", "controller-tools"]).current_dir(dir.path()).output();
    let bytes = packed.unwrap().stdout;
    let digest = Sha512::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    (bytes, digest)
}

#[tokio::test]
async fn the_programs_of_api_servers_are_downloaded_only_with_the_pinned_digest() {
    use archipel_sandbox::kubernetes::{Archive, Binaries, RELEASE, ensure_download};
    use std::os::unix::fs::PermissionsExt as _;

    let installed = Installation::ensure(&InstallOptions::default()).await.unwrap();
    let cache = tempfile::tempdir().unwrap();
    // The download needs the emulators' Python, whose installation is not repeated for this test.
    let link = cache.path().join(installed.dir().file_name().unwrap());
    std::os::unix::fs::symlink(installed.dir(), link).unwrap();
    let options = InstallOptions { cache: Some(cache.path().to_owned()), ..InstallOptions::default() };
    let dir = cache.path().join(format!("kubernetes-{RELEASE}"));

    let (bytes, digest) = archive(&["kube-apiserver", "etcd", "kubectl"]);
    let url = serve_archive(bytes);
    let wrong = Archive { url: url.clone(), sha512: "0".repeat(128) };
    let error = ensure_download(&options, &wrong).await.unwrap_err();
    assert!(error.to_string().contains("its SHA-512 is"), "{error}");
    assert!(error.hint().contains("--without-cluster-contents"), "{}", error.hint());
    let missing = Archive { url: "http://127.0.0.1:1/x".to_owned(), sha512: digest.clone() };
    let error = ensure_download(&options, &missing).await.unwrap_err();
    assert!(error.to_string().contains("cannot download http://127.0.0.1:1/x"), "{error}");
    let (bytes, of_half) = archive(&["etcd"]);
    let half = Archive { url: serve_archive(bytes), sha512: of_half };
    let error = ensure_download(&options, &half).await.unwrap_err();
    assert!(error.to_string().contains("does not contain"), "{error}");
    let left = fs::read_dir(cache.path()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    let left: Vec<_> = left.filter(|name| name.starts_with("kubernetes-") && !name.ends_with(".lock")).collect();
    assert_eq!(left, Vec::<String>::new(), "nothing is left of a failed download");

    let found = ensure_download(&options, &Archive { url, sha512: digest }).await.unwrap();
    assert_eq!(found, Binaries { kube_apiserver: dir.join("kube-apiserver"), etcd: dir.join("etcd") });
    assert_eq!(found.etcd.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!dir.join("kubectl").exists());
    // The second time nothing is downloaded.
    let found_again = ensure_download(&options, &missing).await.unwrap();
    assert_eq!(found_again, found);
}
