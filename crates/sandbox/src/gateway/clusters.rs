//! EKS clusters: the gateway adds their endpoints to the responses of the EKS emulator, and ends their API servers.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Response};
use serde_json::{Map, Value, json};

use super::Inner;
use super::call::Call;
use crate::kubernetes::{self, ClusterId};
use crate::protocol::ErrorReply;

/// The service of clusters.
pub(super) const EKS: &str = "eks";
/// Tells the EKS emulator the principal that creates a cluster. `corrections_clusters.py` reads it.
const CREATOR: HeaderName = HeaderName::from_static("x-sandbox-principal");

/// The head of a request to the EKS emulator.
pub(super) async fn head(inner: &Inner, call: &Call) -> Parts {
    let mut parts = call.parts.clone();
    // Only the gateway may name the creator.
    parts.headers.remove(CREATOR);
    if call.key.operation == "POST /clusters"
        && let Some(principal) = kubernetes::principal(inner, &call.caller, &call.key.region).await
        && let Ok(value) = HeaderValue::from_str(&principal)
    {
        parts.headers.insert(CREATOR, value);
    }
    parts
}

/// Shows a cluster with its endpoint, and ends the API server of a deleted one.
pub(super) async fn complete(inner: &Inner, call: &Call, response: Response<Bytes>) -> Response<Bytes> {
    let is_delete = call.key.operation == "DELETE /clusters/{}";
    if !is_delete && !matches!(call.key.operation.as_str(), "POST /clusters" | "GET /clusters/{}") {
        return response;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(response.body()) else { return response };
    let Some(cluster) = body["cluster"].as_object_mut() else { return response };
    let Some(name) = cluster.get("name").and_then(Value::as_str) else { return response };
    let id = ClusterId { account: call.key.account.clone(), region: call.key.region.clone(), name: name.to_owned() };
    if is_delete {
        inner.emulators.clusters().remove(&id).await;
        return response;
    }
    match show(inner, &id, cluster).await {
        Ok(true) => {}
        Ok(false) => return response,
        Err(error) => {
            let message = format!("The sandbox cannot create the endpoint of the cluster: {error}");
            return call.reply(&ErrorReply::new(500, "ServerException", message));
        }
    }
    let (mut head, _) = response.into_parts();
    let bytes = Bytes::from(body.to_string());
    head.headers.insert(CONTENT_LENGTH, bytes.len().into());
    Response::from_parts(head, bytes)
}

/// Sets the endpoint of a cluster; a cluster that is being created has none yet. Returns false where clusters have no
/// API servers.
async fn show(inner: &Inner, id: &ClusterId, cluster: &mut Map<String, Value>) -> crate::error::Result<bool> {
    let clusters = inner.emulators.clusters();
    if clusters.binaries().is_none() {
        return Ok(false);
    }
    if cluster.get("status").is_some_and(|status| status == "CREATING") {
        cluster.remove("endpoint");
        cluster.insert("certificateAuthority".to_owned(), json!({}));
        return Ok(true);
    }
    let created = cluster.get("createdAt").cloned().unwrap_or_default();
    let Some(endpoint) = clusters.endpoint(&inner.me, id, &created).await? else { return Ok(false) };
    cluster.insert("endpoint".to_owned(), endpoint.url.into());
    cluster.insert("certificateAuthority".to_owned(), json!({"data": endpoint.certificate}));
    Ok(true)
}
