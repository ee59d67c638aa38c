//! The identity of objects, as ids have it.

use archipel_engine::Value;
use archipel_engine::resource::{ErrorKind, Id, ProviderError, Result};

/// The identity of an object: `prod|apps|Deployment|default|web`. The version of its API is not part of it: every version
/// of a group serves the same object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// The name of the EKS cluster, or `kubeconfig:CONTEXT`.
    pub cluster: String,
    /// The group of the API: `apps`. Empty for the core group.
    pub group: String,
    /// The kind: `Deployment`.
    pub kind: String,
    /// The namespace. Empty for objects outside of namespaces.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl ObjectId {
    /// The identity of a manifest in a cluster. `None` while a part is unknown.
    #[must_use]
    pub fn of(cluster: &str, manifest: &Value) -> Option<Self> {
        let metadata = manifest.field("metadata");
        let namespace = plain(metadata.field("namespace"));
        Some(Self {
            cluster: cluster.to_owned(),
            group: group_of(text(manifest.field("apiVersion"))?).to_owned(),
            kind: text(manifest.field("kind"))?.to_owned(),
            namespace: if namespace.is_null() { String::new() } else { text(namespace)?.to_owned() },
            name: text(metadata.field("name"))?.to_owned(),
        })
    }

    /// The identity of another object beside this one, which no program declares.
    pub(crate) fn beside(&self) -> Self {
        // Names of some kinds have at most 63 characters.
        let name: String = self.name.chars().take(48).collect();
        Self { name: format!("{}-dry-run", name.trim_end_matches(['-', '.'])), ..self.clone() }
    }

    /// As the engine's id.
    #[must_use]
    pub fn id(&self) -> Id {
        Id::joined([&self.cluster, &self.group, &self.kind, &self.namespace, &self.name].map(String::as_str))
    }

    /// Reads an id.
    ///
    /// # Errors
    /// `Invalid` for a text of another form.
    pub fn parse(id: &Id) -> Result<Self> {
        match id.parts().as_slice() {
            &[cluster, group, kind, namespace, name] if !cluster.is_empty() && !kind.is_empty() && !name.is_empty() => {
                let [cluster, group, kind, namespace, name] =
                    [cluster, group, kind, namespace, name].map(str::to_owned);
                Ok(Self { cluster, group, kind, namespace, name })
            }
            _ => Err(ProviderError::new(
                ErrorKind::Invalid,
                format!(
                    "invalid id `{id}`: expected CLUSTER|GROUP|KIND|NAMESPACE|NAME\n\
                     Leave GROUP empty for the core group and NAMESPACE for objects outside of namespaces: \
                     `prod|apps|Deployment|default|web`, `prod||Namespace||default`"
                ),
            )),
        }
    }
}

/// The object in words: `Deployment default/web`.
impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, namespace, name, .. } = self;
        if namespace.is_empty() { write!(f, "{kind} {name}") } else { write!(f, "{kind} {namespace}/{name}") }
    }
}

/// The group in an `apiVersion`.
pub(crate) fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// A value without a secret mark around it.
pub(crate) fn plain(value: &Value) -> &Value {
    match value {
        Value::Secret(inner) => inner,
        value => value,
    }
}

pub(crate) fn text(value: &Value) -> Option<&str> {
    plain(value).as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_a_text_of_another_form_is_refused() {
        for id in ["prod|apps|Deployment|default|web", "prod||Namespace||default", "kubeconfig:dev||Pod|a|b"] {
            assert_eq!(ObjectId::parse(&Id::new(id)).unwrap().id(), Id::new(id));
        }
        for id in ["", "web", "prod|apps|Deployment|web", "|apps|Deployment|default|web", "prod|apps||default|web"] {
            let error = ObjectId::parse(&Id::new(id)).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Invalid, "{id}");
        }
    }
}
