//! What a server changes in an object beside what a plan shows: defaults, values of webhooks, allocated addresses.

use archipel_engine::Value;
use serde_json::Value as Json;

use crate::json::{is_secret, to_json};
use crate::ownership::is_mark;
use crate::{align, definitions};

/// The number of differences of one object that are shown.
const SHOWN: usize = 10;
/// The longest value that is shown.
const LONGEST: usize = 80;
/// Metadata that every write changes.
const OF_EVERY_WRITE: &[&str] =
    &["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"];

/// The manifests of an update. Their differences are in the plan.
#[derive(Clone, Copy)]
pub(super) struct Planned<'a> {
    pub(super) old: &'a Json,
    pub(super) new: &'a Json,
}

impl Planned<'_> {
    /// Nothing is in the plan.
    const NONE: Self = Self { old: &Json::Null, new: &Json::Null };

    fn are_both(&self, is: impl Fn(&Json) -> bool) -> bool {
        is(self.old) && is(self.new)
    }

    fn field(&self, name: &str) -> Self {
        Self { old: &self.old[name], new: &self.new[name] }
    }

    fn index(&self, index: usize) -> Self {
        Self { old: &self.old[index], new: &self.new[index] }
    }

    fn element(&self, key: &str, name: &Json) -> Self {
        let of = |list: &'_ Json| -> Option<usize> { list.as_array()?.iter().position(|item| item[key] == *name) };
        let at = |list| of(list).map_or(&Json::Null, |index| &list[index]);
        Self { old: at(self.old), new: at(self.new) }
    }
}

/// The differences between the object and what a dry run of an update returned.
pub(super) fn of_update(existing: &Json, updated: &Json, planned: Planned<'_>) -> Vec<String> {
    differences(is_secret(existing), existing, updated, planned)
}

/// The declared values that a dry run of a create returned differently. Values that the server adds are not among them: every
/// object has defaults.
pub(super) fn of_create(declared: &Json, created: &Json) -> Vec<String> {
    let [of_manifest, of_server] = [declared, created].map(|json| Value::from_json(json.clone()));
    let created = to_json(&align::manifest(&of_manifest, &of_server));
    differences(is_secret(declared), declared, &created, Planned::NONE)
}

fn differences(is_secret: bool, old: &Json, new: &Json, planned: Planned<'_>) -> Vec<String> {
    let mut differences = Differences { found: Vec::new(), is_secret };
    let none = Json::Null;
    for field in fields(old, new).filter(|field| *field != "status") {
        let values = [old, new].map(|json| json.get(field).unwrap_or(&none));
        differences.compare(field, values, planned.field(field));
    }
    differences.shown()
}

/// The names of the fields of two objects.
fn fields<'j>(old: &'j Json, new: &'j Json) -> impl Iterator<Item = &'j str> {
    let before = old.as_object().into_iter().flat_map(|fields| fields.keys());
    let after = new.as_object().into_iter().flat_map(|fields| fields.keys());
    before.chain(after.filter(|field| old.get(*field).is_none())).map(String::as_str)
}

struct Differences {
    found: Vec<String>,
    /// Values of a Secret are not shown.
    is_secret: bool,
}

impl Differences {
    fn compare(&mut self, path: &str, [old, new]: [&Json; 2], planned: Planned<'_>) {
        // The plan shows a whole value that it sets or removes; of a schema it has the digest.
        let is_shown =
            planned.old != planned.new && !planned.are_both(Json::is_object) && !planned.are_both(Json::is_array);
        if old == new || (is_shown && !planned.are_both(is_digest)) {
            return;
        }
        let none = Json::Null;
        match (old, new) {
            (Json::Object(_), Json::Object(_)) => {
                for field in fields(old, new).filter(|field| !is_of_every_write(path, field)) {
                    let values = [old, new].map(|json| json.get(field).unwrap_or(&none));
                    self.compare(&format!("{path}.{field}"), values, planned.field(field));
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
                        let text = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
                        self.compare(&format!("{path}[{text}]"), [old, new], planned.element(key, name));
                    }
                }
                None if before.len() == after.len() => {
                    for (index, values) in before.iter().zip(after).enumerate() {
                        self.compare(&format!("{path}[{index}]"), [values.0, values.1], planned.index(index));
                    }
                }
                None => self.differs(path, [old, new], planned),
            },
            _ => self.differs(path, [old, new], planned),
        }
    }

    fn differs(&mut self, path: &str, [old, new]: [&Json; 2], planned: Planned<'_>) {
        if planned.old != planned.new {
            return;
        }
        let is_hidden = self.is_secret && !path.starts_with("metadata");
        self.found.push(match is_hidden {
            true => path.to_owned(),
            false => format!("{path}: {} -> {}", shown(old), shown(new)),
        });
    }

    fn shown(mut self) -> Vec<String> {
        let more = self.found.len().saturating_sub(SHOWN);
        self.found.truncate(SHOWN);
        if more > 0 {
            self.found.push(format!("{more} more fields"));
        }
        self.found
    }
}

/// Whether every write changes a field, or this crate does.
fn is_of_every_write(path: &str, field: &str) -> bool {
    match path {
        "metadata" => OF_EVERY_WRITE.contains(&field),
        "metadata.labels" | "metadata.annotations" => is_mark(field),
        _ => false,
    }
}

fn is_digest(value: &Json) -> bool {
    value.as_str().is_some_and(definitions::is_digest)
}

fn shown(value: &Json) -> String {
    if value.is_null() {
        return "(none)".to_owned();
    }
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
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
        let found = of_update(&old, &new, Planned { old: &planned("web:1"), new: &planned("web:latest") });
        assert_eq!(found, [r#"spec.template.spec.containers[web].imagePullPolicy: "IfNotPresent" -> "Always""#]);
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
        assert_eq!(found, [r#"spec.template.spec.containers[web].image: "web:1" -> "mirror.example/web:1""#]);
    }

    #[test]
    fn values_of_a_secret_are_not_shown_and_many_differences_are_counted() {
        let secret = |value: &str| json!({ "apiVersion": "v1", "kind": "Secret", "data": { "password": value } });
        assert_eq!(of_update(&secret("b25l"), &secret("dHdv"), Planned::NONE), ["data.password"]);
        let many = |value: i64| {
            let fields = (0..30).map(|n| (format!("f{n:02}"), json!(value))).collect::<serde_json::Map<_, _>>();
            json!({ "kind": "ConfigMap", "data": fields })
        };
        let found = of_update(&many(1), &many(2), Planned::NONE);
        assert_eq!((found.len(), found[10].as_str()), (11, "20 more fields"));
    }
}
