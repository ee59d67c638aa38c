//! A folder with the stack, its own sandbox, and another client of the cluster's API server.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::kubectl::Kubectl;
use crate::transcript::Ran;

/// Whether the tests can run: `.ci/run` sets `ARCHIPEL_REQUIRE_KUBERNETES`; without it a machine without an API server leaves
/// them out, and says so.
pub(crate) fn is_available() -> bool {
    let cache = archipel_sandbox::cache_dir().unwrap();
    let Err(error) = archipel_sandbox::kubernetes::Binaries::find(&cache) else { return true };
    assert!(std::env::var_os("ARCHIPEL_REQUIRE_KUBERNETES").is_none(), "{error}");
    eprintln!("skipped: {error}");
    false
}

/// A stack in its own folder.
pub(crate) struct World {
    dir: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("cluster/config");
        std::fs::create_dir_all(&folder).unwrap();
        let configuration = concat!(env!("CARGO_MANIFEST_DIR"), "/config/dev.toml");
        let text = std::fs::read_to_string(configuration).unwrap();
        std::fs::write(folder.join("dev.toml"), text.replace("delete_seconds = 300", "delete_seconds = 10")).unwrap();
        let world = Self { dir };
        // The transcripts do not contain what its start reports.
        assert!(world.command(&["sandbox", "start"]).output().unwrap().status.success());
        world
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_example-cluster"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("ARCHIPEL_SANDBOX_DIR", self.path("sandbox"))
            .env("ARCHIPEL_PASSPHRASE", "not a secret at all")
            .env("NO_COLOR", "1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", self.path("no-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("no-credentials"))
            .stdin(Stdio::null());
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let command = format!("cluster {}", args.join(" "));
        Ran::new(&command, output.status.code(), &text(&output.stdout), &text(&output.stderr))
    }

    /// A client of the cluster.
    pub(crate) fn kubectl(&self) -> Kubectl {
        assert!(self.command(&["kubeconfig", "dev", "--out", "kubeconfig"]).output().unwrap().status.success());
        let kubeconfig = std::fs::read_to_string(self.path("kubeconfig")).unwrap();
        Kubectl::new(&kubeconfig, 0, |args| self.command(args))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.command(&["sandbox", "stop"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}
