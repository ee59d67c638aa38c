//! The attributes and blocks of a resource.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::Value;
use archipel_engine::resource::Id;
use archipel_engine::schema::{RecordSchema, Schema};

use super::rules::{NONE, Rules, record_of};
use crate::source::{References, Source};

/// Attributes and blocks by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Body(pub(super) BTreeMap<String, Item>);

/// An attribute, or the blocks of one name.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Attribute(Attribute),
    Blocks(Vec<Body>),
}

/// A value and what it refers to.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) value: Value,
    pub(super) references: References,
    /// References to resources of the document that are not nodes: the most exact one first.
    pub(super) addresses: Vec<String>,
    /// Whether only the service sets it, so that it is not in the configuration.
    pub(super) computed: bool,
}

/// Whether a property counts as set: it is not empty, and not switched off.
pub(super) fn is_set(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
        Value::Secret(inner) => is_set(inner),
        _ => true,
    }
}

impl Body {
    /// The properties of a record, without some.
    pub(super) fn of(rules: &Rules, record: Option<&RecordSchema>, source: &Source<'_>, without: &[&str]) -> Self {
        let mut body = Self::default();
        for constant in &rules.set {
            if constant.with.as_ref().is_none_or(|property| is_set(source.value.field(property))) {
                body.insert(&constant.to, vec![Item::known(constant.value.clone())]);
            }
        }
        let properties = source.value.as_map().into_iter().flatten();
        let wanted = |name: &String| !without.contains(&name.as_str()) && !rules.omit.contains(name);
        for (name, _) in properties.filter(|(name, value)| wanted(name) && !value.is_null()) {
            let record = record.and_then(|record| record.field(name)).and_then(|field| record_of(&field.ty));
            body.add(rules, name, record, &source.field(name));
        }
        body
    }

    /// One element of a list, to which the rules refer as `value`.
    pub(super) fn of_element(rules: &Rules, element: &Source<'_>) -> Self {
        let mut body = Self::default();
        let to = rules.rename.get("value").map_or("value", String::as_str);
        body.insert(to, vec![Item::of(element, element.value.clone())]);
        body
    }

    fn add(&mut self, rules: &Rules, name: &str, record: Option<&RecordSchema>, source: &Source<'_>) {
        let to = rules.rename.get(name).map_or(name, String::as_str);
        let nested = rules.nested.get(name).unwrap_or(&NONE);
        match source.value {
            Value::Map(_) if record.is_some() => {
                let body = Self::of(nested, record, source, &[]);
                self.insert(to, vec![Item::Blocks(vec![body])]);
            }
            Value::List(_) if record.is_some() => {
                let blocks = source.items().map(|item| Self::of(nested, record, &item, &[])).collect();
                self.insert(to, vec![Item::Blocks(blocks)]);
            }
            Value::Map(entries) if rules.entries.contains_key(name) => {
                let blocks = entries.keys().map(|key| {
                    let named = Item::known(Value::from(key.as_str()));
                    let value = source.field(key);
                    let value = Item::of(&value, value.value.clone());
                    Self([("name".to_owned(), named), ("value".to_owned(), value)].into())
                });
                let block = rules.entries.get(name).map_or(name, String::as_str);
                self.insert(block, vec![Item::Blocks(blocks.collect())]);
            }
            value => self.insert(to, vec![Item::of(source, translated(rules, name, value))]),
        }
    }

    /// Puts items at a path. A block that is there is completed; further blocks are added to it.
    fn insert(&mut self, path: &str, items: Vec<Item>) {
        let Some((first, rest)) = path.split_once('.').filter(|(first, _)| !first.is_empty()) else {
            for item in items {
                self.put(path, item);
            }
            return;
        };
        let name = first.trim_end_matches('+');
        let Item::Blocks(blocks) = self.0.entry(name.to_owned()).or_insert_with(|| Item::Blocks(Vec::new())) else {
            return;
        };
        if blocks.is_empty() || first.ends_with('+') {
            blocks.push(Self::default());
        }
        // An element of a list that is in a block becomes a block of its own there.
        if let Some(block) = if first.ends_with('+') { blocks.last_mut() } else { blocks.first_mut() } {
            block.insert(rest, items);
        }
    }

    fn put(&mut self, name: &str, item: Item) {
        match item {
            // The fields of the record are attributes of the block around it.
            Item::Blocks(blocks) if name == "." => blocks.into_iter().for_each(|block| self.merge(block)),
            Item::Blocks(new) => {
                let new_ones = name.ends_with('+') || new.len() != 1;
                let there = self.0.entry(name.trim_end_matches('+').to_owned());
                match there.or_insert_with(|| Item::Blocks(Vec::new())) {
                    Item::Blocks(blocks) if new_ones || blocks.is_empty() => blocks.extend(new),
                    Item::Blocks(blocks) => {
                        for (block, new) in blocks.iter_mut().zip(new) {
                            block.merge(new);
                        }
                    }
                    other => *other = Item::Blocks(new),
                }
            }
            attribute => {
                self.0.insert(name.to_owned(), attribute);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (name, item) in other.0 {
            match (self.0.get_mut(&name), item) {
                (Some(Item::Blocks(blocks)), Item::Blocks(new)) => blocks.extend(new),
                (_, item) => {
                    self.0.insert(name, item);
                }
            }
        }
    }

    /// Adds what the service returns, as far as it is known.
    pub(super) fn add_outputs(
        &mut self,
        schema: &Schema,
        names: &BTreeMap<String, String>,
        outputs: Option<&Value>,
        id: Option<&Id>,
    ) {
        let computed = |value: Value| {
            Item::Attribute(Attribute { value, references: BTreeSet::new(), addresses: Vec::new(), computed: true })
        };
        for output in schema.outputs.iter().filter(|output| output.input.is_none()) {
            let name = names.get(output.name).map_or(output.name, String::as_str);
            let value = outputs.map_or(&Value::Unknown, |outputs| outputs.field(output.name));
            let value = if output.secret { value.clone().into_secret() } else { value.clone() };
            self.0.entry(name.to_owned()).or_insert_with(|| computed(value));
        }
        let id = id.map_or(Value::Unknown, |id| Value::from(id.as_str()));
        self.0.entry("id".to_owned()).or_insert_with(|| computed(id));
    }

    /// Adds an attribute that repeats one of another resource.
    pub(super) fn refer(&mut self, attribute: &str, value: Value, exact: String, resource: String) {
        let addresses = vec![exact, resource];
        let item = Attribute { value, references: BTreeSet::new(), addresses, computed: false };
        self.0.insert(attribute.to_owned(), Item::Attribute(item));
    }

    /// The nodes that the attributes refer to.
    pub(super) fn references(&self, nodes: &mut References) {
        for item in self.0.values() {
            match item {
                Item::Attribute(attribute) => nodes.extend(attribute.references.iter().cloned()),
                Item::Blocks(blocks) => blocks.iter().for_each(|block| block.references(nodes)),
            }
        }
    }
}

impl Item {
    fn known(value: Value) -> Self {
        Self::Attribute(Attribute { value, references: BTreeSet::new(), addresses: Vec::new(), computed: false })
    }

    fn of(source: &Source<'_>, value: Value) -> Self {
        let references = source.references();
        Self::Attribute(Attribute { value, references, addresses: Vec::new(), computed: false })
    }
}

/// A value as Terraform writes it.
fn translated(rules: &Rules, name: &str, value: &Value) -> Value {
    let text = match value {
        Value::Bool(on) => Some(on.to_string()),
        Value::Str(text) => Some(text.clone()),
        _ => None,
    };
    let translated = rules.values.get(name).and_then(|values| values.get(&text?));
    let value = match (value, rules.add.get(name)) {
        (Value::Int(number), Some(more)) => Value::Int(number + more),
        _ => translated.unwrap_or(value).clone(),
    };
    let list = rules.list.iter().any(|property| property == name);
    if list && !matches!(value, Value::List(_)) { Value::List(vec![value]) } else { value }
}
