//! What a plan is made by: options, and the answers of data sources.

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
    /// What depends on targets too.
    pub target_dependents: bool,
    /// What targets depend on too. A destroy deletes nothing for it.
    pub target_dependencies: bool,
    /// Resources that a refresh found to be gone, with the generation that is. The caller has taken their records
    /// out of the snapshot.
    pub vanished: BTreeMap<Urn, u32>,
}

/// What data sources answered, by node, and what was read of resources to be imported.
pub type DataResults = BTreeMap<NodeId, Value>;

/// A data source, or something to be imported, that must be read before the plan can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct DataRequest {
    /// Its node: the key of its answer in [`DataResults`].
    pub node: NodeId,
    /// Its name.
    pub urn: Urn,
    /// Its type.
    pub type_name: String,
    /// Where to read it.
    pub environment: Environment,
    /// Its arguments, all known.
    pub inputs: Value,
    /// For a resource that is to be imported: its id. The answer is then [`Imported::into_value`], or `Null` where
    /// there is no such thing.
    pub import: Option<Id>,
}
