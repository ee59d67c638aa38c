//! The keys of one stack: created and opened with the configured key protection only.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use super::passphrase::MIN_LENGTH;
use super::protection::{KeyProtection, KmsKey};
use super::{DataKey, NoKey, Passphrase, SealError, Sealer, WrappedKey};

/// A data key that a key service created.
#[derive(Debug)]
pub struct GeneratedKey {
    /// The wrapped form.
    pub wrapped: Vec<u8>,
    /// The key.
    pub data: DataKey,
    /// The ARN of the key that wrapped it, if the service returned it.
    pub arn: Option<String>,
}

/// A data key that a key service unwrapped.
#[derive(Debug)]
pub struct DecryptedKey {
    /// The key.
    pub data: DataKey,
    /// The ARN of the key that unwrapped it, if the service returned it.
    pub arn: Option<String>,
}

/// A key service. Called from threads that may block.
pub trait KeyService: Send + Sync + fmt::Debug {
    /// Creates a data key and its wrapped form. Unwrapping it requires the same context.
    ///
    /// # Errors
    /// `NoKey` with the error of the service.
    fn generate(&self, key: &KmsKey, context: &str) -> Result<GeneratedKey, SealError>;

    /// Unwraps a data key with this key and no other.
    ///
    /// # Errors
    /// `WrongProtection` when another key wrapped it; `NoKey` with any other error of the service.
    fn decrypt(&self, key: &KmsKey, context: &str, wrapped: &[u8]) -> Result<DecryptedKey, SealError>;
}

/// A prompt for a passphrase.
pub trait Prompt: Send + Sync + fmt::Debug {
    /// Asks for a passphrase; `new` if it will protect a new key.
    ///
    /// # Errors
    /// `NoKey` when no passphrase is entered.
    fn passphrase(&self, new: bool) -> Result<Zeroizing<String>, SealError>;
}

/// A receiver of warnings about keys.
pub trait KeyWarnings: Send + Sync + fmt::Debug {
    /// Called once when a passphrase that is too short for a new key opened an existing one.
    fn weak_passphrase(&self, why: &str);
}

/// The keys of one stack.
#[derive(Debug)]
pub struct Keys {
    protection: KeyProtection,
    context: String,
    passphrase: Mutex<Option<Zeroizing<String>>>,
    prompt: Option<Arc<dyn Prompt>>,
    warnings: Mutex<Option<Arc<dyn KeyWarnings>>>,
    service: Option<Arc<dyn KeyService>>,
}

impl Keys {
    /// The keys of the stack `project/stack`. A key service binds its keys to this name.
    #[must_use]
    pub fn new(context: impl Into<String>, protection: KeyProtection) -> Self {
        Self {
            protection,
            context: context.into(),
            passphrase: Mutex::default(),
            prompt: None,
            warnings: Mutex::default(),
            service: None,
        }
    }

    /// Sets the passphrase, if it is known.
    #[must_use]
    pub fn passphrase(self, passphrase: Option<Zeroizing<String>>) -> Self {
        Self { passphrase: Mutex::new(passphrase), ..self }
    }

    /// Sets the prompt for an unknown passphrase.
    #[must_use]
    pub fn prompt(self, prompt: Option<Arc<dyn Prompt>>) -> Self {
        Self { prompt, ..self }
    }

    /// Sets the receiver of warnings.
    #[must_use]
    pub fn warnings(self, warnings: Arc<dyn KeyWarnings>) -> Self {
        Self { warnings: Mutex::new(Some(warnings)), ..self }
    }

    /// Sets the key service.
    #[must_use]
    pub fn service(self, service: Option<Arc<dyn KeyService>>) -> Self {
        Self { service, ..self }
    }

    /// Whether a passphrase is known.
    #[must_use]
    pub fn has_passphrase(&self) -> bool {
        self.passphrase.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Whether a new key requires a prompt.
    #[must_use]
    pub fn would_ask(&self) -> bool {
        self.protection == KeyProtection::Passphrase && !self.has_passphrase() && self.prompt.is_some()
    }

    fn phrase(&self, new: bool) -> Result<Passphrase, SealError> {
        let mut known = self.passphrase.lock().unwrap_or_else(PoisonError::into_inner);
        let phrase = match (&*known, &self.prompt) {
            (Some(phrase), _) => phrase.clone(),
            (None, Some(prompt)) => prompt.passphrase(new)?,
            (None, None) => return Err(NoKey::refuse()),
        };
        let passphrase = Passphrase::new(phrase.as_str());
        // One prompt is enough for all keys.
        *known = Some(phrase);
        Ok(passphrase)
    }

    fn warn_if_weak(&self, passphrase: &Passphrase) {
        if passphrase.is_weak()
            && let Some(warnings) = self.warnings.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            warnings.weak_passphrase(&format!("the passphrase has fewer than {MIN_LENGTH} characters"));
        }
    }

    fn service_of(&self, key: &KmsKey) -> Result<&dyn KeyService, SealError> {
        let none = || SealError::NoKey(format!("the secrets are protected by {key}, and this program has no AWS"));
        self.service.as_deref().ok_or_else(none)
    }

    /// The error for a key with another protection than the configured one.
    fn wrong(&self, found: &WrappedKey, why: &str) -> SealError {
        let configured = &self.protection;
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        SealError::WrongProtection(format!(
            "the data key is protected by {found}, and the configured protection is {configured}{why}"
        ))
    }

    fn decrypt(&self, key: &KmsKey, header: &WrappedKey, wrapped: &str) -> Result<DataKey, SealError> {
        let wrapped = BASE64.decode(wrapped);
        let wrapped = wrapped.map_err(|_| SealError::Damaged("the wrapped key is not base64".to_owned()))?;
        // The configured key and profile are used, never those of the header, and the request names the key that must
        // have wrapped the data key.
        let answer = self.service_of(key)?.decrypt(key, &self.context, &wrapped).map_err(|error| match error {
            SealError::WrongProtection(why) => self.wrong(header, &why),
            other => other,
        })?;
        match answer.arn {
            Some(arn) if key.differs_from(&arn) => Err(self.wrong(header, &format!("KMS opened it with {arn}"))),
            _ => Ok(answer.data),
        }
    }
}

impl Sealer for Keys {
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError> {
        match &self.protection {
            KeyProtection::Passphrase => self.phrase(true)?.create(),
            KeyProtection::Kms(key) => {
                let GeneratedKey { wrapped, data, arn } = self.service_of(key)?.generate(key, &self.context)?;
                let wrapped = BASE64.encode(wrapped);
                Ok((WrappedKey::Awskms { key: key.to_string(), arn, wrapped }, data))
            }
        }
    }

    fn unlock(&self, header: &WrappedKey) -> Result<DataKey, SealError> {
        self.check(header)?;
        match (&self.protection, header) {
            (KeyProtection::Kms(key), WrappedKey::Awskms { wrapped, .. }) => self.decrypt(key, header, wrapped),
            _ => {
                let passphrase = self.phrase(false)?;
                let key = passphrase.unlock(header)?;
                self.warn_if_weak(&passphrase);
                Ok(key)
            }
        }
    }

    fn check(&self, header: &WrappedKey) -> Result<(), SealError> {
        match (&self.protection, header) {
            (KeyProtection::Passphrase, WrappedKey::Passphrase { .. }) => Ok(()),
            (KeyProtection::Kms(configured), WrappedKey::Awskms { key, arn, .. }) => {
                let found: KmsKey = key.parse().map_err(SealError::Damaged)?;
                let differs =
                    configured.differs_from(&found.key) || arn.as_ref().is_some_and(|arn| configured.differs_from(arn));
                if differs { Err(self.wrong(header, "")) } else { Ok(()) }
            }
            _ => Err(self.wrong(header, "")),
        }
    }
}

/// Opens keys with either of two sealers, and creates keys with the second. During a key rotation, some keys are old
/// and some are new.
#[derive(Clone, Debug)]
pub struct Either(pub Arc<dyn Sealer>, pub Arc<dyn Sealer>);

impl Sealer for Either {
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError> {
        self.1.create()
    }

    fn unlock(&self, wrapped: &WrappedKey) -> Result<DataKey, SealError> {
        match (self.0.check(wrapped), self.1.check(wrapped)) {
            (Ok(()), Ok(())) => match self.0.unlock(wrapped) {
                Err(first @ (SealError::NoKey(_) | SealError::WrongProtection(_))) => {
                    self.1.unlock(wrapped).map_err(|_| first)
                }
                other => other,
            },
            (Err(SealError::WrongProtection(_)), Ok(())) => self.1.unlock(wrapped),
            _ => self.0.unlock(wrapped),
        }
    }

    fn check(&self, wrapped: &WrappedKey) -> Result<(), SealError> {
        self.0.check(wrapped).or_else(|first| self.1.check(wrapped).map_err(|_| first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "arn:aws:kms:eu-west-1:111122223333:";

    /// A service whose wrapped keys contain the key and its context. The alias `main` names the key `1`, and `other`
    /// the key `2`. It refuses another key as KMS does.
    #[derive(Debug)]
    struct Service {
        /// Whether the key in a request is ignored, as some emulators do.
        careless: bool,
    }

    fn resolve(key: &KmsKey) -> String {
        let name = key.key.strip_prefix(ACCOUNT).unwrap_or(&key.key);
        match name {
            "alias/main" => "1",
            "alias/other" => "2",
            id => id.strip_prefix("key/").unwrap_or(id),
        }
        .to_owned()
    }

    impl KeyService for Service {
        fn generate(&self, key: &KmsKey, context: &str) -> Result<GeneratedKey, SealError> {
            let data = DataKey::random();
            let id = resolve(key);
            let wrapped = [format!("{id}|{context}|").as_bytes(), data.bytes()].concat();
            Ok(GeneratedKey { wrapped, data, arn: Some(format!("{ACCOUNT}key/{id}")) })
        }

        fn decrypt(&self, key: &KmsKey, context: &str, wrapped: &[u8]) -> Result<DecryptedKey, SealError> {
            let mut parts = wrapped.splitn(3, |byte| *byte == b'|');
            let (id, bound, data) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let id = String::from_utf8(id.to_vec()).unwrap();
            if !self.careless && id != resolve(key) {
                return Err(SealError::WrongProtection("IncorrectKeyException".to_owned()));
            }
            if bound != context.as_bytes() {
                return Err(SealError::NoKey("InvalidCiphertextException".to_owned()));
            }
            Ok(DecryptedKey { data: DataKey::from_bytes(data)?, arn: Some(format!("{ACCOUNT}key/{id}")) })
        }
    }

    fn kms(context: &str, key: &str) -> Keys {
        let protection = format!("awskms://{key}?region=eu-west-1").parse().unwrap();
        Keys::new(context, protection).service(Some(Arc::new(Service { careless: false })))
    }

    fn phrase(text: &str) -> Keys {
        Keys::new("p/dev", KeyProtection::Passphrase).passphrase(Some(Zeroizing::new(format!("{text} for the tests"))))
    }

    fn refusal(result: Result<DataKey, SealError>) -> String {
        match result {
            Err(SealError::WrongProtection(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_of_a_service_is_bound_to_its_stack() {
        let (header, data) = kms("p/dev", "alias/main").create().unwrap();
        let json = serde_json::to_string(&header).unwrap();
        assert!(json.starts_with(r#"{"kind":"awskms","key":"awskms://alias/main?region=eu-west-1""#), "{json}");
        let read = serde_json::from_str(&json).unwrap();
        assert_eq!(kms("p/dev", "alias/main").unlock(&read).unwrap().bytes(), data.bytes());
        assert!(matches!(kms("p/prod", "alias/main").unlock(&header), Err(SealError::NoKey(_))));
    }

    #[test]
    fn a_key_with_another_protection_than_the_configured_one_is_refused() {
        let (by_phrase, _) = phrase("x").create().unwrap();
        let (by_kms, _) = kms("p/dev", "alias/main").create().unwrap();
        // The passphrase is known, and would open the key.
        let both = kms("p/dev", "alias/main").passphrase(Some(Zeroizing::new("x for the tests".to_owned())));
        let why = refusal(both.unlock(&by_phrase));
        assert!(why.contains("protected by a passphrase") && why.contains("alias/main"), "{why}");
        let why = refusal(phrase("x").service(Some(Arc::new(Service { careless: false }))).unlock(&by_kms));
        assert!(why.contains(&format!("{ACCOUNT}key/1")) && why.ends_with("is a passphrase"), "{why}");
        for other in ["2", "alias/other", &format!("{ACCOUNT}key/2"), "arn:aws:kms:eu-west-1:999922223333:alias/main"] {
            let why = refusal(kms("p/dev", other).unlock(&by_kms));
            assert!(why.contains(&format!("{ACCOUNT}key/1")) && why.contains(other), "{why}");
        }
        // A service that ignores the key of the request is not trusted either.
        let careless = kms("p/dev", "2").service(Some(Arc::new(Service { careless: true })));
        let WrappedKey::Awskms { key: _, wrapped, .. } = &by_kms else { panic!("{by_kms:?}") };
        let forged = WrappedKey::Awskms {
            key: "awskms://2?region=eu-west-1".to_owned(),
            arn: Some(format!("{ACCOUNT}key/2")),
            wrapped: wrapped.clone(),
        };
        assert!(refusal(careless.unlock(&forged)).contains("KMS opened it with"));
    }

    #[test]
    fn a_key_is_recognised_by_each_of_its_names() {
        for name in ["alias/main", "1", &format!("{ACCOUNT}key/1"), &format!("{ACCOUNT}alias/main")] {
            let (header, data) = kms("p/dev", name).create().unwrap();
            for other in ["alias/main", "1", &format!("{ACCOUNT}key/1"), &format!("{ACCOUNT}alias/main")] {
                assert_eq!(kms("p/dev", other).unlock(&header).unwrap().bytes(), data.bytes(), "{name} {other}");
            }
        }
    }

    #[test]
    fn during_a_rotation_either_key_opens() {
        let (header, data) = phrase("x").create().unwrap();
        let both = Either(Arc::new(phrase("y")), Arc::new(phrase("x")));
        assert_eq!(both.unlock(&header).unwrap().bytes(), data.bytes());
        let from_kms = Either(Arc::new(kms("p/dev", "alias/main")), Arc::new(phrase("x")));
        assert_eq!(from_kms.unlock(&header).unwrap().bytes(), data.bytes());
        assert!(Either(Arc::new(phrase("y")), Arc::new(phrase("z"))).unlock(&header).is_err());
        let neither = Either(Arc::new(kms("p/dev", "1")), Arc::new(kms("p/dev", "2")));
        assert!(refusal(neither.unlock(&header)).contains("?region"));
    }

    #[derive(Debug, Default)]
    struct Person(Mutex<Vec<bool>>);

    impl Prompt for Person {
        fn passphrase(&self, new: bool) -> Result<Zeroizing<String>, SealError> {
            self.0.lock().unwrap().push(new);
            Ok(Zeroizing::new("x for the tests".to_owned()))
        }
    }

    #[test]
    fn the_prompt_is_shown_at_most_once_and_only_if_necessary() {
        let person = Arc::new(Person::default());
        let prompt = || Some(Arc::clone(&person) as Arc<dyn Prompt>);
        let (header, _) = phrase("x").create().unwrap();
        let keys = Keys::new("p/dev", KeyProtection::Passphrase).prompt(prompt());
        keys.unlock(&header).unwrap();
        keys.unlock(&header).unwrap();
        assert_eq!(*person.0.lock().unwrap(), [false]);
        phrase("x").prompt(prompt()).unlock(&header).unwrap();
        assert!(kms("p/dev", "1").prompt(prompt()).unlock(&header).is_err());
        assert_eq!(person.0.lock().unwrap().len(), 1);
    }

    #[derive(Debug, Default)]
    struct Warnings(Mutex<Vec<String>>);

    impl KeyWarnings for Arc<Warnings> {
        fn weak_passphrase(&self, why: &str) {
            self.0.lock().unwrap().push(why.to_owned());
        }
    }

    #[test]
    fn a_short_passphrase_opens_an_old_key_with_a_warning_and_creates_none() {
        let warnings = Arc::new(Warnings::default());
        let short = || {
            Keys::new("p/dev", KeyProtection::Passphrase)
                .passphrase(Some(Zeroizing::new("short".to_owned())))
                .warnings(Arc::new(Arc::clone(&warnings)))
        };
        assert!(matches!(short().create(), Err(SealError::WeakPassphrase(why)) if why.contains("12 characters")));
        let (header, _) = Passphrase::new("short").cost(64, 1).create_weak().unwrap();
        let keys = short();
        keys.unlock(&header).unwrap();
        keys.unlock(&header).unwrap();
        assert_eq!(warnings.0.lock().unwrap().len(), 1);
    }
}
