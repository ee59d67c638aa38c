//! Conflicts with other field managers.

use archipel_engine::Value;
use archipel_engine::resource::ProviderError;
use serde_json::Value as Json;

use crate::align;
use crate::identity::plain;

/// The error of a conflict, with what to do. The message of the server names the managers and the fields.
pub(super) fn explained(mut error: ProviderError) -> ProviderError {
    error.message += "\nRemove the fields from the manifest to leave them to the other manager, or run with `--refresh` to \
                      see its values in the plan and take the fields back";
    error
}

/// Whether the plan showed every conflict: the recorded value of the field is the one that the object has, so that the
/// plan's difference was against the other manager's value.
pub(super) fn was_shown(error: &ProviderError, existing: &Json, (old, new): (&Value, &Value)) -> bool {
    let live = Value::from_json(existing.clone());
    // What the plan compared with: the recorded manifest, into which a refresh has written the values of others.
    let current = align::manifest(old, &live);
    let fields = fields(&error.message);
    !fields.is_empty()
        && fields.iter().all(|field| {
            let [current, old, new] = [&current, old, new].map(|manifest| at(manifest, field));
            match (current, old, new) {
                (Some(current), Some(old), Some(new)) => plain(current) == plain(old) && plain(old) != plain(new),
                _ => false,
            }
        })
}

/// The paths in the message of a conflict: ".spec.replicas". The message has one a line or, for one conflict, at its end.
fn fields(message: &str) -> Vec<&str> {
    let of_line = |line: &'_ str| -> Option<usize> {
        if line.starts_with("- .") { Some(2) } else { line.rfind(": .").map(|at| at + 2) }
    };
    message.lines().filter_map(|line| of_line(line).map(|at| line[at..].trim())).collect()
}

/// The value at a path as the server writes it: `.spec.template.spec.containers[name="web"].image`. Keys may contain dots.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let value = plain(value);
    if path.is_empty() {
        return Some(value);
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (selector, rest) = rest.split_once(']')?;
        let items = value.as_list()?;
        let item = match selector.split_once('=')? {
            ("", element) => items.iter().find(|item| is_written(item, element)),
            _ => items.iter().find(|item| {
                selector
                    .split(',')
                    .all(|part| part.split_once('=').is_some_and(|(key, wanted)| is_written(item.field(key), wanted)))
            }),
        };
        return at(item?, rest);
    }
    let rest = path.strip_prefix('.')?;
    let fits = |key: &&String| {
        let after = rest.strip_prefix(key.as_str());
        after.is_some_and(|after| after.is_empty() || after.starts_with(['.', '[']))
    };
    let key = value.as_map()?.keys().filter(fits).max_by_key(|key| key.len())?;
    at(value.field(key), &rest[key.len()..])
}

/// Whether a value is the one in a selector, which quotes texts.
fn is_written(value: &Value, written: &str) -> bool {
    match plain(value) {
        Value::Str(text) => written.trim_matches('"') == text,
        Value::Int(number) => written == number.to_string(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use archipel_engine::resource::ErrorKind;
    use serde_json::json;

    use super::*;

    const ONE: &str = "Apply failed with 1 conflict: conflict with \"kubectl\" using apps/v1: .spec.replicas";
    const TWO: &str = "Apply failed with 2 conflicts: conflicts with \"kubectl\":\n- .metadata.labels.app.kubernetes.io/name\n\
                       - .spec.containers[name=\"web\"].image";

    #[test]
    fn the_fields_of_a_conflict_are_found_in_manifests() {
        assert_eq!(fields(ONE), [".spec.replicas"]);
        let fields = fields(TWO);
        let manifest = Value::from_json(json!({
            "metadata": { "labels": { "app": "no", "app.kubernetes.io/name": "shop" } },
            "spec": { "containers": [{ "name": "other" }, { "name": "web", "image": "web:1", "ports": [{ "containerPort": 80, "protocol": "TCP" }] }] },
        }));
        assert_eq!(at(&manifest, fields[0]), Some(&Value::from("shop")));
        assert_eq!(at(&manifest, fields[1]), Some(&Value::from("web:1")));
        let port = ".spec.containers[name=\"web\"].ports[containerPort=80,protocol=\"TCP\"].containerPort";
        assert_eq!(at(&manifest, port), Some(&Value::from(80)));
        assert_eq!(at(&manifest, ".spec.nothing"), None);
    }

    #[test]
    fn a_field_is_taken_back_only_if_the_plan_showed_the_value_of_the_other() {
        let manifest = |replicas: i64| Value::from_json(json!({ "spec": { "replicas": replicas } }));
        let live = json!({ "spec": { "replicas": 5 } });
        let error = ProviderError::new(ErrorKind::Invalid, ONE);
        // A refresh has recorded the 5 of the other manager.
        assert!(was_shown(&error, &live, (&manifest(5), &manifest(2))));
        // The plan showed 2 to 3, and the object has 5.
        assert!(!was_shown(&error, &live, (&manifest(2), &manifest(3))));
        assert!(!was_shown(&error, &live, (&manifest(5), &manifest(5))));
    }
}
