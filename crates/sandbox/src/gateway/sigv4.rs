//! Parses the caller, region and service from the credential scope of a signature.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The identity in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

impl Scope {
    /// Parses the `Authorization` header, or `X-Amz-Credential` of a presigned URL.
    pub(crate) fn of(headers: &HeaderMap, query: Option<&str>) -> Option<Self> {
        let from_header = headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(credential_of_header);
        let credential = match from_header {
            Some(credential) => credential.to_owned(),
            None => crate::protocol::query_value(query?, "X-Amz-Credential")?,
        };
        Self::parse(&credential)
    }

    fn parse(credential: &str) -> Option<Self> {
        let parts: Vec<_> = credential.split('/').collect();
        let [key, _date, region, service, "aws4_request"] = parts[..] else { return None };
        Some(Self { access_key: key.to_owned(), region: region.to_owned(), service: service.to_ascii_lowercase() })
    }
}

fn credential_of_header(header: &str) -> Option<&str> {
    let (scheme, fields) = header.split_once(' ')?;
    if !scheme.starts_with("AWS4-") {
        return None;
    }
    fields.split(',').find_map(|field| field.trim().strip_prefix("Credential="))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn the_scope_is_read_from_the_header_and_from_a_presigned_url() {
        let want = Scope { access_key: "123456789012".into(), region: "eu-west-1".into(), service: "ec2".into() };
        let header = "AWS4-HMAC-SHA256 Credential=123456789012/20261123/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=x";
        assert_eq!(Scope::of(&headers(header), None), Some(want.clone()));
        let query = "a=b&X-Amz-Credential=123456789012%2F20261123%2Feu-west-1%2Fec2%2Faws4_request";
        assert_eq!(Scope::of(&HeaderMap::new(), Some(query)), Some(want));
    }

    #[test]
    fn an_unsigned_request_has_no_scope() {
        assert_eq!(Scope::of(&headers("Basic abc"), None), None);
        assert_eq!(Scope::of(&headers("AWS4-HMAC-SHA256 Credential=a/b"), None), None);
        assert_eq!(Scope::of(&HeaderMap::new(), Some("a=b")), None);
    }
}
