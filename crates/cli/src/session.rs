//! An opened stack: its name, configuration, program and state.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use archipel_engine::event::Level;
use archipel_engine::program::Program;
use archipel_engine::state::{LockInfo, Snapshot, StateError};
use archipel_state::export::ExportFile;
use archipel_state::{
    AnyStore, CachingSealer, KeyProtection, KeyService, KeyWarnings, Keys, Location, NoKey, Peek, Prompt, SealError,
    Sealer, SecretsFile, seal,
};

use crate::args::WithArgs;
use crate::config::{self, Document, STATES, Settings, TargetName, shown};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::load_ahead::LoadAhead;
use crate::program::{self, Ready, Source};
use crate::prompt::TerminalPrompt;
use crate::render::{Reporter, StackMetadata};
use crate::stack_choice::choose;

/// The folder of backups. No stack can have this name.
const BACKUPS: &str = ".archipel/.backups";
/// The suffix of a stack's secrets file.
const SECRETS: &str = "secrets.json";
/// The metadata key in a state for its target.
pub(crate) const META_TARGET: &str = "target";

/// The selected stack, opened.
pub(crate) struct Session {
    pub(crate) name: String,
    pub(crate) settings: Settings,
    pub(crate) target: TargetName,
    /// Whether the objects of Kubernetes clusters are left out.
    pub(crate) without_cluster_contents: bool,
    pub(crate) state: Location,
    /// The location that the stack's account in the sandbox is chosen by.
    pub(crate) home: String,
    /// The folder of the backups of `state` commands, with one folder per stack.
    pub(crate) backups: PathBuf,
    /// The program's configuration: each value as text, by its key.
    pub(crate) configuration: BTreeMap<String, String>,
    /// The folder from which the configuration was found.
    pub(crate) root: PathBuf,
    /// The secrets of the configuration.
    pub(crate) secrets: SecretsFile,
    /// The purpose of data keys: `project/stack`.
    pub(crate) of: String,
    terminal: Option<Arc<TerminalPrompt>>,
    reporter: Arc<Reporter>,
    keys: OnceLock<(Arc<Keys>, Arc<dyn Sealer>)>,
    /// The key protection of the configuration's secrets if it is not that of the state: `--sandbox` has a separate
    /// state and reads the secrets of the real stack.
    shared_secrets: Option<KeyProtection>,
    shared_keys: OnceLock<Arc<dyn Sealer>>,
    document: Document,
    source: Option<Source>,
    ready: Option<Ready>,
    /// The state that is loaded while the program runs.
    ahead: Mutex<Option<LoadAhead>>,
}

/// Parses the setting of a key protection.
fn key_protection(setting: Option<&str>) -> Result<KeyProtection> {
    let read = setting.map_or(Ok(KeyProtection::default()), str::parse);
    read.map_err(|why: String| Failure::new(format!("`archipel.secrets`: {why}")).exit(Exit::Usage).into())
}

/// Reports warnings about the keys of a stack.
struct Warnings {
    stack: String,
    reporter: Arc<Reporter>,
}

impl std::fmt::Debug for Warnings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Warnings")
    }
}

impl KeyWarnings for Warnings {
    fn weak_passphrase(&self, why: &str) {
        let stack = &self.stack;
        self.reporter
            .notice(Level::Warning, format!("{why} and can be guessed: replace it with `state rotate-key {stack}`"));
    }
}

impl Session {
    /// The name of the selected stack.
    pub(crate) fn name(context: &Context, stack: Option<&str>) -> Result<String> {
        Self::chosen(context, stack, &context.folders()).map(|(name, _)| name)
    }

    fn chosen(
        context: &Context,
        stack: Option<&str>,
        folders: &config::ProjectFolders,
    ) -> Result<(String, Option<PathBuf>)> {
        let stacks = context.stacks(folders)?;
        let named = stack.map(str::to_owned).or_else(|| std::env::var("ARCHIPEL_STACK").ok().filter(|s| !s.is_empty()));
        choose(&stacks, named.as_deref(), folders)
    }

    /// Finds a stack and reads its configuration. Reports all its errors.
    pub(crate) fn open(context: &Context, stack: Option<&str>, with: &WithArgs) -> Result<Self> {
        Self::open_checked(context, stack, with, true)
    }

    /// Like [`Session::open`], also with a configuration that the program does not accept yet: it may lack a secret.
    pub(crate) fn open_incomplete(context: &Context, stack: Option<&str>, with: &WithArgs) -> Result<Self> {
        Self::open_checked(context, stack, with, false)
    }

    fn open_checked(context: &Context, stack: Option<&str>, with: &WithArgs, check: bool) -> Result<Self> {
        let folders = context.folders();
        let (name, file) = Self::chosen(context, stack, &folders)?;
        let document = Document::read(file.as_deref(), &with.config)?;
        let source = context.app.stacks.get(&name).or(context.app.program.as_ref());
        let of = format!("{}/{name}", context.app.project);
        let secrets = match &file {
            Some(file) => file.with_extension(SECRETS),
            None => folders.config.as_ref().unwrap_or(&folders.root).join(format!("{name}.{SECRETS}")),
        };
        let secrets = SecretsFile::read(secrets, &of).map_err(|error| errors::state(&error))?;
        // With secrets, it is complete after they are opened: commands without a program need no key.
        let complete = source.filter(|_| check && secrets.secrets().is_empty());
        let ready = complete.map(|source| source.ready(&document)).transpose();
        let (mut settings, ready) = match (document.settings(), ready) {
            (Ok(settings), Ok(ready)) => (settings, ready),
            (settings, ready) => {
                return Err(settings.err().into_iter().chain(ready.err()).flatten().collect());
            }
        };
        let written = settings.target.unwrap_or(context.app.target);
        let target = if with.sandbox { TargetName::Sandbox } else { written };
        if with.without_cluster_contents && target != TargetName::Sandbox {
            let failure = Failure::new("`--without-cluster-contents` needs the sandbox as the target".to_owned());
            return Err(failure
                .hint("add `--sandbox`, or leave objects out with `--exclude`")
                .exit(Exit::Usage)
                .into());
        }
        let forced = target != written;
        let backups = folders.root.join(BACKUPS);
        let home = folders.root.clone();
        let here = Path::new(STATES).join(&name);
        let (given, root, typed) = match (&with.state, &settings.state) {
            (Some(path), _) => (path.clone(), std::env::current_dir().unwrap_or_default(), true),
            (None, Some(path)) => (path.clone(), folders.root, false),
            (None, None) => (here.clone(), folders.root, false),
        };
        let read = |path: &Path| {
            Location::read(path, &root).map_err(|error| Failure::new(error.to_string()).exit(Exit::Usage))
        };
        // A sandbox selected by `--sandbox` has a separate state on this machine: it needs neither the bucket nor the
        // key of the real one.
        let state = match read(&given)? {
            Location::S3(_) if forced && !typed => read(&here)?.beside(".sandbox"),
            state if forced && !typed => state.beside(".sandbox"),
            state => state,
        };
        let shared_secrets = match settings.secrets.take_if(|_| forced) {
            Some(text) => Some(key_protection(Some(&text))?),
            None => None,
        };
        if let Some(exposed) = AnyStore::exposed(&state) {
            let warning = format!(
                "other users of this machine can read the state: {exposed}; the next run that writes will restrict its permissions"
            );
            context.reporter.notice(Level::Warning, warning);
        }
        let configuration = document.values();
        let identity = state.to_string();
        let Context { global, output, reporter, .. } = context;
        let terminal = TerminalPrompt::at_terminal(&name, global.json, output, reporter).map(Arc::new);
        let (keys, source) = (OnceLock::new(), source.cloned());
        Ok(Self {
            name,
            settings,
            target,
            without_cluster_contents: with.without_cluster_contents,
            state,
            home: identity,
            backups,
            configuration,
            root: home,
            secrets,
            of,
            terminal,
            reporter: Arc::clone(reporter),
            keys,
            shared_secrets,
            shared_keys: OnceLock::new(),
            document,
            source,
            ready,
            ahead: Mutex::new(None),
        })
    }

    /// Reads the recovery program of the stack.
    #[cfg(feature = "recovery")]
    pub(crate) fn recovery(&self, source: &crate::recovery::RecoverySource) -> Result<crate::recovery::ReadyRecovery> {
        source.ready(&self.document)
    }

    /// The recovery plan of the stack, without its program: its state is beside that of the stack, and calls without a
    /// region go to `region`.
    #[cfg(feature = "recovery")]
    pub(crate) fn of_recovery(&self, region: &str) -> Self {
        Self {
            name: self.name.clone(),
            settings: Settings { home_region: Some(region.to_owned()), ..self.settings.clone() },
            target: self.target,
            without_cluster_contents: self.without_cluster_contents,
            state: self.state.clone().beside(".recovery"),
            home: self.home.clone(),
            backups: self.backups.clone(),
            configuration: self.configuration.clone(),
            root: self.root.clone(),
            secrets: self.secrets.clone(),
            of: self.of.clone(),
            terminal: self.terminal.clone(),
            reporter: Arc::clone(&self.reporter),
            keys: self.keys.clone(),
            shared_secrets: self.shared_secrets.clone(),
            shared_keys: self.shared_keys.clone(),
            document: self.document.clone(),
            source: None,
            ready: None,
            ahead: Mutex::new(None),
        }
    }

    /// The terminal prompt, if there is a terminal.
    pub(crate) fn terminal(&self) -> Option<&Arc<TerminalPrompt>> {
        self.terminal.as_ref()
    }

    /// The keys of this stack with a protection and the variable of the passphrase.
    pub(crate) fn keys_with(&self, protection: KeyProtection, variable: &str) -> Result<Keys> {
        let passphrase = seal::from_env(variable).map_err(|error| {
            Failure::new(format!("cannot configure the key of the state's secrets: {error}")).exit(Exit::Usage)
        })?;
        #[cfg(feature = "aws")]
        if let KeyProtection::Kms(key) = &protection {
            crate::kms::verify(&crate::endpoints::endpoints(&self.settings), key)?;
        }
        #[cfg(feature = "aws")]
        let service: Option<Arc<dyn KeyService>> =
            Some(Arc::new(crate::kms::Kms { endpoints: crate::endpoints::endpoints(&self.settings) }));
        #[cfg(not(feature = "aws"))]
        let service: Option<Arc<dyn KeyService>> = None;
        let prompt = self.terminal.clone().map(|prompt| prompt as Arc<dyn Prompt>);
        let warnings = Arc::new(Warnings { stack: self.name.clone(), reporter: Arc::clone(&self.reporter) });
        let keys = Keys::new(&self.of, protection).passphrase(passphrase).prompt(prompt);
        Ok(keys.service(service).warnings(warnings))
    }

    /// The configured protection of the data keys. Keys with another one are rejected.
    pub(crate) fn key_protection(&self) -> Result<KeyProtection> {
        key_protection(self.settings.secrets.as_deref())
    }

    fn keys(&self) -> Result<&(Arc<Keys>, Arc<dyn Sealer>)> {
        if let Some(keys) = self.keys.get() {
            return Ok(keys);
        }
        let keys = Arc::new(self.keys_with(self.key_protection()?, seal::PASSPHRASE)?);
        let sealer: Arc<dyn Sealer> = Arc::new(CachingSealer::new(Arc::clone(&keys) as Arc<dyn Sealer>));
        Ok(self.keys.get_or_init(|| (keys, sealer)))
    }

    /// Opens and creates the data keys of the stack.
    pub(crate) fn sealer(&self) -> Result<Arc<dyn Sealer>> {
        Ok(Arc::clone(&self.keys()?.1))
    }

    /// Opens and creates the data key of the configuration's secrets.
    pub(crate) fn secrets_sealer(&self) -> Result<Arc<dyn Sealer>> {
        let Some(protection) = &self.shared_secrets else { return self.sealer() };
        if let Some(sealer) = self.shared_keys.get() {
            return Ok(Arc::clone(sealer));
        }
        let keys = self.keys_with(protection.clone(), seal::PASSPHRASE)?;
        let sealer: Arc<dyn Sealer> = Arc::new(CachingSealer::new(Arc::new(keys)));
        Ok(Arc::clone(self.shared_keys.get_or_init(|| sealer)))
    }

    /// Whether the configuration's secrets have another key protection than the state.
    pub(crate) fn shares_secrets(&self) -> bool {
        self.shared_secrets.is_some()
    }

    /// Like [`Session::sealer`], without a prompt for the passphrase.
    pub(crate) fn non_interactive_sealer(&self) -> Result<Arc<dyn Sealer>> {
        let (keys, sealer) = self.keys()?;
        Ok(if keys.would_ask() { Arc::new(NoKey) } else { Arc::clone(sealer) })
    }

    /// Applies the secrets to the configuration.
    fn open_secrets(&mut self) -> Result<()> {
        let opened = self.secrets.open(self.secrets_sealer()?).map_err(|error| self.unopened(&error))?;
        let mut twice = Vec::new();
        for (name, value) in &opened {
            let line = self.document.line_of(name);
            twice.extend(line.map(|line| (name.clone(), line)));
            if !self.document.lay_secret(name, value) {
                let what = format!("the secret `{name}` refers to an element that the configuration does not have");
                return Err(Failure::new(what).at(shown(self.secrets.path())).exit(Exit::Usage).into());
            }
        }
        self.configuration = self.document.values();
        self.ready = self.source.as_ref().map(|source| source.ready(&self.document)).transpose()?;
        let twice = twice.into_iter().map(|(name, line)| {
            let what = format!("`{name}` is set twice: as plain text in the configuration and as an encrypted secret");
            let failure = Failure::new(what).at(line).at(shown(self.secrets.path())).exit(Exit::Usage);
            failure.hint("remove it from the configuration file")
        });
        let twice: Vec<Failure> = twice.collect();
        if twice.is_empty() { Ok(()) } else { Err(twice) }
    }

    /// The error for secrets of the configuration that cannot be opened.
    pub(crate) fn unopened(&self, error: &SealError) -> Failure {
        let failure = Failure::new("cannot open the secrets of the configuration");
        errors::key(failure.at(shown(self.secrets.path())), error)
    }

    /// Runs the program.
    pub(crate) fn program(&mut self, context: &Context) -> Result<Program> {
        if !self.secrets.secrets().is_empty() {
            self.open_secrets()?;
        }
        for (key, line) in self.document.plain_secrets() {
            let message = format!(
                "`{key}` at {line} is a secret in plain text: encrypt it with `secret set {key}` and remove it there"
            );
            context.reporter.notice(Level::Warning, message);
        }
        let ready = self.ready.take().ok_or_else(|| Failure::new("the stack has no program").exit(Exit::Usage))?;
        self.load_ahead();
        let program = program::run(&context.app.project, &self.name, &ready)?;
        let facts = StackMetadata {
            schemas: program.nodes.iter().map(|node| (node.schema.type_name, node.schema)).collect(),
            sources: program.nodes.iter().map(|node| (node.urn.clone(), node.at.to_string())).collect(),
        };
        context.reporter.metadata(facts);
        Ok(program)
    }

    /// Runs the program without reporting anything; `None` if it has errors or needs a passphrase that is not there.
    pub(crate) fn program_without_prompt(&mut self, context: &Context) -> Option<Program> {
        if !self.secrets.secrets().is_empty() {
            if self.keys().ok()?.0.would_ask() {
                return None;
            }
            self.open_secrets().ok()?;
        }
        program::run(&context.app.project, &self.name, &self.ready.take()?).ok()
    }

    /// Starts to load the state, for [`Session::load`]. Not if that would ask for a passphrase: the errors of the program
    /// come first.
    fn load_ahead(&self) {
        if self.keys().is_ok_and(|(keys, _)| !keys.would_ask())
            && let Ok(store) = self.store()
        {
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(LoadAhead::start(store));
        }
    }

    /// Opens the state, for reading and writing, and loads it unless that has begun already.
    pub(crate) async fn load(&self) -> Result<(Arc<AnyStore>, Peek)> {
        let ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner).take();
        let ahead = ahead.map_or_else(|| self.store().map(LoadAhead::start), Ok)?;
        let (store, loaded) = ahead.finish().await;
        Ok((store, loaded.map_err(|error| errors::state(&error))?))
    }

    /// The state, for reading and writing.
    pub(crate) fn store(&self) -> Result<AnyStore> {
        self.open_store(self.options()?)
    }

    /// The options of the state, for reading and writing.
    pub(crate) fn options(&self) -> Result<archipel_state::Options> {
        let mut options = archipel_state::Options::default().sealer(self.sealer()?);
        options.keep_exports = self.settings.keep_exports.map_or(options.keep_exports, NonZeroUsize::get);
        options.keep_runs = self.settings.keep_runs.map_or(options.keep_runs, NonZeroUsize::get);
        Ok(options)
    }

    /// The retained exports of the state, newest first.
    pub(crate) async fn exports(&self) -> Result<Vec<ExportFile>> {
        let kept = AnyStore::exports(&self.state, &archipel_state::Options::default()).await;
        kept.map_err(|error| errors::state(&error).into())
    }

    /// Reads an export, with its secrets encrypted.
    pub(crate) async fn export(&self, kept: &ExportFile) -> std::result::Result<archipel_state::Document, StateError> {
        AnyStore::export(&self.state, &archipel_state::Options::default(), kept).await
    }

    /// The state, for reading without its secrets.
    pub(crate) fn store_without_secrets(&self) -> Result<AnyStore> {
        self.open_store(archipel_state::Options::default().hide_secrets())
    }

    pub(crate) fn open_store(&self, options: archipel_state::Options) -> Result<AnyStore> {
        AnyStore::open(&self.state, options).map_err(|error| errors::state(&error).into())
    }

    /// The recorded state, without secrets. While another run writes, it is the state before that run, with a warning.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot> {
        self.read(&self.store_without_secrets()?).await
    }

    /// Reads a state without its lock.
    pub(crate) async fn read(&self, store: &AnyStore) -> Result<Snapshot> {
        let Peek { snapshot, writer, stale } = store.peek().await.map_err(|error| errors::state(&error))?;
        if let Some(writer) = writer {
            let which = if stale { "the state before that run" } else { "the current, incomplete state" };
            let message = format!("{} is running `{}`; this is {which}", writer.who, writer.what);
            self.reporter.notice(Level::Warning, message);
        }
        Ok(snapshot)
    }

    /// Refuses a state that was applied to another target.
    pub(crate) fn check_target(&self, snapshot: &Snapshot) -> Result<()> {
        match snapshot.meta.get(META_TARGET) {
            Some(target) if target != self.target.as_str() && !snapshot.records.is_empty() => {
                let what = format!(
                    "the state records resources in {target}, but the target of the stack is {}",
                    self.target.as_str()
                );
                Err(Failure::new(what)
                    .at(self.state.to_string())
                    .hint("use a separate state with `--state PATH`, or destroy the recorded resources first")
                    .exit(Exit::Usage)
                    .into())
            }
            _ => Ok(()),
        }
    }

    /// The lock information of this process.
    pub(crate) fn holder(&self, command: &str) -> LockInfo {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let user = set("USER").or_else(|| set("LOGNAME")).unwrap_or_else(|| "unknown user".to_owned());
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|text| text.trim().to_owned());
        let host = host.or_else(|| set("HOSTNAME")).unwrap_or_else(|| "this machine".to_owned());
        LockInfo {
            who: format!("{user}@{host}"),
            pid: std::process::id(),
            what: format!("{command} {}", self.name),
            since: crate::since_1970(),
        }
    }
}
