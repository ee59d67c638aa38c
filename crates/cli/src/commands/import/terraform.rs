//! Reads Terraform states.

use archipel_engine::program::Program;
use archipel_engine::resource::Id;
use archipel_engine::schema::Schema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::matching::{Candidate, plain};

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
    fn known(&self, schemas: &[&'static Schema]) -> Option<(&'static Schema, Id)> {
        schemas.iter().find_map(|schema| Some((*schema, self.id(schema)?)))
    }

    /// The id, if exactly one type of the program provides one.
    pub(super) fn one_id(&self, program: &Program) -> Option<String> {
        program.nodes.iter().find_map(|node| self.id(node.schema)).map(|id| id.to_string())
    }

    /// The region, if the attributes contain it.
    fn region(&self) -> Option<String> {
        let of_arn = |arn: String| arn.split(':').nth(3).filter(|region| !region.is_empty()).map(str::to_owned);
        self.attribute("region").or_else(|| self.attribute("arn").and_then(of_arn))
    }

    /// The path that a resource of this name has here: modules are components.
    fn path(&self) -> String {
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

    /// As a resource to match with those of a program.
    pub(super) fn candidate(&self, schemas: &[&'static Schema]) -> Candidate {
        let known = match self.known(schemas) {
            None => Err(unknown(self, schemas)),
            Some((schema, id)) => match schema.meta.not_imported {
                Some(why) => Err(format!("{} is not imported: {why}", self.address)),
                None => Ok(vec![(schema, id)]),
            },
        };
        Candidate {
            address: self.address.clone(),
            path: self.path(),
            region: self.region(),
            names: vec![plain(&self.names.join("-")), plain(&self.names[self.modules()..].join("-"))],
            known,
        }
    }
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
