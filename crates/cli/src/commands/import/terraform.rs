//! Reads Terraform states and matches their resources with those of a program.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::Urn;
use archipel_engine::program::{Node, Program};
use archipel_engine::resource::Id;
use archipel_engine::schema::Schema;
use archipel_engine::state::Snapshot;
use archipel_engine::urn::GLOBAL;
use serde::Deserialize;
use serde_json::Value as Json;

/// The supported version of the state format.
const VERSION: u64 = 4;

/// A resource instance in a Terraform state.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    /// `module.network.aws_vpc.main["a"]`.
    pub(super) address: String,
    /// `aws_vpc`.
    kind: String,
    /// The names and keys of the modules and of the resource: `network`, `main`, `a`.
    names: Vec<String>,
    attributes: Json,
}

#[derive(Deserialize)]
struct State {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    #[serde(default)]
    module: Option<String>,
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    #[serde(default)]
    instances: Vec<OneInstance>,
}

#[derive(Deserialize)]
struct OneInstance {
    #[serde(default)]
    index_key: Json,
    /// Set for a copy that Terraform is about to delete.
    #[serde(default)]
    deposed: Option<String>,
    #[serde(default)]
    attributes: Json,
}

/// The resource instances in a state, without data sources.
pub(super) fn read(json: &Json) -> Result<Vec<Instance>, String> {
    match json.get("version").and_then(Json::as_u64) {
        Some(VERSION) if json.get("resources").is_some() => {}
        Some(VERSION) => return Err("the file has no `resources`".to_owned()),
        Some(other) => return Err(format!("unsupported version {other} of the Terraform state: expected {VERSION}")),
        None => return Err("the file is neither a list nor a Terraform state".to_owned()),
    }
    let state = State::deserialize(json).map_err(|error| format!("cannot read the Terraform state: {error}"))?;
    let mut instances = Vec::new();
    for resource in state.resources.into_iter().filter(|resource| resource.mode == "managed") {
        for one in resource.instances.into_iter().filter(|one| one.deposed.is_none()) {
            let module = resource.module.as_deref().unwrap_or_default();
            let key = match &one.index_key {
                Json::Null => String::new(),
                key => format!("[{key}]"),
            };
            let dot = if module.is_empty() { "" } else { "." };
            let address = format!("{module}{dot}{}.{}{key}", resource.kind, resource.name);
            let words = format!("{module}.{}{key}", resource.name);
            let names = words.split(['.', '[', ']', '"']).filter(|word| !word.is_empty() && *word != "module");
            let names = names.map(str::to_owned).collect();
            instances.push(Instance { address, kind: resource.kind.clone(), names, attributes: one.attributes });
        }
    }
    Ok(instances)
}

impl Instance {
    fn attribute(&self, name: &str) -> Option<String> {
        match self.attributes.get(name)? {
            Json::String(text) if !text.is_empty() => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The id in Archipel: the first template of the type whose attributes are all set.
    fn id(&self, schema: &Schema) -> Option<Id> {
        let templates = schema.meta.terraform.iter().filter(|(kind, _)| *kind == self.kind);
        templates.filter_map(|(_, template)| self.filled(template)).map(Id::new).next()
    }

    fn filled(&self, template: &str) -> Option<String> {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            text.push_str(before);
            text.push_str(&self.attribute(name)?);
            rest = after;
        }
        Some(text + rest)
    }

    /// The type in Archipel, and the id.
    pub(super) fn known(&self, schemas: &[&'static Schema]) -> Option<(&'static Schema, Id)> {
        schemas.iter().find_map(|schema| Some((*schema, self.id(schema)?)))
    }

    /// The id, if exactly one type of the program provides one.
    pub(super) fn one_id(&self, program: &Program) -> Option<String> {
        program.nodes.iter().find_map(|node| self.id(node.schema)).map(|id| id.to_string())
    }

    /// The region, if the attributes contain it.
    pub(super) fn region(&self) -> Option<String> {
        let of_arn = |arn: String| arn.split(':').nth(3).filter(|region| !region.is_empty()).map(str::to_owned);
        self.attribute("region").or_else(|| self.attribute("arn").and_then(of_arn))
    }

    /// The path that a resource of this name has here: modules are components.
    pub(super) fn path(&self) -> String {
        let text = |name: &String| name.replace(['/', ':', '*'], "-");
        let (modules, name) = self.names.split_at(self.modules());
        let name = name.iter().map(text).collect::<Vec<_>>().join("-");
        modules.iter().map(text).chain([name]).collect::<Vec<_>>().join("/")
    }

    /// The number of module names.
    fn modules(&self) -> usize {
        let own = 1 + usize::from(self.address.ends_with(']'));
        self.names.len().saturating_sub(own)
    }

    fn could_be(&self, node: &Node) -> bool {
        let region = node.urn.region();
        region == GLOBAL || self.region().is_none_or(|own| own == region)
    }

    /// Whether a resource has the same name, with or without the module.
    fn is_named(&self, urn: &Urn) -> bool {
        let plain = |text: &str| text.to_lowercase().replace(['_', '/', '.'], "-");
        let path = plain(urn.path());
        let own = plain(&self.names[self.modules()..].join("-"));
        path == plain(&self.names.join("-")) || path == own || plain(urn.name()) == own
    }
}

/// The resources of a program that match those in a Terraform state.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) imports: BTreeMap<Urn, Id>,
    /// Notices about resources that are not imported.
    pub(super) notes: Vec<String>,
}

/// Finds the resource of each instance: of the same type and region, and of the same name, or the only one left. The
/// import refuses a wrong match, because its properties differ.
pub(super) fn matched(
    instances: &[Instance],
    program: &Program,
    schemas: &[&'static Schema],
    snapshot: &Snapshot,
    imports: &BTreeMap<Urn, Id>,
) -> Matched {
    let mut matched = Matched::default();
    let mut taken: BTreeSet<&Urn> = imports.keys().collect();
    taken.extend(snapshot.records.keys().map(|key| &key.urn));
    let managed: BTreeSet<(&str, &Id)> =
        snapshot.records.values().map(|record| (record.key.urn.type_name(), &record.id)).collect();
    let mut left = Vec::new();
    for instance in instances {
        match instance.known(schemas) {
            None => matched.notes.push(unknown(instance, schemas)),
            Some((schema, _)) if schema.meta.not_imported.is_some() => {
                let why = schema.meta.not_imported.unwrap_or_default();
                matched.notes.push(format!("{} is not imported: {why}", instance.address));
            }
            Some((schema, id)) => {
                let asked = imports.values().any(|other| *other == id);
                if !asked && !managed.contains(&(schema.type_name, &id)) {
                    left.push((instance, schema, id));
                }
            }
        }
    }
    let of_type = |schema: &Schema, instance: &Instance| -> Vec<&Node> {
        let nodes = program.nodes.iter().filter(|node| node.schema.type_name == schema.type_name);
        nodes.filter(|node| instance.could_be(node)).collect()
    };
    // Match by name first, so that the rule of the only one left cannot take a resource that another instance is
    // named after.
    for only in [false, true] {
        let mut still = Vec::new();
        for (instance, schema, id) in left {
            let nodes: Vec<&Node> =
                of_type(schema, instance).into_iter().filter(|node| !taken.contains(&node.urn)).collect();
            let named: Vec<&&Node> = nodes.iter().filter(|node| instance.is_named(&node.urn)).collect();
            match (named.as_slice(), nodes.as_slice()) {
                ([node], _) => {
                    taken.insert(&node.urn);
                    matched.imports.insert(node.urn.clone(), id);
                }
                (_, [node]) if only => {
                    taken.insert(&node.urn);
                    matched.imports.insert(node.urn.clone(), id);
                }
                _ => still.push((instance, schema, id)),
            }
        }
        left = still;
    }
    for (instance, schema, id) in left {
        matched.notes.push(format!(
            "{} ({id}) is not imported: it matches several or no {} of the program; specify RESOURCE={}, or let \
             `--generate` write one",
            instance.address, schema.type_name, instance.address
        ));
    }
    matched
}

fn unknown(instance: &Instance, schemas: &[&'static Schema]) -> String {
    let (address, kind) = (&instance.address, instance.kind.as_str());
    if let Some(whole) = schemas.iter().find(|schema| schema.meta.terraform_parts.contains(&kind)) {
        return format!("{address} is not imported: its attributes are properties of {} in Archipel", whole.type_name);
    }
    if schemas.iter().any(|schema| schema.meta.terraform.iter().any(|(own, _)| *own == kind)) {
        return format!("{address} is not imported: the Terraform state does not contain its id");
    }
    format!("{address} is not imported: no resource type for {kind}")
}
