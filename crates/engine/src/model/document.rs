//! JSON documents compared by meaning: the order of keys and white space have none, and in an IAM policy document
//! neither has the difference between a value and a list of one.

use serde_json::{Map, Value as Json};

/// Whether two texts are the same JSON document. Texts that are no JSON are compared as texts.
#[must_use]
pub fn same_document(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    match (serde_json::from_str::<Json>(old), serde_json::from_str::<Json>(new)) {
        (Ok(old), Ok(new)) => canonical(old) == canonical(new),
        _ => false,
    }
}

fn canonical(json: Json) -> Json {
    match json {
        Json::Object(map) if map.contains_key("Statement") => policy(map),
        other => numbers(other),
    }
}

/// Numbers by value: 1.0 is 1.
fn numbers(json: Json) -> Json {
    match json {
        Json::Array(items) => Json::Array(items.into_iter().map(numbers).collect()),
        Json::Object(map) => Json::Object(map.into_iter().map(|(key, value)| (key, numbers(value))).collect()),
        Json::Number(number) => match number.as_f64() {
            #[allow(clippy::cast_possible_truncation)]
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => Json::from(float as i64),
            _ => Json::Number(number),
        },
        other => other,
    }
}

/// A policy document. The order of its statements is kept: people give it meaning, and AWS keeps it.
fn policy(mut map: Map<String, Json>) -> Json {
    if let Some(statements) = map.remove("Statement") {
        let statements = match statements {
            Json::Array(items) => items,
            one => vec![one],
        };
        let statements = statements
            .into_iter()
            .map(|one| match one {
                Json::Object(map) => statement(map),
                other => other,
            })
            .collect();
        map.insert("Statement".into(), Json::Array(statements));
    }
    Json::Object(map)
}

fn statement(map: Map<String, Json>) -> Json {
    let map = map.into_iter().filter_map(|(key, value)| {
        let value = match key.as_str() {
            // An empty statement id is none.
            "Sid" if value.as_str() == Some("") => return None,
            "Action" | "NotAction" => list(value, |action| action.to_ascii_lowercase()),
            "Resource" | "NotResource" => list(value, str::to_owned),
            "Principal" | "NotPrincipal" => principal(value),
            "Condition" => condition(value),
            _ => value,
        };
        Some((key, value))
    });
    Json::Object(map.collect())
}

/// A value or a list of values, as a sorted list.
fn list(value: Json, text: impl Fn(&str) -> String) -> Json {
    let items = match value {
        Json::Array(items) => items,
        one => vec![one],
    };
    let mut texts: Vec<String> = items
        .iter()
        .map(|item| match item {
            Json::String(item) => text(item),
            // Conditions hold booleans and numbers, which AWS gives back as text.
            other => other.to_string(),
        })
        .collect();
    texts.sort_unstable();
    texts.dedup();
    Json::from(texts)
}

fn principal(value: Json) -> Json {
    match value {
        Json::String(all) => Json::Object([("AWS".to_owned(), list(Json::String(all), account))].into_iter().collect()),
        Json::Object(map) => Json::Object(
            map.into_iter()
                .map(|(kind, value)| {
                    let value = if kind == "AWS" { list(value, account) } else { list(value, str::to_owned) };
                    (kind, value)
                })
                .collect(),
        ),
        other => other,
    }
}

/// The root of an account and its number mean the same.
fn account(principal: &str) -> String {
    let mut parts = principal.splitn(6, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("arn"), Some(_), Some("iam"), Some(""), Some(account), Some("root")) => account.to_owned(),
        _ => principal.to_owned(),
    }
}

fn condition(value: Json) -> Json {
    match value {
        Json::Object(operators) => Json::Object(
            operators
                .into_iter()
                .map(|(operator, keys)| {
                    let keys = match keys {
                        Json::Object(keys) => {
                            Json::Object(keys.into_iter().map(|(k, v)| (k, list(v, str::to_owned))).collect())
                        }
                        other => other,
                    };
                    (operator, keys)
                })
                .collect(),
        ),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_order_and_white_space_have_no_meaning() {
        assert!(same_document(r#"{"a":1,"b":[1,2.0]}"#, "{ \"b\": [1, 2], \"a\": 1.0 }"));
        assert!(!same_document(r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#));
        assert!(!same_document("not json", "not  json"));
    }

    #[test]
    fn a_policy_is_compared_as_iam_reads_it() {
        let one = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":["b","a"],
            "Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Condition":{"Bool":{"aws:SecureTransport":true}}}}"#;
        let other = r#"{"Statement":[{"Sid":"","Action":["s3:getobject"],"Resource":["a","b"],"Effect":"Allow",
            "Principal":{"AWS":["123456789012"]},"Condition":{"Bool":{"aws:SecureTransport":"true"}}}],"Version":"2012-10-17"}"#;
        assert!(same_document(one, other));
        let all = r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*"}]}"#;
        assert!(same_document(all, r#"{"Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"*"}]}"#));
        assert!(!same_document(all, r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*"}]}"#));
    }

    #[test]
    fn the_order_of_statements_is_kept() {
        let policy =
            |first: &str, second: &str| format!(r#"{{"Statement":[{{"Sid":"{first}"}},{{"Sid":"{second}"}}]}}"#);
        assert!(!same_document(&policy("a", "b"), &policy("b", "a")));
    }
}
