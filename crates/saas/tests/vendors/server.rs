//! A server with the stand-ins of the sandbox, which can be slow to answer, refuse, or lose responses.

use std::sync::{Arc, Mutex};

use archipel_sandbox::saas::{Call, Vendor, World};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value as Json;
use tokio::net::TcpListener;

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const TOKEN: &str = "a-token-of-the-sandbox-0123456789";

/// What the server does to a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    Throttle,
    /// The call is executed, and the connection is closed without a response.
    LoseResponse,
    Fail(u16),
}

/// A fault, the calls that it is for, and how many of them it still meets.
type Rule = (&'static str, Fault, usize);

#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) rules: Vec<Rule>,
    /// The calls that were received, by operation.
    pub(crate) calls: Vec<String>,
}

pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) shared: Arc<Mutex<Shared>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::<Mutex<Shared>>::default();
        let served = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&served);
                let service = service_fn(move |request| answer(Arc::clone(&shared), request));
                tokio::spawn(async move {
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Self { url, shared }
    }

    /// Lets the next calls of an operation fail.
    pub(crate) fn inject(&self, operation: &'static str, fault: Fault, times: usize) {
        self.shared.lock().unwrap().rules.push((operation, fault, times));
    }

    /// The number of calls of an operation so far.
    pub(crate) fn count(&self, operation: &str) -> usize {
        self.shared.lock().unwrap().calls.iter().filter(|call| *call == operation).count()
    }

    /// Changes something in a vendor's own interface.
    pub(crate) fn call(&self, vendor: Vendor, method: &str, path: &str, body: &Json) -> Json {
        let call = Call { method, path, query: "", body };
        let answer = self.shared.lock().unwrap().world.answer(vendor, &call);
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
        answer.body
    }
}

async fn answer(shared: Arc<Mutex<Shared>>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, &'static str> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| "no body")?.to_bytes();
    let path = parts.uri.path().trim_start_matches("/_saas/");
    let (name, path) = path.split_once('/').expect("a vendor and a path");
    let vendor = Vendor::of(name).expect("a vendor");
    let mut shared = shared.lock().unwrap();
    let operation = format!("{name} {}", vendor.operation(parts.method.as_str(), path));
    shared.calls.push(operation.clone());
    let is_for = |rule: &&mut Rule| rule.0 == operation && rule.2 > 0;
    let fault = shared.rules.iter_mut().find(is_for).map(|rule| {
        rule.2 -= 1;
        rule.1
    });
    let has_token = vendor.token(&parts.headers) == Some(format!("{ACCOUNT}:{TOKEN}").as_str());
    let answer = match fault {
        _ if !has_token => vendor.unauthorized(),
        Some(Fault::Throttle) => vendor.throttled(),
        Some(Fault::Fail(status)) => vendor.failed(status),
        _ => {
            let body = serde_json::from_slice(&body).unwrap_or_default();
            let query = parts.uri.query().unwrap_or_default();
            shared.world.answer(vendor, &Call { method: parts.method.as_str(), path, query, body: &body })
        }
    };
    if fault == Some(Fault::LoseResponse) {
        return Err("the response is lost");
    }
    let body = if answer.body.is_null() { String::new() } else { answer.body.to_string() };
    let mut response = Response::builder().status(answer.status).body(Full::new(Bytes::from(body))).unwrap();
    for (name, value) in answer.headers {
        response.headers_mut().insert(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(&value).unwrap());
    }
    Ok(response)
}
