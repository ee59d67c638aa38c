//! The one address that AWS clients talk to: verifies signatures, routes by the service in them, counts, and injects
//! faults on request.

pub(crate) mod admin;
mod auth;
mod forward;
mod guard;
pub(crate) mod operation;
pub mod route;
mod s3_operation;
mod serve;
mod sigv4;
mod tagging;

pub use admin::ROUTES as ADMIN_ROUTES;

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use crate::calls::{Calls, Counter};
use crate::emulators::{EmulatorStatus, Emulators};
use crate::error::{Context, Error, Result};
use crate::faults::rules::Faults;
use crate::faults::young::Nursery;
use crate::faults::{Fired, Rule};
use crate::fixes::client_token::Tokens;
use crate::secret::Secret;
use crate::standin::{Listed, StandIn};

/// What `GET /_sandbox/status` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// A random id, new at every start and every reset: when it changes, everything is gone.
    pub instance: String,
    /// A random id of this gateway, which a reset does not change.
    pub process: String,
    /// The process of the gateway.
    pub pid: u32,
    /// The gateway's port.
    pub port: u16,
    /// Seconds since the start.
    pub uptime_seconds: f64,
    /// Seconds since the last AWS call.
    pub idle_seconds: f64,
    /// This crate's version.
    pub version: String,
    /// What it does to the emulators, as a fingerprint: another build of this crate may do something else.
    #[serde(default)]
    pub build: String,
    /// The emulators behind it.
    pub emulators: Vec<EmulatorStatus>,
    /// Calls that the sandbox itself answers, for want of an emulator.
    pub stand_ins: Vec<Listed>,
    /// Corrections to what emulators do.
    pub corrections: Vec<Listed>,
}

/// A gateway with its own faults and counters. It ends when dropped.
#[derive(Debug)]
pub struct Gateway {
    inner: Arc<Inner>,
    endpoint: String,
    task: JoinHandle<()>,
}

pub(crate) struct Inner {
    emulators: Arc<Emulators>,
    stand_ins: Vec<Arc<dyn StandIn>>,
    calls: Counter,
    faults: Faults,
    nursery: Nursery,
    tokens: Tokens,
    keys: auth::Keys,
    instance: Mutex<String>,
    process: String,
    started: Instant,
    last_call: Mutex<Instant>,
    port: u16,
    stop: Notify,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Gateway {
    /// A gateway on a free port.
    pub async fn bind(emulators: &Arc<Emulators>) -> Result<Self> {
        Self::bind_with(emulators, None, Vec::new()).await
    }

    /// A gateway on a given port (or a free one), with stand-ins.
    pub async fn bind_with(
        emulators: &Arc<Emulators>,
        port: Option<u16>,
        stand_ins: Vec<Arc<dyn StandIn>>,
    ) -> Result<Self> {
        let (listener, port) = listen(port).await?;
        Ok(Self::serve(emulators, listener, port, stand_ins))
    }

    /// A gateway on a port that is bound already.
    pub(crate) fn serve(
        emulators: &Arc<Emulators>,
        listener: TcpListener,
        port: u16,
        stand_ins: Vec<Arc<dyn StandIn>>,
    ) -> Self {
        let now = Instant::now();
        let inner = Arc::new(Inner {
            emulators: emulators.clone(),
            stand_ins,
            calls: Counter::default(),
            faults: Faults::default(),
            nursery: Nursery::default(),
            tokens: Tokens::default(),
            keys: auth::Keys::new(emulators.secret().clone()),
            instance: Mutex::new(random_id()),
            process: random_id(),
            started: now,
            last_call: Mutex::new(now),
            port,
            stop: Notify::new(),
        });
        let task = tokio::spawn(accept(listener, inner.clone()));
        Self { inner, endpoint: endpoint(port), task }
    }

    /// The secret access key that requests must be signed with.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        self.inner.keys.secret()
    }

    /// What to point AWS clients at.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The id of this world: new after each reset.
    #[must_use]
    pub fn instance(&self) -> String {
        lock(&self.inner.instance).clone()
    }

    /// The calls so far, of one account or all.
    #[must_use]
    pub fn calls(&self, account: Option<&str>) -> Calls {
        self.inner.calls.report(account)
    }

    /// Starts the counts of one account, or all, at nothing.
    pub fn clear_calls(&self, account: Option<&str>) {
        self.inner.calls.clear(account);
    }

    /// Replaces the fault rules.
    pub fn set_faults(&self, rules: Vec<Rule>) -> Result<()> {
        self.inner.faults.set(rules)
    }

    /// The fault rules and how often each fired.
    #[must_use]
    pub fn faults(&self) -> Vec<Fired> {
        self.inner.faults.list()
    }

    /// What `GET /_sandbox/status` answers.
    #[must_use]
    pub fn status(&self) -> Status {
        self.inner.status()
    }

    /// Forgets everything, in the emulators too. Refused when the emulators are shared.
    pub async fn reset(&self) -> Result<()> {
        self.inner.reset(None).await
    }

    /// Waits until someone asks the gateway to stop.
    pub(crate) async fn stop_requested(&self) {
        self.inner.stop.notified().await;
    }

    pub(crate) fn idle(&self) -> Duration {
        lock(&self.inner.last_call).elapsed()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Inner {
    fn status(&self) -> Status {
        let stand_ins = self.stand_ins.iter().map(|s| Listed {
            service: s.service().to_owned(),
            operations: s.operations().iter().map(ToString::to_string).collect(),
            reason: s.reason().to_owned(),
        });
        Status {
            instance: lock(&self.instance).clone(),
            process: self.process.clone(),
            pid: std::process::id(),
            port: self.port,
            uptime_seconds: self.started.elapsed().as_secs_f64(),
            idle_seconds: lock(&self.last_call).elapsed().as_secs_f64(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: crate::fixes::fingerprint().to_owned(),
            emulators: self.emulators.status(),
            stand_ins: stand_ins.collect(),
            corrections: crate::fixes::listed(),
        }
    }

    /// Forgets everything; or of one account what the gateway itself knows (emulators cannot forget one).
    async fn reset(&self, account: Option<&str>) -> Result<()> {
        if account.is_none() {
            self.emulators.reset().await?;
            *lock(&self.instance) = random_id();
            self.keys.forget_issued();
            self.tokens.clear(None);
            for stand_in in &self.stand_ins {
                stand_in.reset(None);
            }
        }
        self.calls.clear(account);
        self.faults.clear(account);
        self.nursery.clear(account);
        Ok(())
    }
}

async fn accept(listener: TcpListener, inner: Arc<Inner>) {
    // Dropped with this task, and every connection with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    let inner = inner.clone();
                    connections.spawn(async move {
                        let service = service_fn(move |request| serve::serve(inner.clone(), request));
                        let served = http1::Builder::new()
                            .timer(TokioTimer::new())
                            .serve_connection(TokioIo::new(stream), service)
                            .await;
                        // Clients that go away and connections that a fault cut off end here.
                        if let Err(error) = served {
                            tracing::trace!(%error, "connection ended");
                        }
                    });
                }
                Err(error) => {
                    // Out of file descriptors, most likely: let some connections end.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

/// Binds a port (or a free one) on this machine's own address.
pub(crate) async fn listen(port: Option<u16>) -> Result<(TcpListener, u16)> {
    let asked = port.unwrap_or(0);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked)).await.map_err(|source| {
        if source.kind() == std::io::ErrorKind::AddrInUse {
            Error::PortTaken { port: asked }
        } else {
            Error::Io { what: format!("cannot listen on 127.0.0.1:{asked}"), source }
        }
    })?;
    let address = listener.local_addr().context(|| "cannot read the gateway's address".to_owned())?;
    Ok((listener, address.port()))
}

fn endpoint(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn random_id() -> String {
    format!("{:016x}", rand::random::<u64>())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
