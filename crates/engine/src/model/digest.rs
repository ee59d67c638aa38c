//! Digests that may leave the process.
//!
//! A plain hash of a password reveals it to an attacker who tries likely passwords. So what is written, printed or sent is
//! made with a key that belongs to the state and is kept with it, sealed.

use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::model::value::{Value, hex};

/// Makes the digests of one state. Equal values have equal digests; without the key a digest reveals no value.
///
/// A state that never had a secret has no key. Its digests leave out what secrets hold, so that there is nothing to be
/// guessed.
#[derive(Clone, Default)]
pub struct Digester(Option<Hmac<Sha256>>);

impl Digester {
    /// With a key, for the state of this lineage.
    #[must_use]
    pub fn keyed(key: &[u8; 32], lineage: &str) -> Self {
        // HMAC accepts keys of every length, so that this cannot fail.
        let mac = Hmac::<Sha256>::new_from_slice(key).ok();
        Self(mac.map(|mac| feed(mac, [b"archipel digest 1".as_slice(), lineage.as_bytes()])))
    }

    /// Whether it has a key.
    #[must_use]
    pub fn is_keyed(&self) -> bool {
        self.0.is_some()
    }

    /// A value's digest: 64 characters of hexadecimal.
    #[must_use]
    pub fn digest(&self, value: &Value) -> String {
        match &self.0 {
            Some(mac) => {
                let mut mac = mac.clone();
                value.feed(&mut |bytes| mac.update(bytes), true);
                hex(&mac.finalize().into_bytes())
            }
            None => {
                let mut hasher = Sha256::new();
                value.feed(&mut |bytes| hasher.update(bytes), false);
                hex(&hasher.finalize())
            }
        }
    }

    /// One digest of several parts. Moving a byte from one part to the next changes it.
    #[must_use]
    pub fn sum<'p>(&self, parts: impl IntoIterator<Item = &'p [u8]>) -> String {
        match &self.0 {
            Some(mac) => hex(&feed(mac.clone(), parts).finalize().into_bytes()),
            None => {
                let mut hasher = Sha256::new();
                for part in parts {
                    hasher.update((part.len() as u64).to_be_bytes());
                    hasher.update(part);
                }
                hex(&hasher.finalize())
            }
        }
    }
}

fn feed<'p>(mut mac: Hmac<Sha256>, parts: impl IntoIterator<Item = &'p [u8]>) -> Hmac<Sha256> {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}

impl fmt::Debug for Digester {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_keyed() { "Digester(keyed)" } else { "Digester(without a key)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Value {
        Value::from([("password", Value::from(text).into_secret())])
    }

    #[test]
    fn a_digest_is_of_its_value_key_and_state() {
        let digester = Digester::keyed(&[1; 32], "a");
        let digest = digester.digest(&secret("hunter2"));
        assert_eq!(digest, Digester::keyed(&[1; 32], "a").digest(&secret("hunter2")));
        for other in [
            digester.digest(&secret("hunter3")),
            Digester::keyed(&[2; 32], "a").digest(&secret("hunter2")),
            Digester::keyed(&[1; 32], "b").digest(&secret("hunter2")),
            Digester::default().digest(&secret("hunter2")),
        ] {
            assert_ne!(digest, other);
        }
        assert_ne!(digester.sum([b"a".as_slice(), b"b"]), digester.sum([b"ab".as_slice()]));
    }

    #[test]
    fn without_a_key_a_secret_cannot_be_guessed() {
        let digester = Digester::default();
        assert_eq!(digester.digest(&secret("hunter2")), digester.digest(&secret("hunter3")));
        assert_ne!(digester.digest(&secret("hunter2")), digester.digest(&Value::map()));
        assert_ne!(digester.digest(&Value::from("a")), digester.digest(&Value::from("b")));
    }

    #[test]
    fn nothing_shows_the_key() {
        assert_eq!(format!("{:?}", Digester::keyed(&[1; 32], "a")), "Digester(keyed)");
    }
}
