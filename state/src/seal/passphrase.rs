//! A data key that is guarded by a passphrase.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand::RngCore as _;
use zeroize::Zeroizing;

use super::{DataKey, SealError, Sealer, WrappedKey};

const WRAP: &[u8] = b"archipel data key 1";
/// Above this a header asks for more memory than any honest one does.
const MAX_MEMORY_KIB: u32 = 1 << 20;

/// A passphrase, stretched with argon2id.
#[derive(Clone)]
pub struct Passphrase {
    passphrase: Zeroizing<String>,
    memory_kib: u32,
    passes: u32,
}

impl Passphrase {
    /// Wraps a passphrase.
    #[must_use]
    pub fn new(passphrase: impl Into<String>) -> Self {
        // The second of the settings that RFC 9106 recommends, for machines with little memory.
        Self { passphrase: Zeroizing::new(passphrase.into()), memory_kib: 64 * 1024, passes: 3 }
    }

    /// Other costs for keys that are made from now on; existing ones keep theirs.
    #[must_use]
    pub fn cost(mut self, memory_kib: u32, passes: u32) -> Self {
        (self.memory_kib, self.passes) = (memory_kib, passes);
        self
    }

    /// Wraps a data key under this passphrase, with a fresh salt.
    fn wrap(&self, key: &DataKey) -> Result<WrappedKey, SealError> {
        let mut salt = [0; 16];
        rand::rng().fill_bytes(&mut salt);
        let (memory_kib, passes, lanes) = (self.memory_kib, self.passes, 1);
        let wrapped = self.derive(&salt, memory_kib, passes, lanes)?.seal(WRAP, key.bytes())?;
        Ok(WrappedKey::Passphrase {
            salt: BASE64.encode(salt),
            memory_kib,
            passes,
            lanes,
            wrapped: BASE64.encode(wrapped),
        })
    }

    fn derive(&self, salt: &[u8], memory_kib: u32, passes: u32, lanes: u32) -> Result<DataKey, SealError> {
        let wrong = |e: argon2::Error| SealError::Damaged(format!("the key's parameters are not usable: {e}"));
        if memory_kib > MAX_MEMORY_KIB || passes > 1000 || lanes > 64 {
            return Err(SealError::Damaged("the key's parameters ask for too much".to_owned()));
        }
        let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(wrong)?;
        let mut key = DataKey([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.passphrase.as_bytes(), salt, &mut key.0)
            .map_err(wrong)?;
        Ok(key)
    }
}

impl Sealer for Passphrase {
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError> {
        let key = DataKey::random();
        Ok((self.wrap(&key)?, key))
    }

    fn unlock(&self, header: &WrappedKey) -> Result<DataKey, SealError> {
        let (salt, memory_kib, passes, lanes, wrapped) = match header {
            WrappedKey::Passphrase { salt, memory_kib, passes, lanes, wrapped } => {
                (salt, memory_kib, passes, lanes, wrapped)
            }
            WrappedKey::Awskms { key, .. } => {
                return Err(SealError::NoKey(format!("the secrets are guarded by {key}, not by a passphrase")));
            }
        };
        let decode = |text: &str| {
            BASE64.decode(text).map_err(|_| SealError::Damaged("the wrapped key is not base64".to_owned()))
        };
        let derived = self.derive(&decode(salt)?, *memory_kib, *passes, *lanes)?;
        let plain = derived.open(WRAP, &decode(wrapped)?).map_err(|_| {
            SealError::NoKey("the passphrase is not the one that the secrets were sealed with".to_owned())
        })?;
        DataKey::from_bytes(&plain)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(text: &str) -> Passphrase {
        Passphrase::new(text).cost(64, 1)
    }

    #[test]
    fn a_wrong_passphrase_is_told_apart_from_damage() {
        let (header, key) = quick("right").create().unwrap();
        let sealed = key.seal(b"", b"x").unwrap();
        assert!(quick("right").unlock(&header).unwrap().open(b"", &sealed).is_ok());
        assert!(matches!(quick("wrong").unlock(&header), Err(SealError::NoKey(why)) if why.contains("passphrase")));
        let WrappedKey::Passphrase { salt, passes, lanes, wrapped, .. } = header else { panic!("{header:?}") };
        let greedy = WrappedKey::Passphrase { salt, memory_kib: u32::MAX, passes, lanes, wrapped };
        assert!(matches!(quick("right").unlock(&greedy), Err(SealError::Damaged(_))));
    }

    #[test]
    fn nothing_shows_a_passphrase() {
        assert_eq!(format!("{:?}", quick("hunter2")), "Passphrase(…)");
    }
}
