//! Routing, accounts, counting, and the corrections, against the real emulators.

mod support;

use archipel_sandbox::{Emulators, Error, Gateway};
use support::{Client, EU, Signing, US, gateway};

#[tokio::test]
async fn each_service_is_served_and_counted_by_region_and_operation() {
    let (gateway, client) = gateway().await;
    client.create_vpc(EU).await;
    client.create_vpc(US).await;
    client.query("sts", EU, "GetCallerIdentity", "").await.unwrap().ok();
    client.kms(US, "CreateKey", "{}").await.ok();
    let bucket = format!("/b-{}", client.account);
    client.s3(US, "PUT", &bucket, b"").await.ok();
    client.s3(US, "PUT", &format!("{bucket}/key"), b"body").await.ok();
    assert_eq!(client.s3(US, "GET", &format!("{bucket}/key"), b"").await.ok().body, "body");

    let calls = gateway.calls(None);
    assert_eq!(calls.total, 7);
    assert_eq!(calls.faulted, 0);
    assert_eq!(calls.of("ec2", "CreateVpc"), 2);
    assert_eq!(calls.in_region(EU, "ec2", "CreateVpc"), 1);
    assert_eq!(calls.in_region(EU, "sts", "GetCallerIdentity"), 1);
    assert_eq!(calls.in_region(US, "kms", "CreateKey"), 1);
    assert_eq!(calls.in_region(US, "s3", "CreateBucket"), 1);
    assert_eq!(calls.in_region(US, "s3", "PutObject"), 1);

    let json = client.admin("GET", "calls", "").await.ok().json();
    assert_eq!(json["calls"][EU]["ec2"]["CreateVpc"], 1);
    let other = client.admin("GET", "calls?account=999999999999", "").await.ok().json();
    assert_eq!(other["total"], 0);
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let (_gateway, one) = gateway().await;
    let two = one.other();
    let vpc = one.create_vpc(EU).await;
    assert_eq!(one.vpcs(EU).await, [vpc]);
    assert!(two.vpcs(EU).await.is_empty());

    let key = one.kms(EU, "CreateKey", "{}").await.ok().json();
    let id = key["KeyMetadata"]["KeyId"].as_str().unwrap().to_owned();
    assert!(key["KeyMetadata"]["Arn"].as_str().unwrap().contains(&one.account));
    let describe = format!("{{\"KeyId\":\"{id}\"}}");
    one.kms(EU, "DescribeKey", &describe).await.ok();
    assert_eq!(two.kms(EU, "DescribeKey", &describe).await.status, 400);

    for client in [&one, &two] {
        let answer = client.query("sts", EU, "GetCallerIdentity", "").await.unwrap().ok();
        assert_eq!(answer.text("Account"), client.account);
    }
}

#[tokio::test]
async fn an_assumed_role_works_in_its_own_account_on_both_emulators() {
    let (_gateway, client) = gateway().await;
    let other = client.other();
    let fields = format!("RoleArn=arn:aws:iam::{}:role/r&RoleSessionName=session", other.account);
    let answer = client.query("sts", US, "AssumeRole", &fields).await.unwrap().ok();
    let assumed = Client {
        endpoint: client.endpoint.clone(),
        account: answer.text("AccessKeyId"),
        secret: answer.text("SecretAccessKey"),
    };
    let key = assumed.kms(EU, "CreateKey", "{}").await.ok().json();
    assert!(key["KeyMetadata"]["Arn"].as_str().unwrap().contains(&other.account));
    let vpc = assumed.create_vpc(EU).await;
    assert_eq!(other.vpcs(EU).await, [vpc]);
}

#[tokio::test]
async fn an_unknown_service_is_refused_in_the_format_of_the_request() {
    let (_gateway, client) = gateway().await;
    let answer = client.query("nosuch", EU, "Do", "").await.unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (400, "SandboxNoSuchService"));
    let json = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "X.Do")];
    let answer = client.signed("nosuch", EU, "POST", "/", &json, b"{}").await.unwrap();
    assert_eq!(answer.json()["__type"], "SandboxNoSuchService");
    assert!(answer.headers.contains("x-amzn-errortype: sandboxnosuchservice"));
}

#[tokio::test]
async fn an_unsigned_request_is_refused_and_not_forwarded() {
    let (gateway, client) = gateway().await;
    let answer = client.raw("GET", "/", &[], b"").await.unwrap();
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("MissingAuthenticationToken"));
    assert_eq!(gateway.calls(None).total, 0);
}

#[tokio::test]
async fn a_presigned_url_is_routed_by_its_credential() {
    let (gateway, client) = gateway().await;
    let presigned = |service| Signing { service, region: EU, presigned: true };
    client.send_signed(&presigned("s3"), ("GET", "/"), &[], b"").await.unwrap().ok();
    assert_eq!(gateway.calls(None).in_region(EU, "s3", "ListBuckets"), 1);
    let path = "/?Action=GetCallerIdentity&Version=2011-06-15";
    let answer = client.send_signed(&presigned("sts"), ("GET", path), &[], b"").await.unwrap().ok();
    assert_eq!(answer.text("Account"), client.account);
}

#[tokio::test]
async fn an_operation_that_an_emulator_lacks_is_a_clear_error() {
    let (_gateway, client) = gateway().await;
    let answer = client.ec2(EU, "NoSuchOperation", "").await;
    assert_eq!((answer.status, answer.code().as_str()), (501, "SandboxNotImplemented"));
}

#[tokio::test]
async fn a_client_token_makes_a_create_repeatable() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let fields = format!("VpcId={vpc}&ServiceName=com.amazonaws.eu-west-1.s3&ClientToken=t1");
    let (first, second) =
        tokio::join!(client.ec2(EU, "CreateVpcEndpoint", &fields), client.ec2(EU, "CreateVpcEndpoint", &fields));
    assert_eq!(first.ok().text("vpcEndpointId"), second.ok().text("vpcEndpointId"));
    let other = fields.replace(".s3", ".dynamodb");
    let answer = client.ec2(EU, "CreateVpcEndpoint", &other).await;
    assert_eq!(answer.code(), "IdempotentParameterMismatch");
    // Regions are isolated.
    let answer = client.ec2(US, "CreateVpcEndpoint", &fields).await;
    assert_eq!(answer.code(), "InvalidVpcID.NotFound");
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let (_gateway, client) = gateway().await;
    let answer = client.ec2(EU, "CreateVpc", "CidrBlock=10.0.0.0/16&DryRun=true").await;
    assert_eq!((answer.status, answer.code().as_str()), (412, "DryRunOperation"));
    assert!(client.vpcs(EU).await.is_empty());
}

#[tokio::test]
async fn a_flow_log_finds_its_bucket_in_the_other_emulator() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let bucket = format!("logs-{}", client.account);
    let fields = format!(
        "ResourceId.1={vpc}&ResourceType=VPC&TrafficType=ALL&LogDestinationType=s3&LogDestination=arn:aws:s3:::{bucket}/p"
    );
    let answer = client.ec2(EU, "CreateFlowLogs", &fields).await.ok();
    assert!(answer.body.contains("does not exist"), "{}", answer.body);
    client.s3(US, "PUT", &format!("/{bucket}"), b"").await.ok();
    let answer = client.ec2(EU, "CreateFlowLogs", &fields).await.ok();
    assert!(answer.body.contains("<item>fl-"), "{}", answer.body);
}

#[tokio::test]
async fn an_endpoint_whose_route_tables_changed_can_be_deleted() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let mut tables = Vec::new();
    for _ in 0..2 {
        tables.push(client.ec2(EU, "CreateRouteTable", &format!("VpcId={vpc}")).await.ok().text("routeTableId"));
    }
    let routes = async |table: &str| {
        client.ec2(EU, "DescribeRouteTables", &format!("RouteTableId.1={table}")).await.ok().body.contains("vpce-")
    };
    let fields = format!(
        "VpcId={vpc}&ServiceName=com.amazonaws.eu-west-1.s3&VpcEndpointType=Gateway&RouteTableId.1={}",
        tables[0]
    );
    let endpoint = client.ec2(EU, "CreateVpcEndpoint", &fields).await.ok().text("vpcEndpointId");
    assert!(routes(&tables[0]).await);
    let fields = format!("VpcEndpointId={endpoint}&AddRouteTableId.1={}&RemoveRouteTableId.1={}", tables[1], tables[0]);
    client.ec2(EU, "ModifyVpcEndpoint", &fields).await.ok();
    assert!(!routes(&tables[0]).await && routes(&tables[1]).await);
    client.ec2(EU, "DeleteVpcEndpoints", &format!("VpcEndpointId.1={endpoint}")).await.ok();
    assert!(!routes(&tables[1]).await);
}

#[tokio::test]
async fn resources_in_use_cannot_be_deleted() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let fields = format!("VpcId={vpc}&CidrBlock=10.0.0.0/24");
    let subnet = client.ec2(EU, "CreateSubnet", &fields).await.ok().text("subnetId");
    let address = client.ec2(EU, "AllocateAddress", "Domain=vpc").await.ok().text("allocationId");
    let fields = format!("SubnetId={subnet}&AllocationId={address}");
    let nat = client.ec2(EU, "CreateNatGateway", &fields).await.ok().text("natGatewayId");

    let delete_subnet = format!("SubnetId={subnet}");
    let release = format!("AllocationId={address}");
    assert_eq!(client.ec2(EU, "DeleteSubnet", &delete_subnet).await.code(), "DependencyViolation");
    assert_eq!(client.ec2(EU, "ReleaseAddress", &release).await.code(), "InvalidIPAddress.InUse");
    assert_eq!(client.ec2(EU, "DeleteVpc", &format!("VpcId={vpc}")).await.code(), "DependencyViolation");
    client.ec2(EU, "DeleteNatGateway", &format!("NatGatewayId={nat}")).await.ok();
    client.ec2(EU, "ReleaseAddress", &release).await.ok();
    client.ec2(EU, "DeleteSubnet", &delete_subnet).await.ok();
    client.ec2(EU, "DeleteVpc", &format!("VpcId={vpc}")).await.ok();
}

#[tokio::test]
async fn an_attached_policy_cannot_be_deleted_and_a_repeated_attach_counts_once() {
    let (_gateway, client) = gateway().await;
    let iam = async |action: &str, fields: &str| client.query("iam", US, action, fields).await.unwrap();
    let document = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D";
    let policy = iam("CreatePolicy", &format!("PolicyName=p&PolicyDocument={document}")).await.ok().text("Arn");
    iam("CreateRole", &format!("RoleName=r&AssumeRolePolicyDocument={document}")).await.ok();
    let both = format!("RoleName=r&PolicyArn={policy}");
    iam("AttachRolePolicy", &both).await.ok();
    iam("AttachRolePolicy", &both).await.ok();
    let delete = format!("PolicyArn={policy}");
    assert_eq!(iam("DeletePolicy", &delete).await.code(), "DeleteConflict");
    iam("DetachRolePolicy", &both).await.ok();
    iam("DeletePolicy", &delete).await.ok();
}

#[tokio::test]
async fn each_account_counts_its_own_attachments_of_a_policy_of_aws() {
    let (_gateway, one) = gateway().await;
    let two = one.other();
    let trust = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22ec2.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";
    let policy = "PolicyArn=arn:aws:iam::aws:policy/ReadOnlyAccess";
    one.query("iam", US, "CreateRole", &format!("RoleName=r&AssumeRolePolicyDocument={trust}")).await.unwrap().ok();
    one.query("iam", US, "AttachRolePolicy", &format!("RoleName=r&{policy}")).await.unwrap().ok();
    for (client, attachments) in [(&one, "1"), (&two, "0")] {
        let answer = client.query("iam", US, "GetPolicy", policy).await.unwrap().ok();
        assert_eq!(answer.text("AttachmentCount"), attachments);
    }
}

#[tokio::test]
async fn client_ids_of_an_oidc_provider_can_be_changed() {
    let (_gateway, client) = gateway().await;
    let iam = async |action: &str, fields: &str| client.query("iam", US, action, fields).await.unwrap();
    let fields = "Url=https://oidc.example.com&ClientIDList.member.1=a";
    let arn = iam("CreateOpenIDConnectProvider", fields).await.ok().text("OpenIDConnectProviderArn");
    let arn = format!("OpenIDConnectProviderArn={arn}");
    iam("AddClientIDToOpenIDConnectProvider", &format!("{arn}&ClientID=b")).await.ok();
    iam("RemoveClientIDFromOpenIDConnectProvider", &format!("{arn}&ClientID=a")).await.ok();
    assert_eq!(iam("GetOpenIDConnectProvider", &arn).await.ok().text("member"), "b");
}

#[tokio::test]
async fn transit_gateway_attachments_keep_their_tags_and_routes_their_attachments() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let fields = format!("VpcId={vpc}&CidrBlock=10.0.0.0/24");
    let subnet = client.ec2(EU, "CreateSubnet", &fields).await.ok().text("subnetId");
    let gateway = client.ec2(EU, "CreateTransitGateway", "").await.ok().text("transitGatewayId");
    let fields = format!(
        "TransitGatewayId={gateway}&VpcId={vpc}&SubnetIds.1={subnet}&TagSpecifications.1.ResourceType=transit-gateway-attachment&TagSpecifications.1.Tag.1.Key=k&TagSpecifications.1.Tag.1.Value=v"
    );
    let attachment = client.ec2(EU, "CreateTransitGatewayVpcAttachment", &fields).await.ok();
    let attachment = attachment.text("transitGatewayAttachmentId");
    let listed = client.ec2(EU, "DescribeTransitGatewayVpcAttachments", "").await.ok();
    assert_eq!(listed.text("key"), "k");

    let fields = format!("TransitGatewayId={gateway}");
    let table = client.ec2(EU, "CreateTransitGatewayRouteTable", &fields).await.ok();
    let route = format!(
        "TransitGatewayRouteTableId={}&DestinationCidrBlock=10.1.0.0/16",
        table.text("transitGatewayRouteTableId")
    );
    let to = format!("{route}&TransitGatewayAttachmentId={attachment}");
    let made = client.ec2(EU, "CreateTransitGatewayRoute", &to).await.ok();
    assert_eq!(made.text("transitGatewayAttachmentId"), attachment);
    assert_eq!(client.ec2(EU, "CreateTransitGatewayRoute", &to).await.code(), "RouteAlreadyExists");
    client.ec2(EU, "ReplaceTransitGatewayRoute", &to).await.ok();
    client.ec2(EU, "DeleteTransitGatewayRoute", &route).await.ok();
    assert_eq!(client.ec2(EU, "DeleteTransitGatewayRoute", &route).await.code(), "InvalidRoute.NotFound");
    assert_eq!(client.ec2(EU, "DeleteTransitGateway", &fields).await.code(), "IncorrectState");
}

#[tokio::test]
async fn each_end_of_a_peering_has_its_own_gateway_and_tags_and_the_same_state() {
    let (_gateway, client) = gateway().await;
    let make = async |region| client.ec2(region, "CreateTransitGateway", "").await.ok().text("transitGatewayId");
    let (near, far) = (make(EU).await, make(US).await);
    let fields = format!(
        "TransitGatewayId={near}&PeerTransitGatewayId={far}&PeerAccountId={}&PeerRegion={US}&TagSpecification.1.ResourceType=transit-gateway-attachment&TagSpecification.1.Tag.1.Key=near&TagSpecification.1.Tag.1.Value=1",
        client.account
    );
    let made = client.ec2(EU, "CreateTransitGatewayPeeringAttachment", &fields).await.ok();
    assert_eq!(made.text("state"), "pendingAcceptance");
    let id = made.text("transitGatewayAttachmentId");
    let tag = format!("ResourceId.1={id}&Tag.1.Key=far&Tag.1.Value=1");
    client.ec2(US, "CreateTags", &tag).await.ok();
    client.ec2(US, "AcceptTransitGatewayPeeringAttachment", &format!("TransitGatewayAttachmentId={id}")).await.ok();
    let list = "DescribeTransitGatewayAttachments";
    for (region, gateway, other, key) in [(EU, &near, &far, "near"), (US, &far, &near, "far")] {
        let peering = client.ec2(region, "DescribeTransitGatewayPeeringAttachments", "").await.ok();
        assert_eq!((peering.text("state").as_str(), peering.text("key").as_str()), ("available", key));
        let attachment = client.ec2(region, list, "").await.ok();
        assert_eq!((&attachment.text("transitGatewayId"), &attachment.text("resourceId")), (gateway, other));
    }
    client.ec2(EU, "DeleteTransitGatewayPeeringAttachment", &format!("TransitGatewayAttachmentId={id}")).await.ok();
    assert_eq!(client.ec2(US, "DescribeTransitGatewayPeeringAttachments", "").await.text("state"), "deleted");
    client.ec2(US, "DeleteTransitGateway", &format!("TransitGatewayId={far}")).await.ok();
}

#[tokio::test]
async fn shared_emulators_cannot_be_reset_by_one_test() {
    let (gateway, client) = gateway().await;
    assert!(matches!(gateway.reset().await, Err(Error::Shared)));
    let answer = client.admin("POST", "reset", "").await;
    assert_eq!(answer.status, 409);
    assert!(answer.json()["hint"].as_str().unwrap().contains("fresh account"));
    // The gateway's own state can be cleared.
    client.create_vpc(EU).await;
    client.admin("POST", &format!("reset?account={}", client.account), "").await.ok();
    assert_eq!(gateway.calls(None).total, 0);
}

#[tokio::test]
async fn the_gateways_own_api_refuses_unknown_paths_and_methods() {
    let (_gateway, client) = gateway().await;
    let status = client.admin("GET", "status", "").await.ok().json();
    assert_eq!(status["emulators"][0]["name"], "moto");
    assert_eq!(client.admin("GET", "nonsense", "").await.status, 404);
    assert_eq!(client.admin("DELETE", "status", "").await.status, 405);
}

#[tokio::test]
async fn a_used_port_is_reported() {
    let emulators = Emulators::shared().await.unwrap();
    let first = Gateway::bind(&emulators).await.unwrap();
    let port = first.status().port;
    let error = Gateway::bind_to(&emulators, Some(port)).await.unwrap_err();
    assert!(matches!(error, Error::PortTaken { port: p } if p == port), "{error}");
}
