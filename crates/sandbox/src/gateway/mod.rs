//! The gateway: the single endpoint for AWS clients. It verifies signatures, routes by the service in them, counts
//! calls, and injects faults on request.

pub(crate) mod admin;
mod auth;
mod call;
mod clusters;
mod forward;
mod guard;
pub(crate) mod operation;
pub mod route;
mod s3_operation;
mod saas;
mod serve;
mod sigv4;
mod tagging;
mod traffic;
mod violations;
mod zones;

pub use admin::ROUTES as ADMIN_ROUTES;
pub(crate) use forward::{Body, BoxError, Caller, exchange, full};
pub(crate) use guard::refuse as refuse_web_page;
pub(crate) use serve::CutOff;
pub use violations::VIOLATION;

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use crate::calls::{Calls, Counter, Key};
use crate::emulators::{EmulatorStatus, Emulators};
use crate::error::{Context, Error, Result};
use crate::faults::eventual_consistency::ConsistencyFaults;
use crate::faults::fresh_bucket_policies::FreshBucketPolicies;
use crate::faults::fresh_policies::FreshPolicies;
use crate::faults::fresh_principals::FreshPrincipals;
use crate::faults::function_interfaces::FunctionInterfaces;
use crate::faults::pending_changes::PendingChanges;
use crate::faults::rules::{Decision, Faults};
use crate::faults::service_linked_roles::ServiceLinkedRoles;
use crate::faults::stale_tags::StaleTags;
use crate::faults::{Fired, Rule};
use crate::fixes::Listed;
use crate::fixes::client_token::Tokens;
use crate::kubernetes::ClusterStatus;
use crate::protocol::Wire;
use crate::saas::World;
use crate::secret::Secret;
use violations::Violations;

/// The response to `GET /_sandbox/status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// A random id, new at every start and every reset: when it changes, all resources are gone.
    pub instance: String,
    /// A random id of this gateway, which a reset does not change.
    pub process: String,
    /// The process of the gateway.
    pub pid: u32,
    pub port: u16,
    /// Seconds since the start.
    pub uptime_seconds: f64,
    /// Seconds since the last AWS call.
    pub idle_seconds: f64,
    /// The version of this crate.
    pub version: String,
    /// A fingerprint of the corrections, which differs between builds of this crate.
    #[serde(default)]
    pub build: String,
    pub emulators: Vec<EmulatorStatus>,
    /// Whether clusters have Kubernetes API servers.
    #[serde(default)]
    pub kubernetes: bool,
    /// The clusters with an endpoint.
    #[serde(default)]
    pub clusters: Vec<ClusterStatus>,
    /// The corrections of emulator behaviour.
    pub corrections: Vec<Listed>,
    /// The requests that violated the service model of their operation, since the start or the last reset.
    #[serde(default)]
    pub violations: Vec<String>,
}

/// A gateway with its own faults and counters. It stops when dropped.
#[derive(Debug)]
pub struct Gateway {
    inner: Arc<Inner>,
    endpoint: String,
    task: JoinHandle<()>,
}

pub(crate) struct Inner {
    /// Itself, for the endpoints of clusters.
    me: Weak<Inner>,
    emulators: Arc<Emulators>,
    calls: Counter,
    faults: Faults,
    consistency: ConsistencyFaults,
    principals: FreshPrincipals,
    grants: FreshPolicies,
    linked_roles: ServiceLinkedRoles,
    policies: FreshBucketPolicies,
    pending_changes: PendingChanges,
    interfaces: FunctionInterfaces,
    stale_tags: StaleTags,
    violations: Violations,
    tokens: Tokens,
    /// What the vendors of other services store, by account.
    saas: Mutex<HashMap<String, World>>,
    traffic: traffic::Traffic,
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
    /// Binds a gateway to a free port.
    pub async fn bind(emulators: &Arc<Emulators>) -> Result<Self> {
        Self::bind_to(emulators, None).await
    }

    /// Binds a gateway to a port (or a free one).
    pub async fn bind_to(emulators: &Arc<Emulators>, port: Option<u16>) -> Result<Self> {
        let (listener, port) = listen(port).await?;
        Ok(Self::serve(emulators, listener, port))
    }

    /// Creates a gateway on a port that is already bound.
    pub(crate) fn serve(emulators: &Arc<Emulators>, listener: TcpListener, port: u16) -> Self {
        let now = Instant::now();
        let inner = Arc::new_cyclic(|me| Inner {
            me: me.clone(),
            emulators: emulators.clone(),
            calls: Counter::default(),
            faults: Faults::default(),
            consistency: ConsistencyFaults::default(),
            principals: FreshPrincipals::default(),
            grants: FreshPolicies::default(),
            linked_roles: ServiceLinkedRoles::default(),
            policies: FreshBucketPolicies::default(),
            pending_changes: PendingChanges::default(),
            interfaces: FunctionInterfaces::default(),
            stale_tags: StaleTags::default(),
            violations: Violations::default(),
            tokens: Tokens::default(),
            saas: Mutex::default(),
            traffic: traffic::Traffic::default(),
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

    /// The endpoint for AWS clients.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The id of the current state: new after each reset.
    #[must_use]
    pub fn instance(&self) -> String {
        lock(&self.inner.instance).clone()
    }

    /// The calls so far, of one account or all.
    #[must_use]
    pub fn calls(&self, account: Option<&str>) -> Calls {
        self.inner.calls.report(account)
    }

    /// Clears the counters of one account, or all.
    pub fn clear_calls(&self, account: Option<&str>) {
        self.inner.calls.clear(account);
    }

    /// The requests that violated the service model of their operation, of one account or all.
    #[must_use]
    pub fn violations(&self, account: Option<&str>) -> Vec<String> {
        self.inner.violations.list(account)
    }

    pub fn set_faults(&self, rules: Vec<Rule>) -> Result<()> {
        self.inner.faults.set(rules)
    }

    /// The fault rules and how often each fired.
    #[must_use]
    pub fn faults(&self) -> Vec<Fired> {
        self.inner.faults.list()
    }

    /// The response to `GET /_sandbox/status`.
    #[must_use]
    pub fn status(&self) -> Status {
        self.inner.status()
    }

    /// Deletes everything, in the emulators too. Refused when the emulators are shared.
    pub async fn reset(&self) -> Result<()> {
        self.inner.reset(None).await
    }

    /// Waits for a request to stop the gateway.
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
    pub(crate) fn emulators(&self) -> &Emulators {
        &self.emulators
    }

    /// Counts a request to a cluster and decides its faults.
    pub(crate) fn admit(&self, key: &Key) -> Decision {
        *lock(&self.last_call) = Instant::now();
        let decision = self.faults.decide(key, false);
        self.calls.add(key, decision.is_fault());
        decision
    }

    /// Verifies a request that is signed in its query, whatever validity it states. Returns its caller and its region.
    pub(crate) fn verify_presigned(
        &self,
        parts: &http::request::Parts,
        lifetime: u64,
    ) -> Result<(Caller, String), String> {
        self.keys.verify_presigned(parts, lifetime).map_err(|refusal| auth::reply(refusal, Wire::Query).message)
    }

    fn status(&self) -> Status {
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
            kubernetes: self.emulators.clusters().binaries().is_some(),
            clusters: self.emulators.clusters().status(),
            corrections: crate::fixes::listed(),
            violations: self.violations.list(None),
        }
    }

    /// Deletes everything, or the gateway's own state of one account (emulators cannot reset one account).
    async fn reset(&self, account: Option<&str>) -> Result<()> {
        if account.is_none() {
            self.emulators.reset().await?;
            *lock(&self.instance) = random_id();
            self.keys.forget_issued();
            self.tokens.clear(None);
            lock(&self.saas).clear();
        }
        self.calls.clear(account);
        self.faults.clear(account);
        self.consistency.clear(account);
        self.principals.clear(account);
        self.grants.clear(account);
        self.linked_roles.clear(account);
        self.policies.clear(account);
        self.pending_changes.clear(account);
        self.interfaces.clear(account);
        self.stale_tags.clear(account);
        self.violations.clear(account);
        self.traffic.clear(account);
        Ok(())
    }
}

async fn accept(listener: TcpListener, inner: Arc<Inner>) {
    // This task owns every connection, so aborting it closes them.
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
                        // Disconnected clients and connections that a fault rule closed end here.
                        if let Err(error) = served {
                            tracing::trace!(%error, "connection ended");
                        }
                    });
                }
                Err(error) => {
                    // Most likely there are no file descriptors left: wait until some connections end.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

/// Binds a port (or a free one) on the loopback address.
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
