//! What is decided about each node, and what decisions are made from.

use std::collections::BTreeSet;

use super::evaluate::Values;
use super::import::{ImportRefused, ManagedIds};
use super::matching::Matched;
use super::reason::Reason;
use super::request::{DataRequest, DataResults, PlanOptions};
use super::select::Selected;
use super::step::PropertyChange;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{NodeId, Program, ProgramError};
use crate::provider::Schemas;
use crate::state::Desired;

/// What is to be done with a node.
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
    /// What exists already is taken over.
    Import,
}

impl Verdict {
    /// Whether the resource will be another one, or different, after the apply.
    pub(super) fn changes(self) -> bool {
        !matches!(self, Self::Nothing | Self::UpdateState | Self::Import)
    }
}

/// What was decided for a node.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) verdict: Verdict,
    /// What state is to record. Empty when nothing is to be done.
    pub(super) desired: Desired,
    pub(super) changes: Vec<PropertyChange>,
    pub(super) reasons: Vec<Reason>,
}

impl Decision {
    pub(super) fn nothing() -> Self {
        Self { verdict: Verdict::Nothing, desired: Desired::default(), changes: Vec::new(), reasons: Vec::new() }
    }
}

/// What a pass is made over.
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
    /// What the stack has already, for imports.
    pub(super) taken: &'a ManagedIds<'a>,
}

/// The result of a pass.
pub(super) struct Pass<'a> {
    pub(super) decisions: Vec<Decision>,
    pub(super) values: Values<'a>,
    pub(super) mistakes: BTreeSet<ProgramError>,
    pub(super) requests: Vec<DataRequest>,
    /// Selected resources and what they need that is not there and not selected.
    pub(super) missing: BTreeSet<(Urn, Urn)>,
    /// What cannot be imported.
    pub(super) refused: Vec<ImportRefused>,
    /// Groups of resources whose values are known now.
    pub(super) expansions: Vec<(NodeId, Value)>,
    /// Groups whose values are not.
    pub(super) deferred: Vec<NodeId>,
    pub(super) awaiting: Vec<bool>,
}

impl Pass<'_> {
    /// Whether the plan leaves something of a node open.
    pub(super) fn is_open(&self, node: NodeId) -> bool {
        self.decisions[node.index()].verdict.changes() || self.values.has_unknown(node.index())
    }
}
