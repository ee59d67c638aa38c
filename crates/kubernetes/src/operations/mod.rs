//! The operations of objects.

mod access;
mod apply;
mod conflict;
mod delete;
mod effects;
mod foresee;
mod of_cluster;
mod progress;
mod read;
mod retry;

use std::sync::Arc;

use archipel_engine::Value;
use archipel_engine::resource::{Id, OperationRequest, ProviderError, Result};
use serde_json::Value as Json;

use crate::client::{Api, Clients, Kind, NO_KIND, invalid};
use crate::identity::{ObjectId, text};

/// The operations over the clusters of a run.
pub(crate) struct Operations {
    pub(crate) clients: Clients,
}

/// The object of an operation.
struct Target<'a> {
    clients: &'a Clients,
    op: &'a OperationRequest,
    id: ObjectId,
}

impl<'a> Target<'a> {
    /// The object that inputs describe.
    fn of_inputs(clients: &'a Clients, op: &'a OperationRequest, inputs: &Value) -> Result<Self> {
        let cluster = text(inputs.field("cluster")).unwrap_or_default();
        let id = ObjectId::of(cluster, inputs.field("manifest"));
        let id = id.ok_or_else(|| invalid("the manifest has no `apiVersion`, `kind` or `metadata.name`"))?;
        Ok(Self { clients, op, id })
    }

    fn of_id(clients: &'a Clients, op: &'a OperationRequest, id: &Id) -> Result<Self> {
        Ok(Self { clients, op, id: ObjectId::parse(id)? })
    }

    /// The API of the cluster, and the kind in a version or in the preferred one.
    async fn connect(&self, api_version: Option<&str>) -> Result<(Arc<Api>, Kind)> {
        let api = self.clients.get(&self.op.environment, &self.id.cluster).await?;
        let version = api_version.map(|api_version| api_version.rsplit('/').next().unwrap_or(api_version));
        let kind = api.kind(&self.id.group, version, &self.id.kind).await?;
        Ok((api, kind))
    }

    /// As [`Target::connect`], once the cluster grants access to the kind.
    async fn connect_to_write(&self, api_version: Option<&str>) -> Result<(Arc<Api>, Kind)> {
        let api = self.clients.get(&self.op.environment, &self.id.cluster).await?;
        let is_first = api.granted.lock().await.is_empty();
        let granted = async {
            let (api, kind) = self.connect(api_version).await?;
            access::ensure(&api, &kind, &self.id.namespace).await?;
            Ok((api, kind))
        };
        granted.await.map_err(|error| if is_first { access::not_yet(error) } else { error })
    }

    /// Names the object and the cluster in an error of the server.
    fn describe(&self, mut error: ProviderError) -> ProviderError {
        error.message = format!("{} in {}: {}", self.id, self.id.cluster, error.message);
        error
    }

    /// Retries a call; see [`retry::retried`]. After a lost connection the cluster is looked up again.
    async fn retried<T, F, Fut>(&self, call: F) -> Result<T>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T>> + Send,
        T: Send + Sync,
    {
        let call = || async {
            let result = call().await;
            self.clients.observe(&self.op.environment, &self.id.cluster, result.as_ref().err()).await;
            result
        };
        retry::retried(&*self.op.host, call).await.map_err(|error| self.describe(error))
    }
}

/// The kind that an id names, in its preferred version. `None` if the server no longer has the kind, and with it no object
/// of it.
async fn existing_kind(api: &Api, id: &ObjectId) -> Result<Option<Kind>> {
    match api.kind(&id.group, None, &id.kind).await {
        Ok(kind) => Ok(Some(kind)),
        Err(error) if error.has_code(&[NO_KIND]) && api.is_kind_gone(&id.group).await? => Ok(None),
        Err(error) => Err(error),
    }
}

fn uid(live: &Json) -> &str {
    live["metadata"]["uid"].as_str().unwrap_or_default()
}
