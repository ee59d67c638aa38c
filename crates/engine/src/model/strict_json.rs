//! JSON texts that say everything once: JSON with the same key twice is valid, and every reader keeps only the last, so
//! that a condition of a policy would be lost without a word.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Why a text is not a JSON document, or is an ambiguous one: an object has a key twice.
///
/// # Errors
/// A sentence without a full stop, with the line and column in the text.
pub fn check_json(text: &str) -> Result<(), String> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Strict.deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|error| error.to_string())
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.contains(&key) {
                return Err(A::Error::custom(format!("the key `{key}` is repeated")));
            }
            keys.insert(key);
            entries.next_value_seed(Self)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_repeated_is_found_at_any_depth_with_its_line() {
        assert_eq!(check_json(r#"{"a": [1, -2, 1.5, "x", true, null, {"a": {}, "b": []}]}"#), Ok(()));
        let error = check_json("{\n  \"Condition\": [{\n    \"StringEquals\": {},\n    \"StringEquals\": {}\n  }]\n}");
        assert_eq!(error.unwrap_err(), "the key `StringEquals` is repeated at line 4 column 18");
        // Two spellings of one key are one key.
        assert!(check_json(r#"{"a": 1, "\u0061": 2}"#).unwrap_err().contains("`a` is repeated"));
        assert!(check_json("{\"a\": 1} {}").unwrap_err().contains("trailing"));
    }
}
