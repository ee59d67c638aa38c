//! Why there is no plan.

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

/// Why there is no plan. Each variant names all that stands in its way, not only the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Mistakes of the program, by source line.
    #[error("{}", lines("the program has mistakes", .0.iter()))]
    Program(Vec<ProgramError>),
    /// Resources that depend on one another: each on the next, and the last on the first.
    #[error("these resources depend on one another: {}", circle(.0))]
    Cycle(Vec<(Urn, SourceLocation)>),
    /// Protected resources that would be deleted or replaced.
    #[error(
        "{}\ntake the protection off in a run of its own, if this is meant",
        lines("protected resources are in the way", .0.iter())
    )]
    Protected(Vec<Protected>),
    /// Targets or excludes that no resource of the program or of state matches.
    #[error("{}", lines("no resource matches", .0.iter()))]
    NothingMatches(Vec<Pattern>),
    /// Selected resources that need one which is not selected and does not exist yet.
    #[error("{}", lines("what the targets need does not exist yet; select it too", .0.iter().map(Needs)))]
    NotCreated(Vec<(Urn, Urn)>),
    /// Resources that were selected for deletion, and others that depend on them and were not.
    #[error("{}", lines("others depend on what is to be deleted; select them too", .0.iter().map(Needs)))]
    StillNeeded(Vec<(Urn, Urn)>),
    /// What cannot be taken over.
    #[error("{}", lines("not everything can be imported", .0.iter()))]
    Import(Vec<ImportRefused>),
    /// Resources in state whose type no provider serves.
    #[error(
        "{}\nput the provider back that had these types, or take the resources out of state",
        lines("these resources are to be deleted, and no provider has their type", .0.iter())
    )]
    UnknownTypes(Vec<Urn>),
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
