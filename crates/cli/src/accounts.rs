//! The account guard: refuses to apply a state with credentials of another account than it was created in.
//!
//! Resources are looked up by id. With the credentials of another account every id is unknown: a refresh would record
//! all resources as gone, and a run would create them again. The first apply therefore records the account of each
//! scope in the state, and every command that calls a provider compares the accounts before it reads or writes.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::apply::Providers;
use archipel_engine::program::{Node, Program};
use archipel_engine::resource::{ErrorKind, ProviderError};
use archipel_engine::state::{Change, Snapshot};
use archipel_engine::urn::GLOBAL;
use archipel_engine::{Environment, Urn};

use crate::errors::{self, Failure, Provided, Result};
use crate::exit::Exit;
use crate::session::Session;

/// The prefix of the metadata keys in a state that record accounts: `account.PROVIDER`, or `account.PROVIDER.NAME`
/// for a scope in the account NAME of the configuration.
const META: &str = "account";

/// The credentials of one provider: those of the run, or those of a configured account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    provider: String,
    account: Option<String>,
}

impl Scope {
    pub(crate) fn new(urn: &Urn, account: Option<&str>) -> Self {
        let type_name = urn.type_name();
        let provider = type_name.split(':').next().unwrap_or(type_name).to_owned();
        Self { provider, account: account.map(str::to_owned) }
    }

    fn key(&self) -> String {
        let Self { provider, account } = self;
        account.as_ref().map_or_else(|| format!("{META}.{provider}"), |name| format!("{META}.{provider}.{name}"))
    }

    fn environment(&self) -> Environment {
        Environment { region: GLOBAL.to_owned(), account: self.account.clone() }
    }
}

/// The scopes that a program uses.
pub(crate) fn of_program(program: &Program) -> BTreeSet<Scope> {
    of_nodes(&program.nodes)
}

/// The scopes that nodes use.
pub(crate) fn of_nodes(nodes: &[Node]) -> BTreeSet<Scope> {
    nodes.iter().map(|node| Scope::new(&node.urn, node.environment.account.as_deref())).collect()
}

/// The scopes that a state uses, interrupted operations included.
pub(crate) fn of_state(snapshot: &Snapshot) -> BTreeSet<Scope> {
    let records =
        snapshot.records.values().map(|record| Scope::new(&record.key.urn, record.environment.account.as_deref()));
    let pending =
        snapshot.pending.iter().map(|pending| Scope::new(&pending.key.urn, pending.environment.account.as_deref()));
    records.chain(pending).collect()
}

/// The source of the expected account.
enum Source {
    Configuration,
    Meta,
    /// A state that was written before accounts were recorded.
    Records,
}

/// Refuses credentials of another account than the configured one or that of the state. Returns the changes that the
/// next apply must record.
///
/// Without an expected account and without a write (`writes`), no provider is called.
pub(crate) async fn verify(
    session: &Session,
    providers: &Providers,
    snapshot: &Snapshot,
    used: BTreeSet<Scope>,
    writes: bool,
) -> Result<Vec<Change>> {
    let mut failures = Vec::new();
    let mut changes = Vec::new();
    for scope in used.into_iter().chain(of_state(snapshot)).collect::<BTreeSet<_>>() {
        let Some(provider) = providers.iter().find(|provider| provider.name() == scope.provider) else { continue };
        let expected = expected(session, snapshot, &scope, |record| {
            provider.account_of(record.key.urn.type_name(), &record.id, &record.outputs)
        });
        if expected.is_empty() && !writes {
            continue;
        }
        let found = match provider.account(&scope.environment()).await {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(error) => {
                failures.push(unknown(&error, &scope));
                continue;
            }
        };
        let other = expected.into_iter().find(|(_, accounts)| !accounts.contains(&found));
        if let Some((source, accounts)) = other {
            failures.push(refused(session, &scope, &found, &source, &accounts));
        } else if snapshot.meta.get(&scope.key()) != Some(&found) {
            changes.push(Change::Meta(scope.key(), Some(found)));
        }
    }
    // Report wrong accounts first: the first error decides the exit code.
    failures.sort_by_key(|failure| failure.exit_code() != Exit::Usage);
    if failures.is_empty() { Ok(changes) } else { Err(failures) }
}

/// The expected accounts of a scope, each with its source.
fn expected(
    session: &Session,
    snapshot: &Snapshot,
    scope: &Scope,
    account_of: impl Fn(&archipel_engine::state::Record) -> Option<String>,
) -> Vec<(Source, BTreeSet<String>)> {
    let mut expected = Vec::new();
    if let (Some(account), None) = (&session.settings.account, &scope.account) {
        expected.push((Source::Configuration, BTreeSet::from([account.as_str().to_owned()])));
    }
    if !of_state(snapshot).contains(scope) {
        // A state without resources in this scope expects no account.
        return expected;
    }
    if let Some(account) = snapshot.meta.get(&scope.key()) {
        expected.push((Source::Meta, BTreeSet::from([account.clone()])));
    } else {
        let records = snapshot
            .records
            .values()
            .filter(|record| Scope::new(&record.key.urn, record.environment.account.as_deref()) == *scope);
        let accounts: BTreeSet<String> = records.filter_map(|record| account_of(record)).collect();
        if !accounts.is_empty() {
            expected.push((Source::Records, accounts));
        }
    }
    expected
}

fn credentials(scope: &Scope) -> String {
    match &scope.account {
        None => "the credentials".to_owned(),
        Some(name) => format!("the credentials of `archipel.accounts.{name}`"),
    }
}

fn refused(session: &Session, scope: &Scope, found: &str, source: &Source, accounts: &BTreeSet<String>) -> Failure {
    let expected = accounts.iter().map(String::as_str).collect::<Vec<_>>().join(" or ");
    let (says, at) = match source {
        Source::Configuration => {
            (format!("the configuration of {} requires `account = \"{expected}\"`", session.name), None)
        }
        Source::Meta => (
            format!("the state of {} was applied in account {expected}", session.name),
            Some(session.state.to_string()),
        ),
        Source::Records => (
            format!("the state of {} records resources of account {expected}", session.name),
            Some(session.state.to_string()),
        ),
    };
    let what = format!("{} belong to account {found}, but {says}", credentials(scope));
    let failure = Failure::new(what).why("nothing was read or changed there").exit(Exit::Usage);
    let failure = at.into_iter().fold(failure, Failure::at);
    let with = match &scope.account {
        None => format!("use credentials of account {expected}, for example with AWS_PROFILE or `archipel.profile`"),
        Some(name) => format!("set `archipel.accounts.{name}` to a role of account {expected}"),
    };
    failure.hint(match source {
        Source::Configuration => format!("{with}; if account {found} is the right one, correct `archipel.account`"),
        Source::Meta | Source::Records => format!(
            "{with}; to apply the stack in account {found}, use a separate state with `--state`, or destroy the \
             recorded resources first"
        ),
    })
}

/// The error for an undetermined account. It does not imply another account.
fn unknown(error: &ProviderError, scope: &Scope) -> Failure {
    let what = format!("cannot determine the account of {}; nothing was read or changed", credentials(scope));
    let failure = errors::provider(error, &Provided { what: &what, ..Provided::default() });
    match error.kind {
        ErrorKind::Ambiguous | ErrorKind::Timeout | ErrorKind::NotYet | ErrorKind::Throttled => {
            failure.why("the call failed, which does not mean that they belong to another account")
        }
        _ => failure,
    }
}

/// The accounts of the credentials, for a plan file: `account` for AWS, `account.NAME` for others.
pub(crate) async fn of_credentials(providers: &Providers) -> Result<BTreeMap<String, String>> {
    let mut accounts = BTreeMap::new();
    for provider in providers.iter() {
        let scope = Scope { provider: provider.name().to_owned(), account: None };
        match provider.account(&scope.environment()).await {
            Ok(Some(account)) if scope.provider == "aws" => drop(accounts.insert(META.to_owned(), account)),
            Ok(Some(account)) => drop(accounts.insert(scope.key(), account)),
            Ok(None) => {}
            Err(error) => return Err(unknown(&error, &scope).into()),
        }
    }
    Ok(accounts)
}
