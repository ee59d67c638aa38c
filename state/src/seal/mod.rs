//! Sealing of secrets.
//!
//! Each secret value is encrypted separately with AES-256-GCM under a random nonce. The data key is random and
//! belongs to one state; it is stored beside the state, wrapped, in an authenticated [`KeyHeader`]. A [`Sealer`]
//! unwraps it: a [`Passphrase`], a [`KeyService`], or [`Keys`], which opens only keys with the [`KeyProtection`] that
//! the stack configures.

mod caching;
mod header;
mod keys;
mod passphrase;
mod protection;
mod source;
mod vault;

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use rand::RngCore as _;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use self::caching::CachingSealer;
pub use self::header::{KeyHeader, Purpose};
pub use self::keys::{DecryptedKey, Either, GeneratedKey, KeyService, KeyWarnings, Keys, Prompt};
pub use self::passphrase::{MIN_LENGTH, Passphrase};
pub use self::protection::{KeyProtection, KmsKey};
pub use self::source::{NEW_PASSPHRASE, PASSPHRASE, from_env};
pub use self::vault::Vault;

const NONCE: usize = 12;

/// Why sealing or opening failed. Contains no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key is missing or wrong.
    #[error("{0}")]
    NoKey(String),
    /// The data key has another protection than the configured one. The error names both.
    #[error("{0}")]
    WrongProtection(String),
    /// The passphrase is too short to protect a new key.
    #[error("{0}")]
    WeakPassphrase(String),
    /// The sealed data was altered or moved.
    #[error("{0}")]
    Damaged(String),
}

/// Protects the data key of a state.
pub trait Sealer: Send + Sync + fmt::Debug {
    /// Creates a data key and its wrapped form.
    ///
    /// # Errors
    /// `NoKey` when this sealer has no key to wrap it with.
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError>;

    /// Unwraps the data key of a state.
    ///
    /// # Errors
    /// `NoKey` when this sealer cannot unwrap it; `Damaged` when the wrapped key is invalid.
    fn unlock(&self, wrapped: &WrappedKey) -> Result<DataKey, SealError>;

    /// Refuses a wrapped key with another protection than the configured one, as far as this can be determined
    /// without unwrapping it.
    ///
    /// # Errors
    /// `WrongProtection`.
    fn check(&self, _wrapped: &WrappedKey) -> Result<(), SealError> {
        Ok(())
    }
}

/// A wrapped data key. It contains no secret in plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum WrappedKey {
    /// Wrapped by a key that argon2id derives from a passphrase.
    Passphrase {
        /// In base64.
        salt: String,
        /// Memory, in KiB.
        memory_kib: u32,
        /// Passes over the memory.
        passes: u32,
        lanes: u32,
        /// The data key, sealed; base64. It opens only with the right passphrase, which distinguishes a wrong
        /// passphrase from damage.
        wrapped: String,
    },
    /// Wrapped by AWS KMS, bound to the stack by its encryption context.
    Awskms {
        /// The key: `awskms://KEY?region=R`.
        key: String,
        /// The ARN of the key that wrapped it; headers of earlier versions have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arn: Option<String>,
        /// The ciphertext of the data key from KMS; base64.
        wrapped: String,
    },
}

/// A 256-bit key. It is wiped from memory when dropped, and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl DataKey {
    /// Generates a random key.
    #[must_use]
    pub fn random() -> Self {
        let mut key = [0; 32];
        rand::rng().fill_bytes(&mut key);
        Self(key)
    }

    /// Creates a key from the bytes that a key service returned.
    ///
    /// # Errors
    /// `Damaged` unless there are 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let key = bytes.try_into().map_err(|_| SealError::Damaged("wrong length of the key".to_owned()))?;
        Ok(Self(key))
    }

    /// Seals a value: nonce and ciphertext. Opening it requires the same associated data.
    ///
    /// # Errors
    /// When the value is larger than 64 GB.
    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad })
            .map_err(|_| SealError::Damaged("a value is too large to be sealed".to_owned()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a value that [`DataKey::seal`] sealed.
    ///
    /// # Errors
    /// When the key, the associated data or the bytes differ.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let wrong = || SealError::Damaged("cannot open a sealed value: it was modified or moved".to_owned());
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        let plain = self.cipher().decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad }).map_err(|_| wrong())?;
        Ok(Zeroizing::new(plain))
    }

    /// Derives another key from this one, for a purpose.
    pub(super) fn derived(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        use hmac::Mac as _;
        let mut key = Zeroizing::new([0; 32]);
        // HMAC accepts keys of every length.
        if let Ok(mut mac) = <hmac::Hmac<sha2::Sha256> as hmac::Mac>::new_from_slice(&self.0) {
            mac.update(purpose);
            key.copy_from_slice(&mac.finalize().into_bytes());
        }
        key
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
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

/// The sealer without a key, for states without secrets.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKey;

impl NoKey {
    pub(super) fn refuse() -> SealError {
        SealError::NoKey(format!("set {PASSPHRASE} or {PASSPHRASE}_FILE"))
    }
}

impl Sealer for NoKey {
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError> {
        Err(Self::refuse())
    }

    fn unlock(&self, _: &WrappedKey) -> Result<DataKey, SealError> {
        Err(Self::refuse())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_at_its_position_only() {
        let key = DataKey::random();
        let sealed = key.seal(b"here", b"hunter2").unwrap();
        assert_eq!(key.open(b"here", &sealed).unwrap().as_slice(), b"hunter2");
        assert!(key.open(b"there", &sealed).is_err());
        assert!(DataKey::random().open(b"here", &sealed).is_err());
        assert_ne!(sealed, key.seal(b"here", b"hunter2").unwrap());
    }
}
