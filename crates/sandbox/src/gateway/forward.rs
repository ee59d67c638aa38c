//! Forwards a request to an emulator.

use bytes::Bytes;
use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use tokio::net::UnixStream;

use crate::emulators::Emulators;
use crate::net;
use crate::protocol::Backend;

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
pub(crate) type Body = BoxBody<Bytes, BoxError>;

pub(crate) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed()
}

/// The caller's identity, as the emulators see it.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) access_key: String,
    pub(crate) account: String,
}

impl Caller {
    /// The authorization of a call that the gateway makes on behalf of the caller. The emulators do not check the
    /// signature.
    pub(crate) fn authorization(&self, region: &str, service: &str) -> String {
        let Self { access_key, .. } = self;
        format!(
            "AWS4-HMAC-SHA256 Credential={access_key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=x"
        )
    }
}

/// Sends a request and streams the response.
pub(crate) async fn send(
    emulators: &Emulators,
    backend: Backend,
    parts: &Parts,
    caller: &Caller,
    body: Body,
) -> Result<Response<Body>, BoxError> {
    let mut request = Request::new(body);
    *request.method_mut() = parts.method.clone();
    *request.uri_mut() = target(parts).parse()?;
    *request.headers_mut() = headers(parts, backend, caller);
    let stream = UnixStream::connect(emulators.socket(backend)).await?;
    let mut response = net::exchange(stream, request).await?;
    strip(response.headers_mut());
    let headers = response.headers_mut();
    // The emulators allow every web page to read their responses.
    let of_pages: Vec<_> =
        headers.keys().filter(|name| name.as_str().starts_with("access-control-")).cloned().collect();
    for name in of_pages {
        headers.remove(name);
    }
    Ok(response.map(|body| body.map_err(Into::into).boxed()))
}

/// Sends a buffered request and reads the whole response.
pub(crate) async fn exchange(
    emulators: &Emulators,
    backend: Backend,
    parts: &Parts,
    caller: &Caller,
    body: Bytes,
) -> Result<Response<Bytes>, BoxError> {
    let _turn = match emulators.turn(backend) {
        Some(turn) => Some(turn.acquire().await?),
        None => None,
    };
    let response = send(emulators, backend, parts, caller, full(body)).await?;
    let (mut head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    // A response to HEAD has the length of the absent body.
    if parts.method != Method::HEAD {
        head.headers.insert(CONTENT_LENGTH, body.len().into());
    }
    Ok(Response::from_parts(head, body))
}

/// The unchanged path and query, without the signature of a presigned URL.
fn target(parts: &Parts) -> String {
    const SIGNATURE: [&str; 7] = [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    ];
    let path = parts.uri.path();
    let Some(query) = parts.uri.query() else { return path.to_owned() };
    let is_presigned = crate::protocol::query_value(query, "X-Amz-Signature").is_some();
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let kept: Vec<_> =
        query.split('&').filter(|pair| !is_presigned || !SIGNATURE.contains(&name(pair).as_str())).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

fn headers(from: &Parts, backend: Backend, caller: &Caller) -> HeaderMap {
    let mut headers = from.headers.clone();
    strip(&mut headers);
    headers.remove(EXPECT);
    headers.entry(HOST).or_insert(HeaderValue::from_static("localhost"));
    // Only the gateway may set the caller.
    let account = HeaderName::from_static("x-moto-account-id");
    headers.remove(&account);
    // The gateway has verified the presigned URL. moto would take it for a call of S3, and ministack would verify it
    // with another secret.
    let in_query = || crate::protocol::query_value(from.uri.query()?, "X-Amz-Credential");
    let signed =
        |credential: String| format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=x");
    if !headers.contains_key(AUTHORIZATION)
        && let Some(value) = in_query().map(signed).and_then(|value| HeaderValue::from_str(&value).ok())
    {
        headers.insert(AUTHORIZATION, value);
    }
    match backend {
        Backend::Moto => {
            if let Ok(value) = HeaderValue::from_str(&caller.account) {
                headers.insert(account, value);
            }
        }
        // ministack uses the access key as the account, so temporary keys are replaced with their account.
        Backend::Ministack => {
            let signed = headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok());
            let rewritten = signed.map(|v| {
                let of = |key: &str| format!("Credential={key}/");
                v.replacen(&of(&caller.access_key), &of(&caller.account), 1)
            });
            if let Some(value) = rewritten.and_then(|v| HeaderValue::from_str(&v).ok()) {
                headers.insert(AUTHORIZATION, value);
            }
        }
    }
    headers
}

/// Headers that concern the connection and not the message.
fn strip(headers: &mut HeaderMap) {
    headers.remove(CONNECTION);
    headers.remove(TRANSFER_ENCODING);
    for name in ["keep-alive", "proxy-connection", "upgrade", "te", "trailer"] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emulators_get_presigned_urls_without_their_signature() {
        let of = |uri: &str| target(&Request::get(uri).body(()).unwrap().into_parts().0);
        let signed = "/b/a%20key?X-Amz-Algorithm=A&versionId=1&X-Amz-Credential=c&X-Amz-Signature=0&x=%2F";
        assert_eq!(of(signed), "/b/a%20key?versionId=1&x=%2F");
        assert_eq!(of("/b?X-Amz-Date=1&X-Amz-Signature=0"), "/b");
        assert_eq!(of("/b?X-Amz-Date=1"), "/b?X-Amz-Date=1");
        assert_eq!(of("/b?"), "/b?");
    }
}
