//! Property paths: `ingress[0].cidr_blocks`, as used in diffs, reasons and `ignore_changes`.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::value::Value;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A field or a map key.
    Key(String),
    /// An element of a list.
    Index(usize),
}

/// A path from a resource's properties to one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Segment>);

/// Why a written path cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("invalid property path `{text}`: {why} (write it like `ingress[0].cidr_block` or `tags[\"a.b\"]`)")]
pub struct PathError {
    text: String,
    why: &'static str,
}

impl Path {
    /// The path of the properties as a whole.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of these segments.
    #[must_use]
    pub fn from_segments(segments: &[Segment]) -> Self {
        Self(segments.to_vec())
    }

    /// This path, followed by another one.
    #[must_use]
    pub fn join(&self, inner: &Path) -> Self {
        Self([self.0.as_slice(), inner.0.as_slice()].concat())
    }

    /// This path, one key deeper.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.push(Segment::Key(key.into()))
    }

    /// This path, one list element deeper.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.push(Segment::Index(index))
    }

    fn push(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// The paths of the secret parts of a value, none of which is within another.
    #[must_use]
    pub fn of_secrets(value: &Value) -> Vec<Self> {
        fn collect(value: &Value, path: &Path, into: &mut Vec<Path>) {
            match value {
                Value::Secret(_) => into.push(path.clone()),
                Value::List(items) => {
                    items.iter().enumerate().for_each(|(index, item)| collect(item, &path.index(index), into));
                }
                Value::Map(map) => map.iter().for_each(|(key, value)| collect(value, &path.key(key.as_str()), into)),
                _ => {}
            }
        }
        let mut paths = Vec::new();
        collect(value, &Self::root(), &mut paths);
        paths
    }

    /// The segments, outermost first.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The property this path is in: its first key.
    #[must_use]
    pub fn property(&self) -> Option<&str> {
        match self.0.first() {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Whether `other` is this path or lies below it.
    #[must_use]
    pub fn covers(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The value at this path, if there is one.
    #[must_use]
    pub fn get<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(value, |value, segment| match (segment, value) {
            (Segment::Key(key), Value::Map(map)) => map.get(key),
            (Segment::Index(index), Value::List(items)) => items.get(*index),
            (_, Value::Secret(inner)) => Path(vec![segment.clone()]).get(inner),
            (_, Value::Unknown) => Some(&Value::Unknown),
            _ => None,
        })
    }

    /// The value at this path, if there is one: secret if it is part of a secret.
    #[must_use]
    pub fn get_marked(&self, value: &Value) -> Option<Value> {
        let mut within_secret = false;
        let mut found = value;
        for segment in &self.0 {
            within_secret |= matches!(found, Value::Secret(_));
            found = Path(vec![segment.clone()]).get(found)?;
        }
        let found = found.clone();
        Some(if within_secret && !matches!(found, Value::Null | Value::Unknown) { found.into_secret() } else { found })
    }

    /// The value at this path, to change it; none inside a secret.
    #[must_use]
    pub fn get_mut<'a>(&self, value: &'a mut Value) -> Option<&'a mut Value> {
        self.0.iter().try_fold(value, |value, segment| match (segment, value) {
            (Segment::Key(key), Value::Map(map)) => map.get_mut(key),
            (Segment::Index(index), Value::List(items)) => items.get_mut(*index),
            _ => None,
        })
    }

    /// Marks the value at this path as secret, if there is one.
    pub(crate) fn mark_secret(&self, value: &mut Value) {
        if let Some(found) = self.get_mut(value)
            && !matches!(found, Value::Null | Value::Unknown)
        {
            *found = std::mem::take(found).into_secret();
        }
    }

    /// Reads a path as a person writes it.
    ///
    /// # Errors
    /// When brackets do not match, an index is not a number, or a key is empty.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let segments = tokens(text)?.into_iter().map(|token| token.segment(text));
        segments.collect::<Result<_, _>>().map(Self)
    }
}

/// A part of a path as it is written.
#[derive(Clone)]
pub(super) enum Token<'t> {
    /// `key` or `.key`.
    Key(&'t str),
    /// `["key"]`.
    Quoted(Cow<'t, str>),
    /// `[0]`.
    Index(&'t str),
}

impl Token<'_> {
    pub(super) fn segment(self, text: &str) -> Result<Segment, PathError> {
        match self {
            Self::Key(key) => Ok(Segment::Key(key.to_owned())),
            Self::Quoted(key) => Ok(Segment::Key(key.into_owned())),
            Self::Index(index) => {
                let fail = |_| PathError { text: text.to_owned(), why: "an index is not a number" };
                index.parse().map(Segment::Index).map_err(fail)
            }
        }
    }
}

/// Splits a path into its parts.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, PathError> {
    let fail = |why| PathError { text: text.to_owned(), why };
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if rest.starts_with("[\"") {
            let (key, after) = quoted(rest).ok_or_else(|| fail("a `[\"` is not closed"))?;
            tokens.push(Token::Quoted(key));
            rest = after;
        } else if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').ok_or_else(|| fail("a `[` is not closed"))?;
            tokens.push(Token::Index(&inner[..end]));
            rest = &inner[end + 1..];
        } else {
            let key = rest.strip_prefix('.').unwrap_or(rest);
            let end = key.find(['.', '[']).unwrap_or(key.len());
            if end == 0 {
                return Err(fail("a key is empty"));
            }
            tokens.push(Token::Key(&key[..end]));
            rest = &key[end..];
        }
    }
    Ok(tokens)
}

impl Segment {
    /// Writes the segment as a part of a path, at this position.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, position: usize) -> fmt::Result {
        match self {
            Self::Key(key) if key.is_empty() || key.contains(|c: char| ".[]\"\\".contains(c) || c.is_control()) => {
                write!(f, "[{}]", serde_json::Value::from(key.as_str()))
            }
            Self::Key(key) if position == 0 => f.write_str(key),
            Self::Key(key) => write!(f, ".{key}"),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// The key of a text that starts with `["KEY"]`, and the text after it. The key is a JSON string; earlier versions wrote
/// every key as it is.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut json = serde_json::Deserializer::from_str(text.get(1..)?).into_iter::<String>();
    let key = json.next().and_then(Result::ok);
    let after = text.get(1 + json.byte_offset()..).and_then(|after| after.strip_prefix(']'));
    if let (Some(key), Some(after)) = (key, after) {
        return Some((Cow::Owned(key), after));
    }
    let (key, after) = text.get(2..)?.split_once("\"]")?;
    Some((Cow::Borrowed(key), after))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(position, segment)| segment.write(f, position))
    }
}

impl Serialize for Path {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Path {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Path".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "description": "A property path, such as ingress[0].cidr_block."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_is_printed() {
        let keys = ["a\"]", "]", "\\", "a\\\"b", "\n", "", "ü.", "[\"x\"]"];
        for path in keys.map(|key| Path::root().key("tags").key(key).index(3).key("b")) {
            assert_eq!(Path::parse(&path.to_string()).unwrap(), path, "{path}");
        }
        assert_eq!(
            Path::parse("tags[\"a\"b.c\"]").unwrap(),
            Path::root().key("tags").key("a\"b.c"),
            "an earlier spelling"
        );
        for text in ["cidr_block", "ingress[0].cidr_blocks[12]", "tags[\"kubernetes.io/role/elb\"]", "a.b.c"] {
            assert_eq!(Path::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_malformed_path_says_what_is_wrong() {
        for (text, why) in
            [("a[", "not closed"), ("a[x]", "not a number"), ("a..b", "empty"), ("tags[\"x", "not closed")]
        {
            let error = Path::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
