//! The webhooks of a cluster's API server: who signed a token, and what its access policies allow.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::access::{ClusterState, Identity};
use super::{ClusterId, token};
use crate::gateway::{BoxError, Caller, Inner, exchange};
use crate::protocol::Backend;

pub(super) const AUTHENTICATE: &str = "/_sandbox/authenticate";
pub(super) const AUTHORIZE: &str = "/_sandbox/authorize";

/// Whether a request is one of the cluster's API server.
pub(super) fn is_of_server(headers: &HeaderMap, secret: &str) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    given.is_some_and(|given| crate::signature::equal_in_constant_time(given.as_bytes(), secret.as_bytes()))
}

/// The response to a `TokenReview`.
pub(super) async fn authenticate(inner: &Inner, cluster: &ClusterId, review: &Value) -> Value {
    let token = review["spec"]["token"].as_str().unwrap_or_default();
    let status = match user(inner, cluster, token).await {
        Ok(user) => json!({"authenticated": true, "user": user}),
        Err(reason) => json!({"authenticated": false, "error": reason}),
    };
    json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "status": status})
}

async fn user(inner: &Inner, cluster: &ClusterId, token: &str) -> Result<Value, String> {
    let identity = identity(inner, cluster, token).await?;
    let state = state(inner, cluster).await.map_err(|error| error.to_string())?.ok_or("the cluster was deleted")?;
    state.user(&identity).ok_or_else(|| format!("{} has no access entry in this cluster", identity.principal))
}

/// The response to a `SubjectAccessReview`.
pub(super) async fn authorize(inner: &Inner, cluster: &ClusterId, review: &Value) -> Value {
    let status = match state(inner, cluster).await {
        Ok(Some(state)) => match state.allowed_by(&review["spec"]) {
            Some(policy) => json!({"allowed": true, "reason": format!("EKS access policy: {policy}")}),
            None => json!({"allowed": false}),
        },
        Ok(None) => json!({"allowed": false}),
        Err(error) => json!({"allowed": false, "evaluationError": error.to_string()}),
    };
    json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "status": status})
}

/// Verifies a token with the sandbox's keys, and asks the sandbox's STS for its signer.
async fn identity(inner: &Inner, cluster: &ClusterId, token: &str) -> Result<Identity, String> {
    let parts = token::request(token, &cluster.name)?;
    let (caller, region) = inner.verify_presigned(&parts, token::LIFETIME)?;
    let body = ask(inner, &caller, (&region, "sts"), "/?Action=GetCallerIdentity&Version=2011-06-15").await;
    let body = body.map_err(|error| error.to_string())?;
    let arn = element(&body, "Arn").ok_or("STS returned no identity")?;
    let user_id = element(&body, "UserId").unwrap_or_default();
    let mut identity =
        Identity { principal: Identity::principal_of(&arn), arn, user_id, access_key: caller.access_key.clone() };
    if let Some(role) = identity.role() {
        // Only IAM knows the path of a role.
        let path = format!("/?Action=GetRole&Version=2010-05-08&RoleName={role}");
        if let Ok(body) = ask(inner, &caller, ("us-east-1", "iam"), &path).await
            && let Some(arn) = element(&body, "Arn")
        {
            identity.principal = arn;
        }
    }
    Ok(identity)
}

/// The principal of a caller, as EKS records it for the creator of a cluster.
pub(crate) async fn principal(inner: &Inner, caller: &Caller, region: &str) -> Option<String> {
    let body = ask(inner, caller, (region, "sts"), "/?Action=GetCallerIdentity&Version=2011-06-15").await.ok()?;
    Some(Identity::principal_of(&element(&body, "Arn")?))
}

async fn ask(inner: &Inner, caller: &Caller, (region, service): (&str, &str), path: &str) -> Result<String, BoxError> {
    let request = Request::get(path).header(AUTHORIZATION, caller.authorization(region, service)).body(())?;
    let (parts, ()) = request.into_parts();
    let response = exchange(inner.emulators(), Backend::Moto, &parts, caller, Bytes::new()).await?;
    let body = String::from_utf8_lossy(response.body()).into_owned();
    if response.status().is_success() { Ok(body) } else { Err(format!("{service}: {}", response.status()).into()) }
}

fn element(xml: &str, name: &str) -> Option<String> {
    let rest = xml.split(&format!("<{name}>")).nth(1)?;
    Some(rest.split('<').next()?.trim().to_owned())
}

/// The state of a cluster in the EKS emulator; `None` if there is no such cluster.
pub(super) async fn state(inner: &Inner, cluster: &ClusterId) -> Result<Option<ClusterState>, BoxError> {
    let caller = Caller { access_key: cluster.account.clone(), account: cluster.account.clone() };
    let request = Request::builder()
        .method(Method::GET)
        .uri(format!("/_sandbox/clusters/{}", cluster.name))
        .header(AUTHORIZATION, caller.authorization(&cluster.region, "eks"))
        .body(())?;
    let (parts, ()) = request.into_parts();
    let response = exchange(inner.emulators(), Backend::Ministack, &parts, &caller, Bytes::new()).await?;
    match response.status() {
        StatusCode::OK => Ok(Some(serde_json::from_slice(response.body())?)),
        StatusCode::NOT_FOUND => Ok(None),
        status => Err(format!("the EKS emulator returned {status}").into()),
    }
}

/// A response with a JSON document.
pub(super) fn json_response(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
