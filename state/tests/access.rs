//! The permissions and the ownership of the files of a state.

#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::Path;
use std::process::Command;

use archipel_engine::state::{Author, RunRecord, StateError, StateStore as _};
use archipel_state::contract::{holder, put as plain};
use archipel_state::sled::exposed;
use archipel_state::{Options, SecretsFile, SledStore};
use common::{files, load, load_to_write, put, secret_record, with_key};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        found.extend(folders(&entry));
    }
    found
}

/// Checks that only the owner can access the files below a folder.
fn check_modes(folder: &Path, case: &str) {
    for path in files(folder) {
        assert_eq!(mode(&path), 0o600, "{case}: {}", path.display());
    }
    for path in folders(folder) {
        assert_eq!(mode(&path), 0o700, "{case}: {}", path.display());
    }
}

async fn life(stack: &Path) {
    let store = SledStore::open(stack, with_key()).unwrap();
    for _ in 0..2 {
        store.lock(&holder("me")).await.unwrap();
        store.record_run(RunRecord::started(&holder("me"), &Author::default(), None)).await.unwrap();
        store.commit(vec![put(secret_record("a"))]).await.unwrap();
        store.unlock().await.unwrap();
    }
    let document = store.document().await.unwrap();
    archipel_state::sled::restore_document(stack, document, &holder("me"), &with_key()).unwrap();
    let mut secrets = SecretsFile::read(stack.with_extension("secrets.json"), "p/dev").unwrap();
    secrets.set("a", "b", with_key().sealer, 1).unwrap();
    secrets.write().unwrap();
}

/// The umask belongs to the process, so the test runs in its own.
#[tokio::test]
#[ignore = "it is run by the other, as a process of its own"]
async fn child() {
    if let Ok(folder) = std::env::var("ARCHIPEL_UMASK_FOLDER") {
        life(Path::new(&folder)).await;
    }
}

#[test]
fn every_file_is_its_owners_only_whatever_the_umask_is() {
    for umask in ["000", "022", "077"] {
        let folder = tempfile::tempdir().unwrap();
        let stack = folder.path().join("deep/.archipel/dev");
        let script = format!("umask {umask}; exec \"$0\" --ignored --exact child --nocapture");
        let output = Command::new("sh")
            .args(["-c", &script])
            .arg(std::env::current_exe().unwrap())
            .env("ARCHIPEL_UMASK_FOLDER", &stack)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(files(&stack).len() > 10);
        check_modes(&folder.path().join("deep"), umask);
    }
}

#[tokio::test]
async fn a_state_that_others_may_read_is_reported_and_tightened_when_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    life(&stack).await;
    for path in files(&stack) {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    }
    for path in folders(&stack) {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let store = SledStore::open(&stack, with_key()).unwrap();
    store.load().await.unwrap();
    let said = exposed(&stack).unwrap();
    assert!(said.contains("dev has mode 755"), "{said}");
    store.lock(&holder("me")).await.unwrap();
    assert_eq!(exposed(&stack), None);
    store.unlock().await.unwrap();
    check_modes(&stack, "after a run");
}

/// A state in a folder that belongs to the project.
#[tokio::test]
async fn a_folder_that_holds_other_things_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(folder.path().join("main.rs"), "").unwrap();
    fs::set_permissions(folder.path().join("main.rs"), fs::Permissions::from_mode(0o644)).unwrap();
    let store = SledStore::open(folder.path(), Options::default()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![plain("a")]).await.unwrap();
    store.unlock().await.unwrap();
    assert_eq!((mode(folder.path()), mode(&folder.path().join("main.rs"))), (0o755, 0o644));
    assert_eq!((mode(&folder.path().join("HEAD")), mode(&folder.path().join("db"))), (0o600, 0o700));
    assert_eq!(exposed(folder.path()), None);
}

#[tokio::test]
async fn a_link_where_a_file_of_a_state_is_to_be_is_refused_and_not_followed() {
    for name in ["FORMAT", "HEAD", "lock", "holder.json", "MOVED", "db.sums", "db/ahead", "db/db", "db", "exports"] {
        let folder = tempfile::tempdir().unwrap();
        let (stack, other) = (folder.path().join("dev"), folder.path().join("other"));
        life(&stack).await;
        let path = stack.join(name);
        if path.exists() {
            fs::rename(&path, &other).unwrap()
        } else {
            fs::write(&other, "precious").unwrap()
        }
        let before: Vec<_> = files(folder.path()).iter().map(|path| (path.clone(), fs::read(path).ok())).collect();
        symlink(&other, &path).unwrap();
        match load_to_write(&stack, with_key()).await {
            Err(StateError::Unavailable { location, cause, .. }) => {
                assert!(location.ends_with(name) && cause.contains("symbolic link"), "{location}: {cause}");
            }
            other => panic!("{name}: {other:?}"),
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(
            before,
            files(folder.path()).iter().map(|path| (path.clone(), fs::read(path).ok())).collect::<Vec<_>>()
        );
    }
    // The files of exports, runs and secrets have fixed names.
    let folder = tempfile::tempdir().unwrap();
    let (file, other) = (folder.path().join("dev.secrets.json"), folder.path().join("other"));
    symlink(&other, &file).unwrap();
    let mut secrets = SecretsFile::read(folder.path().join("none"), "p/dev").unwrap();
    secrets.set("a", "b", with_key().sealer, 1).unwrap();
    secrets.write().unwrap();
    fs::rename(secrets.path(), &other).unwrap();
    let refused = SecretsFile::read(&file, "p/dev").unwrap_err();
    assert!(refused.to_string().contains("symbolic link"), "{refused}");
}

/// People keep states on another disk.
#[tokio::test]
async fn a_state_folder_may_be_a_link_to_another_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (link, stack) = (folder.path().join("link"), folder.path().join("dev"));
    life(&stack).await;
    symlink(&stack, &link).unwrap();
    assert_eq!(load_to_write(&link, with_key()).await.unwrap().records.len(), 1);
}

#[tokio::test]
async fn what_another_user_owns_is_no_state_of_ours() {
    for name in ["", "HEAD", "db", "db/db", "exports"] {
        let folder = tempfile::tempdir().unwrap();
        let stack = folder.path().join("dev");
        life(&stack).await;
        let path = stack.join(name);
        if let Err(error) = chown(&path, Some(65_534), None) {
            println!("skipped: a file cannot be given to another user here: {error}");
            return;
        }
        match load_to_write(&stack, with_key()).await {
            Err(StateError::Unavailable { location, cause, .. }) => {
                assert!(
                    location.ends_with(name) && cause.contains("another user (user id 65534"),
                    "{location}: {cause}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_read_only_file_system_can_be_read_and_says_why_it_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("disk");
    fs::create_dir(&at).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "none"]).arg(&at).output();
    if !mounted.as_ref().is_ok_and(|output| output.status.success()) {
        println!("skipped: no file system can be mounted here: {mounted:?}");
        return;
    }
    let stack = at.join("dev");
    life(&stack).await;
    let remount = |how: &str| assert!(Command::new("mount").args(["-o", how]).arg(&at).status().unwrap().success());
    remount("remount,ro");
    let (read, written) = (load(&stack, with_key()).await, load_to_write(&stack, with_key()).await);
    let fresh = load_to_write(&at.join("fresh"), with_key()).await;
    drop(Command::new("umount").arg(&at).output());
    assert_eq!(read.unwrap().records.len(), 1);
    for refused in [written, fresh] {
        match refused {
            Err(StateError::Unavailable { action: "written", cause, .. }) => {
                assert!(cause.contains("Read-only file system"), "{cause}");
            }
            other => panic!("{other:?}"),
        }
    }
}
