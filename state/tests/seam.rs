//! Every file operation of the stores goes through one module, so that tests can make each of them fail.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

/// Files that are not part of a store, or that a person edits.
const OTHERS: [&str; 2] = ["contract", "seal/source.rs"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(sources(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn nothing_but_the_seam_uses_the_file_system() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let words =
        ["fs::", "OpenOptions", "std::fs;", ".exists()", ".is_file()", ".metadata()", ".read_dir()", ".canonicalize()"];
    let mut seen = 0;
    for path in sources(&root) {
        let name = path.strip_prefix(&root).unwrap();
        if name.starts_with("files") || OTHERS.iter().any(|other| name.starts_with(other)) {
            continue;
        }
        seen += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let bare = line.replace("std::fs::TryLockError", "");
            let found = words.iter().find(|word| bare.contains(**word));
            assert_eq!(found, None, "{}:{}: {line}", name.display(), number + 1);
        }
    }
    assert!(seen > 30, "{seen}");
}
