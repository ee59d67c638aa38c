//! The Resource Groups Tagging API over both emulators.

mod support;

use serde_json::{Value, json};
use support::{Answer, Client, EU, US, gateway};

async fn ask(client: &Client, region: &str, operation: &str, body: Value) -> Answer {
    let target = format!("ResourceGroupsTaggingAPI_20170126.{operation}");
    client.json("tagging", region, &target, &body.to_string()).await
}

async fn list(client: &Client, region: &str, body: Value) -> Value {
    ask(client, region, "GetResources", body).await.ok().json()
}

/// ARNs and the value of their tag `k`, as listed.
fn found(answer: &Value) -> Vec<(String, String)> {
    let one = |one: &Value| {
        let tags = one["Tags"].as_array().into_iter().flatten();
        (text(&one["ResourceARN"]), tags.filter(|tag| tag["Key"] == "k").map(|tag| text(&tag["Value"])).collect())
    };
    answer["ResourceTagMappingList"].as_array().into_iter().flatten().map(one).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A repository in moto and a key in ministack, ordered by their ARNs.
async fn create(client: &Client) -> (String, String) {
    let ecr = "AmazonEC2ContainerRegistry_V20150921.CreateRepository";
    let body = r#"{"repositoryName":"repo","tags":[{"Key":"k","Value":"moto"}]}"#;
    let repository = client.json("ecr", EU, ecr, body).await.ok().json();
    let key = client.kms(EU, "CreateKey", r#"{"Tags":[{"TagKey":"k","TagValue":"ministack"}]}"#).await.ok().json();
    (text(&repository["repository"]["repositoryArn"]), text(&key["KeyMetadata"]["Arn"]))
}

#[tokio::test]
async fn one_list_contains_the_resources_of_each_emulator_with_current_tags() {
    let (gateway, client) = gateway().await;
    let (repository, key) = create(&client).await;
    let both = [(repository.clone(), "moto".to_owned()), (key.clone(), "ministack".to_owned())];
    let all = list(&client, EU, json!({})).await;
    assert_eq!(found(&all), both);
    assert_eq!(all["PaginationToken"], "");
    assert_eq!(gateway.calls(None).in_region(EU, "tagging", "GetResources"), 1);
    assert!(found(&list(&client, US, json!({})).await).is_empty());
    assert!(found(&list(&client.other(), EU, json!({})).await).is_empty());

    let filter = json!({"TagFilters": [{"Key": "k", "Values": ["ministack"]}]});
    assert_eq!(found(&list(&client, EU, filter).await), both[1..]);
    assert_eq!(found(&list(&client, EU, json!({"ResourceTypeFilters": ["ecr:repository"]})).await), both[..1]);
    assert_eq!(found(&list(&client, EU, json!({"ResourceARNList": [key]})).await), both[1..]);

    let tag = json!({"resourceArn": repository, "tags": [{"Key": "k", "Value": "new"}]});
    client.json("ecr", EU, "AmazonEC2ContainerRegistry_V20150921.TagResource", &tag.to_string()).await.ok();
    let untag = json!({"KeyId": key, "TagKeys": ["k"]});
    client.kms(EU, "UntagResource", &untag.to_string()).await.ok();
    assert_eq!(found(&list(&client, EU, json!({})).await), [(repository, "new".to_owned())]);
}

#[tokio::test]
async fn an_assumed_role_lists_the_resources_of_its_account_on_both_emulators() {
    let (_gateway, client) = gateway().await;
    let other = client.other();
    let fields = format!("RoleArn=arn:aws:iam::{}:role/r&RoleSessionName=session", other.account);
    let answer = client.query("sts", US, "AssumeRole", &fields).await.unwrap().ok();
    let assumed = Client {
        endpoint: client.endpoint.clone(),
        account: answer.text("AccessKeyId"),
        secret: answer.text("SecretAccessKey"),
    };
    let (repository, key) = create(&other).await;
    let both = [(repository, "moto".to_owned()), (key, "ministack".to_owned())];
    assert_eq!(found(&list(&assumed, EU, json!({})).await), both);
}

#[tokio::test]
async fn pages_cover_both_emulators() {
    let (_gateway, client) = gateway().await;
    let (repository, key) = create(&client).await;
    let first = list(&client, EU, json!({"ResourcesPerPage": 1})).await;
    assert_eq!(found(&first)[0].0, repository);
    let next = json!({"ResourcesPerPage": 1, "PaginationToken": first["PaginationToken"]});
    let second = list(&client, EU, next).await;
    assert_eq!(found(&second)[0].0, key);
    assert_eq!(second["PaginationToken"], "");
    let broken = ask(&client, EU, "GetResources", json!({"PaginationToken": "nonsense"})).await;
    assert_eq!((broken.status, broken.json()["__type"].as_str()), (400, Some("PaginationTokenExpiredException")));
}

#[tokio::test]
async fn global_resources_are_listed_in_us_east_1_and_buckets_in_their_region() {
    let (_gateway, client) = gateway().await;
    let zone = "<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Name>a.example</Name>\
                <CallerReference>1</CallerReference></CreateHostedZoneRequest>";
    let made = client.signed("route53", US, "POST", "/2013-04-01/hostedzone", &[], zone.as_bytes()).await.unwrap().ok();
    let id = made.text("Id");
    let tags = "<ChangeTagsForResourceRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><AddTags><Tag>\
                <Key>k</Key><Value>zone</Value></Tag></AddTags></ChangeTagsForResourceRequest>";
    let path = format!("/2013-04-01/tags{id}");
    client.signed("route53", US, "POST", &path, &[], tags.as_bytes()).await.unwrap().ok();
    let bucket = format!("b-{}", client.account);
    let location =
        format!("<CreateBucketConfiguration><LocationConstraint>{EU}</LocationConstraint></CreateBucketConfiguration>");
    client.s3(EU, "PUT", &format!("/{bucket}"), location.as_bytes()).await.ok();
    let tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>bucket</Value></Tag></TagSet></Tagging>";
    client.s3(EU, "PUT", &format!("/{bucket}?tagging"), tags.as_bytes()).await.ok();
    let in_us = found(&list(&client, US, json!({})).await);
    assert_eq!(in_us, [(format!("arn:aws:route53::{}", id.replacen('/', ":", 1)), "zone".to_owned())]);
    let in_eu = found(&list(&client, EU, json!({})).await);
    assert_eq!(in_eu, [(format!("arn:aws:s3:::{bucket}"), "bucket".to_owned())]);
}

#[tokio::test]
async fn faults_and_missing_operations_behave_like_in_other_services() {
    let (gateway, client) = gateway().await;
    client.admin("POST", "faults", r#"[{"service":"tagging","first":1,"kind":"throttle"}]"#).await.ok();
    let throttled = ask(&client, EU, "GetResources", json!({})).await;
    assert_eq!((throttled.status, throttled.json()["__type"].as_str()), (400, Some("ThrottlingException")));
    assert_eq!(gateway.calls(None).faulted, 1);
    ask(&client, EU, "GetResources", json!({})).await.ok();
    let other = ask(&client, EU, "GetTagKeys", json!({})).await;
    assert_eq!((other.status, other.json()["__type"].as_str()), (501, Some("SandboxNotImplemented")));
}
