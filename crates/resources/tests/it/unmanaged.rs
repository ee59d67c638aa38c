//! Settings that somebody made in AWS and that a type does not have: named by a refresh, and not removed by an update.

use crate::common::{EU, Failed, World};
use archipel_engine::Stack;
use archipel_resources::cloudwatch::{Comparison, MetricAlarm, MetricAlarmArgs, Statistic};
use archipel_resources::ec2::{LaunchTemplate, LaunchTemplateArgs};
use archipel_resources::s3::{Bucket, BucketArgs, BucketEncryption, LifecycleRule, SseAlgorithm};
use archipel_resources::ssm::{Parameter, ParameterArgs};
use aws_sdk_cloudwatch::types::{ComparisonOperator, StandardUnit, Statistic as SdkStatistic};
use aws_sdk_ec2::types::RequestLaunchTemplateData;
use aws_sdk_s3::primitives::DateTime;
use aws_sdk_s3::types::{
    BlockedEncryptionTypes, BucketLifecycleConfiguration, EncryptionType, ExpirationStatus, LifecycleExpiration,
    LifecycleRule as SdkRule, LifecycleRuleFilter, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Transition as SdkTransition, TransitionStorageClass,
};

const BUCKET: &str = "luneo-unmanaged-settings";

fn program(stack: &Stack, version: u16) {
    let eu = stack.region(EU);
    let description = format!("version {version}");
    let args = MetricAlarmArgs::new("lag", Comparison::GreaterThanThreshold, 10.0);
    let args = args.namespace("App").metric_name("Lag");
    MetricAlarm::new(&eu, "lag", args.statistic(Statistic::Average).description(&description));
    Parameter::new(&eu, "plain", ParameterArgs::new("/unmanaged/plain").value("a").description(&description));
    let args = LaunchTemplateArgs::new("unmanaged").instance_type("t3.micro").metadata_hops(version);
    LaunchTemplate::new(&eu, "nodes", args);
    let rules = [LifecycleRule::new("old").expiration_days(30 + version)];
    Bucket::new(&eu, "files", BucketArgs::new(BUCKET).lifecycle_rules(rules));
}

/// Adds to each resource what its type does not have, and leaves the rest as it is.
async fn change_in_aws(world: &World) {
    let aws = world.aws(EU);
    let call = aws.cloudwatch().put_metric_alarm().alarm_name("lag").alarm_description("version 1");
    let call = call.namespace("App").metric_name("Lag").comparison_operator(ComparisonOperator::GreaterThanThreshold);
    let call = call.threshold(10.0).statistic(SdkStatistic::Average).period(60).evaluation_periods(1);
    call.treat_missing_data("missing").unit(StandardUnit::Seconds).send().await.unwrap();
    let call = aws.ssm().put_parameter().name("/unmanaged/plain").value("a").description("version 1").overwrite(true);
    call.r#type(aws_sdk_ssm::types::ParameterType::String).allowed_pattern("[a-z]").send().await.unwrap();
    let template = world.id(&format!("{EU}::aws:ec2/LaunchTemplate::nodes")).await;
    let data = RequestLaunchTemplateData::builder().key_name("mine").build();
    let call = aws.ec2().create_launch_template_version().launch_template_id(&template).source_version("1");
    call.launch_template_data(data).send().await.unwrap();
    let call = aws.ec2().modify_launch_template().launch_template_id(&template).default_version("2");
    call.send().await.unwrap();
    let rule = SdkRule::builder()
        .id("old")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("").build())
        .expiration(LifecycleExpiration::builder().days(31).build())
        .transitions(
            SdkTransition::builder()
                .date(DateTime::from_secs(1_893_456_000))
                .storage_class(TransitionStorageClass::Glacier)
                .build(),
        );
    let rules = BucketLifecycleConfiguration::builder().rules(rule.build().unwrap()).build().unwrap();
    let call = aws.s3().put_bucket_lifecycle_configuration().bucket(BUCKET);
    call.lifecycle_configuration(rules).send().await.unwrap();
}

#[tokio::test]
async fn encryption_types_that_a_bucket_blocks_stay_blocked() {
    const NAME: &str = "luneo-unmanaged-encryption";
    let program = |stack: &Stack, keys: bool| {
        let encryption = BucketEncryption::new().algorithm(SseAlgorithm::Kms).bucket_key_enabled(keys);
        Bucket::new(&stack.region(EU), "files", BucketArgs::new(NAME).encryption(encryption));
    };
    let world = World::start().await;
    world.up(|stack| program(stack, false)).await;
    let aws = world.aws(EU);
    let default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::AwsKms).build().unwrap();
    let blocked = BlockedEncryptionTypes::builder().encryption_type(EncryptionType::SseC).build();
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default);
    let rule = rule.bucket_key_enabled(false).blocked_encryption_types(blocked.clone()).build();
    let rules = ServerSideEncryptionConfiguration::builder().rules(rule).build().unwrap();
    let call = aws.s3().put_bucket_encryption().bucket(NAME).server_side_encryption_configuration(rules);
    call.send().await.unwrap();
    world.up(|stack| program(stack, true)).await;
    let response = aws.s3().get_bucket_encryption().bucket(NAME).send().await.unwrap();
    let rule = &response.server_side_encryption_configuration().unwrap().rules()[0];
    assert_eq!(rule.bucket_key_enabled(), Some(true));
    assert_eq!(rule.blocked_encryption_types(), Some(&blocked));
}

#[tokio::test]
async fn settings_that_a_type_does_not_have_are_named_and_never_removed() {
    let world = World::start().await;
    world.up(|stack| program(stack, 1)).await;
    change_in_aws(&world).await;

    let prepared = world.refresh_plan(|stack| program(stack, 1)).await;
    let notes: Vec<String> = prepared.notes.iter().map(ToString::to_string).collect();
    let expected = [
        ("aws:cloudwatch/MetricAlarm::lag", "the unit `Seconds`"),
        ("aws:ssm/Parameter::plain", "the allowed pattern `[a-z]`"),
        ("aws:ec2/LaunchTemplate::nodes", "a key pair"),
        ("aws:s3/Bucket::files", "a date of a transition in rule `old`"),
    ];
    for (urn, setting) in expected {
        let named = notes.iter().any(|note| note.contains(urn) && note.contains(setting));
        assert!(named, "{urn} {setting}: {notes:#?}");
    }

    let Err(Failed(why)) = world.try_up(|stack| program(stack, 2)).await else { panic!("the update is refused") };
    for (urn, setting) in expected {
        assert!(why.contains(&format!("the update would remove {setting}")), "{urn}: {why}");
    }
    let aws = world.aws(EU);
    let alarms = aws.cloudwatch().describe_alarms().alarm_names("lag").send().await.unwrap();
    assert_eq!(alarms.metric_alarms()[0].unit(), Some(&StandardUnit::Seconds));
    let rules = aws.s3().get_bucket_lifecycle_configuration().bucket(BUCKET).send().await.unwrap();
    assert!(rules.rules()[0].transitions()[0].date().is_some());
}
