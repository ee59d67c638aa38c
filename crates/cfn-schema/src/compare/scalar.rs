//! Texts, numbers and booleans.

use archipel_engine::Value;
use archipel_engine::equivalence::{ANY_CASE, CIDR, DURATION};

use super::{At, exceptions};
use crate::model::{Kind, TypeSchema};

/// Whether two scalars mean the same.
pub(super) fn same(schema: &TypeSchema, at: &At<'_, '_>, declared: &Value, read: &Value) -> bool {
    let (Some(left), Some(right)) = (text(declared), text(read)) else { return false };
    if left == right {
        return true;
    }
    let texts = matches!((declared, read), (Value::Str(_), Value::Str(_)));
    same_number(&left, &right, !texts || matches!(at.kind(), Kind::Float | Kind::Int))
        || left.trim_end() == right.trim_end()
        || ((is_enumeration(at) || is_kind_of_thing(at)) && (ANY_CASE.same)(&left, &right))
        || same_time(at, &left, &right)
        || same_name(&left, &right)
        || same_key(&left, &right)
        || (left.starts_with("rate(") && (DURATION.same)(&left, &right))
        || (left.contains('/') && (CIDR.same)(&left, &right))
        || (at.path.last().ends_with("EngineVersion") && same_version(&left, &right))
        || exceptions::same_text(&schema.name, &at.path, &left, &right)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether two texts are the same number: `100` and `100.0`. In properties for text, only a fraction of zeros has no meaning,
/// because a version 1.10 is not 1.1.
fn same_number(left: &str, right: &str, numbers: bool) -> bool {
    let whole = |text: &str| {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        (plain && fraction.bytes().all(|byte| byte == b'0')).then(|| whole.to_owned())
    };
    if numbers {
        return matches!((left.parse::<f64>(), right.parse::<f64>()), (Ok(left), Ok(right)) if left == right);
    }
    matches!((whole(left), whole(right)), (Some(left), Some(right)) if left == right)
}

/// Whether a text is one of some: AWS accepts and returns those in any case.
fn is_enumeration(at: &At<'_, '_>) -> bool {
    at.shape.as_ref().is_some_and(|shape| {
        !shape.texts().is_empty() || shape.first(|shape| shape.enum_case_insensitive.first()).is_some()
    })
}

/// Whether a property's name says that its texts are some of a few, although the schema does not list them.
fn is_kind_of_thing(at: &At<'_, '_>) -> bool {
    const WORDS: &[&str] = &["Type", "Types", "Protocol", "Engine", "EngineName", "Family"];
    WORDS.iter().any(|word| at.path.last().ends_with(word))
}

/// The same point in time, with and without fractions of a second, in UTC.
fn same_time(at: &At<'_, '_>, left: &str, right: &str) -> bool {
    let timed = at.shape.as_ref().and_then(|shape| shape.first(|shape| shape.format.as_deref()));
    if !matches!(timed, Some("date-time" | "timestamp")) {
        return false;
    }
    let plain = |text: &str| {
        let text = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00")).unwrap_or(text);
        let (text, fraction) = text.split_once('.').unwrap_or((text, ""));
        (text.replace(' ', "T"), fraction.trim_end_matches('0').to_owned())
    };
    plain(left) == plain(right)
}

/// An ARN and the name or id at its end: services accept either and return one of them.
fn same_name(left: &str, right: &str) -> bool {
    let is_of = |arn: &str, name: &str| {
        let Some(rest) = arn.strip_prefix("arn:") else { return false };
        let Some(resource) = rest.splitn(5, ':').nth(4) else { return false };
        !name.is_empty()
            && !name.starts_with("arn:")
            && (resource == name || resource.strip_suffix(name).is_some_and(|before| before.ends_with(['/', ':'])))
    };
    is_of(left, right) || is_of(right, left)
}

/// A key that was declared by its alias: services return the key that it named then. Neither text shows whether the alias names
/// another key by now.
fn same_key(declared: &str, read: &str) -> bool {
    let alias = declared.starts_with("alias/") || (declared.starts_with("arn:") && declared.contains(":alias/"));
    let key = read.starts_with("arn:") && read.contains(":kms:") && read.contains(":key/");
    alias && key
}

/// A version that was declared as its first parts, or that AWS returns as such: `8.0` and `8.0.45`.
fn same_version(left: &str, right: &str) -> bool {
    let is_start = |start: &str, of: &str| of.strip_prefix(start).is_some_and(|rest| rest.starts_with('.'));
    is_start(left, right) || is_start(right, left)
}
