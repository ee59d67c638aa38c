//! The evaluation of expressions.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::debug_text::unusable;
use super::expr::{Expr, Kind, NodeId, ProgramError, SourceLocation};
use crate::model::catch_panic::{Panic, catch_panic};
use crate::model::path::Segment;
use crate::model::value::Value;

/// What an evaluation may look up.
pub trait Env {
    /// The attributes of a node, as far as they are known: a map, possibly with unknowns in it, or `Unknown`.
    fn attributes(&self, node: NodeId) -> Value;

    /// One attribute. Overridden where the whole map need not be copied.
    fn attribute(&self, node: NodeId, name: &str) -> Value {
        self.attributes(node).field(name).clone()
    }
}

thread_local! {
    /// While this thread calls a function of an output: what the function declared.
    static DECLARED: RefCell<Option<Vec<ProgramError>>> = const { RefCell::new(None) };
}

/// Whether a function of an output is running. Its declarations would come after the end of the program and vanish, so
/// that they are errors, which [`Expr::eval`] returns.
pub(super) fn refused_in_function(at: SourceLocation, what: impl FnOnce() -> String) -> bool {
    DECLARED.with_borrow_mut(|declared| match declared {
        Some(declared) => {
            let message = format!(
                "cannot declare {} in a function of an output: the function runs after the program has ended\nDeclare it \
                 beside the function, or use `for_each` where the number of resources depends on the output",
                what()
            );
            declared.push(ProgramError { at, message });
            true
        }
        None => false,
    })
}

/// Calls a function of an output. Returns what it declared beside its result.
fn called<T>(function: impl FnOnce() -> T) -> (Result<T, Panic>, Vec<ProgramError>) {
    let outer = DECLARED.replace(Some(Vec::new()));
    let answer = catch_panic(function);
    (answer, DECLARED.replace(outer).unwrap_or_default())
}

impl Expr {
    /// The value in this environment.
    ///
    /// Unknown parts stay unknown where the expression passes them on, and make the whole unknown where a function
    /// would have to look into them. What is computed from a secret is secret.
    ///
    /// # Errors
    /// A mistake of the program: a bad literal, a function that refuses its value, an index outside its list.
    pub fn eval(&self, env: &dyn Env) -> Result<Value, ProgramError> {
        self.fold(|kind, parts| kind.eval(parts, env))
    }
}

impl Kind {
    /// The value, from those of the parts.
    fn eval(&self, mut parts: Vec<Value>, env: &dyn Env) -> Result<Value, ProgramError> {
        match self {
            Self::Known(value) | Self::Element { value, .. } => Ok(value.clone()),
            Self::Node(node) => Ok(env.attributes(*node)),
            Self::Pick { of, segment, at } => match (&*of.0, segment, parts.pop()) {
                (Self::Node(node), Segment::Key(key), None) => Ok(env.attribute(*node, key)),
                (_, segment, of) => pick(of.unwrap_or_default(), segment, *at),
            },
            Self::List(_) => Ok(Value::List(parts)),
            Self::Map(entries) => Ok(Value::Map(entries.keys().cloned().zip(parts).collect())),
            Self::Merge(_) => {
                let mut merged = BTreeMap::new();
                let mut secret = false;
                for mut value in parts {
                    if let Value::Secret(inner) = value {
                        secret = true;
                        value = *inner;
                    }
                    match value {
                        Value::Map(entries) => merged.extend(entries),
                        Value::Unknown => return Ok(Value::Unknown),
                        _ => {}
                    }
                }
                let merged = Value::Map(merged);
                Ok(if secret { merged.into_secret() } else { merged })
            }
            Self::Concat(_) => Ok(concat(parts)),
            Self::Apply { function, at, safe_messages, .. } => {
                let value = parts.pop().unwrap_or_default();
                if value.has_unknown() {
                    return Ok(Value::Unknown);
                }
                let secret = value.has_secret();
                let refused = |message| ProgramError { at: *at, message };
                let hidden = "its message may contain the value and is not shown";
                let (answer, declared) = called(|| function(value.reveal()));
                if let Some(error) = declared.into_iter().next() {
                    return Err(error);
                }
                let answer = answer.map_err(|panic| {
                    let place = panic.place();
                    refused(if secret {
                        format!("a function of a secret value panicked{place}; {hidden}")
                    } else {
                        format!("a function panicked{place}: {}", panic.message)
                    })
                })?;
                let value = answer.map_err(|message| {
                    refused(if secret && !safe_messages {
                        format!("a function refused a secret value; {hidden}")
                    } else {
                        message
                    })
                })?;
                if let Some(message) = unusable(&|| "value".to_owned(), &value) {
                    return Err(refused(message));
                }
                Ok(if secret { value.into_secret() } else { value })
            }
            Self::Secret(_) => Ok(match parts.pop().unwrap_or_default() {
                Value::Unknown => Value::Unknown,
                value => value.into_secret(),
            }),
            Self::Invalid(mistake) => Err(mistake.clone()),
        }
    }
}

fn pick(value: Value, segment: &Segment, at: SourceLocation) -> Result<Value, ProgramError> {
    match (value, segment) {
        (Value::Unknown, _) => Ok(Value::Unknown),
        (Value::Secret(inner), _) => pick(*inner, segment, at).map(Value::into_secret),
        (Value::Map(mut map), Segment::Key(key)) => Ok(map.remove(key).unwrap_or_default()),
        (Value::List(mut items), Segment::Index(index)) if *index < items.len() => Ok(items.swap_remove(*index)),
        (Value::List(items), Segment::Index(index)) => Err(ProgramError {
            at,
            message: format!("no element {index}, counted from 0, in a list that has {}", items.len()),
        }),
        (Value::Null, Segment::Key(_)) => Ok(Value::Null),
        (other, Segment::Key(key)) => {
            Err(ProgramError { at, message: format!("no field `{key}` in {}, which has no fields", other.kind()) })
        }
        (other, Segment::Index(_)) => {
            Err(ProgramError { at, message: format!("cannot index {}: expected a list", other.kind()) })
        }
    }
}

fn concat(parts: Vec<Value>) -> Value {
    let mut text = String::new();
    let (mut secret, mut unknown) = (false, false);
    for value in parts {
        secret |= value.has_secret();
        match value.reveal() {
            Value::Str(s) => text.push_str(&s),
            Value::Unknown => unknown = true,
            Value::Bool(b) => text.push_str(&b.to_string()),
            Value::Int(i) => text.push_str(&i.to_string()),
            Value::Float(f) => text.push_str(&f.to_string()),
            Value::Null => {}
            other => text.push_str(&other.masked().to_string()),
        }
    }
    match (unknown, secret) {
        (true, _) => Value::Unknown,
        (false, true) => Value::Str(text).into_secret(),
        (false, false) => Value::Str(text),
    }
}
