//! Encoding of values.
//!
//! A value is JSON. A value that JSON cannot express is an object with one key that starts with `$`:
//!
//! | written | means |
//! | --- | --- |
//! | `{"$float": "1.5"}` | a float, in the shortest form that parses to the same value |
//! | `{"$sealed": "<base64>"}` | a secret: nonce and ciphertext of the value's own JSON |
//! | `{"$unknown": true}` | a value that is known only after an apply |
//! | `{"$map": {..}}` | a map with keys that start with `$`; its keys are not interpreted |
//!
//! Numbers outside a `$float` are 64-bit integers.

use std::collections::BTreeMap;
use std::fmt;

use archipel_engine::path::{Path, Segment};
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use zeroize::Zeroizing;

use crate::seal::{SealError, Vault};

const FLOAT: &str = "$float";
const SEALED: &str = "$sealed";
const UNKNOWN: &str = "$unknown";
const MAP: &str = "$map";

/// The section of a state that a value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Inputs,
    Outputs,
    /// The inputs of a pending operation.
    Pending,
    /// The exports of the stack.
    StackOutputs,
    Trigger,
    /// The replacement trigger of a pending operation.
    PendingTrigger,
    /// The hooks of the delete.
    DeleteHooks,
    /// The hooks of the delete, of a pending operation.
    PendingDeleteHooks,
}

/// The position of a value. Its secrets are bound to it, so that none can be moved to another position.
#[derive(Clone, Copy, Debug)]
pub struct SealContext<'a> {
    pub lineage: &'a str,
    /// The resource; `None` for a value of the stack.
    pub urn: Option<&'a Urn>,
    /// The revision of the resource.
    pub revision: u32,
    pub section: Section,
}

impl SealContext<'_> {
    fn aad(&self, path: &Path) -> Vec<u8> {
        let section = match self.section {
            Section::Inputs => "inputs",
            Section::Outputs => "outputs",
            Section::Pending => "pending",
            Section::StackOutputs => "stack-outputs",
            Section::Trigger => "trigger",
            Section::PendingTrigger => "pending-trigger",
            Section::DeleteHooks => "delete-hooks",
            Section::PendingDeleteHooks => "pending-delete-hooks",
        };
        let mut aad = b"archipel secret 1".to_vec();
        let path = aad_path(path);
        let parts = [self.lineage, self.urn.map_or("", Urn::as_str), section, &path];
        aad.extend(self.revision.to_be_bytes());
        for part in parts {
            // Length prefixes make the encoding injective: no two positions have the same bytes.
            aad.extend((part.len() as u64).to_be_bytes());
            aad.extend(part.as_bytes());
        }
        aad
    }
}

/// A path as it was written when the first secrets were sealed. It must never change: secrets are bound to it.
fn aad_path(path: &Path) -> String {
    path.segments().iter().enumerate().fold(String::new(), |text, (position, segment)| match segment {
        Segment::Key(key) if key.is_empty() || key.contains(['.', '[', ']', '"']) => format!("{text}[\"{key}\"]"),
        Segment::Key(key) if position == 0 => text + key,
        Segment::Key(key) => format!("{text}.{key}"),
        Segment::Index(index) => format!("{text}[{index}]"),
    })
}

/// A value with sealed secrets, which is the only form that is stored. Each secret is replaced with its base64
/// ciphertext.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedValue(Value);

impl Default for SealedValue {
    fn default() -> Self {
        Self(Value::Null)
    }
}

/// How to treat secrets while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Secrets {
    /// Decrypt them; fail without the key.
    #[default]
    Open,
    /// Replace them with [`Value::Unknown`], marked secret. A state that was read this way must not be written back.
    Hide,
}

impl SealedValue {
    /// Seals the secrets of a value.
    ///
    /// # Errors
    /// When there is a secret and no key.
    pub fn seal(value: &Value, context: SealContext<'_>, vault: &mut Vault) -> Result<Self, SealError> {
        if !value.has_secret() {
            return Ok(Self(value.clone()));
        }
        let sealed = walk(value, &Path::root(), &mut |secret, path| {
            let plain = serde_json::to_vec(&SealedValue(secret.clone().reveal())).map(Zeroizing::new);
            let plain = plain.map_err(|e| SealError::Damaged(format!("a secret cannot be written: {e}")))?;
            Ok(Value::Str(BASE64.encode(vault.seal(&context.aad(path), &plain)?)).into_secret())
        })?;
        Ok(Self(sealed))
    }

    /// Opens the secrets.
    ///
    /// # Errors
    /// When the key is missing or wrong, and when a secret is not at the position it was sealed for.
    pub fn open(self, context: SealContext<'_>, vault: &mut Vault, secrets: Secrets) -> Result<Value, SealError> {
        if !self.0.has_secret() {
            return Ok(self.0);
        }
        walk(&self.0, &Path::root(), &mut |sealed, path| {
            if secrets == Secrets::Hide {
                return Ok(Value::Unknown.into_secret());
            }
            let damaged = |what: &str| SealError::Damaged(format!("{what} at {path}"));
            let bytes = sealed.as_str().and_then(|text| BASE64.decode(text).ok());
            let bytes = bytes.ok_or_else(|| damaged("a sealed value is not base64"))?;
            let plain = vault.open(&context.aad(path), &bytes).map_err(|e| match e {
                SealError::Damaged(what) => damaged(&what),
                other => other,
            })?;
            let value: SealedValue =
                serde_json::from_slice(&plain).map_err(|_| damaged("a secret contains no valid value"))?;
            Ok(value.0.into_secret())
        })
    }

    /// The number of secrets in the value.
    #[must_use]
    pub fn secrets(&self) -> usize {
        count(&self.0)
    }
}

impl From<SealedValue> for SealedMap {
    fn from(value: SealedValue) -> Self {
        match value.0 {
            Value::Map(map) => Self(map.into_iter().map(|(key, value)| (key, SealedValue(value))).collect()),
            _ => Self(BTreeMap::new()),
        }
    }
}

impl From<SealedMap> for SealedValue {
    fn from(map: SealedMap) -> Self {
        Self(Value::Map(map.0.into_iter().map(|(key, value)| (key, value.0)).collect()))
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Secret(_) => 1,
        Value::List(items) => items.iter().map(count).sum(),
        Value::Map(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

/// The entries of a sealed map. The exports of a stack are sealed as one map, so that each value is bound to its
/// name.
pub(crate) struct SealedMap(pub(crate) BTreeMap<String, SealedValue>);

/// Copies a value and replaces each secret.
fn walk(
    value: &Value,
    path: &Path,
    replace: &mut impl FnMut(&Value, &Path) -> Result<Value, SealError>,
) -> Result<Value, SealError> {
    Ok(match value {
        Value::Secret(inner) => replace(inner, path)?,
        Value::List(items) => Value::List(
            items.iter().enumerate().map(|(i, item)| walk(item, &path.index(i), replace)).collect::<Result<_, _>>()?,
        ),
        Value::Map(map) => Value::Map(
            map.iter()
                .map(|(key, item)| Ok((key.clone(), walk(item, &path.key(key), replace)?)))
                .collect::<Result<_, SealError>>()?,
        ),
        other => other.clone(),
    })
}

/// A value whose secrets are all base64 already.
struct Written<'a>(&'a Value);

impl Serialize for SealedValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written(&self.0).serialize(serializer)
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn tag<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(key, value)?;
            map.end()
        }
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Int(i) => serializer.serialize_i64(*i),
            Value::Float(x) => tag(serializer, FLOAT, &format!("{x:?}")),
            Value::Str(s) => serializer.serialize_str(s),
            Value::List(items) => serializer.collect_seq(items.iter().map(Written)),
            Value::Map(map) if map.keys().any(|key| key.starts_with('$')) => tag(serializer, MAP, &Entries(map)),
            Value::Map(map) => Entries(map).serialize(serializer),
            Value::Secret(sealed) => match sealed.as_str() {
                Some(sealed) => tag(serializer, SEALED, &sealed),
                // Unreachable: only `seal` creates these values.
                None => Err(serde::ser::Error::custom("a secret is not sealed")),
            },
            Value::Unknown => tag(serializer, UNKNOWN, &true),
        }
    }
}

struct Entries<'a>(&'a BTreeMap<String, Value>);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, Written(value))))
    }
}

impl<'de> Deserialize<'de> for SealedValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Self)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E>(self, i: i64) -> Result<Value, E> {
        Ok(Value::Int(i))
    }

    fn visit_u64<E: serde::de::Error>(self, u: u64) -> Result<Value, E> {
        i64::try_from(u).map(Value::Int).map_err(|_| E::custom("a number is out of range"))
    }

    fn visit_str<E>(self, s: &str) -> Result<Value, E> {
        Ok(Value::Str(s.to_owned()))
    }

    fn visit_string<E>(self, s: String) -> Result<Value, E> {
        Ok(Value::Str(s))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(SealedValue(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = access.next_key::<String>()? {
            if !key.starts_with('$') {
                let SealedValue(value) = access.next_value()?;
                if map.insert(key, value).is_some() {
                    return Err(A::Error::custom("duplicate key"));
                }
                continue;
            }
            let value = match key.as_str() {
                FLOAT => {
                    let text: String = access.next_value()?;
                    Value::Float(text.parse().map_err(|_| A::Error::custom("a float is not a number"))?)
                }
                SEALED => Value::Str(access.next_value()?).into_secret(),
                UNKNOWN if access.next_value::<bool>()? => Value::Unknown,
                MAP => Value::Map(
                    access.next_value::<BTreeMap<String, SealedValue>>()?.into_iter().map(|(k, v)| (k, v.0)).collect(),
                ),
                _ => return Err(A::Error::custom(format_args!("unknown key `{key}`"))),
            };
            if !map.is_empty() || access.next_key::<String>()?.is_some() {
                return Err(A::Error::custom(format_args!("unexpected keys beside `{key}`")));
            }
            return Ok(value);
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::seal::{NoKey, Passphrase, Purpose};

    const CONTEXT: SealContext<'static> =
        SealContext { lineage: "l", urn: None, revision: 1, section: Section::Inputs };

    fn vault() -> Vault {
        Vault::new(Arc::new(Passphrase::new("a passphrase for tests").cost(64, 1)), Purpose::State("l".into()), None)
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            Just(Value::Unknown),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            any::<f64>().prop_filter("NaN equals nothing", |x| !x.is_nan()).prop_map(Value::Float),
            any::<String>().prop_map(Value::Str),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
                prop::collection::btree_map("[$a-c.é]{0,3}", inner.clone(), 0..5).prop_map(Value::Map),
                prop_oneof![Just(FLOAT), Just(SEALED), Just(MAP), Just(UNKNOWN)]
                    .prop_map(|k| Value::from([(k, Value::Bool(true))])),
                inner.prop_map(Value::into_secret),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_is_read_back_unchanged(value in values()) {
            let mut vault = vault();
            let json = serde_json::to_string(&SealedValue::seal(&value, CONTEXT, &mut vault).unwrap()).unwrap();
            let read: SealedValue = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(read.open(CONTEXT, &mut vault, Secrets::Open).unwrap(), value);
        }
    }

    #[test]
    fn a_secret_is_bound_to_its_position() {
        let mut vault = vault();
        let value = Value::from([("a", Value::from("hunter2").into_secret()), ("b", Value::from("x").into_secret())]);
        let sealed = SealedValue::seal(&value, CONTEXT, &mut vault).unwrap();
        assert!(!serde_json::to_string(&sealed).unwrap().contains("hunter2"));

        let mut swapped = sealed.0.clone();
        let map = swapped.as_map_mut().unwrap();
        let (a, b) = (map["a"].clone(), map["b"].clone());
        map.insert("a".into(), b);
        map.insert("b".into(), a);
        assert!(matches!(
            SealedValue(swapped).open(CONTEXT, &mut vault, Secrets::Open),
            Err(SealError::Damaged(what)) if what.contains("at a")
        ));
        for moved in [
            SealContext { lineage: "m", ..CONTEXT },
            SealContext { revision: 2, ..CONTEXT },
            SealContext { section: Section::Outputs, ..CONTEXT },
            SealContext { urn: Some(&Urn::new("r", "t", "p")), ..CONTEXT },
        ] {
            assert!(sealed.clone().open(moved, &mut vault, Secrets::Open).is_err());
        }
        assert_eq!(sealed.secrets(), 2);
        let hidden = sealed.open(CONTEXT, &mut vault, Secrets::Hide).unwrap();
        assert_eq!(hidden.field("a"), &Value::Unknown.into_secret());
    }

    #[test]
    fn without_a_key_only_secrets_are_refused() {
        let mut vault = Vault::new(Arc::new(NoKey), Purpose::State("l".into()), None);
        assert!(SealedValue::seal(&Value::from("plain"), CONTEXT, &mut vault).is_ok());
        let refused = SealedValue::seal(&Value::from("x").into_secret(), CONTEXT, &mut vault).unwrap_err();
        assert!(refused.to_string().contains("ARCHIPEL_PASSPHRASE_FILE"));
    }

    #[test]
    fn invalid_documents_are_refused() {
        for json in
            [r#"{"$what":1}"#, r#"{"$float":"1.5","a":1}"#, r#"{"a":1,"$float":"1.5"}"#, "1.5", r#"{"a":1,"a":2}"#]
        {
            assert!(serde_json::from_str::<SealedValue>(json).is_err(), "{json}");
        }
    }
}
