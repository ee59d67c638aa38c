//! What IAM refuses in a policy document, found before it is sent.
//!
//! The elements and the operators are those of the IAM user guide, "IAM JSON policy elements reference". Every document
//! that a program writes is checked, whether with `policy!`, `Statement` or as JSON. `PolicyDocument::new` takes one
//! that a service accepts in a form that is not described there.

use std::collections::BTreeSet;

use archipel_engine::model::text::nearest;
use serde_json::{Map, Value};

/// The version of the policy language. Without a version IAM reads a document as of 2008, without policy variables.
pub(super) const VERSION: &str = "2012-10-17";

const DOCUMENT: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPAL: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];
const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];

type Checked = Result<(), String>;

/// The document with its version, and with the lists in its lists spread, as IAM accepts it.
///
/// # Errors
/// What IAM would refuse, with the statement.
pub(super) fn complete(document: Value) -> Result<Value, String> {
    let Value::Object(mut document) = document else {
        return Err("invalid policy document: expected an object with `Statement`".into());
    };
    keys(&document, "a policy document", &DOCUMENT)?;
    let version = document.entry("Version").or_insert_with(|| VERSION.into());
    if version != VERSION && version != "2008-10-17" {
        return Err(format!("invalid policy version {version}: expected \"{VERSION}\""));
    }
    let statements = match document.remove("Statement") {
        Some(Value::Array(statements)) => statements,
        Some(statement @ Value::Object(_)) => vec![statement],
        Some(_) => return Err("invalid `Statement` of a policy document: expected a list of statements".into()),
        None => return Err("this policy document has no `Statement`\nAdd a list of statements".into()),
    };
    if statements.is_empty() {
        return Err(
            "this policy document has no statements, and IAM refuses it\nAdd one, or leave the policy out".into()
        );
    }
    let mut names = BTreeSet::new();
    let mut complete = Vec::new();
    for (index, statement) in statements.into_iter().enumerate() {
        let name = match statement.get("Sid").and_then(Value::as_str) {
            Some(sid) => format!("statement `{sid}`"),
            None => format!("statement {}", index + 1),
        };
        let statement = self::statement(statement).map_err(|message| format!("{name} of the policy: {message}"))?;
        if let Some(sid) = statement.get("Sid").and_then(Value::as_str)
            && !names.insert(sid.to_owned())
        {
            return Err(format!("two statements of the policy have the `Sid` `{sid}`\nRename one of them"));
        }
        complete.push(statement);
    }
    document.insert("Statement".into(), Value::Array(complete));
    Ok(Value::Object(document))
}

fn keys(object: &Map<String, Value>, what: &str, known: &[&str]) -> Checked {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(match nearest(key, known.iter().copied()) {
            Some(near) => format!("unknown key `{key}` in {what}; did you mean `{near}`?"),
            None => format!("unknown key `{key}` in {what}\nThe keys are `{}`", known.join("`, `")),
        }),
    }
}

fn statement(statement: Value) -> Result<Value, String> {
    let Value::Object(mut statement) = statement else {
        return Err("expected an object".into());
    };
    keys(&statement, "a statement", &STATEMENT)?;
    match statement.get("Effect") {
        Some(effect) if effect == "Allow" || effect == "Deny" => {}
        Some(effect) => return Err(format!("invalid `Effect` {effect}: expected \"Allow\" or \"Deny\"")),
        None => return Err("it has no `Effect`\nAdd `Allow` or `Deny`".into()),
    }
    for (one, other) in [("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")] {
        if statement.contains_key(one) && statement.contains_key(other) {
            return Err(format!("it has `{one}` and `{other}`\nRemove one of the two"));
        }
    }
    if !statement.contains_key("Action") && !statement.contains_key("NotAction") {
        return Err("it has no `Action`\nName the actions that it allows or denies".into());
    }
    for (key, value) in &mut statement {
        match key.as_str() {
            "Action" | "NotAction" => texts(key, value, action)?,
            "Resource" | "NotResource" => texts(key, value, resource)?,
            "Principal" | "NotPrincipal" => principal(key, value)?,
            "Condition" => condition(value)?,
            _ => {}
        }
    }
    Ok(Value::Object(statement))
}

/// Checks a text or a list of texts, and spreads the lists in the list.
fn texts(what: &str, value: &mut Value, check: fn(&str) -> Checked) -> Checked {
    fn spread(value: Value, into: &mut Vec<Value>) {
        match value {
            Value::Array(items) => items.into_iter().for_each(|item| spread(item, into)),
            other => into.push(other),
        }
    }
    if value.is_array() {
        let mut items = Vec::new();
        spread(value.take(), &mut items);
        if items.is_empty() {
            return Err(format!("its `{what}` is empty\nLeave the statement out, or add an element"));
        }
        *value = Value::Array(items);
    }
    let items = value.as_array().map_or_else(|| std::slice::from_ref(&*value), Vec::as_slice);
    items.iter().try_for_each(|item| match item.as_str() {
        Some(text) => check(text),
        None => Err(format!("invalid `{what}` {item}: expected a text or a list of texts")),
    })
}

fn action(text: &str) -> Checked {
    let named = text.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
    if text == "*" || (named && !text.contains(char::is_whitespace)) {
        return Ok(());
    }
    Err(format!("invalid action `{text}`: expected `SERVICE:ACTION`, such as `s3:GetObject`, or `*`"))
}

fn resource(text: &str) -> Checked {
    if ["arn:", "*", "${"].iter().any(|start| text.starts_with(start)) {
        return Ok(());
    }
    Err(format!(
        "invalid resource `{text}`: expected an ARN or `*`\nPass the ARN of the resource, such as `bucket.arn()`"
    ))
}

fn principal(what: &str, value: &mut Value) -> Checked {
    match value {
        Value::Object(kinds) if !kinds.is_empty() => {
            keys(kinds, "a principal", &PRINCIPAL)?;
            kinds.iter_mut().try_for_each(|(kind, value)| texts(kind, value, |_| Ok(())))
        }
        value if value == "*" => Ok(()),
        value => Err(format!(
            "invalid `{what}` {value}: expected \"*\" or an object such as {{\"Service\": \"ec2.amazonaws.com\"}}"
        )),
    }
}

fn condition(value: &mut Value) -> Checked {
    let expected = "expected an object such as {\"StringEquals\": {\"aws:SourceAccount\": \"123456789012\"}}";
    let Value::Object(operators) = value else {
        return Err(format!("invalid `Condition` {value}: {expected}"));
    };
    for (operator, keys) in operators {
        self::operator(operator)?;
        let Value::Object(keys) = keys else {
            return Err(format!("invalid `{operator}` of a condition: {expected}"));
        };
        for (key, values) in keys {
            let any = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
            let valid = match &*values {
                Value::Array(items) => !items.is_empty() && items.iter().flat_map(leaves).all(any),
                value => any(value),
            };
            if !valid {
                return Err(format!("invalid value of the condition key `{key}`: expected a text or a list of texts"));
            }
            if let Value::Array(items) = values {
                *items = items.iter().flat_map(leaves).cloned().collect();
            }
        }
    }
    Ok(())
}

fn leaves(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        other => vec![other],
    }
}

/// Checks the name of a condition operator: with `ForAllValues:` or `ForAnyValue:` before it, and `IfExists` after it.
pub(super) fn operator(name: &str) -> Checked {
    let plain = name.strip_prefix("ForAllValues:").or_else(|| name.strip_prefix("ForAnyValue:")).unwrap_or(name);
    let plain = plain.strip_suffix("IfExists").filter(|plain| *plain != "Null").unwrap_or(plain);
    if OPERATORS.contains(&plain) {
        return Ok(());
    }
    let near = nearest(plain, OPERATORS).map(|near| format!("; did you mean `{near}`?"));
    Err(format!("unknown condition operator `{name}`{}", near.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(document: Value) -> String {
        complete(document).unwrap_err()
    }

    fn one(statement: Value) -> Value {
        json!({ "Statement": [statement] })
    }

    #[test]
    fn a_document_gets_the_current_version_and_keeps_another() {
        let statement = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"});
        assert_eq!(complete(one(statement.clone())).unwrap()["Version"], VERSION);
        let old = complete(json!({"Version": "2008-10-17", "Statement": statement})).unwrap();
        assert_eq!((&old["Version"], &old["Statement"][0]["Effect"]), (&"2008-10-17".into(), &"Allow".into()));
        assert!(refused(json!({"Version": "2012-10-18", "Statement": []})).contains("expected \"2012-10-17\""));
    }

    #[test]
    fn lists_in_lists_are_spread() {
        let nested = json!({"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [["arn:a", "arn:b"], "arn:c"],
            "Condition": {"StringEquals": {"kms:ViaService": [["x"], "y"]}}});
        let complete = complete(one(nested)).unwrap();
        assert_eq!(complete["Statement"][0]["Resource"], json!(["arn:a", "arn:b", "arn:c"]));
        assert_eq!(complete["Statement"][0]["Condition"]["StringEquals"]["kms:ViaService"], json!(["x", "y"]));
    }

    #[test]
    fn what_iam_refuses_is_refused_with_the_statement_and_a_way_out() {
        let cases = [
            (json!([]), "expected an object"),
            (json!({"Statment": []}), "unknown key `Statment` in a policy document; did you mean `Statement`?"),
            (json!({"Version": VERSION}), "has no `Statement`"),
            (json!({"Statement": []}), "has no statements"),
            (one(json!({"Effect": "Allow", "Action": "s3:*", "Resorce": "*"})), "did you mean `Resource`?"),
            (one(json!({"Sid": "Read", "Action": "s3:*"})), "statement `Read` of the policy: it has no `Effect`"),
            (one(json!({"Effect": "allow", "Action": "s3:*"})), "expected \"Allow\" or \"Deny\""),
            (one(json!({"Effect": "Allow", "Resource": "*"})), "it has no `Action`"),
            (one(json!({"Effect": "Deny", "Action": "a:b", "NotAction": "c:d"})), "Remove one of the two"),
            (one(json!({"Effect": "Allow", "Action": []})), "its `Action` is empty"),
            (one(json!({"Effect": "Allow", "Action": "GetObject"})), "expected `SERVICE:ACTION`"),
            (one(json!({"Effect": "Allow", "Action": 7})), "expected a text or a list of texts"),
            (one(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "invoices"})), "expected an ARN or `*`"),
            (one(json!({"Effect": "Allow", "Action": "s3:*", "Principal": {"Services": "x"}})), "mean `Service`?"),
            (one(json!({"Effect": "Allow", "Action": "s3:*", "Principal": "x"})), "invalid `Principal`"),
            (
                one(json!({"Effect": "Allow", "Action": "s3:*", "Condition": {"StringEqual": {"a": "b"}}})),
                "unknown condition operator `StringEqual`; did you mean `StringEquals`?",
            ),
            (one(json!({"Effect": "Allow", "Action": "s3:*", "Condition": {"Bool": "x"}})), "invalid `Bool`"),
            (one(json!({"Effect": "Allow", "Action": "s3:*", "Condition": {"Bool": {"a": []}}})), "key `a`"),
        ];
        for (document, message) in cases {
            let refusal = refused(document.clone());
            assert!(refusal.contains(message), "{document}: {refusal}");
        }
        let same = json!({"Sid": "A", "Effect": "Allow", "Action": "s3:*"});
        assert!(refused(json!({"Statement": [same, same]})).contains("two statements"));
    }

    #[test]
    fn every_form_of_an_operator_is_known() {
        for name in ["StringEquals", "StringLikeIfExists", "ForAllValues:StringEquals", "ForAnyValue:ArnLikeIfExists"] {
            assert_eq!(operator(name), Ok(()));
        }
        assert!(operator("NullIfExists").is_err(), "IAM has no such operator");
    }
}
