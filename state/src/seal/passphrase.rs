//! A data key that is protected by a passphrase.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand::RngCore as _;
use zeroize::Zeroizing;

use super::{DataKey, SealError, Sealer, WrappedKey};

/// The fewest characters of a passphrase that protects a new key.
///
/// NIST SP 800-63B asks for 8 where a server limits the attempts. Here no server does: the wrapped key is stored
/// beside the state, and a guess takes about a tenth of a second of one core and 64 MiB. A random passphrase of 12
/// lower-case letters has 56 bits: a thousand machines that test a thousand guesses a second each need a thousand
/// years.
pub const MIN_LENGTH: usize = 12;

const WRAP: &[u8] = b"archipel data key 1";
/// The maximum memory of a header: the derivation of a hostile header must not exhaust a machine.
const MAX_MEMORY_KIB: u32 = 1 << 20;
/// The maximum of memory multiplied by passes, which determines the duration: about ten seconds of one core.
const MAX_WORK_KIB: u64 = 4 << 20;
const MAX_LANES: u32 = 64;
const MAX_SALT: usize = 64;
/// The lanes of new keys. With 64 MiB and three passes they are the second of the settings that RFC 9106 recommends.
const LANES: u32 = 4;

/// A passphrase, stretched with argon2id.
#[derive(Clone)]
pub struct Passphrase {
    passphrase: Zeroizing<String>,
    memory_kib: u32,
    passes: u32,
}

impl Passphrase {
    #[must_use]
    pub fn new(passphrase: impl Into<String>) -> Self {
        Self { passphrase: Zeroizing::new(passphrase.into()), memory_kib: 64 * 1024, passes: 3 }
    }

    /// Sets other costs for new keys; existing keys keep theirs.
    #[must_use]
    pub fn cost(mut self, memory_kib: u32, passes: u32) -> Self {
        (self.memory_kib, self.passes) = (memory_kib, passes);
        self
    }

    /// Whether this is too short to protect a new key.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.passphrase.chars().count() < MIN_LENGTH
    }

    /// Wraps a new data key with a passphrase of any length, as earlier versions did.
    pub(super) fn create_weak(&self) -> Result<(WrappedKey, DataKey), SealError> {
        let key = DataKey::random();
        Ok((self.wrap(&key)?, key))
    }

    /// Wraps a data key under this passphrase, with a new salt.
    fn wrap(&self, key: &DataKey) -> Result<WrappedKey, SealError> {
        let mut salt = [0; 16];
        rand::rng().fill_bytes(&mut salt);
        let (memory_kib, passes, lanes) = (self.memory_kib, self.passes, LANES);
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
        let work = u64::from(memory_kib) * u64::from(passes);
        if memory_kib > MAX_MEMORY_KIB || work > MAX_WORK_KIB || lanes > MAX_LANES || salt.len() > MAX_SALT {
            return Err(SealError::Damaged("the key's parameters require too much memory or time".to_owned()));
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
        if self.is_weak() {
            return Err(SealError::WeakPassphrase(format!(
                "the passphrase is too short: a passphrase that protects a new key has at least {MIN_LENGTH} characters"
            )));
        }
        self.create_weak()
    }

    fn unlock(&self, header: &WrappedKey) -> Result<DataKey, SealError> {
        let (salt, memory_kib, passes, lanes, wrapped) = match header {
            WrappedKey::Passphrase { salt, memory_kib, passes, lanes, wrapped } => {
                (salt, memory_kib, passes, lanes, wrapped)
            }
            WrappedKey::Awskms { .. } => {
                self.check(header)?;
                return Err(SealError::Damaged("the key has no salt".to_owned()));
            }
        };
        let decode = |text: &str| {
            BASE64.decode(text).map_err(|_| SealError::Damaged("the wrapped key is not base64".to_owned()))
        };
        let derived = self.derive(&decode(salt)?, *memory_kib, *passes, *lanes)?;
        let plain = derived
            .open(WRAP, &decode(wrapped)?)
            .map_err(|_| SealError::NoKey("wrong passphrase: the secrets were sealed with another one".to_owned()))?;
        DataKey::from_bytes(&plain)
    }

    fn check(&self, header: &WrappedKey) -> Result<(), SealError> {
        match header {
            WrappedKey::Passphrase { .. } => Ok(()),
            WrappedKey::Awskms { .. } => Err(SealError::WrongProtection(format!(
                "the data key is protected by {header}, and a passphrase was given"
            ))),
        }
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
        Passphrase::new(format!("{text} for the tests")).cost(64, 1)
    }

    #[test]
    fn a_wrong_passphrase_is_not_reported_as_damage() {
        let (header, key) = quick("right").create().unwrap();
        let sealed = key.seal(b"", b"x").unwrap();
        assert!(quick("right").unlock(&header).unwrap().open(b"", &sealed).is_ok());
        assert!(matches!(quick("wrong").unlock(&header), Err(SealError::NoKey(why)) if why.contains("passphrase")));
    }

    #[test]
    fn a_header_cannot_require_excessive_memory_or_time() {
        let (header, _) = quick("right").create().unwrap();
        let json = serde_json::to_value(&header).unwrap();
        let greedy = [
            ("memory_kib", u64::from(u32::MAX)),
            ("memory_kib", (1 << 20) + 1),
            ("passes", u64::from(u32::MAX)),
            ("passes", (MAX_WORK_KIB / 64) + 1),
            ("lanes", 65),
            ("lanes", 0),
            ("passes", 0),
        ];
        for (field, value) in greedy {
            let mut header = json.clone();
            header[field] = value.into();
            let header = serde_json::from_value(header).unwrap();
            assert!(matches!(quick("right").unlock(&header), Err(SealError::Damaged(_))), "{field} {value}");
        }
        let mut long = json;
        long["salt"] = BASE64.encode(vec![0; MAX_SALT + 1]).into();
        assert!(matches!(quick("right").unlock(&serde_json::from_value(long).unwrap()), Err(SealError::Damaged(_))));
    }

    #[test]
    fn new_keys_have_the_recommended_cost_and_old_ones_are_read() {
        let cost = Passphrase::new("x");
        assert_eq!((cost.memory_kib, cost.passes, LANES), (64 * 1024, 3, 4));
        // The form of earlier versions: one lane.
        let (salt, key) = ([7; 16], DataKey::random());
        let wrapped = quick("right").derive(&salt, 64, 1, 1).unwrap().seal(WRAP, key.bytes()).unwrap();
        let old = WrappedKey::Passphrase {
            salt: BASE64.encode(salt),
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            wrapped: BASE64.encode(wrapped),
        };
        assert_eq!(quick("right").unlock(&old).unwrap().bytes(), key.bytes());
    }

    #[test]
    fn a_new_passphrase_has_a_minimum_of_characters() {
        for short in ["", "eleven char", "ééééééééééé"] {
            let refused = Passphrase::new(short).cost(64, 1).create();
            assert!(matches!(refused, Err(SealError::WeakPassphrase(_))), "{short}");
        }
        assert!(Passphrase::new("éééééééééééé").cost(64, 1).create().is_ok());
    }

    #[test]
    fn no_output_shows_a_passphrase() {
        assert_eq!(format!("{:?}", quick("hunter2")), "Passphrase(…)");
    }
}
