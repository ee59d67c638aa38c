//! Declared models checked against their schema, before any request.

mod objects;
mod pattern;
mod values;

use archipel_engine::Value;

use crate::model::{Kind, PropertyPath, Resolved, TypeSchema};

pub use pattern::compile;

/// The violations of a declared model, one sentence each. Unknown values are left out, and secret ones not shown.
#[must_use]
pub fn check(schema: &TypeSchema, declared: &Value) -> Vec<String> {
    let mut check = Check { schema, found: Vec::new() };
    let at = At { path: PropertyPath::default(), shown: String::new(), secret: false };
    check.value(&at, &schema.resolve(&schema.model), declared);
    check.found
}

struct Check<'s> {
    schema: &'s TypeSchema,
    found: Vec<String>,
}

/// Where a value is.
#[derive(Clone)]
struct At {
    path: PropertyPath,
    /// The path as a user reads it: `Rules[0].Name`.
    shown: String,
    secret: bool,
}

impl At {
    fn key(&self, name: &str) -> Self {
        let dot = if self.shown.is_empty() { "" } else { "." };
        Self { path: self.path.key(name), shown: format!("{}{dot}{name}", self.shown), secret: self.secret }
    }

    fn entry(&self, name: &str) -> Self {
        Self { path: self.path.each(), ..self.key(name) }
    }

    fn index(&self, index: usize) -> Self {
        Self { path: self.path.each(), shown: format!("{}[{index}]", self.shown), secret: self.secret }
    }

    /// The property and its value, for a message: `` `Name` "x" ``.
    fn with(&self, value: &Value) -> String {
        match value {
            _ if self.secret => format!("`{}`", self.shown),
            Value::Str(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                let text = value.masked().to_string();
                let short: String = text.chars().take(80).collect();
                let dots = if short.len() < text.len() { "…" } else { "" };
                format!("`{}` {short}{dots}", self.shown)
            }
            _ => format!("`{}`", self.shown),
        }
    }
}

impl<'s> Check<'s> {
    fn push(&mut self, message: String) {
        self.found.push(message);
    }

    fn value(&mut self, at: &At, shape: &Resolved<'s>, value: &Value) {
        match value {
            Value::Null | Value::Unknown => return,
            Value::Secret(inner) => return self.value(&At { secret: true, ..at.clone() }, shape, inner),
            _ => {}
        }
        let kind = shape.kind();
        if !fits(&kind, value) {
            let expected = expected(&kind);
            return self.push(format!("invalid {}: expected {expected}, got {}", at.with(value), value.kind()));
        }
        match (&kind, value) {
            (Kind::Record(record), Value::Map(map)) => self.record(at, shape, record, map),
            (Kind::Map(values), Value::Map(map)) => self.map(at, shape, *values, map),
            (Kind::List(items), Value::List(list)) => self.list(at, shape, *items, list),
            (Kind::Json, Value::Str(text)) => self.document(at, shape, text),
            _ => self.scalar(at, shape, value),
        }
        self.alternatives(at, shape, value);
    }

    fn list(&mut self, at: &At, shape: &Resolved<'s>, items: Option<&'s crate::model::Shape>, list: &[Value]) {
        self.count(
            at,
            "elements",
            list.len(),
            shape.first(|shape| shape.min_items),
            shape.first(|shape| shape.max_items),
        );
        if shape.first(|shape| shape.unique_items) == Some(true) {
            let repeated =
                list.iter().enumerate().find(|(index, item)| !item.has_unknown() && list[..*index].contains(item));
            if let Some((index, _)) = repeated {
                self.push(format!("invalid `{}`: the element {index} repeats an earlier one", at.shown));
            }
        }
        if let Some(items) = items {
            let shape = self.schema.resolve(items);
            for (index, item) in list.iter().enumerate() {
                self.value(&at.index(index), &shape, item);
            }
        }
    }

    fn count(&mut self, at: &At, what: &str, count: usize, min: Option<u64>, max: Option<u64>) {
        let count = count as u64;
        if min.is_some_and(|min| count < min) || max.is_some_and(|max| count > max) {
            let expected = match (min, max) {
                (Some(min), Some(max)) if min == max => min.to_string(),
                (Some(min), Some(max)) => format!("{min} to {max}"),
                (Some(min), None) => format!("at least {min}"),
                (None, max) => format!("at most {}", max.unwrap_or_default()),
            };
            self.push(format!("invalid `{}` with {count} {what}: expected {expected}", at.shown));
        }
    }

    /// The violations of a value by another shape.
    fn violations(&self, at: &At, shape: &Resolved<'s>, value: &Value) -> Vec<String> {
        let mut check = Check { schema: self.schema, found: Vec::new() };
        check.value(at, shape, value);
        check.found
    }
}

/// Whether a value has the type.
fn fits(kind: &Kind<'_>, value: &Value) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Bool => matches!(value, Value::Bool(_)),
        Kind::Int => matches!(value, Value::Int(_)) || matches!(value, Value::Float(number) if number.fract() == 0.0),
        Kind::Float => matches!(value, Value::Int(_) | Value::Float(_)),
        Kind::Text => matches!(value, Value::Str(_)),
        Kind::Json => matches!(value, Value::Str(_) | Value::Map(_) | Value::List(_)),
        Kind::List(_) => matches!(value, Value::List(_)),
        Kind::Map(_) | Kind::Record(_) => matches!(value, Value::Map(_)),
    }
}

fn expected(kind: &Kind<'_>) -> &'static str {
    match kind {
        Kind::Any => "any value",
        Kind::Bool => "a boolean",
        Kind::Int => "a whole number",
        Kind::Float => "a number",
        Kind::Text => "a string",
        Kind::Json => "a JSON document",
        Kind::List(_) => "a list",
        Kind::Map(_) | Kind::Record(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
