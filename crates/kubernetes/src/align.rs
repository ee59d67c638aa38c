//! Whether an object still has what was applied: the applied manifest is contained in the one that was read.
//!
//! Fields that the manifest does not have belong to others, so their values are no drift. Of lists whose elements have
//! names, elements of others are no drift either: a container that a webhook adds. Quantities are compared by value.

use std::collections::BTreeMap;

use archipel_engine::Value;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::definitions;
use crate::identity::{group_of, plain, text};
use crate::quantity;

/// The keys of elements of lists, as Kubernetes' own types have them. The first that tells all elements apart counts.
pub(crate) const KEYS: &[&str] =
    &["name", "containerPort", "port", "mountPath", "devicePath", "ip", "topologyKey", "type", "key", "uid"];
/// Fields around quantities: the API server spells their values in its own way.
const QUANTITIES: &[&str] = &[
    "allocatable",
    "averageValue",
    "capacity",
    "default",
    "defaultRequest",
    "divisor",
    "hard",
    "limits",
    "max",
    "maxLimitRequestRatio",
    "min",
    "overhead",
    "requests",
    "sizeLimit",
    "target",
    "targetAverageValue",
    "targetValue",
];

/// The observed inputs with the applied spelling of what means the same, and without values of others.
pub(crate) fn align(applied: &Value, observed: &Value) -> Value {
    let mut aligned = applied.clone();
    if let Some(fields) = aligned.as_map_mut() {
        fields.insert("cluster".to_owned(), observed.field("cluster").clone());
        let manifest = manifest(applied.field("manifest"), observed.field("manifest"));
        fields.insert("manifest".to_owned(), manifest);
    }
    aligned
}

/// The same of manifests.
pub(crate) fn manifest(applied: &Value, observed: &Value) -> Value {
    if observed.is_null() {
        return observed.clone();
    }
    let mut observed = observed.clone();
    let same_group = |one: Option<&str>, other: Option<&str>| match (one, other) {
        (Some(one), Some(other)) => group_of(one) == group_of(other),
        _ => false,
    };
    let versions = [applied, &observed].map(|manifest| text(manifest.field("apiVersion")));
    let is_same_group = same_group(versions[0], versions[1]);
    if let Some(fields) = observed.as_map_mut() {
        if is_same_group {
            fields.insert("apiVersion".to_owned(), plain(applied.field("apiVersion")).clone());
        }
        texts_of_data(applied, fields);
    }
    contained(applied, &observed, false).unwrap_or_default()
}

/// Reads the data of a Secret as the texts that were applied as `stringData`.
fn texts_of_data(applied: &Value, observed: &mut BTreeMap<String, Value>) {
    let (Value::Map(texts), Some("Secret")) = (plain(applied.field("stringData")), text(applied.field("kind"))) else {
        return;
    };
    let decoded = |key: &String| {
        let data = text(observed.get("data")?.field(key))?;
        let bytes = BASE64_STANDARD.decode(data).ok()?;
        Some((key.clone(), Value::Str(String::from_utf8_lossy(&bytes).into_owned())))
    };
    let data: BTreeMap<String, Value> = texts.keys().filter_map(decoded).collect();
    observed.insert("stringData".to_owned(), Value::Map(data));
}

/// The part of the observed value that the applied one describes. `None` for one that is absent.
fn contained(applied: &Value, observed: &Value, is_quantity: bool) -> Option<Value> {
    match (applied, observed) {
        (Value::Secret(inner), observed) => {
            let found = contained(inner, plain(observed), is_quantity)?;
            Some(if found == **inner { applied.clone() } else { found.into_secret() })
        }
        (Value::Unknown, _) => Some(applied.clone()),
        (applied, observed) if applied == observed => Some(applied.clone()),
        (Value::Str(digest), Value::Map(_)) if definitions::is_digest(digest) => {
            Some(Value::from(definitions::digest(&observed.revealed_json())))
        }
        (applied, Value::Null) => is_empty(applied).then(|| applied.clone()),
        (Value::Null, _) => None,
        (Value::Map(fields), Value::Map(found)) => {
            let of_field = |(name, value): (&String, &Value)| {
                let is_quantity = is_quantity || QUANTITIES.contains(&name.as_str());
                let found = found.get(name).unwrap_or(&Value::Null);
                Some((name.clone(), contained(value, found, is_quantity)?))
            };
            Some(Value::Map(fields.iter().filter_map(of_field).collect()))
        }
        (Value::List(items), Value::List(found)) => Some(Value::List(elements(items, found, is_quantity))),
        (applied, observed) if is_quantity && same_quantity(applied, observed) => Some(applied.clone()),
        (Value::Int(int), Value::Float(float)) | (Value::Float(float), Value::Int(int)) => {
            #[allow(
                clippy::cast_precision_loss,
                reason = "a difference below the precision of a float is none in JSON"
            )]
            let same = *int as f64 == *float;
            Some(if same { applied.clone() } else { observed.clone() })
        }
        (_, observed) => Some(observed.clone()),
    }
}

fn elements(applied: &[Value], found: &[Value], is_quantity: bool) -> Vec<Value> {
    let one = |applied: &Value, found: &Value| contained(applied, found, is_quantity);
    if let Some(key) = KEYS.iter().find(|key| tells_apart(key, applied) && tells_apart(key, found)) {
        let named = |item: &Value| found.iter().find(|found| plain(found.field(key)) == plain(item.field(key)));
        return applied.iter().filter_map(|item| one(item, named(item)?)).collect();
    }
    // A set, such as finalizers, to which others have added.
    let are_texts = applied.iter().chain(found).all(|item| text(item).is_some());
    if applied.len() == found.len() {
        applied.iter().zip(found).filter_map(|(applied, found)| one(applied, found)).collect()
    } else if are_texts && found.len() > applied.len() && found.iter().all(is_finalizer) {
        applied.iter().filter(|item| found.contains(plain(item))).cloned().collect()
    } else {
        found.to_vec()
    }
}

/// Finalizers are domain names with a path.
fn is_finalizer(value: &Value) -> bool {
    text(value).is_some_and(|text| {
        text.split_once('/').is_some_and(|(domain, _)| domain.contains('.')) || text == "foregroundDeletion"
    })
}

/// Whether all elements have this field, each with a value of its own.
fn tells_apart(key: &str, items: &[Value]) -> bool {
    let values: Vec<&Value> = items.iter().map(|item| plain(item.field(key))).collect();
    let is_key = |value: &Value| matches!(value, Value::Str(_) | Value::Int(_));
    values.iter().enumerate().all(|(index, value)| is_key(value) && !values[..index].contains(value))
}

/// Values that the API server may leave out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::Str(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(fields) => fields.values().all(is_empty),
        Value::Secret(inner) => is_empty(inner),
        _ => false,
    }
}

fn same_quantity(one: &Value, other: &Value) -> bool {
    let written = |value: &Value| match value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    };
    matches!((written(one), written(other)), (Some(one), Some(other)) if quantity::same(&one, &other))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn aligned(applied: Json, observed: Json) -> Value {
        manifest(&Value::from_json(applied), &Value::from_json(observed))
    }

    #[track_caller]
    fn is_in_step(applied: Json, observed: Json) {
        let expected = Value::from_json(applied.clone());
        assert_eq!(aligned(applied, observed), expected);
    }

    #[test]
    fn defaults_and_values_of_others_are_no_drift() {
        is_in_step(
            json!({ "apiVersion": "apps/v1beta1", "spec": { "template": { "spec": { "containers": [
                { "name": "web", "image": "web:1", "ports": [{ "containerPort": 80 }],
                  "resources": { "limits": { "cpu": "1000m", "memory": "1024Mi" }, "requests": { "cpu": 1 } },
                  "env": [], "securityContext": { "privileged": false } },
            ] } } } }),
            json!({ "apiVersion": "apps/v1", "spec": { "replicas": 3, "template": { "spec": { "containers": [
                { "name": "sidecar", "image": "mesh:1" },
                { "name": "web", "image": "web:1", "imagePullPolicy": "IfNotPresent",
                  "ports": [{ "containerPort": 80, "protocol": "TCP" }],
                  "resources": { "limits": { "cpu": "1", "memory": "1Gi" }, "requests": { "cpu": "1" } } },
            ] } } } }),
        );
        let finalizers = |list: Json| json!({ "metadata": { "finalizers": list } });
        is_in_step(finalizers(json!(["a.b/c"])), finalizers(json!(["d.e/f", "a.b/c"])));
    }

    #[test]
    fn a_changed_a_missing_and_a_reordered_value_are_drift() {
        let with = |image: &str, args: Json| json!({ "spec": { "containers": [{ "name": "web", "image": image, "args": args }] } });
        let applied = with("web:1", json!(["a", "b"]));
        assert_eq!(
            aligned(applied.clone(), with("web:2", json!(["a", "b"]))),
            Value::from_json(with("web:2", json!(["a", "b"])))
        );
        assert_eq!(
            aligned(applied.clone(), with("web:1", json!(["b", "a"]))),
            Value::from_json(with("web:1", json!(["b", "a"])))
        );
        assert_eq!(
            aligned(applied.clone(), with("web:1", json!(["a", "b", "c"]))),
            Value::from_json(with("web:1", json!(["a", "b", "c"])))
        );
        let gone = aligned(applied, json!({ "spec": { "containers": [{ "name": "other" }] } }));
        assert_eq!(gone, Value::from_json(json!({ "spec": { "containers": [] } })));
        // A version in a label is a text and not a quantity.
        let labels = |version: &str| json!({ "metadata": { "labels": { "version": version } } });
        assert_eq!(aligned(labels("1.0"), labels("1")), Value::from_json(labels("1")));
    }

    #[test]
    fn texts_of_a_secret_are_compared_with_its_data_and_stay_secret() {
        let secret = |text: &str| {
            let mut secret = Value::from_json(json!({ "apiVersion": "v1", "kind": "Secret" }));
            let data = Value::from([("password", Value::from(text).into_secret())]);
            secret.as_map_mut().unwrap().insert("stringData".to_owned(), data);
            secret
        };
        let live = Value::from_json(
            json!({ "apiVersion": "v1", "kind": "Secret", "data": { "password": "b25l", "other": "eA==" } }),
        );
        assert_eq!(manifest(&secret("one"), &live), secret("one"));
        assert_eq!(manifest(&secret("two"), &live), secret("one"), "the value that was read is secret too");
    }
}
