//! The protection of data keys: a passphrase or a key of AWS KMS.

use std::fmt;
use std::str::FromStr;

use super::WrappedKey;

/// A key of AWS KMS: `awskms://KEY?region=R&profile=P`. The key is an id, `alias/NAME`, or an ARN, which includes the
/// region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KmsKey {
    /// The id, alias or ARN.
    pub key: String,
    pub region: String,
    /// A profile of the shared AWS configuration files, instead of `AWS_PROFILE`.
    pub profile: Option<String>,
}

impl KmsKey {
    /// Whether this is certainly another key than `other`, an id, alias or ARN. An alias may name any key of its
    /// account, and a multi-region key has the same id in every region, so in those cases only KMS can compare them,
    /// and this returns false.
    #[must_use]
    pub fn differs_from(&self, other: &str) -> bool {
        let (own, other) = (KeyName::of(&self.key), KeyName::of(other));
        let differ = |one: Option<&str>, two: Option<&str>| matches!((one, two), (Some(one), Some(two)) if one != two);
        differ(own.account, other.account) || differ(own.id, other.id)
    }
}

/// The parts of a key's name that can be compared without a call to KMS.
struct KeyName<'a> {
    account: Option<&'a str>,
    id: Option<&'a str>,
}

impl<'a> KeyName<'a> {
    fn of(name: &'a str) -> Self {
        // arn:aws:kms:REGION:ACCOUNT:key/ID, or :alias/NAME
        let (account, resource) = match name.strip_prefix("arn:") {
            Some(arn) => {
                let mut parts = arn.splitn(5, ':').skip(3);
                (parts.next(), parts.next().unwrap_or_default())
            }
            None => (None, name),
        };
        let id = resource.strip_prefix("key/").unwrap_or(resource);
        Self { account, id: (!id.starts_with("alias/")).then_some(id) }
    }
}

impl FromStr for KmsKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let invalid = |why: &str| format!("invalid key `{text}`: {why}; write awskms://KEY?region=REGION");
        let rest = text.strip_prefix("awskms://").ok_or_else(|| invalid("it does not start with awskms://"))?;
        let (key, query) = rest.split_once('?').unwrap_or((rest, ""));
        if key.is_empty() {
            return Err(invalid("the key is missing"));
        }
        // arn:aws:kms:REGION:ACCOUNT:key/ID
        let mut region = key.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(2)).map(str::to_owned);
        let mut profile = None;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("region", value)) if !value.is_empty() => region = Some(value.to_owned()),
                Some(("profile", value)) if !value.is_empty() => profile = Some(value.to_owned()),
                _ => return Err(invalid(&format!("`{pair}` is neither `region=` nor `profile=`"))),
            }
        }
        let region = region.ok_or_else(|| invalid("the region is missing"))?;
        Ok(Self { key: key.to_owned(), region, profile })
    }
}

/// Writes the key in the form that is parsed.
impl fmt::Display for KmsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "awskms://{}?region={}", self.key, self.region)?;
        self.profile.iter().try_for_each(|profile| write!(f, "&profile={profile}"))
    }
}

/// The configured protection of the data keys of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyProtection {
    #[default]
    Passphrase,
    Kms(KmsKey),
}

impl FromStr for KeyProtection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "passphrase" => Ok(Self::Passphrase),
            _ if text.contains("://") => text.parse().map(Self::Kms),
            _ => Err(format!("invalid key protection `{text}`: expected `passphrase` or awskms://KEY?region=REGION")),
        }
    }
}

impl fmt::Display for KeyProtection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passphrase => f.write_str("a passphrase"),
            Self::Kms(key) => key.fmt(f),
        }
    }
}

/// The protection of the key, with the ARN of a KMS key.
impl fmt::Display for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passphrase { .. } => KeyProtection::Passphrase.fmt(f),
            Self::Awskms { key, arn: Some(arn), .. } if !key.contains(arn.as_str()) => write!(f, "{key} ({arn})"),
            Self::Awskms { key, .. } => f.write_str(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_formatted_as_they_are_parsed() {
        let arn = "awskms://arn:aws:kms:eu-west-1:123456789012:key/1234?region=eu-west-1&profile=ci";
        assert_eq!(arn.parse::<KmsKey>().unwrap().to_string(), arn);
        assert_eq!(arn.split_once('?').unwrap().0.parse::<KmsKey>().unwrap().region, "eu-west-1");
        for (text, why) in [
            ("awskms://alias/x", "the region is missing"),
            ("awskms://?region=x", "the key is missing"),
            ("awskms://x?regio=x", "neither"),
            ("gcpkms://x", "does not start"),
            ("vault", "invalid key protection"),
        ] {
            let error = text.parse::<KeyProtection>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn keys_differ_only_if_that_is_certain() {
        let arn = |region: &str, account: &str, key: &str| format!("arn:aws:kms:{region}:{account}:{key}");
        let one = arn("eu-west-1", "111122223333", "key/1234");
        for (configured, found, differs) in [
            ("1234", "1234", false),
            ("1234", one.as_str(), false),
            (&one, "1234", false),
            ("alias/states", &one, false),
            ("alias/states", "alias/other", false),
            (&arn("eu-west-1", "111122223333", "alias/states"), &one, false),
            // A replica of a multi-region key.
            (&arn("us-east-1", "111122223333", "key/mrk-1"), &arn("eu-west-1", "111122223333", "key/mrk-1"), false),
            ("5678", "1234", true),
            ("5678", &one, true),
            (&arn("eu-west-1", "999922223333", "key/1234"), &one, true),
            (&arn("eu-west-1", "999922223333", "alias/states"), &one, true),
        ] {
            let key = KmsKey { key: configured.to_owned(), region: "eu-west-1".to_owned(), profile: None };
            assert_eq!(key.differs_from(found), differs, "{configured} {found}");
        }
    }
}
