//! Values of the engine as JSON of Kubernetes.

use archipel_engine::Value;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value as Json, json};

/// A manifest as it is sent: `stringData` of a Secret becomes `data`, because a key that leaves `stringData` would stay in
/// the object (kubernetes/kubernetes#108008).
pub(crate) fn manifest(value: &Value) -> Json {
    let mut manifest = value.revealed_json();
    if is_secret(&manifest)
        && let Some(Json::Object(texts)) = manifest.as_object_mut().and_then(|manifest| manifest.remove("stringData"))
    {
        let data = object(&mut manifest, "data");
        for (key, text) in texts {
            let encoded = text.as_str().map(|text| BASE64_STANDARD.encode(text));
            data.insert(key, encoded.map_or(text, Json::String));
        }
    }
    manifest
}

/// Whether a manifest is a `Secret`, whose data may not be shown.
pub(crate) fn is_secret(manifest: &Json) -> bool {
    manifest["kind"] == "Secret" && manifest["apiVersion"] == "v1"
}

/// The object in a field, which is made if there is none.
pub(crate) fn object<'j>(json: &'j mut Json, field: &str) -> &'j mut Map<String, Json> {
    if !json.is_object() {
        *json = json!({});
    }
    let value = &mut json[field];
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Json::Object(map) => map,
        // The line above made it an object.
        _ => unreachable!("a field that is not an object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_secret_are_sent_as_data() {
        let secret = Value::from_json(json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "a", "creationTimestamp": null },
            "data": { "a": "MQ==", "b": "MQ==" }, "stringData": { "b": "2" },
        }));
        let expected = json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "a" }, "data": { "a": "MQ==", "b": "Mg==" },
        });
        assert_eq!(manifest(&secret), expected);
    }
}
