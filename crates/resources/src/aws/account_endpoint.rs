//! The custom endpoint of S3 Control.

use aws_sdk_s3control::config::Builder;
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};

/// An endpoint whose host names no account. The SDK puts the account's number in front of the host, which must not be an IP
/// address then; every request has it in a header, too.
#[derive(Debug)]
struct WithoutAccount(String);

impl ResolveEndpoint for WithoutAccount {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}

/// Sends the calls to a custom endpoint that is an address or this machine as they are.
pub(super) fn set_endpoint(config: Builder, custom: Option<&str>) -> Builder {
    match custom {
        Some(url) if is_address(url) => config.endpoint_resolver(WithoutAccount(url.to_owned())),
        _ => config,
    }
}

fn is_address(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn only_names_can_begin_with_an_account() {
        for url in ["http://127.0.0.1:4566", "http://localhost:4566/", "http://[::1]:80"] {
            assert!(is_address(url), "{url}");
        }
        assert!(!is_address("https://control.vpce-1a2b3c4d.s3.eu-west-1.vpce.amazonaws.com"));
    }
}
