//! The kinds that CustomResourceDefinitions of the program define.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::{ManifestError, Position, Result};
use super::node::{Content, Node};
use super::object::ManifestObject;
use super::schema;

/// A kind that a CustomResourceDefinition defines.
#[derive(Clone, Debug)]
pub(crate) struct CustomKind {
    /// Where its definition is.
    pub(crate) at: Position,
    pub(crate) plural: String,
    pub(crate) namespaced: bool,
    versions: Vec<CustomVersion>,
}

#[derive(Clone, Debug)]
struct CustomVersion {
    name: String,
    served: bool,
    schema: Option<Arc<Node>>,
}

/// Kinds by group and name.
pub(crate) type CustomKinds = BTreeMap<(String, String), CustomKind>;

/// Whether an object defines a kind.
pub(crate) fn is_definition(object: &ManifestObject) -> bool {
    object.is("apiextensions.k8s.io", "CustomResourceDefinition")
}

/// Adds the kind that a CustomResourceDefinition defines.
pub(crate) fn define(object: &ManifestObject, kinds: &mut CustomKinds) -> Result<()> {
    let text = |path: &[&str]| {
        object
            .node
            .text_at(path)
            .map(str::to_owned)
            .ok_or_else(|| object.at().error(format!("{} has no text in `{}`: set it", object.id, path.join("."))))
    };
    let (group, kind) = (text(&["spec", "group"])?, text(&["spec", "names", "kind"])?);
    let plural = text(&["spec", "names", "plural"])?;
    let expected = format!("{plural}.{group}");
    if object.id.name != expected {
        return Err(object.at().error(format!("{} must be named `{expected}`, its plural and group", object.id)));
    }
    let namespaced = match text(&["spec", "scope"])?.as_str() {
        "Namespaced" => true,
        "Cluster" => false,
        other => {
            let message = format!("{} has the scope `{other}`: expected `Namespaced` or `Cluster`", object.id);
            return Err(object.at().error(message));
        }
    };
    let versions = object.node.path(&["spec", "versions"]).map(Node::items).unwrap_or_default();
    let versions: Vec<CustomVersion> = versions
        .iter()
        .map(|version| CustomVersion {
            name: version.text_at(&["name"]).unwrap_or_default().to_owned(),
            served: version.get("served").is_none_or(|served| !matches!(served.content, Content::Bool(false))),
            schema: version.path(&["schema", "openAPIV3Schema"]).cloned().map(Arc::new),
        })
        .collect();
    if versions.is_empty() {
        return Err(object.at().error(format!("{} has no versions: list them in `spec.versions`", object.id)));
    }
    let (at, key) = (object.at().clone(), (group, kind));
    kinds.insert(key, CustomKind { at, plural, namespaced, versions });
    Ok(())
}

impl CustomKind {
    /// Checks an object of the kind against the schema of its version.
    pub(crate) fn check(&self, object: &ManifestObject, errors: &mut Vec<ManifestError>) {
        let Some(version) = self.versions.iter().find(|version| version.name == object.version && version.served)
        else {
            let served = self.versions.iter().filter(|version| version.served);
            let served: Vec<String> = served.map(|version| format!("`{}/{}`", object.id.group, version.name)).collect();
            errors.push(object.at().error(format!(
                "the CustomResourceDefinition at {} does not serve {} in the apiVersion `{}`: use {}",
                self.at,
                object.id.kind,
                object.api_version(),
                served.join(" or ")
            )));
            return;
        };
        if let Some(schema) = &version.schema {
            schema::check_object(&object.id.to_string(), &object.node, schema, errors);
        }
    }
}
