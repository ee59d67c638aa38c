//! Data keys, wrapped by a key that never leaves KMS.

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;

use crate::aws::{Answer as _, Aws};

/// The key of the encryption context that says which stack a data key is for.
const CONTEXT: &str = "archipel:stack";

/// A data key.
pub struct Generated {
    /// As KMS wrapped it.
    pub wrapped: Vec<u8>,
    /// The key, 32 bytes. Secret.
    pub plain: Vec<u8>,
}

/// Makes a data key for a stack (`GenerateDataKey`). It is unwrapped with the same stack only.
///
/// # Errors
/// What the service answers.
pub async fn generate(aws: &Aws, key: &str, stack: &str) -> Result<Generated> {
    let request = aws.kms().generate_data_key().key_id(key).key_spec(DataKeySpec::Aes256);
    let made = request.encryption_context(CONTEXT, stack).send().await.answer(aws.region())?;
    match (made.ciphertext_blob, made.plaintext) {
        (Some(wrapped), Some(plain)) => Ok(Generated { wrapped: wrapped.into_inner(), plain: plain.into_inner() }),
        _ => Err(ProviderError::new(ErrorKind::Invalid, "the answer has no key")),
    }
}

/// Unwraps a data key (`Decrypt`).
///
/// # Errors
/// What the service answers, for another stack or another key too.
pub async fn decrypt(aws: &Aws, key: &str, stack: &str, wrapped: &[u8]) -> Result<Vec<u8>> {
    let request = aws.kms().decrypt().key_id(key).ciphertext_blob(Blob::new(wrapped));
    let answer = request.encryption_context(CONTEXT, stack).send().await.answer(aws.region())?;
    let plain = answer.plaintext.ok_or_else(|| ProviderError::new(ErrorKind::Invalid, "the answer has no key"))?;
    Ok(plain.into_inner())
}
