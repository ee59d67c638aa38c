//! AWS KMS as the protection of data keys.

use archipel_engine::program::Place;
use archipel_engine::resource::ProviderError;
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_resources::kms::data_key;
use archipel_state::{DataKey, DecryptedKey, GeneratedKey, KeyService, KmsKey, SealError};

/// AWS KMS, with the credentials that every AWS tool finds.
#[derive(Debug)]
pub(crate) struct Kms;

/// Calls KMS in a runtime of its own: whoever asks may be on any thread.
fn call<T: Send>(
    key: &KmsKey,
    what: impl AsyncFnOnce(&archipel_resources::aws::Aws) -> Result<T, ProviderError> + Send,
) -> Result<T, SealError> {
    let failed = |why: String| SealError::NoKey(format!("{key}: {why}"));
    let ask = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed(error.to_string()))?;
        let answer = runtime.block_on(async {
            let connection = Connection::open(Settings::new(Target::Aws { profile: key.profile.clone() })).await?;
            what(connection.aws(&Place { region: key.region.clone(), account: None })?.as_ref()).await
        });
        answer.map_err(|error| match error.code.as_deref() {
            // The key that was named is not the one that wrapped the data key.
            Some("IncorrectKeyException") => SealError::WrongProtection(error.to_string()),
            _ => failed(error.to_string()),
        })
    };
    std::thread::scope(|scope| {
        scope.spawn(ask).join().unwrap_or_else(|_| Err(failed("the call ended without an answer".to_owned())))
    })
}

impl KeyService for Kms {
    fn generate(&self, key: &KmsKey, context: &str) -> Result<GeneratedKey, SealError> {
        let made = call(key, async |aws| data_key::generate(aws, &key.key, context).await)?;
        Ok(GeneratedKey { wrapped: made.wrapped, data: DataKey::from_bytes(&made.plain)?, arn: made.arn })
    }

    fn decrypt(&self, key: &KmsKey, context: &str, wrapped: &[u8]) -> Result<DecryptedKey, SealError> {
        let opened = call(key, async |aws| data_key::decrypt(aws, &key.key, context, wrapped).await)?;
        Ok(DecryptedKey { data: DataKey::from_bytes(&opened.plain)?, arn: opened.arn })
    }
}
