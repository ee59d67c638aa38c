//! Secret properties of a template: parameters with `NoEcho`, whose values CloudFormation keeps and does not show.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use archipel_engine::path::{Path, Segment};
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_engine::value::Value;
use aws_sdk_cloudformation::types::Parameter;
use serde_json::{Map, Value as Json, json};

/// The longest value of a parameter, and the most parameters of a template.
const LONGEST: usize = 4_096;
const MOST: usize = 200;
/// The name of a parameter, before its number.
const NAME: &str = "Secret";
const REF: &str = "Ref";

/// The secret values of a template.
#[derive(Default)]
pub(super) struct Secrets {
    values: Vec<String>,
}

impl Secrets {
    /// Takes the values at these paths out of the properties, which refer to parameters afterwards.
    pub(super) fn taken_from(properties: &mut Json, paths: &[Path]) -> Result<Self> {
        let mut secrets = Self::default();
        for path in paths {
            if let Some(found) = at(properties, path) {
                secrets.take(found, path)?;
            }
        }
        if secrets.values.len() > MOST {
            let message =
                format!("{} values are secret, and a template has at most {MOST} parameters", secrets.values.len());
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        Ok(secrets)
    }

    fn take(&mut self, json: &mut Json, path: &Path) -> Result<()> {
        let text = match json {
            Json::Null => return Ok(()),
            Json::Object(fields) => return fields.values_mut().try_for_each(|value| self.take(value, path)),
            Json::Array(items) => return items.iter_mut().try_for_each(|item| self.take(item, path)),
            Json::String(text) => std::mem::take(text),
            Json::Bool(_) | Json::Number(_) => json.to_string(),
        };
        if text.len() > LONGEST {
            let message = format!(
                "`{path}` is secret and has {} bytes, and a parameter of CloudFormation has at most {LONGEST}\n\
                 Keep it in Secrets Manager, and set the property to `{{{{resolve:secretsmanager:NAME}}}}`",
                text.len()
            );
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        self.values.push(text);
        *json = json!({ REF: format!("{NAME}{}", self.values.len()) });
        Ok(())
    }

    /// The section of the template.
    pub(super) fn declarations(&self) -> Map<String, Json> {
        let declared = json!({ "Type": "String", "NoEcho": true });
        (1..=self.values.len()).map(|number| (format!("{NAME}{number}"), declared.clone())).collect()
    }

    /// The values of the parameters.
    pub(super) fn parameters(&self) -> Vec<Parameter> {
        let parameter = |(index, value): (usize, &String)| {
            Parameter::builder().parameter_key(format!("{NAME}{}", index + 1)).parameter_value(value).build()
        };
        self.values.iter().enumerate().map(parameter).collect()
    }
}

fn at<'j>(json: &'j mut Json, path: &Path) -> Option<&'j mut Json> {
    path.segments().iter().try_fold(json, |json, segment| match segment {
        Segment::Key(key) => json.get_mut(key),
        Segment::Index(index) => json.get_mut(index),
    })
}

/// The observed properties with the applied values where the template refers to parameters.
pub(super) fn put_back(applied: &Value, observed: Value) -> Value {
    match (applied, observed) {
        (applied, observed) if is_reference(&observed) && !applied.is_null() => applied.clone(),
        (Value::Secret(applied), observed) => put_back(applied, observed),
        (Value::Map(applied), Value::Map(observed)) => {
            let fields = observed.into_iter().map(|(name, observed)| {
                let applied = applied.get(&name).unwrap_or(&Value::Null);
                let value = put_back(applied, observed);
                (name, value)
            });
            Value::Map(fields.collect())
        }
        (Value::List(applied), Value::List(observed)) => {
            let items = observed.into_iter().enumerate().map(|(index, observed)| {
                let applied = applied.get(index).unwrap_or(&Value::Null);
                put_back(applied, observed)
            });
            Value::List(items.collect())
        }
        (_, observed) => observed,
    }
}

fn is_reference(value: &Value) -> bool {
    let Some(fields) = value.as_map().filter(|fields| fields.len() == 1) else { return false };
    let number = fields.get(REF).and_then(Value::as_str).and_then(|name| name.strip_prefix(NAME));
    number.is_some_and(|number| number.parse::<usize>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    #[test]
    fn secrets_become_parameters_and_come_back() {
        let applied =
            Value::from_json(json!({"Name": "n", "Auth": {"Token": "t0ken", "Port": 5}, "Keys": ["k1", "k2"]}));
        let mut properties = applied.revealed_json();
        let secrets = Secrets::taken_from(&mut properties, &[path("Auth"), path("Keys[1]"), path("Absent")]).unwrap();
        assert_eq!(
            properties,
            json!({"Name": "n", "Auth": {"Port": {"Ref": "Secret1"}, "Token": {"Ref": "Secret2"}}, "Keys": ["k1", {"Ref": "Secret3"}]})
        );
        assert_eq!(secrets.values, ["5", "t0ken", "k2"]);
        assert_eq!(secrets.declarations()["Secret3"], json!({"Type": "String", "NoEcho": true}));
        assert_eq!(put_back(&applied, Value::from_json(properties)), applied);
    }

    #[test]
    fn a_secret_that_is_too_long_for_a_parameter_is_refused_and_not_repeated() {
        let mut properties = json!({"Body": "s3cret".repeat(1_000)});
        let error = Secrets::taken_from(&mut properties, &[path("Body")]).err().unwrap();
        assert!(error.message.contains("`Body`") && error.message.contains("resolve:secretsmanager"), "{error}");
        assert!(!error.message.contains("s3cret"), "{error}");
    }
}
