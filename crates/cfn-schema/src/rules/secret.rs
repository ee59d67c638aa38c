//! Which properties are secret. CloudFormation schemas do not say it.

use crate::model::{Kind, PropertyPath, Resolved};

/// The last words of names of secret properties.
const WORDS: &[&str] = &[
    "password",
    "passwords",
    "passphrase",
    "secretstring",
    "secretaccesskey",
    "secretkey",
    "sharedsecret",
    "clientsecret",
    "clientsecretkey",
    "appsecret",
    "privatekey",
    "authtoken",
    "accesstoken",
    "oauthtoken",
    "refreshtoken",
    "securitytoken",
    "sessiontoken",
    "apitoken",
    "presharedkey",
    "apikeyvalue",
    "webhooksecret",
    "secrettoken",
    "credentialsjson",
    "keymaterial",
];

/// Whether a property is secret: its name ends with a word for a secret, and it is text. `MasterUserSecretArn` names a
/// secret, and `PublicKeyMaterial` is none.
#[must_use]
pub fn is_secret(path: &PropertyPath, shape: &Resolved<'_>) -> bool {
    if shape.first(|shape| shape.format.as_deref()) == Some("password") {
        return true;
    }
    let name = path.last().to_ascii_lowercase();
    let named = WORDS.iter().any(|word| name.ends_with(word)) && !name.starts_with("public");
    let text = match shape.kind() {
        Kind::Text => true,
        Kind::List(Some(_)) => name.ends_with("passwords"),
        _ => false,
    };
    named && text && shape.texts().is_empty()
}
