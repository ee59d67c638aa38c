//! Tokens of Amazon Managed Grafana.
//!
//! A token of a workspace lasts at most 30 days, so none is stored. Each run creates one for an hour, with the credentials of AWS
//! (`CreateWorkspaceServiceAccountToken`), for a service account of its own. Tokens that have expired are deleted at the next
//! run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_resources::aws::{Connection, chain};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use serde_json::{Value as Json, json};

use crate::token::Secret;
use crate::transport::Transport;

/// The name of the service account.
const SERVICE_ACCOUNT: &str = "archipel";
/// How long a token is valid, and after which time of its life a run creates the next one.
const VALID_SECONDS: u64 = 3600;
pub(crate) const RENEW_AFTER: Duration = Duration::from_secs(45 * 60);

/// A workspace, as the host in its address names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Workspace {
    pub(crate) id: String,
    pub(crate) region: String,
}

impl Workspace {
    /// The workspace of a host: `g-1234567890.grafana-workspace.eu-west-1.amazonaws.com`. `None` for other instances of Grafana.
    pub(crate) fn of(host: &str) -> Option<Self> {
        let (id, rest) = host.split_once(".grafana-workspace.")?;
        let (region, domain) = rest.split_once('.')?;
        let is_workspace = id.starts_with("g-") && domain.starts_with("amazonaws.com");
        is_workspace.then(|| Self { id: id.to_owned(), region: region.to_owned() })
    }
}

/// The API of Amazon Managed Grafana in one region.
pub(crate) struct ManagedGrafana<'a> {
    pub(crate) transport: &'a Transport,
    pub(crate) connection: &'a Connection,
    pub(crate) environment: Environment,
    /// The address: `https://grafana.eu-west-1.amazonaws.com`.
    pub(crate) url: String,
}

impl ManagedGrafana<'_> {
    /// Creates a token.
    pub(crate) async fn token(&self, workspace: &Workspace, now: SystemTime) -> Result<Secret> {
        let accounts = format!("/workspaces/{}/serviceaccounts", workspace.id);
        let account = self.account(&accounts).await?;
        let tokens = format!("{accounts}/{account}/tokens");
        let moment = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        self.delete_expired(&tokens, moment).await?;
        // The name has the moment at which the token expires, in any clock's order.
        let name = format!("{SERVICE_ACCOUNT}-{}-{}", moment + VALID_SECONDS, std::process::id());
        let body = json!({ "name": name, "secondsToLive": VALID_SECONDS });
        let created = self.send(Method::POST, &tokens, Some(&body)).await?;
        let key = created["serviceAccountToken"]["key"].as_str();
        key.map(Secret::new).ok_or_else(|| unreadable("token"))
    }

    /// The id of the service account, which is created at the first run.
    async fn account(&self, path: &str) -> Result<String> {
        let id = |account: &Json| account["id"].as_str().map(str::to_owned);
        let mut page = String::new();
        loop {
            let listed = self.send(Method::GET, &format!("{path}{page}"), None).await?;
            let accounts = listed["serviceAccounts"].as_array().map(Vec::as_slice).unwrap_or_default();
            if let Some(found) = accounts.iter().find(|account| account["name"] == SERVICE_ACCOUNT) {
                return id(found).ok_or_else(|| unreadable("service account"));
            }
            match listed["nextToken"].as_str() {
                Some(next) => page = format!("?nextToken={next}"),
                None => break,
            }
        }
        // Data sources need the role of administrators.
        let body = json!({ "name": SERVICE_ACCOUNT, "grafanaRole": "ADMIN" });
        let created = self.send(Method::POST, path, Some(&body)).await?;
        id(&created).ok_or_else(|| unreadable("service account"))
    }

    /// Deletes the tokens of earlier runs that have expired, which a workspace would list permanently.
    async fn delete_expired(&self, path: &str, moment: u64) -> Result<()> {
        let listed = self.send(Method::GET, path, None).await?;
        for token in listed["serviceAccountTokens"].as_array().into_iter().flatten() {
            let (Some(id), Some(name)) = (token["id"].as_str(), token["name"].as_str()) else { continue };
            let expires =
                name.strip_prefix(SERVICE_ACCOUNT).and_then(|rest| rest.split('-').nth(1)?.parse::<u64>().ok());
            if expires.is_some_and(|expires| expires < moment) {
                self.send(Method::DELETE, &format!("{path}/{id}"), None).await?;
            }
        }
        Ok(())
    }

    /// Sends a signed request.
    async fn send(&self, method: Method, path: &str, body: Option<&Json>) -> Result<Json> {
        let aws = self.connection.aws(&self.environment)?;
        let provider = aws.sdk_config().credentials_provider().ok_or_else(|| denied("there are none"))?;
        let credentials = provider.provide_credentials().await.map_err(|error| denied(&chain(&error)))?;
        let identity = credentials.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(aws.region())
            .name("grafana")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| unsigned(&error))?;
        let url = format!("{}{path}", self.url);
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let headers = [("content-type", "application/json")];
        let request = SignableRequest::new(method.as_str(), &url, headers.into_iter(), SignableBody::Bytes(&body))
            .map_err(|error| unsigned(&error))?;
        let (signed, _) = sign(request, &params.into()).map_err(|error| unsigned(&error))?.into_parts();
        let builder = Request::builder().method(&method).uri(&url).header("content-type", "application/json");
        let mut request = builder.body(Full::new(body)).map_err(|error| unsigned(&error))?;
        signed.apply_to_request_http1x(&mut request);
        let response = self.transport.send(request).await?;
        let json: Json = serde_json::from_slice(&response.body).unwrap_or_default();
        if (200..300).contains(&response.status) {
            return Ok(json);
        }
        let kind = match response.status {
            401 | 403 => ErrorKind::Denied,
            404 => ErrorKind::NotFound,
            429 => ErrorKind::Throttled,
            status if status >= 500 => ErrorKind::Ambiguous,
            _ => ErrorKind::Invalid,
        };
        let message = json["message"].as_str().unwrap_or("no message");
        let mut error = ProviderError::new(kind, format!("HTTP status {}: {message}", response.status));
        error.service = Some("grafana".to_owned());
        error.operation = Some(format!("{method} {}", path.split('?').next().unwrap_or_default()));
        error.region = Some(aws.region().to_owned());
        Err(error)
    }
}

fn denied(why: &str) -> ProviderError {
    ProviderError::new(ErrorKind::Credentials, format!("no credentials for a token of Amazon Managed Grafana: {why}"))
}

fn unsigned(error: &dyn std::fmt::Display) -> ProviderError {
    ProviderError::new(ErrorKind::Internal, format!("the request to Amazon Managed Grafana cannot be signed: {error}"))
}

fn unreadable(what: &str) -> ProviderError {
    ProviderError::new(ErrorKind::Internal, format!("Amazon Managed Grafana returned no {what}"))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use archipel_resources::aws::{Settings, Target};
    use http_body_util::BodyExt as _;
    use hyper::body::Incoming;
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper_util::rt::TokioIo;

    use super::*;

    #[test]
    fn a_workspace_is_recognised_by_its_host() {
        let workspace = Workspace::of("g-1a2b3c4d5e.grafana-workspace.eu-west-1.amazonaws.com").unwrap();
        assert_eq!(workspace, Workspace { id: "g-1a2b3c4d5e".to_owned(), region: "eu-west-1".to_owned() });
        for host in ["grafana.luneo.example", "luneo.grafana.net", "x.grafana-workspace.eu-west-1.amazonaws.com", ""] {
            assert_eq!(Workspace::of(host), None, "{host}");
        }
    }

    /// The requests that a server received: each with its body, and whether it was signed for Grafana.
    type Received = Arc<Mutex<Vec<(String, Json, bool)>>>;

    /// Amazon Managed Grafana as its API reference describes it, with a service account and tokens.
    async fn server(accounts: Json, tokens: Json) -> (String, Received) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Received::default();
        let kept = Arc::clone(&received);
        let answer = move |request: Request<Incoming>| {
            let (received, accounts, tokens) = (Arc::clone(&kept), accounts.clone(), tokens.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = body.collect().await.map_err(|_| "no body")?.to_bytes();
                let body: Json = serde_json::from_slice(&body).unwrap_or_default();
                let signature = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
                let is_signed = signature.is_some_and(|value| value.contains("/eu-west-1/grafana/aws4_request"));
                let call = format!("{} {}", parts.method, parts.uri.path());
                received.lock().unwrap().push((call.clone(), body.clone(), is_signed));
                let answer = match call.as_str() {
                    "GET /workspaces/g-1/serviceaccounts" => accounts,
                    "POST /workspaces/g-1/serviceaccounts" => json!({ "id": "7", "name": body["name"] }),
                    "GET /workspaces/g-1/serviceaccounts/7/tokens" => tokens,
                    "POST /workspaces/g-1/serviceaccounts/7/tokens" => {
                        json!({ "serviceAccountToken": { "id": "9", "name": body["name"], "key": "glsa_secret" } })
                    }
                    _ => json!({}),
                };
                Ok::<_, &'static str>(http::Response::new(Full::new(Bytes::from(answer.to_string()))))
            }
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service_fn(answer.clone());
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        (url, received)
    }

    async fn token(url: &str, now: u64) -> Secret {
        let settings = Settings::new(Target::sandbox(url, "111122223333", "secret"));
        let connection = Connection::open(settings).await.unwrap();
        let transport = Transport::new().unwrap();
        let environment = Environment { region: "eu-west-1".to_owned(), account: None };
        let managed =
            ManagedGrafana { transport: &transport, connection: &connection, environment, url: url.to_owned() };
        let workspace = Workspace { id: "g-1".to_owned(), region: "eu-west-1".to_owned() };
        managed.token(&workspace, UNIX_EPOCH + Duration::from_secs(now)).await.unwrap()
    }

    #[tokio::test]
    async fn a_token_is_created_for_an_hour_with_signed_requests() {
        let (url, received) = server(json!({ "serviceAccounts": [] }), json!({ "serviceAccountTokens": [] })).await;
        assert_eq!(token(&url, 1_000_000).await.expose(), "glsa_secret");
        let received = received.lock().unwrap();
        assert!(received.iter().all(|(_, _, is_signed)| *is_signed), "{received:?}");
        let (call, body, _) = received.last().unwrap();
        assert_eq!(call, "POST /workspaces/g-1/serviceaccounts/7/tokens");
        assert_eq!(body["secondsToLive"], 3600);
        assert!(body["name"].as_str().unwrap().starts_with("archipel-1003600-"), "{body}");
        let created = received.iter().filter(|(call, ..)| call == "POST /workspaces/g-1/serviceaccounts").count();
        assert_eq!(created, 1, "the service account of the first run");
    }

    #[tokio::test]
    async fn the_expired_tokens_of_earlier_runs_are_deleted_and_others_are_not() {
        let account = json!({ "serviceAccounts": [{ "id": "7", "name": "archipel" }] });
        let tokens = json!({ "serviceAccountTokens": [
            { "id": "1", "name": "archipel-999999-12" },
            { "id": "2", "name": "archipel-1000001-13" },
            { "id": "3", "name": "by-hand" },
        ] });
        let (url, received) = server(account, tokens).await;
        token(&url, 1_000_000).await;
        let received = received.lock().unwrap();
        let deleted: Vec<&str> =
            received.iter().map(|(call, ..)| call.as_str()).filter(|call| call.starts_with("DELETE")).collect();
        assert_eq!(deleted, ["DELETE /workspaces/g-1/serviceaccounts/7/tokens/1"]);
        assert!(!received.iter().any(|(call, ..)| call == "POST /workspaces/g-1/serviceaccounts"));
    }
}
