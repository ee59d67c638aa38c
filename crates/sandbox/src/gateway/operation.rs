//! The name of the operation that a request asks for.

use http::{HeaderMap, Method};

use super::route::Wire;
use super::s3_operation;

/// Form fields, decoded, in order.
pub(crate) type Form = Vec<(String, String)>;

/// The operation's name as AWS documents it; for REST services other than S3, method and path.
pub(crate) fn name(
    wire: Wire,
    method: &Method,
    path: &str,
    query: Option<&str>,
    headers: &HeaderMap,
    form: &Form,
) -> String {
    // The CBOR protocol of newer SDKs puts it in the path, whatever the service spoke before.
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

/// `GET /clusters/{}`: every second segment of a REST path is a name, which would make each call its own
/// operation.
fn rest(method: &Method, path: &str) -> String {
    let mut out = format!("{method} ");
    let mut segments = path.split('/').filter(|s| !s.is_empty()).peekable();
    if segments.peek().is_none() {
        out.push('/');
    }
    // A leading version (`2013-04-01`, `v20180820`) is not part of the alternation.
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

/// Decodes a form body or a query string.
pub(crate) fn parse_form(text: &str) -> Form {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

pub(crate) fn form_value<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

pub(crate) fn query_value(query: &str, name: &str) -> Option<String> {
    parse_form(query).into_iter().find(|(n, _)| n == name).map(|(_, v)| v)
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                i += 2;
            }
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn forms_are_decoded_and_broken_escapes_kept() {
        let form = parse_form("A.1=a+b&B=%7B%22x%22%7D&C=%zz&D");
        let values: Vec<_> = form.iter().map(|(_, v)| v.as_str()).collect();
        assert_eq!(values, ["a b", "{\"x\"}", "%zz", ""]);
    }
}
