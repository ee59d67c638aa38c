//! The parts of a stacks binary: its programs, configuration folders, providers and policies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use archipel_engine::Stack;
use archipel_engine::resource::Provider;

use crate::config::{Configuration, NoConfiguration, TargetName};
use crate::policy::{Planned, Policy, Violation};
use crate::program::{BoxError, Source};

/// A stacks binary: its programs, its configuration folders, and the command line.
///
/// ```no_run
/// # use archipel_engine::Stack;
/// # #[derive(serde::Deserialize)] struct Config {}
/// # impl archipel_cli::Configuration for Config {}
/// # fn luneo(_: &Stack, _: &Config) -> Result<(), String> { Ok(()) }
/// # fn playground(_: &Stack) -> Result<(), String> { Ok(()) }
/// # let _: std::process::ExitCode =
/// archipel_cli::App::new("luneo")
///     // Searched in the current folder and its parents, then where the binary was built.
///     .config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))
///     // The program of every stack that has a file there.
///     .program(luneo)
///     // A stack with a separate program and no file.
///     .stack("playground", playground)
///     .run()
/// # ;
/// ```
#[derive(Debug)]
pub struct App {
    pub(crate) project: String,
    pub(crate) config_dirs: Vec<PathBuf>,
    pub(crate) program: Option<Source>,
    pub(crate) stacks: BTreeMap<String, Source>,
    pub(crate) providers: Providers,
    pub(crate) target: TargetName,
    pub(crate) policies: Vec<Policy>,
    pub(crate) runbooks: Option<PathBuf>,
    #[cfg(feature = "recovery")]
    pub(crate) recovery: Option<crate::recovery::RecoverySource>,
}

/// Providers other than AWS.
#[derive(Clone, Default)]
pub(crate) struct Providers(pub(crate) Vec<Arc<dyn Provider>>);

impl std::fmt::Debug for Providers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|provider| provider.name().to_owned())).finish()
    }
}

impl App {
    /// The stacks of a project. The name is part of every ownership tag: do not change it later.
    #[must_use]
    pub fn new(project: impl Into<String>) -> Self {
        Self {
            project: project.into(),
            config_dirs: Vec::new(),
            program: None,
            stacks: BTreeMap::new(),
            providers: Providers::default(),
            target: TargetName::Aws,
            policies: Vec::new(),
            runbooks: None,
            #[cfg(feature = "recovery")]
            recovery: None,
        }
    }

    /// A folder in which each `NAME.toml` is a stack. A relative path is searched in the current folder and its
    /// parents; so are the last two components of an absolute path, before the path itself. With several calls, the
    /// first existing folder is used.
    #[must_use]
    pub fn config_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.config_dirs.push(folder.as_ref().to_owned());
        self
    }

    /// The program of every stack that has a configuration file and no separate program.
    #[must_use]
    pub fn program<C, E, F>(mut self, program: F) -> Self
    where
        C: Configuration + 'static,
        E: Into<BoxError>,
        F: Fn(&Stack, &C) -> Result<(), E> + Send + Sync + 'static,
    {
        self.program = Some(Source::new(program));
        self
    }

    /// A stack with a separate program and no configuration except the settings of the command line.
    #[must_use]
    pub fn stack<E, F>(self, name: impl Into<String>, program: F) -> Self
    where
        E: Into<BoxError>,
        F: Fn(&Stack) -> Result<(), E> + Send + Sync + 'static,
    {
        self.stack_with(name, move |stack: &Stack, _: &NoConfiguration| program(stack))
    }

    /// A stack with a separate program, configured by its file, if it has one, and by `-C`.
    #[must_use]
    pub fn stack_with<C, E, F>(mut self, name: impl Into<String>, program: F) -> Self
    where
        C: Configuration + 'static,
        E: Into<BoxError>,
        F: Fn(&Stack, &C) -> Result<(), E> + Send + Sync + 'static,
    {
        self.stacks.insert(name.into(), Source::new(program));
        self
    }

    /// The recovery program of the stacks, for `failover` and `failback`: `regions` returns the region that has the roles at
    /// first and the standby region. See [`recovery`](crate::recovery).
    #[cfg(feature = "recovery")]
    #[must_use]
    pub fn recovery<C, E, R, F>(mut self, regions: R, program: F) -> Self
    where
        C: Configuration + 'static,
        E: Into<BoxError>,
        R: Fn(&C) -> [String; 2] + Send + Sync + 'static,
        F: Fn(&crate::recovery::Recovery, &C) -> Result<(), E> + Send + Sync + 'static,
    {
        self.recovery = Some(crate::recovery::RecoverySource::new(regions, program));
        self
    }

    /// Adds a provider of resource types. A provider named `aws` replaces the AWS provider.
    #[must_use]
    pub fn provider(mut self, provider: Arc<dyn Provider>) -> Self {
        self.providers.0.push(provider);
        self
    }

    /// The target of stacks without a configured one (default: AWS).
    #[must_use]
    pub fn default_target(mut self, target: TargetName) -> Self {
        self.target = target;
        self
    }

    /// The folder of the runbook templates (default: `docs/runbooks`). A relative path is searched in the current folder and
    /// its parents.
    #[must_use]
    pub fn runbooks(mut self, folder: impl AsRef<Path>) -> Self {
        self.runbooks = Some(folder.as_ref().to_owned());
        self
    }

    /// Evaluates a rule on every plan, in each preview and before the first write of each run. A mandatory violation
    /// ends the command with [`Exit::Violated`](crate::Exit::Violated) before any prompt or write; an advisory one is
    /// a warning.
    ///
    /// ```no_run
    /// # use archipel_cli::policy::{Planned, Violation};
    /// fn owners(planned: &Planned<'_>) -> Vec<Violation> {
    ///     let buckets = planned.of_type("aws:s3/Bucket");
    ///     let untagged = buckets.filter(|bucket| bucket.inputs.field("tags").field("Owner").is_null());
    ///     untagged.map(|bucket| Violation::mandatory(bucket.urn, "the bucket has no tag `Owner`")).collect()
    /// }
    /// # let _: std::process::ExitCode =
    /// archipel_cli::App::new("luneo")
    ///     .policy("owners", owners)
    ///     .policy("closed ports", archipel_cli::policy::closed_to_the_world(&[443]))
    ///     .run()
    /// # ;
    /// ```
    #[must_use]
    pub fn policy(
        mut self,
        name: impl Into<String>,
        rule: impl Fn(&Planned<'_>) -> Vec<Violation> + Send + Sync + 'static,
    ) -> Self {
        self.policies.push(Policy::new(name, rule));
        self
    }
}
