//! A stacks binary with its own resource types: folders and files on this machine.
//!
//! It needs no AWS and no sandbox: `cargo run -p archipel-cli --example files -- up notes`. The tests of the command
//! line run it too; `-C trouble=...` enables what only they need.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use archipel_cli::policy::{Planned, Subject, Violation};
use archipel_cli::{App, Configuration, Problem, Secret};
use archipel_engine::program::{Alias, Hook};
use archipel_engine::resource::{
    DeleteRequest, ErrorKind, Id, Identity, OperationContext, ProviderError, ReadContext, Registry, Resource,
    ResourceState, Result, Status, UpdateRequest,
};
use archipel_engine::schema::{Actions, Idempotency, Meta};
use archipel_engine::{Args, Environment, Options, Stack, Value, exports, output_format, resource, text_type};

text_type! {
    /// The path of a folder, relative to the root of the disk.
    pub FolderPath, text;
}

/// The inputs of a folder.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FolderProps {
    /// Its name.
    #[arg(replace = "a folder keeps its name")]
    pub name: String,
}

/// A folder.
#[resource("disk:fs/Folder", props = FolderProps)]
pub struct Folder {
    /// Its path.
    pub path: FolderPath,
}

/// The inputs of a file.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FileProps {
    /// The folder that contains it.
    #[arg(replace = "a file stays in its folder")]
    pub folder: FolderPath,
    /// Its name.
    #[arg(replace = "a file keeps its name")]
    pub name: String,
    /// Its content.
    #[arg(default = "")]
    pub content: String,
    /// The password of the file.
    #[arg(secret, write_only)]
    pub password: Option<String>,
    /// Passwords by their users; both are secret.
    #[arg(secret, write_only)]
    pub keys: Option<BTreeMap<String, String>>,
}

/// A file.
#[resource("disk:fs/File", props = FileProps)]
pub struct File {
    /// Its path.
    pub path: String,
    /// The ticket that the disk issued for the file, if it issues any.
    #[attr(secret)]
    pub ticket: Option<String>,
}

/// The root folder of the disk.
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    fn at(&self, id: &Id) -> PathBuf {
        self.root.join(id.as_str())
    }

    fn ids(&self, want_files: bool) -> Vec<Id> {
        fn walk(root: &Path, folder: &Path, want_files: bool, into: &mut Vec<Id>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_file() == want_files
                    && let Ok(relative) = path.strip_prefix(root)
                {
                    into.push(Id::new(relative.display().to_string()));
                }
                if path.is_dir() {
                    walk(root, &path, want_files, into);
                }
            }
        }
        let mut ids = Vec::new();
        walk(&self.root, &self.root, want_files, &mut ids);
        ids
    }
}

/// Records a create in the file that the tests name, so that they can count.
fn note(id: &Id) -> std::io::Result<()> {
    use std::io::Write as _;
    match std::env::var_os("DISK_LOG") {
        Some(log) => writeln!(std::fs::File::options().create(true).append(true).open(log)?, "{id}"),
        None => Ok(()),
    }
}

fn io(operation: &str, error: &std::io::Error) -> ProviderError {
    let kind = match error.kind() {
        std::io::ErrorKind::NotFound => ErrorKind::NotFound,
        std::io::ErrorKind::PermissionDenied => ErrorKind::Denied,
        _ => ErrorKind::Invalid,
    };
    ProviderError {
        service: Some("disk".into()),
        operation: Some(operation.into()),
        ..ProviderError::new(kind, error.to_string())
    }
}

/// The number of attempted creates of files.
static FILES: AtomicUsize = AtomicUsize::new(0);

/// Fails or waits if the tests require it.
async fn trouble<R: Resource>(cx: &OperationContext<R>, operation: &str, said: Option<&str>) -> Result<()> {
    let wanted = std::env::var("DISK_TROUBLE").unwrap_or_default();
    if wanted == format!("fail {operation}") {
        return Err(ProviderError {
            code: Some("DiskLimitExceeded".into()),
            service: Some("disk".into()),
            operation: Some(operation.into()),
            region: Some("here".into()),
            request_id: Some("req-1".into()),
            ..ProviderError::new(ErrorKind::Quota, "there is no room for another file")
        });
    }
    // The credentials expire during a run, after this many files.
    if let Some(after) = wanted.strip_prefix("expire after ").and_then(|after| after.parse().ok())
        && operation == "CreateFile"
        && FILES.fetch_add(1, Ordering::Relaxed) >= after
    {
        return Err(ProviderError {
            code: Some("ExpiredToken".into()),
            service: Some("disk".into()),
            operation: Some(operation.into()),
            ..ProviderError::new(ErrorKind::Credentials, "the security token included in the request is expired")
        });
    }
    if wanted == format!("repeat {operation}") {
        // Like some APIs, the error repeats the input.
        return Err(ProviderError::new(
            ErrorKind::Invalid,
            format!("`{}` is not a good password", said.unwrap_or_default()),
        ));
    }
    if wanted == format!("wait {operation}") {
        cx.waiting("the test");
        // The test waits for this file before it sends a signal.
        std::fs::write(std::env::temp_dir().join("waits"), "").map_err(|error| io(operation, &error))?;
        while !std::env::temp_dir().join("go").exists() {
            cx.pause(Duration::from_millis(20)).await?;
        }
    }
    Ok(())
}

/// Fails as if the service could not be reached, so that the outcome is unknown.
fn reach(operation: &str) -> Result<()> {
    if std::env::var("DISK_TROUBLE").is_ok_and(|trouble| trouble == format!("unreachable {operation}")) {
        // The test waits for this file before it sends a signal.
        std::fs::write(std::env::temp_dir().join("waits"), "").map_err(|error| io(operation, &error))?;
        return Err(ProviderError::new(ErrorKind::Ambiguous, "the connection was refused"));
    }
    Ok(())
}

impl Resource for Folder {
    type Api = Disk;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("disk")
            .holds_data("the files in the folder")
            .terraform(&[("disk_folder", "{path}")])
            .terraform_parts(&["disk_folder_mode"])
            .actions(Actions {
                create: &["disk:CreateFolder"],
                read: &["disk:ReadFolder"],
                update: &[],
                delete: &["disk:DeleteFolder"],
            })
    }

    async fn create(cx: &OperationContext<Self>, props: &FolderProps) -> Result<FolderAttrs> {
        trouble(cx, "CreateFolder", None).await?;
        let id = cx
            .allocate(props, || async {
                reach("CreateFolder")?;
                let id = Id::new(&props.name);
                let made = std::fs::create_dir_all(cx.api().at(&id)).and_then(|()| note(&id));
                made.map_err(|error| io("CreateFolder", &error))?;
                Ok(id)
            })
            .await?;
        Ok(FolderAttrs { path: FolderPath::new(id.as_str()) })
    }

    async fn read(cx: &ReadContext<Disk>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let there = ids.iter().filter(|id| cx.api().at(id).is_dir());
        Ok(there
            .map(|id| ResourceState {
                id: id.clone(),
                props: FolderProps { name: id.to_string() },
                attrs: FolderAttrs { path: FolderPath::new(id.as_str()) },
                status: Status::Ready,
            })
            .collect())
    }

    async fn update(_: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<FolderAttrs> {
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        match std::fs::remove_dir(cx.api().at(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io("DeleteFolder", &error)),
            _ => Ok(()),
        }
    }
}

impl Identity<Self> for Folder {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    async fn find(cx: &OperationContext<Self>, props: &FolderProps) -> Result<Vec<Id>> {
        reach("CreateFolder")?;
        Ok(cx.api().ids(false).into_iter().filter(|id| id.as_str() == props.name).collect())
    }

    /// Files and folders have no owner.
    async fn list(cx: &ReadContext<Disk>) -> Result<Vec<Id>> {
        Ok(if cx.lists_every_owner() { cx.api().ids(false) } else { Vec::new() })
    }
}

fn ticket() -> Option<String> {
    std::env::var("DISK_TICKET").ok()
}

fn file_id(props: &FileProps) -> Id {
    Id::new(format!("{}/{}", props.folder, props.name))
}

impl Resource for File {
    type Api = Disk;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("disk").unique(&[&["folder", "name"]]).terraform(&[("disk_file", "{folder}/{name}")])
    }

    async fn create(cx: &OperationContext<Self>, props: &FileProps) -> Result<FileAttrs> {
        trouble(cx, "CreateFile", props.password.as_deref()).await?;
        let id = cx
            .allocate(props, || async {
                let id = file_id(props);
                let made = std::fs::write(cx.api().at(&id), &props.content).and_then(|()| note(&id));
                made.map_err(|error| io("CreateFile", &error))?;
                Ok(id)
            })
            .await?;
        Ok(FileAttrs { path: id.to_string(), ticket: ticket() })
    }

    async fn read(cx: &ReadContext<Disk>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let mut seen = Vec::new();
        for id in ids {
            let Ok(content) = std::fs::read_to_string(cx.api().at(id)) else { continue };
            let (folder, name) = id.as_str().rsplit_once('/').unwrap_or(("", id.as_str()));
            let props = FileProps {
                folder: FolderPath::new(folder),
                name: name.to_owned(),
                content,
                password: None,
                keys: None,
            };
            let attrs = FileAttrs { path: id.to_string(), ticket: ticket() };
            seen.push(ResourceState { id: id.clone(), props, attrs, status: Status::Ready });
        }
        Ok(seen)
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<FileAttrs> {
        std::fs::write(cx.api().at(id), &change.new.content).map_err(|error| io("UpdateFile", &error))?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        match std::fs::remove_file(cx.api().at(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io("DeleteFile", &error)),
            _ => Ok(()),
        }
    }
}

impl Identity<Self> for File {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    async fn find(cx: &OperationContext<Self>, props: &FileProps) -> Result<Vec<Id>> {
        let mut found = vec![file_id(props)];
        if std::env::var("DISK_TROUBLE").is_ok_and(|trouble| trouble == "several") {
            found.push(Id::new(format!("{}.copy", found[0])));
        }
        found.retain(|id| cx.api().at(id).is_file());
        Ok(found)
    }

    /// Files and folders have no owner.
    async fn list(cx: &ReadContext<Disk>) -> Result<Vec<Id>> {
        Ok(if cx.lists_every_owner() { cx.api().ids(true) } else { Vec::new() })
    }
}

exports! {
    /// The outputs of every stack of files.
    pub struct FilesOutputs {
        /// The folder that contains everything.
        folder: String,
    }
}

/// The configuration of a stack of files.
#[derive(Debug, serde::Deserialize)]
struct Config {
    /// The name of the folder.
    folder: String,
    /// The files in it, and their contents.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// A password for all of them.
    password: Option<Secret<String>>,
    /// Files that are created after the folder: each contains its path and this text.
    #[serde(default)]
    later: Vec<String>,
    /// Another stack, whose folder name is exported again.
    reads: Option<String>,
    /// The value to use if the other stack has no folder yet.
    reads_or: Option<String>,
    /// Keys for all of them.
    keys: Option<BTreeMap<String, String>>,
    /// The account of all resources, instead of that of the credentials.
    in_account: Option<String>,
    /// The failure to simulate, for tests.
    trouble: Option<String>,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let empty = self.files.keys().filter(|name| name.contains('/'));
        empty
            .map(|name| {
                Problem::new(
                    format!("files[\"{name}\"]"),
                    "the name of a file contains `/`",
                    "use a name without `/`: files are directly in the folder",
                )
            })
            .collect()
    }
}

fn program(stack: &Stack, config: &Config) -> anyhow::Result<()> {
    let scope = stack.region("here").component("notes");
    let scope = config.in_account.as_ref().map_or(scope.clone(), |account| scope.in_account(account));
    let trouble = config.trouble.as_deref();
    let scope = match trouble {
        Some("transform") => scope.with_transform(|resource| {
            if resource.has("content") {
                resource.set("content", format!("{} was transformed", resource.name()));
            }
        }),
        Some("renaming transform") => scope.with_transform(|resource| resource.rename("another")),
        Some("ignore everything") => scope.with_options(Options::new().ignore_changes("*")),
        Some("replace on every change") => scope.with_options(Options::new().replace_on_changes("*")),
        _ => scope,
    };
    let protected = trouble == Some("protect");
    let folder = Folder::with_options(
        &scope,
        "folder",
        FolderArgs::new(config.folder.as_str()),
        Options::new().protect(protected),
    );
    match trouble {
        Some("forget") => stack.forget("notes/two"),
        Some("forget a declared one") => stack.forget("notes/folder"),
        Some("hooks") => {
            // Hooks get only the variables that the program names.
            let variable = |name: &str| std::env::var(name).unwrap_or_default();
            let hook = |script: &str| {
                let hook = Hook::run(["sh", "-c", script]).timeout(Duration::from_secs(2));
                hook.env("FAIL", variable("DISK_TROUBLE")).env("ROOT", variable("DISK_ROOT"))
            };
            scope.hook(
                "check",
                &folder,
                hook("test -z \"$FAIL$DISK_ROOT$ARCHIPEL_PASSPHRASE\" || { echo not yet >&2; exit 1; }").after_create(),
            );
            scope.hook("drain", &folder, hook("echo drained > $ROOT/drained").before_delete());
            scope.hook("tell", &folder, hook("echo failed > $ROOT/failed").on_failure().continue_on_error());
        }
        Some("hook that hangs") => {
            let hang = Hook::run(["sleep", "600"]).after_create().timeout(Duration::from_secs(1));
            scope.hook("hang", &folder, hang);
        }
        Some("depend on a component") => {
            let after = Options::new().depends_on(&scope);
            Folder::with_options(&stack.region("here"), "last", FolderArgs::new("last"), after);
        }
        Some("import what another file names") => {
            let first = File::new(&scope, "first", FileArgs::new(folder.path(), "first"));
            let import = Options::new().import(first.path());
            File::with_options(&scope, "second", FileArgs::new(folder.path(), "second"), import);
        }
        _ => {}
    }
    for (name, content) in &config.files {
        let args =
            FileArgs::new(folder.path(), name.as_str()).content(content.as_str()).password(config.password.as_ref());
        let args = match &config.keys {
            Some(keys) => args.keys(keys.clone()),
            None => args,
        };
        // Renamed, with an alias.
        let file = match config.trouble.as_deref() {
            Some("renamed") => {
                let options = Options::new().alias(Alias::Name(name.clone()));
                File::with_options(&scope, format!("new-{name}"), args, options)
            }
            _ => File::new(&scope, name, args),
        };
        stack.output(format!("{name}-path"), output_format!("disk/{}", file.path()));
    }
    if !config.later.is_empty() {
        let (names, path) = (config.later.clone(), folder.path());
        let contents = folder.path().map(move |path| {
            let content = |name: &String| (name.clone(), format!("{name} in {path}"));
            names.iter().map(content).collect::<BTreeMap<String, String>>()
        });
        scope.for_each("later", contents, move |scope, name, content| {
            File::new(scope, "file", FileArgs::new(&path, name).content(content));
        });
    }
    if let Some(other) = &config.reads {
        let folder = stack.reference::<FilesOutputs>(other).folder();
        match &config.reads_or {
            Some(default) => stack.output("other-folder", folder.or(default)),
            None => stack.output("other-folder", folder.output()),
        }
    }
    match config.trouble.as_deref() {
        Some("duplicate") => {
            Folder::new(&scope, "folder", FolderArgs::new("another"));
        }
        // A program must not use an input that differs between runs.
        Some("environment") => {
            let note = std::env::var("DISK_NOTE").unwrap_or_default();
            File::new(&scope, "note", FileArgs::new(folder.path(), "note").content(note));
        }
        Some("random") => {
            let text = format!("{:?}", std::collections::hash_map::RandomState::new().hash_one(1));
            File::new(&scope, "note", FileArgs::new(folder.path(), "note").content(text));
        }
        // A function creates the content after the folder exists.
        Some("function") => {
            let content = folder.path().map(|path| format!("I am in {path}"));
            File::new(&scope, "note", FileArgs::new(folder.path(), "note").content(content));
        }
        Some("mistakes") => {
            stack.error("the first thing is wrong");
            stack.error("the second thing is wrong");
        }
        Some("panic with a secret") => {
            panic!("{:?} is not a good password", config.password.as_ref().map(Secret::reveal))
        }
        Some("panic") => panic!("there is no such zone"),
        Some("error") => return Err(anyhow::anyhow!("the file is not there").context("cannot read the list of zones")),
        _ => {}
    }
    if let Some(password) = &config.password {
        stack.output("password", password.output());
    }
    FilesOutputs::export(stack, config.folder.as_str());
    Ok(())
}

/// Waits for the test.
fn wait() {
    while std::env::var("DISK_TROUBLE").is_ok_and(|wanted| wanted == "wait policy")
        && !std::env::temp_dir().join("go").exists()
    {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Files must not be drafts when they are published, and should have content.
fn no_drafts(planned: &Planned<'_>) -> Vec<Violation> {
    let judge = |file: Subject<'_>| match file.inputs.field("content").as_str() {
        Some("panic") => panic!("the policy has a bug"),
        Some(text) if text.contains("DRAFT") => Some(Violation::mandatory(file.urn, "the file is a draft")),
        Some("") => Some(Violation::advisory(file.urn, "the file is empty")),
        _ => None,
    };
    wait();
    planned.of_type("disk:fs/File").filter_map(judge).collect()
}

/// The account of the resources: DISK_ACCOUNT, or DISK_ACCOUNT_NAME for a named account; none if unset, and an error
/// for some values.
async fn account(environment: Environment) -> Result<Option<String>> {
    let variable = match &environment.account {
        Some(name) => format!("DISK_ACCOUNT_{}", name.to_uppercase()),
        None => "DISK_ACCOUNT".to_owned(),
    };
    match std::env::var(variable).as_deref() {
        Ok("unreachable") => Err(ProviderError::new(ErrorKind::Ambiguous, "no answer in time")),
        Ok("expired") => Err(ProviderError {
            code: Some("ExpiredToken".into()),
            ..ProviderError::new(ErrorKind::Credentials, "the security token included in the request is expired")
        }),
        Ok(account) => Ok(Some(account.to_owned())),
        Err(_) => Ok(None),
    }
}

/// The path of a folder `account-NUMBER` contains its account.
fn account_of(_: &str, _: &Id, outputs: &Value) -> Option<String> {
    let path = outputs.field("path").as_str()?;
    path.strip_prefix("account-").and_then(|rest| rest.get(..12)).map(str::to_owned)
}

fn main() -> ExitCode {
    let root = std::env::var_os("DISK_ROOT").map_or_else(|| std::env::temp_dir().join("archipel-files"), PathBuf::from);
    let disk = Arc::new(Disk { root });
    let provider = Registry::new("disk", move |_| Ok(Arc::clone(&disk)))
        .accounts(|environment| Box::pin(account(environment)), account_of)
        .resource::<Folder>()
        .resource::<File>();
    App::new("demo")
        .config_dir("config")
        .program(program)
        .provider(Arc::new(provider))
        .policy("no drafts", no_drafts)
        .run()
}
