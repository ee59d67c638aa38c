//! The code in the documentation: Rust is compiled by the doctests of `archipel`, TOML is a valid configuration.

use std::path::{Path, PathBuf};

use archipel_cli::Settings;

/// Pages with fragments of Rust that are explained and not complete, and the generated ones, whose code a crate contains.
const FRAGMENTS: &[&str] = &["docs/custom-resources.md", "docs/src/types/"];

fn pages(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        std::fs::read_dir(path).unwrap().for_each(|entry| pages(&entry.unwrap().path(), into));
    } else if path.extension().is_some_and(|end| end == "md") {
        into.push(path.to_path_buf());
    }
}

/// The README and the book, as paths from the root and texts.
fn documentation() -> Vec<(String, String)> {
    let root = super::file("");
    let mut found = vec![super::file("README.md")];
    pages(&super::file("docs"), &mut found);
    let text = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(text).collect()
}

/// The blocks of code in this language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("\n```{language}\n");
    text.split(&start).skip(1).filter_map(|rest| rest.split_once("\n```").map(|(block, _)| block)).collect()
}

#[test]
fn the_doctests_compile_every_page_with_rust_code() {
    let library = std::fs::read_to_string(super::file("crates/archipel/src/lib.rs")).unwrap();
    let mut checked = 0;
    for (name, text) in documentation() {
        if text.contains("\n```rust") && !FRAGMENTS.iter().any(|prefix| name.starts_with(prefix)) {
            checked += 1;
            assert!(library.contains(&format!("include_str!(\"../../../{name}\")")), "{name} is not compiled");
        }
    }
    assert!(checked > 6, "{checked}");
}

#[test]
fn toml_in_the_documentation_is_configuration_with_known_keys() {
    let schema = serde_json::to_value(schemars::schema_for!(Settings)).unwrap();
    let mut checked = 0;
    for (name, text) in documentation() {
        for block in blocks(&text, "toml") {
            let table: toml::Table = block.parse().unwrap_or_else(|error| panic!("{name}: {error}\n{block}"));
            assert!(!table.contains_key("target"), "{name}: `target` belongs in the table [archipel]\n{block}");
            let Some(settings) = table.get("archipel") else { continue };
            checked += 1;
            for key in settings.as_table().unwrap().keys() {
                assert!(!schema["properties"][key].is_null(), "{name}: there is no key `{key}`");
            }
            let read = settings.clone().try_into::<Settings>();
            assert!(read.is_ok(), "{name}: {}", read.unwrap_err());
        }
    }
    assert!(checked > 3, "{checked}");
}

#[test]
fn a_copy_of_the_example_repository_differs_in_the_source_of_archipel_only() {
    let manifest = std::fs::read_to_string(super::file("examples/own-repository/Cargo.toml")).unwrap();
    let path = "archipel = { path = \"../../crates/archipel\"";
    let git = format!("archipel = {{ git = \"{}\"", env!("CARGO_PKG_REPOSITORY"));
    let by_path = manifest.lines().find(|line| line.starts_with(path)).expect("the dependency by its path");
    let by_git = manifest.lines().find_map(|line| line.strip_prefix("#   ")).expect("the dependency by git");
    assert_eq!(by_git, by_path.replace(path, &git));
    // Nothing else leads out of the folder.
    assert_eq!(manifest.matches("../").count(), 2, "{manifest}");
    // A copy has the profiles of this workspace, which only its own manifest can set, without those of a package here.
    let workspace = std::fs::read_to_string(super::file("Cargo.toml")).unwrap();
    let profiles = |text: &str| text.parse::<toml::Table>().unwrap().remove("profile").unwrap();
    let mut shared = profiles(&workspace);
    let own = shared["dev"]["package"].as_table_mut().unwrap().remove("stacks");
    assert!(own.is_some(), "the profile of the package `stacks`");
    assert_eq!(profiles(&manifest), shared);
}
