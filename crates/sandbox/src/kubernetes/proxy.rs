//! The endpoint of a cluster: it counts requests, injects faults, and passes them on to the API server, which it starts
//! for the first one.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::{Cluster, operation, review};
use crate::calls::Key;
use crate::error::Error;
use crate::faults::Kind;
use crate::faults::rules::Decision;
use crate::gateway::{Body, BoxError, CutOff, Inner, full, refuse_web_page};

/// The name of API servers in counters and fault rules.
pub(super) const SERVICE: &str = "kubernetes";
/// More than the API server accepts.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Serves the endpoint until the task is aborted.
pub(super) async fn serve(cluster: Arc<Cluster>, listener: TcpListener, tls: Arc<ServerConfig>) {
    let acceptor = TlsAcceptor::from(tls);
    // This task owns every connection, so aborting it closes them.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(cluster.clone(), acceptor.clone(), stream));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection to a cluster");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

async fn connection(cluster: Arc<Cluster>, acceptor: TlsAcceptor, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let stream = match acceptor.accept(stream).await {
        Ok(stream) => stream,
        Err(error) => return tracing::trace!(%error, "no TLS connection to a cluster"),
    };
    let relay = Arc::new(Relay { cluster, upstream: Mutex::new(None) });
    let service = service_fn(move |request| relay.clone().serve(request));
    let served = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
    // Disconnected clients and connections that a fault rule closed end here.
    if let Err(error) = served {
        tracing::trace!(%error, "connection to a cluster ended");
    }
}

/// A client's connection, with one connection to the API server: the requests of both follow one another.
struct Relay {
    cluster: Arc<Cluster>,
    upstream: Mutex<Option<Upstream>>,
}

struct Upstream {
    /// The API server's port: another one after a restart.
    port: u16,
    sender: SendRequest<Full<Bytes>>,
}

impl Relay {
    async fn serve(self: Arc<Self>, request: Request<Incoming>) -> Result<Response<Body>, CutOff> {
        let (parts, body) = request.into_parts();
        if let Some(refusal) = refuse_web_page(&parts, self.cluster.port()) {
            return Ok(refusal.map(full));
        }
        let body = match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => {
                let message = format!("cannot read the request: {error}");
                return Ok(status(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message).map(full));
            }
        };
        if parts.uri.path().starts_with("/_sandbox/") {
            return Ok(self.webhook(&parts, &body).await.map(full));
        }
        let operation = operation::name(&parts.method, parts.uri.path(), parts.uri.query());
        let is_watch = operation.starts_with("watch/");
        let decision = match self.cluster.front() {
            Some(inner) => inner.admit(&self.key(operation)),
            None => Decision::default(),
        };
        // A request is completed even if its client disconnects, except one without an end.
        if is_watch || matches!(decision.action, Some(Kind::Hang)) {
            return self.run(parts, body, &decision, is_watch).await;
        }
        let run = tokio::spawn(async move { self.run(parts, body, &decision, is_watch).await });
        run.await.unwrap_or(Err(CutOff))
    }

    fn key(&self, operation: String) -> Key {
        let id = &self.cluster.id;
        Key { account: id.account.clone(), region: id.region.clone(), service: SERVICE.to_owned(), operation }
    }

    async fn run(
        &self,
        parts: Parts,
        body: Bytes,
        decision: &Decision,
        is_watch: bool,
    ) -> Result<Response<Body>, CutOff> {
        if !decision.delay.is_zero() {
            tokio::time::sleep(decision.delay).await;
        }
        match &decision.action {
            Some(Kind::Throttle) => {
                let message = "The apiserver is handling too many requests, please try again later";
                let mut response = status(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", message);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
                return Ok(response.map(full));
            }
            Some(Kind::Error { code, status: number, message }) => {
                let number = number.and_then(|number| StatusCode::from_u16(number).ok());
                let number = number.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let reason = code.as_deref().unwrap_or("InternalError");
                let message = message.as_deref().unwrap_or("an error that the sandbox's fault rules injected");
                return Ok(status(number, reason, message).map(full));
            }
            Some(Kind::ResetBefore) => return Err(CutOff),
            // Ends when the client disconnects: hyper then drops this future.
            Some(Kind::Hang) => std::future::pending().await,
            _ => {}
        }
        let response = match self.forward(&parts, &body).await {
            Ok(response) => {
                match parts.method {
                    Method::DELETE => self.cluster.deletions.begun(),
                    Method::PATCH | Method::PUT => self.cluster.deletions.continued(),
                    _ => {}
                }
                response
            }
            Err(error) => return Ok(unavailable(&error).map(full)),
        };
        match &decision.action {
            Some(Kind::ResetAfter) if is_watch => Ok(response.map(first_event)),
            Some(Kind::ResetAfter) => {
                let _ = response.into_body().collect().await;
                Err(CutOff)
            }
            Some(Kind::Malformed) => {
                let _ = response.into_body().collect().await;
                let mut malformed = Response::new(full("{\"kind\": \"Sta"));
                malformed.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Ok(malformed)
            }
            _ => Ok(response.map(|body| body.map_err(Into::into).boxed())),
        }
    }

    /// Sends a request to the API server, and once more if the kept connection was closed meanwhile.
    async fn forward(&self, parts: &Parts, body: &Bytes) -> Result<Response<Incoming>, BoxError> {
        let connector = self.cluster.clone().ready().await?;
        let mut upstream = self.upstream.lock().await;
        let kept = upstream.take().filter(|kept| kept.port == connector.port() && !kept.sender.is_closed());
        let request = |host: HeaderValue| {
            let mut request = Request::new(Full::new(body.clone()));
            *request.method_mut() = parts.method.clone();
            *request.uri_mut() = parts.uri.path_and_query().map_or("/", |target| target.as_str()).parse()?;
            *request.headers_mut() = parts.headers.clone();
            strip(request.headers_mut());
            request.headers_mut().insert(HOST, host);
            Ok::<_, BoxError>(request)
        };
        if let Some(mut kept) = kept
            && kept.sender.ready().await.is_ok()
        {
            match kept.sender.send_request(request(connector.host())?).await {
                Ok(response) => {
                    *upstream = Some(kept);
                    return Ok(without_hops(response));
                }
                Err(error) if error.is_canceled() => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut sender = connector.connect().await?;
        let response = sender.send_request(request(connector.host())?).await?;
        *upstream = Some(Upstream { port: connector.port(), sender });
        Ok(without_hops(response))
    }

    /// The calls of the API server itself.
    async fn webhook(&self, parts: &Parts, body: &Bytes) -> Response<Bytes> {
        let known = [review::AUTHENTICATE, review::AUTHORIZE].contains(&parts.uri.path());
        if !known || parts.method != Method::POST {
            return status(StatusCode::NOT_FOUND, "NotFound", "the sandbox has no such webhook");
        }
        if !review::is_of_server(&parts.headers, &self.cluster.webhook_secret) {
            return status(StatusCode::UNAUTHORIZED, "Unauthorized", "only the API server may call its webhooks");
        }
        let Ok(asked) = serde_json::from_slice::<Value>(body) else {
            return status(StatusCode::BAD_REQUEST, "BadRequest", "the body is not JSON");
        };
        let Some(inner) = self.cluster.front() else {
            return status(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", "the gateway was stopped");
        };
        let answer = self.review(&inner, parts.uri.path(), &asked).await;
        review::json_response(StatusCode::OK, &answer)
    }

    async fn review(&self, inner: &Inner, path: &str, asked: &Value) -> Value {
        if path == review::AUTHENTICATE {
            review::authenticate(inner, &self.cluster.id, asked).await
        } else {
            review::authorize(inner, &self.cluster.id, asked).await
        }
    }
}

/// Passes on the first event of a watch, and then ends without the end of the response.
fn first_event(body: Incoming) -> Body {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    struct First {
        body: Incoming,
        is_over: bool,
    }

    impl hyper::body::Body for First {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, BoxError>>> {
            if self.is_over {
                return Poll::Ready(Some(Err(CutOff.into())));
            }
            let polled = Pin::new(&mut self.body).poll_frame(cx);
            self.is_over = polled.is_ready();
            polled.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
        }
    }

    First { body, is_over: false }.boxed()
}

fn without_hops(mut response: Response<Incoming>) -> Response<Incoming> {
    strip(response.headers_mut());
    response
}

/// Removes the headers that concern the connection and not the message.
fn strip(headers: &mut HeaderMap) {
    headers.remove(CONNECTION);
    headers.remove(TRANSFER_ENCODING);
    for name in ["keep-alive", "proxy-connection", "upgrade", "te", "trailer", "expect"] {
        headers.remove(name);
    }
}

/// The response for a server that does not run.
fn unavailable(error: &BoxError) -> Response<Bytes> {
    let hint = error.downcast_ref::<Error>().map(|error| format!(": {}", error.hint())).unwrap_or_default();
    let message = format!("the sandbox's API server does not respond: {error}{hint}");
    status(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", &message)
}

/// A failure in the format of Kubernetes.
fn status(code: StatusCode, reason: &str, message: &str) -> Response<Bytes> {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": reason, "code": code.as_u16(),
    });
    review::json_response(code, &body)
}
