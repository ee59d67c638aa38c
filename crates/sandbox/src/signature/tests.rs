use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    sign as sdk_sign,
};
use aws_sigv4::sign::v4;
use http::Request;

use super::*;

const URLS: [&str; 5] = [
    "http://127.0.0.1:4566/",
    "http://127.0.0.1:4566/clusters/a%20b/node-groups/x?b=2&a=1&a=&flag",
    "http://127.0.0.1:4566/tags/arn%3Aaws%3Aeks%3Aeu-west-1%3A1%3Acluster%2Fx?tagKeys=a%2Bb&tagKeys=%C3%BC",
    "http://127.0.0.1:4566/bucket/key%20with%20spaces/~a+b=c@d?list-type=2&prefix=a%2F",
    "http://127.0.0.1:4566/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:x/invocations",
];

fn secret() -> Secret {
    Secret::issued("a secret".to_owned())
}

/// Signs like the AWS SDK for Rust.
fn signed_by_sdk(url: &str, service: &str, presigned: bool, body: &[u8], at: SystemTime) -> Parts {
    let identity = Credentials::new("111122223333", secret().expose(), None, None, "test").into();
    let mut settings = SigningSettings::default();
    if presigned {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(3600));
    }
    if service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name(service)
        .time(at)
        .settings(settings)
        .build()
        .unwrap();
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "Some.Operation")];
    let signable = match (service, presigned) {
        ("s3", true) => SignableBody::UnsignedPayload,
        _ => SignableBody::Bytes(body),
    };
    let signable = SignableRequest::new("POST", url, headers.into_iter(), signable).unwrap();
    let (instructions, _) = sdk_sign(signable, &params.into()).unwrap().into_parts();
    let mut request = Request::post(url).body(()).unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    instructions.apply_to_request_http1x(&mut request);
    request.headers_mut().insert(HOST, "127.0.0.1:4566".parse().unwrap());
    request.into_parts().0
}

fn verify(parts: &Parts, secret: &Secret, payload: Payload<'_>, now: SystemTime) -> Result<(), Refusal> {
    Signature::of(parts)?.verify(secret, parts, payload, now)
}

#[test]
fn a_signature_of_the_sdk_is_accepted_with_the_secret_and_refused_with_another() {
    let now = SystemTime::now();
    let other = Secret::issued("another".to_owned());
    for url in URLS {
        for (service, presigned) in [("eks", false), ("eks", true), ("s3", false), ("s3", true)] {
            let parts = signed_by_sdk(url, service, presigned, b"body", now);
            let payload = if service == "s3" { Payload::Streaming } else { Payload::Buffered(b"body") };
            let case = format!("{service} {presigned} {url}");
            assert_eq!(verify(&parts, &secret(), payload, now), Ok(()), "{case}");
            assert_eq!(verify(&parts, &other, payload, now), Err(Refusal::Mismatch), "{case}");
        }
    }
}

#[test]
fn a_signature_is_valid_for_one_request_only() {
    let now = SystemTime::now();
    let url = "http://127.0.0.1:4566/clusters?a=1";
    for presigned in [false, true] {
        let parts = || signed_by_sdk(url, "eks", presigned, b"body", now);
        let check = |parts: &Parts, body: &[u8]| verify(parts, &secret(), Payload::Buffered(body), now);
        assert_eq!(check(&parts(), b"body"), Ok(()));
        assert_eq!(check(&parts(), b"other"), Err(Refusal::Mismatch));
        let mut method = parts();
        method.method = http::Method::DELETE;
        assert_eq!(check(&method, b"body"), Err(Refusal::Mismatch));
        let mut path = parts();
        path.uri = path.uri.to_string().replace("/clusters", "/other").parse().unwrap();
        assert_eq!(check(&path, b"body"), Err(Refusal::Mismatch));
        let mut query = parts();
        query.uri = query.uri.to_string().replace("a=1", "a=2").parse().unwrap();
        assert_eq!(check(&query, b"body"), Err(Refusal::Mismatch));
        for (name, value) in [("host", "evil.example"), ("x-amz-target", "Some.Other")] {
            let mut header = parts();
            header.headers.insert(name, value.parse().unwrap());
            assert_eq!(check(&header, b"body"), Err(Refusal::Mismatch), "{name}");
        }
    }
}

#[test]
fn a_signature_expires() {
    let now = SystemTime::now();
    let url = "http://127.0.0.1:4566/";
    let after = |seconds| now + Duration::from_secs(seconds);
    let check = |parts: &Parts, now| verify(parts, &secret(), Payload::Buffered(b""), now);
    let in_header = signed_by_sdk(url, "sts", false, b"", now);
    assert_eq!(check(&in_header, after(800)), Ok(()));
    assert_eq!(check(&in_header, after(1000)), Err(Refusal::Expired));
    assert_eq!(check(&in_header, now - Duration::from_secs(1000)), Err(Refusal::Expired));
    let presigned = signed_by_sdk(url, "sts", true, b"", now);
    assert_eq!(check(&presigned, after(3500)), Ok(()));
    assert_eq!(check(&presigned, after(3700)), Err(Refusal::Expired));
}

#[test]
fn a_significant_header_must_be_signed() {
    let now = SystemTime::now();
    let mut request = Request::get("http://127.0.0.1:4566/_sandbox/status").body(()).unwrap().into_parts().0;
    sign(&mut request, b"", &secret(), "111122223333", "sandbox", now).unwrap();
    assert_eq!(verify(&request, &secret(), Payload::Buffered(b""), now), Ok(()));
    request.headers.insert("x-amz-target", "Some.Operation".parse().unwrap());
    assert_eq!(verify(&request, &secret(), Payload::Buffered(b""), now), Err(Refusal::Incomplete));
}

#[test]
fn an_invalid_signature_is_incomplete() {
    let bare = |request: http::request::Builder| Signature::of(&request.body(()).unwrap().into_parts().0);
    for header in [
        "Basic abc",
        "Bearer abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0",
        "AWS4-ECDSA-P256-SHA256 Credential=AK/20261123/s3/aws4_request, SignedHeaders=host, Signature=0",
    ] {
        let request = Request::get("/").header(AUTHORIZATION, header).header("x-amz-date", "20261128T174500Z");
        assert_eq!(bare(request), Err(Refusal::Incomplete), "{header}");
    }
    assert_eq!(bare(Request::get("/")), Err(Refusal::Incomplete));
    // Only a scope, as earlier versions accepted it.
    let scope = "/?X-Amz-Credential=111122223333%2F20261128%2Feu-west-1%2Flambda%2Faws4_request";
    assert_eq!(bare(Request::get(scope)), Err(Refusal::Incomplete));
}

#[test]
fn dates_are_parsed_and_formatted() {
    for (text, seconds) in [
        ("19700101T000000Z", 0),
        ("20000229T235959Z", 951_868_799),
        ("20261128T174500Z", 1_795_887_900),
        ("21000301T000000Z", 4_107_542_400),
    ] {
        assert_eq!(seconds_of(text), Some(seconds), "{text}");
        assert_eq!(date_of(UNIX_EPOCH + Duration::from_secs(seconds)), text);
    }
    for text in ["", "20261128", "20261128T174500", "2026-11-28T17:45Z", "20261328T174500Z", "2026112\u{fc}T17450Z"] {
        assert_eq!(seconds_of(text), None, "{text}");
    }
}
