//! A proxy between a client and a server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use s3s::service::S3Service;
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::{Mutex, oneshot};

use crate::faults::{Call, Does, Faults};

/// The server behind the proxy.
pub(crate) enum Backend {
    /// A service of this process.
    Here(S3Service),
    /// Another process, at this Unix socket.
    There(PathBuf),
}

struct Shared {
    backend: Backend,
    faults: Arc<Faults>,
    one_write: Mutex<()>,
}

/// The proxy, on its own thread.
#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Edge {
    pub(crate) fn start(backend: Backend, faults: Arc<Faults>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                bound.send(listener.local_addr().unwrap()).unwrap();
                let shared = Arc::new(Shared { backend, faults, one_write: Mutex::new(()) });
                tokio::select! {
                    () = accept(listener, shared) => {}
                    _ = stopped => {}
                }
            });
            runtime.shutdown_background();
        });
        Self { address: address.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn stop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let shared = Arc::clone(&shared);
                // The request is completed even if its client disconnects, which is how ambiguous outcomes arise.
                async move { tokio::spawn(async move { shared.serve(request).await }).await.unwrap_or(Err(Lost)) }
            });
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            drop(connection.await);
        });
    }
}

/// The connection must be closed.
#[derive(Debug)]
struct Lost;

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("lost on purpose")
    }
}

impl std::error::Error for Lost {}

impl Shared {
    async fn serve(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Lost> {
        let path = request.uri().path_and_query().map_or("", |path| path.as_str());
        let call = Call { method: request.method().to_string(), path: path.trim_start_matches('/').to_owned() };
        let does = self.faults.of(call);
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
        let request = Request::from_parts(parts, body);
        match does {
            None => self.pass(request).await,
            Some(Does::Lose) => Err(Lost),
            Some(Does::LoseAnswer) => {
                self.pass(request).await?;
                Err(Lost)
            }
            Some(Does::Answer(status, code)) => Ok(error(status, code)),
            Some(Does::AnswerAfter(status, code)) => {
                self.pass(request).await?;
                Ok(error(status, code))
            }
            Some(Does::Delay(time)) => {
                tokio::time::sleep(time).await;
                self.pass(request).await
            }
            Some(Does::Hold) => {
                self.faults.hold().await;
                self.pass(request).await
            }
            Some(Does::DropConditions(names)) => {
                let mut request = request;
                for name in names {
                    request.headers_mut().remove(*name);
                }
                self.pass(request).await
            }
            Some(Does::NoDate) => {
                let mut answer = self.pass(request).await?;
                // The server adds a date unless there is one; this one is invalid.
                answer.headers_mut().insert("date", http::HeaderValue::from_static("never"));
                Ok(answer)
            }
        }
    }

    async fn pass(&self, request: Request<Bytes>) -> Result<Response<Full<Bytes>>, Lost> {
        let is_write = request.method() == http::Method::PUT;
        match &self.backend {
            Backend::Here(service) => {
                let _turn = if is_write { Some(self.one_write.lock().await) } else { None };
                let answer = service.call(request.map(s3s::Body::from)).await.map_err(|_| Lost)?;
                let (parts, body) = answer.into_parts();
                let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
                Ok(Response::from_parts(parts, Full::new(body)))
            }
            Backend::There(socket) => {
                let stream = UnixStream::connect(socket).await.map_err(|_| Lost)?;
                let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| Lost)?;
                tokio::spawn(connection);
                let answer = sender.send_request(request.map(Full::new)).await;
                let (parts, body) = answer.map_err(|_| Lost)?.into_parts();
                let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
                Ok(Response::from_parts(parts, Full::new(body)))
            }
        }
    }
}

fn error(status: u16, code: &str) -> Response<Full<Bytes>> {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>on purpose</Message></Error>");
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    answer
}
