//! A batch of reads, within which requests that several resource types send are sent once.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::error::{ErrorKind, ProviderError, Result};
use crate::model::environment::Environment;

/// How much of each resource a batch reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ReadMode {
    /// From list calls only: whether each resource exists, and the properties that its service's lists return. See
    /// [`Resource::read_from_list`](super::Resource::read_from_list).
    Summary,
    /// Every property, with a call for each resource where there is no other way.
    #[default]
    Full,
}

type Response = Arc<OnceCell<Arc<dyn Any + Send + Sync>>>;

/// Reads that share responses: lists that several types are read from, and indexes that services keep. Such an index
/// may be seconds behind, so a difference that a batch finds is read again outside of it before it is reported.
#[derive(Default)]
pub struct ReadBatch {
    mode: ReadMode,
    responses: Mutex<HashMap<(Environment, String, TypeId), Response>>,
}

impl ReadBatch {
    /// An empty batch.
    #[must_use]
    pub fn new(mode: ReadMode) -> Self {
        Self { mode, responses: Mutex::default() }
    }

    /// How much of each resource is read.
    #[must_use]
    pub fn mode(&self) -> ReadMode {
        self.mode
    }

    /// Returns the cached response of an environment, or sends the request. Concurrent callers share one request.
    pub(super) async fn cached<T, F, Fut>(&self, environment: &Environment, key: &str, request: F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let cell = {
            let mut responses = self.responses.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (environment.clone(), key.to_owned(), TypeId::of::<T>());
            Arc::clone(responses.entry(key).or_default())
        };
        let response = cell
            .get_or_try_init(|| async { request().await.map(|value| Arc::new(value) as Arc<dyn Any + Send + Sync>) })
            .await?;
        Arc::clone(response).downcast().map_err(|_| {
            ProviderError::new(ErrorKind::Internal, format!("the cached response `{key}` has an unexpected type"))
        })
    }
}

impl std::fmt::Debug for ReadBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadBatch").field("mode", &self.mode).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn environment(region: &str) -> Environment {
        Environment { region: region.to_owned(), account: None }
    }

    #[tokio::test]
    async fn a_request_is_sent_once_a_place_and_again_after_an_error() {
        let (batch, sent) = (ReadBatch::default(), AtomicU32::new(0));
        let request = |fails: bool| async move {
            match fails {
                true => Err(ProviderError::new(ErrorKind::Throttled, "slow down")),
                false => Ok("ok".to_owned()),
            }
        };
        let (here, there) = (environment("eu-west-1"), environment("us-east-1"));
        for (environment, fails) in [(&here, true), (&here, false), (&here, true), (&there, false), (&there, false)] {
            let response = batch.cached(environment, "names", || {
                sent.fetch_add(1, Ordering::Relaxed);
                request(fails)
            });
            let _ = response.await;
        }
        assert_eq!(sent.into_inner(), 3, "a failure, then one response for each place");
    }

    #[tokio::test]
    async fn concurrent_callers_share_one_request() {
        let (batch, sent, here) = (ReadBatch::default(), AtomicU32::new(0), environment("eu-west-1"));
        let request = || {
            batch.cached(&here, "names", || async {
                tokio::task::yield_now().await;
                Ok(sent.fetch_add(1, Ordering::Relaxed))
            })
        };
        let (one, other) = futures::join!(request(), request());
        assert_eq!((one.ok().as_deref(), other.ok().as_deref()), (Some(&0), Some(&0)));
    }
}
