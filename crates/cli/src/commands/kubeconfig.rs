//! `kubeconfig`: the kubeconfig of a stack's clusters.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use archipel_engine::state::{Phase, Record, Snapshot};
use clap::Args;
use serde::Serialize;

use super::eks_token::{API_VERSION, EksTokenArgs};
use crate::args::StackArgs;
use crate::config::TargetName;
use crate::context::Context;
use crate::endpoints::endpoints;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::session::Session;
use crate::target;

/// The resource type of clusters.
const CLUSTER: &str = "aws:eks/Cluster";
/// The first line of files that may be overwritten.
const MARK: &str = "# Written by `kubeconfig`";

/// A configuration file of `kubectl`.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Kubeconfig {
    #[serde(rename = "apiVersion")]
    api_version: &'static str,
    kind: &'static str,
    current_context: String,
    clusters: Vec<Named<InCluster>>,
    contexts: Vec<Named<InContext>>,
    users: Vec<Named<InUser>>,
}

#[derive(Serialize)]
struct Named<T> {
    name: String,
    #[serde(flatten)]
    what: T,
}

#[derive(Serialize)]
struct InCluster {
    cluster: Cluster,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Cluster {
    server: String,
    certificate_authority_data: String,
}

#[derive(Serialize)]
struct InContext {
    context: ContextOf,
}

#[derive(Serialize)]
struct ContextOf {
    cluster: String,
    user: String,
}

#[derive(Serialize)]
struct InUser {
    user: User,
}

#[derive(Serialize)]
struct User {
    exec: Exec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exec {
    api_version: &'static str,
    command: String,
    args: Vec<String>,
    interactive_mode: &'static str,
}

/// Arguments of `kubeconfig`.
#[derive(Debug, Args)]
pub(crate) struct KubeconfigArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// Write it to a file that only you can read, for KUBECONFIG; files not written by this command are not
    /// overwritten
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn kubeconfig(context: &Context, args: &KubeconfigArgs) -> Result<Exit> {
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let snapshot = session.snapshot().await?;
    let config = of(context, &session, &snapshot)?;
    let yaml = serde_yaml_ng::to_string(&config)
        .map_err(|error| Failure::new(format!("the clusters cannot be serialized to YAML: {error}")))?;
    let text = format!("{MARK}: the clusters of {}\n{yaml}", session.of);
    let Some(file) = &args.out else { return context.print(&config, || text) };
    write(file, &text)?;
    let names: Vec<&str> = config.contexts.iter().map(|context| context.name.as_str()).collect();
    let said = format!("{} in {}: export KUBECONFIG={0}\n", names.join(" and "), file.display());
    context.print(&serde_json::json!({ "file": file, "contexts": names }), || said)
}

fn of(context: &Context, session: &Session, snapshot: &Snapshot) -> Result<Kubeconfig> {
    let is_cluster = |record: &&Record| record.key.urn.type_name() == CLUSTER && record.phase == Phase::Live;
    let records = snapshot.records.values().map(AsRef::as_ref).filter(is_cluster);
    let command = std::env::current_exe()
        .map_err(|error| Failure::new(format!("cannot determine the path of this executable: {error}")))?;
    let mut config = Kubeconfig {
        api_version: "v1",
        kind: "Config",
        current_context: String::new(),
        clusters: Vec::new(),
        contexts: Vec::new(),
        users: Vec::new(),
    };
    for record in records {
        let text = |name: &str| record.outputs.field(name).as_str().unwrap_or_default().to_owned();
        let (arn, name) = (text("arn"), text("name"));
        let cluster = Cluster { server: text("endpoint"), certificate_authority_data: text("certificate_authority") };
        let exec = Exec {
            api_version: API_VERSION,
            command: command.display().to_string(),
            args: token_args(context, session, snapshot, record).command_line(),
            interactive_mode: "Never",
        };
        let of = ContextOf { cluster: arn.clone(), user: arn.clone() };
        // Names are unique only within a region of an account.
        let taken = config.contexts.iter().any(|context| context.name == name);
        let context = if taken { arn.clone() } else { name };
        config.contexts.push(Named { name: context, what: InContext { context: of } });
        config.clusters.push(Named { name: arn.clone(), what: InCluster { cluster } });
        config.users.push(Named { name: arn, what: InUser { user: User { exec } } });
    }
    match config.contexts.first() {
        Some(first) => config.current_context = first.name.clone(),
        None => {
            return Err(Failure::new(format!("{} has no clusters", session.name))
                .hint("`up` creates the clusters that the program declares")
                .into());
        }
    }
    Ok(config)
}

/// The arguments of `eks-token` for a cluster, with the credentials that `up` uses.
fn token_args(context: &Context, session: &Session, snapshot: &Snapshot, record: &Record) -> EksTokenArgs {
    let text = |name: &str| record.outputs.field(name).as_str().unwrap_or_default();
    let account = record.environment.account.as_ref();
    let in_sandbox = session.target == TargetName::Sandbox;
    EksTokenArgs {
        cluster: text("name").to_owned(),
        region: record.environment.region.clone(),
        profile: session.settings.profile.clone().filter(|_| !in_sandbox),
        role: account.and_then(|account| session.settings.accounts.get(account)).filter(|_| !in_sandbox).cloned(),
        account: archipel_resources::aws::account_in_arn(text("arn")).filter(|_| !in_sandbox).map(str::to_owned),
        endpoint: endpoints(&session.settings).of("STS").filter(|_| !in_sandbox).map(str::to_owned),
        sandbox: in_sandbox.then(|| target::sandbox_account(context, session, snapshot)),
    }
}

/// Writes a file that only its owner can read, atomically. Refuses to overwrite a file not written by this command.
fn write(file: &Path, text: &str) -> Result<()> {
    let failed =
        |error: &std::io::Error| Failure::new(format!("cannot write the file: {error}")).at(file.display().to_string());
    match std::fs::read_to_string(file) {
        Ok(there) if !there.starts_with(MARK) => {
            return Err(Failure::new("refusing to overwrite a file not written by `kubeconfig`")
                .at(file.display().to_string())
                .hint("choose another file: KUBECONFIG accepts several, separated by `:`")
                .exit(Exit::Usage)
                .into());
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&error).into()),
        _ => {}
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let written = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .tempfile_in(folder)
        .and_then(|mut temporary| {
            temporary.write_all(text.as_bytes())?;
            temporary.persist(file).map_err(|error| error.error)
        });
    written.map(drop).map_err(|error| failed(&error).into())
}
