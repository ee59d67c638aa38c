//! The name of the operation in a request.

use http::{HeaderMap, Method};

use super::s3_operation;
use crate::protocol::{Form, Wire, form_value, query_value};

/// The operation's name in the AWS documentation; for REST services other than S3, method and path.
pub(crate) fn name(
    wire: Wire,
    method: &Method,
    path: &str,
    query: Option<&str>,
    headers: &HeaderMap,
    form: &Form,
) -> String {
    // The CBOR protocol of newer SDKs has the operation in the path, for every service.
    if let Some((_, operation)) = path.rsplit_once("/operation/")
        && path.starts_with("/service/")
    {
        return operation.to_owned();
    }
    if let Some(target) = headers.get("x-amz-target").and_then(|v| v.to_str().ok()) {
        return target.rsplit('.').next().unwrap_or(target).to_owned();
    }
    match wire {
        Wire::S3 => s3_operation::name(method, path, query, headers).to_owned(),
        Wire::RestJson | Wire::RestXml => rest(method, path),
        Wire::Ec2 | Wire::Query | Wire::Json => form_value(form, "Action")
            .map(str::to_owned)
            .or_else(|| query_value(query.unwrap_or_default(), "Action"))
            .unwrap_or_else(|| rest(method, path)),
    }
}

/// `GET /clusters/{}`: every second segment of a REST path is a name, so it is replaced. Otherwise each call would be
/// a separate operation.
fn rest(method: &Method, path: &str) -> String {
    let mut out = format!("{method} ");
    let mut segments = path.split('/').filter(|s| !s.is_empty()).peekable();
    if segments.peek().is_none() {
        out.push('/');
    }
    // A leading version (`2013-04-01`, `v20180820`) does not count as a segment.
    if let Some(version) = segments.next_if(|s| is_version(s)) {
        out.push('/');
        out.push_str(version);
    }
    for (i, segment) in segments.enumerate() {
        out.push('/');
        out.push_str(if i % 2 == 1 { "{}" } else { segment });
    }
    out
}

fn is_version(segment: &str) -> bool {
    let digits = segment.trim_start_matches('v');
    digits.len() >= 8 && digits.chars().all(|c| c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::parse_form;

    fn named(wire: Wire, method: Method, path: &str, target: Option<&str>, body: &str) -> String {
        let headers = HeaderMap::from_iter(target.map(|t| ("x-amz-target".parse().unwrap(), t.parse().unwrap())));
        name(wire, &method, path, None, &headers, &parse_form(body))
    }

    #[test]
    fn each_protocol_names_its_operation() {
        let post = Method::POST;
        assert_eq!(named(Wire::Ec2, post.clone(), "/", None, "Version=1&Action=CreateVpc"), "CreateVpc");
        assert_eq!(named(Wire::Json, post.clone(), "/", Some("TrentService.CreateKey"), "{}"), "CreateKey");
        let cbor = "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm";
        assert_eq!(named(Wire::Query, post, cbor, None, ""), "PutMetricAlarm");
        let get = |path| named(Wire::RestJson, Method::GET, path, None, "");
        assert_eq!(get("/clusters/a/node-groups/b"), "GET /clusters/{}/node-groups/{}");
        assert_eq!(get("/2013-04-01/hostedzone/Z1"), "GET /2013-04-01/hostedzone/{}");
        assert_eq!(get("/"), "GET /");
    }
}
