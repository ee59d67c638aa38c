//! `watch`: previews a stack again whenever its source or its configuration changes.
//!
//! Started by `cargo run`, it builds the program again each time and previews with the new build. A program that
//! cargo did not build watches its configuration only.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use archipel_engine::event::Level;
use clap::Args;
use notify::{RecursiveMode, Watcher as _};
use tokio::process::Command;
use tokio::sync::mpsc;

use crate::args::StackArgs;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::session::Session;

/// Changes within this time count as one: editors and git write several files at once.
const TOGETHER: Duration = Duration::from_millis(300);

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// Refresh the state before each preview
    #[arg(long)]
    refresh: bool,
}

pub(super) async fn watch(context: &Context, args: &WatchArgs) -> Result<Exit> {
    // Report an unknown stack at once; other errors can be fixed while this watches.
    Session::name(context, args.stack.name())?;
    let project = context.folders();
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let mut folders: Vec<PathBuf> = project.config.iter().cloned().collect();
    if let Some(package) = &package {
        folders.push(workspace(package).unwrap_or_else(|| package.clone()));
    }
    if folders.is_empty() {
        return Err(Failure::new("cannot watch: no configuration and no source found")
            .hint("start it with `cargo run`, or in a folder with configuration")
            .exit(Exit::Usage)
            .into());
    }
    let (changed, mut changes) = mpsc::unbounded_channel();
    let watched = folders.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Ignore reads: the preview itself reads every file.
        let is_change = |event: &notify::Event| !event.kind.is_access();
        if event.is_ok_and(|event| is_change(&event) && event.paths.iter().any(|path| is_source(path, &watched))) {
            // The receiver is gone when the command ends.
            let _ = changed.send(());
        }
    })
    .map_err(|error| Failure::new(format!("cannot watch files: {error}")))?;
    for folder in &folders {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(|error| {
            Failure::new(format!("cannot watch {}: {error}", folder.display()))
                .hint("raise fs.inotify.max_user_watches: Linux limits the number of watches")
        })?;
    }
    // Changes during a preview stay queued until it ends.
    loop {
        preview(context, package.as_deref()).await?;
        context.reporter.say(format!("Watching {} (Ctrl-C ends)\n", shown(&folders)));
        if changes.recv().await.is_none() {
            return Ok(Exit::Done);
        }
        while tokio::time::timeout(TOGETHER, changes.recv()).await.is_ok_and(|change| change.is_some()) {}
    }
}

/// Runs the preview in a separate process, because the program may have been rebuilt.
async fn preview(context: &Context, package: Option<&Path>) -> Result<()> {
    let mut command = match package {
        Some(package) => {
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            cargo.args(["run", "--quiet", "--manifest-path"]).arg(package.join("Cargo.toml"));
            if let Some(bin) = std::env::var_os("CARGO_BIN_NAME") {
                cargo.arg("--bin").arg(bin);
            }
            cargo.arg("--");
            cargo
        }
        None => Command::new(
            std::env::current_exe()
                .map_err(|error| Failure::new(format!("cannot determine the path of this executable: {error}")))?,
        ),
    };
    command.args(as_preview(&context.args));
    command.kill_on_drop(true);
    context.reporter.settle();
    let status = command.status().await.map_err(|error| Failure::new(format!("cannot start the preview: {error}")))?;
    if !status.success() {
        context.reporter.notice(Level::Info, "the preview failed; it will run again after the next change");
    }
    Ok(())
}

/// The command line of this process, changed to that of a preview.
fn as_preview(args: &[OsString]) -> Vec<OsString> {
    let takes_value = |arg: &OsString| arg == "--config-dir" || arg == "--color";
    let mut args = args.to_vec();
    let command = (0..args.len()).find(|&at| args[at] == "watch" && (at == 0 || !takes_value(&args[at - 1])));
    if let Some(command) = command {
        args[command] = "preview".into();
    }
    args
}

/// Whether a change of the file can change a plan. Hidden files and build results within the watched folders cannot;
/// the location of the folders themselves does not matter.
fn is_source(path: &Path, folders: &[PathBuf]) -> bool {
    let hidden = |part: &std::ffi::OsStr| part.to_str().is_some_and(|part| part.starts_with('.') || part == "target");
    let is_kind =
        path.extension().and_then(|end| end.to_str()).is_some_and(|end| matches!(end, "rs" | "toml" | "json"));
    let within = |folder: &PathBuf| path.strip_prefix(folder).ok();
    is_kind && folders.iter().filter_map(within).any(|within| !within.iter().any(hidden))
}

/// The workspace folder of a package.
fn workspace(package: &Path) -> Option<PathBuf> {
    let is_root = |folder: &&Path| {
        std::fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|text| text.contains("[workspace]"))
    };
    package.ancestors().find(is_root).map(Path::to_owned)
}

fn shown(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_has_the_options_of_the_watch() {
        let args = ["--config-dir", "watch", "watch", "dev", "-C", "a=watch"].map(OsString::from);
        assert_eq!(as_preview(&args), ["--config-dir", "watch", "preview", "dev", "-C", "a=watch"]);
    }

    #[test]
    fn files_written_by_a_build_or_an_editor_are_ignored() {
        // Projects may be anywhere, in hidden folders too.
        let folders = ["/home/.work/p", "/home/.work/p/stacks/config"].map(PathBuf::from);
        let counts = |path: &str| is_source(&Path::new("/home/.work/p").join(path), &folders);
        assert!(counts("stacks/src/main.rs") && counts("stacks/config/dev.toml"));
        for other in ["target/debug/x.rs", ".git/index.toml", ".archipel/dev/x.json", "src/main.rs~"] {
            assert!(!counts(other), "{other}");
        }
    }
}
