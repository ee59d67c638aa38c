//! The outputs that nodes will have, as far as they are known during planning.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::schema::{OutputSchema, Schema};
use crate::model::value::Value;
use crate::program::{Env, Node, NodeId, Program};
use crate::state::{Phase, Record};

/// The attributes of one node.
#[derive(Clone, Debug)]
pub(super) enum Attributes<'a> {
    /// Unknown: it will be created, could not be evaluated, or has not been evaluated yet.
    Unknown,
    /// Those that state records.
    Recorded(&'a Record),
    /// Those that a step will leave, unknown ones marked.
    Planned(BTreeMap<String, Value>),
    /// Those that were read.
    Data(&'a Value),
}

/// The environment in which a program's expressions are evaluated.
pub(super) struct Values<'a> {
    program: &'a Program,
    of: Vec<Attributes<'a>>,
}

impl<'a> Values<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        Self { program, of: vec![Attributes::Unknown; program.nodes.len()] }
    }

    pub(super) fn set(&mut self, node: usize, attributes: Attributes<'a>) {
        self.of[node] = match attributes {
            // Its create has not finished.
            Attributes::Recorded(record) if record.outputs.is_null() => Attributes::Unknown,
            attributes => attributes,
        };
    }

    /// Whether any attribute of the node is only known after an apply.
    pub(super) fn has_unknown(&self, node: usize) -> bool {
        match &self.of[node] {
            Attributes::Unknown => true,
            Attributes::Planned(planned) => planned.values().any(Value::has_unknown),
            Attributes::Recorded(record) => record.outputs.has_unknown(),
            Attributes::Data(data) => data.has_unknown(),
        }
    }

    fn node(&self, node: NodeId) -> &Node {
        &self.program.nodes[node.index()]
    }
}

impl Env for Values<'_> {
    fn attributes(&self, node: NodeId) -> Value {
        let attributes = match &self.of[node.index()] {
            Attributes::Unknown => return Value::Unknown,
            Attributes::Planned(planned) => Value::Map(planned.clone()),
            Attributes::Recorded(record) => known_all(record.outputs.clone()),
            Attributes::Data(data) => known_all((*data).clone()),
        };
        self.node(node).marked_outputs(attributes)
    }

    fn attribute(&self, node: NodeId, name: &str) -> Value {
        let attribute = match &self.of[node.index()] {
            Attributes::Unknown => return Value::Unknown,
            Attributes::Planned(planned) => planned.get(name).cloned().unwrap_or_default(),
            Attributes::Recorded(record) => record.outputs.field(name).clone(),
            Attributes::Data(data) => data.field(name).clone(),
        };
        self.node(node).marked_output(name, attribute)
    }
}

/// The environment as it was before the plan: every node as state records it.
pub(super) struct Before<'v, 'a>(pub(super) &'v Values<'a>, pub(super) &'v [Option<&'a Arc<Record>>]);

impl Env for Before<'_, '_> {
    fn attributes(&self, node: NodeId) -> Value {
        match self.1[node.index()] {
            Some(record) => self.0.node(node).marked_outputs(known_all(record.outputs.clone())),
            None => self.0.attributes(node),
        }
    }
}

/// The attributes, which are unknown where an interrupted create has recorded none.
fn known_all(attributes: Value) -> Value {
    if attributes.is_null() { Value::Unknown } else { attributes }
}

fn marked(output: Option<&OutputSchema>, value: Value) -> Value {
    match value {
        Value::Null | Value::Unknown => value,
        value if output.is_some_and(|output| output.secret) => value.into_secret(),
        value => value,
    }
}

/// The outputs after a create or a replacement: those that repeat an input are known, the others are not.
pub(super) fn after_create(schema: &Schema, inputs: &Value) -> BTreeMap<String, Value> {
    planned(schema, inputs, |_| Value::Unknown)
}

/// The outputs after an in-place update.
pub(super) fn after_update(schema: &Schema, inputs: &Value, record: &Record) -> BTreeMap<String, Value> {
    planned(schema, inputs, |output| match &record.outputs {
        _ if output.changes_on_update || record.phase != Phase::Live => Value::Unknown,
        // The record may have been written by a version of the type that had fewer attributes.
        Value::Map(recorded) => recorded.get(output.name).cloned().unwrap_or(Value::Unknown),
        _ => Value::Unknown,
    })
}

/// The outputs of an imported resource: as they were read.
pub(super) fn after_import(schema: &Schema, inputs: &Value, read: &Value) -> BTreeMap<String, Value> {
    let read = known_all(read.clone());
    planned(schema, inputs, |output| read.field(output.name).clone())
}

fn planned(schema: &Schema, inputs: &Value, other: impl Fn(&OutputSchema) -> Value) -> BTreeMap<String, Value> {
    schema
        .outputs
        .iter()
        .map(|output| {
            let value = match output.input {
                Some(input) => match inputs.field(input) {
                    // Left to the API to choose.
                    Value::Null if schema.inputs.field(input).is_some_and(|field| field.computed) => other(output),
                    value => value.clone(),
                },
                None => other(output),
            };
            (output.name.to_owned(), marked(Some(output), value))
        })
        .collect()
}
