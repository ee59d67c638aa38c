//! A real Kubernetes API server for each EKS cluster of the sandbox.
//!
//! [`Clusters::endpoint`] gives a cluster a certificate authority and an endpoint, when the gateway shows the cluster for
//! the first time. The first request to the endpoint starts `etcd` and `kube-apiserver`. The API server authenticates
//! callers by a webhook, which verifies their tokens with the sandbox's keys and finds their access entries in the EKS
//! emulator, and authorizes them by RBAC and by a webhook that evaluates EKS's access policies.
//!
//! No controller and no node of Kubernetes runs: `standin/` makes objects ready in their place.
//!
//! The processes are children of the sandbox. They end with it, and with `DeleteCluster`.

mod access;
mod authority;
mod binaries;
mod client;
mod download;
mod operation;
mod proxy;
mod review;
mod server;
mod standin;
mod token;

pub(crate) use binaries::ASSETS;
pub use binaries::Binaries;
pub use download::{Archive, RELEASE, ensure as ensure_download};
pub(crate) use review::principal;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::task::AbortHandle;

use crate::error::{Error, Result};
use crate::gateway::{self, Inner};
use crate::private;
use authority::Authority;
use client::{Client, Connector};
use server::{Server, Setting};
use standin::{Deletions, StandIn};

/// How often a running server is checked.
const CHECK: Duration = Duration::from_millis(500);

/// The identity of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClusterId {
    pub account: String,
    pub region: String,
    pub name: String,
}

/// The status of the API server of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterStatus {
    #[serde(flatten)]
    pub id: ClusterId,
    pub endpoint: String,
    /// Whether its processes run. They start with the first request.
    pub running: bool,
    /// The processes that supervise etcd and kube-apiserver.
    pub pids: Vec<u32>,
    /// How often the servers ended unexpectedly.
    pub crashes: u32,
}

/// The endpoint of a cluster, as `DescribeCluster` returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    /// The certificate of the cluster's authority, in base64.
    pub(crate) certificate: String,
}

/// The API servers of all clusters of a sandbox.
#[derive(Debug)]
pub(crate) struct Clusters {
    /// The programs; `None` where there are none, or where cluster contents are left out.
    binaries: Mutex<Option<Binaries>>,
    dir: PathBuf,
    clusters: Mutex<BTreeMap<ClusterId, Arc<Cluster>>>,
}

impl Clusters {
    pub(crate) fn new(run_dir: &Path, binaries: Option<Binaries>) -> Self {
        Self { binaries: Mutex::new(binaries), dir: run_dir.join("clusters"), clusters: Mutex::default() }
    }

    pub(crate) fn binaries(&self) -> Option<Binaries> {
        lock(&self.binaries).clone()
    }

    /// Sets the programs of the clusters that are shown from now on.
    pub(crate) fn set_binaries(&self, binaries: Option<Binaries>) {
        *lock(&self.binaries) = binaries;
    }

    /// The endpoint of a cluster, which is created for a new cluster; `None` if there are no programs. `created`
    /// distinguishes clusters of the same name.
    pub(crate) async fn endpoint(
        &self,
        front: &Weak<Inner>,
        id: &ClusterId,
        created: &serde_json::Value,
    ) -> Result<Option<Endpoint>> {
        let Some(binaries) = self.binaries() else { return Ok(None) };
        if let Some(endpoint) = self.existing(front, id, created) {
            return Ok(Some(endpoint));
        }
        let (listener, port) = gateway::listen(None).await?;
        let authority = Authority::new(&id.name)?;
        let tls = authority.server()?;
        private::dir(&self.dir)?;
        let cluster = Arc::new(Cluster {
            id: id.clone(),
            created: created.clone(),
            dir: self.dir.join(format!("{:016x}", rand::random::<u64>())),
            authority,
            endpoint_port: port,
            webhook_secret: server::random_secret(),
            binaries,
            front: Mutex::new(front.clone()),
            processes: Mutex::default(),
            deletions: Arc::default(),
            starting: tokio::sync::Mutex::new(()),
            tasks: Mutex::new(Some(Vec::new())),
        });
        let replaced = {
            let mut clusters = lock(&self.clusters);
            // Another request may have created it meanwhile.
            if let Some(other) = clusters.get(id).filter(|other| other.created == *created) {
                return Ok(Some(other.endpoint()));
            }
            let served = tokio::spawn(proxy::serve(cluster.clone(), listener, tls)).abort_handle();
            lock(&cluster.tasks).get_or_insert_default().push(served);
            clusters.insert(id.clone(), cluster.clone())
        };
        if let Some(replaced) = replaced {
            end(replaced).await;
        }
        Ok(Some(cluster.endpoint()))
    }

    fn existing(&self, front: &Weak<Inner>, id: &ClusterId, created: &serde_json::Value) -> Option<Endpoint> {
        let clusters = lock(&self.clusters);
        let cluster = clusters.get(id).filter(|cluster| cluster.created == *created)?;
        *lock(&cluster.front) = front.clone();
        Some(cluster.endpoint())
    }

    /// Ends the processes of a deleted cluster, and deletes its contents.
    pub(crate) async fn remove(&self, id: &ClusterId) {
        let removed = lock(&self.clusters).remove(id);
        if let Some(cluster) = removed {
            end(cluster).await;
        }
    }

    /// Removes a cluster if it is still this one.
    fn forget(&self, cluster: &Arc<Cluster>) {
        let mut clusters = lock(&self.clusters);
        if clusters.get(&cluster.id).is_some_and(|known| Arc::ptr_eq(known, cluster)) {
            clusters.remove(&cluster.id);
        }
    }

    /// Ends the processes of all clusters, and waits until they have ended.
    pub(crate) fn stop(&self) {
        let all = std::mem::take(&mut *lock(&self.clusters));
        for cluster in all.into_values() {
            cluster.stop();
        }
    }

    pub(crate) fn status(&self) -> Vec<ClusterStatus> {
        lock(&self.clusters).values().map(|cluster| cluster.status()).collect()
    }
}

impl Drop for Clusters {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waiting for processes blocks.
async fn end(cluster: Arc<Cluster>) {
    let _ = tokio::task::spawn_blocking(move || cluster.stop()).await;
}

/// One cluster.
#[derive(Debug)]
pub(crate) struct Cluster {
    id: ClusterId,
    created: serde_json::Value,
    dir: PathBuf,
    authority: Authority,
    endpoint_port: u16,
    webhook_secret: String,
    binaries: Binaries,
    /// The gateway that showed the cluster last: its faults and counters apply, and its keys sign tokens.
    front: Mutex<Weak<Inner>>,
    processes: Mutex<Processes>,
    deletions: Arc<Deletions>,
    /// Held while the server starts.
    starting: tokio::sync::Mutex<()>,
    /// `None` once the cluster has ended.
    tasks: Mutex<Option<Vec<AbortHandle>>>,
}

#[derive(Debug, Default)]
struct Processes {
    server: Option<Server>,
    crashes: u32,
}

impl Cluster {
    fn port(&self) -> u16 {
        self.endpoint_port
    }

    fn front(&self) -> Option<Arc<Inner>> {
        lock(&self.front).upgrade()
    }

    fn endpoint(&self) -> Endpoint {
        use base64::Engine as _;
        Endpoint {
            url: format!("https://127.0.0.1:{}", self.endpoint_port),
            certificate: base64::prelude::BASE64_STANDARD.encode(&self.authority.certificate),
        }
    }

    fn status(&self) -> ClusterStatus {
        let processes = lock(&self.processes);
        let server = processes.server.as_ref();
        ClusterStatus {
            id: self.id.clone(),
            endpoint: self.endpoint().url,
            running: server.is_some(),
            pids: server.map(|server| server.pids().to_vec()).unwrap_or_default(),
            crashes: processes.crashes,
        }
    }

    /// The running API server. Starts it for the first request, and again after a crash.
    async fn ready(self: Arc<Self>) -> Result<Connector> {
        if let Some(connector) = self.running() {
            return Ok(connector);
        }
        let _starting = self.starting.lock().await;
        if let Some(connector) = self.running() {
            return Ok(connector);
        }
        let server = Server::start(&Setting {
            binaries: &self.binaries,
            dir: &self.dir,
            authority: &self.authority,
            endpoint_port: self.endpoint_port,
            webhook_secret: &self.webhook_secret,
        })
        .await?;
        let connector = server.connector.clone();
        let client = server.client.clone();
        if let Some(inner) = self.front()
            && let Ok(Some(state)) = review::state(&inner, &self.id).await
        {
            let installed = standin::install(&client, &state).await;
            installed.map_err(|error| Error::BadAnswer(format!("{}: {error}", self.id.name)))?;
        }
        let mut tasks = lock(&self.tasks);
        // The cluster may have been deleted meanwhile; the server ends when it is dropped.
        let Some(tasks) = tasks.as_mut() else { return Err(Error::NotRunning) };
        lock(&self.processes).server = Some(server);
        let standin = StandIn::run(client.clone(), self.id.region.clone(), self.deletions.clone());
        let standin = tokio::spawn(standin).abort_handle();
        tasks.push(standin.clone());
        tasks.push(tokio::spawn(self.clone().keep(client, standin)).abort_handle());
        Ok(connector)
    }

    fn running(&self) -> Option<Connector> {
        lock(&self.processes).server.as_ref().map(|server| server.connector.clone())
    }

    /// Notices when a process ends, and when the EKS emulator no longer has the cluster.
    async fn keep(self: Arc<Self>, client: Client, standin: AbortHandle) {
        let mut installed = Default::default();
        loop {
            tokio::time::sleep(CHECK).await;
            let crashed = {
                let mut processes = lock(&self.processes);
                let is_dead = processes.server.as_mut().is_some_and(|server| !server.is_alive());
                if is_dead {
                    processes.crashes += 1;
                    processes.server.take()
                } else {
                    None
                }
            };
            if let Some(server) = crashed {
                tracing::warn!(cluster = self.id.name, log = %self.dir.display(), "an API server ended unexpectedly");
                let _ = tokio::task::spawn_blocking(move || drop(server)).await;
                standin.abort();
                // The next request starts it again with the same contents.
                return;
            }
            let Some(inner) = self.front() else { continue };
            match review::state(&inner, &self.id).await {
                // A capability, or EKS Auto Mode, may have been added.
                Ok(Some(state)) if state.installs() != installed => {
                    if let Err(error) = standin::install(&client, &state).await {
                        tracing::debug!(%error, cluster = self.id.name, "cannot install the kinds of EKS yet");
                        continue;
                    }
                    installed = state.installs();
                }
                Ok(None) => {
                    inner.emulators().clusters().forget(&self);
                    // On another task, because this one is aborted.
                    tokio::task::spawn_blocking(move || self.stop());
                    return;
                }
                _ => {}
            }
        }
    }

    /// Ends the processes and deletes the contents.
    fn stop(&self) {
        let tasks = lock(&self.tasks).take();
        for task in tasks.into_iter().flatten() {
            task.abort();
        }
        let server = lock(&self.processes).server.take();
        drop(server);
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
