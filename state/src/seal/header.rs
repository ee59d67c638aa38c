//! The header of a data key: the wrapped key, and the code that authenticates it.
//!
//! A header is authenticated by an HMAC-SHA256 whose key is derived from the data key itself. The code covers the
//! version, the purpose, the kind of the key protection, every parameter and the wrapped key, so that no field can be
//! changed, and no header moved to another state, without the data key.
//!
//! | version | since | |
//! | --- | --- | --- |
//! | 1 | format 1 | not authenticated; values are sealed with the data key |
//! | 2 | format 3 | authenticated |
//!
//! A header of version 1 becomes one of version 2 with the next write that has the key. A header that was created as
//! version 2 seals values with a key derived from the data key (`derived`), so an attacker who removes its version
//! and its code gets a header that opens no value.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{DataKey, SealError, WrappedKey};

/// The version of the headers that are written.
const VERSION: u32 = 2;
const LABEL: &[u8] = b"archipel key header 2";
const VALUES: &[u8] = b"archipel values 2";

/// The purpose of a data key. A header for one purpose is refused for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The state with this lineage.
    State(String),
    /// The secrets of the configuration of this stack, `project/stack`.
    Configuration(String),
    /// A plan file of this stack, `project/stack`.
    Plan(String),
}

impl Purpose {
    fn parts(&self) -> [&str; 2] {
        match self {
            Self::State(lineage) => ["state", lineage],
            Self::Configuration(stack) => ["configuration", stack],
            Self::Plan(stack) => ["plan", stack],
        }
    }
}

/// The keys of a state, as they are stored beside it. It contains no secret in plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHeader {
    #[serde(flatten)]
    pub data: WrappedKey,
    /// The digest key, sealed; base64. It stays when the data key is rotated, so that values that are recorded only
    /// by their digest can still be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The version of the header.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    version: u32,
    /// Whether values are sealed with a key derived from the data key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    derived: bool,
    /// The authentication code; base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mac: Option<String>,
}

fn first() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_first(version: &u32) -> bool {
    *version == first()
}

impl KeyHeader {
    /// A header for a new data key, not yet authenticated.
    pub(super) fn new(data: WrappedKey) -> Self {
        Self { data, digest: None, version: VERSION, derived: true, mac: None }
    }

    /// Whether the header is authenticated. Headers of earlier versions are not.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.version > 1
    }

    /// The key that seals values.
    pub(super) fn value_key(&self, data: &DataKey) -> DataKey {
        if self.derived { DataKey(*data.derived(VALUES)) } else { data.clone() }
    }

    /// Authenticates the header.
    pub(super) fn authenticate(&mut self, purpose: &Purpose, data: &DataKey) -> Result<(), SealError> {
        self.version = VERSION;
        self.mac = Some(BASE64.encode(self.code(purpose, data)?.finalize().into_bytes()));
        Ok(())
    }

    /// Verifies the authentication code, if the version has one.
    pub(super) fn verify(&self, purpose: &Purpose, data: &DataKey) -> Result<(), SealError> {
        let altered = || {
            let [what, name] = purpose.parts();
            SealError::Damaged(format!(
                "the header of the data key was altered, or belongs to something other than the {what} of {name}"
            ))
        };
        match (self.version, &self.mac) {
            (1, None) if !self.derived => Ok(()),
            (VERSION, Some(mac)) => {
                let mac = BASE64.decode(mac).map_err(|_| altered())?;
                self.code(purpose, data)?.verify_slice(&mac).map_err(|_| altered())
            }
            _ => Err(altered()),
        }
    }

    fn code(&self, purpose: &Purpose, data: &DataKey) -> Result<Hmac<Sha256>, SealError> {
        let failed = |error: &dyn std::fmt::Display| {
            SealError::Damaged(format!("the header of the data key cannot be authenticated: {error}"))
        };
        let wrapped = serde_json::to_vec(&self.data).map_err(|error| failed(&error))?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&*data.derived(LABEL)).map_err(|error| failed(&error))?;
        let [what, name] = purpose.parts();
        let (version, derived) = (self.version.to_be_bytes(), [u8::from(self.derived)]);
        let digest = self.digest.as_deref().unwrap_or_default();
        let parts: [&[u8]; 6] = [&version, what.as_bytes(), name.as_bytes(), &derived, digest.as_bytes(), &wrapped];
        for part in parts {
            // Length prefixes make the encoding injective: no two headers have the same bytes.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Ok(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::{Passphrase, Sealer as _};

    fn purpose() -> Purpose {
        Purpose::State("lineage".to_owned())
    }

    fn header() -> (KeyHeader, DataKey) {
        let (data, key) = Passphrase::new("a passphrase for tests").cost(64, 1).create().unwrap();
        let mut header = KeyHeader { digest: Some("digest".to_owned()), ..KeyHeader::new(data) };
        header.authenticate(&purpose(), &key).unwrap();
        (header, key)
    }

    #[test]
    fn a_change_of_any_field_is_detected() {
        let (header, key) = header();
        header.verify(&purpose(), &key).unwrap();
        let json = serde_json::to_value(&header).unwrap();
        let fields: Vec<String> = json.as_object().unwrap().keys().cloned().collect();
        assert!(fields.len() >= 9, "{fields:?}");
        for field in fields.iter().filter(|field| *field != "kind") {
            let mut altered = json.clone();
            let value = &mut altered[field];
            *value = match &*value {
                serde_json::Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
                serde_json::Value::Bool(value) => (!value).into(),
                other => format!("A{}", other.as_str().unwrap()).into(),
            };
            let altered: KeyHeader = serde_json::from_value(altered).unwrap();
            assert!(matches!(altered.verify(&purpose(), &key), Err(SealError::Damaged(_))), "{field}");
        }
        for field in ["mac", "version", "derived", "digest"] {
            let mut without = json.clone();
            without.as_object_mut().unwrap().remove(field);
            let without: KeyHeader = serde_json::from_value(without).unwrap();
            assert!(matches!(without.verify(&purpose(), &key), Err(SealError::Damaged(_))), "without {field}");
        }
        let kms: KeyHeader = serde_json::from_value(serde_json::json!({
            "kind": "awskms", "key": "k", "wrapped": json["wrapped"], "digest": json["digest"],
            "version": 2, "derived": true, "mac": json["mac"],
        }))
        .unwrap();
        assert!(kms.verify(&purpose(), &key).is_err());
    }

    #[test]
    fn a_header_of_another_purpose_is_refused() {
        let (header, key) = header();
        for other in [
            Purpose::State("other".to_owned()),
            Purpose::Configuration("lineage".to_owned()),
            Purpose::Plan("lineage".to_owned()),
        ] {
            assert!(matches!(header.verify(&other, &key), Err(SealError::Damaged(_))), "{other:?}");
        }
        assert!(header.verify(&purpose(), &DataKey::random()).is_err());
    }

    #[test]
    fn a_header_without_its_version_and_code_opens_no_value() {
        let (header, key) = header();
        let sealed = header.value_key(&key).seal(b"", b"hunter2").unwrap();
        let mut json = serde_json::to_value(&header).unwrap();
        for field in ["mac", "version", "derived"] {
            json.as_object_mut().unwrap().remove(field);
        }
        let stripped: KeyHeader = serde_json::from_value(json).unwrap();
        // It looks like a header of version 1, which has nothing to verify.
        stripped.verify(&purpose(), &key).unwrap();
        assert!(stripped.value_key(&key).open(b"", &sealed).is_err());
    }
}
