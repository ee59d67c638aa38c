//! Resources of others with values that our types do not have: each is named, whatever else is read with it. The
//! emulators refuse to make such keys of KMS.

use crate::common::{EU, Failed, World};
use archipel_engine::resource::{ErrorKind, Id, Provider as _, ReadRequest};
use archipel_engine::{Environment, Options, Stack};
use archipel_resources::logs::{LogGroup, LogGroupArgs};
use archipel_resources::sns::{Protocol, Subscription, SubscriptionArgs};
use aws_sdk_cloudwatch::types::{ComparisonOperator, Metric, MetricDataQuery, MetricStat};
use aws_sdk_cloudwatchlogs::types::LogGroupClass;
use aws_sdk_ec2::types::VpcEndpointType;
use aws_sdk_ecr::types::{
    ImageTagMutability, ImageTagMutabilityExclusionFilter, ImageTagMutabilityExclusionFilterType,
};
use aws_sdk_eks::types::{CapacityTypes, NodegroupScalingConfig};
use aws_sdk_elasticloadbalancingv2::types::{LoadBalancerTypeEnum, ProtocolEnum, TargetTypeEnum};
use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType};
use aws_sdk_s3::types::{
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};
use aws_sdk_ssm::types::ParameterType;

/// A resource that others made: its type, its id, and what is said of it.
type Odd = (&'static str, String, &'static str);

async fn networks(world: &World) -> Vec<Odd> {
    let aws = world.aws(EU);
    let (ec2, elb) = (aws.ec2(), aws.elbv2());
    let vpc = ec2.create_vpc().cidr_block("10.0.0.0/16").send().await.unwrap().vpc.unwrap().vpc_id.unwrap();
    let mut subnets = Vec::new();
    for (zone, range) in [("a", "10.0.0.0/24"), ("b", "10.0.1.0/24")] {
        let call = ec2.create_subnet().vpc_id(&vpc).cidr_block(range).availability_zone(format!("{EU}{zone}"));
        subnets.push(call.send().await.unwrap().subnet.unwrap().subnet_id.unwrap());
    }
    let call = ec2.create_vpc_endpoint().vpc_id(&vpc).service_name("com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d");
    let call = call.vpc_endpoint_type(VpcEndpointType::GatewayLoadBalancer).subnet_ids(&subnets[0]);
    let endpoint = call.send().await.unwrap().vpc_endpoint.unwrap().vpc_endpoint_id.unwrap();
    let call = elb.create_target_group().name("geneve").protocol(ProtocolEnum::Geneve).port(6081).vpc_id(&vpc);
    let groups = call.target_type(TargetTypeEnum::Ip).send().await.unwrap().target_groups.unwrap();
    let call = elb.create_load_balancer().name("net").r#type(LoadBalancerTypeEnum::Network);
    let balancers = call.set_subnets(Some(subnets)).send().await.unwrap().load_balancers.unwrap();
    assert!(balancers[0].load_balancer_arn().is_some());
    vec![
        ("aws:ec2/VpcEndpoint", endpoint, "GatewayLoadBalancer"),
        ("aws:elbv2/TargetGroup", groups[0].target_group_arn().unwrap().to_owned(), "GENEVE"),
    ]
}

async fn small_services(world: &World) -> Vec<Odd> {
    let aws = world.aws(EU);
    let metric = Metric::builder().namespace("App").metric_name("Load").build();
    let stat = MetricStat::builder().metric(metric).period(60).stat("Average").build();
    let load = MetricDataQuery::builder().id("m1").metric_stat(stat).return_data(true).build();
    let band = MetricDataQuery::builder().id("band").expression("ANOMALY_DETECTION_BAND(m1, 2)").build();
    let call = aws.cloudwatch().put_metric_alarm().alarm_name("band").evaluation_periods(1).threshold_metric_id("band");
    let call = call.comparison_operator(ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold);
    call.metrics(load).metrics(band).send().await.unwrap();
    let call = aws.ecr().create_repository().repository_name("odd");
    let branches = ImageTagMutabilityExclusionFilter::builder().filter("dev-*");
    let branches = branches.filter_type(ImageTagMutabilityExclusionFilterType::Wildcard).build().unwrap();
    let call = call.image_tag_mutability_exclusion_filters(branches);
    call.image_tag_mutability(ImageTagMutability::ImmutableWithExclusion).send().await.unwrap();
    let call = aws.logs().create_log_group().log_group_name("odd").log_group_class(LogGroupClass::Delivery);
    call.send().await.unwrap();
    let topic = aws.sns().create_topic().name("odd").send().await.unwrap().topic_arn.unwrap();
    let call = aws.sns().subscribe().topic_arn(topic).protocol("email-json").endpoint("a@example.com");
    let subscription = call.return_subscription_arn(true).send().await.unwrap().subscription_arn.unwrap();
    let call = aws.ssm().put_parameter().name("/odd").value("a,b").r#type(ParameterType::StringList);
    call.send().await.unwrap();
    vec![
        ("aws:cloudwatch/MetricAlarm", "band".to_owned(), "LessThanLowerOrGreaterThanUpperThreshold"),
        ("aws:ecr/Repository", "odd".to_owned(), "exclusions from the mutability of tags"),
        ("aws:logs/LogGroup", "odd".to_owned(), "DELIVERY"),
        ("aws:sns/Subscription", subscription, "email-json"),
        ("aws:ssm/Parameter", "/odd".to_owned(), "StringList"),
    ]
}

async fn platform(world: &World) -> Vec<Odd> {
    let aws = world.aws(EU);
    let role = "arn:aws:iam::123456789012:role/eks";
    let vpc = aws_sdk_eks::types::VpcConfigRequest::builder().subnet_ids("subnet-0a").subnet_ids("subnet-0b").build();
    let call = aws.eks().create_cluster().name("odd").role_arn(role).resources_vpc_config(vpc);
    call.send().await.unwrap();
    let scaling = NodegroupScalingConfig::builder().min_size(1).max_size(1).desired_size(1).build();
    let call = aws.eks().create_nodegroup().cluster_name("odd").nodegroup_name("block").node_role(role);
    let call = call.subnets("subnet-0a").scaling_config(scaling).capacity_type(CapacityTypes::CapacityBlock);
    call.send().await.unwrap();
    let call = aws.route53().create_hosted_zone().name("odd.example.com").caller_reference("odd");
    let zone = call.send().await.unwrap().hosted_zone.unwrap().id;
    let value = ResourceRecord::builder().value("100 50 \"s\" \"http+E2U\" \"\" .").build().unwrap();
    let set = ResourceRecordSet::builder().name("n.odd.example.com").r#type(RrType::Naptr).ttl(60);
    let set = set.resource_records(value).build().unwrap();
    let change = Change::builder().action(ChangeAction::Create).resource_record_set(set).build().unwrap();
    let batch = ChangeBatch::builder().changes(change).build().unwrap();
    aws.route53().change_resource_record_sets().hosted_zone_id(&zone).change_batch(batch).send().await.unwrap();
    let bucket = format!("odd-{}", archipel_sandbox::fresh_account());
    world.aws("us-east-1").s3().create_bucket().bucket(&bucket).send().await.unwrap();
    let default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::AwsFsx).build().unwrap();
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default).build();
    let rules = ServerSideEncryptionConfiguration::builder().rules(rule).build().unwrap();
    let call = world.aws("us-east-1");
    let call = call.s3().put_bucket_encryption().bucket(&bucket).server_side_encryption_configuration(rules);
    call.send().await.unwrap();
    let zone = zone.trim_start_matches("/hostedzone/");
    vec![
        ("aws:eks/NodeGroup", "odd|block".to_owned(), "CAPACITY_BLOCK"),
        ("aws:route53/Record", format!("{zone}|n.odd.example.com|NAPTR|"), "NAPTR"),
        ("aws:s3/Bucket", bucket, "aws:fsx"),
    ]
}

#[tokio::test]
async fn a_value_that_a_type_does_not_have_is_named_in_every_service() {
    let world = World::start().await;
    let odd = [networks(&world).await, small_services(&world).await, platform(&world).await].concat();
    let provider = world.provider();
    let mut wrong = Vec::new();
    for (type_name, id, words) in odd {
        let operations = provider.get(type_name).unwrap();
        let region = if type_name.contains("route53") { "global" } else { EU };
        let region = if type_name.contains("s3") { "us-east-1" } else { region };
        let environment = Environment { region: region.to_owned(), account: None };
        let found = operations.read(ReadRequest::new(&environment, "test/dev"), &[Id::new(id.as_str())]).await;
        let said = match found {
            Ok(mut found) => found.remove(0).map(|observed| observed.unmanaged.join(", ")).unwrap_or_default(),
            Err(error) if error.kind == ErrorKind::UnknownValue => error.message,
            Err(error) => format!("{:?}: {error}", error.kind),
        };
        if !said.contains(words) {
            wrong.push(format!("{type_name} {id}: {said} instead of {words}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A log group and a subscription that exist, and one to make.
fn imported(stack: &Stack, subscription: &str) {
    let scope = stack.region(EU);
    LogGroup::with_options(&scope, "odd", LogGroupArgs::new("odd"), Options::new().import("odd"));
    let args = SubscriptionArgs::new("arn:aws:sns:eu-west-1:111122223333:odd", Protocol::Email, "a@example.com");
    Subscription::with_options(&scope, "odd", args, Options::new().import(subscription.to_owned()));
    LogGroup::new(&scope, "new", LogGroupArgs::new("new"));
}

#[tokio::test]
async fn imports_of_values_that_types_do_not_have_are_refused_together_and_change_nothing() {
    let world = World::start().await;
    let odd = small_services(&world).await;
    let subscription = &odd.iter().find(|(of, ..)| *of == "aws:sns/Subscription").unwrap().1;
    let Err(Failed(why)) = world.try_up(|stack| imported(stack, subscription)).await else {
        panic!("they are refused")
    };
    for words in ["LogGroup::odd", "DELIVERY", "Subscription::odd", "email-json"] {
        assert!(why.contains(words), "{words}: {why}");
    }
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn a_resource_that_gets_a_value_that_its_type_does_not_have_is_kept_and_never_overwritten() {
    let program = |stack: &Stack, retention: u16, group: bool| {
        let scope = stack.region(EU);
        if group {
            LogGroup::new(&scope, "other", LogGroupArgs::new("other").retention_in_days(retention));
        }
        let args = archipel_resources::ecr::RepositoryArgs::new("odd").scan_on_push(retention == 7);
        archipel_resources::ecr::Repository::new(&scope, "odd", args);
    };
    let world = World::start().await;
    world.up(|stack| program(stack, 1, true)).await;
    let call = world.aws(EU).logs().delete_log_group().log_group_name("other");
    call.send().await.unwrap();
    let call = world.aws(EU).logs().create_log_group().log_group_name("other");
    call.log_group_class(LogGroupClass::Delivery).send().await.unwrap();
    // One resource cannot be read. The refresh says so, and finds what became of the others.
    let prepared = world.refresh_plan(|stack| program(stack, 7, true)).await;
    let notes: Vec<String> = prepared.notes.iter().map(ToString::to_string).collect();
    assert!(notes.iter().any(|note| note.contains("LogGroup::other") && note.contains("DELIVERY")), "{notes:?}");
    let mut changed: Vec<&str> = prepared.plan.steps.iter().map(|step| step.urn().name()).collect();
    changed.sort_unstable();
    assert_eq!(changed, ["odd", "other"], "both are planned as they are recorded");
    assert_eq!(world.state().await.records.len(), 2);
}
