//! The gateway's own API, under `/_sandbox/`.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde::Serialize;
use serde_json::json;

use super::{Inner, operation};
use crate::error::Error;
use crate::faults::rules;
use crate::net::assert_loopback;

const MAX_BODY: usize = 1024 * 1024;

pub(super) async fn serve(inner: &Inner, request: Request<Incoming>) -> Response<Bytes> {
    // A page in a browser may reach 127.0.0.1 under a name of its own.
    let host = request.headers().get(HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if assert_loopback(&format!("http://{host}")).is_err() {
        return reply(StatusCode::FORBIDDEN, &json!({"error": "this is only for the machine it runs on"}));
    }
    let account = request.uri().query().and_then(|q| operation::query_value(q, "account"));
    let account = account.as_deref();
    let method = request.method().clone();
    let path = request.uri().path().trim_start_matches("/_sandbox/").to_owned();
    match (&method, path.as_str()) {
        (&Method::GET, "status") => reply(StatusCode::OK, &inner.status()),
        (&Method::GET, "calls") => reply(StatusCode::OK, &inner.calls.report(account)),
        (&Method::DELETE, "calls") => {
            inner.calls.clear(account);
            reply(StatusCode::OK, &json!({}))
        }
        (&Method::GET, "faults") => reply(StatusCode::OK, &inner.faults.list()),
        (&Method::POST | &Method::PUT, "faults") => match Limited::new(request.into_body(), MAX_BODY).collect().await {
            Ok(body) => match rules::parse(&body.to_bytes()).and_then(|rules| inner.faults.set(rules)) {
                Ok(()) => reply(StatusCode::OK, &inner.faults.list()),
                Err(error) => failed(StatusCode::BAD_REQUEST, &error),
            },
            Err(error) => reply(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
        },
        (&Method::DELETE, "faults") => {
            inner.faults.clear(account);
            reply(StatusCode::OK, &json!({}))
        }
        (&Method::POST, "reset") => match inner.reset(account).await {
            Ok(()) => reply(StatusCode::OK, &inner.status()),
            Err(error @ Error::Shared) => failed(StatusCode::CONFLICT, &error),
            Err(error) => failed(StatusCode::BAD_GATEWAY, &error),
        },
        (&Method::POST, "stop") => {
            inner.stop.notify_one();
            reply(StatusCode::OK, &json!({}))
        }
        (_, "status" | "calls" | "faults" | "reset" | "stop") => {
            reply(StatusCode::METHOD_NOT_ALLOWED, &json!({"error": format!("no {method} of /_sandbox/{path}")}))
        }
        _ => reply(StatusCode::NOT_FOUND, &json!({"error": format!("there is no /_sandbox/{path}")})),
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
