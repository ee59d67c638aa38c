//! The wait for access to a cluster: an access entry takes effect some time after it was created.

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use serde_json::json;

use crate::client::{Api, Kind, Request};

/// The code while the cluster does not permit what an operation needs.
pub(super) const NOT_GRANTED: &str = "AccessNotGranted";

fn not_granted(message: String) -> ProviderError {
    let mut error = ProviderError::new(ErrorKind::NotYet, message);
    error.code = Some(NOT_GRANTED.to_owned());
    error
}

/// A refusal before the first write, which may end when an access entry takes effect.
pub(super) fn not_yet(error: ProviderError) -> ProviderError {
    match error.kind {
        ErrorKind::Credentials | ErrorKind::Denied => not_granted(error.message),
        _ => error,
    }
}

/// Asks whether objects of a kind may be applied, before the first one is, and whether the server is ready.
pub(super) async fn ensure(api: &Api, kind: &Kind, namespace: &str) -> Result<()> {
    let key = (kind.group.clone(), kind.plural.clone());
    let mut granted = api.granted.lock().await;
    if granted.contains(&key) {
        return Ok(());
    }
    let mut attributes = json!({ "group": kind.group, "resource": kind.plural, "verb": "patch" });
    if kind.namespaced {
        attributes["namespace"] = json!(if namespace.is_empty() { "default" } else { namespace });
    }
    let review = json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": { "resourceAttributes": attributes },
    });
    let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    let response = api.send(Request::post(path, &review)).await?;
    if response["status"]["allowed"] != true {
        let reason = response["status"]["reason"].as_str().filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        return Err(not_granted(format!(
            "the cluster {} does not let this run apply {}{reason}\n\
             Give its principal an access policy for them, and let the object depend on its association",
            api.cluster(),
            kind.plural
        )));
    }
    if granted.is_empty() {
        match api.send_for_bytes(Request::get("/readyz")).await {
            Ok(_) => {}
            // Some clusters hide their health.
            Err(error) if error.kind == ErrorKind::Denied => {}
            Err(error) if error.kind == ErrorKind::Ambiguous => {
                return Err(ProviderError::new(
                    ErrorKind::NotYet,
                    format!("the cluster {} is not ready", api.cluster()),
                ));
            }
            Err(error) => return Err(error),
        }
    }
    granted.insert(key);
    Ok(())
}
