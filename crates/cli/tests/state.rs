//! Manual changes of the state.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::PathBuf;

use support::{DEV, Project, Ran};

fn applied() -> Project {
    let project = Project::new();
    let up = project.run(&["up", "--yes"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    project
}

fn listed(project: &Project, stack: &str) -> Vec<String> {
    let list = project.run(&["state", "list", stack]);
    list.out.lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

fn with_key(project: &Project, args: &[&str]) -> Ran {
    project.ran(project.command(args).env("ARCHIPEL_PASSPHRASE", "correct horse"))
}

/// The one path that is printed after these words.
fn path_after(project: &Project, ran: &Ran, words: &str) -> PathBuf {
    let line = ran.out.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{ran:?}"));
    let path = line.split_once(words).unwrap().1.trim().replace("PROJECT/", "");
    project.path(&path)
}

#[test]
fn a_removed_record_leaves_its_resource() {
    let project = applied();
    let refused = project.run(&["state", "rm", "folder", "--yes"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.err.contains("disk:fs/File::notes/one") && refused.err.contains("notes/two"), "{refused:?}");
    let asked = project.run(&["state", "rm", "one"]);
    assert_eq!(asked.code, Some(3), "no terminal to ask on: {asked:?}");
    let removed = project.run(&["state", "rm", "one", "--yes"]);
    assert_eq!(removed.code, Some(0), "{removed:?}");
    assert_eq!(listed(&project, "dev").len(), 2);
    assert!(project.path("disk/a/one").exists());
    // The backup is an export: importing it restores the record.
    let backup = path_after(&project, &removed, "was saved to");
    let import = project.run(&["state", "import", backup.to_str().unwrap(), "--yes"]);
    assert_eq!(import.code, Some(0), "{import:?}");
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0));
}

#[test]
fn a_resource_and_a_component_are_renamed() {
    let project = applied();
    let moved = project.run(&["state", "mv", "folder", "notes/place", "--yes"]);
    assert_eq!(moved.code, Some(0), "{moved:?}");
    assert!(project.run(&["state", "show", "one"]).out.contains("here::disk:fs/Folder::notes/place"));
    let taken = project.run(&["state", "mv", "one", "notes/two", "--yes"]);
    assert_eq!(taken.code, Some(3), "{taken:?}");
    assert!(taken.err.contains("already recorded"), "{taken:?}");
    let all = project.run(&["state", "mv", "notes/", "memos/old", "--yes"]);
    assert_eq!(all.code, Some(0), "{all:?}");
    assert_eq!(
        listed(&project, "dev"),
        [
            "here::disk:fs/File::memos/old/one",
            "here::disk:fs/File::memos/old/two",
            "here::disk:fs/Folder::memos/old/place"
        ]
    );
    let verified = project.run(&["state", "verify"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    // With the names of the program again, the plan is empty.
    project.run(&["state", "mv", "memos/old/", "notes", "--yes"]);
    project.run(&["state", "mv", "place", "notes/folder", "--yes"]);
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0));
}

#[test]
fn a_component_moves_to_another_stack_with_its_dependencies() {
    let project = applied();
    project.configure("prod", DEV);
    let parted = project.run(&["state", "mv", "one", "notes/one", "-s", "dev", "--to-stack", "prod", "--yes"]);
    assert_eq!(parted.code, Some(3), "{parted:?}");
    assert!(parted.err.contains("notes/folder"), "{parted:?}");
    let moved = project.run(&["state", "mv", "notes/", "notes", "-s", "dev", "--to-stack", "prod", "--yes"]);
    assert_eq!(moved.code, Some(0), "{moved:?}");
    assert!(listed(&project, "dev").is_empty());
    assert_eq!(project.run(&["preview", "prod", "--detailed-exit-code"]).code, Some(0));
    assert!(project.run(&["preview", "dev"]).out.contains("3 to create"));
}

#[test]
fn a_damaged_state_is_detected_and_restored_from_the_newest_export() {
    let project = applied();
    let sound = project.run(&["state", "verify"]);
    assert_eq!(sound.code, Some(0), "{sound:?}");
    let file = project.path(".archipel/dev/db/db");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    std::fs::write(&file, bytes).unwrap();
    let damaged = project.run(&["state", "verify"]);
    assert_eq!(damaged.code, Some(1), "{damaged:?}");
    assert!(damaged.out.contains("is damaged") && damaged.err.contains("state import"), "{damaged:?}");
    let import = project.run(&["state", "import", "--yes"]);
    assert_eq!(import.code, Some(0), "{import:?}");
    assert!(path_after(&project, &import, "The previous state was moved to").exists());
    assert_eq!(project.run(&["state", "verify"]).code, Some(0));
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0));
}

#[test]
fn a_damaged_export_is_detected_and_skipped() {
    let project = applied();
    project.run(&["up", "--yes", "-C", "files.one=changed"]);
    let mut exports: Vec<_> =
        std::fs::read_dir(project.path(".archipel/dev/exports")).unwrap().map(|entry| entry.unwrap().path()).collect();
    exports.sort();
    let newest = exports.last().unwrap();
    let text = std::fs::read_to_string(newest).unwrap().replace("changed", "chanced");
    std::fs::write(newest, text).unwrap();
    let verified = project.run(&["state", "verify"]);
    assert_eq!(verified.code, Some(1), "{verified:?}");
    assert!(verified.out.contains("checksum") && verified.err.contains("the state itself is valid"), "{verified:?}");
    let import = project.run(&["state", "import", "--yes"]);
    assert!(import.err.contains("checksum"), "{import:?}");
    assert_eq!(project.run(&["preview", "-C", "files.one=first", "--detailed-exit-code"]).code, Some(0));
}

#[test]
fn an_export_of_another_state_needs_force() {
    let project = applied();
    project.configure("other", "folder = \"b\"\n");
    project.run(&["up", "other", "--yes"]);
    let out = project.path("other.json");
    let export = project.run(&["state", "export", "other", "--out", out.to_str().unwrap()]);
    assert_eq!(export.code, Some(0), "{export:?}");
    let import = |more: &[&str]| {
        project.run(&[&["state", "import", out.to_str().unwrap(), "-s", "dev", "--yes"], more].concat())
    };
    let refused = import(&[]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(
        refused.err.contains("the export belongs to another state") && refused.err.contains("--force"),
        "{refused:?}"
    );
    assert_eq!(import(&["--force"]).code, Some(0));
    assert_eq!(listed(&project, "dev"), ["here::disk:fs/Folder::notes/folder"]);
}

#[test]
fn secrets_stay_encrypted_in_exports_and_after_a_rename() {
    let project = Project::new();
    let secret = "password=hunter2hunter2";
    assert_eq!(with_key(&project, &["up", "--yes", "-C", secret]).code, Some(0));
    let moved = with_key(&project, &["state", "mv", "one", "notes/uno", "--yes"]);
    assert_eq!(moved.code, Some(0), "{moved:?}");
    let verified = with_key(&project, &["state", "verify"]);
    assert!(verified.code == Some(0) && verified.out.contains("3 secrets opened"), "{verified:?}");
    let export = project.run(&["state", "export"]);
    assert!(export.out.contains("$sealed") && !export.out.contains("hunter2"), "{export:?}");
    // An edited secret without its authentication tag cannot be opened.
    let by_hand = export.out.replace("notes/uno", "notes/one");
    std::fs::write(project.path("by-hand.json"), by_hand).unwrap();
    let refused = with_key(&project, &["state", "import", "by-hand.json", "--yes"]);
    assert!(refused.code == Some(1) && refused.err.contains("checksum"), "{refused:?}");
    let no_key = project.run(&["state", "mv", "uno", "notes/one", "--yes"]);
    assert_eq!(no_key.code, Some(1), "{no_key:?}");
    assert!(no_key.err.contains("3 secrets recorded") && no_key.err.contains("ARCHIPEL_PASSPHRASE"), "{no_key:?}");
}
