//! The book keeps up with the program: its pages of commands and resource types are written from the command line and the
//! schemas, and every command line in it is one that the program takes.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod commands;
mod lines;
#[cfg(feature = "aws")]
mod types;

use std::path::PathBuf;

/// A file of the repository.
fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Compares a page with what it should be; `UPDATE_SCHEMAS=1` writes it.
fn check(path: &str, wanted: &str) {
    let file = file(path);
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == wanted, "{path} is stale: run `UPDATE_SCHEMAS=1 cargo test --workspace --test book`");
}
