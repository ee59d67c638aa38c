//! What a kustomization file says.

use std::path::Path;

use super::super::error::{ManifestError, Result};
use super::super::files;
use super::super::node::{Content, Entry, Node};
use super::super::placeholder::Placeholders;
use super::super::yaml;

/// The fields that are supported.
const FIELDS: [&str; 17] = [
    "apiVersion",
    "kind",
    "metadata",
    "resources",
    "components",
    "namespace",
    "namePrefix",
    "nameSuffix",
    "commonLabels",
    "labels",
    "commonAnnotations",
    "images",
    "replicas",
    "patches",
    "configMapGenerator",
    "secretGenerator",
    "generatorOptions",
];

/// A kustomization file.
pub(super) struct Kustomization {
    node: Node,
}

impl Kustomization {
    /// Reads the file and refuses fields that are not supported.
    pub(super) fn read(path: &Path, kind: &str, placeholders: &mut Placeholders<'_>) -> Result<Self> {
        let documents = yaml::parse(&files::name_of(path), &files::read(path)?, placeholders)?;
        let mut documents = documents.into_iter();
        let Some(node) = documents.next() else {
            return Err(files::error(path, "the kustomization is empty: list the manifests in `resources`"));
        };
        if let Some(second) = documents.next() {
            return Err(second.error("a kustomization file has one document: move this one to a file of its own"));
        }
        if !matches!(node.content, Content::Map(_)) {
            let kind = node.kind_name();
            return Err(node.error(format!("the kustomization is {kind}, and a map is expected")));
        }
        for entry in node.entries() {
            let advice = match entry.key.as_str() {
                "bases" => "list them in `resources`",
                "patchesStrategicMerge" | "patchesJson6902" => "list them in `patches`",
                "vars" => "use a placeholder such as `${name}`",
                "helmCharts" | "helmChartInflationGenerator" => {
                    "render the chart with `charts vendor` and list the file in `resources`"
                }
                name if FIELDS.contains(&name) => continue,
                _ => "build the folder with `kustomize build`, and add the file that it writes",
            };
            return Err(entry.at.error(format!("a kustomization with `{}` is not supported: {advice}", entry.key)));
        }
        let own = node.text_at(&["kind"]).unwrap_or("Kustomization");
        if own != kind {
            return Err(
                node.error(format!("the file is a {own}, and a {kind} is expected: list it in the other field"))
            );
        }
        Ok(Self { node })
    }

    /// The elements of a list.
    pub(super) fn list(&self, name: &str) -> Result<&[Node]> {
        list_in(&self.node, name)
    }

    /// The entries of a map.
    pub(super) fn map(&self, name: &str) -> Result<&[Entry]> {
        map_in(&self.node, name)
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>> {
        text_in(&self.node, name)
    }

    /// A part of it.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.node.get(name)
    }
}

fn wrong(node: &Node, name: &str, expected: &str) -> ManifestError {
    let kind = node.kind_name();
    node.error(format!("`{name}` is {kind}, and {expected} is expected"))
}

pub(super) fn list_in<'n>(node: &'n Node, name: &str) -> Result<&'n [Node]> {
    match node.get(name) {
        None => Ok(&[]),
        Some(Node { content: Content::List(items), .. }) => Ok(items),
        Some(other) => Err(wrong(other, name, "a list")),
    }
}

pub(super) fn map_in<'n>(node: &'n Node, name: &str) -> Result<&'n [Entry]> {
    match node.get(name) {
        None => Ok(&[]),
        Some(Node { content: Content::Map(entries), .. }) => Ok(entries),
        Some(other) => Err(wrong(other, name, "a map")),
    }
}

pub(super) fn text_in<'n>(node: &'n Node, name: &str) -> Result<Option<&'n str>> {
    match node.get(name) {
        None => Ok(None),
        Some(Node { content: Content::Text(text), .. }) => Ok(Some(text)),
        Some(other) => Err(wrong(other, name, "a text that is known when the program runs")),
    }
}

pub(super) fn flag_in(node: &Node, name: &str) -> Result<bool> {
    match node.get(name) {
        None => Ok(false),
        Some(Node { content: Content::Bool(flag), .. }) => Ok(*flag),
        Some(other) => Err(wrong(other, name, "a boolean")),
    }
}

/// Refuses fields of a part of the file that are not supported.
pub(super) fn only(node: &Node, what: &str, fields: &[&str]) -> Result<()> {
    if !matches!(node.content, Content::Map(_)) {
        return Err(wrong(node, what, "a map"));
    }
    match node.entries().iter().find(|entry| !fields.contains(&entry.key.as_str())) {
        None => Ok(()),
        Some(entry) => Err(entry.at.error(format!(
            "`{}` in `{what}` is not supported: build the folder with `kustomize build`, and add the file that it writes",
            entry.key
        ))),
    }
}
