//! The files that the documentation names exist.

use std::path::{Path, PathBuf};

/// Folders that a path in the documentation can be relative to.
const ROOTS: &[&str] = &[
    "",
    "crates",
    "crates/engine/src",
    "crates/sandbox/src",
    "crates/resources/src",
    "crates/resources",
    // The generated code of a package.
    "examples/cloud-control",
];

/// The pages about the code.
const PAGES: &[&str] = &["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md", "docs", "examples"];

fn pages(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| pages(entry, into));
    } else if path.extension().is_some_and(|end| end == "md") {
        into.push(path.to_path_buf());
    }
}

/// Whether a span of code is the path of a source file.
fn is_source(span: &str) -> bool {
    span.ends_with(".rs") && span.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
}

/// The targets of links to files on a line, without code spans.
fn links(line: &str) -> Vec<String> {
    let text: String = line.split('`').step_by(2).collect();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    files.filter_map(|target| target.split('#').next()).map(str::to_owned).collect()
}

#[test]
fn the_files_that_the_documentation_names_exist() {
    let mut found = Vec::new();
    PAGES.iter().for_each(|page| pages(&super::file(page), &mut found));
    let (mut missing, mut checked) = (Vec::new(), 0);
    for page in found {
        let text = std::fs::read_to_string(&page).unwrap();
        let folder = page.parent().unwrap();
        for line in text.lines() {
            for link in links(line) {
                checked += 1;
                if !folder.join(&link).exists() {
                    missing.push(format!("{}: link to {link}", page.display()));
                }
            }
            for path in line.split('`').skip(1).step_by(2).filter(|span| is_source(span)) {
                checked += 1;
                let exists = ROOTS.iter().any(|root| super::file(root).join(path).exists());
                // Beside the page or in a folder that the sentence names.
                if !exists && path.contains('/') && !folder.join(path).exists() {
                    missing.push(format!("{}: `{path}`", page.display()));
                }
            }
        }
    }
    assert!(checked > 100, "{checked}");
    assert!(missing.is_empty(), "{missing:#?}");
}
