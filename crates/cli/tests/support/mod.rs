//! A folder with a project, and the example `files` run in it with a cleared environment.

// Each test file uses a part of it.
#![allow(dead_code, clippy::unwrap_used)]

pub(crate) mod standing;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use assert_cmd::Command;

/// A project in its own folder.
pub(crate) struct Project {
    dir: tempfile::TempDir,
    /// Additional variables in the environment.
    environment: Vec<(&'static str, String)>,
}

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The stack of most tests.
pub(crate) const DEV: &str = "folder = \"a\"\n\n[files]\none = \"first\"\ntwo = \"second\"\n";

impl Project {
    /// A project with one stack, `dev`.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("config")).unwrap();
        std::fs::create_dir(dir.path().join("disk")).unwrap();
        let project = Self { dir, environment: Vec::new() };
        project.configure("dev", DEV);
        project
    }

    /// A project whose commands have these additional variables.
    pub(crate) fn with_environment(environment: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { environment: environment.into_iter().collect(), ..Self::new() }
    }

    /// Writes a stack's configuration.
    pub(crate) fn configure(&self, stack: &str, text: &str) {
        std::fs::write(self.path("config").join(format!("{stack}.toml")), text).unwrap();
    }

    /// A path in the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// A command in the project's folder, with the same environment on every machine.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.env_clear();
        self.settle(|key, value| {
            command.env(key, value);
        });
        command.current_dir(self.dir.path()).args(args);
        command
    }

    /// Like [`run`](Self::run), as a process that runs during the test.
    pub(crate) fn spawn(&self, args: &[&str], trouble: &str) -> std::process::Child {
        let mut command = std::process::Command::new(program());
        command.env_clear().current_dir(self.dir.path()).args(args).env("DISK_TROUBLE", trouble);
        self.settle(|key, value| {
            command.env(key, value);
        });
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn settle(&self, mut set: impl FnMut(&str, &Path)) {
        set("DISK_ROOT", &self.path("disk"));
        set("HOME", self.dir.path());
        set("TMPDIR", self.dir.path());
        set("USER", Path::new("marie"));
        self.environment.iter().for_each(|(key, value)| set(key, Path::new(value)));
    }

    /// Runs a command.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.ran(&mut self.command(args))
    }

    /// Runs a prepared command.
    pub(crate) fn ran(&self, command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        let text =
            |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&self.dir.path().display().to_string(), "PROJECT");
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Ran {
    /// As [`shown`](Self::shown), without the lines of single steps, whose order differs between runs.
    pub(crate) fn shown_without_progress(&self) -> String {
        self.shown().lines().filter(|line| !line.starts_with('[')).map(|line| format!("{line}\n")).collect()
    }

    /// The whole result for snapshots, without times.
    pub(crate) fn shown(&self) -> String {
        let text = format!("exit {}\n--- stdout\n{}--- stderr\n{}", self.code.unwrap_or(-1), self.out, self.err);
        let mut shown = String::new();
        for word in text.split_inclusive([' ', '\n']) {
            let bare = word.trim_end_matches([' ', '\n', ':']);
            if let Some((before, _)) = word.split_once("files.rs:") {
                // The line numbers of the example change when it is edited.
                let after = &word[before.len() + "files.rs:".len()..];
                let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
                shown.push_str(&format!("{before}files.rs:LINE{after}"));
                continue;
            }
            // States have a random lineage, which is part of every plan's hash; some formats show only its beginning.
            let hash = bare.trim_matches('`');
            if [16, 64].contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                shown.push_str(&word.replace(hash, "HASH"));
                continue;
            }
            let is_time = bare.contains('.') && bare.parse::<f64>().is_ok();
            shown.push_str(&if is_time { word.replace(bare, "TIME") } else { word.to_owned() });
        }
        shown
    }
}

/// The example, built by `cargo test`. `cargo test --test ...` and `--tests` do not build examples: a stale one is
/// rejected.
pub(crate) fn program() -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    if path.ends_with("deps") {
        path.pop();
    }
    // If cargo builds in one folder and copies the results to another, the example is in the latter.
    let profile = path.file_name().unwrap().to_owned();
    let left =
        std::env::var_os("CARGO_TARGET_DIR").map(|target| Path::new(&target).join(profile).join("examples/files"));
    let path = left.filter(|left| left.exists()).unwrap_or_else(|| path.join("examples/files"));
    assert!(path.exists(), "{} is not built: `cargo build -p archipel-cli --example files`", path.display());
    // Tests of another package use this too.
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let source = folders.find_map(|folder| {
        let beside = ["examples/files.rs", "crates/cli/examples/files.rs"].map(|path| folder.join(path));
        beside.into_iter().find(|path| path.exists())
    });
    let source = source.unwrap();
    let modified = |path: &Path| std::fs::metadata(path).and_then(|meta| meta.modified()).unwrap();
    assert!(modified(&path) > modified(&source), "{} is stale: run `cargo test -p archipel-cli`", path.display());
    path
}
