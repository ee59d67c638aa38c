//! A configuration as a tree in which every value knows where it was written.

use std::collections::BTreeMap;

use archipel_engine::path::{Path, Segment};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// On a line of the file, counted from 1.
    Line(usize),
    /// By an option of the command line, given as it was written.
    Option(String),
    /// By `secret set`.
    Secrets,
    /// Nowhere: it is missing.
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
    /// What the command line gave without quotes: a string where one is wanted, else what it looks like.
    Bare(String, Box<Kind>),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
    /// What `secret set` keeps: for types that say that they take a secret.
    Secret(Box<Node>),
    /// In the place of a value that is wrong or missing: it takes every type, so that reading can go on and find
    /// what else is wrong. The number tells which of several stand-ins it is: a type may refuse the first.
    Wild(usize),
}

/// What wild values are where a text is wanted, one after the other: types of texts refuse what is not one.
pub(crate) const WILD_TEXTS: [&str; 6] =
    ["", "a", "10.0.0.0/16", "10.0.0.0", "eu-west-1", "arn:aws:iam::000000000000:role/a"];

impl Node {
    /// An empty table.
    pub(crate) fn table() -> Self {
        Self { kind: Kind::Table(BTreeMap::new()), origin: Origin::Nowhere }
    }

    /// From a parsed document. `origin` gives the place of an offset in it.
    pub(crate) fn of_table(table: &DeTable<'_>, origin: &dyn Fn(usize) -> Origin, at: Origin) -> Self {
        let entries = table
            .iter()
            .map(|(key, value)| {
                let mut node = Self::of_value(value, origin);
                // Of a table, what people look for is its heading.
                if matches!(node.kind, Kind::Table(_)) {
                    node.origin = origin(key.span().start);
                }
                (key.get_ref().to_string(), node)
            })
            .collect();
        Self { kind: Kind::Table(entries), origin: at }
    }

    /// From a parsed value.
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

    /// Whether the value at a path is wild, or lies in one that is.
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

    /// Puts the next stand-in at a path, if there is a wild value and it has another.
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

    /// Where the value at a path was written; for one that is missing, the nearest table around it that was.
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

    /// Puts a value at a path. Tables on the way are made; other values on the way are replaced by tables, lists are
    /// entered. False for an index that a list does not have.
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

    /// Takes an entry out of a table.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Node> {
        match &mut self.kind {
            Kind::Table(entries) => entries.remove(key),
            _ => None,
        }
    }
}
