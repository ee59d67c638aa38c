//! Groups of resources whose value is unknown, and the deletes that they prevent.

use serde::{Deserialize, Serialize};

use super::decision::Pass;
use crate::model::urn::Urn;
use crate::program::{NodeId, Program};

/// Resources that are planned once a value is known: those that [`Scope::for_each`](crate::Scope::for_each) declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Deferred {
    /// The path of components that they are below: `network/zones`.
    pub path: String,
    /// The resources that the value comes from.
    pub waits_for: Vec<Urn>,
}

/// The undecided paths: whether resources below them are wanted is unknown, so none of them is deleted.
#[derive(Default)]
pub(super) struct DeferredSet<'a> {
    program: Option<&'a Program>,
    groups: Vec<(NodeId, &'a str)>,
}

impl<'a> DeferredSet<'a> {
    pub(super) fn new(program: &'a Program, deferred: &[NodeId]) -> Self {
        let path = |node: &NodeId| program.groups.path(*node).map(|path| (*node, path));
        Self { program: Some(program), groups: deferred.iter().filter_map(path).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether a resource is undecided.
    pub(super) fn has(&self, urn: &Urn) -> bool {
        let below = |path: &str| urn.path().strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        self.groups.iter().any(|(_, path)| below(path))
    }

    /// The groups that are planned later, for the plan.
    pub(super) fn deferred(&self, pass: &Pass<'_>) -> Vec<Deferred> {
        let Some(program) = self.program else { return Vec::new() };
        let waits_for = |group: NodeId| {
            let unknown = program.nodes[group.index()].dependencies.iter().filter(|id| pass.is_open(**id));
            unknown.map(|id| program.nodes[id.index()].urn.clone()).collect()
        };
        let mut deferred: Vec<Deferred> = self
            .groups
            .iter()
            .map(|(group, path)| Deferred { path: (*path).to_owned(), waits_for: waits_for(*group) })
            .collect();
        deferred.sort_by(|a, b| a.path.cmp(&b.path));
        deferred
    }
}
