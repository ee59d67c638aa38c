//! What guards the data keys of a stack: a passphrase or a key service, as each wrapped key says.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use super::{DataKey, NoKey, Passphrase, SealError, Sealer, WrappedKey};

/// A key of AWS KMS: `awskms://KEY?region=R&profile=P`. The key is an id, `alias/NAME`, or an ARN, which says the region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KmsKey {
    /// Its id, alias or ARN.
    pub key: String,
    /// Its region.
    pub region: String,
    /// A profile of the shared AWS configuration files, in place of `AWS_PROFILE`.
    pub profile: Option<String>,
}

impl FromStr for KmsKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("`{text}` is no key: {why}; write awskms://KEY?region=REGION");
        let rest = text.strip_prefix("awskms://").ok_or_else(|| wrong("it does not start with awskms://"))?;
        let (key, query) = rest.split_once('?').unwrap_or((rest, ""));
        if key.is_empty() {
            return Err(wrong("it names none"));
        }
        // arn:aws:kms:REGION:ACCOUNT:key/ID
        let mut region = key.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(2)).map(str::to_owned);
        let mut profile = None;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("region", value)) if !value.is_empty() => region = Some(value.to_owned()),
                Some(("profile", value)) if !value.is_empty() => profile = Some(value.to_owned()),
                _ => return Err(wrong(&format!("`{pair}` is neither `region=` nor `profile=`"))),
            }
        }
        let region = region.ok_or_else(|| wrong("it does not say its region"))?;
        Ok(Self { key: key.to_owned(), region, profile })
    }
}

/// As it is read.
impl fmt::Display for KmsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "awskms://{}?region={}", self.key, self.region)?;
        self.profile.iter().try_for_each(|profile| write!(f, "&profile={profile}"))
    }
}

/// What guards data keys that are made from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// A passphrase.
    #[default]
    Passphrase,
    /// A key of AWS KMS.
    Kms(KmsKey),
}

impl FromStr for Guard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "passphrase" => Ok(Self::Passphrase),
            _ if text.contains("://") => text.parse().map(Self::Kms),
            _ => Err(format!("`{text}` guards no keys: write `passphrase` or awskms://KEY?region=REGION")),
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passphrase => f.write_str("a passphrase"),
            Self::Kms(key) => key.fmt(f),
        }
    }
}

/// A key service. Called from threads that may block.
pub trait KeyService: Send + Sync + fmt::Debug {
    /// Makes a data key and its wrapped form. It is unwrapped with the same context only.
    ///
    /// # Errors
    /// `NoKey` with what the service answers.
    fn generate(&self, key: &KmsKey, context: &str) -> Result<(Vec<u8>, DataKey), SealError>;

    /// Unwraps a data key.
    ///
    /// # Errors
    /// `NoKey` with what the service answers.
    fn decrypt(&self, key: &KmsKey, context: &str, wrapped: &[u8]) -> Result<DataKey, SealError>;
}

/// Somebody who can be asked for a passphrase.
pub trait Prompt: Send + Sync + fmt::Debug {
    /// Asks; `anew` for one that is to be used from now on.
    ///
    /// # Errors
    /// `NoKey` when nobody answers.
    fn passphrase(&self, anew: bool) -> Result<Zeroizing<String>, SealError>;
}

/// The keys of one stack.
#[derive(Debug)]
pub struct Keys {
    guard: Guard,
    context: String,
    passphrase: Mutex<Option<Zeroizing<String>>>,
    prompt: Option<Arc<dyn Prompt>>,
    service: Option<Arc<dyn KeyService>>,
}

impl Keys {
    /// Of the stack of this name, `project/stack`: what a key service wraps is bound to it. New keys are guarded so.
    #[must_use]
    pub fn new(context: impl Into<String>, guard: Guard) -> Self {
        Self { guard, context: context.into(), passphrase: Mutex::default(), prompt: None, service: None }
    }

    /// The passphrase, where it is known.
    #[must_use]
    pub fn passphrase(self, passphrase: Option<Zeroizing<String>>) -> Self {
        Self { passphrase: Mutex::new(passphrase), ..self }
    }

    /// Who is asked for a passphrase that is not known.
    #[must_use]
    pub fn prompt(self, prompt: Option<Arc<dyn Prompt>>) -> Self {
        Self { prompt, ..self }
    }

    /// The key service.
    #[must_use]
    pub fn service(self, service: Option<Arc<dyn KeyService>>) -> Self {
        Self { service, ..self }
    }

    /// Whether a passphrase is known.
    #[must_use]
    pub fn has_passphrase(&self) -> bool {
        self.passphrase.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Whether a person would have to be asked for a new key.
    #[must_use]
    pub fn would_ask(&self) -> bool {
        self.guard == Guard::Passphrase && !self.has_passphrase() && self.prompt.is_some()
    }

    fn phrase(&self, anew: bool) -> Result<Passphrase, SealError> {
        let mut known = self.passphrase.lock().unwrap_or_else(PoisonError::into_inner);
        let phrase = match (&*known, &self.prompt) {
            (Some(phrase), _) => phrase.clone(),
            (None, Some(prompt)) => prompt.passphrase(anew)?,
            (None, None) => return Err(NoKey::refuse()),
        };
        let passphrase = Passphrase::new(phrase.as_str());
        // One answer is enough for all that is opened.
        *known = Some(phrase);
        Ok(passphrase)
    }

    fn service_of(&self, key: &KmsKey) -> Result<&dyn KeyService, SealError> {
        let none = || SealError::NoKey(format!("the secrets are guarded by {key}, and this program has no AWS"));
        self.service.as_deref().ok_or_else(none)
    }
}

impl Sealer for Keys {
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError> {
        match &self.guard {
            Guard::Passphrase => self.phrase(true)?.create(),
            Guard::Kms(key) => {
                let (wrapped, data) = self.service_of(key)?.generate(key, &self.context)?;
                Ok((WrappedKey::Awskms { key: key.to_string(), wrapped: BASE64.encode(wrapped) }, data))
            }
        }
    }

    fn unlock(&self, header: &WrappedKey) -> Result<DataKey, SealError> {
        match header {
            WrappedKey::Passphrase { .. } => self.phrase(false)?.unlock(header),
            WrappedKey::Awskms { key, wrapped } => {
                let key: KmsKey = key.parse().map_err(SealError::Damaged)?;
                let wrapped = BASE64.decode(wrapped);
                let wrapped = wrapped.map_err(|_| SealError::Damaged("the wrapped key is not base64".to_owned()))?;
                self.service_of(&key)?.decrypt(&key, &self.context, &wrapped)
            }
        }
    }
}

/// Opens what either of two opens, and makes keys with the second: while keys are changed, some are old and some new.
#[derive(Clone, Debug)]
pub struct Either(pub Arc<dyn Sealer>, pub Arc<dyn Sealer>);

impl Sealer for Either {
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError> {
        self.1.create()
    }

    fn unlock(&self, wrapped: &WrappedKey) -> Result<DataKey, SealError> {
        match self.0.unlock(wrapped) {
            Err(first @ SealError::NoKey(_)) => self.1.unlock(wrapped).map_err(|_| first),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service whose wrapped keys are the keys, beside what they are bound to.
    #[derive(Debug)]
    struct Service;

    impl KeyService for Service {
        fn generate(&self, key: &KmsKey, context: &str) -> Result<(Vec<u8>, DataKey), SealError> {
            let data = DataKey::random();
            Ok(([format!("{}/{context}/", key.key).as_bytes(), data.bytes()].concat(), data))
        }

        fn decrypt(&self, key: &KmsKey, context: &str, wrapped: &[u8]) -> Result<DataKey, SealError> {
            let refused = || SealError::NoKey("InvalidCiphertext".to_owned());
            let bytes = wrapped.strip_prefix(format!("{}/{context}/", key.key).as_bytes()).ok_or_else(refused)?;
            DataKey::from_bytes(bytes)
        }
    }

    fn kms(context: &str) -> Keys {
        let guard = "awskms://alias/main?region=eu-west-1".parse().unwrap();
        Keys::new(context, guard).service(Some(Arc::new(Service)))
    }

    fn phrase(text: &str) -> Keys {
        Keys::new("p/dev", Guard::Passphrase).passphrase(Some(Zeroizing::new(text.to_owned())))
    }

    #[test]
    fn a_key_of_a_service_is_bound_to_its_stack() {
        let (header, data) = kms("p/dev").create().unwrap();
        let json = serde_json::to_string(&header).unwrap();
        assert!(json.starts_with(r#"{"kind":"awskms","key":"awskms://alias/main?region=eu-west-1""#), "{json}");
        assert_eq!(kms("p/dev").unlock(&serde_json::from_str(&json).unwrap()).unwrap().bytes(), data.bytes());
        assert!(matches!(kms("p/prod").unlock(&header), Err(SealError::NoKey(_))));
        assert!(matches!(phrase("x").unlock(&header), Err(SealError::NoKey(why)) if why.contains("has no AWS")));
    }

    #[test]
    fn what_guards_an_existing_key_is_what_opens_it() {
        let (header, data) = phrase("x").create().unwrap();
        let later = kms("p/dev").passphrase(Some(Zeroizing::new("x".to_owned())));
        assert_eq!(later.unlock(&header).unwrap().bytes(), data.bytes());
        let both = Either(Arc::new(phrase("y")), Arc::new(phrase("x")));
        assert_eq!(both.unlock(&header).unwrap().bytes(), data.bytes());
        assert!(Either(Arc::new(phrase("y")), Arc::new(phrase("z"))).unlock(&header).is_err());
    }

    #[derive(Debug, Default)]
    struct Person(Mutex<Vec<bool>>);

    impl Prompt for Person {
        fn passphrase(&self, anew: bool) -> Result<Zeroizing<String>, SealError> {
            self.0.lock().unwrap().push(anew);
            Ok(Zeroizing::new("x".to_owned()))
        }
    }

    #[test]
    fn a_person_is_asked_once_and_only_if_need_be() {
        let person = Arc::new(Person::default());
        let (header, _) = phrase("x").create().unwrap();
        let keys = Keys::new("p/dev", Guard::Passphrase).prompt(Some(Arc::clone(&person) as Arc<dyn Prompt>));
        keys.unlock(&header).unwrap();
        keys.unlock(&header).unwrap();
        assert_eq!(*person.0.lock().unwrap(), [false]);
        phrase("x").prompt(Some(Arc::clone(&person) as Arc<dyn Prompt>)).unlock(&header).unwrap();
        assert_eq!(person.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn keys_are_written_as_they_are_read() {
        let arn = "awskms://arn:aws:kms:eu-west-1:123456789012:key/1234?region=eu-west-1&profile=ci";
        assert_eq!(arn.parse::<KmsKey>().unwrap().to_string(), arn);
        assert_eq!(arn.split_once('?').unwrap().0.parse::<KmsKey>().unwrap().region, "eu-west-1");
        for (text, why) in [
            ("awskms://alias/x", "its region"),
            ("awskms://?region=x", "names none"),
            ("awskms://x?regio=x", "neither"),
            ("gcpkms://x", "does not start"),
            ("vault", "guards no keys"),
        ] {
            let error = text.parse::<Guard>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
