//! Key specs, and the usages of each.

use crate::prelude::*;

/// A key spec.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum KeySpec {
    /// AES with 256 bits, for encryption by AWS services.
    SymmetricDefault,
    /// RSA of 2,048 bits.
    #[prop("RSA_2048")]
    Rsa2048,
    /// RSA of 3,072 bits.
    #[prop("RSA_3072")]
    Rsa3072,
    /// RSA of 4,096 bits.
    #[prop("RSA_4096")]
    Rsa4096,
    /// The curve P-256.
    #[prop("ECC_NIST_P256")]
    EccNistP256,
    /// The curve P-384.
    #[prop("ECC_NIST_P384")]
    EccNistP384,
    /// The curve P-521.
    #[prop("ECC_NIST_P521")]
    EccNistP521,
    /// The curve secp256k1.
    #[prop("ECC_SECG_P256K1")]
    EccSecgP256k1,
    /// Edwards25519.
    #[prop("ECC_NIST_EDWARDS25519")]
    EccNistEdwards25519,
    /// HMAC of 224 bits.
    #[prop("HMAC_224")]
    Hmac224,
    /// HMAC of 256 bits.
    #[prop("HMAC_256")]
    Hmac256,
    /// HMAC of 384 bits.
    #[prop("HMAC_384")]
    Hmac384,
    /// HMAC of 512 bits.
    #[prop("HMAC_512")]
    Hmac512,
    /// ML-DSA-44.
    #[prop("ML_DSA_44")]
    MlDsa44,
    /// ML-DSA-65.
    #[prop("ML_DSA_65")]
    MlDsa65,
    /// ML-DSA-87.
    #[prop("ML_DSA_87")]
    MlDsa87,
}

/// The usage of a key.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum KeyUsage {
    /// Encrypt and decrypt.
    EncryptDecrypt,
    /// Sign and verify.
    SignVerify,
    /// Create and verify message authentication codes.
    GenerateVerifyMac,
    /// Derive shared secrets.
    KeyAgreement,
}

/// Whether a key spec allows a usage.
pub(super) fn can(spec: KeySpec, usage: KeyUsage) -> bool {
    use KeyUsage as U;
    match spec.as_str() {
        "SYMMETRIC_DEFAULT" => usage == U::EncryptDecrypt,
        "ECC_SECG_P256K1" | "ECC_NIST_EDWARDS25519" => usage == U::SignVerify,
        spec if spec.starts_with("HMAC_") => usage == U::GenerateVerifyMac,
        spec if spec.starts_with("RSA_") => matches!(usage, U::EncryptDecrypt | U::SignVerify),
        spec if spec.starts_with("ECC_") => matches!(usage, U::SignVerify | U::KeyAgreement),
        _ => usage == U::SignVerify,
    }
}
