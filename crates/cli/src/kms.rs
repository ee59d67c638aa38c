//! AWS KMS as the protection of data keys.

use archipel_endpoints::{Endpoints, Environment as ProcessEnvironment, Services};
use archipel_engine::Environment;
use archipel_engine::resource::ProviderError;
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_resources::kms::data_key;
use archipel_state::{DataKey, DecryptedKey, GeneratedKey, KeyService, KmsKey, SealError};

use crate::endpoints::unnamed_endpoint;
use crate::errors::Failure;

/// AWS KMS, with the default credentials of AWS tools, at the configured endpoint.
#[derive(Debug)]
pub(crate) struct Kms {
    pub(crate) endpoints: Endpoints,
}

/// Refuses an endpoint for KMS from the environment or the key's profile that the configuration does not contain.
pub(crate) fn verify(endpoints: &Endpoints, key: &KmsKey) -> Result<(), Failure> {
    let verified = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let environment = runtime.block_on(ProcessEnvironment::of_process(key.profile.as_deref()));
        Ok(endpoints.verify(&environment, Services::Only(&["KMS"])))
    };
    let verified: std::io::Result<_> = std::thread::scope(|scope| {
        let stopped = || std::io::Error::other("the thread that reads the profile stopped");
        scope.spawn(verified).join().unwrap_or_else(|_| Err(stopped()))
    });
    match verified {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(unnamed_endpoint(&error.to_string()).at(key.to_string())),
        Err(error) => Err(Failure::new(format!("cannot read the AWS configuration: {error}"))),
    }
}

/// Calls KMS in a separate runtime, because any thread may call this.
fn call<T: Send>(
    endpoints: &Endpoints,
    key: &KmsKey,
    what: impl AsyncFnOnce(&archipel_resources::aws::Aws) -> Result<T, ProviderError> + Send,
) -> Result<T, SealError> {
    let failed = |why: String| SealError::NoKey(format!("{key}: {why}"));
    let ask = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed(error.to_string()))?;
        let answer = runtime.block_on(async {
            let mut settings = Settings::new(Target::Aws { profile: key.profile.clone() });
            settings.endpoints.clone_from(endpoints);
            let connection = Connection::open(settings).await?;
            what(connection.aws(&Environment { region: key.region.clone(), account: None })?.as_ref()).await
        });
        answer.map_err(|error| match error.code.as_deref() {
            // KMS used another key than the configured one.
            Some("IncorrectKeyException") => SealError::WrongProtection(error.to_string()),
            _ => failed(error.to_string()),
        })
    };
    std::thread::scope(|scope| {
        scope.spawn(ask).join().unwrap_or_else(|_| Err(failed("the call ended without a response".to_owned())))
    })
}

impl KeyService for Kms {
    fn generate(&self, key: &KmsKey, context: &str) -> Result<GeneratedKey, SealError> {
        let generated = call(&self.endpoints, key, async |aws| data_key::generate(aws, &key.key, context).await)?;
        Ok(GeneratedKey {
            wrapped: generated.wrapped,
            data: DataKey::from_bytes(&generated.plain)?,
            arn: generated.arn,
        })
    }

    fn decrypt(&self, key: &KmsKey, context: &str, wrapped: &[u8]) -> Result<DecryptedKey, SealError> {
        let opened = call(&self.endpoints, key, async |aws| data_key::decrypt(aws, &key.key, context, wrapped).await)?;
        Ok(DecryptedKey { data: DataKey::from_bytes(&opened.plain)?, arn: opened.arn })
    }
}
