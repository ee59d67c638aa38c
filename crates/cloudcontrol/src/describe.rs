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
                 schema has handlers; use a native type, a resource type of your own, or a newer version, which may know it"
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

#[cfg(test)]
mod tests {
    use archipel_engine::program::Environment;
    use archipel_resources::aws::{Connection, Settings, Target};
    use aws_smithy_runtime_api::client::http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    };
    use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
    use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

    use super::*;
    use crate::client::Clients;

    /// A registry that provisions nothing.
    #[derive(Clone, Debug)]
    struct Refusing;

    impl HttpConnector for Refusing {
        fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
            let body = "<DescribeTypeResponse><DescribeTypeResult><ProvisioningType>NON_PROVISIONABLE</ProvisioningType>\
                        </DescribeTypeResult></DescribeTypeResponse>";
            HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), body.into())))
        }
    }

    impl HttpClient for Refusing {
        fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
            SharedHttpConnector::new(self.clone())
        }
    }

    #[tokio::test]
    async fn a_type_that_aws_does_not_provision_is_refused_before_it_is_created() {
        let http_client = Some(SharedHttpClient::new(Refusing));
        let settings = Settings { http_client, ..Settings::new(Target::nowhere()) };
        let clients = Clients::new(Connection::open(settings).await.unwrap());
        let client = clients.of(&Environment { region: "eu-west-1".to_owned(), account: None }).unwrap();
        let error = ensure_provisionable(&client, "AWS::New::Thing").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Invalid, "{error}");
        assert!(error.message.contains("NON_PROVISIONABLE"), "{error}");
    }
}
