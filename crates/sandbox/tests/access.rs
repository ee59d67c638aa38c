//! Only the owner of the secret can use a sandbox, with AWS clients.

mod support;

use std::process::Command;

use archipel_sandbox::gateway::ADMIN_ROUTES;
use archipel_sandbox::gateway::route::{Backend, TABLE};
use archipel_sandbox::{InstallOptions, Installation};
use support::{Client, EU, Signing, US, gateway};

fn signing(service: &str) -> Signing<'_> {
    Signing { service, region: EU, presigned: false }
}

/// A client that knows the account but not the secret.
fn stranger(client: &Client) -> Client {
    Client { endpoint: client.endpoint.clone(), account: client.account.clone(), secret: "sandbox".to_owned() }
}

#[tokio::test]
async fn every_service_refuses_requests_without_the_secret() {
    let (gateway, client) = gateway().await;
    let stranger = stranger(&client);
    for route in TABLE {
        let (service, form) = (route.service, [("content-type", "application/x-www-form-urlencoded")]);
        // The form that the sandbox accepted before it had a secret: a scope without a signature.
        let scope = format!("{}/20261128/eu-west-1/{service}/aws4_request", client.account);
        let header = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=x");
        let query = format!("/?X-Amz-Credential={}", scope.replace('/', "%2F"));
        for method in ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"] {
            let answers = [
                client.raw(method, "/", &form, b"").await,
                client.raw(method, "/", &[("authorization", &header)], b"").await,
                client.raw(method, &query, &form, b"").await,
                stranger.send_signed(&signing(service), (method, "/"), &form, b"").await,
                stranger.send_signed(&Signing { presigned: true, ..signing(service) }, (method, "/"), &form, b"").await,
            ];
            for (index, answer) in answers.into_iter().enumerate() {
                assert_eq!(answer.map(|answer| answer.status), Some(403), "{service} {method} {index}");
            }
        }
    }
    assert_eq!(gateway.calls(None).total, 0);
}

#[tokio::test]
async fn web_identities_are_exchanged_for_signed_requests_only() {
    let (_gateway, client) = gateway().await;
    let body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=session&WebIdentityToken=token\
                &RoleArn=arn:aws:iam::111122223333:role/r";
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = client.raw("POST", "/", &form, body.as_bytes()).await.unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (403, "MissingAuthenticationToken"));
    client.send_signed(&signing("sts"), ("POST", "/"), &form, body.as_bytes()).await.unwrap().ok();
}

#[tokio::test]
async fn every_path_of_the_gateways_own_api_refuses_requests_without_the_secret() {
    let (gateway, client) = gateway().await;
    let stranger = stranger(&client);
    for (method, path) in ADMIN_ROUTES {
        let path = format!("/_sandbox/{path}");
        let answers = [
            client.raw(method, &path, &[], b"[]").await,
            stranger.send_signed(&signing("sandbox"), (method, &path), &[], b"[]").await,
            // A signature that a program created for AWS is not valid here.
            client.send_signed(&signing("sts"), (method, &path), &[], b"[]").await,
        ];
        for (index, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.map(|answer| answer.status), Some(403), "{method} {path} {index}");
        }
    }
    assert_eq!(client.raw("GET", "/_sandbox/nonsense", &[], b"").await.unwrap().status, 403);
    assert!(gateway.faults().is_empty());
    // The sandbox still runs and serves its owner.
    client.admin("GET", "status", "").await.ok();
}

#[tokio::test]
async fn keys_issued_by_iam_and_sts_are_valid_for_aws_and_not_for_the_sandbox_itself() {
    let (_gateway, client) = gateway().await;
    client.query("iam", US, "CreateUser", "UserName=u").await.unwrap().ok();
    let user = client.query("iam", US, "CreateAccessKey", "UserName=u").await.unwrap().ok();
    let role = format!("RoleArn=arn:aws:iam::{}:role/r&RoleSessionName=session", client.account);
    let role = client.query("sts", US, "AssumeRole", &role).await.unwrap().ok();
    for issued in [user, role] {
        let holder = Client {
            endpoint: client.endpoint.clone(),
            account: issued.text("AccessKeyId"),
            secret: issued.text("SecretAccessKey"),
        };
        let answer = holder.query("sts", EU, "GetCallerIdentity", "").await.unwrap().ok();
        assert_eq!(answer.text("Account"), client.account);
        assert_eq!(holder.admin("POST", "stop", "").await.status, 403);
    }
}

#[tokio::test]
async fn web_pages_and_foreign_hosts_are_refused_even_with_the_secret() {
    let (gateway, client) = gateway().await;
    let foreign = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-origin"),
        ("host", "evil.example"),
        ("host", "127.0.0.1:1"),
    ];
    let paths = ["/", "/bucket/key", "/_sandbox/status", "/_sandbox/stop", "/nonsense", "/2015-03-31/functions"];
    for header in foreign {
        for path in paths {
            for method in ["GET", "POST", "OPTIONS"] {
                let service = if path.starts_with("/_sandbox") { "sandbox" } else { "lambda" };
                let answer = client.send_signed(&signing(service), (method, path), &[header], b"").await.unwrap();
                assert_eq!(answer.status, 403, "{header:?} {method} {path}");
                assert!(!answer.headers.contains("access-control-"), "{}", answer.headers);
                assert!(answer.body.contains("the sandbox"), "{}", answer.body);
            }
        }
    }
    assert_eq!(gateway.calls(None).total, 0);
}

#[tokio::test]
async fn no_response_allows_a_web_page_to_read_it() {
    let (_gateway, client) = gateway().await;
    for (service, backend) in [("iam", Backend::Moto), ("kms", Backend::Ministack), ("s3", Backend::Ministack)] {
        for method in ["GET", "OPTIONS"] {
            let answer = client.send_signed(&signing(service), (method, "/"), &[], b"").await.unwrap();
            assert!(!answer.headers.contains("access-control-"), "{backend:?} {method}: {}", answer.headers);
        }
    }
}

/// The usage from other tools that the book describes.
#[tokio::test]
async fn boto3_works_with_the_secret_and_with_presigned_urls() {
    const SCRIPT: &str = r#"
import io, json, os, urllib.error, urllib.request
import boto3, botocore
account = os.environ["AWS_ACCESS_KEY_ID"]
assert boto3.client("sts").get_caller_identity()["Account"] == account
boto3.client("sqs").create_queue(QueueName="q")
boto3.client("dynamodb").list_tables()
boto3.client("eks").list_clusters()
boto3.client("route53").list_hosted_zones()
boto3.client("ec2").describe_vpcs(Filters=[{"Name": "tag:a b", "Values": ["c+d=&", "\u00fc"]}])
boto3.client("lambda").list_functions()
boto3.client("logs").describe_log_groups(logGroupNamePrefix="/a")
for endpoint in (os.environ["AWS_ENDPOINT_URL"], os.environ["AWS_ENDPOINT_URL"].replace("127.0.0.1", "localhost")):
    s3 = boto3.client("s3", endpoint_url=endpoint, config=botocore.client.Config(signature_version="s3v4"))
    bucket = "b-" + account + ("-local" if "localhost" in endpoint else "")
    s3.create_bucket(Bucket=bucket)
    key = "a folder/k\u00e9y+1~(x)=y&z"
    s3.put_object(Bucket=bucket, Key=key, Body=b"plain")
    s3.upload_fileobj(io.BytesIO(b"x" * 1000), bucket, key)
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"x" * 1000
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key})
    assert urllib.request.urlopen(url).read() == b"x" * 1000
    try:
        urllib.request.urlopen(url.replace("Signature=", "Signature=0"))
        raise SystemExit("a forged URL was served")
    except urllib.error.HTTPError as error:
        assert error.code == 403, error.code
try:
    boto3.client("sts", aws_secret_access_key="test", aws_access_key_id=account).get_caller_identity()
    raise SystemExit("another secret was accepted")
except botocore.exceptions.ClientError as error:
    assert "SignatureDoesNotMatch" in str(error), error
"#;
    let (gateway, client) = gateway().await;
    let installation = Installation::ensure(&InstallOptions::default()).await.unwrap();
    let mut command = Command::new(installation.dir().join("venv/bin/python"));
    command
        .args(["-c", SCRIPT])
        .env_clear()
        .env("AWS_ENDPOINT_URL", gateway.endpoint())
        .env("AWS_ACCESS_KEY_ID", &client.account)
        .env("AWS_SECRET_ACCESS_KEY", gateway.secret().expose())
        .env("AWS_REGION", US)
        .env("AWS_DEFAULT_REGION", US);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
