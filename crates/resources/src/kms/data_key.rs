//! Data keys, wrapped by a key that never leaves KMS.

use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use zeroize::Zeroizing;

use crate::aws::SdkResultExt as _;
use crate::prelude::*;

/// The key of the encryption context that contains the stack of a data key; policies can match it with
/// `kms:EncryptionContext:archipel:stack`.
pub const STACK_CONTEXT: &str = "archipel:stack";

/// A new data key.
pub struct Generated {
    /// The key as KMS wrapped it.
    pub wrapped: Vec<u8>,
    /// The key, 32 bytes. Secret.
    pub plain: Zeroizing<Vec<u8>>,
    /// The ARN of the KMS key that wrapped it.
    pub arn: Option<String>,
}

/// An unwrapped data key.
pub struct Decrypted {
    /// The key, 32 bytes. Secret.
    pub plain: Zeroizing<Vec<u8>>,
    /// The ARN of the KMS key that unwrapped it.
    pub arn: Option<String>,
}

/// Creates a data key for a stack (`GenerateDataKey`). It is unwrapped for the same stack only.
///
/// # Errors
/// The error of the service.
pub async fn generate(aws: &Aws, key: &str, stack: &str) -> Result<Generated> {
    let request = aws.kms().generate_data_key().key_id(key).key_spec(DataKeySpec::Aes256);
    let response = request.encryption_context(STACK_CONTEXT, stack).send().await.into_provider_result(aws.region())?;
    match (response.ciphertext_blob, response.plaintext) {
        (Some(wrapped), Some(plain)) => Ok(Generated {
            wrapped: wrapped.into_inner(),
            plain: Zeroizing::new(plain.into_inner()),
            arn: response.key_id,
        }),
        _ => Err(no_key()),
    }
}

/// Unwraps a data key (`Decrypt`). The request names the key, so that KMS refuses a data key that another key wrapped
/// (`IncorrectKeyException`).
///
/// # Errors
/// The error of the service, for another stack or another key too.
pub async fn decrypt(aws: &Aws, key: &str, stack: &str, wrapped: &[u8]) -> Result<Decrypted> {
    let request = aws.kms().decrypt().key_id(key).ciphertext_blob(Blob::new(wrapped));
    let response = request.encryption_context(STACK_CONTEXT, stack).send().await.into_provider_result(aws.region())?;
    let plain = response.plaintext.ok_or_else(no_key)?;
    Ok(Decrypted { plain: Zeroizing::new(plain.into_inner()), arn: response.key_id })
}

fn no_key() -> ProviderError {
    ProviderError::new(ErrorKind::Invalid, "the response contains no key")
}
