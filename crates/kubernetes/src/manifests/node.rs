//! A YAML document as a tree whose parts know their lines.

use std::collections::BTreeMap;

use archipel_engine::Value;
use archipel_engine::program::Expr;

use super::error::{ManifestError, Position};

/// A value in a document.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where the value begins.
    pub(crate) at: Position,
    pub(crate) content: Content,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file, no key twice.
    Map(Vec<Entry>),
    /// A value of the program that took the place of a placeholder.
    Output(Expr),
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the key is.
    pub(crate) at: Position,
    pub(crate) value: Node,
}

impl Node {
    /// A value at a place.
    pub(crate) fn new(at: &Position, content: Content) -> Self {
        Self { at: at.clone(), content }
    }

    /// A text at a place.
    pub(crate) fn of_text(at: &Position, text: impl Into<String>) -> Self {
        Self::new(at, Content::Text(text.into()))
    }

    /// The entries of a map; none of anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key that is not null.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let found = self.entries().iter().find(|entry| entry.key == key)?;
        (!matches!(found.value.content, Content::Null)).then_some(&found.value)
    }

    /// The value at a path of keys.
    pub(crate) fn path(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text at a path of keys.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.path(path)?.text()
    }

    /// The value of a key, to change it.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.content {
            Content::Map(entries) => {
                let found = entries.iter_mut().find(|entry| entry.key == key)?;
                (!matches!(found.value.content, Content::Null)).then_some(&mut found.value)
            }
            _ => None,
        }
    }

    /// The map of a key, added if it is missing. Any other value becomes one.
    pub(crate) fn map_at(&mut self, key: &str) -> &mut Node {
        let at = self.at.clone();
        let entries = self.ensure_map();
        let index = entries.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
            let value = Node::new(&at, Content::Null);
            entries.push(Entry { key: key.to_owned(), at, value });
            entries.len() - 1
        });
        let value = &mut entries[index].value;
        value.ensure_map();
        value
    }

    /// The entries. Any other value becomes an empty map.
    fn ensure_map(&mut self) -> &mut Vec<Entry> {
        if !matches!(self.content, Content::Map(_)) {
            self.content = Content::Map(Vec::new());
        }
        match &mut self.content {
            Content::Map(entries) => entries,
            _ => unreachable!("it has just become a map"),
        }
    }

    /// Sets the value of a key. Any other value becomes one.
    pub(crate) fn set(&mut self, key: &str, value: Node) {
        let entries = self.ensure_map();
        match entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => entry.value = value,
            None => entries.push(Entry { key: key.to_owned(), at: value.at.clone(), value }),
        }
    }

    /// Removes a key.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Node> {
        let Content::Map(entries) = &mut self.content else { return None };
        let index = entries.iter().position(|entry| entry.key == key)?;
        Some(entries.remove(index).value)
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it contains nothing: null, or maps and lists of nothing.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.content {
            Content::Null => true,
            Content::Map(entries) => entries.iter().all(|entry| entry.value.is_empty()),
            Content::List(items) => items.iter().all(Node::is_empty),
            Content::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// The kind of value, for errors.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.content {
            Content::Null => "null",
            Content::Bool(_) => "a boolean",
            Content::Int(_) => "a whole number",
            Content::Float(_) => "a number",
            Content::Text(_) => "a text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
            Content::Output(_) => "a value of the program",
        }
    }

    /// An error at this value.
    pub(crate) fn error(&self, message: impl Into<String>) -> ManifestError {
        self.at.error(message)
    }

    /// The number of values in it, itself included.
    pub(crate) fn size(&self) -> usize {
        1 + match &self.content {
            Content::List(items) => items.iter().map(Node::size).sum(),
            Content::Map(entries) => entries.iter().map(|entry| entry.value.size()).sum(),
            _ => 0,
        }
    }

    /// As an expression. Entries that are null are left out, as if they were not there.
    pub(crate) fn to_expr(&self) -> Expr {
        self.to_value().map_or_else(|| self.parts_to_expr(), Expr::known)
    }

    fn parts_to_expr(&self) -> Expr {
        match &self.content {
            Content::Output(expr) => expr.clone(),
            Content::List(items) => Expr::list(items.iter().map(Node::to_expr).collect()),
            Content::Map(entries) => {
                let set = entries.iter().filter(|entry| !matches!(entry.value.content, Content::Null));
                Expr::map(set.map(|entry| (entry.key.clone(), entry.value.to_expr())).collect())
            }
            _ => Expr::known(self.to_value().unwrap_or_default()),
        }
    }

    /// As a value, if no value of the program is in it.
    pub(crate) fn to_value(&self) -> Option<Value> {
        Some(match &self.content {
            Content::Null => Value::Null,
            Content::Bool(flag) => Value::Bool(*flag),
            Content::Int(number) => Value::Int(*number),
            Content::Float(number) => Value::Float(*number),
            Content::Text(text) => Value::from(text.as_str()),
            Content::List(items) => Value::List(items.iter().map(Node::to_value).collect::<Option<_>>()?),
            Content::Map(entries) => {
                let mut map = BTreeMap::new();
                for entry in entries.iter().filter(|entry| !matches!(entry.value.content, Content::Null)) {
                    map.insert(entry.key.clone(), entry.value.to_value()?);
                }
                Value::Map(map)
            }
            Content::Output(_) => return None,
        })
    }
}
