//! Which properties are secret. CloudFormation schemas do not say it.

use crate::model::{Kind, PropertyPath, Resolved, TypeSchema};

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

/// The last words of names that are secret where AWS does not return the property: elsewhere they name what is public, such
/// as the key of a tag.
const WRITE_ONLY_WORDS: &[&str] = &[
    "token",
    "apikey",
    "accesskey",
    "activationkey",
    "encryptionkey",
    "securitydbencryption",
    "keytab",
    "hostkeybody",
    "wallet",
    "credential",
    "credentials",
    "secret",
];

/// Tokens that make a request idempotent.
const PUBLIC_WORDS: &[&str] = &["clienttoken", "kmsencryptionkey"];

/// Whether a property is secret: its format says so, or it is text and its name ends with a word for a secret. There are more
/// such words for a property that AWS does not return. `MasterUserSecretArn` names a secret, and `PublicKeyMaterial` is none.
#[must_use]
pub fn is_secret(schema: &TypeSchema, path: &PropertyPath, shape: &Resolved<'_>) -> bool {
    if shape.first(|shape| shape.format.as_deref()) == Some("password") {
        return true;
    }
    let name = path.last().to_ascii_lowercase();
    let is_one_of = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    let is_unreturned = TypeSchema::is_marked(&schema.write_only, path);
    let named = is_one_of(WORDS) || is_unreturned && is_one_of(WRITE_ONLY_WORDS) && !is_one_of(PUBLIC_WORDS);
    let named = named && !name.starts_with("public");
    let text = match shape.kind() {
        Kind::Text => true,
        Kind::List(Some(_)) => name.ends_with("passwords"),
        _ => false,
    };
    named && text && shape.texts().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    fn is(type_name: &str, path: &str) -> bool {
        let schema = schema(type_name).unwrap();
        let path = PropertyPath::parse(path);
        is_secret(schema, &path, &schema.resolve(schema.shape_at(&path).unwrap()))
    }

    #[test]
    fn what_aws_does_not_return_is_secret_by_more_words() {
        for (name, path) in [
            ("AWS::RDS::DBInstance", "/properties/MasterUserPassword"),
            ("AWS::CodeBuild::SourceCredential", "/properties/Token"),
            ("AWS::BedrockAgentCore::ApiKeyCredentialProvider", "/properties/ApiKey"),
            ("AWS::DataSync::Agent", "/properties/ActivationKey"),
            ("AWS::DataSync::LocationHDFS", "/properties/KerberosKeytab"),
            ("AWS::Transfer::HostKey", "/properties/HostKeyBody"),
            ("AWS::DMS::Certificate", "/properties/CertificateWallet"),
        ] {
            assert!(is(name, path), "{name} {path}");
        }
        for (name, path) in [
            ("AWS::Grafana::Workspace", "/properties/ClientToken"),
            ("AWS::DSQL::Cluster", "/properties/KmsEncryptionKey"),
            ("AWS::ECR::PullThroughCacheRule", "/properties/CredentialArn"),
            ("AWS::IAM::ServerCertificate", "/properties/CertificateBody"),
            ("AWS::EC2::KeyPair", "/properties/PublicKeyMaterial"),
        ] {
            assert!(!is(name, path), "{name} {path}");
        }
    }
}
