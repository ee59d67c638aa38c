//! Deserializes a tree into a type.
//!
//! This deserializer reports more than those of serde and toml: the line of an invalid value, the keys that no field
//! of a struct reads, and the problems after the first one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use archipel_engine::Path;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer as _, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

use super::nearest;
use super::secret::SECRET;
use super::suggest::or_list;
use super::tree::{Kind, Node, WILD_TEXTS};

/// The message for a missing key.
pub(super) const MISSING: &str = "this key is missing";

/// An error that stopped the deserialization.
#[derive(Debug)]
pub(super) struct Stop {
    /// Its path; added on the way up.
    pub(super) path: Option<Path>,
    /// The missing field at that path.
    pub(super) missing: Option<&'static str>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Stop {
    fn new(message: String) -> Self {
        Self { path: None, missing: None, message, hint: None }
    }

    fn at(mut self, path: &Path) -> Self {
        if self.path.is_none() {
            self.path = Some(match self.missing {
                Some(field) => path.key(field),
                None => path.clone(),
            });
        }
        self
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {}", plain(expected), describe(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {}", plain(expected), describe(found)))
    }

    fn invalid_length(found: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {found} elements", plain(expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let hint = nearest(variant, expected.iter().copied()).map(|name| format!("did you mean `{name}`?"));
        Self { hint, ..Self::new(format!("expected {}, found `{variant}`", or_list(expected.iter().copied()))) }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let (message, hint) = unknown_key(field, expected.iter().copied());
        Self { hint: Some(hint), ..Self::new(format!("`{field}`: {message}")) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { missing: Some(field), ..Self::new(MISSING.to_owned()) }
    }
}

/// The message for an unknown key.
fn unknown_key<'a>(key: &str, known: impl Iterator<Item = &'a str> + Clone) -> (String, String) {
    let hint = match nearest(key, known.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the known keys are {}", or_list(known).replace(" or ", " and ")),
    };
    ("unknown key".to_owned(), hint)
}

/// Replaces Rust type names by terms of TOML.
fn plain(expected: &dyn Expected) -> String {
    match expected.to_string().as_str() {
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" | "u64" | "u128" | "usize" => "a whole number, not below 0".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        other => match other.strip_prefix("struct ") {
            Some(_) => "a table".to_owned(),
            None => other.to_owned(),
        },
    }
}

fn describe(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(bool) => format!("{bool}"),
        Unexpected::Unsigned(int) => format!("{int}"),
        Unexpected::Signed(int) => format!("{int}"),
        Unexpected::Float(float) => format!("{float}"),
        Unexpected::Str(text) => format!("the string {text:?}"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// An unknown key.
#[derive(Debug)]
pub(super) struct UnknownKey {
    pub(super) path: Path,
    pub(super) message: String,
    pub(super) hint: String,
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) unknown: RefCell<Vec<UnknownKey>>,
    /// The keys that a program declares as secrets, each with whether its value is in plain text.
    pub(super) secrets: RefCell<BTreeMap<String, bool>>,
    /// Keys at the top level that the command line reads.
    pub(super) reserved: &'static [&'static str],
}

/// Deserializes one node.
#[derive(Clone)]
pub(super) struct De<'a> {
    pub(super) node: &'a Node,
    pub(super) path: Path,
    pub(super) findings: &'a Findings,
}

static WILD: Node = Node { kind: Kind::Wild(0), origin: super::tree::Origin::Nowhere };

impl<'a> De<'a> {
    fn below(&self, node: &'a Node, path: Path) -> Self {
        Self { node, path, findings: self.findings }
    }

    fn entries(&self, kept: impl Fn(&str) -> bool) -> Entries<'a> {
        let items = match &self.node.kind {
            Kind::Table(entries) => entries
                .iter()
                .filter(|(key, _)| kept(key))
                .map(|(key, node)| (key.as_str(), self.below(node, self.path.key(key))))
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        Entries { items: items.into_iter(), value: None }
    }

    fn items(&self, wild: usize) -> Items<'a> {
        let items = match &self.node.kind {
            Kind::List(items) => {
                items.iter().enumerate().map(|(index, node)| self.below(node, self.path.index(index))).collect()
            }
            Kind::Wild(_) => (0..wild).map(|index| self.below(&WILD, self.path.index(index))).collect(),
            _ => Vec::new(),
        };
        Items { items: items.into_iter() }
    }

    fn visit<V: Visitor<'a>>(&self, kind: &'a Kind, visitor: V) -> Result<V::Value, Stop> {
        match kind {
            Kind::Bool(bool) => visitor.visit_bool(*bool),
            Kind::Int(int) => match (i64::try_from(*int), u64::try_from(*int)) {
                (Ok(int), _) => visitor.visit_i64(int),
                (_, Ok(int)) => visitor.visit_u64(int),
                _ => visitor.visit_i128(*int),
            },
            Kind::Float(float) => visitor.visit_f64(*float),
            Kind::Str(text) => visitor.visit_borrowed_str(text),
            Kind::Bare(_, kind) => self.visit(kind, visitor),
            Kind::List(_) => visitor.visit_seq(self.items(0)),
            Kind::Table(_) => visitor.visit_map(self.entries(|_| true)),
            Kind::Secret(_) => Err(Stop {
                hint: Some(
                    "declare its type as `Secret<..>` in the program, or remove the secret with `secret rm`".to_owned(),
                ),
                ..Stop::new("expected a plain value, found a secret".to_owned())
            }),
            Kind::Wild(_) => visitor.visit_unit(),
        }
    }
}

/// Numbers and booleans. A wild node is the value that most types accept.
macro_rules! scalars {
    ($($method:ident => $visit:ident($wild:expr)),* $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            match &self.node.kind {
                Kind::Wild(_) => visitor.$visit($wild),
                kind => self.visit(kind, visitor),
            }
            .map_err(|stop| stop.at(&self.path))
        }
    )*};
}

impl<'de> Deserializer<'de> for De<'de> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.visit(&self.node.kind, visitor).map_err(|stop| stop.at(&self.path))
    }

    scalars! {
        deserialize_bool => visit_bool(false),
        deserialize_i8 => visit_i64(1),
        deserialize_i16 => visit_i64(1),
        deserialize_i32 => visit_i64(1),
        deserialize_i64 => visit_i64(1),
        deserialize_i128 => visit_i64(1),
        deserialize_u8 => visit_u64(1),
        deserialize_u16 => visit_u64(1),
        deserialize_u32 => visit_u64(1),
        deserialize_u64 => visit_u64(1),
        deserialize_u128 => visit_u64(1),
        deserialize_f32 => visit_f64(1.0),
        deserialize_f64 => visit_f64(1.0),
        deserialize_char => visit_char('a'),
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.kind {
            Kind::Wild(number) => visitor.visit_str(WILD_TEXTS[*number]),
            Kind::Bare(text, _) => visitor.visit_borrowed_str(text),
            kind => self.visit(kind, visitor),
        }
        .map_err(|stop| stop.at(&self.path))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.kind {
            Kind::Wild(_) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Stop> {
        let path = self.path.clone();
        if name == SECRET {
            let plain = !matches!(self.node.kind, Kind::Wild(_) | Kind::Secret(_));
            self.findings.secrets.borrow_mut().insert(path.to_string(), plain);
        }
        if name == SECRET && !matches!(self.node.kind, Kind::Wild(_)) {
            let inner = match &self.node.kind {
                Kind::Secret(inner) => self.below(inner, path.clone()),
                _ => self,
            };
            // A problem with the value would be reported together with the value.
            let unfit = |_| Stop::new("the secret value does not have the type that the program expects".to_owned());
            return visitor.visit_newtype_struct(inner).map_err(|stop| unfit(stop).at(&path));
        }
        visitor.visit_newtype_struct(self).map_err(|stop| stop.at(&path))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.kind {
            Kind::Wild(_) => visitor.visit_seq(self.items(0)),
            kind => self.visit(kind, visitor),
        }
        .map_err(|stop| stop.at(&self.path))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.kind {
            Kind::Wild(_) => visitor.visit_seq(self.items(len)),
            kind => self.visit(kind, visitor),
        }
        .map_err(|stop| stop.at(&self.path))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.kind {
            Kind::Wild(_) => visitor.visit_map(self.entries(|_| true)),
            kind => self.visit(kind, visitor),
        }
        .map_err(|stop| stop.at(&self.path))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let Kind::Table(entries) = &self.node.kind else { return self.deserialize_map(visitor) };
        let reserved: &[&str] = if self.path.segments().is_empty() { self.findings.reserved } else { &[] };
        for key in entries.keys().filter(|key| !fields.contains(&key.as_str())) {
            // A key that is present is not the intended one.
            let absent = fields.iter().chain(reserved).copied().filter(|field| !entries.contains_key(*field));
            let (message, hint) = match nearest(key, absent) {
                Some(name) => ("unknown key".to_owned(), format!("did you mean `{name}`?")),
                None => unknown_key(key, fields.iter().copied()),
            };
            self.findings.unknown.borrow_mut().push(UnknownKey { path: self.path.key(key), message, hint });
        }
        visitor.visit_map(self.entries(|key| fields.contains(&key))).map_err(|stop| stop.at(&self.path))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let path = self.path.clone();
        let access = match &self.node.kind {
            Kind::Str(name) | Kind::Bare(name, _) => Variant { name, value: None },
            Kind::Table(entries) if entries.len() == 1 => match entries.iter().next() {
                Some((name, node)) => Variant { name, value: Some(self.below(node, self.path.key(name))) },
                None => Variant { name: "", value: None },
            },
            Kind::Wild(_) => Variant { name: variants.first().copied().unwrap_or_default(), value: Some(self) },
            kind => {
                let found = kind_of(kind);
                let message = format!("expected {}, found {found}", or_list(variants.iter().copied()));
                return Err(Stop::new(message).at(&path));
            }
        };
        visitor.visit_enum(access).map_err(|stop| stop.at(&path))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct identifier }
}

fn kind_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bool(_) => "true or false",
        Kind::Int(_) | Kind::Float(_) => "a number",
        Kind::Str(_) | Kind::Bare(..) => "a string",
        Kind::List(_) => "a list",
        Kind::Table(_) => "a table",
        Kind::Secret(_) => "a secret",
        Kind::Wild(_) => "anything",
    }
}

struct Entries<'a> {
    items: std::vec::IntoIter<(&'a str, De<'a>)>,
    value: Option<De<'a>>,
}

impl<'a> MapAccess<'a> for Entries<'a> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some((key, value)) = self.items.next() else { return Ok(None) };
        let path = value.path.clone();
        self.value = Some(value);
        let key: de::value::BorrowedStrDeserializer<'a, Stop> = de::value::BorrowedStrDeserializer::new(key);
        seed.deserialize(key).map(Some).map_err(|stop| stop.at(&path))
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        let value = self.value.take().ok_or_else(|| Stop::new("a value is read before its key".to_owned()))?;
        let path = value.path.clone();
        seed.deserialize(value).map_err(|stop| stop.at(&path))
    }
}

struct Items<'a> {
    items: std::vec::IntoIter<De<'a>>,
}

impl<'a> SeqAccess<'a> for Items<'a> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let path = item.path.clone();
        seed.deserialize(item).map(Some).map_err(|stop| stop.at(&path))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Variant<'a> {
    name: &'a str,
    value: Option<De<'a>>,
}

impl<'a> EnumAccess<'a> for Variant<'a> {
    type Error = Stop;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Self), Stop> {
        let name: de::value::StrDeserializer<'_, Stop> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'a> Variant<'a> {
    fn value(self) -> Result<De<'a>, Stop> {
        let name = self.name;
        self.value.ok_or_else(|| Stop::new(format!("`{name}` needs a table: write `{name} = {{ .. }}` inside it")))
    }
}

impl<'a> VariantAccess<'a> for Variant<'a> {
    type Error = Stop;

    fn unit_variant(self) -> Result<(), Stop> {
        match self.value {
            Some(De { node: Node { kind: Kind::Table(entries), .. }, .. }) if !entries.is_empty() => {
                Err(Stop::new(format!("`{}` takes no table", self.name)))
            }
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Stop> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Stop> {
        self.value()?.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'a>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Stop> {
        self.value()?.deserialize_struct("", fields, visitor)
    }
}
