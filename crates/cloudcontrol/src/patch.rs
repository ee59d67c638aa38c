//! The patch of an update (RFC 6902).
//!
//! Cloud Control applies a patch to what a read returns. A patch changes what the program changed, and nothing that AWS
//! added by itself. Two rules of resource handlers are behind the rest: a write-only property that is not sent again is no
//! longer set, because a read does not return it; and one that is also create-only must never be sent again.

use archipel_cfn_schema::model::{PropertyPath, TypeSchema};
use serde_json::{Map, Value as Json, json};

use crate::model::{covered_by, is_marked_below};

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
        Json::Array(operations)
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

    #[test]
    fn names_are_escaped_in_pointers() {
        let patch = patch(json!({}), json!({}), json!({"a/b~c": 1}));
        assert_eq!(patch, json!([{"op": "add", "path": "/a~1b~0c", "value": 1}]));
    }
}
