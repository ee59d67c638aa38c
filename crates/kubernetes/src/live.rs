//! What a program sees of an object as the server has it.

use archipel_engine::Value;
use serde_json::{Map, Value as Json};

use crate::identity::ObjectId;
use crate::ownership::{self, is_mark};

/// Fields of the metadata that the server writes.
const SERVER_FIELDS: &[&str] = &[
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];
/// Annotations of tools and controllers that describe the object itself.
const SERVER_ANNOTATIONS: &[&str] =
    &["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"];

/// The inputs that describe an object.
pub(crate) fn inputs(id: &ObjectId, live: &Json) -> Value {
    let mut fields = vec![("cluster", Value::from(id.cluster.as_str())), ("manifest", manifest(live))];
    if let Some(wait) = ownership::wait(live) {
        fields.push(("wait", Value::from(wait.to_string())));
    }
    Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The manifest in an object: without its status and what the server, tools and this crate have added.
fn manifest(live: &Json) -> Value {
    let mut manifest = live.clone();
    if let Some(fields) = manifest.as_object_mut() {
        fields.remove("status");
        if let Some(Json::Object(metadata)) = fields.get_mut("metadata") {
            metadata.retain(|field, _| !SERVER_FIELDS.contains(&field.as_str()));
            own_entries(metadata, "labels");
            own_entries(metadata, "annotations");
        }
    }
    Value::from_json(manifest)
}

fn own_entries(metadata: &mut Map<String, Json>, field: &str) {
    let Some(Json::Object(entries)) = metadata.get_mut(field) else { return };
    entries.retain(|key, _| !is_mark(key) && !SERVER_ANNOTATIONS.contains(&key.as_str()));
    if entries.is_empty() {
        metadata.remove(field);
    }
}

/// The outputs of an object.
pub(crate) fn outputs(id: &ObjectId, live: &Json, url: &str) -> Value {
    let metadata = &live["metadata"];
    let text = |value: &Json| Value::from(value.as_str().unwrap_or_default());
    Value::from([
        ("address", address(live).map_or(Value::Null, Value::from)),
        ("endpoint", Value::from(url)),
        ("name", Value::from(id.name.as_str())),
        ("namespace", text(&metadata["namespace"])),
        ("uid", text(&metadata["uid"])),
    ])
}

/// The first address in the status of a Service, an Ingress or a Gateway.
pub(crate) fn address(live: &Json) -> Option<&str> {
    let balancer = &live["status"]["loadBalancer"]["ingress"][0];
    let addresses = [&balancer["hostname"], &balancer["ip"], &live["status"]["addresses"][0]["value"]];
    addresses.into_iter().find_map(Json::as_str)
}
