//! What a server changes in an object beside what a plan shows: defaults, values of webhooks, allocated addresses.

use archipel_engine::Value;
use archipel_engine::path::{Path, Segment};
use archipel_engine::resource::ForeseenChange;
use serde_json::Value as Json;

use crate::json::is_secret;
use crate::ownership::is_mark;
use crate::{align, definitions};

/// Metadata that every write changes.
const OF_EVERY_WRITE: &[&str] =
    &["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"];

/// Fields whose values the server allocates. A dry run returns values that no object gets.
const ALLOCATED: &[&str] = &["clusterIP", "clusterIPs", "healthCheckNodePort", "nodePort"];

/// The manifests of an update. Their differences are in the plan.
#[derive(Clone, Copy)]
pub(super) struct Planned<'a> {
    old: &'a Json,
    new: &'a Json,
    /// The new manifest as the server returned it.
    result: &'a Json,
}

impl<'a> Planned<'a> {
    /// Nothing is in the plan.
    const NONE: Self = Self { old: &Json::Null, new: &Json::Null, result: &Json::Null };

    pub(super) fn new(old: &'a Json, new: &'a Json) -> Self {
        Self { old, new, result: &Json::Null }
    }

    fn are_both(&self, is: impl Fn(&Json) -> bool) -> bool {
        is(self.old) && is(self.new)
    }

    fn field(&self, name: &str) -> Self {
        Self { old: &self.old[name], new: &self.new[name], result: &self.result[name] }
    }

    fn index(&self, index: usize) -> Self {
        Self { old: &self.old[index], new: &self.new[index], result: &self.result[index] }
    }

    fn element(&self, key: &str, name: &Json) -> Self {
        let of = |list: &'_ Json| -> Option<usize> { list.as_array()?.iter().position(|item| item[key] == *name) };
        let at = |list| of(list).map_or(&Json::Null, |index| &list[index]);
        Self { old: at(self.old), new: at(self.new), result: at(self.result) }
    }
}

/// The differences between the object and what a dry run of an update returned.
pub(super) fn of_update(existing: &Json, updated: &Json, planned: Planned<'_>) -> Vec<ForeseenChange> {
    let result = as_declared(planned.new, updated);
    differences(is_secret(existing), existing, updated, Planned { result: &result, ..planned })
}

/// The part of an object that a manifest declares, with the spelling of the manifest.
fn as_declared(manifest: &Json, object: &Json) -> Json {
    let [manifest, object] = [manifest, object].map(|json| Value::from_json(json.clone()));
    align::manifest(&manifest, &object).revealed_json()
}

/// The differences with `Unknown` for values that the server allocates, such as the port of a node, and for those that a second
/// dry run of the same change does not repeat.
pub(super) fn repeated(first: Vec<ForeseenChange>, second: &[ForeseenChange]) -> Vec<ForeseenChange> {
    let repeated = |change: ForeseenChange| {
        let is_allocated = !change.new.is_null() && change.path.segments().iter().any(is_allocated);
        let is_known = !is_allocated && second.contains(&change);
        ForeseenChange { new: if is_known { change.new } else { Value::Unknown }, ..change }
    };
    first.into_iter().map(repeated).collect()
}

/// The declared values that a dry run of a create returned differently. Values that the server adds are not among them: every
/// object has defaults.
pub(super) fn of_create(declared: &Json, created: &Json) -> Vec<ForeseenChange> {
    differences(is_secret(declared), declared, &as_declared(declared, created), Planned::NONE)
}

fn differences(is_secret: bool, old: &Json, new: &Json, planned: Planned<'_>) -> Vec<ForeseenChange> {
    let mut differences = Differences { found: Vec::new(), is_secret };
    let none = Json::Null;
    for field in fields(old, new).filter(|field| *field != "status") {
        let values = [old, new].map(|json| json.get(field).unwrap_or(&none));
        differences.compare(&Path::root().key("manifest").key(field), values, planned.field(field));
    }
    differences.found
}

/// The names of the fields of two objects.
fn fields<'j>(old: &'j Json, new: &'j Json) -> impl Iterator<Item = &'j str> {
    let before = old.as_object().into_iter().flat_map(|fields| fields.keys());
    let after = new.as_object().into_iter().flat_map(|fields| fields.keys());
    before.chain(after.filter(|field| old.get(*field).is_none())).map(String::as_str)
}

struct Differences {
    found: Vec<ForeseenChange>,
    /// Values of a Secret are secret.
    is_secret: bool,
}

impl Differences {
    fn compare(&mut self, path: &Path, [old, new]: [&Json; 2], planned: Planned<'_>) {
        // The plan shows a whole value that it sets or removes; of a schema it has the digest.
        let is_shown =
            planned.old != planned.new && !planned.are_both(Json::is_object) && !planned.are_both(Json::is_array);
        if old == new {
            return;
        }
        if is_shown && !planned.are_both(is_digest) {
            return self.differs(path, [old, new], planned);
        }
        let none = Json::Null;
        match (old, new) {
            (Json::Object(_), Json::Object(_)) => {
                for field in fields(old, new).filter(|field| !is_of_every_write(path, field)) {
                    let values = [old, new].map(|json| json.get(field).unwrap_or(&none));
                    self.compare(&path.key(field), values, planned.field(field));
                }
            }
            (Json::Array(before), Json::Array(after)) => match element_key(before, after) {
                Some(key) => {
                    let find = |list: &'_ [Json], name: &Json| list.iter().position(|item| item[key] == *name);
                    let added = after.iter().filter(|item| find(before, &item[key]).is_none());
                    for name in before.iter().chain(added).map(|item| &item[key]) {
                        let at = |list: &'_ [Json]| find(list, name);
                        let old = at(before).map_or(&none, |index| &before[index]);
                        let new = at(after).map_or(&none, |index| &after[index]);
                        // In the new list, or where it was.
                        let index = at(after).or_else(|| at(before)).unwrap_or_default();
                        self.compare(&path.index(index), [old, new], planned.element(key, name));
                    }
                }
                None if before.len() == after.len() => {
                    for (index, values) in before.iter().zip(after).enumerate() {
                        self.compare(&path.index(index), [values.0, values.1], planned.index(index));
                    }
                }
                None => self.differs(path, [old, new], planned),
            },
            _ => self.differs(path, [old, new], planned),
        }
    }

    fn differs(&mut self, path: &Path, values: [&Json; 2], planned: Planned<'_>) {
        // The plan shows the declared value, which a webhook may change.
        let values = match planned.old == planned.new {
            true => values,
            false if planned.result == planned.new || planned.are_both(is_digest) => return,
            false => [planned.new, planned.result],
        };
        let is_secret = self.is_secret && !is_within(path, &["metadata"]);
        let [old, new] = values.map(|value| match Value::from_json(value.clone()) {
            value if is_secret && !value.is_null() => value.into_secret(),
            value => value,
        });
        self.found.push(ForeseenChange { path: path.clone(), old, new });
    }
}

/// Whether a path is one in the manifest, or below it.
fn is_within(path: &Path, fields: &[&str]) -> bool {
    let names = ["manifest"].iter().chain(fields);
    names.fold(Path::root(), |path, name| path.key(*name)).covers(path)
}

fn is_allocated(segment: &Segment) -> bool {
    matches!(segment, Segment::Key(name) if ALLOCATED.contains(&name.as_str()))
}

/// Whether every write changes a field, or this crate does.
fn is_of_every_write(path: &Path, field: &str) -> bool {
    match path.segments() {
        [_, _] if is_within(path, &["metadata"]) => OF_EVERY_WRITE.contains(&field),
        [_, _, _] if is_within(path, &["metadata", "labels"]) || is_within(path, &["metadata", "annotations"]) => {
            is_mark(field)
        }
        _ => false,
    }
}

fn is_digest(value: &Json) -> bool {
    value.as_str().is_some_and(definitions::is_digest)
}

/// The field by which elements of two lists are the same.
fn element_key(before: &[Json], after: &[Json]) -> Option<&'static str> {
    let tells_apart = |key: &str, items: &[Json]| {
        let is_key = |value: &Json| value.is_string() || value.is_i64();
        items
            .iter()
            .enumerate()
            .all(|(index, item)| is_key(&item[key]) && !items[..index].iter().any(|before| before[key] == item[key]))
    };
    align::KEYS.iter().copied().find(|key| tells_apart(key, before) && tells_apart(key, after))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The differences as text.
    fn texts(found: &[ForeseenChange]) -> Vec<String> {
        found.iter().map(|change| format!("{}: {:?} -> {:?}", change.path, change.old, change.new)).collect()
    }

    fn web(image: &str, policy: &str) -> Json {
        json!({
            "kind": "Deployment",
            "metadata": { "name": "web", "resourceVersion": policy, "annotations": { "archipel/token": policy } },
            "spec": { "template": { "spec": { "containers": [
                { "name": "web", "image": image, "imagePullPolicy": policy, "args": ["a"] },
            ] } } },
            "status": { "replicas": policy },
        })
    }

    #[test]
    fn an_update_shows_what_the_server_changes_beside_the_plan() {
        let (old, new) = (web("web:1", "IfNotPresent"), web("web:latest", "Always"));
        let planned = |image: &str| json!({ "spec": { "template": { "spec": { "containers": [{ "name": "web", "image": image }] } } } });
        let found = of_update(&old, &new, Planned::new(&planned("web:1"), &planned("web:latest")));
        let expected = r#"manifest.spec.template.spec.containers[0].imagePullPolicy: "IfNotPresent" -> "Always""#;
        assert_eq!(texts(&found), [expected]);
        // A webhook changes what the plan shows.
        let found = of_update(
            &old,
            &web("mirror.example/web:2", "IfNotPresent"),
            Planned::new(&planned("web:1"), &planned("web:2")),
        );
        let expected = r#"manifest.spec.template.spec.containers[0].image: "web:2" -> "mirror.example/web:2""#;
        assert_eq!(texts(&found), [expected]);
        // A plan that does not show the image, as after a change by others that no refresh found.
        assert_eq!(of_update(&old, &new, Planned::NONE).len(), 2);
        assert!(of_update(&old, &old, Planned::NONE).is_empty());
    }

    #[test]
    fn a_create_shows_declared_values_that_a_webhook_changes_and_no_defaults() {
        let declared = json!({
            "kind": "Deployment", "metadata": { "name": "web" },
            "spec": { "replicas": 1, "template": { "spec": { "containers": [
                { "name": "web", "image": "web:1", "resources": { "limits": { "cpu": "1000m" } } },
            ] } } },
        });
        let mut created = declared.clone();
        created["metadata"]["uid"] = json!("1");
        created["spec"]["strategy"] = json!({ "type": "RollingUpdate" });
        let container = &mut created["spec"]["template"]["spec"]["containers"][0];
        container["image"] = json!("mirror.example/web:1");
        container["resources"]["limits"]["cpu"] = json!("1");
        let found = of_create(&declared, &created);
        let expected = r#"manifest.spec.template.spec.containers[0].image: "web:1" -> "mirror.example/web:1""#;
        assert_eq!(texts(&found), [expected]);
    }

    #[test]
    fn values_of_a_secret_are_secret() {
        let secret = |value: &str| json!({ "apiVersion": "v1", "kind": "Secret", "data": { "password": value } });
        let found = of_update(&secret("b25l"), &secret("dHdv"), Planned::NONE);
        assert_eq!(texts(&found), ["manifest.data.password: (secret) -> (secret)"]);
    }

    #[test]
    fn values_that_the_server_allocates_or_does_not_repeat_are_unknown() {
        let service =
            |kind: &str, port: i64, salt: i64| json!({ "spec": { "kind": kind, "nodePort": port, "salt": salt } });
        let run = |salt| of_update(&service("a", 30_001, 1), &service("b", 32_768, salt), Planned::NONE);
        let found = repeated(run(2), &run(3));
        let expected = [
            r#"manifest.spec.kind: "a" -> "b""#,
            "manifest.spec.nodePort: 30001 -> (known after apply)",
            "manifest.spec.salt: 1 -> (known after apply)",
        ];
        assert_eq!(texts(&found), expected);
    }
}
