//! The Rust package of the user, where generated code is: its lock file and its files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use archipel_cfn_schema::codegen::{Age, LOCK_FILE, Lock, MARK, TypeNames, generate, module_files};
use archipel_cfn_schema::{SchemaError, SchemaSet, schema};
use archipel_engine::event::Level;
use clap::Args;

use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// The folder of generated code in a package that has none yet.
const FOLDER: &str = "src/aws";

/// The mark of a generated file of a type, near its beginning.
const WRITTEN: &str = "Written by `schema add";

/// Where the code is, and from which schemas it may be written.
#[derive(Debug, Args)]
pub(crate) struct PackageArgs {
    /// The folder of the package (default: the package around the current folder, or that of the configuration)
    #[arg(long, value_name = "DIR")]
    package: Option<PathBuf>,
    /// Write code from schemas that are older than those of the lock file
    #[arg(long)]
    older: bool,
}

/// A Rust package with its lock file.
pub(super) struct Package {
    root: PathBuf,
    edition: String,
    /// Whether the package has no generated code yet.
    is_first: bool,
    pub(super) lock: Lock,
}

/// A file to write.
pub(super) struct File {
    /// The path below the package.
    pub(super) path: String,
    pub(super) text: String,
}

impl Package {
    /// Opens the package. `into` is the folder of its generated code, if it has none yet.
    pub(super) fn open(context: &Context, args: &PackageArgs, into: Option<&str>) -> Result<Self> {
        let root = root(context, args.package.as_deref())?;
        let manifest = manifest(&root).unwrap_or_default();
        let edition = manifest.get("package").and_then(|package| package.get("edition"));
        let edition = edition.and_then(toml::Value::as_str).unwrap_or("2024").to_owned();
        let file = root.join(LOCK_FILE);
        let source = SchemaSet::embedded().source();
        let wrong = |why: String, hint: &str| {
            let failure = Failure::new("cannot use the lock file of the generated code").why(why);
            failure.at(shown(&file)).hint(hint).exit(Exit::Usage)
        };
        let lock = match std::fs::read_to_string(&file) {
            Ok(text) => Lock::read(toml::from_str(&text))
                .map_err(|error| wrong(error.to_string(), "restore the file from version control"))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let new = Lock::new(into.unwrap_or(FOLDER), source);
                // The checks of a lock file are those of a folder too.
                Lock::read(Ok::<_, String>(new)).map_err(|error| {
                    Failure::new(error.to_string())
                        .hint("name it relative to the package: `--into src/cfn`")
                        .exit(Exit::Usage)
                })?
            }
            Err(error) => return Err(wrong(error.to_string(), "make the file readable").into()),
        };
        if let Some(into) = into.filter(|into| *into != lock.folder) {
            let failure =
                Failure::new(format!("cannot write into {into}: the code of this package is in {}", lock.folder));
            return Err(failure.at(shown(&file)).hint("leave out `--into`").exit(Exit::Usage).into());
        }
        if lock.age(source) == Age::Older && !args.older {
            let why = format!(
                "the code was written from {} ({}), and this program has {} ({})",
                lock.source, lock.date, source.package, source.date
            );
            return Err(Failure::new("the schemas of this program are older than those of the lock file")
                .at(shown(&file))
                .why(why)
                .hint("update the dependency `archipel`, or pass `--older` to write code from the older schemas")
                .exit(Exit::Usage)
                .into());
        }
        Ok(Self { root, edition, is_first: !file.exists(), lock })
    }

    /// The file of a type as this program writes it, and the digest of its schema.
    pub(super) fn generated(&self, name: &str) -> Result<(File, String)> {
        let digest = SchemaSet::embedded().digest(name).map_err(|error| unknown(&error))?;
        let text = generate(schema(name).map_err(|error| unknown(&error))?, &digest);
        let path = format!("{}/{}", self.lock.folder, TypeNames::of(name).path());
        Ok((File { path, text: self.formatted(text) }, digest))
    }

    /// The files that declare the modules of the types in the lock file.
    pub(super) fn module_files(&self) -> Vec<File> {
        let files = module_files(self.lock.types.keys().map(String::as_str));
        files
            .into_iter()
            .map(|(path, text)| File { path: format!("{}/{path}", self.lock.folder), text: self.formatted(text) })
            .collect()
    }

    /// The present text of a file; `None` if there is none.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>> {
        let file = self.root.join(path);
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(Failure::new(format!("cannot read a file: {error}")).at(shown(&file)).exit(Exit::Usage).into())
            }
        }
    }

    /// Fails if a file that would be written is not a generated one.
    pub(super) fn ensure_generated(&self, files: &[File]) -> Result<()> {
        let mut failures = Vec::new();
        for file in files {
            let text = self.text(&file.path)?;
            let own = |text: &String| {
                let head: Vec<&str> = text.lines().take(8).collect();
                text.trim().is_empty() || text.starts_with(MARK) || head.iter().any(|line| line.contains(WRITTEN))
            };
            if text.is_some_and(|text| !own(&text)) {
                let failure = Failure::new(format!("cannot replace {}: `schema add` did not write it", file.path));
                let hint = if self.is_first {
                    "move the file, or choose another folder with `--into src/cfn`"
                } else {
                    "move the file"
                };
                failures.push(failure.at(shown(&self.root.join(&file.path))).hint(hint).exit(Exit::Usage));
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    /// Writes files and, last, the lock file: after an interruption the command can be repeated.
    pub(super) fn write(&self, files: &[File]) -> Result<()> {
        let lock = File { path: LOCK_FILE.to_owned(), text: self.lock.text() };
        for File { path, text } in files.iter().chain([&lock]) {
            let file = self.root.join(path);
            let folder = file.parent().unwrap_or(&self.root);
            std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, text)).map_err(|error| {
                Failure::new(format!("cannot write a file: {error}")).at(shown(&file)).exit(Exit::Usage)
            })?;
        }
        Ok(())
    }

    /// The line that the crate's root lacks for the module of the code, and the file to write it in.
    pub(super) fn missing_module(&self) -> Option<(String, &'static str)> {
        let module = self.lock.folder.strip_prefix("src/").filter(|module| !module.contains('/'))?;
        let declares = |text: &str| {
            text.lines().map(|line| line.trim().trim_start_matches("pub ")).any(|line| line == format!("mod {module};"))
        };
        let roots = ["src/lib.rs", "src/main.rs"];
        let texts: Vec<_> = roots.iter().map(|path| std::fs::read_to_string(self.root.join(path)).ok()).collect();
        if texts.iter().flatten().any(|text| declares(text)) {
            return None;
        }
        let (path, _) = roots.into_iter().zip(&texts).find(|(_, text)| text.is_some())?;
        Some((format!("pub mod {module};"), path))
    }

    /// The text as the package's rustfmt formats it. Without rustfmt it stays as it is, which is rustfmt's default format.
    fn formatted(&self, text: String) -> String {
        let formatted = || -> Option<String> {
            let mut rustfmt = Command::new("rustfmt")
                .args(["--edition", &self.edition, "--emit", "stdout"])
                .current_dir(&self.root)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            let mut stdin = rustfmt.stdin.take()?;
            let input = text.clone();
            // The output may fill its pipe before the input has been read.
            let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, input.as_bytes()));
            let output = rustfmt.wait_with_output().ok()?;
            let written = writer.join().ok()?;
            written.ok().filter(|()| output.status.success())?;
            String::from_utf8(output.stdout).ok().filter(|text| !text.is_empty())
        };
        formatted().unwrap_or(text)
    }
}

/// The failure for a type without a schema.
pub(super) fn unknown(error: &SchemaError) -> Failure {
    Failure::new(error.to_string()).hint("`schema search WORD` finds types").exit(Exit::Usage)
}

/// Warns about limits of a type.
pub(super) fn warn(context: &Context, name: &str) {
    for limit in archipel_cfn_schema::limits(name) {
        context.reporter.notice(Level::Warning, format!("{name}: {limit}"));
    }
}

fn manifest(folder: &Path) -> Option<toml::Table> {
    std::fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()
}

/// The folder of the package.
fn root(context: &Context, named: Option<&Path>) -> Result<PathBuf> {
    let is_package = |folder: &&Path| manifest(folder).is_some_and(|manifest| manifest.contains_key("package"));
    if let Some(folder) = named {
        let found = is_package(&folder).then(|| folder.to_owned());
        return found.ok_or_else(|| {
            let failure = Failure::new(format!("cannot find a Rust package in {}", folder.display()));
            failure.hint("name the folder of the package's Cargo.toml").exit(Exit::Usage).into()
        });
    }
    let current = std::env::current_dir().unwrap_or_default();
    // The root of a workspace is not a package; the configuration is in that of the stacks.
    let around = current.ancestors().find(|folder| folder.join("Cargo.toml").exists()).filter(is_package);
    let config = context.folders().config;
    let of_config = || config.as_deref().and_then(|config| config.ancestors().find(is_package));
    around.or_else(of_config).map(Path::to_owned).ok_or_else(|| {
        let failure = Failure::new("cannot find the Rust package to write code into");
        failure.hint("run the command in the package's folder, or pass `--package DIR`").exit(Exit::Usage).into()
    })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
