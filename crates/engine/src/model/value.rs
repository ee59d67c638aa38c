//! Property values: the parts of inputs, outputs and state.
//!
//! A [`Value`] is JSON with two additions: [`Value::Unknown`], a value that is known only during an apply, and
//! [`Value::Secret`], a value that is never shown. Neither `Debug` nor `Serialize` reveals a secret: code that needs
//! the plain value calls [`Value::reveal`].

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The text that replaces a secret in output.
pub const MASK: &str = "(secret)";

/// The keys of maps with one entry that represent what JSON cannot express. A map of a program that looks like one is
/// written below [`LITERAL`].
const SECRET: &str = "$secret";
const UNKNOWN: &str = "$unknown";
const LITERAL: &str = "$literal";

/// Whether a map looks like one that has a meaning.
fn is_reserved<V>(map: &BTreeMap<String, V>) -> bool {
    map.len() == 1 && map.keys().all(|key| [SECRET, UNKNOWN, LITERAL].contains(&key.as_str()))
}

/// A property value.
#[derive(Clone, PartialEq, Default)]
pub enum Value {
    /// Absent. A property that is `Null` is a property that was not set.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Str(String),
    /// An ordered list.
    List(Vec<Value>),
    /// A map with string keys, also used for records.
    Map(BTreeMap<String, Value>),
    /// A value that must not be shown. Secrets are never nested in one another.
    Secret(Box<Value>),
    /// A value that is known only after its resource has been applied.
    Unknown,
}

impl Value {
    /// An empty map.
    #[must_use]
    pub fn map() -> Self {
        Self::Map(BTreeMap::new())
    }

    /// Whether this is `Null`, or a secret `Null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Secret(inner) => inner.is_null(),
            _ => false,
        }
    }

    /// Whether any part of the value is unknown.
    #[must_use]
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::List(items) => items.iter().any(Self::has_unknown),
            Self::Map(map) => map.values().any(Self::has_unknown),
            Self::Secret(inner) => inner.has_unknown(),
            _ => false,
        }
    }

    /// Whether any part of the value is secret.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::List(items) => items.iter().any(Self::has_secret),
            Self::Map(map) => map.values().any(Self::has_secret),
            _ => false,
        }
    }

    /// Marks the value as secret. Marking twice is marking once.
    #[must_use]
    pub fn into_secret(self) -> Self {
        match self {
            Self::Secret(_) => self,
            other => Self::Secret(Box::new(other.reveal())),
        }
    }

    /// The value without secret marks, at any depth.
    ///
    /// For the call to the provider and for sealing into state only: what is shown goes through
    /// [`Value::masked`] or `Debug`.
    #[must_use]
    pub fn reveal(self) -> Self {
        match self {
            Self::Secret(inner) => inner.reveal(),
            Self::List(items) => Self::List(items.into_iter().map(Self::reveal).collect()),
            Self::Map(map) => Self::Map(map.into_iter().map(|(k, v)| (k, v.reveal())).collect()),
            other => other,
        }
    }

    /// The JSON form for people and files that are not state: secrets masked, unknowns shown as such.
    #[must_use]
    pub fn masked(&self) -> serde_json::Value {
        use serde_json::Value as J;
        match self {
            Self::Null => J::Null,
            Self::Bool(b) => J::Bool(*b),
            Self::Int(i) => J::from(*i),
            Self::Float(f) => serde_json::Number::from_f64(*f).map_or(J::Null, J::Number),
            Self::Str(s) => J::String(s.clone()),
            Self::List(items) => J::Array(items.iter().map(Self::masked).collect()),
            Self::Map(map) => {
                let object = J::Object(map.iter().map(|(k, v)| (k.clone(), v.masked())).collect());
                if is_reserved(map) { tagged(LITERAL, object) } else { object }
            }
            Self::Secret(_) => tagged(SECRET, J::String(MASK.to_owned())),
            Self::Unknown => tagged(UNKNOWN, J::Bool(true)),
        }
    }

    /// The JSON of a request to a service: secrets as they are, and no fields that are null or unknown, which mean what absent
    /// ones mean.
    ///
    /// As [`Value::reveal`], for the call to the provider only.
    #[must_use]
    pub fn revealed_json(&self) -> serde_json::Value {
        use serde_json::Value as J;
        match self {
            Self::Null | Self::Unknown => J::Null,
            Self::Bool(b) => J::Bool(*b),
            Self::Int(i) => J::from(*i),
            Self::Float(f) => serde_json::Number::from_f64(*f).map_or(J::Null, J::Number),
            Self::Str(s) => J::String(s.clone()),
            Self::List(items) => J::Array(items.iter().map(Self::revealed_json).collect()),
            Self::Map(map) => {
                let set = map.iter().filter(|(_, value)| !value.is_null());
                J::Object(set.map(|(name, value)| (name.clone(), value.revealed_json())).collect())
            }
            Self::Secret(inner) => inner.revealed_json(),
        }
    }

    /// Reads plain JSON, as written by hand or by an AWS API. Numbers without a fraction become [`Value::Int`].
    #[must_use]
    pub fn from_json(json: serde_json::Value) -> Self {
        use serde_json::Value as J;
        match json {
            J::Null => Self::Null,
            J::Bool(b) => Self::Bool(b),
            J::Number(n) => n.as_i64().map_or_else(|| Self::Float(n.as_f64().unwrap_or(f64::NAN)), Self::Int),
            J::String(s) => Self::Str(s),
            J::Array(items) => Self::List(items.into_iter().map(Self::from_json).collect()),
            J::Object(map) => Self::Map(map.into_iter().map(|(k, v)| (k, Self::from_json(v))).collect()),
        }
    }

    /// Reads what [`Value::masked`] wrote: masks become secrets that contain only the mask, so that masked values stay
    /// marked.
    pub(crate) fn marked(self) -> Self {
        match self {
            Self::Map(map) if map.len() == 1 && map.get(SECRET).and_then(Value::as_str) == Some(MASK) => {
                Self::Secret(Box::new(Self::Str(MASK.to_owned())))
            }
            Self::Map(map) if map.len() == 1 && map.contains_key(UNKNOWN) => Self::Unknown,
            Self::Map(mut map)
                if map.len() == 1 && map.get(LITERAL).is_some_and(|literal| literal.as_map().is_some()) =>
            {
                match map.remove(LITERAL) {
                    Some(Self::Map(map)) => Self::Map(map.into_iter().map(|(key, v)| (key, v.marked())).collect()),
                    other => other.unwrap_or_default(),
                }
            }
            Self::Map(map) => Self::Map(map.into_iter().map(|(key, value)| (key, value.marked())).collect()),
            Self::List(items) => Self::List(items.into_iter().map(Self::marked).collect()),
            other => other,
        }
    }

    /// The string, if this is one (a secret string included: the caller says so by calling [`Value::reveal`]
    /// first).
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(s) => Some(s),
            _ => None,
        }
    }

    /// The map, if this is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map, if this is one, to change.
    #[must_use]
    pub fn as_map_mut(&mut self) -> Option<&mut BTreeMap<String, Value>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, if this is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// A field of a map; `Null` for a field that is not there, `Unknown` in an unknown.
    #[must_use]
    pub fn field(&self, name: &str) -> &Value {
        match self {
            Self::Map(map) => map.get(name).unwrap_or(&Self::Null),
            Self::Unknown => &Self::Unknown,
            Self::Secret(inner) => inner.field(name),
            _ => &Self::Null,
        }
    }

    /// A short name of the kind of value, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Str(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Secret(_) => "a secret",
            Self::Unknown => "an unknown value",
        }
    }

    /// A digest of the value, secrets included: equal values have equal digests.
    ///
    /// For finding equal values inside of a process. A secret that is easily guessed can be guessed from it, so what
    /// is written, printed or sent is made by a [`Digester`](crate::model::digest::Digester).
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        self.feed(&mut |bytes| hasher.update(bytes), true);
        hex(&hasher.finalize()[..16])
    }

    /// Gives the bytes of the value to a hash. Without `secrets` only that something is secret is among them.
    pub(crate) fn feed(&self, into: &mut dyn FnMut(&[u8]), secrets: bool) {
        fn sized(into: &mut dyn FnMut(&[u8]), tag: u8, bytes: &[u8]) {
            into(&[tag]);
            into(&(bytes.len() as u64).to_be_bytes());
            into(bytes);
        }
        match self {
            Self::Null => into(&[0]),
            Self::Bool(b) => into(&[1, u8::from(*b)]),
            Self::Int(i) => sized(into, 2, &i.to_be_bytes()),
            Self::Float(f) => sized(into, 3, &f.to_bits().to_be_bytes()),
            Self::Str(s) => sized(into, 4, s.as_bytes()),
            Self::List(items) => {
                sized(into, 5, &(items.len() as u64).to_be_bytes());
                items.iter().for_each(|item| item.feed(into, secrets));
            }
            Self::Map(map) => {
                sized(into, 6, &(map.len() as u64).to_be_bytes());
                for (key, value) in map {
                    sized(into, 4, key.as_bytes());
                    value.feed(into, secrets);
                }
            }
            Self::Secret(inner) => {
                into(&[7]);
                if secrets {
                    inner.feed(into, secrets);
                }
            }
            Self::Unknown => into(&[8]),
        }
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 0xf)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn tagged(key: &str, value: serde_json::Value) -> serde_json::Value {
    serde_json::Value::Object([(key.to_owned(), value)].into_iter().collect())
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Int(i) => write!(f, "{i}"),
            Self::Float(x) => write!(f, "{x}"),
            Self::Str(s) => write!(f, "{s:?}"),
            Self::List(items) => f.debug_list().entries(items).finish(),
            Self::Map(map) => f.debug_map().entries(map).finish(),
            Self::Secret(_) => f.write_str(MASK),
            Self::Unknown => f.write_str("(known after apply)"),
        }
    }
}

/// Serialises as [`Value::masked`]: a secret cannot leave by way of serde. State is written by a codec of its
/// own that seals secrets.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.masked().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Self::from_json).map(Self::marked)
    }
}

impl schemars::JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Any JSON; {\"$secret\": \"(secret)\"} is a secret and {\"$unknown\": true} a value that is known only during an apply. A map that looks like one of these is written as {\"$literal\": MAP}."
        })
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::Str(s.to_owned())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::Str(s)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(i: i64) -> Self {
        Self::Int(i)
    }
}

impl From<i32> for Value {
    fn from(i: i32) -> Self {
        Self::Int(i64::from(i))
    }
}

impl<V: Into<Value>> From<Vec<V>> for Value {
    fn from(items: Vec<V>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<V: Into<Value>, const N: usize> From<[V; N]> for Value {
    fn from(items: [V; N]) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Value {
    fn from(pairs: [(K, V); N]) -> Self {
        Self::Map(pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_without_secrets_reads_back_from_its_json() {
        let map = |key: &str, value: Value| Value::from([(key, value)]);
        let literal = [
            map(SECRET, MASK.into()),
            map(SECRET, Value::Int(1)),
            map(UNKNOWN, Value::Bool(true)),
            map(LITERAL, map(SECRET, MASK.into())),
            map(LITERAL, map(LITERAL, Value::map())),
            map("a", Value::from(vec![Value::Unknown, map(UNKNOWN, Value::Null)])),
        ];
        for value in literal {
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value, "{json}");
        }
        let secret = Value::from(MASK).into_secret();
        assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string(&secret).unwrap()).unwrap(), secret);
        // JSON of a program or of an API has no marks.
        assert_eq!(Value::from_json(serde_json::json!({ UNKNOWN: true })), map(UNKNOWN, Value::Bool(true)));
    }
}
