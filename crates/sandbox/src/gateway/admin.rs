//! The gateway's own API, under `/_sandbox/`. The sandbox's owner signs its requests for the service `sandbox`.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde::Serialize;
use serde_json::json;

use super::sigv4::Scope;
use super::{Inner, auth, traffic};
use crate::error::Error;
use crate::faults::rules;
use crate::protocol::Wire;
use crate::signature::Refusal;

/// The prefix of its paths.
pub(super) const PREFIX: &str = "/_sandbox/";
/// The service in the signature's scope.
pub(crate) const SERVICE: &str = "sandbox";

/// All endpoints: the methods and the path after the prefix.
pub const ROUTES: [(&str, &str); 11] = [
    ("GET", "status"),
    ("GET", "calls"),
    ("DELETE", "calls"),
    ("GET", "faults"),
    ("POST", "faults"),
    ("PUT", "faults"),
    ("DELETE", "faults"),
    ("PUT", "kubernetes"),
    ("POST", "traffic"),
    ("POST", "reset"),
    ("POST", "stop"),
];

const MAX_BODY: usize = 1024 * 1024;

pub(super) async fn serve(inner: &Inner, request: Request<Incoming>) -> Response<Bytes> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return reply(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
    };
    let scope = Scope::of(&parts.headers, parts.uri.query());
    let verified = match scope {
        Some(scope) if scope.service == SERVICE => inner.keys.verify_owner(&parts, &body),
        _ => Err(Refusal::Incomplete),
    };
    if let Err(refusal) = verified {
        let message = auth::reply(refusal, Wire::RestJson).message;
        let hint = "sign the request for the service `sandbox` with the credentials that `sandbox env` prints";
        return reply(StatusCode::FORBIDDEN, &json!({"error": message, "hint": hint}));
    }
    let account = parts.uri.query().and_then(|q| crate::protocol::query_value(q, "account"));
    let account = account.as_deref();
    let path = parts.uri.path().trim_start_matches(PREFIX);
    let method = parts.method.as_str();
    if !ROUTES.contains(&(method, path)) {
        return if ROUTES.iter().any(|(_, known)| *known == path) {
            reply(
                StatusCode::METHOD_NOT_ALLOWED,
                &json!({"error": format!("unsupported method {method} for {PREFIX}{path}")}),
            )
        } else {
            reply(StatusCode::NOT_FOUND, &json!({"error": format!("not found: {PREFIX}{path}")}))
        };
    }
    match (method, path) {
        ("GET", "calls") => reply(StatusCode::OK, &inner.calls.report(account)),
        ("DELETE", "calls") => {
            inner.calls.clear(account);
            reply(StatusCode::OK, &json!({}))
        }
        ("GET", "faults") => reply(StatusCode::OK, &inner.faults.list()),
        ("DELETE", "faults") => {
            inner.faults.clear(account);
            reply(StatusCode::OK, &json!({}))
        }
        (_, "faults") => match rules::parse(&body).and_then(|rules| inner.faults.set(rules)) {
            Ok(()) => reply(StatusCode::OK, &inner.faults.list()),
            Err(error) => failed(StatusCode::BAD_REQUEST, &error),
        },
        (_, "kubernetes") => match serde_json::from_slice(&body) {
            Ok(binaries) => {
                inner.emulators.clusters().set_binaries(binaries);
                reply(StatusCode::OK, &inner.status())
            }
            Err(error) => reply(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
        },
        (_, "traffic") => match serde_json::from_slice(&body) {
            Ok(tick) => match traffic::tick(inner, &tick).await {
                Ok(answer) => reply(StatusCode::OK, &answer),
                Err(error) => failed(StatusCode::BAD_GATEWAY, &error),
            },
            Err(error) => reply(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
        },
        (_, "reset") => match inner.reset(account).await {
            Ok(()) => reply(StatusCode::OK, &inner.status()),
            Err(error @ Error::Shared) => failed(StatusCode::CONFLICT, &error),
            Err(error) => failed(StatusCode::BAD_GATEWAY, &error),
        },
        (_, "stop") => {
            inner.stop.notify_one();
            reply(StatusCode::OK, &json!({}))
        }
        _ => reply(StatusCode::OK, &inner.status()),
    }
}

fn failed(status: StatusCode, error: &Error) -> Response<Bytes> {
    reply(status, &json!({"error": error.to_string(), "hint": error.hint()}))
}

fn reply(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let json = serde_json::to_vec(body).unwrap_or_default();
    let mut response = Response::new(Bytes::from(json));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
