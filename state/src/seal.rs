//! How secrets are sealed.
//!
//! Each secret value is encrypted by itself with AES-256-GCM under a fresh random nonce. The key that does it, the
//! data key, is random and belongs to one state; it is kept beside the state, wrapped. What unwraps it is a
//! [`Sealer`]: a passphrase here, a key service elsewhere. A new passphrase re-wraps the data key and leaves every
//! sealed value as it is.

use std::fmt;
use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand::RngCore as _;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The environment variable with a passphrase.
pub const PASSPHRASE: &str = "ARCHIPEL_PASSPHRASE";
/// The environment variable with the path of a file whose first line is a passphrase.
pub const PASSPHRASE_FILE: &str = "ARCHIPEL_PASSPHRASE_FILE";

const NONCE: usize = 12;
const WRAP: &[u8] = b"archipel data key 1";
/// Above this a header asks for more memory than any honest one does.
const MAX_MEMORY_KIB: u32 = 1 << 20;

/// Why something could not be sealed or opened. Carries no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There is no key, or not the right one.
    #[error("{0}")]
    NoKey(String),
    /// What was sealed is not what is there, or does not belong there.
    #[error("{0}")]
    Damaged(String),
}

/// What guards a state's data key.
pub trait Sealer: Send + Sync + fmt::Debug {
    /// Makes a data key for a state that has none, and its wrapped form.
    ///
    /// # Errors
    /// `NoKey` when this sealer has nothing to wrap it with.
    fn create(&self) -> Result<(KeyHeader, DataKey), SealError>;

    /// Unwraps the data key of a state.
    ///
    /// # Errors
    /// `NoKey` when this sealer cannot; `Damaged` when nobody can.
    fn unlock(&self, header: &KeyHeader) -> Result<DataKey, SealError>;
}

/// A wrapped data key, as it is kept beside the state. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum KeyHeader {
    /// Wrapped by a key that argon2id derives from a passphrase.
    Passphrase {
        /// The salt, base64.
        salt: String,
        /// Memory, in KiB.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
        /// Lanes.
        lanes: u32,
        /// The data key, sealed; base64. It opens with the right passphrase only, which tells a wrong one apart
        /// from damage.
        wrapped: String,
    },
}

/// A 256-bit key. Wiped from memory when dropped, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl DataKey {
    /// A random key.
    #[must_use]
    pub fn random() -> Self {
        let mut key = [0; 32];
        rand::rng().fill_bytes(&mut key);
        Self(key)
    }

    /// Seals a value: nonce and ciphertext. It opens only with the same associated data.
    ///
    /// # Errors
    /// Values of more than 64 GB.
    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad })
            .map_err(|_| SealError::Damaged("a value is too large to be sealed".to_owned()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`DataKey::seal`] made.
    ///
    /// # Errors
    /// When the key, the associated data or the bytes are not those it was made with.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let wrong = || SealError::Damaged("a sealed value does not open: it was altered or moved".to_owned());
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        let plain = self.cipher().decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad }).map_err(|_| wrong())?;
        Ok(Zeroizing::new(plain))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.into())
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

/// No key: a state without secrets needs none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKey;

impl NoKey {
    fn refuse() -> SealError {
        SealError::NoKey(format!("set {PASSPHRASE} or {PASSPHRASE_FILE}"))
    }
}

impl Sealer for NoKey {
    fn create(&self) -> Result<(KeyHeader, DataKey), SealError> {
        Err(Self::refuse())
    }

    fn unlock(&self, _: &KeyHeader) -> Result<DataKey, SealError> {
        Err(Self::refuse())
    }
}

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

    /// Wraps a data key under this passphrase, with a fresh salt. For a new state, and for a new passphrase.
    ///
    /// # Errors
    /// When the costs are out of range.
    pub fn wrap(&self, key: &DataKey) -> Result<KeyHeader, SealError> {
        let mut salt = [0; 16];
        rand::rng().fill_bytes(&mut salt);
        let (memory_kib, passes, lanes) = (self.memory_kib, self.passes, 1);
        let wrapped = self.derive(&salt, memory_kib, passes, lanes)?.seal(WRAP, &key.0)?;
        Ok(KeyHeader::Passphrase {
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
    fn create(&self) -> Result<(KeyHeader, DataKey), SealError> {
        let key = DataKey::random();
        Ok((self.wrap(&key)?, key))
    }

    fn unlock(&self, header: &KeyHeader) -> Result<DataKey, SealError> {
        let KeyHeader::Passphrase { salt, memory_kib, passes, lanes, wrapped } = header;
        let decode = |text: &str| {
            BASE64.decode(text).map_err(|_| SealError::Damaged("the wrapped key is not base64".to_owned()))
        };
        let derived = self.derive(&decode(salt)?, *memory_kib, *passes, *lanes)?;
        let plain = derived.open(WRAP, &decode(wrapped)?).map_err(|_| {
            SealError::NoKey("the passphrase is not the one that the secrets were sealed with".to_owned())
        })?;
        let key =
            plain.as_slice().try_into().map_err(|_| SealError::Damaged("the key has a wrong length".to_owned()))?;
        Ok(DataKey(key))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// The sealer that the environment asks for: [`PASSPHRASE`], else [`PASSPHRASE_FILE`], else none.
///
/// # Errors
/// When the file cannot be read, or the passphrase is empty.
pub fn from_env() -> Result<Arc<dyn Sealer>, SealError> {
    let text = match (std::env::var(PASSPHRASE), std::env::var_os(PASSPHRASE_FILE)) {
        (Ok(text), _) => Zeroizing::new(text),
        (Err(std::env::VarError::NotUnicode(_)), _) => {
            return Err(SealError::NoKey(format!("{PASSPHRASE} is not UTF-8")));
        }
        (_, Some(path)) => {
            let all = std::fs::read_to_string(&path).map(Zeroizing::new).map_err(|e| {
                SealError::NoKey(format!("{PASSPHRASE_FILE}: {} cannot be read: {e}", path.to_string_lossy()))
            })?;
            Zeroizing::new(all.lines().next().unwrap_or_default().to_owned())
        }
        _ => return Ok(Arc::new(NoKey)),
    };
    if text.is_empty() {
        return Err(SealError::NoKey("the passphrase is empty".to_owned()));
    }
    Ok(Arc::new(Passphrase::new(text.as_str())))
}

/// A state's data key while it is in use. The key is unwrapped when the first secret is met: a state without
/// secrets never pays for the derivation, nor needs a passphrase.
#[derive(Debug)]
pub struct Vault {
    sealer: Arc<dyn Sealer>,
    header: Option<KeyHeader>,
    key: Option<DataKey>,
}

impl Vault {
    /// A vault over the header that was found, if one was.
    #[must_use]
    pub fn new(sealer: Arc<dyn Sealer>, header: Option<KeyHeader>) -> Self {
        Self { sealer, header, key: None }
    }

    /// The wrapped key, once there is one. To be kept beside what was sealed.
    #[must_use]
    pub fn header(&self) -> Option<&KeyHeader> {
        self.header.as_ref()
    }

    /// Seals, making the data key if there is none yet.
    ///
    /// # Errors
    /// As [`Sealer`].
    pub fn seal(&mut self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        if self.header.is_none() {
            let (header, key) = self.sealer.create()?;
            (self.header, self.key) = (Some(header), Some(key));
        }
        self.key()?.seal(aad, plain)
    }

    /// Opens.
    ///
    /// # Errors
    /// As [`Sealer`] and [`DataKey::open`].
    pub fn open(&mut self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.key()?.open(aad, sealed)
    }

    /// Unwraps the key now, to know that it can be.
    ///
    /// # Errors
    /// As [`Sealer::unlock`].
    pub fn unlock(&mut self) -> Result<(), SealError> {
        self.key().map(|_| ())
    }

    fn key(&mut self) -> Result<&DataKey, SealError> {
        if self.key.is_none() {
            let header = self.header.as_ref();
            let header = header
                .ok_or_else(|| SealError::Damaged("a value is sealed and there is no key beside it".to_owned()))?;
            self.key = Some(self.sealer.unlock(header)?);
        }
        self.key.as_ref().ok_or_else(NoKey::refuse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(text: &str) -> Passphrase {
        Passphrase::new(text).cost(64, 1)
    }

    #[test]
    fn a_sealed_value_opens_in_its_place_only() {
        let key = DataKey::random();
        let sealed = key.seal(b"here", b"hunter2").unwrap();
        assert_eq!(key.open(b"here", &sealed).unwrap().as_slice(), b"hunter2");
        assert!(key.open(b"there", &sealed).is_err());
        assert!(DataKey::random().open(b"here", &sealed).is_err());
        assert_ne!(sealed, key.seal(b"here", b"hunter2").unwrap());
    }

    #[test]
    fn a_wrong_passphrase_is_told_apart_from_damage() {
        let (header, key) = quick("right").create().unwrap();
        let sealed = key.seal(b"", b"x").unwrap();
        assert!(quick("right").unlock(&header).unwrap().open(b"", &sealed).is_ok());
        assert!(matches!(quick("wrong").unlock(&header), Err(SealError::NoKey(why)) if why.contains("passphrase")));
        let KeyHeader::Passphrase { salt, passes, lanes, wrapped, .. } = header;
        let greedy = KeyHeader::Passphrase { salt, memory_kib: u32::MAX, passes, lanes, wrapped };
        assert!(matches!(quick("right").unlock(&greedy), Err(SealError::Damaged(_))));
    }

    #[test]
    fn a_new_passphrase_keeps_what_is_sealed() {
        let (_, key) = quick("old").create().unwrap();
        let sealed = key.seal(b"", b"x").unwrap();
        let header = quick("new").wrap(&key).unwrap();
        assert!(quick("new").unlock(&header).unwrap().open(b"", &sealed).is_ok());
    }

    #[test]
    fn nothing_shows_a_key() {
        let shown = format!("{:?} {:?}", quick("hunter2"), Vault::new(Arc::new(quick("hunter2")), None));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
