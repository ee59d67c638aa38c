//! `patches`: which objects they change.

use std::path::Path;

use regex::Regex;

use super::super::error::Result;
use super::super::files;
use super::super::node::{Content, Node};
use super::super::object::{Identity, ManifestObject};
use super::super::placeholder::Placeholders;
use super::super::yaml;
use super::file::{Kustomization, only, text_in};
use super::{Resource, json_patch, merge_patch};

pub(super) fn apply(
    folder: &Path,
    file: &Kustomization,
    placeholders: &mut Placeholders<'_>,
    resources: &mut Vec<(Identity, Resource)>,
) -> Result<()> {
    for patch in file.list("patches")? {
        only(patch, "patches", &["path", "patch", "target"])?;
        let documents = match (text_in(patch, "path")?, text_in(patch, "patch")?) {
            (Some(path), None) => {
                let path = folder.join(path);
                yaml::parse(&files::name_of(&path), &files::read(&path)?, placeholders)?
            }
            // Its lines are counted from the line of `patch`.
            (None, Some(text)) => yaml::parse(&patch.at.file, text, placeholders)?,
            _ => return Err(patch.error("a patch has either `path` or `patch`: set one of them")),
        };
        let target = patch.get("target").map(Target::read).transpose()?;
        if documents.is_empty() {
            return Err(patch.error("the patch is empty: remove it"));
        }
        for document in documents {
            apply_one(patch, &document, target.as_ref(), resources)?;
        }
    }
    Ok(())
}

fn apply_one(
    patch: &Node,
    document: &Node,
    target: Option<&Target>,
    resources: &mut Vec<(Identity, Resource)>,
) -> Result<()> {
    let operations = match (&document.content, target) {
        (Content::List(operations), Some(_)) => Some(operations),
        (Content::List(_), None) => {
            return Err(patch.error("a JSON patch needs a `target`: name the objects it changes"));
        }
        (Content::Map(_), _) => None,
        _ => return Err(patch.error("the patch is neither a map nor a list of operations")),
    };
    let named = if target.is_none() { Some(Named::read(document)?) } else { None };
    let mut found = false;
    let mut removed = Vec::new();
    for (index, (_, resource)) in resources.iter_mut().enumerate() {
        let matches = match (target, &named) {
            (Some(target), _) => target.matches(resource),
            (None, Some(named)) => named.matches(resource),
            (None, None) => false,
        };
        if !matches {
            continue;
        }
        found = true;
        let object = &mut resource.object;
        match operations {
            Some(operations) => json_patch::apply(&mut object.node, operations)?,
            None if document.text_at(&["$patch"]) == Some("delete") => removed.push(index),
            None => merge_patch::apply(object, document)?,
        }
        restore(object, document, operations.is_some())?;
    }
    if !found {
        let message = "the patch changes no object: correct its `target`, or its kind, name and namespace";
        return Err(if target.is_some() { patch.error(message) } else { document.error(message) });
    }
    removed.iter().rev().for_each(|index| drop(resources.remove(*index)));
    Ok(())
}

/// Keeps what identifies an object. A merge patch repeats it, or has that of its own file; a JSON patch must not change it.
fn restore(object: &mut ManifestObject, document: &Node, is_json: bool) -> Result<()> {
    let (at, id) = (object.node.at.clone(), object.id.clone());
    let api_version = object.api_version();
    let namespace = (!id.namespace.is_empty()).then_some(id.namespace.as_str());
    let parts: [(&[&str], Option<&str>); 4] = [
        (&["apiVersion"], Some(&api_version)),
        (&["kind"], Some(&id.kind)),
        (&["metadata", "name"], Some(&id.name)),
        (&["metadata", "namespace"], namespace),
    ];
    for (path, expected) in parts {
        if object.node.text_at(path) == expected {
            continue;
        }
        if is_json {
            let field = path.join(".");
            return Err(document.error(format!("the patch changes `{field}` of {id}: change it in its own file")));
        }
        let (parent, key) = match path {
            [key] => (&mut object.node, key),
            [of, key] => (object.node.map_at(of), key),
            _ => continue,
        };
        match expected {
            Some(text) => parent.set(key, Node::of_text(&at, text)),
            None => {
                parent.remove(key);
            }
        }
    }
    Ok(())
}

/// The object that a merge patch names itself.
struct Named {
    group: String,
    kind: String,
    name: String,
    namespace: Option<String>,
}

impl Named {
    fn read(document: &Node) -> Result<Self> {
        let text = |path: &[&str]| document.text_at(path).map(str::to_owned);
        let (Some(version), Some(kind), Some(name)) =
            (text(&["apiVersion"]), text(&["kind"]), text(&["metadata", "name"]))
        else {
            return Err(document
                .error("the patch names no object: set `apiVersion`, `kind` and `metadata.name`, or a `target`"));
        };
        let group = version.split_once('/').map_or(String::new(), |(group, _)| group.to_owned());
        Ok(Self { group, kind, name, namespace: text(&["metadata", "namespace"]) })
    }

    fn matches(&self, resource: &Resource) -> bool {
        identities(resource).any(|id| {
            let here =
                |namespace: &String| *namespace == id.namespace || (namespace == "default" && id.namespace.is_empty());
            id.group == self.group
                && id.kind == self.kind
                && id.name == self.name
                && self.namespace.as_ref().is_none_or(here)
        })
    }
}

/// What an object is and was called.
fn identities(resource: &Resource) -> impl Iterator<Item = &Identity> {
    std::iter::once(&resource.object.id).chain(&resource.former)
}

/// The objects that a patch changes.
struct Target {
    group: Option<String>,
    version: Option<String>,
    kind: Option<Regex>,
    name: Option<Regex>,
    namespace: Option<Regex>,
    labels: Vec<(String, String)>,
    annotations: Vec<(String, String)>,
}

impl Target {
    fn read(node: &Node) -> Result<Self> {
        only(
            node,
            "target",
            &["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"],
        )?;
        let text = |name: &str| text_in(node, name).map(|text| text.map(str::to_owned));
        let pattern = |name: &str| -> Result<Option<Regex>> {
            let Some(text) = text_in(node, name)? else { return Ok(None) };
            let regex = Regex::new(&format!("^(?:{text})$"));
            regex
                .map(Some)
                .map_err(|_| node.error(format!("`{name}` of the target is not a regular expression: `{text}`")))
        };
        let selector = |name: &str| -> Result<Vec<(String, String)>> {
            let Some(text) = text_in(node, name)? else { return Ok(Vec::new()) };
            let pair = |pair: &str| {
                let (key, value) = pair.split_once("==").or_else(|| pair.split_once('='))?;
                let is_plain = !key.contains(['!', '(', ' ']) && !key.is_empty();
                is_plain.then(|| (key.trim().to_owned(), value.trim().to_owned()))
            };
            text.split(',').map(|text| pair(text.trim())).collect::<Option<_>>().ok_or_else(|| {
                node.error(format!("the `{name}` is not supported: write `key=value`, with a comma between several"))
            })
        };
        Ok(Self {
            group: text("group")?,
            version: text("version")?,
            kind: pattern("kind")?,
            name: pattern("name")?,
            namespace: pattern("namespace")?,
            labels: selector("labelSelector")?,
            annotations: selector("annotationSelector")?,
        })
    }

    fn matches(&self, resource: &Resource) -> bool {
        let object = &resource.object;
        let is = |pattern: &Option<Regex>, text: &str| pattern.as_ref().is_none_or(|regex| regex.is_match(text));
        let has = |of: &str, pairs: &[(String, String)]| {
            pairs.iter().all(|(key, value)| object.node.text_at(&["metadata", of, key]) == Some(value))
        };
        self.group.as_ref().is_none_or(|group| *group == object.id.group)
            && self.version.as_ref().is_none_or(|version| *version == object.version)
            && has("labels", &self.labels)
            && has("annotations", &self.annotations)
            && identities(resource)
                .any(|id| is(&self.kind, &id.kind) && is(&self.name, &id.name) && is(&self.namespace, &id.namespace))
    }
}
