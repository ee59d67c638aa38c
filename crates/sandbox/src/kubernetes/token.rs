//! Tokens of EKS clusters: requests of `GetCallerIdentity`, signed in their query, as `aws eks get-token` prints them.

use std::collections::HashSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header::HOST;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Request, Uri};

use crate::protocol::query_value;

const PREFIX: &str = "k8s-aws-v1.";
/// The header that binds a token to a cluster.
const CLUSTER: HeaderName = HeaderName::from_static("x-k8s-aws-id");
// rule: cluster-token
/// EKS accepts a token for 15 minutes after it was signed, whatever the request's own expiry.
pub(super) const LIFETIME: u64 = 15 * 60;
const LONGEST: usize = 16 * 1024;

/// The signed request in a token, as the cluster would send it to STS.
///
/// # Errors
/// The reason why the token is not one of EKS, as aws-iam-authenticator checks it.
pub(super) fn request(token: &str, cluster: &str) -> Result<Parts, String> {
    let encoded = token.strip_prefix(PREFIX).ok_or_else(|| format!("the token does not begin with `{PREFIX}`"))?;
    if encoded.len() > LONGEST {
        return Err("the token is too long".to_owned());
    }
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('='));
    let url = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let uri: Uri = url.and_then(|url| url.parse().ok()).ok_or("the token contains no URL")?;
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().ok_or("the token's URL has no host")?.to_string();
    // The sandbox's endpoint has no TLS.
    if scheme != "https" && !(scheme == "http" && is_local(&authority)) {
        return Err(format!("unexpected scheme `{scheme}` in the token's URL"));
    }
    if !is_sts(&authority) {
        return Err(format!("unexpected host `{authority}` in the token's URL"));
    }
    if uri.path() != "/" {
        return Err(format!("unexpected path `{}` in the token's URL", uri.path()));
    }
    let query = uri.query().unwrap_or_default();
    let mut names = HashSet::new();
    if let Some(twice) = query.split('&').map(|pair| pair.split('=').next()).find(|name| !names.insert(*name)) {
        return Err(format!("the parameter `{}` of the token's URL occurs twice", twice.unwrap_or_default()));
    }
    let value = |name: &str| query_value(query, name).unwrap_or_default();
    if value("Action") != "GetCallerIdentity" {
        return Err(format!("unexpected action `{}` in the token's URL", value("Action")));
    }
    if value("X-Amz-Expires").parse::<u64>().is_ok_and(|seconds| seconds > LIFETIME) {
        return Err(format!("invalid X-Amz-Expires `{}` in the token's URL", value("X-Amz-Expires")));
    }
    let signed = value("X-Amz-SignedHeaders").to_ascii_lowercase();
    if !signed.split(';').any(|name| name == CLUSTER.as_str()) {
        return Err(format!("the token is not signed with the header `{CLUSTER}`"));
    }
    let request = Request::get(uri).body(()).map_err(|error| error.to_string())?;
    let (mut parts, ()) = request.into_parts();
    let header = |text: &str| HeaderValue::from_str(text).map_err(|error| error.to_string());
    parts.headers.insert(HOST, header(&authority)?);
    parts.headers.insert(CLUSTER, header(cluster)?);
    Ok(parts)
}

/// Whether a host is an endpoint of STS: of AWS, for clients that do not know the sandbox's endpoint, or the sandbox.
fn is_sts(authority: &str) -> bool {
    let of_aws = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];
    is_local(authority) || authority.starts_with("sts.") && of_aws.iter().any(|domain| authority.ends_with(domain))
}

fn is_local(authority: &str) -> bool {
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(url: &str) -> String {
        format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(url))
    }

    const GOOD: &str = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15\
        &X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261123T150000Z&X-Amz-Expires=60\
        &X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=00";

    #[test]
    fn a_token_contains_the_request_with_the_clusters_name() {
        let parts = request(&token(GOOD), "luneo").unwrap();
        assert_eq!(parts.headers["x-k8s-aws-id"], "luneo");
        assert_eq!(parts.headers["host"], "sts.eu-west-1.amazonaws.com");
        assert!(request(&token(&GOOD.replace("sts.eu-west-1.amazonaws.com", "127.0.0.1:4566")), "luneo").is_ok());
        assert!(
            request(&token(&GOOD.replace("https://sts.eu-west-1.amazonaws.com", "http://127.0.0.1:4566")), "luneo")
                .is_ok()
        );
    }

    #[test]
    fn anything_else_is_refused_with_its_reason() {
        let changed = |from: &str, to: &str| token(&GOOD.replace(from, to));
        for (token, reason) in [
            ("abc".to_owned(), "does not begin with"),
            (format!("{PREFIX}!!"), "no URL"),
            (format!("{PREFIX}{}", "a".repeat(LONGEST + 1)), "too long"),
            (changed("sts.eu-west-1.amazonaws.com", "evil.example"), "unexpected host"),
            (changed("sts.eu-west-1.amazonaws.com", "sts.evil.example"), "unexpected host"),
            (changed("sts.eu-west-1.amazonaws.com", "sts.evilamazonaws.com"), "unexpected host"),
            (changed("https:", "http:"), "unexpected scheme"),
            (changed("/?", "/x?"), "unexpected path"),
            (changed("GetCallerIdentity", "AssumeRole"), "unexpected action"),
            (changed("Expires=60", "Expires=901"), "invalid X-Amz-Expires"),
            (changed("%3Bx-k8s-aws-id", ""), "not signed with the header"),
            (changed("&Version=2011-06-15", "&Action=GetCallerIdentity"), "occurs twice"),
        ] {
            let refused = request(&token, "luneo").unwrap_err();
            assert!(refused.contains(reason), "{refused}");
        }
    }
}
