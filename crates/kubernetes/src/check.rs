//! The checks of a manifest that need no cluster.

use archipel_engine::Value;

use crate::identity::{plain, text};

/// Fields that the server writes. A manifest with one was read from a cluster.
const SERVER_FIELDS: &[&str] =
    &["creationTimestamp", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"];
/// Annotations by which Argo CD marks objects as its own.
const ARGO: &[&str] = &["argocd.argoproj.io/tracking-id", "argocd.argoproj.io/installation-id"];
/// The longest name of an object.
const LONGEST_NAME: usize = 253;

/// Returns the mistakes of a manifest, one sentence each. Parts of it may be unknown.
pub(crate) fn check(manifest: &Value) -> Vec<String> {
    let manifest = match manifest {
        Value::Unknown => return Vec::new(),
        Value::Secret(_) => {
            return vec![
                "the whole manifest is secret, but its kind and name are part of the id\n\
                 Mark the secret values in it instead"
                    .to_owned(),
            ];
        }
        Value::Map(_) => manifest,
        other => return vec![format!("invalid `manifest`: expected an object of Kubernetes, found {}", other.kind())],
    };
    let mut wrong = Vec::new();
    header(manifest, &mut wrong);
    metadata(manifest.field("metadata"), &mut wrong);
    if !plain(manifest.field("status")).is_null() {
        wrong.push("`manifest.status` is written by controllers\nRemove it from the manifest".to_owned());
    }
    secret_data(manifest, &mut wrong);
    wrong
}

fn header(manifest: &Value, wrong: &mut Vec<String>) {
    for field in ["apiVersion", "kind"] {
        match manifest.field(field) {
            Value::Unknown => wrong.push(format!("`manifest.{field}` is unknown before the apply\nWrite it as a text")),
            Value::Str(text) if !text.is_empty() && !text.contains('|') => {}
            Value::Null => {
                wrong.push(format!("`manifest.{field}` is not set\nEvery manifest names its kind and its API version"))
            }
            _ => wrong.push(format!("invalid `manifest.{field}`: expected a text such as `apps/v1` or `Deployment`")),
        }
    }
    let kind = text(manifest.field("kind")).unwrap_or_default();
    if kind.ends_with("List") && !plain(manifest.field("items")).is_null() {
        wrong.push(format!("a {kind} is not an object\nDeclare each of its items"));
    }
}

fn metadata(metadata: &Value, wrong: &mut Vec<String>) {
    match plain(metadata) {
        Value::Map(_) => {}
        Value::Unknown => return,
        Value::Null => return wrong.push("`manifest.metadata` is not set\nSet `metadata.name`".to_owned()),
        other => {
            let found = other.kind();
            return wrong.push(format!("invalid `manifest.metadata`: expected an object, found {found}"));
        }
    }
    if !metadata.field("generateName").is_null() {
        wrong.push(
            "`manifest.metadata.generateName` would create another object in every run\nSet `metadata.name` instead"
                .to_owned(),
        );
    }
    match metadata.field("name") {
        Value::Null if metadata.field("generateName").is_null() => {
            wrong.push("`manifest.metadata.name` is not set\nEvery object has a name".to_owned());
        }
        value => part_of_id("name", value, wrong),
    }
    part_of_id("namespace", metadata.field("namespace"), wrong);
    for field in SERVER_FIELDS {
        // `kubectl create --dry-run -o yaml` writes a null creation timestamp.
        if !metadata.field(field).is_null() {
            wrong.push(format!("`manifest.metadata.{field}` is written by the server\nRemove it from the manifest"));
        }
    }
    for annotation in ARGO {
        if !metadata.field("annotations").field(annotation).is_null() {
            wrong.push(format!(
                "the annotation `{annotation}` marks an object of Argo CD, and an object has one owner\n\
                 Remove the annotation, or leave the object to Argo CD"
            ));
        }
    }
}

/// A text that is part of the id.
fn part_of_id(field: &str, value: &Value, wrong: &mut Vec<String>) {
    match value {
        Value::Null | Value::Unknown => {}
        Value::Secret(_) => {
            wrong.push(format!("`manifest.metadata.{field}` is secret, but it is part of the id\nUse a value that may be shown"));
        }
        Value::Str(text) => {
            // Names of RBAC objects may contain colons and capitals; the server checks the rest.
            let wrong_character = text.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, '|' | '/' | '%'));
            if text.is_empty() && field == "name" || text.len() > LONGEST_NAME || wrong_character.is_some() {
                wrong.push(format!(
                    "invalid `manifest.metadata.{field}` `{text}`: expected up to {LONGEST_NAME} letters, digits, `-` and `.`"
                ));
            }
        }
        other => wrong.push(format!(
            "invalid `manifest.metadata.{field}`: expected a text, found {}\nQuote it, if it looks like a number or a boolean",
            other.kind()
        )),
    }
}

/// Values of a Secret are texts, and those of `data` are encoded.
fn secret_data(manifest: &Value, wrong: &mut Vec<String>) {
    use base64::Engine as _;
    if text(manifest.field("kind")) != Some("Secret") || text(manifest.field("apiVersion")) != Some("v1") {
        return;
    }
    for field in ["data", "stringData"] {
        let Value::Map(entries) = plain(manifest.field(field)) else { continue };
        for (key, value) in entries {
            let encoded = |text: &str| base64::prelude::BASE64_STANDARD.decode(text.trim()).is_ok();
            match plain(value) {
                Value::Unknown | Value::Null => {}
                Value::Str(text) if field == "stringData" || encoded(text) => {}
                Value::Str(_) => wrong
                    .push(format!("invalid `manifest.data.{key}`: expected base64\nMove plain text to `stringData`")),
                other => {
                    wrong.push(format!("invalid `manifest.{field}.{key}`: expected a text, found {}", other.kind()))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mistakes(manifest: serde_json::Value) -> String {
        check(&Value::from_json(manifest)).join("\n")
    }

    #[test]
    fn a_manifest_that_cannot_be_applied_is_refused_with_the_field() {
        let named =
            |name: serde_json::Value| json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name } });
        assert_eq!(mistakes(named(json!("settings"))), "");
        for (manifest, expected) in [
            (json!([]), "expected an object of Kubernetes, found a list"),
            (json!({}), "`manifest.apiVersion` is not set"),
            (named(json!("")), "invalid `manifest.metadata.name`"),
            (named(json!(7)), "Quote it"),
            (named(json!("a|b")), "invalid `manifest.metadata.name` `a|b`"),
            (
                json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "generateName": "a-" } }),
                "another object in every run",
            ),
            (
                json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a", "uid": "1" } }),
                "written by the server",
            ),
            (
                json!({ "apiVersion": "v1", "kind": "List", "metadata": { "name": "a" }, "items": [] }),
                "each of its items",
            ),
            (
                json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "a" }, "data": { "k": "not base64!" } }),
                "Move plain text to `stringData`",
            ),
            (
                json!({ "apiVersion": "v1", "kind": "Pod", "metadata": {
                    "name": "a", "annotations": { "argocd.argoproj.io/tracking-id": "x" } } }),
                "an object has one owner",
            ),
        ] {
            let found = mistakes(manifest.clone());
            assert!(found.contains(expected), "{manifest}: {found}");
        }
    }

    #[test]
    fn secrets_are_refused_in_ids_and_permitted_elsewhere() {
        let secret = Value::from("s3cret").into_secret();
        let with = |name: Value, data: Value| {
            Value::from([
                ("apiVersion", Value::from("v1")),
                ("kind", Value::from("Secret")),
                ("metadata", Value::from([("name", name)])),
                ("stringData", Value::from([("password", data)])),
            ])
        };
        assert!(check(&with("db".into(), secret.clone())).is_empty());
        assert!(check(&with("db".into(), Value::Unknown)).is_empty());
        let refused = check(&with(secret.clone(), secret)).join("\n");
        assert!(refused.contains("part of the id") && !refused.contains("s3cret"), "{refused}");
    }
}
