//! YAML text to documents.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::error::{ManifestError, Position, Result};
use super::node::{Content, Entry, Node};
use super::placeholder::Placeholders;
use super::scalar;

/// The largest file. The largest published sets of CRDs have 4 MB.
pub(crate) const MAX_BYTES: usize = 8 << 20;
/// The deepest nesting. Kubernetes' own schemas are about 40 levels deep.
const MAX_DEPTH: usize = 100;
/// The number of values that the aliases of a file may add.
const MAX_ALIASED: usize = 100_000;

/// The documents of a file that are not empty.
pub(crate) fn parse(file: &Arc<str>, text: &str, placeholders: &mut Placeholders<'_>) -> Result<Vec<Node>> {
    if text.len() > MAX_BYTES {
        return Err(Position::start_of(file).error(format!(
            "the file has {} MB, more than {} MB: split it",
            text.len() >> 20,
            MAX_BYTES >> 20
        )));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder { file, text, placeholders, stack: Vec::new(), anchors: HashMap::new(), aliased: 0 };
    let mut documents = Vec::new();
    let mut parser = Parser::new_from_str(text);
    loop {
        let (event, span) = match parser.next_event() {
            None => return Ok(documents),
            Some(Ok(event)) => event,
            Some(Err(error)) => return Err(builder.syntax(error.marker().line(), error.info())),
        };
        let at = Position { file: file.clone(), line: span.start.line().max(1) };
        if let Some(document) = builder.event(at, event)?
            && !matches!(document.content, Content::Null)
        {
            documents.push(document);
        }
    }
}

/// A list or a map that is being read.
struct Open {
    at: Position,
    anchor: usize,
    of: OpenKind,
}

enum OpenKind {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        keys: HashSet<String>,
        key: Option<(String, Position)>,
        /// What `<<` adds to the entries.
        merged: Vec<Node>,
    },
}

struct Builder<'b, 'p, 't> {
    file: &'b Arc<str>,
    text: &'t str,
    placeholders: &'b mut Placeholders<'p>,
    stack: Vec<Open>,
    anchors: HashMap<usize, (Rc<Node>, usize)>,
    aliased: usize,
}

impl Builder<'_, '_, '_> {
    /// Takes an event. Returns a document when it ends.
    fn event(&mut self, at: Position, event: Event<'_>) -> Result<Option<Node>> {
        match event {
            Event::DocumentStart(_) => {
                self.anchors.clear();
                Ok(None)
            }
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_key() {
                    self.take_key(at, &text, style, tag.as_deref())?;
                    return Ok(None);
                }
                let content = self.scalar(&at, &text, style, tag.as_deref())?;
                self.close(Node { at, content }, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(Open { at, anchor, of: OpenKind::List(Vec::new()) }, tag.as_deref()).map(|()| None)
            }
            Event::MappingStart(anchor, tag) => {
                let of = OpenKind::Map { entries: Vec::new(), keys: HashSet::new(), key: None, merged: Vec::new() };
                self.open(Open { at, anchor, of }, tag.as_deref()).map(|()| None)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.stack.pop() else { return Ok(None) };
                let content = match open.of {
                    OpenKind::List(items) => Content::List(items),
                    OpenKind::Map { entries, mut keys, merged, .. } => merge(entries, &mut keys, merged)?,
                };
                self.close(Node { at: open.at, content }, open.anchor)
            }
            Event::Alias(anchor) => {
                if self.expects_key() {
                    return Err(at.error("an alias cannot be a key: write the key out"));
                }
                let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
                    return Err(
                        at.error("the alias refers to a value around it, or in another document: write the value out")
                    );
                };
                self.aliased += size;
                if self.aliased > MAX_ALIASED {
                    return Err(at.error(format!(
                        "the aliases of this file add more than {MAX_ALIASED} values: write the values out"
                    )));
                }
                self.close(Node::clone(&node), 0)
            }
            _ => Ok(None),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Open { of: OpenKind::Map { key: None, .. }, .. }))
    }

    fn open(&mut self, open: Open, tag: Option<&Tag>) -> Result<()> {
        if self.expects_key() {
            return Err(open.at.error("a list or a map cannot be a key: use a text"));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(open.at.error(format!("values are nested more than {MAX_DEPTH} levels deep: flatten them")));
        }
        if let Some(tag) =
            tag.filter(|tag| !(tag.is_yaml_core_schema() && ["map", "seq"].contains(&tag.suffix.as_str())))
        {
            return Err(unknown_tag(&open.at, tag));
        }
        self.stack.push(open);
        Ok(())
    }

    fn take_key(&mut self, at: Position, text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<()> {
        if let Some(tag) = tag.filter(|tag| !(tag.is_yaml_core_schema() && tag.suffix == "str")) {
            return Err(unknown_tag(&at, tag));
        }
        if style == ScalarStyle::Plain && tag.is_none() {
            scalar::key(text).map_err(|message| at.error(message))?;
        }
        if self.placeholders.replace(&at, text, true)?.is_some() {
            return Err(at.error("a placeholder cannot be a key: write the key, and use the placeholder as its value"));
        }
        if let Some(Open { of: OpenKind::Map { key, .. }, .. }) = self.stack.last_mut() {
            *key = Some((text.to_owned(), at));
        }
        Ok(())
    }

    fn scalar(&mut self, at: &Position, text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Content> {
        let quoted = style != ScalarStyle::Plain;
        if let Some(content) = self.placeholders.replace(at, text, quoted || tag.is_some())? {
            return Ok(content);
        }
        let resolved = |text| scalar::resolve(text).map_err(|message| at.error(message));
        match tag {
            None if quoted => Ok(Content::Text(text.to_owned())),
            None => resolved(text),
            Some(tag) if tag.suffix.is_empty() || tag.suffix == "!" => Ok(Content::Text(text.to_owned())),
            Some(tag) if tag.is_yaml_core_schema() => match tag.suffix.as_str() {
                "str" => Ok(Content::Text(text.to_owned())),
                // The base64 text, which is also what Kubernetes expects of binary values.
                "binary" => Ok(Content::Text(text.split_whitespace().collect())),
                suffix @ ("int" | "float" | "bool" | "null") => {
                    let content = resolved(text)?;
                    let fits = matches!(
                        (suffix, &content),
                        ("int", Content::Int(_))
                            | ("float", Content::Int(_) | Content::Float(_))
                            | ("bool", Content::Bool(_))
                            | ("null", Content::Null)
                    );
                    if fits { Ok(content) } else { Err(at.error(format!("the value is not of the type `!!{suffix}`"))) }
                }
                _ => Err(unknown_tag(at, tag)),
            },
            Some(tag) => Err(unknown_tag(at, tag)),
        }
    }

    /// Puts a value where it belongs. Returns it if it is a document.
    fn close(&mut self, node: Node, anchor: usize) -> Result<Option<Node>> {
        if anchor > 0 {
            self.anchors.insert(anchor, (Rc::new(node.clone()), node.size()));
        }
        match self.stack.last_mut().map(|open| &mut open.of) {
            None => return Ok(Some(node)),
            Some(OpenKind::List(items)) => items.push(node),
            Some(OpenKind::Map { entries, keys, key, merged }) => {
                let Some((name, at)) = key.take() else { return Ok(None) };
                if name == "<<" && matches!(node.content, Content::Map(_) | Content::List(_)) {
                    merged.push(node);
                } else if keys.insert(name.clone()) {
                    entries.push(Entry { key: name, at, value: node });
                } else {
                    let first = entries.iter().find(|entry| entry.key == name).map_or(0, |entry| entry.at.line);
                    return Err(at.error(format!(
                        "the key `{name}` is already in line {first} of this map: remove one of the two"
                    )));
                }
            }
        }
        Ok(None)
    }

    /// A syntax error. Of a tab in the indentation it names the tab, because it is invisible.
    fn syntax(&self, line: usize, info: &str) -> ManifestError {
        let indented = |text: &str| text.trim_start_matches(' ').starts_with('\t');
        // The parser stops where the block after the tab ends.
        let lines = self.text.lines().enumerate().take(line.max(1));
        let tab = lines.filter(|(_, text)| indented(text)).last();
        match tab {
            Some((index, _)) if index + 3 >= line => Position { file: self.file.clone(), line: index + 1 }
                .error("the line is indented with a tab, which YAML does not allow: use spaces"),
            _ => {
                let at = Position { file: self.file.clone(), line: line.max(1) };
                at.error(format!("invalid YAML: {info}"))
            }
        }
    }
}

/// The entries of a map with those of its merge keys. Its own entries win, then those of earlier merges.
fn merge(mut entries: Vec<Entry>, keys: &mut HashSet<String>, merged: Vec<Node>) -> Result<Content> {
    for node in merged {
        let maps = match node.content {
            Content::List(items) => items,
            _ => vec![node],
        };
        for map in maps {
            let Content::Map(more) = map.content else {
                return Err(map.at.error("`<<` merges maps only: refer to a map"));
            };
            entries.extend(more.into_iter().filter(|entry| keys.insert(entry.key.clone())));
        }
    }
    Ok(Content::Map(entries))
}

fn unknown_tag(at: &Position, tag: &Tag) -> ManifestError {
    at.error(format!("unsupported YAML tag `{tag}`: write the value without it"))
}
