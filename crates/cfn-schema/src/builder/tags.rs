//! The default tags of a scope on types that take tags under names and in forms of their own.

use std::collections::BTreeMap;

use archipel_engine::program::{Expr, SourceLocation};
use archipel_engine::{Scope, Value};

use crate::model::{Kind, TypeSchema};

/// How a type writes its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A list of objects with a key and a value.
    List { key: &'static str, value: &'static str },
    /// A map of texts.
    Map,
}

/// The properties with the default tags of the scope, where the type takes tags that can be changed. A tag of the program
/// wins over a default tag of the same key.
#[track_caller]
pub(super) fn with_default_tags(
    scope: &Scope,
    type_name: &str,
    mut inputs: BTreeMap<String, Expr>,
) -> BTreeMap<String, Expr> {
    let (Some(defaults), Ok(schema)) = (scope.default_tags(), crate::schema(type_name)) else { return inputs };
    let Some((property, form)) = form(schema) else { return inputs };
    let own = inputs.remove(property).unwrap_or_else(|| Expr::known(Value::Null));
    let both = Expr::list(vec![defaults.expr().clone(), own]);
    let merged = both.apply(SourceLocation::caller(), move |both| merged(form, both));
    inputs.insert(property.to_owned(), merged);
    inputs
}

/// The property of a type's tags, if default tags can be in it: it is settable, at the top, and can be changed, so that a new
/// default tag never replaces a resource.
fn form(schema: &'static TypeSchema) -> Option<(&'static str, Form)> {
    let path = schema.tagging.property.as_ref().filter(|path| path.is_top() && schema.is_settable(path))?;
    if !schema.tagging.updatable || schema.handlers.update.is_none() || TypeSchema::is_marked(&schema.create_only, path)
    {
        return None;
    }
    let name = path.top();
    let form = match schema.resolve(schema.shape_at(path)?).kind() {
        Kind::Map(_) | Kind::Json => Form::Map,
        Kind::List(Some(items)) => {
            let Kind::Record(record) = schema.resolve(items).kind() else { return None };
            [("Key", "Value"), ("TagKey", "TagValue"), ("key", "value")]
                .into_iter()
                .find(|(key, value)| record.fields.contains_key(key) && record.fields.contains_key(value))
                // A tag that needs more than a key and a value cannot be a default tag.
                .filter(|(key, value)| record.required.iter().all(|name| name == key || name == value))
                .map(|(key, value)| Form::List { key, value })?
        }
        _ => return None,
    };
    Some((name, form))
}

/// The default tags and the tags of the program, in the form of the type.
fn merged(form: Form, both: Value) -> Result<Value, String> {
    let Value::List(mut both) = both else { return Err("expected default tags and tags".to_owned()) };
    let own = both.pop().unwrap_or_default();
    let Some(Value::Map(defaults)) = both.pop() else { return Err("expected default tags".to_owned()) };
    match (form, own) {
        (Form::Map, Value::Null) => Ok(Value::Map(defaults)),
        (Form::Map, Value::Map(own)) => Ok(Value::Map(defaults.into_iter().chain(own).collect())),
        (Form::List { key, value }, own @ (Value::Null | Value::List(_))) => {
            let own = if let Value::List(own) = own { own } else { Vec::new() };
            let is_own = |name: &str| own.iter().any(|tag| tag.field(key).as_str() == Some(name));
            let added = defaults.into_iter().filter(|(name, _)| !is_own(name));
            let mut tags: Vec<Value> =
                added.map(|(name, text)| Value::from([(key, Value::from(name)), (value, text)])).collect();
            tags.extend(own);
            Ok(Value::List(tags))
        }
        // The planner reports a property of another type.
        (_, own) => Ok(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Value {
        pairs.iter().map(|(key, value)| Value::from([("Key", *key), ("Value", *value)])).collect::<Vec<_>>().into()
    }

    #[test]
    fn a_tag_of_the_program_wins_over_a_default_tag() {
        let defaults = Value::from([("Owner", "platform"), ("Stack", "dev")]);
        let list = Form::List { key: "Key", value: "Value" };
        let both = Value::List(vec![defaults.clone(), tags(&[("Owner", "data")])]);
        assert_eq!(merged(list, both).unwrap(), tags(&[("Stack", "dev"), ("Owner", "data")]));
        let both = Value::List(vec![defaults.clone(), Value::from([("Owner", "data")])]);
        assert_eq!(merged(Form::Map, both).unwrap(), Value::from([("Owner", "data"), ("Stack", "dev")]));
        let both = Value::List(vec![defaults, Value::Null]);
        assert_eq!(merged(list, both).unwrap(), tags(&[("Owner", "platform"), ("Stack", "dev")]));
    }

    #[test]
    fn types_write_tags_in_their_own_forms() {
        let of = |name: &str| form(crate::schema(name).unwrap());
        assert_eq!(of("AWS::SQS::Queue"), Some(("Tags", Form::List { key: "Key", value: "Value" })));
        assert_eq!(of("AWS::Cognito::UserPool"), Some(("UserPoolTags", Form::Map)));
        assert_eq!(of("AWS::Glue::Database"), None, "it takes no tags");
        assert_eq!(of("AWS::AutoScaling::AutoScalingGroup"), None, "its tags say whether instances get them");
    }
}
