//! Evaluates policy documents as IAM does, for the part of the language that these stacks use. An unknown operator or
//! condition key panics, so that no document is taken for narrower than it is.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// The properties of a request, by condition key.
pub(crate) type Context<'a> = BTreeMap<&'a str, &'a str>;

/// A single text, or a list of texts.
pub(crate) fn texts(value: &Json) -> Vec<String> {
    let one = value.as_str().into_iter();
    one.chain(value.as_array().into_iter().flatten().filter_map(Json::as_str)).map(str::to_owned).collect()
}

/// Whether the documents together allow the action: at least one allows it, and none denies it.
pub(crate) fn allows(documents: &[&Json], action: &str, resource: &str, context: &Context<'_>) -> bool {
    let all = documents.iter().flat_map(|document| document["Statement"].as_array().expect("a list of statements"));
    let applies = |statement: &&Json| {
        for key in statement.as_object().expect("a statement").keys() {
            assert!(
                ["Sid", "Effect", "Action", "Resource", "NotResource", "Condition"].contains(&key.as_str()),
                "unknown {key}"
            );
        }
        let about = |key: &str, text: &str, ignore_case: bool| {
            texts(&statement[key]).iter().any(|pattern| match ignore_case {
                true => matches(&pattern.to_lowercase(), &text.to_lowercase()),
                false => matches(pattern, text),
            })
        };
        let on = match statement.get("NotResource") {
            Some(_) => !about("NotResource", resource, false),
            None => about("Resource", resource, false),
        };
        about("Action", action, true) && on && holds(&statement["Condition"], context)
    };
    let effects: Vec<&str> = all.filter(applies).filter_map(|statement| statement["Effect"].as_str()).collect();
    effects.contains(&"Allow") && !effects.contains(&"Deny")
}

/// Whether every operator holds for every key. A key that is missing in the request holds for operators with `IfExists` only.
fn holds(condition: &Json, context: &Context<'_>) -> bool {
    condition.as_object().into_iter().flatten().all(|(operator, keys)| {
        keys.as_object().expect("keys").iter().all(|(key, wanted)| {
            let plain = operator.strip_suffix("IfExists");
            let equal: fn(&str, &str) -> bool = match plain.unwrap_or(operator) {
                "StringEquals" | "Bool" | "ForAnyValue:StringEquals" => |wanted, given| wanted == given,
                "StringLike" | "ArnLike" | "ArnEquals" => matches,
                other => panic!("unknown operator {other}"),
            };
            let wanted = texts(wanted);
            let is_equal = |given: &&str| wanted.iter().any(|wanted| equal(wanted, given));
            context.get(key.as_str()).map_or(plain.is_some(), is_equal)
        })
    })
}

/// A pattern of IAM: `*` matches any text, `?` any character.
fn matches(pattern: &str, text: &str) -> bool {
    let (mut rest, mut pattern) = (text, pattern);
    loop {
        match pattern.chars().next() {
            None => return rest.is_empty(),
            Some('*') => {
                let after = &pattern[1..];
                return rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches(after, &rest[at..]));
            }
            Some(wanted) => {
                let Some(given) = rest.chars().next().filter(|given| wanted == '?' || *given == wanted) else {
                    return false;
                };
                (pattern, rest) = (&pattern[wanted.len_utf8()..], &rest[given.len_utf8()..]);
            }
        }
    }
}

#[test]
fn documents_are_evaluated_as_iam_does() {
    let document = serde_json::json!({"Statement": [
        {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::a/*"},
        {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "*", "Condition": {"StringEquals": {"k": ["1", "2"]}}},
        {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::a/secret?"},
        {"Effect": "Allow", "Action": "sqs:*", "NotResource": "arn:aws:sqs:::a*"},
    ]});
    let allowed = |action: &str, resource: &str, context: Context<'_>| allows(&[&document], action, resource, &context);
    assert!(allowed("s3:getobject", "arn:aws:s3:::a/b", Context::new()));
    assert!(!allowed("s3:PutObject", "arn:aws:s3:::a/b", Context::new()));
    assert!(!allowed("s3:GetObject", "arn:aws:s3:::ab", Context::new()));
    assert!(!allowed("s3:GetObject", "arn:aws:s3:::a/secrets", Context::new()));
    assert!(allowed("sqs:SendMessage", "arn:aws:sqs:::b", Context::new()));
    assert!(!allowed("sqs:SendMessage", "arn:aws:sqs:::ab", Context::new()));
    assert!(allowed("kms:Decrypt", "key", Context::from([("k", "2")])));
    assert!(!allowed("kms:Decrypt", "key", Context::from([("k", "3")])));
    assert!(!allowed("kms:Decrypt", "key", Context::new()));
}
