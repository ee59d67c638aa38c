//! A real terminal: narrow, without colour, with a user.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{Read as _, Write as _};

use pty_process::Size;
use pty_process::blocking::{Command, open};
use support::Project;

/// Types into a command in a terminal of this width, and returns its whole output and the exit code.
fn typed(project: &Project, columns: u16, args: &[&str], keys: &str) -> (String, Option<i32>) {
    let (mut terminal, other) = open().unwrap();
    terminal.resize(Size::new(24, columns)).unwrap();
    let mut command = Command::new(support::program()).args(args).current_dir(project.path(""));
    for (key, value) in [("DISK_ROOT", "disk"), ("HOME", "")] {
        command = command.env(key, project.path(value));
    }
    let command = command.env("NO_COLOR", "1").env("TERM", "xterm").env("USER", "marie");
    let mut child = command.spawn(other).unwrap();
    terminal.write_all(keys.as_bytes()).unwrap();
    let mut shown = Vec::new();
    let mut part = [0; 4096];
    // A terminal whose program has ended returns an error.
    while let Ok(read @ 1..) = terminal.read(&mut part) {
        shown.extend_from_slice(&part[..read]);
    }
    (String::from_utf8_lossy(&shown).into_owned(), child.wait().unwrap().code())
}

/// The final lines on the screen: the last version of redrawn ones, without cursor movements.
fn lines(shown: &str) -> Vec<String> {
    let plain = console::strip_ansi_codes(shown).replace("\r\n", "\n");
    plain.split(['\n', '\r']).map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_run_fits_a_terminal_of_60_columns_without_colour() {
    let project = Project::new();
    let (shown, code) = typed(&project, 60, &["up", "dev"], "y\n");
    assert_eq!(code, Some(0), "{shown}");
    assert!(project.path("disk/a/one").exists());
    assert!(!shown.contains("\u{1b}[3") && !shown.contains("\u{1b}[1m"), "there is no colour: {shown:?}");
    let lines = lines(&shown);
    for part in ["Apply this to dev?", "created", "Done in", "Outputs:"] {
        assert!(lines.iter().any(|line| line.contains(part)), "`{part}` is not in {lines:#?}");
    }
    let words = |line: &str| line.split_whitespace().count();
    // The line of a step has names that users copy: it is not truncated.
    let words = |line: &str| if line.starts_with('[') { 0 } else { words(line) };
    // Redrawn lines are padded with blanks instead of new lines.
    let kept = lines.iter().filter(|line| !line.contains('░'));
    let wide: Vec<&String> = kept.filter(|line| line.chars().count() > 60 && words(line) > 6).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn any_answer_but_yes_changes_nothing() {
    let project = Project::new();
    let (shown, code) = typed(&project, 80, &["up", "dev"], "maybe\n");
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("Nothing was changed."), "{shown}");
    assert!(!project.path("disk/a").exists());
}

#[test]
fn a_large_loss_is_confirmed_on_a_terminal() {
    let project = Project::new();
    let files: String = (0..9).map(|number| format!("file-{number} = \"text\"\n")).collect();
    project.configure("dev", &format!("folder = \"a\"\n\n[files]\n{files}"));
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    (0..6).for_each(|number| std::fs::remove_file(project.path(&format!("disk/a/file-{number}"))).unwrap());
    let recorded = || project.run(&["state", "list", "--json"]).out.matches("disk:fs/File").count();
    // Confirming the plan does not confirm this.
    for args in [&["refresh", "dev"][..], &["up", "dev", "--refresh", "--yes"]] {
        let (shown, code) = typed(&project, 120, args, "n\n");
        assert_eq!(code, Some(0), "{shown}");
        assert!(shown.contains("6 of 10 recorded resources are gone"), "{shown}");
        assert!(shown.contains("Record it as gone?") && shown.contains("Nothing was changed."), "{shown}");
        assert_eq!(recorded(), 9);
    }
    let (shown, code) = typed(&project, 120, &["refresh", "dev"], "y\n");
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(recorded(), 3);
}
