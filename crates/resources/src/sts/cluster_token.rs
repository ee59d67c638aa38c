//! Tokens that authenticate requests to the API of an EKS cluster.

use std::time::{Duration, SystemTime};

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::aws::{Aws, chain};
use crate::partition;

/// The header that binds a token to a cluster. It is signed, so a token is valid for that cluster only.
const CLUSTER_HEADER: &str = "x-k8s-aws-id";
/// The prefix of tokens.
const PREFIX: &str = "k8s-aws-v1.";
/// The validity of the signed request in the token. A cluster sends it immediately.
const ASKED_WITHIN: Duration = Duration::from_secs(60);
/// A cluster accepts a token for 15 minutes after it was signed. One minute less allows for clock differences.
const GOOD_FOR: Duration = Duration::from_secs(14 * 60);

/// A token. It lets its holder act as the signer in one cluster, so it is secret while it is valid.
pub struct ClusterToken {
    /// The value of the header `Authorization`, after `Bearer`.
    pub token: String,
    /// The time when it expires.
    pub expires: SystemTime,
}

impl std::fmt::Debug for ClusterToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClusterToken").field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl ClusterToken {
    /// The time when it expires, in Kubernetes' format: `2026-11-23T15:14:00Z`.
    ///
    /// # Errors
    /// `Internal` for a moment that no calendar has.
    pub fn expires_at(&self) -> Result<String> {
        let moment = DateTime::from(SystemTime::UNIX_EPOCH + whole_seconds(self.expires));
        moment.fmt(Format::DateTime).map_err(|error| internal(&error))
    }
}

/// Creates a token for a cluster of this region: a request of `GetCallerIdentity`, signed but not sent. The cluster
/// sends it, and STS returns the signer. This function sends nothing.
///
/// # Errors
/// `Denied` where no credentials are found, `Internal` where they cannot sign.
pub async fn cluster_token(aws: &Aws, cluster: &str, now: SystemTime) -> Result<ClusterToken> {
    let provider = aws.config().credentials_provider().ok_or_else(|| denied("there are none"))?;
    let credentials = provider.provide_credentials().await.map_err(|error| denied(&chain(&error)))?;
    let identity = credentials.into();
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(ASKED_WITHIN);
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(aws.region())
        .name("sts")
        .time(now)
        .settings(settings)
        .build()
        .map_err(|error| internal(&error))?;
    let url = format!("{}/?Action=GetCallerIdentity&Version=2011-06-15", endpoint(aws));
    let headers = [(CLUSTER_HEADER, cluster)];
    let request = SignableRequest::new("GET", &url, headers.into_iter(), SignableBody::Bytes(&[]))
        .map_err(|error| internal(&error))?;
    let (signed, _) = sign(request, &params.into()).map_err(|error| internal(&error))?.into_parts();
    let mut request = http::Request::get(&url).body(()).map_err(|error| internal(&error))?;
    signed.apply_to_request_http1x(&mut request);
    let token = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(request.uri().to_string()));
    Ok(ClusterToken { token, expires: now + GOOD_FOR })
}

/// The regional STS endpoint, which clusters require.
fn endpoint(aws: &Aws) -> String {
    match aws.endpoint("STS") {
        Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
        None => format!("https://sts.{}.{}", aws.region(), partition::of(aws.region()).1),
    }
}

fn whole_seconds(time: SystemTime) -> Duration {
    Duration::from_secs(time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs()))
}

fn denied(why: &str) -> ProviderError {
    ProviderError::new(ErrorKind::Denied, format!("no credentials to sign with: {why}"))
}

fn internal(error: &dyn std::fmt::Display) -> ProviderError {
    ProviderError::new(ErrorKind::Internal, format!("the token cannot be signed: {error}"))
}
