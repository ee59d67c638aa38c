//! Load balancers, target groups, listeners and rules.

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::{Options, Stack};
use archipel_resources::ec2::{SecurityGroup, SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::elbv2::{
    Action, Condition, FixedResponse, Forward, HeaderCondition, HealthCheck, Listener, ListenerArgs,
    ListenerCertificate, ListenerCertificateArgs, ListenerRule, ListenerRuleArgs, LoadBalancer, LoadBalancerArgs,
    Protocol, QueryCondition, Redirect, TargetGroup, TargetGroupArgs,
};
use archipel_resources::s3::{Bucket, BucketArgs, BucketPolicy, BucketPolicyArgs};
use archipel_resources::sts::CallerIdentity;
use archipel_resources::types::BucketName;
use aws_sdk_elasticloadbalancingv2::types::{
    Action as SdkAction, ActionTypeEnum, ForwardActionConfig, TargetGroupStickinessConfig, TargetGroupTuple,
};
use serde_json::json;

pub(crate) fn ingress(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnets: Vec<_> = ["a", "b", "c"]
        .into_iter()
        .enumerate()
        .map(|(index, zone)| {
            let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str());
            Subnet::new(&scope, zone, args.availability_zone(format!("{EU}{zone}"))).id()
        })
        .collect();
    let group = SecurityGroup::new(&scope, "alb", SecurityGroupArgs::new(vpc.id(), "alb"));
    let subnets = if first { subnets[..2].to_vec() } else { subnets };
    let args = LoadBalancerArgs::new("ingress", subnets, [group.id()])
        .idle_timeout_seconds(if first { 60_u16 } else { 120 })
        .drop_invalid_header_fields(!first)
        .tags([(if first { "one" } else { "two" }, "x")]);
    let balancer = LoadBalancer::new(&scope, "ingress", args);
    let [blue, green] = ["blue", "green"].map(|name| {
        let health = HealthCheck::new().path(if first { "/health" } else { "/ready" }).interval_seconds(10_u16);
        let args = TargetGroupArgs::new(name, vpc.id(), 8080_u16).health_check(health);
        TargetGroup::new(&scope, name, args.deregistration_delay_seconds(if first { 300_u16 } else { 20 }))
    });
    let to = |blue_weight: u16, green_weight: u16| {
        let forward = |group: &TargetGroup, weight| Forward::new(group.arn()).weight(weight);
        Action::new().forward([forward(&blue, blue_weight), forward(&green, green_weight)])
    };
    let args = ListenerArgs::new(balancer.arn(), 80_u16, Protocol::Http, Action::new().redirect(Redirect::new()));
    Listener::new(&scope, "http", args);
    let not_here = Action::new().fixed_response(FixedResponse::new("404").message("not here"));
    let certificate = format!("arn:aws:acm:eu-west-1:111122223333:certificate/{version}");
    let default = if first { not_here } else { to(1, 0) };
    let args = ListenerArgs::new(balancer.arn(), 443_u16, Protocol::Https, default);
    let https = Listener::new(&scope, "https", args.certificate_arn(certificate.as_str()));
    let other = format!("arn:aws:acm:eu-west-1:111122223333:certificate/other-{version}");
    ListenerCertificate::new(&scope, "other", ListenerCertificateArgs::new(https.arn(), other.as_str()));
    let third = "arn:aws:acm:eu-west-1:111122223333:certificate/third";
    ListenerCertificate::new(&scope, "third", ListenerCertificateArgs::new(https.arn(), third));
    let office = Condition::new()
        .methods(if first { vec!["GET"] } else { vec!["GET", "POST"] })
        .source_ips(if first { ["198.51.100.0/24"] } else { ["2001:db8::/32"] })
        .queries(if first { vec![QueryCondition::new("on").key("debug")] } else { vec![QueryCondition::new("any")] });
    ListenerRule::new(&scope, "office", ListenerRuleArgs::new(https.arn(), 30_u32, office, to(1, 1)));
    let canary = Condition::new().headers([HeaderCondition::new("X-Canary", ["always"])]);
    let priority = if first { 10_u32 } else { 15 };
    ListenerRule::new(&scope, "canary", ListenerRuleArgs::new(https.arn(), priority, canary, to(0, 100)));
    let api = Condition::new().hosts(["api.example.com"]).paths(if first { ["/v1/*"] } else { ["/v2/*"] });
    let args = ListenerRuleArgs::new(https.arn(), 20_u32, api, to(100, 0)).ignore_weights(true);
    ListenerRule::new(&scope, "api", args);
}

#[tokio::test]
async fn load_balancers_live_through_everything() {
    lifecycle(
        |stack| ingress(stack, 1),
        |stack| ingress(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:elbv2/LoadBalancer::ingress"),
            Expect::Update("eu-west-1::aws:elbv2/TargetGroup::blue"),
            Expect::Update("eu-west-1::aws:elbv2/TargetGroup::green"),
            Expect::Update("eu-west-1::aws:elbv2/Listener::https"),
            Expect::Replace("eu-west-1::aws:elbv2/ListenerCertificate::other"),
            Expect::Update("eu-west-1::aws:elbv2/ListenerRule::office"),
            Expect::Update("eu-west-1::aws:elbv2/ListenerRule::canary"),
            Expect::Update("eu-west-1::aws:elbv2/ListenerRule::api"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let elb = aws.elbv2();
            let balancers = elb.describe_load_balancers().send().await.unwrap().load_balancers.unwrap();
            assert_eq!(balancers.len(), 1);
            assert_eq!(balancers[0].availability_zones().len(), 1 + version as usize);
            let arn = balancers[0].load_balancer_arn().unwrap();
            let listeners = elb.describe_listeners().load_balancer_arn(arn).send().await.unwrap().listeners.unwrap();
            assert_eq!(listeners.len(), 2);
            let https = listeners.iter().find(|listener| listener.port() == Some(443)).unwrap();
            let rules = elb.describe_rules().listener_arn(https.listener_arn().unwrap()).send().await.unwrap();
            let mut priorities: Vec<_> = rules.rules().iter().filter_map(|rule| rule.priority()).collect();
            priorities.sort_unstable();
            assert_eq!(priorities, [if version == 1 { "10" } else { "15" }, "20", "30", "default"]);
            let call = elb.describe_listener_certificates().listener_arn(https.listener_arn().unwrap());
            let response = call.send().await.unwrap();
            let names = response.certificates().iter().filter(|one| one.is_default() != Some(true));
            let mut names: Vec<_> = names.filter_map(|one| one.certificate_arn()?.rsplit('/').next()).collect();
            names.sort_unstable();
            assert_eq!(names, [&format!("other-{version}"), "third"], "a new default certificate leaves the others");
            assert_eq!(elb.describe_target_groups().send().await.unwrap().target_groups().len(), 2);
        },
    )
    .await;
}

#[tokio::test]
async fn weights_that_a_rollout_moves_stay_where_it_moved_them() {
    let world = World::start().await;
    world.up(|stack| ingress(stack, 1)).await;
    let aws = world.aws(EU);
    let elb = aws.elbv2();
    let rule = world.id("eu-west-1::aws:elbv2/ListenerRule::api").await;
    let weights = async || {
        let response = elb.describe_rules().rule_arns(&rule).send().await.unwrap();
        let action = response.rules()[0].actions()[0].clone();
        let mut groups = action.forward_config.unwrap().target_groups.unwrap();
        groups.sort_by_key(|group| group.target_group_arn.clone());
        groups.iter().map(|group| group.weight().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(weights().await, [100, 0]);
    let mut moved = ForwardActionConfig::builder();
    for (name, weight) in [("blue", 30), ("green", 70)] {
        let arn = world.id(&format!("eu-west-1::aws:elbv2/TargetGroup::{name}")).await;
        moved = moved.target_groups(TargetGroupTuple::builder().target_group_arn(arn).weight(weight).build());
    }
    let action = SdkAction::builder().r#type(ActionTypeEnum::Forward).forward_config(moved.build()).build();
    elb.modify_rule().rule_arn(&rule).actions(action).send().await.unwrap();
    world.assert_in_step(|stack| ingress(stack, 1), "after a rollout moved the weights").await;
    // A change of the rule itself leaves them.
    world.up(|stack| ingress(stack, 2)).await;
    assert_eq!(weights().await, [30, 70]);
}

#[tokio::test]
async fn a_stickiness_that_the_type_does_not_have_is_named_and_never_removed() {
    let world = World::start().await;
    world.up(|stack| ingress(stack, 1)).await;
    let aws = world.aws(EU);
    let rule = world.id("eu-west-1::aws:elbv2/ListenerRule::office").await;
    let call = aws.elbv2().describe_rules().rule_arns(&rule).send().await.unwrap();
    let mut action = call.rules()[0].actions()[0].clone();
    let sticky = TargetGroupStickinessConfig::builder().enabled(true).duration_seconds(60).build();
    action.forward_config.as_mut().unwrap().target_group_stickiness_config = Some(sticky);
    action.target_group_arn = None;
    aws.elbv2().modify_rule().rule_arn(&rule).actions(action).send().await.unwrap();

    let prepared = world.refresh_plan(|stack| ingress(stack, 1)).await;
    let named = prepared.notes.iter().any(|note| note.to_string().contains("the stickiness of target groups"));
    assert!(named, "{:?}", prepared.notes);
    let Err(Failed(why)) = world.try_up(|stack| ingress(stack, 2)).await else { panic!("the update is refused") };
    assert!(why.contains("the update would remove the stickiness of target groups"), "{why}");
}

/// A load balancer with access logs in a bucket, whose policy lets ELB write.
pub(crate) fn logged(stack: &Stack) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnets: Vec<_> = ["a", "b"]
        .into_iter()
        .enumerate()
        .map(|(index, zone)| {
            let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str());
            Subnet::new(&scope, zone, args.availability_zone(format!("{EU}{zone}"))).id()
        })
        .collect();
    let group = SecurityGroup::new(&scope, "alb", SecurityGroupArgs::new(vpc.id(), "alb"));
    let account = CallerIdentity::get(&scope, "me").account_id();
    let name = account.map(|account| BucketName::new(format!("alb-logs-{account}")));
    let bucket = Bucket::new(&scope, "logs", BucketArgs::new(name));
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject", "Resource": "arn:aws:s3:::alb-logs-*/*",
    }]});
    let policy = BucketPolicy::new(&scope, "logs", BucketPolicyArgs::new(bucket.bucket(), policy));
    let args = LoadBalancerArgs::new("logged", subnets, [group.id()])
        .access_logs_bucket(bucket.bucket().map(|bucket| bucket.to_string()))
        .access_logs_prefix("alb");
    LoadBalancer::with_options(&scope, "logged", args, Options::new().depends_on(&policy));
}

#[tokio::test]
async fn access_logs_wait_until_elb_knows_the_policy_of_their_bucket() {
    let world = World::start().await;
    world.faults(json!([{"kind": "fresh_bucket_policies", "ms": 3_000}]));
    world.up(logged).await;
    assert!(world.calls().of("elasticloadbalancing", "ModifyLoadBalancerAttributes") > 1, "{:?}", world.calls());
    world.assert_in_step(logged, "after the up").await;
}
