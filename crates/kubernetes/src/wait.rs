//! How a program overrides the rule by which an object counts as ready.

use archipel_engine::program::{Input, IntoInput};
use archipel_engine::schema::TypeRef;
use archipel_engine::{Mismatch, Prop, Value};

/// What an operation waits for after the server has accepted an object. Without one the rule of the kind applies: a
/// Deployment is ready when its replicas are, a CustomResourceDefinition when its kind is served, other kinds when their
/// condition `Ready` is true, if they have one.
///
/// As text, as in a YAML file's annotation: `none`, `condition=Synced`, `path=.status.phase=Bound`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Waits for nothing: the object exists.
    None,
    /// Waits until this condition in `status.conditions` is `True`.
    Condition(String),
    /// Waits until the field at this path has this value: `.status.phase` and `Bound`.
    Path(String, String),
}

const EXPECTED: &str = "`none`, `condition=TYPE` or `path=.status.FIELD=VALUE`";

impl std::fmt::Display for Wait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Condition(condition) => write!(f, "condition={condition}"),
            Self::Path(path, value) => write!(f, "path={path}={value}"),
        }
    }
}

impl std::str::FromStr for Wait {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("invalid wait `{text}`: expected {EXPECTED}");
        match text.split_once('=') {
            None if text == "none" => Ok(Self::None),
            Some(("condition", condition)) if !condition.is_empty() => Ok(Self::Condition(condition.to_owned())),
            Some(("path", rest)) => {
                let (path, value) = rest.split_once('=').ok_or_else(wrong)?;
                let is_path = path.strip_prefix('.').is_some_and(|path| path.split('.').all(|part| !part.is_empty()));
                if is_path { Ok(Self::Path(path.to_owned(), value.to_owned())) } else { Err(wrong()) }
            }
            _ => Err(wrong()),
        }
    }
}

impl Prop for Wait {
    fn ty() -> TypeRef {
        TypeRef::Text("Wait")
    }

    fn into_value(self) -> Value {
        Value::Str(self.to_string())
    }

    fn from_value(value: Value) -> Result<Self, Mismatch> {
        String::from_value(value)?.parse().map_err(Mismatch::new)
    }
}

impl IntoInput<Wait> for Wait {
    #[track_caller]
    fn into_input(self) -> Input<Wait> {
        Input::checked(self.into_value())
    }
}

#[cfg(test)]
mod tests {
    use super::Wait;

    #[test]
    fn the_text_of_a_wait_reads_back_and_others_are_refused() {
        let path = Wait::Path(".status.phase".to_owned(), "Bound=yes".to_owned());
        for wait in [Wait::None, Wait::Condition("Synced".to_owned()), path] {
            assert_eq!(wait.to_string().parse(), Ok(wait));
        }
        for text in ["", "ready", "condition=", "path=.status.phase", "path=status=1", "path=..a=1"] {
            let error = text.parse::<Wait>().unwrap_err();
            assert!(error.contains("expected `none`"), "{text}: {error}");
        }
    }
}
