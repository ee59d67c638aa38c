//! The `configuration` of a plan: the providers, and what each attribute is made from.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::program::{NodeId, Program};
use archipel_engine::urn::GLOBAL;
use serde_json::{Map, Value as Json, json};

use super::address::Addresses;
use super::body::{Attribute, Body, Item};
use super::rules::mapping;
use super::{PROVIDER, Resource, json as values};
use crate::source::References;

/// The region with the endpoints of services that belong to no region.
const HOME: &str = "us-east-1";

/// Resolves references to nodes of the program.
struct Names<'a> {
    program: Option<&'a Program>,
    addresses: &'a Addresses,
}

pub(super) fn of(program: Option<&Program>, resources: &[Resource<'_>], addresses: &Addresses) -> Json {
    let names = Names { program, addresses };
    let described =
        resources.iter().filter(|resource| resource.after.is_some()).map(|resource| names.resource(resource));
    json!({
        "provider_config": providers(resources),
        "root_module": { "resources": described.collect::<Vec<_>>() },
    })
}

/// One provider for each region.
fn providers(resources: &[Resource<'_>]) -> Json {
    let environments: BTreeMap<String, String> =
        resources.iter().map(|resource| (resource.provider(), region(&resource.change.environment.region))).collect();
    let configured = environments.into_iter().map(|(key, region)| {
        let alias = key.trim_start_matches("aws.").to_owned();
        let region = json!({ "region": { "constant_value": region } });
        (key, json!({ "name": "aws", "full_name": PROVIDER, "alias": alias, "expressions": region }))
    });
    Json::Object(configured.collect())
}

/// The region of the calls.
fn region(region: &str) -> String {
    if region == GLOBAL { HOME.to_owned() } else { region.to_owned() }
}

impl Names<'_> {
    fn resource(&self, resource: &Resource<'_>) -> Json {
        let mut json = resource.address.json();
        json["provider_config_key"] = resource.provider().into();
        json["schema_version"] = 0.into();
        let Some(body) = resource.body() else { return json };
        json["expressions"] = Json::Object(self.expressions(body));
        let mut nodes = References::new();
        body.references(&mut nodes);
        let referred: BTreeSet<String> = nodes.iter().flat_map(|(node, _)| self.address(*node)).collect();
        let others = resource.depends_on.iter().filter_map(|urn| self.addresses.get(urn)).map(ToString::to_string);
        let depends_on: BTreeSet<String> = others.filter(|address| !referred.contains(address)).collect();
        if !depends_on.is_empty() {
            json["depends_on"] = depends_on.into_iter().collect();
        }
        json
    }

    fn expressions(&self, body: &Body) -> Map<String, Json> {
        let mut expressions = Map::new();
        for (name, item) in &body.0 {
            let json = match item {
                Item::Attribute(attribute) if attribute.computed => continue,
                Item::Attribute(attribute) => self.expression(attribute),
                Item::Blocks(blocks) => blocks.iter().map(|block| Json::Object(self.expressions(block))).collect(),
            };
            expressions.insert(name.clone(), json);
        }
        expressions
    }

    fn expression(&self, attribute: &Attribute) -> Json {
        let mut references = attribute.addresses.clone();
        for (node, output) in &attribute.references {
            let Some(address) = self.address(*node) else { continue };
            let exact = output.as_ref().map(|output| format!("{address}.{}", self.attribute(*node, output)));
            for reference in exact.into_iter().chain([address]) {
                if !references.contains(&reference) {
                    references.push(reference);
                }
            }
        }
        let body = Body([("value".to_owned(), Item::Attribute(attribute.clone()))].into());
        match values::values(&body).get("value") {
            // A value that is secret or read from a data source has neither.
            None if references.is_empty() => json!({}),
            Some(value) if references.is_empty() => json!({ "constant_value": value }),
            _ => json!({ "references": references }),
        }
    }

    fn address(&self, node: NodeId) -> Option<String> {
        let urn = &self.program?.nodes.get(node.index())?.urn;
        self.addresses.get(urn).map(ToString::to_string)
    }

    /// Terraform's name of an output.
    fn attribute(&self, node: NodeId, output: &str) -> String {
        let node = self.program.and_then(|program| program.nodes.get(node.index()));
        let mapping = node.and_then(|node| mapping(node.urn.type_name()));
        let name = mapping.and_then(|mapping| mapping.outputs.get(output));
        name.map_or(output, String::as_str).to_owned()
    }
}
