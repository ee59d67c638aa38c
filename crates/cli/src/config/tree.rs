//! A configuration as a tree in which each value knows its source location.

use std::collections::BTreeMap;

use archipel_engine::Path;
use archipel_engine::path::Segment;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A line of the file, counted from 1.
    Line(usize),
    /// An option of the command line, as typed.
    Option(String),
    /// By `secret set`.
    Secrets,
    /// None: the value is missing.
    Nowhere,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) origin: Origin,
}

/// The kind of a value.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(String),
    /// An unquoted value of the command line: a string where the type expects one, otherwise what it looks like.
    Bare(String, Box<Kind>),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
    /// A value set by `secret set`, for types that accept a secret.
    Secret(Box<Node>),
    /// Replaces an invalid or missing value: it fits every type, so that deserialization continues and finds further
    /// problems. The number selects one of several stand-ins, because a type can reject the first.
    Wild(usize),
}

/// The stand-ins for strings, in order: types that parse strings reject unsuitable ones.
pub(crate) const WILD_TEXTS: [&str; 6] =
    ["", "a", "10.0.0.0/16", "10.0.0.0", "eu-west-1", "arn:aws:iam::000000000000:role/a"];

impl Node {
    /// An empty table.
    pub(crate) fn table() -> Self {
        Self { kind: Kind::Table(BTreeMap::new()), origin: Origin::Nowhere }
    }

    /// Converts a parsed document. `origin` returns the location of an offset in it.
    pub(crate) fn of_table(table: &DeTable<'_>, origin: &dyn Fn(usize) -> Origin, at: Origin) -> Self {
        let entries = table
            .iter()
            .map(|(key, value)| {
                let mut node = Self::of_value(value, origin);
                // The location of a table is its heading.
                if matches!(node.kind, Kind::Table(_)) {
                    node.origin = origin(key.span().start);
                }
                (key.get_ref().to_string(), node)
            })
            .collect();
        Self { kind: Kind::Table(entries), origin: at }
    }

    /// Converts a parsed value.
    pub(crate) fn of_value(value: &Spanned<DeValue<'_>>, origin: &dyn Fn(usize) -> Origin) -> Self {
        let at = origin(value.span().start);
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::Str(text.to_string()),
            DeValue::Integer(int) => i128::from_str_radix(int.as_str(), int.radix())
                .map_or_else(|_| Kind::Str(int.as_str().to_owned()), Kind::Int),
            DeValue::Float(float) => Kind::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(bool) => Kind::Bool(*bool),
            DeValue::Datetime(time) => Kind::Str(time.to_string()),
            DeValue::Array(items) => Kind::List(items.iter().map(|item| Self::of_value(item, origin)).collect()),
            DeValue::Table(table) => return Self::of_table(table, origin, at),
        };
        Self { kind, origin: at }
    }

    /// The value at a path.
    pub(crate) fn get(&self, path: &Path) -> Option<&Self> {
        path.segments().iter().try_fold(self, |node, segment| match (segment, &node.kind) {
            (Segment::Key(key), Kind::Table(entries)) => entries.get(key),
            (Segment::Index(index), Kind::List(items)) => items.get(*index),
            _ => None,
        })
    }

    /// Whether the value at a path is wild, or is in a wild value.
    pub(crate) fn is_wild(&self, path: &Path) -> bool {
        let mut node = self;
        for segment in path.segments() {
            let next = match (segment, &node.kind) {
                (_, Kind::Wild(_)) => return true,
                (Segment::Key(key), Kind::Table(entries)) => entries.get(key),
                (Segment::Index(index), Kind::List(items)) => items.get(*index),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => return false,
            }
        }
        matches!(node.kind, Kind::Wild(_))
    }

    /// Sets the next stand-in at a path, if there is a wild value with a further one.
    pub(crate) fn wilder(&mut self, path: &Path) -> bool {
        let mut node = self;
        for segment in path.segments() {
            let next = match (segment, &mut node.kind) {
                (Segment::Key(key), Kind::Table(entries)) => entries.get_mut(key),
                (Segment::Index(index), Kind::List(items)) => items.get_mut(*index),
                _ => None,
            };
            let Some(next) = next else { return false };
            node = next;
        }
        match &mut node.kind {
            Kind::Wild(number) if *number + 1 < WILD_TEXTS.len() => {
                *number += 1;
                true
            }
            _ => false,
        }
    }

    /// The source of the value at a path; for a missing value, that of the nearest table around it.
    pub(crate) fn origin_of(&self, path: &Path) -> Origin {
        let mut best = self.origin.clone();
        let mut node = self;
        for segment in path.segments() {
            let next = match (segment, &node.kind) {
                (Segment::Key(key), Kind::Table(entries)) => entries.get(key),
                (Segment::Index(index), Kind::List(items)) => items.get(*index),
                _ => None,
            };
            let Some(next) = next else { break };
            node = next;
            if node.origin != Origin::Nowhere {
                best = node.origin.clone();
            }
        }
        best
    }

    /// Sets the value at a path. Creates missing tables; replaces other values on the way by tables, except lists.
    /// Returns false for an index outside a list.
    pub(crate) fn set(&mut self, path: &Path, value: Node) -> bool {
        let mut node = self;
        for segment in path.segments() {
            node = match segment {
                Segment::Key(key) => {
                    if !matches!(node.kind, Kind::Table(_)) {
                        node.kind = Kind::Table(BTreeMap::new());
                    }
                    let Kind::Table(entries) = &mut node.kind else { return false };
                    entries
                        .entry(key.clone())
                        .or_insert_with(|| Node { kind: Kind::Table(BTreeMap::new()), origin: value.origin.clone() })
                }
                Segment::Index(index) => match &mut node.kind {
                    Kind::List(items) if *index < items.len() => &mut items[*index],
                    _ => return false,
                },
            };
        }
        *node = value;
        true
    }

    /// Removes an entry from a table.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Node> {
        match &mut self.kind {
            Kind::Table(entries) => entries.remove(key),
            _ => None,
        }
    }
}
