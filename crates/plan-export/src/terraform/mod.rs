//! A plan as Terraform writes it with `terraform show -json`.
//!
//! <https://developer.hashicorp.com/terraform/internals/json-format>

mod address;
mod body;
mod change;
mod configuration;
mod json;
mod rules;

use std::collections::BTreeMap;

use archipel_engine::Urn;
use archipel_engine::policy::Planned;
use archipel_engine::program::{Node, Program};
use archipel_engine::provider::Schemas;
use archipel_engine::schema::Schema;
use archipel_engine::{Environment, Value};
use serde_json::{Value as Json, json};

use crate::Exported;
use crate::source::Source;
use address::{Address, Addresses};
use body::Body;
use change::{Change, changes};
use rules::{Mapping, Part, mapping};

pub use rules::{mapped_types, mistakes};

/// The version of the format.
const FORMAT: &str = "1.2";
/// The version of Terraform whose output has this form. Scanners recognise a plan by the presence of a version.
const TERRAFORM: &str = "1.11.4";
/// The provider that all types belong to.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// The plan as a document.
#[must_use]
pub fn terraform(planned: &Planned<'_>, schemas: &dyn Schemas) -> Exported {
    let nodes = planned.program.map(by_urn).unwrap_or_default();
    let mut resources = Vec::new();
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    let mut addresses = Addresses::default();
    for change in changes(planned) {
        let type_name = change.urn.type_name();
        let (Some(mapping), Some(schema)) = (mapping(type_name), schemas.schema(type_name)) else {
            *left_out.entry(type_name.to_owned()).or_default() += 1;
            continue;
        };
        let node = nodes.get(change.urn).copied();
        Expansion { change: &change, mapping, schema, node }.add(&mut addresses, &mut resources);
    }
    Exported { document: document(planned, &resources, &addresses), left_out }
}

fn by_urn(program: &Program) -> BTreeMap<&Urn, &Node> {
    program.nodes.iter().map(|node| (&node.urn, node)).collect()
}

/// A resource of Terraform.
struct Resource<'a> {
    address: Address,
    change: Change<'a>,
    before: Option<Body>,
    after: Option<Body>,
    /// The resources that it depends on without a reference.
    depends_on: &'a [Urn],
}

impl Resource<'_> {
    /// The attributes that the resource has or will have.
    fn body(&self) -> Option<&Body> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// The key of its provider's configuration: one for each region.
    fn provider(&self) -> String {
        provider_key(self.change.environment)
    }
}

fn provider_key(environment: &Environment) -> String {
    format!("aws.{}", address::identifier(&environment.to_string()))
}

/// One of our resources, as one or several of Terraform's.
struct Expansion<'a, 'c> {
    change: &'c Change<'a>,
    mapping: &'static Mapping,
    schema: &'static Schema,
    node: Option<&'a Node>,
}

impl<'a> Expansion<'a, '_> {
    fn add(&self, addresses: &mut Addresses, resources: &mut Vec<Resource<'a>>) {
        let change = self.change;
        let inputs = change.after.or(change.before).unwrap_or(&Value::Null);
        let address = addresses.main(change.urn, self.mapping.kind.of(inputs));
        let body = |inputs: Option<&Value>, outputs: Option<&Value>| {
            let source = Source::of(inputs?, self.node);
            let mut body = Body::of(&self.mapping.rules, Some(self.schema.inputs), &source, &self.mapping.taken());
            body.add_outputs(self.schema, &self.mapping.outputs, outputs, change.id);
            Some(body)
        };
        let before = body(change.before, change.outputs);
        let after = body(change.after, change.outputs_after());
        resources.push(Resource {
            address: address.clone(),
            change: change.clone(),
            before,
            after,
            depends_on: change.dependencies,
        });
        for part in &self.mapping.parts {
            let (before, after) = (self.part(part, change.before, &address), self.part(part, change.after, &address));
            for index in 0..before.len().max(after.len()) {
                let (before, after) = (before.get(index).cloned(), after.get(index).cloned());
                let change = change.of_part(before.is_some(), after.is_some());
                let number = part.each.is_some().then_some(index);
                let address = addresses.part(change.urn, &part.kind, number);
                resources.push(Resource { address, change, before, after, depends_on: &[] });
            }
        }
    }

    /// The resources that a part is, for these inputs.
    fn part(&self, part: &'static Part, inputs: Option<&Value>, main: &Address) -> Vec<Body> {
        let Some(inputs) = inputs else { return Vec::new() };
        let source = Source::of(inputs, self.node);
        if part.when.as_ref().is_some_and(|property| !body::is_set(inputs.field(property))) {
            return Vec::new();
        }
        let refer = |mut body: Body| {
            for (attribute, of) in &part.refers {
                let known = self.known_attribute(of, inputs);
                body.refer(attribute, known, format!("{main}.{of}"), main.to_string());
            }
            body
        };
        match &part.each {
            None => vec![refer(Body::of(&part.rules, Some(self.schema.inputs), &source, &self.others(part)))],
            Some(property) => {
                let items = source.field(property);
                items.items().map(|item| refer(Body::of_element(&part.rules, &item))).collect()
            }
        }
    }

    /// The properties that a part does not have.
    fn others(&self, part: &Part) -> Vec<&'static str> {
        let fields = self.schema.inputs.fields.iter().map(|field| field.name);
        fields.filter(|name| !part.rules.rename.contains_key(*name)).collect()
    }

    /// An attribute of the main resource that is known before it exists, because it repeats an input.
    fn known_attribute(&self, attribute: &str, inputs: &Value) -> Value {
        // The id of a bucket is its name.
        let names = if attribute == "id" { &["bucket"][..] } else { &[attribute][..] };
        names.iter().map(|name| inputs.field(name)).find(|value| !value.is_null()).cloned().unwrap_or(Value::Unknown)
    }
}

fn document(planned: &Planned<'_>, resources: &[Resource<'_>], addresses: &Addresses) -> Json {
    let described = |resource: &Resource<'_>, body: &Body| {
        let mut json = resource.address.json();
        json["provider_name"] = PROVIDER.into();
        json["schema_version"] = 0.into();
        json["values"] = json::values(body);
        json["sensitive_values"] = json::sensitive(body);
        json
    };
    let after = resources.iter().filter_map(|resource| Some(described(resource, resource.after.as_ref()?)));
    let before = resources.iter().filter_map(|resource| Some(described(resource, resource.before.as_ref()?)));
    let (after, before): (Vec<Json>, Vec<Json>) = (after.collect(), before.collect());
    let mut document = json!({
        "format_version": FORMAT,
        "terraform_version": TERRAFORM,
        "planned_values": { "root_module": { "resources": after } },
        "resource_changes": resources.iter().map(Resource::json).collect::<Vec<_>>(),
        "configuration": configuration::of(planned.program, resources, addresses),
        "applyable": !planned.plan.is_empty(),
        "complete": planned.plan.deferred.is_empty(),
        "errored": false,
    });
    if !before.is_empty() {
        document["prior_state"] = json!({
            "format_version": "1.0",
            "terraform_version": TERRAFORM,
            "values": { "root_module": { "resources": before } },
        });
    }
    document
}

impl Resource<'_> {
    /// The entry of `resource_changes`.
    fn json(&self) -> Json {
        let side = |body: Option<&Body>, of: fn(&Body) -> Json| body.map_or(Json::Null, of);
        let sensitive = |body: Option<&Body>| body.map_or(Json::Bool(false), json::sensitive);
        let mut change = json!({
            "actions": self.change.actions,
            "before": side(self.before.as_ref(), json::values),
            "after": side(self.after.as_ref(), json::values),
            "after_unknown": self.after.as_ref().map_or_else(|| json!({}), json::unknown),
            "before_sensitive": sensitive(self.before.as_ref()),
            "after_sensitive": sensitive(self.after.as_ref()),
        });
        if let Some(id) = self.change.imported {
            change["importing"] = json!({ "id": id.as_str() });
        }
        let mut entry = self.address.json();
        entry["provider_name"] = PROVIDER.into();
        entry["change"] = change;
        entry
    }
}
