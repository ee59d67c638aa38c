//! Placeholders: `${name}` in a manifest, which a value of the program replaces.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::Value;
use archipel_engine::program::Expr;

use super::error::{Position, Result, did_you_mean};
use super::node::Content;

/// The values of placeholders, and which of them occurred.
#[derive(Debug)]
pub(crate) struct Placeholders<'p> {
    values: &'p BTreeMap<String, Expr>,
    used: BTreeSet<String>,
    /// Texts are kept as they are.
    literal: bool,
}

enum Part<'t> {
    Text(String),
    Name(&'t str),
}

impl<'p> Placeholders<'p> {
    /// These values. `literal` keeps every text as it is.
    pub(crate) fn new(values: &'p BTreeMap<String, Expr>, literal: bool) -> Self {
        Self { values, used: BTreeSet::new(), literal }
    }

    /// The names of values that occurred nowhere.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &'p str> {
        self.values.keys().filter(|name| !self.used.contains(*name)).map(String::as_str)
    }

    /// A text with its placeholders replaced; `None` if it has none. A placeholder that is a whole plain scalar keeps the type
    /// of its value; a quoted one is a text.
    pub(crate) fn replace(&mut self, at: &Position, text: &str, quoted: bool) -> Result<Option<Content>> {
        if self.literal || !text.contains("${") {
            return Ok(None);
        }
        let parts = split(text);
        if let ([Part::Name(name)], false) = (parts.as_slice(), quoted) {
            return Ok(Some(content(self.value(at, name)?)));
        }
        let mut exprs = Vec::new();
        for part in &parts {
            exprs.push(match part {
                Part::Text(text) => Expr::known(Value::from(text.as_str())),
                Part::Name(name) => self.value(at, name)?.clone(),
            });
        }
        let known: Option<String> = exprs.iter().map(|expr| expr.as_known().and_then(scalar_text)).collect();
        Ok(Some(known.map_or_else(|| Content::Output(Expr::concat(exprs)), Content::Text)))
    }

    fn value(&mut self, at: &Position, name: &str) -> Result<&'p Expr> {
        let Some(value) = self.values.get(name) else {
            let near = did_you_mean(name, self.values.keys().map(String::as_str));
            return Err(at.error(format!(
                "the placeholder `${{{name}}}` has no value{near}\nSet it with `.value(\"{name}\", ..)`; write `$${{{name}}}` \
                 for the text itself, or keep the texts of all files with `.literal()`"
            )));
        };
        self.used.insert(name.to_owned());
        Ok(value)
    }
}

/// The parts of a text. `$${` stands for `${`; other dollar signs are text.
fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, after) = (&rest[..start], &rest[start + 2..]);
        let name = after.find('}').map(|end| &after[..end]).filter(|name| is_name(name));
        if let Some(before) = before.strip_suffix('$') {
            plain.push_str(before);
            plain.push_str("${");
            rest = after;
        } else if let Some(name) = name {
            plain.push_str(before);
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Name(name));
            rest = &after[name.len() + 1..];
        } else {
            plain.push_str(&rest[..start + 2]);
            rest = after;
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() || parts.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// Whether this is a name, and not shell syntax such as `VARIABLE:-default`.
fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// A known value as a part of the tree; what is not known, or secret, stays an expression.
fn content(expr: &Expr) -> Content {
    match expr.as_known() {
        Some(Value::Str(text)) => Content::Text(text.clone()),
        Some(Value::Int(number)) => Content::Int(*number),
        Some(Value::Bool(flag)) => Content::Bool(*flag),
        Some(Value::Float(number)) => Content::Float(*number),
        _ => Content::Output(expr.clone()),
    }
}

/// A known scalar as text. Not of a secret, which must stay marked as one.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}
