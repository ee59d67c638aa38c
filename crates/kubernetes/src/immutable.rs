//! Which changes of a manifest replace the object.

use archipel_engine::Value;
use archipel_engine::schema::ReplacesWhen;

use crate::identity::{ObjectId, group_of, plain, text};

/// Another identity is another object, and the API refuses changes of the fields below.
pub(crate) const IDENTITY: ReplacesWhen = ReplacesWhen {
    name: "of group, kind, namespace or name, and of fields that Kubernetes cannot change",
    applies: |old, new| replaces(plain(old), plain(new)),
};

/// Fields that the API server refuses to change: group, kind, path.
const IMMUTABLE: &[(&str, &str, &[&str])] = &[
    ("apps", "Deployment", &["spec", "selector"]),
    ("apps", "DaemonSet", &["spec", "selector"]),
    ("apps", "ReplicaSet", &["spec", "selector"]),
    ("apps", "StatefulSet", &["spec", "selector"]),
    ("apps", "StatefulSet", &["spec", "serviceName"]),
    ("apps", "StatefulSet", &["spec", "podManagementPolicy"]),
    ("apps", "StatefulSet", &["spec", "volumeClaimTemplates"]),
    ("batch", "Job", &["spec", "template"]),
    ("batch", "Job", &["spec", "selector"]),
    ("batch", "Job", &["spec", "completionMode"]),
    ("", "Service", &["spec", "clusterIP"]),
    ("", "Secret", &["type"]),
    ("", "PersistentVolumeClaim", &["spec", "accessModes"]),
    ("", "PersistentVolumeClaim", &["spec", "selector"]),
    ("", "PersistentVolumeClaim", &["spec", "storageClassName"]),
    ("", "PersistentVolumeClaim", &["spec", "volumeMode"]),
    ("rbac.authorization.k8s.io", "RoleBinding", &["roleRef"]),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", &["roleRef"]),
    ("storage.k8s.io", "StorageClass", &["provisioner"]),
    ("storage.k8s.io", "StorageClass", &["parameters"]),
    ("storage.k8s.io", "StorageClass", &["reclaimPolicy"]),
    ("storage.k8s.io", "StorageClass", &["volumeBindingMode"]),
    ("networking.k8s.io", "IngressClass", &["spec", "controller"]),
    ("scheduling.k8s.io", "PriorityClass", &["value"]),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &["spec", "scope"]),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &["spec", "group"]),
];

fn replaces(old: &Value, new: &Value) -> bool {
    let (Some(was), Some(is)) = (ObjectId::of("", old), ObjectId::of("", new)) else {
        // A part of the identity is unknown, so it may be another one.
        return true;
    };
    if was != is {
        return true;
    }
    let group = group_of(text(new.field("apiVersion")).unwrap_or_default());
    let is_of = |of_group: &str, kind: &str| group == of_group && is.kind == kind;
    let changed = |path: &[&str]| changes(at(old, path), at(new, path));
    // An immutable ConfigMap or Secret stays so.
    let is_fixed =
        (is_of("", "ConfigMap") || is_of("", "Secret")) && *plain(old.field("immutable")) == Value::Bool(true);
    (is_fixed && ["data", "binaryData", "stringData", "immutable"].iter().any(|field| changed(&[field])))
        || IMMUTABLE.iter().any(|(group, kind, path)| is_of(group, kind) && changed(path))
}

fn at<'v>(value: &'v Value, path: &[&str]) -> &'v Value {
    path.iter().fold(value, |value, key| plain(value.field(key)))
}

/// Whether a field changes that the manifest sets before and after: a value that it only adds, or no longer sets, may be the
/// one that the object has.
fn changes(old: &Value, new: &Value) -> bool {
    match (plain(old), plain(new)) {
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Unknown, _) | (_, Value::Unknown) => true,
        (Value::Map(old), Value::Map(new)) => {
            old.len() != new.len() || new.iter().any(|(key, new)| old.get(key).is_none_or(|old| changes(old, new)))
        }
        (Value::List(old), Value::List(new)) => {
            old.len() != new.len() || old.iter().zip(new).any(|(old, new)| changes(old, new))
        }
        (old, new) => old != new,
    }
}

#[cfg(test)]
mod tests {
    use archipel_engine::Value;
    use serde_json::json;

    use super::*;

    fn between(old: serde_json::Value, new: serde_json::Value) -> bool {
        (IDENTITY.applies)(&Value::from_json(old), &Value::from_json(new))
    }

    fn manifest(api_version: &str, kind: &str, name: &str, more: serde_json::Value) -> serde_json::Value {
        let mut manifest = json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": name } });
        let serde_json::Value::Object(more) = more else { panic!("no object") };
        manifest.as_object_mut().unwrap().extend(more);
        manifest
    }

    #[test]
    fn another_identity_replaces_and_another_version_does_not() {
        let one = |version: &str, name: &str| manifest(version, "Deployment", name, json!({}));
        assert!(between(one("apps/v1", "a"), one("apps/v1", "b")));
        assert!(between(one("apps/v1", "a"), one("extensions/v1", "a")));
        assert!(!between(one("apps/v1beta2", "a"), one("apps/v1", "a")));
        let mut named = Value::from_json(one("apps/v1", "a"));
        let old = named.clone();
        let metadata = named.as_map_mut().unwrap().get_mut("metadata").unwrap();
        metadata.as_map_mut().unwrap().insert("namespace".to_owned(), Value::Unknown);
        assert!((IDENTITY.applies)(&old, &named), "an unknown namespace may be another one");
    }

    #[test]
    fn fields_that_kubernetes_cannot_change_replace_the_object() {
        let selector = |app: &str| {
            manifest(
                "apps/v1",
                "Deployment",
                "web",
                json!({ "spec": { "selector": { "matchLabels": { "app": app } } } }),
            )
        };
        assert!(between(selector("a"), selector("b")));
        let replicas =
            |replicas: u32| manifest("apps/v1", "Deployment", "web", json!({ "spec": { "replicas": replicas } }));
        assert!(!between(replicas(1), replicas(2)));
        let settings = |fixed: bool, value: &str| {
            manifest("v1", "ConfigMap", "settings", json!({ "immutable": fixed, "data": { "a": value } }))
        };
        assert!(between(settings(true, "1"), settings(true, "2")));
        assert!(!between(settings(false, "1"), settings(true, "2")));
    }

    #[test]
    fn an_unknown_value_elsewhere_is_an_update() {
        let old = Value::from_json(manifest("v1", "ConfigMap", "settings", json!({ "data": { "a": "1" } })));
        let mut new = old.clone();
        new.as_map_mut().unwrap().insert("data".to_owned(), Value::Unknown);
        assert!(!(IDENTITY.applies)(&old, &new));
    }
}
