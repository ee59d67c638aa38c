//! The errors of planning.

use super::import::ImportRefused;
use super::reason::Reason;
use super::select::Pattern;
use crate::model::urn::Urn;
use crate::program::{ProgramError, SourceLocation};

/// A protected resource that a plan would delete or replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protected {
    pub urn: Urn,
    /// Whether it would be replaced; otherwise it would be deleted.
    pub replaced: bool,
    /// The property by which its service refuses to delete it too, if that is on.
    pub guard: Option<&'static str>,
    pub reasons: Vec<Reason>,
}

impl std::fmt::Display for Protected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.replaced { "replaced" } else { "deleted" };
        let reasons: Vec<String> = self.reasons.iter().map(ToString::to_string).collect();
        write!(f, "{} would be {what}: {}", self.urn, reasons.join("; "))?;
        self.guard.map_or(Ok(()), |guard| write!(f, "; its `{guard}` is on"))
    }
}

/// The errors of planning. Each variant contains every cause, not only the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Errors of the program, by source line.
    #[error("{}", lines("the program has mistakes", .0.iter()))]
    Program(Vec<ProgramError>),
    /// Resources that depend on one another: each on the next, and the last on the first.
    #[error("these resources depend on one another: {}", circle(.0))]
    Cycle(Vec<(Urn, SourceLocation)>),
    /// Protected resources that would be deleted or replaced.
    #[error(
        "{}\nto delete or replace them, first remove the protection in a separate run",
        lines("the plan would delete or replace protected resources", .0.iter())
    )]
    Protected(Vec<Protected>),
    /// Targets or excludes that no resource of the program or of state matches.
    #[error("{}", lines("no resource matches", .0.iter()))]
    NothingMatches(Vec<Pattern>),
    /// Patterns of resources to replace that match none that could be.
    #[error(
        "{}\nname resources that the program declares, the state has and the run selects",
        lines("no resource to replace matches", .0.iter())
    )]
    NothingToReplace(Vec<Pattern>),
    /// Selected resources that need one which is not selected and does not exist yet.
    #[error("{}", lines("dependencies of the targets do not exist yet; select them too", .0.iter().map(Needs)))]
    NotCreated(Vec<(Urn, Urn)>),
    /// Resources that were selected for deletion, and others that depend on them and were not.
    #[error("{}", lines("other resources depend on those to be deleted; select them too", .0.iter().map(Needs)))]
    StillNeeded(Vec<(Urn, Urn)>),
    /// Imports that were refused.
    #[error("{}", lines("cannot import all resources", .0.iter()))]
    Import(Vec<ImportRefused>),
    /// Resources in state whose type no provider serves.
    #[error(
        "{}\nrestore the provider of these types, or remove the resources from the state",
        lines("cannot delete these resources: no provider has their type", .0.iter())
    )]
    UnknownTypes(Vec<Urn>),
    /// Resources with recorded hooks of a kind that no provider runs.
    #[error(
        "{}\nrestore the provider of these hooks, or remove the hooks in a separate run that keeps the resources",
        lines("cannot delete these resources: no provider runs their hooks", .0.iter().map(HookOf))
    )]
    UnknownHooks(Vec<(Urn, String)>),
}

struct HookOf<'a>(&'a (Urn, String));

impl std::fmt::Display for HookOf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} has a hook of the kind `{}`", self.0.0, self.0.1)
    }
}

struct Needs<'a>(&'a (Urn, Urn));

impl std::fmt::Display for Needs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} depends on {}", self.0.0, self.0.1)
    }
}

fn lines(head: &str, items: impl Iterator<Item = impl std::fmt::Display>) -> String {
    items.fold(format!("{head}:"), |text, item| format!("{text}\n  {item}"))
}

fn circle(nodes: &[(Urn, SourceLocation)]) -> String {
    let mut named: Vec<String> = nodes.iter().map(|(urn, at)| format!("{urn} ({at})")).collect();
    named.extend(nodes.first().map(|(urn, _)| urn.to_string()));
    named.join(" -> ")
}
