//! Refuses requests that a web page could send, before any other part of the request is used.
//!
//! Browsers add `Origin` or `Sec-Fetch-Site` to requests across sites, and a page under a name that resolves to
//! 127.0.0.1 has that name in `Host`. AWS clients send neither header, and use the sandbox's own address.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The response to a request that no AWS client sends.
pub(crate) fn refuse(parts: &Parts, port: u16) -> Option<Response<Bytes>> {
    let browser = [ORIGIN, SEC_FETCH_SITE].into_iter().find(|name| parts.headers.contains_key(name));
    let reason = match browser {
        Some(name) => format!("the sandbox does not serve web pages, which send the header `{name}`"),
        None if !is_addressed(parts, port) => {
            format!("use 127.0.0.1:{port} or localhost:{port} to reach the sandbox")
        }
        None => return None,
    };
    let mut response = Response::new(Bytes::from(json!({ "error": reason }).to_string()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Some(response)
}

/// Whether the request is addressed to this sandbox.
fn is_addressed(parts: &Parts, port: u16) -> bool {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    // A request line may contain a host.
    let line = parts.uri.authority().map(http::uri::Authority::as_str);
    host.to_str().is_ok_and(|host| is_own(host, port)) && line.is_none_or(|host| is_own(host, port))
}

fn is_own(host: &str, port: u16) -> bool {
    let Some((name, of_port)) = host.rsplit_once(':') else { return false };
    let name = name.to_ascii_lowercase();
    // boto3 puts a bucket before `localhost`. Names below it are always local (RFC 6761).
    let is_local = matches!(name.as_str(), "127.0.0.1" | "[::1]" | "localhost") || name.ends_with(".localhost");
    is_local && of_port == port.to_string()
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn refused(headers: &[(&str, &str)], uri: &str) -> bool {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        refuse(&request.body(()).unwrap().into_parts().0, 4566).is_some()
    }

    #[test]
    fn the_names_of_the_sandbox_are_accepted() {
        for host in ["127.0.0.1:4566", "localhost:4566", "LOCALHOST:4566", "[::1]:4566", "bucket.localhost:4566"] {
            assert!(!refused(&[("host", host)], "/"), "{host}");
        }
        assert!(!refused(&[("host", "127.0.0.1:4566")], "http://127.0.0.1:4566/"));
    }

    #[test]
    fn foreign_hosts_are_refused() {
        for host in [
            "evil.example",
            "evil.example:4566",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.1.evil.example:4566",
            "localhost.evil.example:4566",
            "evillocalhost:4566",
            "bucket.s3.localhost.localstack.cloud:4566",
            "127.0.0.1:4566@evil.example",
            "",
        ] {
            assert!(refused(&[("host", host)], "/"), "{host}");
        }
        assert!(refused(&[], "/"));
        assert!(refused(&[("host", "127.0.0.1:4566"), ("host", "evil.example")], "/"));
        assert!(refused(&[("host", "127.0.0.1:4566")], "http://evil.example/"));
    }

    #[test]
    fn headers_added_by_browsers_are_refused() {
        let host = ("host", "127.0.0.1:4566");
        for header in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:4566"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "none"),
        ] {
            assert!(refused(&[host, header], "/"), "{header:?}");
        }
    }
}
