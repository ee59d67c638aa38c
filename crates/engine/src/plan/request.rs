//! The inputs of planning: options, and the responses of data sources.

use std::collections::BTreeMap;

use super::select::Pattern;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::NodeId;
use crate::provider::Id;

/// How to plan.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Delete everything that state has, whatever the program declares.
    pub destroy: bool,
    /// Only these; everything when empty.
    pub targets: Vec<Pattern>,
    /// All but these.
    pub excludes: Vec<Pattern>,
    /// Also the dependents of the targets.
    pub target_dependents: bool,
    /// Also the dependencies of the targets. A destroy deletes no additional resources for it.
    pub target_dependencies: bool,
    /// Replace these, although no property asks for it.
    pub replace: Vec<Pattern>,
    /// Protected resources that this plan may delete or replace all the same.
    pub ignore_protect: Vec<Pattern>,
    /// Resources that a refresh did not find, with their revisions. The caller has removed their records from the
    /// snapshot.
    pub vanished: BTreeMap<Urn, u32>,
    /// Resources whose create failed for good, by their names in state, with what the service says.
    pub failed: BTreeMap<Urn, String>,
    /// Resources that their service refuses to update in place, by their names in state, with what the service says.
    pub immutable: BTreeMap<Urn, String>,
}

/// The outputs of data sources, and the state of resources to be imported, by node.
pub type DataResults = BTreeMap<NodeId, Value>;

/// A data source, or a resource to be imported, that must be read before the plan can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct DataRequest {
    /// The node: the key of the response in [`DataResults`].
    pub node: NodeId,
    /// Its name.
    pub urn: Urn,
    /// Its type.
    pub type_name: String,
    /// Where to read it.
    pub environment: Environment,
    /// Its arguments, all known.
    pub inputs: Value,
    /// For a resource that is to be imported: its id. The response is then [`Imported::into_value`], or `Null` if it
    /// does not exist.
    pub import: Option<Id>,
}
