//! The APIs of all clusters of a run.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use archipel_engine::limiter::{Limiter, Rate};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use tokio::sync::Mutex as AsyncMutex;

use super::api::{Api, Shared};
use super::error::UNREACHABLE;
use crate::cluster::Clusters;

/// For how long a cluster is where it was found: the reads of a round ask once.
const ROUND: Duration = Duration::from_secs(20);
/// For how long a cluster is not there: a run creates it while its objects wait.
const ABSENT: Duration = Duration::from_secs(2);
/// As `kubectl` has it for bursts. API priority and fairness protects the server, and the rate adapts when it throttles.
const RATE: Rate = Rate { burst: 300.0, per_second: 200.0 };

/// Where a cluster was found, and when. Without a time it is asked for again.
#[derive(Default)]
struct Located {
    when: Option<Instant>,
    api: Option<Arc<Api>>,
}

type Known = HashMap<(Environment, String), Arc<AsyncMutex<Located>>>;

/// The APIs of clusters, found when they are needed.
pub(crate) struct Clients {
    pub(crate) clusters: Arc<dyn Clusters>,
    limiter: Arc<Limiter>,
    /// The number of requests to all clusters.
    pub(crate) calls: Arc<AtomicU64>,
    known: Mutex<Known>,
}

impl Clients {
    pub(crate) fn new(clusters: Arc<dyn Clusters>) -> Self {
        Self { clusters, limiter: Arc::new(Limiter::new(|_| RATE)), calls: Arc::default(), known: Mutex::default() }
    }

    fn located(&self, environment: &Environment, cluster: &str) -> Arc<AsyncMutex<Located>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry((environment.clone(), cluster.to_owned())).or_default())
    }

    /// The API of a cluster; `None` if the cluster does not exist. Concurrent callers ask once.
    pub(crate) async fn find(&self, environment: &Environment, cluster: &str) -> Result<Option<Arc<Api>>> {
        let located = self.located(environment, cluster);
        let mut located = located.lock().await;
        let round = if located.api.is_some() { ROUND } else { ABSENT };
        if located.when.is_some_and(|when| when.elapsed() < round) {
            return Ok(located.api.clone());
        }
        let endpoint = self.clusters.locate(environment, cluster).await?;
        let known = located.api.take();
        let api = match (endpoint, known) {
            (None, _) => None,
            // The same server: its token, its kinds and its connections stay.
            (Some(endpoint), Some(known)) if known.endpoint == endpoint => Some(known),
            (Some(endpoint), _) => {
                let shared = Shared {
                    clusters: Arc::clone(&self.clusters),
                    limiter: Arc::clone(&self.limiter),
                    calls: Arc::clone(&self.calls),
                };
                Some(Arc::new(Api::new(endpoint, (environment, cluster), shared)?))
            }
        };
        *located = Located { when: Some(Instant::now()), api: api.clone() };
        Ok(api)
    }

    /// The API of a cluster that an operation needs.
    ///
    /// # Errors
    /// `NotYet` if the cluster does not exist.
    pub(crate) async fn get(&self, environment: &Environment, cluster: &str) -> Result<Arc<Api>> {
        self.find(environment, cluster).await?.ok_or_else(|| {
            let message = format!(
                "no cluster `{cluster}` in {environment}\n\
                 Pass the name of a cluster of this region and account, such as the output `name` of its resource"
            );
            ProviderError::new(ErrorKind::NotYet, message)
        })
    }

    /// After an error, the next caller asks where the cluster is if the server did not answer: it may be gone.
    pub(crate) async fn observe(&self, environment: &Environment, cluster: &str, error: Option<&ProviderError>) {
        if error.is_some_and(|error| error.has_code(&[UNREACHABLE])) {
            self.located(environment, cluster).lock().await.when = None;
        }
    }
}
