//! The label and the annotations by which a stack finds its objects.

use archipel_engine::urn::Urn;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::json::object;
use crate::wait::Wait;

/// The field manager of all applies.
pub(crate) const MANAGER: &str = "archipel";
/// A label with a digest of the stack's name, which lists select by, and an annotation with the name.
pub(crate) const STACK: &str = "archipel/stack";
/// The resource's URN.
const URN: &str = "archipel/urn";
/// The token of the create or update that applied the object last.
const TOKEN: &str = "archipel/token";
/// How the program overrides when the object is ready: a status is read without the inputs.
const WAIT: &str = "archipel/wait";

/// The owner of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The stack, as `project/stack`.
    pub(crate) stack: String,
    pub(crate) urn: String,
    pub(crate) token: String,
}

impl Owner {
    pub(crate) fn new(stack: &str, urn: &Urn, token: &str) -> Self {
        Self { stack: stack.to_owned(), urn: urn.to_string(), token: token.to_owned() }
    }

    /// The owner that an object names.
    pub(crate) fn of(live: &Json) -> Option<Self> {
        let annotations = &live["metadata"]["annotations"];
        let text = |key: &str| annotations[key].as_str().unwrap_or_default().to_owned();
        let stack = annotations[STACK].as_str()?.to_owned();
        Some(Self { stack, urn: text(URN), token: text(TOKEN) })
    }

    /// Adds the marks to a manifest.
    pub(crate) fn mark(&self, manifest: &mut Json, wait: Option<&Wait>) {
        let metadata = object(manifest, "metadata");
        let mut metadata_json = Json::Object(std::mem::take(metadata));
        object(&mut metadata_json, "labels").insert(STACK.to_owned(), json!(label(&self.stack)));
        let annotations = object(&mut metadata_json, "annotations");
        for (key, value) in [(STACK, &self.stack), (URN, &self.urn), (TOKEN, &self.token)] {
            annotations.insert(key.to_owned(), json!(value));
        }
        if let Some(wait) = wait {
            annotations.insert(WAIT.to_owned(), json!(wait.to_string()));
        }
        if let Json::Object(marked) = metadata_json {
            *metadata = marked;
        }
    }
}

/// The label's value: a digest, because the name of a stack has characters that labels may not have.
pub(crate) fn label(stack: &str) -> String {
    let digest = Sha256::digest(stack);
    archipel_engine::value::hex(&digest[..16])
}

/// The override in an object.
pub(crate) fn wait(live: &Json) -> Option<Wait> {
    live["metadata"]["annotations"][WAIT].as_str()?.parse().ok()
}

/// Whether a label or an annotation is one of these.
pub(crate) fn is_mark(key: &str) -> bool {
    [STACK, URN, TOKEN, WAIT].contains(&key)
}

/// The version of the API in which the stack applied an object last.
pub(crate) fn applied_version(live: &Json) -> Option<&str> {
    let entries = live["metadata"]["managedFields"].as_array()?;
    let own = entries.iter().find(|entry| entry["manager"] == MANAGER && entry["operation"] == "Apply")?;
    own["apiVersion"].as_str()
}

/// The managers of a field that a predicate finds in their managed fields.
pub(crate) fn managers_of(live: &Json, owns: impl Fn(&Json) -> bool) -> Vec<&str> {
    let entries = live["metadata"]["managedFields"].as_array().into_iter().flatten();
    let owners = entries.filter(|entry| owns(&entry["fieldsV1"]));
    owners.filter_map(|entry| entry["manager"].as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_object_names_its_owner_and_keeps_its_own_labels() {
        let mut manifest = json!({ "kind": "ConfigMap", "metadata": { "name": "a", "labels": { "app": "web" } } });
        let owner = Owner { stack: "luneo/prod".to_owned(), urn: "urn".to_owned(), token: "1".to_owned() };
        owner.mark(&mut manifest, Some(&Wait::None));
        assert_eq!(Owner::of(&manifest), Some(owner));
        assert_eq!(wait(&manifest), Some(Wait::None));
        assert_eq!(manifest["metadata"]["labels"]["app"], "web");
        assert_eq!(manifest["metadata"]["labels"][STACK].as_str().unwrap().len(), 32);
        assert_eq!(Owner::of(&json!({ "metadata": {} })), None);
    }
}
