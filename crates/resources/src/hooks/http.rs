//! Waits until an address answers, with the HTTP client and the certificates of the AWS SDK.

use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::resource::{ErrorKind, HookHandler, HookRequest, ProviderError, Result};
use async_trait::async_trait;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::byte_stream::ByteStream;

use super::{Look, Looker, until, wrong_inputs};

/// The time limit of one request.
const ATTEMPT: Duration = Duration::from_secs(10);

/// The handler of `Hook::http`.
#[derive(Debug, Default)]
pub struct HttpAnswers;

#[async_trait]
impl HookHandler for HttpAnswers {
    fn kind(&self) -> &'static str {
        "local:http"
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let mut wrong = wrong_inputs(inputs, "url", &["status", "contains", "headers"]);
        let url = inputs.field("url").clone().reveal();
        if url.as_str().is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            wrong.push("`url` is not an address: expected `https://..` or `http://..`".to_owned());
        }
        if !matches!(inputs.field("status"), Value::Null | Value::Unknown | Value::Int(100..=599)) {
            wrong.push("`status` is not an HTTP status".to_owned());
        }
        let contains = inputs.field("contains").clone().reveal();
        if !matches!(contains, Value::Null | Value::Unknown | Value::Str(_)) {
            wrong.push("`contains` is not a text".to_owned());
        }
        let headers = inputs.field("headers").clone().reveal();
        let is_text = |value: &Value| matches!(value, Value::Str(_) | Value::Unknown);
        match headers {
            Value::Null | Value::Unknown => {}
            Value::Map(map) if map.values().all(is_text) => {}
            _ => wrong.push("`headers` is not a map of texts".to_owned()),
        }
        wrong
    }

    async fn run(&self, request: HookRequest<'_>) -> Result<()> {
        let connector =
            Connector::builder().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build();
        until(&request, &mut Address { connector, inputs: request.inputs }).await
    }
}

/// An address that is waited for.
struct Address<'a> {
    connector: Connector,
    inputs: &'a Value,
}

#[async_trait]
impl Looker for Address<'_> {
    async fn look(&mut self) -> Result<Look> {
        match tokio::time::timeout(ATTEMPT, ask(&self.connector, self.inputs)).await {
            Ok(look) => look,
            Err(_) => Ok(Look::NotYet(format!("no answer within {ATTEMPT:?}"))),
        }
    }
}

async fn ask(connector: &Connector, inputs: &Value) -> Result<Look> {
    let invalid = |what: String| ProviderError::new(ErrorKind::Invalid, what);
    let mut request = HttpRequest::empty();
    request.set_method("GET").map_err(|error| invalid(error.to_string()))?;
    let url = inputs.field("url").as_str().unwrap_or_default();
    request.set_uri(url).map_err(|error| invalid(format!("invalid `url`: {error}")))?;
    for (name, value) in inputs.field("headers").as_map().into_iter().flatten() {
        let added = request.headers_mut().try_insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
        added.map_err(|_| invalid(format!("invalid header `{name}`")))?;
    }
    let response = match connector.call(request).await {
        Ok(response) => response,
        Err(error) => return Ok(Look::NotYet(format!("no answer: {}", crate::aws::chain(&error)))),
    };
    let status = response.status().as_u16();
    let wanted = match inputs.field("status") {
        Value::Int(wanted) => i64::from(status) == *wanted,
        _ => (200..300).contains(&status),
    };
    if !wanted {
        return Ok(Look::NotYet(format!("the answer has the status {status}")));
    }
    let Some(text) = inputs.field("contains").as_str() else { return Ok(Look::Done) };
    let body = ByteStream::new(response.into_body()).collect().await;
    let body = match body {
        Ok(body) => body.into_bytes(),
        Err(error) => return Ok(Look::NotYet(format!("the answer is not complete: {error}"))),
    };
    let found = String::from_utf8_lossy(&body).contains(text);
    Ok(if found { Look::Done } else { Look::NotYet("the answer does not contain the text".to_owned()) })
}
