//! Objects: documents with an apiVersion, a kind and a name.

use std::fmt;

use super::error::{Position, Result};
use super::node::{Content, Node};

/// What identifies an object in a cluster. The version of its group does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Identity {
    pub(crate) group: String,
    pub(crate) kind: String,
    /// Empty for objects of the cluster.
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name)?;
        if !self.namespace.is_empty() {
            write!(f, " in the namespace `{}`", self.namespace)?;
        }
        Ok(())
    }
}

/// An object of a manifest.
#[derive(Clone, Debug)]
pub(crate) struct ManifestObject {
    pub(crate) version: String,
    pub(crate) id: Identity,
    pub(crate) node: Node,
}

/// Reads the objects of a document. A list has several.
pub(crate) fn objects_of(document: Node, objects: &mut Vec<ManifestObject>) -> Result<()> {
    if let Content::List(_) = document.content {
        return Err(document.error(
            "the document is a list, and Kubernetes expects objects: separate them with `---`, or use `kind: List` with `items`",
        ));
    }
    if !matches!(document.content, Content::Map(_)) {
        let kind = document.kind_name();
        return Err(document.error(format!("the document is {kind}, and Kubernetes expects an object: remove it")));
    }
    let is_list = document.text_at(&["kind"]).is_some_and(|kind| kind.ends_with("List"));
    if is_list && document.path(&["metadata", "name"]).is_none() && document.get("items").is_some() {
        let mut document = document;
        let Some(Node { content: Content::List(items), .. }) = document.remove("items") else {
            return Err(document.error("`items` of a list is not a list of objects"));
        };
        return items.into_iter().try_for_each(|item| objects_of(item, objects));
    }
    objects.push(ManifestObject::new(document)?);
    Ok(())
}

impl ManifestObject {
    fn new(mut node: Node) -> Result<Self> {
        let api_version = required(&node, &["apiVersion"], "such as `apps/v1`")?;
        let kind = required(&node, &["kind"], "such as `Deployment`")?;
        if let Some(generated) = node.path(&["metadata", "generateName"]) {
            return Err(generated.error(format!(
                "{kind} has `generateName`, which would create another object in every run: set `name` instead"
            )));
        }
        let name = required(&node, &["metadata", "name"], "the object's name")?;
        let namespace = match node.path(&["metadata", "namespace"]) {
            None => String::new(),
            Some(_) => required(&node, &["metadata", "namespace"], "a namespace")?,
        };
        let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
        let (group, version) = (group.to_owned(), version.to_owned());
        let id = Identity { group, kind, namespace, name };
        for field in ["managedFields", "resourceVersion", "uid", "selfLink", "creationTimestamp"] {
            let exported = node.path(&["metadata", field]).filter(|value| !value.is_empty());
            if let Some(exported) = exported {
                return Err(exported.error(format!(
                    "{id} has `metadata.{field}`, which the cluster sets: the manifest was exported from a cluster; remove the field"
                )));
            }
        }
        // Code generators write an empty status; that of a CRD is theirs too.
        let status = node.remove("status");
        if let Some(status) = status.filter(|status| !status.is_empty() && id.kind != "CustomResourceDefinition") {
            return Err(status.error(format!("{id} has a `status`, which controllers write: remove it")));
        }
        Ok(Self { version, id, node })
    }

    /// Where the object begins.
    pub(crate) fn at(&self) -> &Position {
        &self.node.at
    }

    /// Puts the object into a namespace.
    pub(crate) fn set_namespace(&mut self, namespace: &str) {
        let at = self.node.at.clone();
        self.node.map_at("metadata").set("namespace", Node::of_text(&at, namespace));
        namespace.clone_into(&mut self.id.namespace);
    }

    /// Takes the namespace off an object of the cluster, which has none.
    pub(crate) fn clear_namespace(&mut self) {
        self.node.map_at("metadata").remove("namespace");
        self.id.namespace.clear();
    }

    /// Gives the object another name.
    pub(crate) fn set_name(&mut self, name: String) {
        let at = self.node.at.clone();
        self.node.map_at("metadata").set("name", Node::of_text(&at, name.as_str()));
        self.id.name = name;
    }

    /// Whether the object is of this kind.
    pub(crate) fn is(&self, group: &str, kind: &str) -> bool {
        self.id.group == group && self.id.kind == kind
    }

    /// `apiVersion` as the manifest has it.
    pub(crate) fn api_version(&self) -> String {
        if self.id.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.id.group, self.version) }
    }

    /// The template of its pods, of whatever kind it is.
    pub(crate) fn pod_template(&self) -> Option<&Node> {
        let nested: [&[&str]; 2] = [&["spec", "template"], &["spec", "jobTemplate", "spec", "template"]];
        let template = nested.iter().find_map(|path| {
            let template = self.node.path(path)?;
            template.path(&["spec", "containers"]).map(|_| template)
        });
        template.or_else(|| self.is("", "Pod").then_some(&self.node))
    }
}

/// A text that an object must have, and that must be known when the program runs.
fn required(node: &Node, path: &[&str], example: &str) -> Result<String> {
    let field = path.join(".");
    match node.path(path).map(|found| (found, &found.content)) {
        Some((_, Content::Text(text))) if !text.is_empty() => Ok(text.clone()),
        Some((found, Content::Output(_))) => Err(found.error(format!(
            "`{field}` has a value that is known only after an apply, and it identifies the object: use a value that the program \
             knows"
        ))),
        Some((found, Content::Text(_)) | (found, Content::Null)) => {
            Err(found.error(format!("`{field}` is empty: set it, {example}")))
        }
        Some((found, _)) => {
            let kind = found.kind_name();
            Err(found.error(format!("`{field}` is {kind}, and a text is expected: quote it")))
        }
        None => {
            let kind = node.text_at(&["kind"]).map(|kind| format!(" of this {kind}")).unwrap_or_default();
            Err(node.error(format!("`{field}`{kind} is missing: set it, {example}")))
        }
    }
}
