//! The links of the book lead to headings that exist, and its pages are in its table of contents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The pages that link to one another.
const PAGES: &[&str] =
    &["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "examples", "crates"];

const BOOK: &str = "docs/src";

fn pages(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if !path.join("CACHEDIR.TAG").exists() {
                pages(&path, into);
            }
        }
    } else if path.extension().is_some_and(|end| end == "md") {
        into.push(path.canonicalize().unwrap());
    }
}

/// The lines outside of code blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fence = false;
    text.lines().filter(move |line| {
        let mark = line.trim_start().starts_with("```");
        fence ^= mark;
        !fence && !mark
    })
}

/// The anchors of a page, as mdbook and GitHub write them.
fn anchors(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let headings = prose(text).filter_map(|line| {
        let rest = line.trim_start_matches('#');
        (rest.len() < line.len()).then(|| rest.strip_prefix(' ')).flatten()
    });
    let anchor = |heading: &str| {
        let letters = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
        letters.collect::<String>().to_lowercase().replace(' ', "-")
    };
    let numbered = headings.map(|heading| {
        let anchor = anchor(heading.trim());
        let count = seen.entry(anchor.clone()).and_modify(|count| *count += 1).or_default();
        if *count == 0 { anchor } else { format!("{anchor}-{count}") }
    });
    numbered.collect()
}

/// The targets of the links on a line, code spans apart.
fn links(line: &str) -> Vec<String> {
    let text: String = line.split('`').step_by(2).collect();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).filter(|target| !target.contains("://")).collect()
}

#[test]
fn the_headings_that_links_name_exist() {
    let mut found = Vec::new();
    PAGES.iter().for_each(|page| pages(&super::file(page), &mut found));
    let texts: BTreeMap<PathBuf, String> =
        found.into_iter().map(|page| (page.clone(), std::fs::read_to_string(page).unwrap())).collect();
    let (mut broken, mut checked) = (Vec::new(), 0);
    for (page, text) in &texts {
        for link in prose(text).flat_map(links) {
            let Some((file, heading)) = link.split_once('#') else { continue };
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let target = target.canonicalize().unwrap_or(target);
            checked += 1;
            if !texts.get(&target).is_some_and(|text| anchors(text).iter().any(|anchor| anchor == heading)) {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(checked > 80, "{checked}");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_page_of_the_book_is_in_its_table_of_contents() {
    let folder = super::file(BOOK).canonicalize().unwrap();
    let summary = folder.join("SUMMARY.md");
    let text = std::fs::read_to_string(&summary).unwrap();
    let listed: Vec<PathBuf> =
        text.lines().flat_map(links).map(|link| folder.join(&link).canonicalize().expect("the page exists")).collect();
    let mut found = Vec::new();
    pages(&folder, &mut found);
    let missing: Vec<&PathBuf> = found.iter().filter(|page| **page != summary && !listed.contains(page)).collect();
    assert!(missing.is_empty(), "not in SUMMARY.md: {missing:#?}");
}

#[test]
fn anchors_are_those_that_a_reader_sees() {
    let text = "# One two\n```\n# no heading\n```\n## `ec2/Vpc`\n### One two\n";
    assert_eq!(anchors(text), ["one-two", "ec2vpc", "one-two-1"]);
    assert_eq!(links("see [a](b.md#c), `[d](e.md)` and [f](https://g)"), ["b.md#c"]);
}
