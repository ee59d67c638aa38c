//! The program `helm`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::vendor_args::VendorArgs;
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// The variables that `helm` gets: none of them has a secret of a stack.
const PASSED: &[&str] = &[
    "DOCKER_CONFIG",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANG",
    "NO_PROXY",
    "PATH",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "https_proxy",
    "http_proxy",
    "no_proxy",
];
/// The variables of Helm itself.
const OWN: &str = "HELM_";
/// The last lines of an error that are shown.
const SHOWN: usize = 5;

pub(super) struct Helm<'a> {
    program: &'a Path,
    /// A folder for the archive and the values.
    work: &'a Path,
}

impl<'a> Helm<'a> {
    pub(super) fn new(program: &'a Path, work: &'a Path) -> Self {
        Self { program, work }
    }

    /// The archive of the chart.
    pub(super) async fn pull(&self, args: &VendorArgs) -> Result<PathBuf> {
        let local = Path::new(&args.chart);
        if local.is_file() {
            return Ok(local.to_owned());
        }
        if local.is_dir() {
            let failure = Failure::new(format!("cannot pin the folder {}: its content has no version", args.chart));
            return Err(failure.hint("run `helm package`, and name the archive").exit(Exit::Usage).into());
        }
        let folder = self.work.join("archive");
        let mut command = self.command("pull");
        command.arg(&args.chart).args(["--version", &args.version]).arg("--destination").arg(&folder);
        if let Some(repo) = &args.repo {
            command.args(["--repo", repo]);
        }
        std::fs::create_dir_all(&folder).map_err(|error| cannot("create a folder", &error))?;
        self.run("pull", command).await?;
        let files = std::fs::read_dir(&folder).map_err(|error| cannot("read a folder", &error))?;
        let mut archives =
            files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "tgz"));
        Ok(archives.next().ok_or_else(|| Failure::new("`helm pull` wrote no archive"))?)
    }

    /// The objects of the chart with these values.
    pub(super) async fn template(&self, args: &VendorArgs, archive: &Path, values: &[String]) -> Result<String> {
        let mut command = self.command("template");
        command.arg(&args.name).arg(archive).args(["--namespace", &args.namespace]);
        command.args(["--kube-version", &args.kubernetes_version, "--include-crds", "--skip-tests"]);
        for version in &args.api_versions {
            command.args(["--api-versions", version]);
        }
        for (number, text) in values.iter().enumerate() {
            let file = self.work.join(format!("values-{number}.yaml"));
            std::fs::write(&file, text).map_err(|error| cannot("write the values", &error))?;
            command.arg("--values").arg(file);
        }
        self.run("template", command).await
    }

    fn command(&self, what: &str) -> Command {
        let mut command = Command::new(self.program);
        command.arg(what).env_clear().stdin(Stdio::null()).kill_on_drop(true);
        let is_passed = |name: &str| PASSED.contains(&name) || name.starts_with(OWN);
        command.envs(std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_passed)));
        command
    }

    async fn run(&self, what: &str, mut command: Command) -> Result<String> {
        let program = self.program.display();
        let output = command.output().await.map_err(|error| {
            Failure::new(format!("cannot run `{program}`: {error}")).exit(Exit::Usage).hint(
                "install Helm 3.8 or later (https://helm.sh/docs/intro/install), or pass its path with `--helm`; only this command \
                 needs it, to render a chart once",
            )
        })?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            let lines: Vec<&str> = text.lines().collect();
            let failure = Failure::new(format!("`{program} {what}` failed: {}", output.status));
            let failure = failure.why(lines[lines.len().saturating_sub(SHOWN)..].join("\n"));
            return Err(failure.hint("check the chart, its repository and version, and `--values`").into());
        }
        let text = String::from_utf8(output.stdout);
        Ok(text.map_err(|_| Failure::new(format!("`{program} {what}` wrote a text that is not UTF-8")))?)
    }
}

pub(super) fn cannot(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot {what}: {error}")).hint("check the temporary folder (TMPDIR)")
}
