//! Writes a crate with the code of every type with handlers, or of some types, and checks that it compiles:
//! `cargo run -p archipel-cfn-schema --example generate -- FOLDER [TYPE ..]`.
//!
//! The crates are a workspace of their own, in batches of some services each, because the compiler needs gigabytes for all
//! types at once.

#![allow(clippy::print_stdout, reason = "a command")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use archipel_cfn_schema::codegen::{TypeNames, generate, module_files};
use archipel_cfn_schema::{SchemaSet, schema};

/// The length of the code of a batch, roughly.
const BATCH: usize = 1_800_000;

#[derive(Default)]
struct Batch {
    files: BTreeMap<String, String>,
    types: Vec<&'static str>,
    length: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("usage: generate FOLDER [TYPE ..]")?;
    let only: Vec<String> = args.collect();
    let set = SchemaSet::embedded();
    let wanted = |name: &&str| match &*only {
        [] => schema(name).is_ok_and(|schema| schema.handlers.are_complete()),
        only => only.iter().any(|own| own == name),
    };
    let (mut batches, mut lines) = (vec![Batch::default()], 0);
    for name in set.names().filter(wanted) {
        let names = TypeNames::of(name);
        let text = generate(schema(name)?, &set.digest(name)?);
        lines += text.lines().count();
        let last = batches.last().filter(|last| last.length < BATCH);
        // The types of a service are in one batch.
        let same = batches
            .last()
            .is_some_and(|last| last.files.keys().any(|path| path.starts_with(&format!("{}/", names.service))));
        if last.is_none() && !same {
            batches.push(Batch::default());
        }
        if let Some(batch) = batches.last_mut() {
            batch.length += text.len();
            batch.types.push(name);
            batch.files.insert(names.path(), text);
        }
    }
    let count: usize = batches.iter().map(|batch| batch.types.len()).sum();
    println!("{count} types, {lines} lines, {} batches", batches.len());

    let folder = Path::new(&folder);
    let mut members = String::new();
    for (index, batch) in batches.iter().enumerate() {
        let _ = write!(members, ", \"batch{index}\"");
        let crate_folder = folder.join(format!("batch{index}"));
        write(
            &crate_folder.join("Cargo.toml"),
            &manifest(&format!("batch{index}"), "archipel = { path = \"../archipel\" }"),
        )?;
        write(&crate_folder.join("src/lib.rs"), "//! Generated.\n\npub mod aws;\n")?;
        for (path, text) in module_files(batch.types.iter().copied()).iter().chain(&batch.files) {
            write(&crate_folder.join("src/aws").join(path), text)?;
        }
    }
    // The part of the library that generated code needs, under the library's name.
    let own = env!("CARGO_MANIFEST_DIR");
    write(
        &folder.join("archipel/Cargo.toml"),
        &manifest("archipel", &format!("archipel-cfn-schema = {{ path = {own:?} }}")),
    )?;
    write(&folder.join("archipel/src/lib.rs"), "pub use archipel_cfn_schema::cloudcontrol;\n")?;
    let workspace =
        format!("[workspace]\nresolver = \"3\"\nmembers = [\"archipel\"{members}]\n\n[profile.dev]\ndebug = false\n");
    write(&folder.join("Cargo.toml"), &workspace)?;
    // The same dependencies as this workspace has.
    fs::copy(Path::new(own).join("../../Cargo.lock"), folder.join("Cargo.lock"))?;

    let cargo = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(folder).env("CARGO_TARGET_DIR", folder.join("target"));
        cargo
    };
    if !cargo().args(["check", "-p", "archipel"]).status()?.success() {
        return Err("the library does not compile".into());
    }
    let started = Instant::now();
    // One at a time, for the memory of small machines.
    let status = cargo().args(["check", "--workspace", "--keep-going", "-j1"]).status()?;
    println!("checked in {:.0} s", started.elapsed().as_secs_f64());
    if status.success() { Ok(()) } else { Err("some types do not compile".into()) }
}

fn manifest(name: &str, dependency: &str) -> String {
    format!("[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n")
}

fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    Ok(fs::write(path, text)?)
}
