//! JSON documents: objects, texts that contain them, or one of each.

use archipel_engine::Value;
use archipel_engine::model::document::same_document;
use serde_json::Value as Json;

use super::{exceptions, plain_json};
use crate::model::{Kind, PropertyPath};

/// Whether two values are the same JSON document. In a property for text, both must contain an object or a list: `1` and `1.0` are
/// no documents there.
pub(super) fn same(name: &str, path: &PropertyPath, kind: &Kind<'_>, declared: &Value, read: &Value) -> bool {
    let free = matches!(kind, Kind::Json | Kind::Any | Kind::Map(None));
    if !free && !matches!(kind, Kind::Text) {
        return false;
    }
    let (Some(declared), Some(read)) = (document(declared), document(read)) else { return false };
    same_json(&declared, &read)
        || exceptions::shortened_document(name, path, &read).is_some_and(|read| same_json(&declared, &read))
        || (exceptions::has_members_of_its_own(name, path) && contains(&read, &declared))
}

/// The object or list that a value is or contains.
fn document(value: &Value) -> Option<Json> {
    match value {
        Value::Str(text) if text.trim_start().starts_with(['{', '[']) => serde_json::from_str(text).ok(),
        Value::Map(_) | Value::List(_) => Some(plain_json(value)),
        _ => None,
    }
}

fn same_json(declared: &Json, read: &Json) -> bool {
    same_document(&declared.to_string(), &read.to_string()) || same_policy(declared, read)
}

/// Whether two policies have the same statements: the order of statements has no meaning in IAM, and some services return them in
/// another one.
fn same_policy(declared: &Json, read: &Json) -> bool {
    let (Json::Object(declared), Json::Object(read)) = (declared, read) else { return false };
    let (Some(Json::Array(wanted)), Some(Json::Array(found))) = (declared.get("Statement"), read.get("Statement"))
    else {
        return false;
    };
    let rest = |policy: &serde_json::Map<String, Json>| {
        let mut policy = policy.clone();
        policy.remove("Statement");
        policy
    };
    let same = |one: &Json, other: &Json| {
        let alone = |statement: &Json| serde_json::json!({ "Statement": [statement] }).to_string();
        same_document(&alone(one), &alone(other))
    };
    let mut left: Vec<&Json> = found.iter().collect();
    rest(declared) == rest(read)
        && wanted.len() == found.len()
        && wanted.iter().all(|wanted| match left.iter().position(|found| same(wanted, found)) {
            Some(position) => {
                left.remove(position);
                true
            }
            None => false,
        })
}

/// Whether a document has all members of another one, and lists of the same length.
fn contains(whole: &Json, part: &Json) -> bool {
    match (whole, part) {
        (Json::Object(whole), Json::Object(part)) => {
            part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| contains(whole, part)))
        }
        (Json::Array(whole), Json::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        (whole, part) => whole == part,
    }
}
