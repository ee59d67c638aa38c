//! A client that speaks AWS's protocols directly and signs like the AWS SDK.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, reason = "only tests use it")]

pub mod cluster;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use archipel_sandbox::{Emulators, Gateway, Secret, fresh_account};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;

pub const EU: &str = "eu-west-1";
pub const US: &str = "us-east-1";

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

impl Answer {
    pub fn ok(self) -> Self {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self
    }

    /// The first `<name>text</name>`.
    pub fn text(&self, name: &str) -> String {
        let rest = self.body.split(&format!("<{name}>")).nth(1).unwrap_or_else(|| panic!("no {name} in {}", self.body));
        rest.split('<').next().unwrap_or_default().to_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    pub fn code(&self) -> String {
        self.text("Code")
    }
}

/// A client of one account at a gateway.
pub struct Client {
    pub endpoint: String,
    pub account: String,
    pub secret: String,
}

/// The access key, service, region and position (header or query) of a signature.
pub struct Signing<'a> {
    pub service: &'a str,
    pub region: &'a str,
    pub presigned: bool,
}

impl Client {
    pub fn new(endpoint: &str, secret: &Secret) -> Self {
        Self { endpoint: endpoint.to_owned(), account: fresh_account(), secret: secret.expose().to_owned() }
    }

    /// Another account in the same sandbox.
    pub fn other(&self) -> Self {
        Self { endpoint: self.endpoint.clone(), account: fresh_account(), secret: self.secret.clone() }
    }

    /// The path and the headers of a signed request.
    pub fn sign(
        &self,
        signing: &Signing<'_>,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (String, Vec<(String, String)>) {
        let identity = Credentials::new(&self.account, &self.secret, None, None, "test").into();
        let mut settings = SigningSettings::default();
        let mut signable = SignableBody::Bytes(body);
        if signing.service == "s3" {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        if signing.presigned {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(Duration::from_secs(300));
            if signing.service == "s3" {
                signable = SignableBody::UnsignedPayload;
            }
        }
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(signing.region)
            .name(signing.service)
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .unwrap();
        let url = format!("{}{path}", self.endpoint);
        let request = SignableRequest::new(method, &url, headers.iter().copied(), signable).unwrap();
        let (instructions, _) = sign(request, &params.into()).unwrap().into_parts();
        let mut request = http::Request::builder().method(method).uri(&url).body(()).unwrap();
        instructions.apply_to_request_http1x(&mut request);
        let added =
            request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let given = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        (request.uri().path_and_query().unwrap().to_string(), given.chain(added).collect())
    }

    /// `None` if the connection ended without a response.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
        let address = self.endpoint.trim_start_matches("http://").to_owned();
        let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            request.push_str(&format!("host: {address}\r\n"));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut request = request.into_bytes();
        request.extend_from_slice(body);
        let exchange = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            stream.write_all(&request).unwrap();
            let mut answer = Vec::new();
            // A reset connection has no response either.
            let _ = stream.read_to_end(&mut answer);
            answer
        };
        let bytes = tokio::task::spawn_blocking(exchange).await.unwrap();
        parse(&bytes)
    }

    pub async fn signed(
        &self,
        service: &str,
        region: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        self.send_signed(&Signing { service, region, presigned: false }, (method, path), headers, body).await
    }

    pub async fn send_signed(
        &self,
        signing: &Signing<'_>,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        let (path, headers) = self.sign(signing, (method, path), headers, body);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.raw(method, &path, &headers, body).await
    }

    /// A form-encoded call, of EC2 unless the service is named. Fields: `A=b&C=d`.
    pub async fn query(&self, service: &str, region: &str, action: &str, fields: &str) -> Option<Answer> {
        let version = match service {
            "iam" => "2010-05-08",
            "sts" => "2011-06-15",
            "rds" => "2014-10-31",
            "elasticloadbalancing" => "2015-12-01",
            _ => "2016-11-15",
        };
        let body = format!("Action={action}&Version={version}&{fields}");
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        self.signed(service, region, "POST", "/", &form, body.as_bytes()).await
    }

    pub async fn ec2(&self, region: &str, action: &str, fields: &str) -> Answer {
        self.query("ec2", region, action, fields).await.expect("a response")
    }

    pub async fn kms(&self, region: &str, operation: &str, body: &str) -> Answer {
        self.json("kms", region, &format!("TrentService.{operation}"), body).await
    }

    /// A call of the JSON protocol. Target: `Interface.Operation`.
    pub async fn json(&self, service: &str, region: &str, target: &str, body: &str) -> Answer {
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)];
        self.signed(service, region, "POST", "/", &headers, body.as_bytes()).await.expect("a response")
    }

    pub async fn s3(&self, region: &str, method: &str, path: &str, body: &[u8]) -> Answer {
        self.signed("s3", region, method, path, &[], body).await.expect("a response")
    }

    /// The gateway's own API.
    pub async fn admin(&self, method: &str, what: &str, body: &str) -> Answer {
        self.signed("sandbox", US, method, &format!("/_sandbox/{what}"), &[], body.as_bytes())
            .await
            .expect("a response")
    }

    pub async fn create_vpc(&self, region: &str) -> String {
        self.ec2(region, "CreateVpc", "CidrBlock=10.0.0.0/16").await.ok().text("vpcId")
    }

    /// Ids of the VPCs other than the account's default one.
    pub async fn vpcs(&self, region: &str) -> Vec<String> {
        let fields = "Filter.1.Name=is-default&Filter.1.Value.1=false";
        let answer = self.ec2(region, "DescribeVpcs", fields).await.ok();
        let ids = answer.body.split("<vpcId>").skip(1);
        ids.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    }
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let headers = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = headers.split(' ').nth(1)?.parse().ok()?;
    let mut body = bytes[end + 4..].to_vec();
    if headers.contains("transfer-encoding: chunked") {
        body = unchunk(&body);
    }
    Some(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(line) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap().trim(), 16).unwrap();
        if size == 0 {
            break;
        }
        out.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 2 + size + 2..];
    }
    out
}

/// A gateway and an account for one test, with the emulators that all tests of this binary share.
pub async fn gateway() -> (Gateway, Client) {
    let emulators = Emulators::shared().await.unwrap_or_else(|e| panic!("{e}\n{}", e.hint()));
    let gateway = Gateway::bind(&emulators).await.unwrap();
    let client = Client::new(gateway.endpoint(), gateway.secret());
    (gateway, client)
}
