//! Every kind of fault, against the real emulators.

mod support;

use archipel_sandbox::faults::{Kind, Rule};
use support::{EU, US, gateway};

const CIDR: &str = "CidrBlock=10.0.0.0/16";

#[tokio::test]
async fn a_throttle_has_the_format_of_its_service_and_forwards_nothing() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::Throttle)]).unwrap();
    let answer = client.ec2(EU, "CreateVpc", CIDR).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "RequestLimitExceeded"));
    let answer = client.query("iam", US, "ListRoles", "").await.unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (400, "Throttling"));
    let answer = client.kms(EU, "CreateKey", "{}").await;
    assert_eq!((answer.status, &answer.json()["__type"]), (400, &"ThrottlingException".into()));
    let answer = client.s3(EU, "PUT", "/b/k", b"x").await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "SlowDown"));
    assert_eq!(gateway.calls(None).faulted, 4);

    gateway.set_faults(Vec::new()).unwrap();
    assert!(client.vpcs(EU).await.is_empty());
}

#[tokio::test]
async fn any_error_can_be_injected_into_the_nth_call() {
    let (_gateway, client) = gateway().await;
    let rules = r#"[{"service":"ec2","operation":"CreateVpc","region":"*","nth":2,"kind":"error",
        "code":"VpcLimitExceeded","status":400,"message":"no more"}]"#;
    client.admin("POST", "faults", rules).await.ok();
    client.create_vpc(EU).await;
    let answer = client.ec2(EU, "CreateVpc", CIDR).await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "VpcLimitExceeded"));
    assert_eq!(answer.text("Message"), "no more");
    client.create_vpc(EU).await;

    let listed = client.admin("GET", "faults", "").await.ok().json();
    assert_eq!((&listed[0]["matched"], &listed[0]["fired"]), (&3.into(), &1.into()));
    client.admin("DELETE", "faults", "").await.ok();
    assert_eq!(client.admin("GET", "faults", "").await.ok().json(), serde_json::json!([]));
    let answer = client.admin("POST", "faults", r#"[{"kind":"explode"}]"#).await;
    assert_eq!(answer.status, 400);
    assert!(answer.json()["error"].as_str().unwrap().contains("explode"));
}

#[tokio::test]
async fn a_reset_before_changes_nothing_and_a_reset_after_does() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::ResetBefore).on("ec2", "CreateVpc")]).unwrap();
    assert!(client.query("ec2", EU, "CreateVpc", CIDR).await.is_none());
    assert!(client.vpcs(EU).await.is_empty());
    gateway.set_faults(vec![Rule::new(Kind::ResetAfter).on("ec2", "CreateVpc")]).unwrap();
    assert!(client.query("ec2", EU, "CreateVpc", CIDR).await.is_none());
    assert_eq!(client.vpcs(EU).await.len(), 1);
}

#[tokio::test]
async fn a_create_with_a_lost_response_is_found_by_its_token() {
    let (gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    gateway.set_faults(vec![Rule::new(Kind::ResetAfter).on("ec2", "CreateVpcEndpoint").first(1)]).unwrap();
    let fields = format!("VpcId={vpc}&ServiceName=com.amazonaws.eu-west-1.s3&ClientToken=t1");
    assert!(client.query("ec2", EU, "CreateVpcEndpoint", &fields).await.is_none());
    client.ec2(EU, "CreateVpcEndpoint", &fields).await.ok();
    let all = client.ec2(EU, "DescribeVpcEndpoints", "").await.ok();
    assert_eq!(all.body.matches("<vpcEndpointId>").count(), 1);
}

#[tokio::test]
async fn a_reset_after_of_s3_keeps_the_object() {
    let (gateway, client) = gateway().await;
    let bucket = format!("/b-{}", client.account);
    client.s3(US, "PUT", &bucket, b"").await.ok();
    gateway.set_faults(vec![Rule::new(Kind::ResetAfter).on("s3", "PutObject")]).unwrap();
    let path = format!("{bucket}/k");
    assert!(client.signed("s3", US, "PUT", &path, &[], b"body").await.is_none());
    assert_eq!(client.s3(US, "GET", &path, b"").await.ok().body, "body");
}

#[tokio::test]
async fn a_delayed_call_is_executed() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::Delay { ms: 1 }).on("ec2", "CreateVpc")]).unwrap();
    client.create_vpc(EU).await;
    assert_eq!(gateway.calls(None).faulted, 1);
}

#[tokio::test]
async fn a_hanging_call_ends_with_its_client_and_blocks_no_other_call() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::Hang).on("ec2", "CreateVpc")]).unwrap();
    let address = client.endpoint.trim_start_matches("http://").to_owned();
    let mut hanging = tokio::net::TcpStream::connect(&address).await.unwrap();
    let body = format!("Action=CreateVpc&{CIDR}");
    let signing = support::Signing { service: "ec2", region: EU, presigned: false };
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let (_, headers) = client.sign(&signing, ("POST", "/"), &form, body.as_bytes());
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request =
        format!("POST / HTTP/1.1\r\nhost: {address}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len());
    tokio::io::AsyncWriteExt::write_all(&mut hanging, request.as_bytes()).await.unwrap();
    while gateway.faults()[0].fired == 0 {
        tokio::task::yield_now().await;
    }
    assert!(client.vpcs(EU).await.is_empty());
    let nothing = hanging.try_read(&mut [0; 1]);
    assert_eq!(nothing.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_malformed_response_cannot_be_parsed_and_the_call_was_executed() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::Malformed)]).unwrap();
    let answer = client.ec2(EU, "CreateVpc", CIDR).await.ok();
    assert!(answer.body.ends_with("<unclosed"));
    let answer = client.kms(EU, "CreateKey", "{}").await.ok();
    assert!(serde_json::from_str::<serde_json::Value>(&answer.body).is_err());
    gateway.set_faults(Vec::new()).unwrap();
    assert_eq!(client.vpcs(EU).await.len(), 1);
}

#[tokio::test]
async fn a_new_id_is_not_found_by_the_first_reads() {
    let (gateway, client) = gateway().await;
    gateway
        .set_faults(vec![Rule::new(Kind::NotFoundAfterCreate { reads: Some(3), ms: None }).on("ec2", "CreateVpc")])
        .unwrap();
    let vpc = client.create_vpc(EU).await;
    let by_id = format!("VpcId.1={vpc}");
    assert_eq!(client.ec2(EU, "DescribeVpcs", &by_id).await.code(), "InvalidVpcID.NotFound");
    let attribute = format!("VpcId={vpc}&Attribute=enableDnsSupport");
    assert_eq!(client.ec2(EU, "DescribeVpcAttribute", &attribute).await.code(), "InvalidVpcID.NotFound");
    assert!(client.vpcs(EU).await.is_empty(), "a filter finds nothing");
    assert_eq!(client.vpcs(EU).await, [vpc.as_str()]);
    client.ec2(EU, "DescribeVpcs", &by_id).await.ok();
    client.ec2(EU, "DescribeVpcAttribute", &attribute).await.ok();
}

#[tokio::test]
async fn a_new_resource_is_pending_for_its_first_reads() {
    let (gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let fields = format!("VpcId={vpc}&CidrBlock=10.0.0.0/24");
    let subnet = client.ec2(EU, "CreateSubnet", &fields).await.ok().text("subnetId");
    let pending = |operation| Rule::new(Kind::Pending { ms: None, reads: Some(2) }).on("ec2", operation);
    gateway.set_faults(vec![pending("CreateNatGateway"), pending("CreateTransitGateway")]).unwrap();
    let fields = format!("SubnetId={subnet}&ConnectivityType=private");
    let nat = client.ec2(EU, "CreateNatGateway", &fields).await.ok();
    assert_eq!(nat.text("state"), "pending");
    for want in ["pending", "pending", "available"] {
        let fields = format!("NatGatewayId.1={}", nat.text("natGatewayId"));
        assert_eq!(client.ec2(EU, "DescribeNatGateways", &fields).await.ok().text("state"), want);
    }
    let gateway = client.ec2(EU, "CreateTransitGateway", "").await.ok().text("transitGatewayId");
    for want in ["pending", "pending", "available"] {
        let fields = format!("TransitGatewayIds.1={gateway}");
        assert_eq!(client.ec2(EU, "DescribeTransitGateways", &fields).await.ok().text("state"), want);
    }
}

#[tokio::test]
async fn a_fault_of_one_account_or_region_does_not_affect_others() {
    let (gateway, client) = gateway().await;
    let other = support::Client::new(gateway.endpoint(), gateway.secret());
    let rule = Rule::new(Kind::Throttle).of_account(&other.account).in_region(US);
    gateway.set_faults(vec![rule]).unwrap();
    client.create_vpc(US).await;
    other.create_vpc(EU).await;
    assert_eq!(other.ec2(US, "CreateVpc", CIDR).await.status, 503);
}

#[tokio::test]
async fn a_new_id_is_unknown_to_every_call_for_its_time() {
    let (gateway, client) = gateway().await;
    let late = Kind::NotFoundAfterCreate { reads: None, ms: Some(500) };
    gateway.set_faults(vec![Rule::new(late).on("ec2", "CreateVpc")]).unwrap();
    let vpc = client.create_vpc(EU).await;
    let subnet = format!("VpcId={vpc}&CidrBlock=10.0.0.0/24");
    assert_eq!(client.ec2(EU, "CreateSubnet", &subnet).await.code(), "InvalidVpcID.NotFound");
    assert!(client.vpcs(EU).await.is_empty());
    let mut tries = 0;
    while client.vpcs(EU).await.is_empty() {
        tries += 1;
        assert!(tries < 1000, "it stays unknown");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    client.ec2(EU, "CreateSubnet", &subnet).await.ok();
}

#[tokio::test]
async fn a_service_does_not_know_a_new_role_at_first() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::FreshPrincipals { ms: 60_000 })]).unwrap();
    let trust = "AssumeRolePolicyDocument=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D";
    let answer = client.query("iam", US, "CreateRole", &format!("RoleName=run&{trust}")).await.unwrap().ok();
    let role = answer.text("Arn");
    let policy = serde_json::json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": role}, "Action": "kms:*", "Resource": "*"},
    ]});
    let key = serde_json::json!({"Policy": policy.to_string()}).to_string();
    assert_eq!(client.kms(EU, "CreateKey", &key).await.json()["__type"], "MalformedPolicyDocumentException");
    gateway.set_faults(vec![Rule::new(Kind::FreshPrincipals { ms: 0 })]).unwrap();
    client.query("iam", US, "CreateRole", &format!("RoleName=known&{trust}")).await.unwrap().ok();
    let known = serde_json::json!({"Policy": policy.to_string().replace("role/run", "role/known")}).to_string();
    client.kms(EU, "CreateKey", &known).await.ok();
}

#[tokio::test]
async fn the_network_of_a_function_cannot_be_deleted_until_lambda_has_removed_its_interfaces() {
    let (gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let fields = format!("VpcId={vpc}&GroupName=f&GroupDescription=f");
    let group = client.ec2(EU, "CreateSecurityGroup", &fields).await.ok().text("groupId");
    let fields = format!("VpcId={vpc}&CidrBlock=10.0.0.0/24");
    let subnet = client.ec2(EU, "CreateSubnet", &fields).await.ok().text("subnetId");
    let function = serde_json::json!({
        "FunctionName": "f", "Role": "arn:aws:iam::111122223333:role/f", "Runtime": "python3.12", "Handler": "i.h",
        "Code": {"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="},
        "VpcConfig": {"SubnetIds": [subnet], "SecurityGroupIds": [group]},
    });
    let lambda = async |method: &str, path: &str, body: &[u8]| {
        let headers = [("content-type", "application/json")];
        client.signed("lambda", EU, method, path, &headers, body).await.unwrap().ok()
    };
    lambda("POST", "/2015-03-31/functions", function.to_string().as_bytes()).await;
    gateway.set_faults(vec![Rule::new(Kind::FunctionInterfaces { ms: 2_000 })]).unwrap();
    let delete_group = async || client.ec2(EU, "DeleteSecurityGroup", &format!("GroupId={group}")).await;
    let delete_subnet = async || client.ec2(EU, "DeleteSubnet", &format!("SubnetId={subnet}")).await;
    let is_in_use = async || {
        let (group, subnet) = (delete_group().await, delete_subnet().await);
        assert_eq!((group.status, group.code().as_str()), (400, "DependencyViolation"), "{}", group.body);
        assert_eq!((subnet.status, subnet.code().as_str()), (400, "DependencyViolation"), "{}", subnet.body);
    };
    is_in_use().await;
    lambda("DELETE", "/2015-03-31/functions/f", b"").await;
    is_in_use().await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    delete_group().await.ok();
    delete_subnet().await.ok();
}

#[tokio::test]
async fn published_rates_throttle_what_is_above_them() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::Rates { speed: 0.01 })]).unwrap();
    let mut refused = Vec::new();
    for _ in 0..6 {
        let answer = client.ec2(EU, "DescribeVpcEndpoints", "").await;
        refused.push((answer.status != 200).then(|| answer.code().to_owned()));
    }
    let throttled = Some("RequestLimitExceeded".to_owned());
    assert_eq!(refused, [None, None, None, None, throttled.clone(), throttled]);
    assert_eq!(gateway.faults()[0].fired, 2);
    assert!(client.vpcs(EU).await.is_empty(), "other calls have a bucket of their own");
}
