//! What templates can use: the outputs and resources of a stack, from its state.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::Value;
use archipel_engine::state::{Phase, Record, Snapshot};
use serde::Serialize;
use serde_json::Value as Json;

/// The names in commands and headings.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The binary.
    pub program: &'a str,
    /// The project.
    pub project: &'a str,
    /// The stack.
    pub stack: &'a str,
}

/// A stack.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Facts {
    /// The name of the binary, for commands.
    pub(super) program: String,
    pub(super) project: String,
    pub(super) stack: String,
    /// The serial of the state: which run the runbook describes.
    pub(super) serial: u64,
    pub(super) regions: BTreeSet<String>,
    pub(super) outputs: BTreeMap<String, Json>,
    pub(super) resources: Vec<Fact>,
}

/// A resource.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fact {
    pub(super) urn: String,
    #[serde(rename = "type")]
    pub(super) of_type: String,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) region: String,
    pub(super) id: String,
    pub(super) inputs: Json,
    pub(super) outputs: Json,
    /// The URNs of the resources that it refers to.
    pub(super) dependencies: Vec<String>,
}

impl Facts {
    pub(super) fn of(names: Names<'_>, snapshot: &Snapshot) -> Self {
        let live = snapshot.records.values().filter(|record| record.phase != Phase::Superseded);
        let resources: Vec<Fact> = live.map(|record| Fact::of(record)).collect();
        Self {
            program: names.program.to_owned(),
            project: names.project.to_owned(),
            stack: names.stack.to_owned(),
            serial: snapshot.serial,
            regions: resources.iter().map(|resource| resource.region.clone()).collect(),
            outputs: snapshot.outputs.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
            resources,
        }
    }
}

impl Fact {
    fn of(record: &Record) -> Self {
        let urn = &record.key.urn;
        Self {
            urn: urn.to_string(),
            of_type: urn.type_name().to_owned(),
            path: urn.path().to_owned(),
            name: urn.name().to_owned(),
            region: urn.region().to_owned(),
            id: record.id.to_string(),
            inputs: plain(&record.desired.inputs),
            outputs: plain(&record.outputs),
            dependencies: record.desired.dependencies.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A value for a page: a secret is `(secret)`.
fn plain(value: &Value) -> Json {
    match value {
        Value::Secret(_) => Json::String(archipel_engine::value::MASK.to_owned()),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(map) => Json::Object(map.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
        other => other.masked(),
    }
}
