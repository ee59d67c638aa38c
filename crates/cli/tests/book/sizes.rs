//! What the page of benchmarks says about the sizes of resource types is so.

use std::path::Path;

const PAGE: &str = "docs/benchmarks.md";
const TYPES: &str = "crates/resources/src";
const SHORT: usize = 300;

/// The lines of a file before its tests.
fn lines(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The size of each type: of its file, or of its folder if the file is its `mod.rs`. Types in one file share it.
fn sizes(folder: &Path, into: &mut Vec<usize>) {
    for path in entries(folder) {
        if path.is_dir() {
            sizes(&path, into);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let types = text.lines().filter(|line| line.starts_with("#[resource(\"")).count();
        let is_folder = path.ends_with("mod.rs");
        let parts = if is_folder { entries(folder) } else { vec![path] };
        let code = parts.iter().filter(|part| part.is_file() && !part.ends_with("tests.rs"));
        let all = code.map(|part| lines(part)).sum::<usize>();
        let Some(size) = all.checked_div(types) else { continue };
        into.extend(std::iter::repeat_n(size, types));
    }
}

/// The number after a text.
fn number_after(text: &str, before: &str) -> usize {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("the page has no `{before}`"));
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn the_page_has_the_number_of_types_and_their_sizes() {
    let mut sizes_of_types = Vec::new();
    sizes(&super::file(TYPES), &mut sizes_of_types);
    sizes_of_types.sort_unstable();
    let count = sizes_of_types.len();
    let median = (sizes_of_types[(count - 1) / 2] + sizes_of_types[count / 2]) / 2;
    let short = sizes_of_types.iter().filter(|size| **size < SHORT).count();
    let page = std::fs::read_to_string(super::file(PAGE)).unwrap();
    let (_, section) = page.split_once("### Size of a resource type").unwrap();
    let said = (number_after(section, "Of "), number_after(section, " types, "), number_after(section, "median is "));
    // An edit of a few lines leaves the page as it is.
    let is_near = |said: usize, found: usize| said.abs_diff(found) * 20 <= found;
    assert!(
        said.0 == count && is_near(said.1, short) && is_near(said.2, median),
        "{PAGE}: write `Of {count} types, {short} have fewer than {SHORT} lines without tests; the median is {median}`"
    );
}
