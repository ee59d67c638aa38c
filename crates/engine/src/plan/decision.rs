//! Decisions about nodes, and the inputs of decisions.

use std::collections::{BTreeMap, BTreeSet};

use super::evaluate::Values;
use super::import::{ImportRefused, ManagedIds};
use super::matching::Matched;
use super::reason::Reason;
use super::request::{DataRequest, DataResults, PlanOptions};
use super::select::Selected;
use super::step::PropertyChange;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{DeclaredHook, Node, NodeId, Program, ProgramError};
use crate::provider::{Id, Schemas};
use crate::state::Desired;

/// The decision about a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: it is as it should be, was read, is not selected, or is mistaken.
    Nothing,
    /// State is to record other options, dependencies or another name.
    UpdateState,
    Create,
    /// An interrupted create is to be finished, and the result perhaps updated.
    Resume {
        update: bool,
    },
    Update,
    Replace {
        first: bool,
    },
    /// A data source is read during the apply.
    Read,
    /// An existing resource is imported.
    Import,
}

impl Verdict {
    /// Whether the resource will be another one, or different, after the apply.
    pub(super) fn changes(self) -> bool {
        !matches!(self, Self::Nothing | Self::UpdateState | Self::Import)
    }
}

/// The decision about a node, with its values.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) verdict: Verdict,
    /// The desired state. Empty when no action is needed.
    pub(super) desired: Desired,
    pub(super) changes: Vec<PropertyChange>,
    pub(super) reasons: Vec<Reason>,
    /// The id of a resource that is imported.
    pub(super) import: Option<Id>,
}

impl Decision {
    pub(super) fn nothing() -> Self {
        Self {
            verdict: Verdict::Nothing,
            desired: Desired::default(),
            changes: Vec::new(),
            reasons: Vec::new(),
            import: None,
        }
    }
}

/// The inputs of a pass.
pub(super) struct Input<'a> {
    pub(super) program: &'a Program,
    pub(super) options: &'a PlanOptions,
    pub(super) schemas: &'a dyn Schemas,
    pub(super) matched: &'a Matched<'a>,
    pub(super) data: &'a DataResults,
    pub(super) selected: &'a Selected,
    /// For each data source, the resources behind it. Empty for resources.
    pub(super) through_data_sources: &'a [Vec<NodeId>],
    /// Nodes whose old resource must be deleted first if they are replaced.
    pub(super) delete_first: &'a BTreeSet<usize>,
    /// The hooks of the program, by node.
    pub(super) hooks: &'a BTreeMap<usize, Vec<&'a DeclaredHook>>,
    /// The ids that the stack already has, for imports.
    pub(super) taken: &'a ManagedIds<'a>,
}

impl Input<'_> {
    /// The newest revision of a node that was recorded; a new resource has the next one.
    pub(super) fn newest_revision(&self, index: usize) -> u32 {
        let vanished = self.options.vanished.get(&self.program.nodes[index].urn).copied();
        self.matched.newest[index].max(vanished.unwrap_or(0))
    }
}

/// The result of a pass.
pub(super) struct Pass<'a> {
    pub(super) decisions: Vec<Decision>,
    pub(super) values: Values<'a>,
    pub(super) mistakes: BTreeSet<ProgramError>,
    pub(super) requests: Vec<DataRequest>,
    /// Selected resources and their dependencies that do not exist and are not selected.
    pub(super) missing: BTreeSet<(Urn, Urn)>,
    /// The imports that were refused.
    pub(super) refused: Vec<ImportRefused>,
    /// Groups of resources whose values are known.
    pub(super) expansions: Vec<(NodeId, Value)>,
    /// Groups whose values are unknown.
    pub(super) deferred: Vec<NodeId>,
    /// The ids that are imported, with the resource that takes each.
    pub(super) imported: BTreeMap<(&'static str, Environment, Id), Urn>,
    pub(super) awaiting: Vec<bool>,
}

impl Pass<'_> {
    /// Whether the plan defers a part of a node.
    pub(super) fn is_open(&self, node: NodeId) -> bool {
        self.decisions[node.index()].verdict.changes() || self.values.has_unknown(node.index())
    }
}

/// How the inputs of a resource relate to those that state records.
#[derive(Clone, Copy)]
pub(super) struct Given<'i> {
    /// Whether they are equal.
    pub(super) as_recorded: bool,
    /// The inputs of a replacement, where `ignore_changes` makes them differ.
    pub(super) replacement: Option<&'i Value>,
}

/// The name that state will have for a resource: an earlier one, if it was renamed and is not selected.
pub(super) fn state_name<'i>(input: &Input<'i>, id: NodeId) -> &'i Urn {
    match input.matched.moved_from.get(&id.index()) {
        Some(from) if !input.selected.node(id.index()) => from,
        _ => &input.program.nodes[id.index()].urn,
    }
}

/// The resources that a node depends on, those behind data sources included.
pub(super) fn through_data_sources<'i>(input: &Input<'i>, node: &'i Node) -> impl Iterator<Item = NodeId> + 'i {
    let (program, through_data_sources) = (input.program, input.through_data_sources);
    node.dependencies.iter().flat_map(move |id| {
        let data = program.nodes[id.index()].schema.data_source;
        let through: &[NodeId] = if data { &through_data_sources[id.index()] } else { std::slice::from_ref(id) };
        through.iter().copied()
    })
}
