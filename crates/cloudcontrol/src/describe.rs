//! Whether Cloud Control serves a type in an account: `DescribeType`, asked once before the first create.

use std::collections::BTreeMap;

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_resources::aws::SdkResultExt as _;
use aws_sdk_cloudformation::types::{ProvisioningType, RegistryType};
use tokio::sync::Mutex;

use crate::client::Client;

/// The answers so far, by type.
#[derive(Default)]
pub(crate) struct Described(Mutex<BTreeMap<String, Option<ProviderError>>>);

/// Refuses a type that the registry does not provision. A schema with handlers does not prove that it does.
///
/// # Errors
/// `Invalid` with the reason, and what the service answers. Without the permission to ask, the create is tried.
pub(crate) async fn ensure_provisionable(client: &Client, type_name: &str) -> Result<()> {
    let mut known = client.described.0.lock().await;
    if let Some(answer) = known.get(type_name) {
        return answer.clone().map_or(Ok(()), Err);
    }
    let answer = match ask(client, type_name).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Denied => {
            tracing::debug!(%error, type_name, "the credentials do not allow DescribeType");
            None
        }
        Err(error) => return Err(error),
    };
    known.insert(type_name.to_owned(), answer.clone());
    answer.map_or(Ok(()), Err)
}

async fn ask(client: &Client, type_name: &str) -> Result<Option<ProviderError>> {
    let aws = client.aws();
    let config = aws_sdk_cloudformation::config::Builder::from(aws.sdk_config()).interceptor(aws.interceptor());
    let sdk = aws_sdk_cloudformation::Client::from_conf(config.build());
    let call = sdk.describe_type().r#type(RegistryType::Resource).type_name(type_name);
    let refusal = |message: String| ProviderError {
        region: Some(aws.region().to_owned()),
        ..ProviderError::new(ErrorKind::Invalid, message)
    };
    match call.send().await.into_provider_result(aws.region()) {
        Ok(response) if response.provisioning_type == Some(ProvisioningType::NonProvisionable) => {
            Ok(Some(refusal(format!(
                "AWS does not provision {type_name} through Cloud Control (DescribeType says NON_PROVISIONABLE), although its \
                 schema has handlers; use a native type, or a resource type of your own"
            ))))
        }
        Ok(_) => Ok(None),
        Err(error) if error.has_code(&["TypeNotFoundException"]) => {
            let region = aws.region();
            Ok(Some(refusal(format!("the registry of {region} has no type {type_name}; choose a region that has it"))))
        }
        Err(error) => Err(error),
    }
}
