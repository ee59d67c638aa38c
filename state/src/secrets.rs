//! The secrets of a stack's configuration: a file beside the configuration with sealed values, to be committed with
//! the program.
//!
//! ```json
//! {
//!   "archipel-secrets": 2,
//!   "key": { "kind": "passphrase", ... },
//!   "secrets": { "db.password": { "set": 1750000000, "sealed": "..." } }
//! }
//! ```
//!
//! The file has its own data key, with the same protection as the state's. Each value is bound to the stack and its
//! name, so it cannot be opened elsewhere. Names and dates are readable without a key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use archipel_engine::state::StateError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::files::{self, damaged, unreadable, unwritable};
use crate::seal::{KeyHeader, Purpose, SealError, Sealer, Vault};

/// Since format 2 the header of the key is authenticated; see [`KeyHeader`].
const FORMAT: u32 = 2;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    #[serde(rename = "archipel-secrets")]
    format: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<KeyHeader>,
    #[serde(default)]
    secrets: BTreeMap<String, NamedSecret>,
}

/// The stored form of one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedSecret {
    /// When it was first set, in seconds since 1970.
    pub set: u64,
    /// When its value was last replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated: Option<u64>,
    sealed: String,
}

/// The secrets of one stack's configuration.
#[derive(Clone, Debug)]
pub struct SecretsFile {
    path: PathBuf,
    context: String,
    contents: Contents,
}

impl SecretsFile {
    /// Reads the file; a missing file has no secrets. `context` is the stack, `project/stack`.
    ///
    /// # Errors
    /// `Damaged`, `Newer`, `Unavailable`.
    pub fn read(path: impl Into<PathBuf>, context: impl Into<String>) -> Result<Self, StateError> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(rename = "archipel-secrets")]
            format: u32,
        }
        let path = path.into();
        let contents = match files::read_if_any(&path).map_err(unreadable(&path))? {
            None => Contents { format: FORMAT, key: None, secrets: BTreeMap::new() },
            Some(bytes) => {
                let wrong = |e: serde_json::Error| damaged(&path, format!("not a file of secrets: {e}"));
                let Head { format } = serde_json::from_slice(&bytes).map_err(wrong)?;
                if format > FORMAT {
                    let location = path.display().to_string();
                    return Err(StateError::Newer { location, found: format, known: FORMAT });
                }
                let read: Contents = serde_json::from_slice(&bytes).map_err(wrong)?;
                Contents { format: FORMAT, ..read }
            }
        };
        Ok(Self { path, context: context.into(), contents })
    }

    /// Writes the file atomically. Without secrets the file is removed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub fn write(&self) -> Result<(), StateError> {
        let write = || {
            if self.contents.secrets.is_empty() {
                return files::remove_if_any(&self.path);
            }
            let mut text = serde_json::to_vec_pretty(&self.contents)?;
            text.push(b'\n');
            files::replace(&self.path, &text)
        };
        write().map_err(unwritable(&self.path))
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The header of the data key, if there is one.
    #[must_use]
    pub fn key(&self) -> Option<&KeyHeader> {
        self.contents.key.as_ref()
    }

    /// The secrets, by name.
    #[must_use]
    pub fn secrets(&self) -> &BTreeMap<String, NamedSecret> {
        &self.contents.secrets
    }

    /// Decrypts the values, by name.
    ///
    /// # Errors
    /// `NoKey` without the right key; `Damaged`, with the name of the secret, when one was altered or moved.
    pub fn open(&self, sealer: Arc<dyn Sealer>) -> Result<BTreeMap<String, Zeroizing<String>>, SealError> {
        let mut vault = self.vault(sealer);
        self.open_with(&mut vault)
    }

    fn open_with(&self, vault: &mut Vault) -> Result<BTreeMap<String, Zeroizing<String>>, SealError> {
        let open = |(name, secret): (&String, &NamedSecret)| {
            let damaged = |what: &str| SealError::Damaged(format!("the secret `{name}`: {what}"));
            let sealed = BASE64.decode(&secret.sealed).map_err(|_| damaged("invalid base64"))?;
            let plain = vault.open(&self.aad(name), &sealed).map_err(|error| match error {
                SealError::Damaged(what) => damaged(&what),
                other => other,
            })?;
            let text = std::str::from_utf8(&plain).map_err(|_| damaged("invalid UTF-8"))?;
            Ok((name.clone(), Zeroizing::new(text.to_owned())))
        };
        self.contents.secrets.iter().map(open).collect()
    }

    /// Sets a secret, with this time. The other secrets are not opened, but the key must be the same.
    ///
    /// # Errors
    /// `NoKey`.
    pub fn set(&mut self, name: &str, value: &str, sealer: Arc<dyn Sealer>, now: u64) -> Result<(), SealError> {
        let mut vault = self.vault(sealer);
        let sealed = BASE64.encode(vault.seal(&self.aad(name), value.as_bytes())?);
        vault.upgrade()?;
        let secret = match self.contents.secrets.get(name) {
            Some(known) => NamedSecret { set: known.set, rotated: Some(now), sealed },
            None => NamedSecret { set: now, rotated: None, sealed },
        };
        self.contents.secrets.insert(name.to_owned(), secret);
        self.contents.key = vault.header().cloned();
        Ok(())
    }

    /// Removes a secret. Returns whether it existed.
    pub fn remove(&mut self, name: &str) -> bool {
        self.contents.secrets.remove(name).is_some()
    }

    /// Reseals every secret with a new data key from another sealer. The dates stay.
    ///
    /// # Errors
    /// `NoKey`, `Damaged`.
    pub fn rekey(&mut self, from: Arc<dyn Sealer>, to: Arc<dyn Sealer>) -> Result<(), SealError> {
        let mut old = self.vault(from);
        let values = self.open_with(&mut old)?;
        let mut new = old.renewed(to)?;
        for (name, value) in &values {
            let sealed = BASE64.encode(new.seal(&self.aad(name), value.as_bytes())?);
            self.contents.secrets.entry(name.clone()).and_modify(|secret| secret.sealed = sealed);
        }
        self.contents.key = new.header().cloned();
        Ok(())
    }

    fn vault(&self, sealer: Arc<dyn Sealer>) -> Vault {
        Vault::new(sealer, Purpose::Configuration(self.context.clone()), self.contents.key.clone())
    }

    fn aad(&self, name: &str) -> Vec<u8> {
        let mut aad = b"archipel config secret 1".to_vec();
        for part in [self.context.as_str(), name] {
            // Length prefixes make the encoding injective: no two positions have the same bytes.
            aad.extend((part.len() as u64).to_be_bytes());
            aad.extend(part.as_bytes());
        }
        aad
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Passphrase;

    fn sealer(text: &str) -> Arc<dyn Sealer> {
        Arc::new(Passphrase::new(format!("{text} for the tests")).cost(64, 1))
    }

    #[test]
    fn secrets_are_stored_sealed_and_bound_to_stack_and_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dev.secrets.json");
        let mut file = SecretsFile::read(&path, "p/dev").unwrap();
        file.set("db.password", "hunter2", sealer("x"), 5).unwrap();
        file.set("token", "abc", sealer("x"), 6).unwrap();
        file.set("token", "abd", sealer("x"), 7).unwrap();
        file.write().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("db.password") && !text.contains("hunter2") && !text.contains("abd"), "{text}");
        let again = SecretsFile::read(&path, "p/dev").unwrap();
        let opened = again.open(sealer("x")).unwrap();
        assert_eq!((opened["db.password"].as_str(), opened["token"].as_str()), ("hunter2", "abd"));
        assert_eq!((again.secrets()["token"].set, again.secrets()["token"].rotated), (6, Some(7)));
        assert!(matches!(again.open(sealer("y")), Err(SealError::NoKey(_))));
        // Another key for a single secret is refused: the others would not open with it.
        assert!(matches!(file.set("c", "c", sealer("y"), 8), Err(SealError::NoKey(_))));
        // No secret opens in another stack or under another name.
        let elsewhere = SecretsFile::read(&path, "p/prod").unwrap();
        assert!(matches!(elsewhere.open(sealer("x")), Err(SealError::Damaged(_))));
        std::fs::write(&path, text.replace("db.password", "db.other")).unwrap();
        let renamed = SecretsFile::read(&path, "p/dev").unwrap().open(sealer("x"));
        assert!(matches!(renamed, Err(SealError::Damaged(what)) if what.contains("`db.other`")));
    }

    #[test]
    fn a_new_key_opens_everything_and_the_old_one_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = SecretsFile::read(folder.path().join("dev.secrets.json"), "p/dev").unwrap();
        file.set("a", "one", sealer("x"), 5).unwrap();
        file.rekey(sealer("x"), sealer("y")).unwrap();
        assert_eq!(file.open(sealer("y")).unwrap()["a"].as_str(), "one");
        assert!(file.open(sealer("x")).is_err());
        assert_eq!(file.secrets()["a"].set, 5);
        assert!(file.remove("a") && !file.remove("a"));
        file.write().unwrap();
        assert!(!file.path().exists());
    }

    #[test]
    fn an_invalid_secrets_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dev.secrets.json");
        std::fs::write(&path, r#"{"archipel-secrets":3,"more":1}"#).unwrap();
        assert!(matches!(SecretsFile::read(&path, "x"), Err(StateError::Newer { found: 3, known: 2, .. })));
        for text in ["", "{}", r#"{"archipel-secrets":1,"secrets":{"a":1}}"#] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(SecretsFile::read(&path, "x"), Err(StateError::Damaged { .. })), "{text}");
        }
    }
}
