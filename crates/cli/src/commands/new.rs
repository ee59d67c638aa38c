//! `new`: writes a repository with a stack, its tests and its workflows.
//!
//! The files are those of `examples/own-repository`, so that the example and a new repository stay the same.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// Arguments of `new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The folder of the repository: a new or an empty one
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The project, part of every ownership tag and name (default: the name of the folder)
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A checkout of Archipel to depend on (default: its git repository)
    #[arg(long, value_name = "DIR")]
    archipel: Option<PathBuf>,
}

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../../examples/own-repository/", $path)))),*]
    };
}

/// The files of the example by their paths.
const FILES: &[(&str, &str)] = files![
    ".github/workflows/apply.yml",
    ".github/workflows/preview.yml",
    ".gitignore",
    "Cargo.toml",
    "README.md",
    "config/dev.toml",
    "config/prod.toml",
    "src/lib.rs",
    "src/main.rs",
    "tests/stack.rs",
];

/// The project of the example.
const EXAMPLE: &str = "shop";
/// The line of the example's manifest with its dependency, which a repository elsewhere cannot have.
const BY_PATH: &str = "archipel = { path = \"../../crates/archipel\"";
/// The longest name: names of buckets contain it.
const MAX_NAME: usize = 30;

pub(super) fn new(context: &Context, args: &NewArgs) -> Result<Exit> {
    let folder = std::path::absolute(&args.folder).unwrap_or_else(|_| args.folder.clone());
    let name = match &args.name {
        Some(name) => name.clone(),
        None => folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned(),
    };
    let is_named = args.name.is_some();
    ensure_name(&name, is_named)?;
    let source = source(args.archipel.as_deref())?;
    ensure_empty(&folder)?;
    for (path, text) in FILES {
        let file = folder.join(path);
        let written = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        written.and_then(|()| std::fs::write(&file, adapted(path, text, &name, &source))).map_err(|error| {
            Failure::new(format!("cannot write a file: {error}")).at(file.display().to_string()).exit(Exit::Usage)
        })?;
    }
    let shown = args.folder.display();
    context.reporter.say(format!(
        "The repository of {name} is in {shown}. Continue there:\n  cargo test\n  cargo run -- preview dev\n  cargo run -- up dev\n"
    ));
    Ok(Exit::Done)
}

/// Fails for a name that is not one of a package and a part of a bucket's name.
fn ensure_name(name: &str, is_named: bool) -> Result<()> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let shape = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(allowed) && !name.ends_with('-');
    // The names of the example's dependencies are taken.
    if shape && name.len() <= MAX_NAME && !["archipel", "serde", "anyhow", "std", "core", "test"].contains(&name) {
        return Ok(());
    }
    let failure = Failure::new(format!(
        "invalid project name `{name}`: expected up to {MAX_NAME} lower-case letters, digits and hyphens, a letter first"
    ));
    let hint = if is_named { "choose another name" } else { "pass `--name NAME`, or choose another folder" };
    Err(failure.hint(hint).exit(Exit::Usage).into())
}

/// The dependency on Archipel, up to its features.
fn source(checkout: Option<&Path>) -> Result<String> {
    let Some(checkout) = checkout else {
        return Ok(format!("archipel = {{ git = {:?}", env!("CARGO_PKG_REPOSITORY")));
    };
    let found = std::fs::canonicalize(checkout.join("crates/archipel")).ok();
    match found.filter(|folder| folder.join("Cargo.toml").is_file()) {
        Some(folder) => Ok(format!("archipel = {{ path = {:?}", folder.display().to_string())),
        None => {
            let failure = Failure::new(format!("cannot find a checkout of Archipel in {}", checkout.display()));
            Err(failure.hint("name the folder that contains crates/archipel").exit(Exit::Usage).into())
        }
    }
}

/// Fails unless a folder can be created or has nothing but its own version control.
fn ensure_empty(folder: &Path) -> Result<()> {
    let failure = |why: String, hint: &str| {
        let failure = Failure::new("cannot write the repository").at(folder.display().to_string());
        Err(failure.why(why).hint(hint).exit(Exit::Usage).into())
    };
    match std::fs::read_dir(folder) {
        Ok(mut entries) => match entries.find_map(|entry| entry.ok().filter(|entry| entry.file_name() != ".git")) {
            Some(entry) => {
                let name = entry.file_name();
                failure(format!("the folder contains {}", name.display()), "name a folder that is new or empty")
            }
            None => Ok(()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => failure(error.to_string(), "name a folder that is new or empty"),
    }
}

/// A file of the example in a repository of another name and place.
fn adapted(path: &str, text: &str, name: &str, source: &str) -> String {
    match path {
        // There it hides the lock file of a copy; a repository commits its own.
        ".gitignore" => text.lines().filter(|line| *line != "Cargo.lock").map(|line| format!("{line}\n")).collect(),
        "README.md" => {
            // The steps turn a copy of the example into a repository, which this command has done.
            let lines = text.lines().filter(|line| !line.starts_with(|c: char| c.is_ascii_digit()));
            let text: String = lines.map(|line| format!("{line}\n")).collect();
            let text = text.replace("# A stack in its own repository", &format!("# {name}"));
            let before = "After this page you have a repository with a stack, its tests, a preview of each pull request, and an apply of \
                          what is merged.";
            text.replace(before, "After this page you know where the stack, its tests and its workflows are.")
                .replace("\n\n\n", "\n\n")
        }
        "Cargo.toml" => {
            // The comments about the path of the example.
            let comment = |line: &&str| !line.starts_with("# In your repository") && !line.starts_with("#   archipel");
            let text: String = text.lines().filter(comment).map(|line| format!("{line}\n")).collect();
            text.replace(BY_PATH, source).replace(&format!("name = {EXAMPLE:?}"), &format!("name = {name:?}"))
        }
        _ => {
            let krate = name.replace('-', "_");
            text.replace(&format!("{EXAMPLE}::"), &format!("{krate}::"))
                .replace(&format!("\"{EXAMPLE}"), &format!("\"{name}"))
        }
    }
}
