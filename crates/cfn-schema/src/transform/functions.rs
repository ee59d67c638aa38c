//! The functions of JSONata that schemas use.

use regex::Regex;
use serde_json::{Value as Json, json};

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Boolean,
    Contains,
    Count,
    Exists,
    Join,
    Length,
    Lookup,
    Lowercase,
    Match,
    Not,
    Number,
    Replace,
    Split,
    String,
    Substring,
    SubstringAfter,
    SubstringBefore,
    Trim,
    Uppercase,
}

impl Function {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "contains" => Self::Contains,
            "count" => Self::Count,
            "exists" => Self::Exists,
            "join" => Self::Join,
            "length" => Self::Length,
            "lookup" => Self::Lookup,
            "lowercase" => Self::Lowercase,
            "match" => Self::Match,
            "not" => Self::Not,
            "number" => Self::Number,
            "replace" => Self::Replace,
            "split" => Self::Split,
            "string" => Self::String,
            "substring" => Self::Substring,
            "substringAfter" => Self::SubstringAfter,
            "substringBefore" => Self::SubstringBefore,
            "trim" => Self::Trim,
            "uppercase" => Self::Uppercase,
            _ => return None,
        })
    }
}

/// Calls a function. `is_regex` says that the second argument is a regular expression rather than a text.
pub(super) fn call(function: Function, arguments: &[Option<Json>], is_regex: bool) -> Option<Json> {
    let first = arguments.first().and_then(Option::as_ref);
    match function {
        Function::Exists => return Some(Json::Bool(first.is_some())),
        Function::Count => {
            return Some(json!(match first {
                None => 0,
                Some(Json::Array(items)) => items.len(),
                Some(_) => 1,
            }));
        }
        Function::Boolean => return Some(Json::Bool(super::evaluate::is_true(first))),
        Function::Not => return Some(Json::Bool(!super::evaluate::is_true(first))),
        _ => {}
    }
    let first = first?;
    let second = arguments.get(1).and_then(Option::as_ref);
    let other = || second.and_then(Json::as_str);
    // A number where text is expected is an error of JSONata, and no result here.
    let of = first.as_str();
    let string = |text: String| Some(Json::String(text));
    match function {
        Function::Lowercase => string(of?.to_lowercase()),
        Function::Uppercase => string(of?.to_uppercase()),
        Function::Trim => string(of?.split_whitespace().collect::<Vec<_>>().join(" ")),
        Function::Length => Some(json!(of?.chars().count())),
        Function::String => string(text(first)),
        Function::Number => number(as_number(first).or_else(|| of?.trim().parse().ok())?),
        Function::Join => {
            let separator = other().unwrap_or_default();
            match first {
                Json::Array(items) => {
                    let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
                    string(texts?.join(separator))
                }
                one => string(one.as_str()?.to_owned()),
            }
        }
        Function::Split => {
            let parts: Vec<String> = if is_regex {
                regex(other()?)?.split(of?).map(str::to_owned).collect()
            } else {
                of?.split(other()?).map(str::to_owned).collect()
            };
            Some(json!(parts))
        }
        Function::Contains if is_regex => Some(Json::Bool(regex(other()?)?.is_match(of?))),
        Function::Contains => Some(Json::Bool(of?.contains(other()?))),
        Function::Replace => {
            let with = arguments.get(2).and_then(Option::as_ref)?.as_str()?;
            if is_regex {
                string(regex(other()?)?.replace_all(of?, braced(with)).into_owned())
            } else {
                string(of?.replace(other()?, with))
            }
        }
        Function::SubstringAfter => string(of?.split_once(other()?).map_or(of?, |(_, after)| after).to_owned()),
        Function::SubstringBefore => string(of?.split_once(other()?).map_or(of?, |(before, _)| before).to_owned()),
        Function::Substring => {
            let start = usize::try_from(second?.as_i64()?).ok()?;
            let length = arguments.get(2).and_then(Option::as_ref).and_then(Json::as_i64);
            let length = length.map_or(Some(usize::MAX), |length| usize::try_from(length).ok())?;
            string(of?.chars().skip(start).take(length).collect())
        }
        Function::Lookup => match first {
            Json::Object(map) => map.get(other()?).cloned(),
            Json::Array(items) => items.iter().find_map(|item| item.get(other()?).cloned()),
            _ => None,
        },
        Function::Match => {
            let groups = |found: regex::Captures<'_>| -> Json {
                let whole = found.get(0).map(|whole| whole.as_str()).unwrap_or_default();
                let groups: Vec<&str> =
                    found.iter().skip(1).map(|group| group.map(|group| group.as_str()).unwrap_or_default()).collect();
                json!({"match": whole, "groups": groups})
            };
            regex(other()?)?.captures(of?).map(groups)
        }
        Function::Exists | Function::Count | Function::Boolean | Function::Not => None,
    }
}

/// Groups of a replacement, `$1x`, as the regex crate writes them: `${1}x`.
fn braced(with: &str) -> String {
    let mut text = String::new();
    let mut chars = with.chars().peekable();
    while let Some(c) = chars.next() {
        text.push(c);
        if c == '$' {
            match chars.peek() {
                Some(digit) if digit.is_ascii_digit() => {
                    text.push('{');
                    text.push(*digit);
                    text.push('}');
                    chars.next();
                }
                _ => text.push('$'),
            }
        }
    }
    text
}

/// Compiles a regular expression of ECMA 262; `None` for one with parts that the regex crate lacks.
pub(super) fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(&pattern.replace("\\/", "/")).ok()
}

pub(super) fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

pub(super) fn as_number(value: &Json) -> Option<f64> {
    value.as_f64()
}

/// A number, whole if it is.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn number(value: f64) -> Option<Json> {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return Some(Json::from(value as i64));
    }
    serde_json::Number::from_f64(value).map(Json::Number)
}
