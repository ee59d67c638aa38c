//! The patch of an update (RFC 6902).
//!
//! Cloud Control applies a patch to what a read returns. A patch changes what the program changed, and nothing that AWS
//! added by itself. Two rules of resource handlers are behind the rest: a write-only property that is not sent again is no
//! longer set, because a read does not return it; and one that is also create-only must never be sent again. The handlers of
//! a few types refuse what they have returned: two tables have what an update does about it.

use archipel_cfn_schema::model::{PropertyPath, TypeSchema};
use serde_json::{Map, Value as Json, json};

use crate::model::{covered_by, is_marked_below};

/// Adds the tags of a resource that an update keeps to the desired model.
type KeepTags = fn(&TypeSchema, &Json, &mut Json);

/// Properties that every update sends whole, by type: a read of a rule that matches bytes returns `SearchString` and
/// `SearchStringBase64`, and an update to a model with both fails. Source: aws-cloudformation/cloudformation-coverage-roadmap,
/// issue 2537.
const SENT_WHOLE: &[(&str, &str)] = &[("AWS::WAFv2::WebACL", "Rules"), ("AWS::WAFv2::RuleGroup", "Rules")];

/// Values that a read returns although they were not set, and that an update refuses: type, object, key, value.
/// `override_main_response_version` does not exist in OpenSearch 3. Source: the same, issue 2469.
const REFUSED: &[(&str, &str, &str, &str)] =
    &[("AWS::OpenSearchService::Domain", "AdvancedOptions", "override_main_response_version", "false")];

/// The operations that lead an existing resource, whose inputs are not recorded, to the declared model. Its other settings stay.
pub(crate) fn adopt(schema: &TypeSchema, current: &Json, declared: &Json, keep_tags: KeepTags) -> Json {
    let mut new = declared.clone();
    keep_tags(schema, current, &mut new);
    let old = unchanged(current, &new);
    Change { schema, current, old: &old, new: &new }.patch()
}

/// The desired properties that already have their values, so that a patch does not send them.
fn unchanged(current: &Json, new: &Json) -> Json {
    let fields = new.as_object().into_iter().flatten();
    fields
        .filter(|(name, value)| current.get(*name) == Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What an update starts from and leads to.
pub(crate) struct Change<'a> {
    pub(crate) schema: &'a TypeSchema,
    /// What a read returns now.
    pub(crate) current: &'a Json,
    /// The inputs that were applied last.
    pub(crate) old: &'a Json,
    /// The desired inputs.
    pub(crate) new: &'a Json,
}

impl<'a> Change<'a> {
    /// The operations that lead to the desired model; empty if there are none.
    pub(crate) fn patch(&self) -> Json {
        let mut operations = Vec::new();
        let empty = Map::new();
        let of = |value: &'a Json| value.as_object();
        let at = At { pointer: String::new(), path: PropertyPath::default() };
        let [current, old, new] = [self.current, self.old, self.new].map(|value| of(value).unwrap_or(&empty));
        self.object(&at, current, old, new, &mut operations);
        if !operations.is_empty() {
            self.avoid_refusals(&mut operations);
        }
        Json::Array(operations)
    }

    /// Adds what the handlers of some types need with every update.
    fn avoid_refusals(&self, operations: &mut Vec<Json>) {
        let is_patched = |operations: &[Json], path: &str| operations.iter().any(|one| one["path"] == path);
        for (_, name) in SENT_WHOLE.iter().filter(|(of, _)| *of == self.schema.name) {
            let (pointer, path) = (format!("/{name}"), PropertyPath::default().key(name));
            if let Some(rules) = self.new.get(name).and_then(|new| self.sendable(&path, new, self.old.get(name)))
                && !is_patched(operations, &pointer)
            {
                operations.push(json!({"op": "add", "path": pointer, "value": rules}));
            }
        }
        for (_, object, key, value) in REFUSED.iter().filter(|(of, ..)| *of == self.schema.name) {
            let (object_pointer, pointer) = (format!("/{object}"), format!("/{object}/{key}"));
            let is_declared = self.new.get(object).is_some_and(|object| object.get(key).is_some());
            if self.current[object][key] == *value
                && !is_declared
                && !is_patched(operations, &object_pointer)
                && !is_patched(operations, &pointer)
            {
                operations.push(json!({"op": "remove", "path": pointer}));
            }
        }
    }

    fn object(
        &self,
        at: &At,
        current: &Map<String, Json>,
        old: &Map<String, Json>,
        new: &Map<String, Json>,
        operations: &mut Vec<Json>,
    ) {
        // What only AWS sets, and what was never declared, stays.
        for name in old.keys().filter(|name| !new.contains_key(*name) && current.contains_key(*name)) {
            let at = at.key(name);
            if !covered_by(&self.schema.read_only, &at.path) {
                operations.push(json!({"op": "remove", "path": at.pointer}));
            }
        }
        for (name, new) in new {
            let at = at.key(name);
            if covered_by(&self.schema.read_only, &at.path) {
                continue;
            }
            let (old, current) = (old.get(name), current.get(name));
            let changed = old != Some(new);
            match (current, old, new) {
                (Some(Json::Object(current)), old, Json::Object(new)) => {
                    let empty = Map::new();
                    let old = old.and_then(Json::as_object).unwrap_or(&empty);
                    self.object(&at, current, old, new, operations);
                }
                // An element cannot be sent without the others: the list is replaced whole, where it changed and where it
                // holds what a read does not return.
                (_, _, new) if changed || self.is_resent(&at.path, new) => {
                    if let Some(value) = self.sendable(&at.path, new, old) {
                        operations.push(json!({"op": "add", "path": at.pointer, "value": value}));
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a value is or holds a write-only property, which must be sent with every update.
    fn is_resent(&self, path: &PropertyPath, value: &Json) -> bool {
        let write_only = &self.schema.write_only;
        if covered_by(write_only, path) {
            return !covered_by(&self.schema.create_only, path);
        }
        is_marked_below(write_only, path, value, &|marked| !covered_by(&self.schema.create_only, marked))
    }

    /// A value without what is write-only and create-only and did not change: it would be refused. A change of it replaces
    /// the resource, so that an update never has one.
    fn sendable(&self, path: &PropertyPath, value: &Json, old: Option<&Json>) -> Option<Json> {
        if covered_by(&self.schema.write_only, path) && covered_by(&self.schema.create_only, path) && old == Some(value)
        {
            return None;
        }
        Some(match value {
            Json::Object(fields) => {
                let field = |(name, value): (&String, &Json)| {
                    let old = old.and_then(|old| old.get(name));
                    Some((name.clone(), self.sendable(&path.key(name), value, old)?))
                };
                Json::Object(fields.iter().filter_map(field).collect())
            }
            Json::Array(items) => {
                let item = |(index, value): (usize, &Json)| {
                    self.sendable(&path.each(), value, old.and_then(|old| old.get(index)))
                };
                Json::Array(items.iter().enumerate().filter_map(item).collect())
            }
            value => value.clone(),
        })
    }
}

/// A place in the model: as a JSON pointer, and as a path of the schema.
struct At {
    pointer: String,
    path: PropertyPath,
}

impl At {
    fn key(&self, name: &str) -> Self {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        Self { pointer: format!("{}/{escaped}", self.pointer), path: self.path.key(name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> TypeSchema {
        let text = json!({
            "typeName": "AWS::A::B",
            "properties": {
                "Name": {"type": "string"}, "Size": {"type": "integer"}, "Secret": {"type": "string"},
                "Seed": {"type": "string"}, "Rules": {"type": "array", "items": {"type": "object"}},
                "Config": {"type": "object"},
            },
            "primaryIdentifier": ["/properties/Name"],
            "readOnlyProperties": ["/properties/Arn", "/properties/Config/Effective"],
            "writeOnlyProperties": ["/properties/Secret", "/properties/Seed", "/properties/Config/Key", "/properties/Rules/*/Key"],
            "createOnlyProperties": ["/properties/Name", "/properties/Seed"],
        });
        TypeSchema::parse(&text.to_string()).unwrap()
    }

    fn patch(current: Json, old: Json, new: Json) -> Json {
        Change { schema: &schema(), current: &current, old: &old, new: &new }.patch()
    }

    #[test]
    fn only_what_the_program_changed_is_patched() {
        let current =
            json!({"Name": "n", "Size": 1, "Arn": "a", "Config": {"Mode": "on", "Effective": 3, "Added": true}});
        let old = json!({"Name": "n", "Size": 1, "Config": {"Mode": "on"}});
        assert_eq!(patch(current.clone(), old.clone(), old.clone()), json!([]));
        let new = json!({"Name": "n", "Size": 2, "Config": {"Mode": "off"}});
        assert_eq!(
            patch(current.clone(), old.clone(), new),
            json!([{"op": "add", "path": "/Config/Mode", "value": "off"}, {"op": "add", "path": "/Size", "value": 2}])
        );
        assert_eq!(
            patch(current, old, json!({"Name": "n"})),
            json!([
                {"op": "remove", "path": "/Config"}, {"op": "remove", "path": "/Size"}
            ])
        );
    }

    #[test]
    fn what_is_removed_and_not_there_needs_no_operation() {
        assert_eq!(patch(json!({"Name": "n"}), json!({"Name": "n", "Size": 1}), json!({"Name": "n"})), json!([]));
    }

    #[test]
    fn write_only_properties_are_sent_again_unless_they_are_create_only() {
        let current = json!({"Name": "n", "Size": 1, "Config": {"Mode": "on"}});
        let old = json!({"Name": "n", "Size": 1, "Secret": "s", "Seed": "x", "Config": {"Mode": "on", "Key": "k"}});
        let mut new = old.clone();
        new["Size"] = json!(2);
        assert_eq!(
            patch(current, old, new),
            json!([
                {"op": "add", "path": "/Config/Key", "value": "k"},
                {"op": "add", "path": "/Secret", "value": "s"},
                {"op": "add", "path": "/Size", "value": 2},
            ])
        );
    }

    #[test]
    fn lists_are_replaced_whole_where_they_changed_or_hold_what_a_read_leaves_out() {
        let current = json!({"Rules": [{"Id": 2}, {"Id": 1}], "Size": 1});
        let old = json!({"Rules": [{"Id": 1}, {"Id": 2}], "Size": 1});
        let new = json!({"Rules": [{"Id": 1}, {"Id": 2}], "Size": 2});
        assert_eq!(patch(current.clone(), old.clone(), new), json!([{"op": "add", "path": "/Size", "value": 2}]));
        let new = json!({"Rules": [{"Id": 1}, {"Id": 3}], "Size": 1});
        assert_eq!(
            patch(current.clone(), old, new),
            json!([{"op": "add", "path": "/Rules", "value": [{"Id": 1}, {"Id": 3}]}])
        );
        let keyed = json!({"Rules": [{"Id": 1, "Key": "k"}], "Size": 1});
        let new = json!({"Rules": [{"Id": 1, "Key": "k"}], "Size": 2});
        assert_eq!(
            patch(current, keyed, new),
            json!([
                {"op": "add", "path": "/Rules", "value": [{"Id": 1, "Key": "k"}]},
                {"op": "add", "path": "/Size", "value": 2},
            ])
        );
    }

    fn patch_of(type_name: &str, current: Json, old: Json, new: Json) -> Json {
        let schema = archipel_cfn_schema::schema(type_name).unwrap();
        Change { schema, current: &current, old: &old, new: &new }.patch()
    }

    #[test]
    fn rules_that_a_read_returns_in_two_spellings_are_sent_with_every_update() {
        let rules = |statement: Json| json!([{"Name": "r", "Statement": {"ByteMatchStatement": statement}}]);
        let declared = rules(json!({"SearchString": "/login"}));
        let read = rules(json!({"SearchString": "/login", "SearchStringBase64": "L2xvZ2lu"}));
        let model = |description: &str, rules: &Json| json!({"Description": description, "Rules": rules});
        for type_name in ["AWS::WAFv2::WebACL", "AWS::WAFv2::RuleGroup"] {
            let (current, old) = (model("a", &read), model("a", &declared));
            assert_eq!(patch_of(type_name, current.clone(), old.clone(), old.clone()), json!([]));
            let sent = json!({"op": "add", "path": "/Rules", "value": declared});
            assert_eq!(
                patch_of(type_name, current.clone(), old.clone(), model("b", &declared)),
                json!([{"op": "add", "path": "/Description", "value": "b"}, sent])
            );
            // Once, where they changed.
            let other = rules(json!({"SearchString": "/admin"}));
            assert_eq!(
                patch_of(type_name, current, old, model("a", &other)),
                json!([{"op": "add", "path": "/Rules", "value": other}])
            );
        }
    }

    #[test]
    fn an_option_that_opensearch_returns_and_refuses_is_removed_unless_it_is_declared() {
        let domain = "AWS::OpenSearchService::Domain";
        let model =
            |count: u32, options: Json| json!({"ClusterConfig": {"InstanceCount": count}, "AdvancedOptions": options});
        let bare = |count: u32| json!({"ClusterConfig": {"InstanceCount": count}});
        let read = json!({"override_main_response_version": "false", "rest.action.multi.allow_explicit_index": "true"});
        let count = json!({"op": "add", "path": "/ClusterConfig/InstanceCount", "value": 2});
        let removed = json!({"op": "remove", "path": "/AdvancedOptions/override_main_response_version"});
        assert_eq!(patch_of(domain, model(1, read.clone()), bare(1), bare(1)), json!([]));
        assert_eq!(patch_of(domain, model(1, read.clone()), bare(1), bare(2)), json!([count, removed]));
        // What somebody set stays, and so does what the program declares.
        let set = json!({"override_main_response_version": "true"});
        assert_eq!(patch_of(domain, model(1, set), bare(1), bare(2)), json!([count]));
        let declared = json!({"override_main_response_version": "false"});
        assert_eq!(
            patch_of(domain, model(1, read.clone()), model(1, declared.clone()), model(2, declared.clone())),
            json!([count])
        );
        // It is removed once.
        assert_eq!(
            patch_of(domain, model(1, read.clone()), model(1, declared.clone()), bare(1)),
            json!([{"op": "remove", "path": "/AdvancedOptions"}])
        );
        assert_eq!(patch_of(domain, model(1, read), model(1, declared), model(1, json!({}))), json!([removed]));
    }

    #[test]
    fn only_what_differs_is_sent() {
        let current = json!({"Enable": true, "Frequency": "SIX_HOURS"});
        assert_eq!(unchanged(&current, &json!({"Enable": true, "Frequency": "ONE_HOUR"})), json!({"Enable": true}));
        assert_eq!(unchanged(&current, &json!({"Features": []})), json!({}));
    }

    #[test]
    fn names_are_escaped_in_pointers() {
        let patch = patch(json!({}), json!({}), json!({"a/b~c": 1}));
        assert_eq!(patch, json!([{"op": "add", "path": "/a~1b~0c", "value": 1}]));
    }
}
