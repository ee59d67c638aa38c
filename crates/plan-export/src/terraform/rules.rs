//! How each type is written in Terraform: the contents of `types.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use archipel_engine::Value;
use archipel_engine::schema::{RecordSchema, Schema, TypeRef};
use serde::Deserialize;

/// A type.
#[derive(Debug, Deserialize)]
pub(super) struct Mapping {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    #[serde(flatten)]
    pub(super) rules: Rules,
    #[serde(default)]
    pub(super) outputs: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) parts: Vec<Part>,
}

/// Terraform's type.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Kind {
    One(String),
    By {
        by: String,
        #[serde(flatten)]
        types: BTreeMap<String, String>,
    },
}

/// A setting that is a resource of its own in Terraform.
#[derive(Debug, Deserialize)]
pub(super) struct Part {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) when: Option<String>,
    pub(super) each: Option<String>,
    #[serde(default)]
    pub(super) refers: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(super) rules: Rules,
}

/// How properties become attributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rules {
    pub(super) rename: BTreeMap<String, String>,
    pub(super) values: BTreeMap<String, BTreeMap<String, Value>>,
    pub(super) add: BTreeMap<String, i64>,
    pub(super) list: Vec<String>,
    pub(super) entries: BTreeMap<String, String>,
    pub(super) set: Vec<Constant>,
    pub(super) omit: Vec<String>,
    pub(super) nested: BTreeMap<String, Rules>,
}

/// An attribute that no property has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Constant {
    pub(super) to: String,
    pub(super) value: Value,
    pub(super) with: Option<String>,
}

/// No rules.
pub(super) static NONE: LazyLock<Rules> = LazyLock::new(Rules::default);

static TYPES: LazyLock<Result<BTreeMap<String, Mapping>, String>> =
    LazyLock::new(|| toml::from_str(include_str!("types.toml")).map_err(|error| error.to_string()));

/// The mapping of a type, if there is one.
pub(super) fn mapping(type_name: &str) -> Option<&'static Mapping> {
    TYPES.as_ref().ok()?.get(type_name)
}

/// The types that have a mapping.
pub fn mapped_types() -> impl Iterator<Item = &'static str> {
    TYPES.as_ref().ok().into_iter().flat_map(BTreeMap::keys).map(String::as_str)
}

impl Kind {
    /// The type of a resource with these inputs.
    pub(super) fn of(&self, inputs: &Value) -> &str {
        match self {
            Self::One(kind) => kind,
            Self::By { by, types } => {
                let value = inputs.field(by).as_str().and_then(|value| types.get(value));
                value.or_else(|| types.values().next()).map_or("", String::as_str)
            }
        }
    }
}

impl Mapping {
    /// The properties that are in a part and not in the main resource.
    pub(super) fn taken(&self) -> Vec<&str> {
        self.parts.iter().flat_map(Part::properties).collect()
    }
}

impl Part {
    fn properties(&self) -> impl Iterator<Item = &str> {
        let renamed = self.rules.rename.keys().filter(|_| self.each.is_none());
        renamed.chain(&self.when).chain(&self.each).map(String::as_str)
    }
}

impl Rules {
    /// The properties that the rules mention.
    fn properties(&self) -> impl Iterator<Item = &String> {
        let with = self.set.iter().filter_map(|constant| constant.with.as_ref());
        let keys = self.rename.keys().chain(self.values.keys()).chain(self.add.keys()).chain(self.entries.keys());
        keys.chain(&self.list).chain(&self.omit).chain(self.nested.keys()).chain(with)
    }
}

/// What is wrong with the mapping of a type: properties and outputs that its schema does not have, and records that
/// Terraform's blocks cannot be made of.
#[must_use]
pub fn mistakes(schema: &Schema) -> Vec<String> {
    let mapping = match &*TYPES {
        Ok(types) => types.get(schema.type_name),
        Err(error) => return vec![error.clone()],
    };
    let Some(mapping) = mapping else { return vec!["it has no mapping".to_owned()] };
    let mut mistakes = of_rules(&mapping.rules, schema.inputs);
    for part in &mapping.parts {
        mistakes.extend(part.properties().filter(|name| schema.inputs.field(name).is_none()).map(unknown));
        if part.each.is_none() {
            mistakes.extend(of_rules(&part.rules, schema.inputs));
        }
    }
    let outputs: BTreeSet<&str> = schema.outputs.iter().map(|output| output.name).collect();
    mistakes.extend(mapping.outputs.keys().filter(|name| !outputs.contains(name.as_str())).map(|name| unknown(name)));
    mistakes
}

fn unknown(name: &str) -> String {
    format!("`{name}` is not a property of it")
}

fn of_rules(rules: &Rules, record: &RecordSchema) -> Vec<String> {
    let mut mistakes: Vec<String> =
        rules.properties().filter(|name| record.field(name).is_none()).map(|name| unknown(name)).collect();
    for (name, nested) in &rules.nested {
        match record.field(name).and_then(|field| record_of(&field.ty)) {
            Some(record) => {
                mistakes.extend(of_rules(nested, record).into_iter().map(|mistake| format!("{name}: {mistake}")))
            }
            None => mistakes.push(format!("`{name}` has no fields")),
        }
    }
    mistakes
}

/// The record that a property is, or is a list of.
pub(super) fn record_of(ty: &TypeRef) -> Option<&'static RecordSchema> {
    match ty {
        TypeRef::Record(record) => Some(record),
        TypeRef::List(of) => record_of(of),
        _ => None,
    }
}
