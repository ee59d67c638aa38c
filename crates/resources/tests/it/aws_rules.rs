//! What AWS does and the emulators alone do not: the sandbox's rules (`crates/sandbox/AWS-RULES.md`), and the types.

use crate::common::{EU, Expect, Failed, World, assert_expected};
use archipel_engine::{Options, Stack};
use archipel_resources::ec2::{
    AclAction, Instance, InstanceArgs, NetworkAcl, NetworkAclArgs, NetworkAclEntryArgs, RootVolume, SecurityGroup,
    SecurityGroupArgs, Subnet, SubnetArgs, TransitGateway, TransitGatewayArgs, Vpc, VpcArgs,
};
use archipel_resources::iam::{Role, RoleArgs};
use archipel_resources::lambda::{Function, FunctionArgs, Permission, PermissionArgs};
use archipel_resources::s3::{Bucket, BucketArgs};
use archipel_resources::secretsmanager::{Secret, SecretArgs};
use archipel_resources::sns::{Protocol, Subscription, SubscriptionArgs, Topic, TopicArgs};
use archipel_resources::ssm::{Parameter, ParameterArgs, ParameterTier, PublicParameter, PublicParameterArgs};
use archipel_resources::types::VpcId;
use serde_json::json;

#[tokio::test]
async fn permissions_of_one_function_are_all_kept() {
    let world = World::start().await;
    let program = |from: u32| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let principal = json!({"Service": "lambda.amazonaws.com"});
            let statement = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
            let trust = json!({"Version": "2012-10-17", "Statement": [statement]});
            let role = Role::new(&scope, "f", RoleArgs::new("f", trust));
            let args = FunctionArgs::new("f", role.arn()).runtime("python3.12").handler("index.handler");
            let function = Function::new(&scope, "f", args.sources([("index.py", "x = 1\n")]).unwrap());
            for n in from..from + 6 {
                let id = format!("p{n}");
                Permission::new(&scope, &id, PermissionArgs::new(function.name(), &*id, "s3.amazonaws.com"));
            }
        }
    };
    world.up(program(0)).await;
    world.assert_in_step(program(0), "after six permissions at once").await;
    // Three go and three come at the same time.
    world.up(program(3)).await;
    world.assert_in_step(program(3), "after six changes at once").await;
    world.destroy().await;
}

#[tokio::test]
async fn a_delivery_stream_subscribes_with_its_role() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let topic = Topic::new(&scope, "t", TopicArgs::new("t"));
        let stream = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/d";
        let args = SubscriptionArgs::new(topic.arn(), Protocol::Firehose, stream);
        let role = "arn:aws:iam::111122223333:role/sns-to-firehose";
        Subscription::new(&scope, "s", args.subscription_role_arn(role));
    };
    world.up(program).await;
    world.assert_in_step(program, "after a subscription with a role").await;
    world.destroy().await;
}

#[tokio::test]
async fn a_topic_waits_for_the_new_roles_in_its_policy() {
    let world = World::start().await;
    world.faults(json!([
        {"service": "sns", "operation": "CreateTopic", "nth": 1, "kind": "error", "code": "InvalidParameter",
         "status": 400, "message": "Invalid parameter: Policy Error: PrincipalNotFound"},
        {"service": "sns", "operation": "SetTopicAttributes", "nth": 1, "kind": "error", "code": "InvalidParameter",
         "status": 400, "message": "Invalid parameter: Policy Error: PrincipalNotFound"},
    ]));
    let program = |role: &'static str| {
        move |stack: &Stack| {
            let principal = json!({"AWS": format!("arn:aws:iam::111122223333:role/{role}")});
            let statement =
                json!({"Effect": "Allow", "Principal": principal, "Action": "sns:Publish", "Resource": "*"});
            let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
            Topic::new(&stack.region(EU), "t", TopicArgs::new("t").policy(policy));
        }
    };
    world.up(program("one")).await;
    world.up(program("two")).await;
    assert_eq!(world.fired(), [1, 1]);
    world.destroy().await;
}

#[tokio::test]
async fn tags_of_aws_services_stay_on_a_bucket() {
    let world = World::start().await;
    let program = |team: &'static str| {
        move |stack: &Stack| {
            let args = BucketArgs::new("luneo-of-a-stack").force_destroy(true).tags([("team", team)]);
            Bucket::new(&stack.region(EU), "b", args);
        }
    };
    world.up(program("one")).await;
    let s3 = world.aws(EU);
    let s3 = s3.s3();
    let mut tags = s3.get_bucket_tagging().bucket("luneo-of-a-stack").send().await.unwrap().tag_set;
    for (key, value) in [("aws:cloudformation:stack-name", "s"), ("cost-centre", "of another tool")] {
        tags.push(aws_sdk_s3::types::Tag::builder().key(key).value(value).build().unwrap());
    }
    let tagging = aws_sdk_s3::types::Tagging::builder().set_tag_set(Some(tags)).build().unwrap();
    let call = s3.put_bucket_tagging().bucket("luneo-of-a-stack").tagging(tagging).customize();
    call.mutate_request(|request| drop(request.headers_mut().insert("x-sandbox-service", "true")))
        .send()
        .await
        .unwrap();
    world.up(program("two")).await;
    let tags = s3.get_bucket_tagging().bucket("luneo-of-a-stack").send().await.unwrap().tag_set;
    let value = |key: &str| tags.iter().find(|tag| tag.key() == key).map(|tag| tag.value().to_owned());
    assert_eq!(value("team").as_deref(), Some("two"));
    assert_eq!(value("cost-centre").as_deref(), Some("of another tool"));
    assert_eq!(value("aws:cloudformation:stack-name").as_deref(), Some("s"));
    world.destroy().await;
}

#[tokio::test]
async fn a_bucket_waits_longer_than_two_minutes_for_its_name() {
    let world = World::start().await;
    world.faults(json!([{"service": "s3", "operation": "CreateBucket", "kind": "error", "code": "OperationAborted",
        "status": 409, "message": "A conflicting conditional operation is currently in progress", "first": 2}]));
    let program = |stack: &Stack| drop(Bucket::new(&stack.region(EU), "b", BucketArgs::new("luneo-again")));
    world.up(program).await;
    assert_eq!(world.fired(), [2]);
    world.destroy().await;
}

#[tokio::test]
async fn icmp_entries_of_a_network_acl_do_not_drift() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
        let entry = NetworkAclEntryArgs::new(100, AclAction::Allow, "icmp").cidr_block("10.0.0.0/8");
        let args = NetworkAclArgs::new(vpc.id());
        NetworkAcl::new(&scope, "acl", args.ingress([entry.from_port(3).to_port(4)]));
    };
    world.up(program).await;
    world.assert_in_step(program, "after an ICMP entry").await;
    world.destroy().await;
}

#[tokio::test]
async fn default_tables_of_a_transit_gateway_come_with_a_new_one() {
    let world = World::start().await;
    let program = |on: bool| {
        move |stack: &Stack| {
            let args = TransitGatewayArgs::new().default_route_table_association(on).description("hub");
            TransitGateway::new(&stack.region(EU), "hub", args);
        }
    };
    world.up(program(false)).await;
    let urn = "eu-west-1::aws:ec2/TransitGateway::hub";
    assert_expected(&*world.plan(program(true)).await, &[Expect::Replace(urn)]);
    world.up(program(true)).await;
    // Giving them up is an update.
    assert_expected(&*world.plan(program(false)).await, &[Expect::Update(urn)]);
    world.up(program(false)).await;
    world.destroy().await;
}

#[tokio::test]
async fn a_parameter_is_replaced_for_a_lower_tier_or_another_type() {
    let world = World::start().await;
    let program = |tier: ParameterTier, secret: bool| {
        move |stack: &Stack| {
            let args = ParameterArgs::new("/luneo/p").tier(tier);
            let args = if secret { args.secret_value("v") } else { args.value("v") };
            Parameter::new(&stack.region(EU), "p", args);
        }
    };
    let urn = "eu-west-1::aws:ssm/Parameter::p";
    world.up(program(ParameterTier::Standard, false)).await;
    assert_expected(&*world.plan(program(ParameterTier::Advanced, false)).await, &[Expect::Update(urn)]);
    world.up(program(ParameterTier::Advanced, false)).await;
    let down = program(ParameterTier::Standard, false);
    assert_expected(&*world.plan(down).await, &[Expect::ReplaceDeletingFirst(urn)]);
    world.up(down).await;
    let secret = program(ParameterTier::Standard, true);
    assert_expected(&*world.plan(secret).await, &[Expect::ReplaceDeletingFirst(urn)]);
    world.up(secret).await;
    world.assert_in_step(secret, "after the replacements").await;
    world.destroy().await;
}

#[tokio::test]
async fn a_secret_without_a_window_is_made_again_at_once() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let args = SecretArgs::new("luneo/again").recovery_window_in_days(0_u16);
        Secret::new(&stack.region(EU), "s", args);
    };
    world.up(program).await;
    world.destroy().await;
    world.up(program).await;
    world.destroy().await;
}

/// A machine of the published image.
fn machine(stack: &Stack, volume: RootVolume) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = Subnet::new(&scope, "a", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
    let group = SecurityGroup::new(&scope, "g", SecurityGroupArgs::new(vpc.id(), "g"));
    let image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
    let image = PublicParameter::get(&scope, "image", PublicParameterArgs::new(image));
    let args = InstanceArgs::new(image.value(), "t4g.nano", subnet.id(), [group.id()]);
    Instance::with_options(&scope, "m", args.root_volume(volume), Options::new());
}

#[tokio::test]
async fn a_failed_launch_names_ec2s_reason_at_once() {
    let world = World::start().await;
    let key = "arn:aws:kms:eu-west-1:999988887777:key/0000-1111";
    let began = std::time::Instant::now();
    let failed = world.try_up(|stack: &Stack| machine(stack, RootVolume::new(8_u32).kms_key_arn(key))).await;
    let Err(Failed(why)) = failed else { panic!("a key of another account") };
    assert!(why.contains("Client.InternalError"), "{why}");
    // Until then the reason was lost after five minutes of waiting.
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
    world.destroy().await;
}

#[tokio::test]
async fn the_root_disk_is_the_images() {
    let world = World::start().await;
    let program = |stack: &Stack| machine(stack, RootVolume::new(20_u32));
    world.up(program).await;
    let aws = world.aws(EU);
    let id = world.id("eu-west-1::aws:ec2/Instance::m").await;
    let by = aws_sdk_ec2::types::Filter::builder().name("attachment.instance-id").values(id).build();
    let volumes = aws.ec2().describe_volumes().filters(by).send().await.unwrap();
    let volumes: Vec<_> = volumes.volumes().iter().map(|volume| (volume.size(), volume.encrypted())).collect();
    assert_eq!(volumes, [(Some(20), Some(true))], "one disk, of the wanted size and encrypted");
    world.destroy().await;
}

#[tokio::test]
async fn a_group_without_egress_has_none_for_ipv6_either() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let call = aws.ec2().create_vpc().cidr_block("10.0.0.0/16").amazon_provided_ipv6_cidr_block(true);
    let vpc = call.send().await.unwrap().vpc.unwrap().vpc_id.unwrap();
    let program = {
        let vpc = vpc.clone();
        move |stack: &Stack| {
            SecurityGroup::new(&stack.region(EU), "g", SecurityGroupArgs::new(VpcId::new(&*vpc), "g"));
        }
    };
    world.up(&program).await;
    let id = world.id("eu-west-1::aws:ec2/SecurityGroup::g").await;
    let group = aws.ec2().describe_security_groups().group_ids(id).send().await.unwrap();
    assert_eq!(group.security_groups()[0].ip_permissions_egress(), []);
    world.destroy().await;
    aws.ec2().delete_vpc().vpc_id(vpc).send().await.unwrap();
}

#[tokio::test]
async fn names_that_tags_cannot_hold_do_not_stop_a_run() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let trust = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ]});
        let tags = [("Équipe", "plateforme réseau")];
        Role::new(&scope, "*.luneo.io [é]", RoleArgs::new("a".repeat(64), trust).tags(tags));
        Parameter::new(&scope, "a, b & c", ParameterArgs::new("/luneo/é".replace('é', "e")).value("été *").tags(tags));
    };
    world.up(program).await;
    world.assert_in_step(program, "after names with wildcards and accents").await;
    world.assert_no_orphans("after names with wildcards and accents").await;
    world.destroy().await;
}
