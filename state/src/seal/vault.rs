//! The data key of a state while it is in use.

use std::sync::Arc;

use archipel_engine::digest::Digester;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use super::{DataKey, KeyHeader, NoKey, Purpose, SealError, Sealer};

const DIGEST: &[u8] = b"archipel digest key 1";

/// The data key of a state while it is in use. The key is unwrapped for the first secret, so a state without secrets
/// needs no passphrase and no key derivation.
#[derive(Debug)]
pub struct Vault {
    sealer: Arc<dyn Sealer>,
    purpose: Purpose,
    header: Option<KeyHeader>,
    key: Option<Unlocked>,
}

/// A data key and the key that seals values.
#[derive(Debug)]
struct Unlocked {
    data: DataKey,
    values: DataKey,
}

impl Vault {
    /// Creates a vault for a header, or for a state without one.
    #[must_use]
    pub fn new(sealer: Arc<dyn Sealer>, purpose: Purpose, header: Option<KeyHeader>) -> Self {
        Self { sealer, purpose, header, key: None }
    }

    /// Refuses a header with another key protection than the configured one, as far as this can be determined without
    /// the key.
    ///
    /// # Errors
    /// `WrongProtection`.
    pub fn check_protection(&self) -> Result<(), SealError> {
        self.header.as_ref().map_or(Ok(()), |header| self.sealer.check(&header.data))
    }

    /// Authenticates a header of an earlier version, if the key is available. Returns whether the header has changed
    /// and must be written.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn upgrade(&mut self) -> Result<bool, SealError> {
        match (&mut self.header, &self.key) {
            (Some(header), Some(key)) if !header.is_authenticated() => {
                header.authenticate(&self.purpose, &key.data)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// The wrapped key, if there is one. It must be stored with the sealed values.
    #[must_use]
    pub fn header(&self) -> Option<&KeyHeader> {
        self.header.as_ref()
    }

    /// Seals a value, and creates the data key if there is none.
    ///
    /// # Errors
    /// See [`Sealer`].
    pub fn seal(&mut self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        if self.header.is_none() {
            self.create(DataKey::random().bytes())?;
        }
        self.key()?.seal(aad, plain)
    }

    /// Opens a sealed value.
    ///
    /// # Errors
    /// See [`Sealer`] and [`DataKey::open`].
    pub fn open(&mut self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.key()?.open(aad, sealed)
    }

    /// Unwraps the data key, or creates it if there is none.
    ///
    /// # Errors
    /// See [`Sealer`].
    pub fn prepare(&mut self) -> Result<(), SealError> {
        if self.header.is_none() { self.create(DataKey::random().bytes()) } else { self.unlock() }
    }

    /// Unwraps the key, to check that this is possible.
    ///
    /// # Errors
    /// See [`Sealer::unlock`].
    pub fn unlock(&mut self) -> Result<(), SealError> {
        self.key().map(|_| ())
    }

    /// The digester for the state with this lineage. It has no key if there is none, or if the key cannot be
    /// unwrapped: then no secret was digested with the key, or the state cannot be read anyway.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn digester(&mut self, lineage: &str) -> Result<Digester, SealError> {
        if self.header.is_none() {
            return Ok(Digester::default());
        }
        match self.digest_key() {
            Ok(key) => Ok(Digester::keyed(&key, lineage)),
            Err(SealError::NoKey(_)) => Ok(Digester::default()),
            Err(other) => Err(other),
        }
    }

    /// Creates a vault with another data key from another sealer, and with the same digest key, so that values that
    /// are recorded only by their digest stay comparable. A vault without a key is returned unchanged.
    ///
    /// # Errors
    /// See [`Sealer`]: when this key cannot be unwrapped, or the other cannot be created.
    pub fn renewed(&mut self, sealer: Arc<dyn Sealer>) -> Result<Self, SealError> {
        if self.header.is_none() {
            return Ok(Self::new(sealer, self.purpose.clone(), None));
        }
        let digest = self.digest_key()?;
        let mut renewed = Self::new(sealer, self.purpose.clone(), None);
        renewed.create(digest.as_slice())?;
        Ok(renewed)
    }

    fn digest_key(&mut self) -> Result<Zeroizing<[u8; 32]>, SealError> {
        let sealed = self.header.as_ref().and_then(|header| header.digest.clone());
        let key = self.key()?;
        match sealed {
            Some(sealed) => {
                let sealed = BASE64
                    .decode(sealed)
                    .map_err(|_| SealError::Damaged("the sealed key of digests is not base64".to_owned()))?;
                let plain = key.open(DIGEST, &sealed)?;
                let key = plain.as_slice().try_into();
                key.map(Zeroizing::new).map_err(|_| SealError::Damaged("the key of digests is too short".to_owned()))
            }
            // The state's key is older than the digest key.
            None => Ok(key.derived(DIGEST)),
        }
    }

    /// Creates the data key, with this digest key.
    fn create(&mut self, digest: &[u8]) -> Result<(), SealError> {
        let (wrapped, data) = self.sealer.create()?;
        let mut header = KeyHeader::new(wrapped);
        let values = header.value_key(&data);
        header.digest = Some(BASE64.encode(values.seal(DIGEST, digest)?));
        header.authenticate(&self.purpose, &data)?;
        (self.header, self.key) = (Some(header), Some(Unlocked { data, values }));
        Ok(())
    }

    fn key(&mut self) -> Result<&DataKey, SealError> {
        if self.key.is_none() {
            let header = self.header.as_ref();
            let header =
                header.ok_or_else(|| SealError::Damaged("a value is sealed, but the key is missing".to_owned()))?;
            let data = self.sealer.unlock(&header.data)?;
            header.verify(&self.purpose, &data)?;
            let values = header.value_key(&data);
            self.key = Some(Unlocked { data, values });
        }
        self.key.as_ref().map(|key| &key.values).ok_or_else(NoKey::refuse)
    }
}

#[cfg(test)]
mod tests {
    use archipel_engine::Value;

    use super::*;
    use crate::seal::Passphrase;

    fn over(sealer: Arc<dyn Sealer>, header: Option<KeyHeader>) -> Vault {
        Vault::new(sealer, Purpose::State("l".to_owned()), header)
    }

    fn sealer(text: &str) -> Arc<dyn Sealer> {
        Arc::new(Passphrase::new(format!("{text} for the tests")).cost(64, 1))
    }

    #[test]
    fn digests_are_the_same_after_every_opening_of_the_state() {
        let secret = Value::from("hunter2").into_secret();
        let mut vault = over(sealer("x"), None);
        assert!(!vault.digester("l").unwrap().is_keyed());
        vault.seal(b"", b"").unwrap();
        let digest = vault.digester("l").unwrap().digest(&secret);
        let mut again = over(sealer("x"), vault.header().cloned());
        assert_eq!(again.digester("l").unwrap().digest(&secret), digest);
        let mut other = over(sealer("x"), None);
        other.seal(b"", b"").unwrap();
        assert_ne!(other.digester("l").unwrap().digest(&secret), digest);
        let mut none = over(Arc::new(NoKey), vault.header().cloned());
        assert!(!none.digester("l").unwrap().is_keyed());
    }

    /// A header in the form of version 1.
    fn old(sealer: &dyn Sealer) -> KeyHeader {
        let (wrapped, _) = sealer.create().unwrap();
        serde_json::from_value(serde_json::to_value(&wrapped).unwrap()).unwrap()
    }

    #[test]
    fn an_old_header_is_authenticated_once_its_key_is_available() {
        let mut vault = over(sealer("x"), Some(old(&*sealer("x"))));
        assert!(!vault.upgrade().unwrap(), "the key is not known yet");
        let sealed = vault.seal(b"", b"hunter2").unwrap();
        assert!(vault.upgrade().unwrap() && !vault.upgrade().unwrap());
        let header = vault.header().unwrap().clone();
        assert!(header.is_authenticated());
        // Values that were sealed before still open, with and without the code.
        assert_eq!(over(sealer("x"), Some(header)).open(b"", &sealed).unwrap().as_slice(), b"hunter2");
    }

    #[test]
    fn a_header_of_another_state_is_refused_although_its_key_opens() {
        let mut vault = over(sealer("x"), None);
        let sealed = vault.seal(b"", b"hunter2").unwrap();
        let other = Purpose::State("other".to_owned());
        let opened = Vault::new(sealer("x"), other, vault.header().cloned()).open(b"", &sealed);
        assert!(matches!(opened, Err(SealError::Damaged(what)) if what.contains("state of other")));
    }

    #[test]
    fn a_header_from_before_digests_had_a_key_is_read() {
        let json = serde_json::to_string(&old(&*sealer("x"))).unwrap();
        assert!(json.starts_with(r#"{"kind":"passphrase","salt""#) && !json.contains("digest"), "{json}");
        let mut vault = over(sealer("x"), Some(serde_json::from_str(&json).unwrap()));
        assert!(vault.digester("l").unwrap().is_keyed());
    }

    #[test]
    fn a_renewed_vault_has_another_key_and_the_same_digests() {
        let secret = Value::from("hunter2").into_secret();
        let mut old = over(sealer("old"), None);
        let sealed = old.seal(b"", b"x").unwrap();
        let mut new = old.renewed(sealer("new")).unwrap();
        assert!(new.open(b"", &sealed).is_err());
        let mut again = over(sealer("new"), new.header().cloned());
        assert_eq!(again.digester("l").unwrap().digest(&secret), old.digester("l").unwrap().digest(&secret));
        assert!(over(sealer("wrong"), old.header().cloned()).renewed(sealer("new")).is_err());
        assert!(over(sealer("x"), None).renewed(sealer("new")).unwrap().header().is_none());
    }

    #[test]
    fn no_output_shows_a_key() {
        let mut vault = over(sealer("hunter2"), None);
        vault.seal(b"", b"").unwrap();
        assert!(format!("{vault:?}").contains("DataKey(…)") && !format!("{vault:?}").contains("hunter2"));
    }
}
