//! Files written by a command are private, and files that other users could have planted are refused.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use support::Project;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn files_written_by_a_command_are_private() {
    let project = Project::new();
    for (file, args) in [
        ("report.html", &["up", "--yes", "--report", "report.html"][..]),
        ("plan.json", &["preview", "--out", "plan.json"]),
        ("graph.html", &["graph", "--html", "graph.html"]),
        ("export.json", &["state", "export", "--out", "export.json"]),
    ] {
        let ran = project.run(args);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(mode(&project.path(file)), 0o600, "{file}");
    }
    // The files of the project keep their permissions; the folder of states does not.
    assert_eq!(mode(&project.path(".archipel")), 0o700);
    assert_eq!(mode(&project.path(".archipel/dev/HEAD")), 0o600);
}

#[test]
fn a_readable_state_causes_a_warning_until_a_run_restricts_it() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    let stack = project.path(".archipel/dev");
    fs::set_permissions(&stack, fs::Permissions::from_mode(0o755)).unwrap();
    let preview = project.run(&["preview"]);
    assert_eq!(preview.code, Some(0), "{preview:?}");
    assert!(preview.err.contains("other users of this machine can read the state"), "{preview:?}");
    assert_eq!(project.run(&["up", "--yes", "-C", "files.one=changed"]).code, Some(0));
    assert_eq!(mode(&stack), 0o700);
    assert!(!project.run(&["preview"]).err.contains("other users"));
}

#[test]
fn a_link_instead_of_a_state_file_is_refused_with_a_hint() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    let (log, other) = (project.path(".archipel/dev/db/ahead"), project.path("other"));
    fs::write(&other, "precious").unwrap();
    fs::remove_file(&log).unwrap();
    symlink(&other, &log).unwrap();
    for args in [&["up", "--yes", "-C", "files.one=changed"][..], &["preview"], &["outputs"]] {
        let ran = project.run(args);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains("symbolic link") && ran.err.contains("remove the link"), "{ran:?}");
    }
    assert_eq!(fs::read_to_string(&other).unwrap(), "precious");
}
