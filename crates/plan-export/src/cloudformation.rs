//! The generated types of a plan as one CloudFormation template.
//!
//! Their properties are those of CloudFormation, so that nothing is translated. A template is deployed in one region; this
//! one is for scanners and has the resources of every region, each with its region in its metadata.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::policy::Planned;
use archipel_engine::program::Node;
use archipel_engine::{Urn, Value};
use serde_json::{Map, Value as Json, json};

use crate::Exported;
use crate::source::Source;

/// The template.
#[must_use]
pub fn cloudformation(planned: &Planned<'_>) -> Exported {
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    let mut template = Template { planned, names: BTreeMap::new(), parameters: Map::new() };
    let (generated, others): (Vec<_>, Vec<_>) =
        planned.resources().into_iter().partition(|subject| is_generated(subject.urn.type_name()));
    for other in others {
        *left_out.entry(other.urn.type_name().to_owned()).or_default() += 1;
    }
    let mut used = BTreeSet::new();
    for subject in &generated {
        let name = unique(&mut used, logical_name(&format!("{} {}", subject.urn.region(), subject.urn.path())));
        template.names.insert(subject.urn.clone(), name);
    }
    let nodes: BTreeMap<&Urn, &Node> =
        planned.program.into_iter().flat_map(|program| &program.nodes).map(|node| (&node.urn, node)).collect();
    let mut resources = Map::new();
    for subject in &generated {
        let Some(name) = template.names.get(subject.urn).cloned() else { continue };
        let source = Source::of(subject.inputs, nodes.get(subject.urn).copied());
        let properties = template.value(&name, &source).unwrap_or_else(|| json!({}));
        let desired = subject.step.map(|step| &step.desired);
        let desired = desired.or_else(|| planned.snapshot.current(subject.urn).map(|record| &record.desired));
        let mut resource = json!({
            "Type": subject.urn.type_name(),
            "Properties": properties,
            "Metadata": { "Region": subject.urn.region(), "Path": subject.urn.path() },
        });
        if desired.is_some_and(|desired| desired.options.retain) {
            resource["DeletionPolicy"] = "Retain".into();
        }
        let dependencies = desired.into_iter().flat_map(|desired| &desired.dependencies);
        let dependencies: Vec<&String> = dependencies.filter_map(|urn| template.names.get(urn)).collect();
        if !dependencies.is_empty() {
            resource["DependsOn"] = json!(dependencies);
        }
        resources.insert(name, resource);
    }
    let mut document = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": format!("The generated types of {}/{}", planned.plan.project, planned.plan.stack),
        "Resources": resources,
    });
    if !template.parameters.is_empty() {
        document["Parameters"] = Json::Object(template.parameters);
    }
    Exported { document, left_out }
}

/// Whether a type's properties are those of its CloudFormation schema.
fn is_generated(type_name: &str) -> bool {
    type_name.starts_with("AWS::")
}

struct Template<'a> {
    planned: &'a Planned<'a>,
    /// The logical names.
    names: BTreeMap<Urn, String>,
    /// What the template does not know: values of other types, of the service, and secrets.
    parameters: Map<String, Json>,
}

impl Template<'_> {
    /// A value; `None` for a property that is not set.
    fn value(&mut self, of: &str, source: &Source<'_>) -> Option<Json> {
        Some(match source.value {
            Value::Null => return None,
            Value::Bool(on) => Json::Bool(*on),
            Value::Int(number) => Json::from(*number),
            Value::Float(number) => Json::from(*number),
            Value::Str(text) => Json::String(text.clone()),
            Value::List(_) => {
                let items: Vec<Source<'_>> = source.items().collect();
                items.iter().filter_map(|item| self.value(of, item)).collect()
            }
            Value::Map(map) => {
                let entries = map.keys().filter_map(|key| {
                    let of = format!("{of}{}", logical_name(key));
                    Some((key.clone(), self.value(&of, &source.field(key))?))
                });
                Json::Object(entries.collect())
            }
            Value::Unknown => self.unknown(of, source),
            Value::Secret(_) => self.parameter(of, "A secret", true),
        })
    }

    fn unknown(&mut self, of: &str, source: &Source<'_>) -> Json {
        let references = source.references();
        let nodes = self.planned.program.map(|program| &program.nodes);
        let mut referred =
            references.iter().filter_map(|(node, output)| Some((&nodes?.get(node.index())?.urn, output.as_deref()?)));
        let (Some((urn, output)), None) = (referred.next(), referred.next()) else {
            return self.parameter(of, "A value of several resources, or one that the service chooses", false);
        };
        match self.names.get(urn) {
            Some(name) => json!({ "Fn::GetAtt": [name, output] }),
            None => {
                let name = logical_name(&format!("{} {} {output}", urn.region(), urn.path()));
                self.parameter(&name, &format!("`{output}` of {urn}"), false)
            }
        }
    }

    fn parameter(&mut self, name: &str, description: &str, secret: bool) -> Json {
        let mut parameter = json!({ "Type": "String", "Description": description });
        if secret {
            parameter["NoEcho"] = true.into();
        }
        // Names of resources and parameters are distinct.
        let name = format!("P{name}");
        self.parameters.insert(name.clone(), parameter);
        json!({ "Ref": name })
    }
}

/// A text as a logical name: letters and digits.
fn logical_name(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

fn unique(used: &mut BTreeSet<String>, name: String) -> String {
    let mut number = 1;
    let mut candidate = name.clone();
    while !used.insert(candidate.clone()) {
        number += 1;
        candidate = format!("{name}{number}");
    }
    candidate
}
