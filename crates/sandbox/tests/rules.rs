//! What AWS refuses and the emulators alone would not: the rules of `AWS-RULES.md`.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;
use support::{Answer, Client, EU, US, gateway};

const SSM: &str = "AmazonSSM.PutParameter";

/// The code and the message of an error of any protocol.
fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.body);
    answer.body.clone()
}

async fn group(client: &Client, vpc: &str, name: &str) -> String {
    let fields = format!("VpcId={vpc}&GroupName={name}&GroupDescription=d");
    client.ec2(EU, "CreateSecurityGroup", &fields).await.ok().text("groupId")
}

#[tokio::test]
async fn a_request_that_violates_its_model_reaches_no_emulator() {
    let (gateway, client) = gateway().await;
    let form = |service, action, fields| client.query(service, EU, action, fields);
    let answer = form("ec2", "CreateVpc", "CidrBlock=10.0.0.0/16&InstanceTenancy=mine").await.unwrap();
    assert!(refused(&answer).contains("CreateVpc.InstanceTenancy: `mine` is none of the values"), "{}", answer.body);
    let answer = form("ec2", "CreateVpc", "CidrBlock=10.0.0.0/16&Colour=red").await.unwrap();
    assert!(refused(&answer).contains("unknown parameter `Colour`"), "{}", answer.body);
    let answer = form("iam", "CreateRole", "RoleName=caf%C3%A9&AssumeRolePolicyDocument=%7B%7D").await.unwrap();
    assert!(refused(&answer).contains("does not match"), "{}", answer.body);
    let answer = client.json("ssm", EU, SSM, &json!({"Name": "/a"}).to_string()).await;
    assert!(refused(&answer).contains("`Value` is required"), "{}", answer.body);
    let answer = client.kms(EU, "CreateKey", &json!({"Description": "x".repeat(8193)}).to_string()).await;
    assert!(refused(&answer).contains("8193 characters instead of 0..8192"), "{}", answer.body);
    let body = r#"{"scalingConfig":{"maxSize":0}}"#;
    let headers = [("content-type", "application/json")];
    let path = "/clusters/c/node-groups/n/update-config";
    let answer = client.signed("eks", EU, "POST", path, &headers, body.as_bytes()).await.unwrap();
    assert!(refused(&answer).contains("maxSize: 0 is not in 1.."), "{}", answer.body);
    let body = b"<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>";
    let answer = client.s3(EU, "PUT", "/bucket?tagging", body).await;
    assert!(refused(&answer).contains("`Value` is required"), "{}", answer.body);

    let found = gateway.violations(Some(&client.account));
    assert_eq!(found.len(), 7, "{found:#?}");
    assert!(client.vpcs(EU).await.is_empty());
    assert!(gateway.violations(Some("1")).is_empty());
    assert_eq!(client.admin("GET", "status", "").await.ok().json()["violations"].as_array().map(Vec::len), Some(7));
}

#[tokio::test]
async fn unusual_and_longest_values_keep_to_their_models() {
    let (gateway, client) = gateway().await;
    let name = "a".repeat(64);
    let tag = "Tags.member.1.Key=%C3%89quipe&Tags.member.1.Value=plateforme%20r%C3%A9seau";
    let fields = format!("RoleName={name}&AssumeRolePolicyDocument=%7B%7D&{tag}");
    client.query("iam", US, "CreateRole", &fields).await.unwrap().ok();
    client.s3(US, "PUT", "/accents-et-espaces", b"").await.ok();
    client.s3(US, "PUT", "/accents-et-espaces/un%20objet%20%C3%A9t%C3%A9", b"x").await.ok();
    // It differs from `AbortMultipartUpload` in no more than a parameter.
    client.s3(US, "DELETE", "/accents-et-espaces/un%20objet%20%C3%A9t%C3%A9", b"").await.ok();
    let body =
        json!({"Name": "/luneo/prod", "Value": "été *", "Type": "String", "Tags": [{"Key": "clé", "Value": ""}]});
    client.json("ssm", EU, SSM, &body.to_string()).await.ok();
    assert_eq!(gateway.violations(Some(&client.account)), Vec::<String>::new());
}

#[tokio::test]
async fn a_security_group_in_use_is_not_deleted() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let (used, user) = (group(&client, &vpc, "used").await, group(&client, &vpc, "user").await);
    let subnet = client.ec2(EU, "CreateSubnet", &format!("VpcId={vpc}&CidrBlock=10.0.0.0/24")).await.ok();
    let fields = format!("SubnetId={}&SecurityGroupId.1={used}", subnet.text("subnetId"));
    let interface = client.ec2(EU, "CreateNetworkInterface", &fields).await.ok().text("networkInterfaceId");
    let delete = |id: &str| format!("GroupId={id}");
    let answer = client.ec2(EU, "DeleteSecurityGroup", &delete(&used)).await;
    assert!(refused(&answer).contains("DependencyViolation"), "{}", answer.body);
    client.ec2(EU, "DeleteNetworkInterface", &format!("NetworkInterfaceId={interface}")).await.ok();
    let rule = "IpPermissions.1.IpProtocol=-1&IpPermissions.1.Groups.1.GroupId";
    client.ec2(EU, "AuthorizeSecurityGroupIngress", &format!("GroupId={user}&{rule}={used}")).await.ok();
    let answer = client.ec2(EU, "DeleteSecurityGroup", &delete(&used)).await;
    assert!(refused(&answer).contains("DependencyViolation"), "{}", answer.body);
    client.ec2(EU, "DeleteSecurityGroup", &delete(&user)).await.ok();
    client.ec2(EU, "DeleteSecurityGroup", &delete(&used)).await.ok();
}

#[tokio::test]
async fn members_of_a_default_group_reach_each_other_and_everything() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let fields = format!("Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}");
    let id = client.ec2(EU, "DescribeSecurityGroups", &fields).await.ok().text("groupId");
    let fields = format!("Filter.1.Name=group-id&Filter.1.Value.1={id}");
    let rules = client.ec2(EU, "DescribeSecurityGroupRules", &fields).await.ok();
    assert_eq!(rules.body.matches("<isEgress>").count(), 2, "{}", rules.body);
    assert!(rules.body.contains("<isEgress>false</isEgress>"), "{}", rules.body);
    assert!(rules.body.contains("<cidrIpv4>0.0.0.0/0</cidrIpv4>"), "{}", rules.body);
    let members = rules.body.split("<referencedGroupInfo>").nth(1);
    assert!(members.is_some_and(|members| members.contains(&id)), "{}", rules.body);
}

#[tokio::test]
async fn texts_of_security_groups_have_few_characters() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let fields = format!("VpcId={vpc}&GroupName=g&GroupDescription=l%27acc%C3%A8s");
    let answer = client.ec2(EU, "CreateSecurityGroup", &fields).await;
    assert!(refused(&answer).contains("InvalidParameterValue"), "{}", answer.body);
    let id = group(&client, &vpc, "g").await;
    let range = "IpPermissions.1.IpRanges.1";
    let fields = format!(
        "GroupId={id}&IpPermissions.1.IpProtocol=-1&{range}.CidrIp=10.0.0.0/8&{range}.Description=a%20%E2%86%92%20b"
    );
    let answer = client.ec2(EU, "AuthorizeSecurityGroupIngress", &fields).await;
    assert!(refused(&answer).contains("Invalid rule description"), "{}", answer.body);
}

#[tokio::test]
async fn a_route_to_the_networks_own_range_exists_already() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let table = client.ec2(EU, "CreateRouteTable", &format!("VpcId={vpc}")).await.ok().text("routeTableId");
    let gateway_id = client.ec2(EU, "CreateInternetGateway", "").await.ok().text("internetGatewayId");
    let fields = format!("RouteTableId={table}&DestinationCidrBlock=10.0.0.0/16&GatewayId={gateway_id}");
    assert!(refused(&client.ec2(EU, "CreateRoute", &fields).await).contains("RouteAlreadyExists"));
}

#[tokio::test]
async fn a_route_to_an_ipv6_destination_exists_once() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let table = client.ec2(EU, "CreateRouteTable", &format!("VpcId={vpc}")).await.ok().text("routeTableId");
    let gateway_id = client.ec2(EU, "CreateInternetGateway", "").await.ok().text("internetGatewayId");
    let fields = format!("RouteTableId={table}&DestinationIpv6CidrBlock=%3A%3A%2F0&GatewayId={gateway_id}");
    client.ec2(EU, "CreateRoute", &fields).await.ok();
    assert!(refused(&client.ec2(EU, "CreateRoute", &fields).await).contains("RouteAlreadyExists"));
}

#[tokio::test]
async fn values_of_records_have_the_syntax_of_their_type() {
    let (_gateway, client) = gateway().await;
    let xmlns = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";
    let zone = format!(
        "<CreateHostedZoneRequest {xmlns}><Name>a.example</Name><CallerReference>1</CallerReference>\
         </CreateHostedZoneRequest>"
    );
    let send = async |path: &str, body: &str| client.signed("route53", US, "POST", path, &[], body.as_bytes()).await;
    let made = send("/2013-04-01/hostedzone", &zone).await.unwrap().ok();
    let path = format!("/2013-04-01{}/rrset", made.text("Id"));
    for (kind, values, fits) in [
        ("A", &["10.0.0.1"][..], true),
        ("A", &["10.0.0.256"], false),
        ("AAAA", &["10.0.0.1"], false),
        ("TXT", &["\"one\" \"two\""], true),
        ("TXT", &["bare"], false),
        ("MX", &["10 a.example", "10 a.example"], false),
        ("CNAME", &["b.example", "c.example"], false),
    ] {
        let values: String =
            values.iter().map(|value| format!("<ResourceRecord><Value>{value}</Value></ResourceRecord>")).collect();
        let body = format!(
            "<ChangeResourceRecordSetsRequest {xmlns}><ChangeBatch><Changes><Change><Action>CREATE</Action>\
             <ResourceRecordSet><Name>x.a.example</Name><Type>{kind}</Type><TTL>60</TTL><ResourceRecords>{values}\
             </ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"
        );
        let answer = send(&path, &body).await.unwrap();
        assert_eq!(answer.status < 300, fits, "{kind} {values}: {}", answer.body);
        assert!(fits || answer.body.contains("InvalidChangeBatch"), "{}", answer.body);
    }
}

#[tokio::test]
async fn an_icmp_entry_of_a_network_acl_keeps_its_type_and_code() {
    let (_gateway, client) = gateway().await;
    let vpc = client.create_vpc(EU).await;
    let acl = client.ec2(EU, "CreateNetworkAcl", &format!("VpcId={vpc}")).await.ok().text("networkAclId");
    let entry = "RuleNumber=1&Protocol=1&RuleAction=allow&Egress=false&CidrBlock=10.0.0.0/8&Icmp.Type=3&Icmp.Code=4";
    client.ec2(EU, "CreateNetworkAclEntry", &format!("NetworkAclId={acl}&{entry}")).await.ok();
    let answer = client.ec2(EU, "DescribeNetworkAcls", &format!("NetworkAclId.1={acl}")).await.ok();
    assert!(answer.body.contains("<code>4</code>") && answer.body.contains("<type>3</type>"), "{}", answer.body);
}

#[tokio::test]
async fn a_transit_gateway_gets_no_default_table_later() {
    let (_gateway, client) = gateway().await;
    let option = "Options.DefaultRouteTableAssociation";
    let gateway = client.ec2(EU, "CreateTransitGateway", &format!("{option}=disable")).await.ok();
    let fields = format!("TransitGatewayId={}&{option}=enable", gateway.text("transitGatewayId"));
    let answer = client.ec2(EU, "ModifyTransitGateway", &fields).await;
    assert!(refused(&answer).contains("InvalidParameterCombination"), "{}", answer.body);
    let with_table = format!("{fields}&Options.AssociationDefaultRouteTableId=tgw-rtb-1");
    client.ec2(EU, "ModifyTransitGateway", &with_table).await.ok();
}

#[tokio::test]
async fn numbers_are_values_of_conditions() {
    let (_gateway, client) = gateway().await;
    let policy = |value: serde_json::Value| {
        let condition = json!({"NumericLessThan": {"aws:MultiFactorAuthAge": value}});
        json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition},
        ]})
    };
    let create = async |name: &str, value: serde_json::Value| {
        let document = policy(value).to_string().replace('"', "%22");
        let fields = format!("PolicyName={name}&PolicyDocument={document}");
        client.query("iam", US, "CreatePolicy", &fields).await.unwrap()
    };
    create("one", json!(3600)).await.ok();
    create("several", json!([3600, "7200"])).await.ok();
    assert_eq!(create("object", json!({"a": 1})).await.code(), "MalformedPolicyDocument");
}

#[tokio::test]
async fn an_advanced_parameter_stays_one_and_keeps_its_type() {
    let (_gateway, client) = gateway().await;
    let put = async |tier: &str, kind: &str| {
        let body = json!({"Name": "/a", "Value": "v", "Type": kind, "Tier": tier, "Overwrite": true});
        client.json("ssm", EU, SSM, &body.to_string()).await
    };
    put("Standard", "String").await.ok();
    put("Advanced", "String").await.ok();
    assert!(refused(&put("Standard", "String").await).contains("can't downgrade"));
    assert!(refused(&put("Advanced", "SecureString").await).contains("HierarchyTypeMismatch"));
}

#[tokio::test]
async fn the_name_of_a_deleted_secret_is_taken_for_a_while() {
    let (_gateway, client) = gateway().await;
    let call = async |operation: &str, body: serde_json::Value| {
        client.json("secretsmanager", EU, &format!("secretsmanager.{operation}"), &body.to_string()).await
    };
    let create = json!({"Name": "s", "ClientRequestToken": "0123456789abcdef0123456789abcdef"});
    call("CreateSecret", create.clone()).await.ok();
    call("DeleteSecret", json!({"SecretId": "s", "ForceDeleteWithoutRecovery": true})).await.ok();
    assert!(refused(&call("CreateSecret", create.clone()).await).contains("scheduled for deletion"));
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    call("CreateSecret", create).await.ok();
}

#[tokio::test]
async fn tags_of_aws_stay_on_a_bucket() {
    let (_gateway, client) = gateway().await;
    let tagging = |tags: &[(&str, &str)]| {
        let tags: String = tags.iter().map(|(k, v)| format!("<Tag><Key>{k}</Key><Value>{v}</Value></Tag>")).collect();
        format!("<Tagging><TagSet>{tags}</TagSet></Tagging>").into_bytes()
    };
    client.s3(US, "PUT", "/of-a-stack", b"").await.ok();
    let system = ("aws:cloudformation:stack-name", "s");
    let answer = client.s3(US, "PUT", "/of-a-stack?tagging", &tagging(&[system])).await;
    assert!(refused(&answer).contains("InvalidTag"), "{}", answer.body);
    let of_service = [("x-sandbox-service", "true")];
    let body = tagging(&[system, ("team", "a")]);
    client.signed("s3", US, "PUT", "/of-a-stack?tagging", &of_service, &body).await.unwrap().ok();
    let answer = client.s3(US, "PUT", "/of-a-stack?tagging", &tagging(&[("team", "b")])).await;
    assert!(refused(&answer).contains("System tags cannot be removed"), "{}", answer.body);
    client.s3(US, "PUT", "/of-a-stack?tagging", &tagging(&[system, ("team", "b")])).await.ok();
}

#[tokio::test]
async fn overlapping_changes_of_a_functions_policy_lose_one() {
    let (_gateway, client) = gateway().await;
    let headers = [("content-type", "application/json")];
    let zip = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";
    let role = "arn:aws:iam::111122223333:role/f";
    let body = json!({
        "FunctionName": "f", "Role": role, "Runtime": "python3.12", "Handler": "i.h", "Code": {"ZipFile": zip},
    });
    let path = "/2015-03-31/functions";
    client.signed("lambda", EU, "POST", path, &headers, body.to_string().as_bytes()).await.unwrap().ok();
    let add = async |id: &str| {
        let body = json!({"StatementId": id, "Action": "lambda:InvokeFunction", "Principal": "111122223333"});
        let path = "/2015-03-31/functions/f/policy";
        client.signed("lambda", EU, "POST", path, &headers, body.to_string().as_bytes()).await.unwrap().ok();
    };
    tokio::join!(add("one"), add("two"));
    add("three").await;
    let answer = client.signed("lambda", EU, "GET", "/2015-03-31/functions/f/policy", &[], b"").await.unwrap().ok();
    let kept = ["one", "two", "three"].into_iter().filter(|id| answer.body.contains(&format!("\\\"{id}\\\"")));
    let kept: Vec<_> = kept.collect();
    assert!(kept.len() == 2 && kept.contains(&"three"), "{kept:?}");
}

#[tokio::test]
async fn a_firehose_subscription_needs_a_role() {
    let (_gateway, client) = gateway().await;
    let topic = client.query("sns", EU, "CreateTopic", "Name=t").await.unwrap().ok().text("TopicArn");
    let endpoint = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/d";
    let fields = format!("TopicArn={topic}&Protocol=firehose&Endpoint={endpoint}");
    let answer = client.query("sns", EU, "Subscribe", &fields).await.unwrap();
    assert!(refused(&answer).contains("SubscriptionRoleArn"), "{}", answer.body);
    let role = "Attributes.entry.1.key=SubscriptionRoleArn&Attributes.entry.1.value=arn:aws:iam::111122223333:role/r";
    client.query("sns", EU, "Subscribe", &format!("{fields}&{role}")).await.unwrap().ok();
}

/// The cells of the table's rows.
fn table() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("AWS-RULES.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn the_table_names_every_rule_and_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut named = BTreeSet::new();
    for row in table() {
        let [rule, _, source, place, tests] = &row[..] else { panic!("{row:?}: expected five cells") };
        let rule = rule.trim_matches('`');
        assert!(named.insert(rule.to_owned()), "{rule} is in the table twice");
        assert!(!source.is_empty(), "{rule} has no source");
        let place = place.trim_matches('`');
        assert!(read(place).contains(&format!("rule: {rule}")), "{place} has no `rule: {rule}`");
        for test in tests.split(", ") {
            let (path, name) = test.trim_matches('`').split_once("::").unwrap_or_else(|| panic!("{rule}: {test}"));
            let found = read(path);
            assert!(found.contains(&format!("fn {name}(")), "{rule}: {path} has no test {name}");
        }
    }
    let mut written = BTreeSet::new();
    let folders = [
        ("crates/sandbox/assets", "# rule: "),
        ("crates/sandbox/src/fixes", "// rule: "),
        ("crates/sandbox/src/kubernetes", "// rule: "),
    ];
    for (folder, comment) in folders {
        let files = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        for file in files.filter(|path| path.is_file()) {
            let text = std::fs::read_to_string(file).unwrap();
            let rules = text.lines().filter_map(|line| line.trim().strip_prefix(comment));
            written.extend(rules.map(|rule| rule.split(['.', ' ']).next().unwrap_or_default().to_owned()));
        }
    }
    assert_eq!(named, written, "rules of the table, and rules of the code");
}
