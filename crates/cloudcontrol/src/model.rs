//! Models of resources: JSON of Cloud Control, values of the engine, identifiers and tags.

use std::collections::BTreeMap;

use archipel_cfn_schema::model::{PropertyPath, Segment, TypeSchema};
use archipel_engine::resource::Id;
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;
use archipel_resources::aws::{STACK_TAG, TOKEN_TAG, is_own_tag, ownership_tags};
use serde_json::{Map, Value as Json, json};

/// Whether a path is marked, itself or by one around it.
pub(crate) fn covered_by(marks: &[PropertyPath], path: &PropertyPath) -> bool {
    TypeSchema::is_marked(marks, path)
}

/// Whether a value below a path has a mark that fits.
pub(crate) fn is_marked_below(
    marks: &[PropertyPath],
    path: &PropertyPath,
    value: &Json,
    fits: &dyn Fn(&PropertyPath) -> bool,
) -> bool {
    let is_here = |path: &PropertyPath, value: &Json| {
        (!value.is_null() && covered_by(marks, path) && fits(path)) || is_marked_below(marks, path, value, fits)
    };
    match value {
        Json::Object(fields) => fields.iter().any(|(name, value)| is_here(&path.key(name), value)),
        Json::Array(items) => items.iter().any(|item| is_here(&path.each(), item)),
        _ => false,
    }
}

/// The inputs in a model: what a program may set, without the tags that are not its own.
pub(crate) fn inputs(schema: &TypeSchema, model: &Json) -> Value {
    let mut value = Value::from_json(model.clone());
    for path in &schema.read_only {
        path.remove(&mut value);
    }
    if let (Some(property), Some(fields)) = (tag_property(schema), value.as_map_mut())
        && let Some(tags) = fields.get(property).cloned()
    {
        match own_tags(&tags) {
            Some(own) => fields.insert(property.to_owned(), own),
            None => fields.remove(property),
        };
    }
    value
}

/// The outputs in a model: the top-level properties that AWS sets or has parts of, and those that identify the resource.
pub(crate) fn outputs(schema: &TypeSchema, model: &Json) -> Value {
    let mut outputs = BTreeMap::new();
    let Json::Object(fields) = model else { return Value::Map(outputs) };
    for (name, value) in fields {
        let path = PropertyPath::of(name);
        let whole = covered_by(&schema.read_only, &path) || schema.primary_identifier.contains(&path);
        let value = if whole { Some(value.clone()) } else { read_only_part(schema, &path, value) };
        if let Some(value) = value {
            outputs.insert(name.clone(), Value::from_json(value));
        }
    }
    Value::Map(outputs)
}

/// The parts of a value that AWS sets.
fn read_only_part(schema: &TypeSchema, path: &PropertyPath, value: &Json) -> Option<Json> {
    if covered_by(&schema.read_only, path) {
        return Some(value.clone());
    }
    if !schema.read_only.iter().chain(&schema.primary_identifier).any(|mark| path.covers(mark)) {
        return None;
    }
    match value {
        Json::Object(fields) => {
            let part =
                |(name, value): (&String, &Json)| Some((name.clone(), read_only_part(schema, &path.key(name), value)?));
            let parts: Map<String, Json> = fields.iter().filter_map(part).collect();
            (!parts.is_empty()).then_some(Json::Object(parts))
        }
        Json::Array(items) => {
            let parts: Vec<Json> = items
                .iter()
                .map(|item| read_only_part(schema, &path.each(), item).unwrap_or_else(|| json!({})))
                .collect();
            Some(Json::Array(parts))
        }
        _ => schema.primary_identifier.contains(path).then(|| value.clone()),
    }
}

/// The identifier of a resource with these inputs, if they name all of it.
pub(crate) fn chosen_identifier(schema: &TypeSchema, model: &Json) -> Option<Id> {
    let part = |path: &PropertyPath| {
        let mut at = model;
        for segment in path.segments() {
            let Segment::Name(name) = segment else { return None };
            at = at.get(name)?;
        }
        match at {
            Json::String(text) if !text.is_empty() => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    let parts: Option<Vec<String>> = schema.primary_identifier.iter().map(part).collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| Id::joined(parts.iter().map(String::as_str)))
}

/// The top-level property that has the tags.
pub(crate) fn tag_property(schema: &TypeSchema) -> Option<&str> {
    let path = schema.tagging.property.as_ref().filter(|path| path.is_top())?;
    (schema.tagging.taggable && schema.properties().contains_key(path.top())).then(|| path.top())
}

/// Adds the ownership tags to the model of a create, if the type takes tags then.
pub(crate) fn add_ownership(schema: &TypeSchema, model: &mut Json, stack: &str, urn: &Urn, token: &str) {
    let Some(property) = tag_property(schema).filter(|_| schema.tagging.on_create) else { return };
    let Some(is_list) = is_tag_list(schema, property) else { return };
    let Some(fields) = model.as_object_mut() else { return };
    let tags = ownership_tags(stack, urn, token);
    let empty = if is_list { Json::Array(Vec::new()) } else { Json::Object(Map::new()) };
    match fields.entry(property).or_insert(empty) {
        Json::Array(list) => list.extend(tags.map(|(key, value)| json!({"Key": key, "Value": value}))),
        Json::Object(map) => map.extend(tags.map(|(key, value)| (key.to_owned(), Json::from(value)))),
        _ => {}
    }
}

/// Adds the tags of a resource that are not the program's, of ownership and of AWS, to the tags that a patch sets.
pub(crate) fn keep_ownership(schema: &TypeSchema, current: &Json, new: &mut Json) {
    keep(schema, current, new, |key| !is_own_tag(key));
}

/// Adds the tags of a resource that the program does not have to the tags that a patch sets.
pub(crate) fn keep_tags(schema: &TypeSchema, current: &Json, new: &mut Json) {
    let declared = model_tags(schema, new);
    keep(schema, current, new, |key| !declared.contains_key(key));
}

fn keep(schema: &TypeSchema, current: &Json, new: &mut Json, is_kept: impl Fn(&str) -> bool) {
    let Some(property) = tag_property(schema) else { return };
    let ownership: Vec<(String, String)> =
        tags(current.get(property)).into_iter().filter(|(key, _)| is_kept(key)).collect();
    let Some(fields) = new.as_object_mut() else { return };
    if ownership.is_empty() {
        return;
    }
    let empty = if current.get(property).is_some_and(Json::is_object) { json!({}) } else { json!([]) };
    match fields.entry(property).or_insert(empty) {
        Json::Array(list) => list.extend(ownership.iter().map(|(key, value)| json!({"Key": key, "Value": value}))),
        Json::Object(map) => map.extend(ownership.into_iter().map(|(key, value)| (key, Json::from(value)))),
        _ => {}
    }
}

/// Whether the property is a list of `Key` and `Value`, or a map. `None` for other forms, which get no ownership tags.
fn is_tag_list(schema: &TypeSchema, property: &str) -> Option<bool> {
    let resolved = schema.resolve(schema.properties().get(property)?);
    match resolved.kind() {
        archipel_cfn_schema::model::Kind::List(Some(items)) => {
            let archipel_cfn_schema::model::Kind::Record(record) = schema.resolve(items).kind() else { return None };
            (record.fields.contains_key("Key") && record.fields.contains_key("Value")).then_some(true)
        }
        archipel_cfn_schema::model::Kind::Map(_) => Some(false),
        _ => None,
    }
}

/// The tags of a property, in either form.
pub(crate) fn tags(property: Option<&Json>) -> BTreeMap<String, String> {
    let text = |value: Option<&Json>| value.and_then(Json::as_str).map(str::to_owned);
    match property {
        Some(Json::Array(list)) => list
            .iter()
            .filter_map(|tag| Some((text(tag.get("Key"))?, text(tag.get("Value")).unwrap_or_default())))
            .collect(),
        Some(Json::Object(map)) => {
            map.iter().map(|(key, value)| (key.clone(), text(Some(value)).unwrap_or_default())).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// The tags of a model.
pub(crate) fn model_tags(schema: &TypeSchema, model: &Json) -> BTreeMap<String, String> {
    tags(tag_property(schema).and_then(|property| model.get(property)))
}

/// The stack that owns a resource, as its tags say.
pub(crate) fn owner(schema: &TypeSchema, model: &Json) -> Option<String> {
    model_tags(schema, model).remove(STACK_TAG)
}

/// The token of the create of a resource, as its tags say.
pub(crate) fn create_token(schema: &TypeSchema, model: &Json) -> Option<String> {
    model_tags(schema, model).remove(TOKEN_TAG)
}

/// The tags of the program; `None` if there are none besides others.
fn own_tags(tags: &Value) -> Option<Value> {
    match tags {
        Value::List(list) => {
            let is_own = |tag: &&Value| tag.field("Key").as_str().is_none_or(is_own_tag);
            let own: Vec<Value> = list.iter().filter(is_own).cloned().collect();
            (own.len() == list.len() || !own.is_empty()).then_some(Value::List(own))
        }
        Value::Map(map) => {
            let own: BTreeMap<String, Value> = map
                .iter()
                .filter(|(key, _)| is_own_tag(key))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            (own.len() == map.len() || !own.is_empty()).then_some(Value::Map(own))
        }
        other => Some(other.clone()),
    }
}

/// Whether everything that was declared is in a model, apart from what a read leaves out. It is how a resource is compared
/// with an interrupted create of it, so it is strict: another spelling does not match.
pub(crate) fn has_declared(schema: &TypeSchema, declared: &Json, model: &Json) -> bool {
    fn within(schema: &TypeSchema, path: &PropertyPath, declared: &Json, model: Option<&Json>) -> bool {
        if covered_by(&schema.write_only, path) {
            return true;
        }
        match (declared, model) {
            (Json::Object(declared), Some(Json::Object(model))) => {
                declared.iter().all(|(name, value)| within(schema, &path.key(name), value, model.get(name)))
            }
            (Json::Array(declared), Some(Json::Array(model))) => {
                declared.iter().all(|value| model.iter().any(|item| within(schema, &path.each(), value, Some(item))))
            }
            (declared, Some(model)) => declared == model,
            (Json::Object(declared), None) => {
                declared.iter().all(|(name, value)| within(schema, &path.key(name), value, None))
            }
            (_, None) => false,
        }
    }
    within(schema, &PropertyPath::default(), declared, Some(model))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(tags: Json) -> TypeSchema {
        let text = json!({
            "typeName": "AWS::A::B",
            "definitions": {"Tag": {"type": "object", "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}},
            "properties": {"Name": {"type": "string"}, "Zone": {"type": "string"}, "Tags": tags, "Secret": {"type": "string"}},
            "primaryIdentifier": ["/properties/Name", "/properties/Zone"],
            "readOnlyProperties": ["/properties/Arn", "/properties/Config/Effective"],
            "writeOnlyProperties": ["/properties/Secret"],
            "tagging": {"taggable": true, "tagOnCreate": true, "tagProperty": "/properties/Tags"},
        });
        TypeSchema::parse(&text.to_string()).unwrap()
    }

    fn list() -> TypeSchema {
        schema(json!({"type": "array", "items": {"$ref": "#/definitions/Tag"}}))
    }

    fn map() -> TypeSchema {
        schema(json!({"type": "object", "patternProperties": {".*": {"type": "string"}}}))
    }

    #[test]
    fn ownership_tags_are_added_in_the_types_own_form_and_read_back() {
        let urn = Urn::new("eu-west-1", "t", "a");
        for (schema, own) in [(list(), json!([{"Key": "a", "Value": "1"}])), (map(), json!({"a": "1"}))] {
            let mut model = json!({"Name": "n", "Tags": own});
            add_ownership(&schema, &mut model, "p/s", &urn, "tok");
            assert_eq!(owner(&schema, &model).as_deref(), Some("p/s"));
            assert_eq!(create_token(&schema, &model).as_deref(), Some("tok"));
            assert_eq!(inputs(&schema, &model).revealed_json(), json!({"Name": "n", "Tags": own}));
            let mut new = json!({"Name": "n"});
            keep_ownership(&schema, &model, &mut new);
            assert_eq!(create_token(&schema, &new).as_deref(), Some("tok"));
            let mut without = json!({"Name": "n"});
            add_ownership(&schema, &mut without, "p/s", &urn, "tok");
            assert_eq!(inputs(&schema, &without).revealed_json(), json!({"Name": "n"}));
        }
    }

    #[test]
    fn an_identifier_is_chosen_only_if_every_part_is() {
        let of = |model: Json| chosen_identifier(&list(), &model).map(|id| id.to_string());
        assert_eq!(of(json!({"Name": "n", "Zone": "z"})).as_deref(), Some("n|z"));
        assert_eq!(of(json!({"Name": "n"})), None);
    }

    #[test]
    fn outputs_are_what_aws_sets_and_what_identifies() {
        let model = json!({"Name": "n", "Arn": "a", "Zone": "z", "Config": {"Mode": "on", "Effective": 1}, "Size": 3});
        let expected = json!({"Name": "n", "Arn": "a", "Zone": "z", "Config": {"Effective": 1}});
        assert_eq!(outputs(&list(), &model).revealed_json(), expected);
        assert_eq!(
            inputs(&list(), &model).revealed_json(),
            json!({"Name": "n", "Zone": "z", "Config": {"Mode": "on"}, "Size": 3})
        );
    }

    #[test]
    fn a_declared_model_is_found_in_what_a_read_returns() {
        let declared = json!({"Name": "n", "Secret": "s", "Tags": [{"Key": "a", "Value": "1"}]});
        let read = json!({"Name": "n", "Zone": "z", "Tags": [{"Key": "b", "Value": "2"}, {"Value": "1", "Key": "a"}]});
        assert!(has_declared(&list(), &declared, &read));
        assert!(!has_declared(&list(), &json!({"Name": "m"}), &read));
        assert!(!has_declared(&list(), &json!({"Size": 1}), &read));
    }
}
