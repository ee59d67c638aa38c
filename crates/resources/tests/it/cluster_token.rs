//! Tokens of EKS clusters.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use crate::common::EU;
use archipel_engine::program::Environment;
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_resources::sts::cluster_token;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

const CLUSTER: &str = "luneo-prod-eu-west-1";

fn request_of(token: &str) -> String {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.strip_prefix("k8s-aws-v1.").unwrap()).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// What botocore 1.44 signs (`SigV4QueryAuth`, as `aws eks get-token` uses it) with the same key at the same moment.
#[tokio::test]
async fn a_token_is_the_request_that_other_tools_sign() {
    let target = Target::sandbox("http://127.0.0.1:9", "111122223333", "sandbox");
    let connection = Connection::open(Settings::new(target)).await.unwrap();
    let aws = connection.aws(&Environment { region: EU.to_owned(), account: None }).unwrap();
    // 23 November 2026, 15:00 UTC.
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_446_000);
    let token = cluster_token(&aws, CLUSTER, now).await.unwrap();
    let expected = "http://127.0.0.1:9/?Action=GetCallerIdentity&Version=2011-06-15\
        &X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=111122223333%2F20261123%2Feu-west-1%2Fsts%2Faws4_request\
        &X-Amz-Date=20261123T150000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id\
        &X-Amz-Signature=c8a7d09d3401352ec98e76b55f744edf8b0d92e577f6ab6da992321fef3b37eb";
    let parts = |url: &str| -> BTreeSet<String> { url.split(['?', '&']).map(str::to_owned).collect() };
    assert_eq!(parts(&request_of(&token.token)), parts(expected));
    assert_eq!(token.expires_at().unwrap(), "2026-11-23T15:14:00Z");
    assert!(!format!("{token:?}").contains("k8s-aws-v1"), "it is not shown by accident");
}
