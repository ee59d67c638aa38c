//! The stand-ins for PagerDuty, Sentry and Grafana, under `/_saas/VENDOR/`. A token is `ACCOUNT:SECRET`, with the secret of the
//! sandbox.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use serde_json::Value;

use super::forward::{Body, full};
use super::{CutOff, Inner, lock};
use crate::calls::Key;
use crate::faults::Kind;
use crate::saas::{Answer, Call, Vendor};
use crate::secret::is_account;
use crate::signature::equal_in_constant_time;

/// The prefix of their paths.
pub(super) const PREFIX: &str = "/_saas/";

const MAX_BODY: usize = 16 * 1024 * 1024;

pub(super) async fn serve(inner: &Inner, request: Request<Incoming>) -> Result<Response<Body>, CutOff> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().trim_start_matches(PREFIX);
    let (name, path) = path.split_once('/').unwrap_or((path, ""));
    let Some(vendor) = Vendor::of(name) else {
        return Ok(reply(&Answer { status: 404, headers: Vec::new(), body: Value::Null }));
    };
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else { return Ok(reply(&vendor.failed(413))) };
    let Some(account) = vendor.token(&parts.headers).and_then(|token| account(inner, token)) else {
        return Ok(reply(&vendor.unauthorized()));
    };
    let operation = vendor.operation(parts.method.as_str(), path);
    let key = Key { account: account.to_owned(), region: "global".to_owned(), service: name.to_owned(), operation };
    let decision = inner.admit(&key);
    if !decision.delay.is_zero() {
        tokio::time::sleep(decision.delay).await;
    }
    match &decision.action {
        Some(Kind::Throttle) => return Ok(reply(&vendor.throttled())),
        Some(Kind::Error { status, .. }) => return Ok(reply(&vendor.failed(status.unwrap_or(500)))),
        Some(Kind::ResetBefore) => return Err(CutOff),
        // Ends when the client disconnects: hyper then drops this future.
        Some(Kind::Hang) => std::future::pending().await,
        _ => {}
    }
    let body = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
    let call = Call { method: parts.method.as_str(), path, query: parts.uri.query().unwrap_or_default(), body: &body };
    let answer = lock(&inner.saas).entry(account.to_owned()).or_default().answer(vendor, &call);
    match &decision.action {
        Some(Kind::ResetAfter) => Err(CutOff),
        Some(Kind::Malformed) => Ok(reply(&Answer { body: Value::String("{".to_owned()), ..answer })),
        _ => Ok(reply(&answer)),
    }
}

/// The account in a token, if the token has the secret of this sandbox.
fn account<'a>(inner: &Inner, token: &'a str) -> Option<&'a str> {
    let (account, secret) = token.split_once(':')?;
    let is_ours = equal_in_constant_time(secret.as_bytes(), inner.keys.secret().expose().as_bytes());
    Some(account).filter(|account| is_ours && is_account(account))
}

fn reply(answer: &Answer) -> Response<Body> {
    let body = if answer.body.is_null() { Bytes::new() } else { answer.body.to_string().into() };
    let mut response = Response::new(full(body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(*name), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
