//! The book matches the program: the pages of commands and resource types are generated from the command line and the
//! schemas, and the program accepts every command line in it. Texts and names use the words of the field.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod code;
mod commands;
mod configuration;
mod errors;
mod features;
mod imports;
mod lines;
mod links;
mod paths;
mod sdk;
mod sizes;
#[cfg(feature = "aws")]
mod types;
mod wording;
mod wrappers;

use std::path::PathBuf;

/// A file of the repository.
fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Compares a page with its generated content; `UPDATE_SCHEMAS=1` writes it.
fn check(path: &str, wanted: &str) {
    let file = file(path);
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == wanted, "{path} is stale: run `UPDATE_SCHEMAS=1 cargo test --workspace --test book`");
}
