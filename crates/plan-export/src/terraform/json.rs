//! Bodies as JSON: the values that are known, and which are unknown or secret.

use archipel_engine::Value;
use serde_json::{Map, Value as Json};

use super::body::{Attribute, Body, Item};

/// The known values. A secret counts as unknown.
pub(super) fn values(body: &Body) -> Json {
    each(body, &|attribute| known(&attribute.value))
}

/// Which values are unknown.
pub(super) fn unknown(body: &Body) -> Json {
    each(body, &|attribute| marked(&attribute.value, &|value| matches!(value, Value::Unknown | Value::Secret(_))))
}

/// Which values are secret.
pub(super) fn sensitive(body: &Body) -> Json {
    each(body, &|attribute| marked(&attribute.value, &|value| matches!(value, Value::Secret(_))))
}

fn each(body: &Body, of: &dyn Fn(&Attribute) -> Option<Json>) -> Json {
    let items = body.0.iter().filter_map(|(name, item)| {
        let json = match item {
            Item::Attribute(attribute) => of(attribute)?,
            Item::Blocks(blocks) => blocks.iter().map(|block| each(block, of)).collect(),
        };
        Some((name.clone(), json))
    });
    Json::Object(items.collect())
}

/// A value without its unknown parts: an element of a list is then null, an entry of a map is left out.
fn known(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Unknown | Value::Secret(_) => return None,
        Value::List(items) => items.iter().map(|item| known(item).unwrap_or_default()).collect(),
        Value::Map(map) => {
            let entries = map.iter().filter_map(|(key, value)| Some((key.clone(), known(value)?)));
            Json::Object(entries.collect())
        }
        Value::Null => Json::Null,
        Value::Bool(on) => Json::Bool(*on),
        Value::Int(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Str(text) => Json::String(text.clone()),
    })
}

/// The shape of a value with `true` where the mark applies. A value without a mark is left out, except in a list.
fn marked(value: &Value, applies: &dyn Fn(&Value) -> bool) -> Option<Json> {
    match value {
        value if applies(value) => Some(Json::Bool(true)),
        Value::List(items) => {
            let item = |item| marked(item, applies).unwrap_or(Json::Bool(false));
            Some(items.iter().map(item).collect())
        }
        Value::Map(map) => {
            let entries = map.iter().filter_map(|(key, value)| Some((key.clone(), marked(value, applies)?)));
            Some(Json::Object(entries.collect::<Map<_, _>>()))
        }
        _ => None,
    }
}
