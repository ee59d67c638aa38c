//! Programs need nothing from the inside of the engine: what they use is in `archipel` and its prelude.

use std::path::{Path, PathBuf};

/// What users read and copy.
const SHOWN: &[&str] = &["README.md", "docs/src", "examples", "stacks/src"];
const INSIDE: &str = "archipel::engine";

fn texts(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if !path.join("CACHEDIR.TAG").exists() {
                texts(&path, into);
            }
        }
    } else if path.extension().is_some_and(|end| end == "rs" || end == "md") {
        into.push(path.to_path_buf());
    }
}

#[test]
fn programs_import_nothing_from_the_inside_of_the_engine() {
    let mut files = Vec::new();
    SHOWN.iter().for_each(|path| texts(&super::file(path), &mut files));
    assert!(files.len() > 100, "{}", files.len());
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(INSIDE));
        found.extend(lines.map(|(number, line)| format!("{}:{}: {}", file.display(), number + 1, line.trim())));
    }
    assert!(found.is_empty(), "re-export these in `archipel` or its prelude: {found:#?}");
}
