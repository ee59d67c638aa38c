//! The list of scenarios names tests that exist.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

/// The file that the list means by a short path.
fn file(short: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (folder, rest) = short.split_once('/').unwrap_or(("", short));
    match folder {
        "plan" | "apply" | "testing" | "makespan" => root.join("crates/engine/tests").join(short),
        "src" => root.join("crates/engine").join(short),
        "cli" => root.join("crates/cli/tests").join(rest),
        "resources" => root.join("crates/resources").join(rest),
        "state" => root.join("state/tests").join(rest),
        _ => root.join(short),
    }
}

#[test]
fn every_test_that_the_scenarios_name_is_there() {
    let list = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/SCENARIOS.md")).unwrap();
    let (mut wrong, mut named) = (Vec::new(), 0);
    for line in list.lines().filter(|line| line.starts_with('|') || line.starts_with('`')) {
        let mut text = String::new();
        for quoted in line.split('`').skip(1).step_by(2) {
            let (path, test) = match quoted.split_once(": ") {
                Some((path, test)) => (Some(path), Some(test)),
                None if quoted.ends_with(".rs") => (Some(quoted), None),
                None => (None, Some(quoted)),
            };
            if let Some(path) = path.filter(|path| path.ends_with(".rs")) {
                text = std::fs::read_to_string(file(path)).unwrap_or_default();
                if text.is_empty() {
                    wrong.push(format!("there is no {path}"));
                }
            }
            // Single words in the first column are names of options.
            let is_test = |test: &&str| test.matches('_').count() > 1 && !test.contains([' ', '-', '(', '.']);
            if let Some(test) = test.filter(is_test)
                && quoted != "replace_on_changes"
            {
                named += 1;
                if !text.contains(&format!("fn {test}(")) {
                    wrong.push(format!("there is no {test} in the file that is named before it"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(named > 100, "{named}");
}
