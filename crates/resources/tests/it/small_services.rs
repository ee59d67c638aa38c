//! Log groups, alarms, topics, parameters, repositories and secrets.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::{Scope, Stack};
use archipel_resources::cloudwatch::{
    Comparison, MetricAlarm, MetricAlarmArgs, MetricQuery, MetricStat, MissingData, Statistic,
};
use archipel_resources::ecr::{
    Replication, ReplicationArgs, ReplicationDestination, ReplicationRule, Repository, RepositoryArgs, TagMutability,
};
use archipel_resources::logs::{LogGroup, LogGroupArgs};
use archipel_resources::secretsmanager::{
    GeneratedPassword, GeneratedPasswordArgs, Replica, ResourcePolicy, ResourcePolicyArgs, Secret, SecretArgs,
    SecretValue, SecretValueArgs,
};
use archipel_resources::sns::{Protocol, Subscription, SubscriptionArgs, Topic, TopicArgs};
use archipel_resources::ssm::{Parameter, ParameterArgs, ParameterTier};
use aws_sdk_cloudwatch::error::ProvideErrorMetadata as _;
use aws_sdk_cloudwatch::types::{ComparisonOperator, MetricDataQuery, Statistic as SdkStatistic};
use serde_json::json;

fn policy(action: &str) -> serde_json::Value {
    let statement = json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": action, "Resource": "*"});
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

pub(crate) fn alarms(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let mut group = LogGroupArgs::new("/luneo/api").tags([("v", version.to_string())]);
    if first {
        group = group.retention_in_days(30_u16);
    }
    LogGroup::new(&scope, "api", group);
    LogGroup::new(&scope, "renamed", LogGroupArgs::new(format!("/luneo/{version}")));
    let args = TopicArgs::new("alarms")
        .display_name(if first { "Luneo" } else { "" })
        .tags([(if first { "one" } else { "two" }, "x")]);
    let topic = Topic::new(&scope, "alarms", if first { args.kms_key_id("alias/aws/sns") } else { args });
    let queue = "arn:aws:sqs:eu-west-1:111122223333:alarms";
    let args = SubscriptionArgs::new(topic.arn(), Protocol::Sqs, queue).raw_message_delivery(!first);
    let filter = json!({"severity": ["high"]});
    Subscription::new(&scope, "queue", if first { args.filter_policy(filter) } else { args });
    let args =
        MetricAlarmArgs::new("aurora-lag", Comparison::GreaterThanThreshold, if first { 5000.0 } else { 1000.0 })
            .namespace("AWS/RDS")
            .metric_name("AuroraGlobalDBReplicationLag")
            .evaluation_periods(3_u32)
            .treat_missing_data(if first { MissingData::Breaching } else { MissingData::NotBreaching })
            .dimensions([("DBClusterIdentifier", "luneo")])
            .description("replication is late")
            .tags([("v", version.to_string())]);
    let args = if first { args.statistic(Statistic::Maximum) } else { args.extended_statistic("p99") };
    MetricAlarm::new(&scope, "lag", args.alarm_actions([topic.arn()]).datapoints_to_alarm(2_u32));
    math_alarms(&scope, first);
}

/// An alarm on an expression, and one that watches a metric before it watches a query.
fn math_alarms(scope: &Scope, first: bool) {
    let of = |id: &str, name: &str, period: u32| {
        let metric = MetricStat::new("AWS/ApplicationELB", name, period, if first { "Sum" } else { "p99" });
        let metric = metric.dimensions([("LoadBalancer", if first { "app/one/1" } else { "app/two/2" })]);
        MetricQuery::new(id).metric(if first { metric.unit("Count") } else { metric })
    };
    let period = if first { 60 } else { 300 };
    let errors = of("errors", "HTTPCode_ELB_5XX_Count", period).account_id("111122223333");
    let rate = MetricQuery::new("rate").return_data(true);
    let rate = if first {
        rate.expression("100 * errors / requests").label("errors in percent")
    } else {
        rate.expression("IF(requests > 100, errors / requests)")
    };
    let args = MetricAlarmArgs::new("error-rate", Comparison::GreaterThanThreshold, 1.0).evaluation_periods(5_u32);
    MetricAlarm::new(scope, "error-rate", args.metrics([rate, errors, of("requests", "RequestCount", period)]));
    let args = MetricAlarmArgs::new("busiest", Comparison::GreaterThanThreshold, 90.0);
    let query = "SELECT MAX(CPUUtilization) FROM \"AWS/RDS\"";
    let args = if first {
        args.namespace("AWS/RDS").metric_name("CPUUtilization").statistic(Statistic::Maximum).period(300_u32)
    } else {
        args.metrics([MetricQuery::new("q1").expression(query).period(300_u32).return_data(true)])
    };
    MetricAlarm::new(scope, "busiest", args);
}

#[tokio::test]
async fn logs_topics_and_alarms_live_through_everything() {
    lifecycle(
        |stack| alarms(stack, 1),
        |stack| alarms(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:logs/LogGroup::api"),
            Expect::Replace("eu-west-1::aws:logs/LogGroup::renamed"),
            Expect::Update("eu-west-1::aws:sns/Topic::alarms"),
            Expect::Update("eu-west-1::aws:sns/Subscription::queue"),
            Expect::Update("eu-west-1::aws:cloudwatch/MetricAlarm::lag"),
            Expect::Update("eu-west-1::aws:cloudwatch/MetricAlarm::error-rate"),
            Expect::Update("eu-west-1::aws:cloudwatch/MetricAlarm::busiest"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let groups = aws.logs().describe_log_groups().send().await.unwrap().log_groups.unwrap();
            let names: Vec<_> = groups.iter().filter_map(|group| group.log_group_name()).collect();
            assert_eq!(names.len(), 2, "{names:?}");
            let api = groups.iter().find(|group| group.log_group_name() == Some("/luneo/api")).unwrap();
            assert_eq!(api.retention_in_days(), (version == 1).then_some(30));
            let alarms = aws.cloudwatch().describe_alarms().send().await.unwrap().metric_alarms.unwrap();
            assert_eq!(alarms.len(), 3);
            let of = |name: &str| alarms.iter().find(|alarm| alarm.alarm_name() == Some(name)).unwrap();
            let lag = of("aurora-lag");
            assert_eq!(lag.threshold(), Some(if version == 1 { 5000.0 } else { 1000.0 }));
            assert_eq!(lag.dimensions().len(), 1);
            assert_eq!(lag.alarm_actions().len(), 1);
            let (rate, busiest) = (of("error-rate"), of("busiest"));
            assert_eq!((rate.metrics().len(), rate.metric_name(), rate.period()), (3, None, None));
            assert_eq!(
                (busiest.metrics().len(), busiest.metric_name().is_some()),
                (version as usize - 1, version == 1)
            );
            let topics = aws.sns().list_topics().send().await.unwrap().topics.unwrap();
            assert_eq!(topics.len(), 1);
            let subscriptions = aws.sns().list_subscriptions().send().await.unwrap().subscriptions.unwrap();
            assert_eq!(subscriptions.len(), 1);
        },
    )
    .await;
}

#[tokio::test]
async fn cloudwatch_refuses_metrics_that_no_alarm_can_watch() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let query = |id: &str, returned: bool| MetricDataQuery::builder().id(id).expression("1").return_data(returned);
    let put = || {
        let call = aws.cloudwatch().put_metric_alarm().alarm_name("a").evaluation_periods(1).threshold(1.0);
        call.comparison_operator(ComparisonOperator::GreaterThanThreshold)
    };
    let watched = query("e1", true).build();
    let named =
        put().metrics(watched.clone()).namespace("App").metric_name("Lag").statistic(SdkStatistic::Sum).period(60);
    let none = put().metrics(query("e1", false).build());
    let two = put().metrics(watched.clone()).metrics(query("e2", true).build());
    let twice = put().metrics(watched.clone()).metrics(query("e1", false).build());
    let empty = put().metrics(watched.clone()).metrics(MetricDataQuery::builder().id("e2").return_data(false).build());
    for call in [named, none, two, twice, empty] {
        let refused = call.send().await.unwrap_err();
        assert_eq!(refused.code(), Some("ValidationError"));
    }
    put().metrics(watched).send().await.unwrap();
}

#[tokio::test]
async fn an_alarm_watches_a_metric_or_an_expression() {
    let world = World::start().await;
    let refused = async |args: fn(MetricAlarmArgs) -> MetricAlarmArgs, why: &str| {
        let program = |stack: &Stack| {
            let alarm = MetricAlarmArgs::new("a", Comparison::GreaterThanThreshold, 1.0);
            MetricAlarm::new(&stack.region(EU), "a", args(alarm));
        };
        let Err(Failed(said)) = world.try_up(program).await else { panic!("it is refused: {why}") };
        assert!(said.contains(why), "{said}");
    };
    let sum = |args: MetricAlarmArgs| args.namespace("App").statistic(Statistic::Sum);
    refused(sum, "the alarm watches no metric: set `namespace` and `metric_name`, or `metrics`").await;
    let both = |args: MetricAlarmArgs| {
        args.metrics([MetricQuery::new("e1").expression("1").return_data(true)]).period(300_u32)
    };
    refused(both, "`period` is of an alarm on one metric: remove it").await;
    let unknown = |args: MetricAlarmArgs| args.metrics([MetricQuery::new("e1").expression("m1").return_data(true)]);
    refused(unknown, "the expression of `e1` refers to `m1`, which is not an id of `metrics`").await;
}

pub(crate) fn settings(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    Parameter::new(
        &scope,
        "plain",
        ParameterArgs::new("/luneo/plain").value(format!("v{version}")).description("an endpoint"),
    );
    let args = ParameterArgs::new("/luneo/secret").secret_value(format!("hidden-{version}"));
    Parameter::new(&scope, "secret", args.tags([("v", version.to_string())]));
    Parameter::new(
        &scope,
        "large",
        ParameterArgs::new("/luneo/large").value("x".repeat(5000)).tier(ParameterTier::Advanced),
    );
    let rules = json!({"rules": [{
        "rulePriority": 1,
        "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 3},
        "action": {"type": "expire"},
    }]});
    let args = RepositoryArgs::new("luneo/api").scan_on_push(first).force_delete(!first).tag_mutability(if first {
        TagMutability::Immutable
    } else {
        TagMutability::Mutable
    });
    Repository::new(&scope, "api", if first { args.lifecycle_policy(rules) } else { args });
    let args = RepositoryArgs::new("luneo/worker");
    let args = if first { args } else { args.kms_key_arn("arn:aws:kms:eu-west-1:111122223333:key/1") };
    Repository::new(&scope, "worker", args);
    let destination = ReplicationDestination::new(US, "111122223333");
    let rule = ReplicationRule::new([destination]);
    let rule = if first { rule } else { rule.prefixes(["luneo"]) };
    Replication::new(&scope, "registry", ReplicationArgs::new([rule]));
}

#[tokio::test]
async fn parameters_and_repositories_live_through_everything() {
    lifecycle(
        |stack| settings(stack, 1),
        |stack| settings(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:ssm/Parameter::plain"),
            Expect::Update("eu-west-1::aws:ssm/Parameter::secret"),
            Expect::Update("eu-west-1::aws:ecr/Repository::api"),
            Expect::ReplaceDeletingFirst("eu-west-1::aws:ecr/Repository::worker"),
            Expect::Update("eu-west-1::aws:ecr/Replication::registry"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let get = |name: &str| aws.ssm().get_parameter().name(name).with_decryption(true).send();
            let plain = get("/luneo/plain").await.unwrap().parameter.unwrap();
            assert_eq!(plain.value(), Some(format!("v{version}").as_str()));
            let secret = get("/luneo/secret").await.unwrap().parameter.unwrap();
            assert_eq!(secret.value(), Some(format!("hidden-{version}").as_str()));
            assert_eq!(secret.r#type(), Some(&aws_sdk_ssm::types::ParameterType::SecureString));
            let response = aws.ecr().get_lifecycle_policy().repository_name("luneo/api").send().await;
            assert_eq!(response.is_ok(), version == 1);
            let registry = aws.ecr().describe_registry().send().await.unwrap().replication_configuration.unwrap();
            assert_eq!(registry.rules()[0].repository_filters().len(), version as usize - 1);
        },
    )
    .await;
}

pub(crate) fn secrets(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let args = SecretArgs::new("luneo/prod/database")
        .description(if first { "the database" } else { "" })
        .recovery_window_in_days(if first { 7_u16 } else { 0 })
        .tags([(if first { "one" } else { "two" }, "x")]);
    let secret = Secret::new(&scope, "database", if first { args } else { args.replicas([Replica::new(US)]) });
    SecretValue::new(&scope, "database", SecretValueArgs::new(secret.arn(), format!("password-{version}")));
    let action = if first { "secretsmanager:GetSecretValue" } else { "secretsmanager:DescribeSecret" };
    ResourcePolicy::new(&scope, "database", ResourcePolicyArgs::new(secret.arn(), policy(action)));
    let args = SecretArgs::new("luneo/prod/cache").recovery_window_in_days(0_u16);
    Secret::new(
        &scope,
        "cache",
        if first { args.replicas([Replica::new(US)]) } else { args.replicas(Vec::<Replica>::new()) },
    );
}

#[tokio::test]
async fn secrets_live_through_everything() {
    lifecycle(
        |stack| secrets(stack, 1),
        |stack| secrets(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:secretsmanager/Secret::database"),
            Expect::Update("eu-west-1::aws:secretsmanager/Secret::cache"),
            Expect::Update("eu-west-1::aws:secretsmanager/SecretValue::database"),
            Expect::Update("eu-west-1::aws:secretsmanager/ResourcePolicy::database"),
        ],
        async |world: &World, version| {
            let (eu, us) = (world.aws(EU), world.aws(US));
            let id = "luneo/prod/database";
            let value = eu.secretsmanager().get_secret_value().secret_id(id).send().await.unwrap();
            assert_eq!(value.secret_string(), Some(format!("password-{version}").as_str()));
            let copy = us.secretsmanager().describe_secret().secret_id(id).send().await;
            assert_eq!(copy.is_ok(), version == 2, "the copy is there with the second version");
            let copy = us.secretsmanager().describe_secret().secret_id("luneo/prod/cache").send().await;
            assert_eq!(copy.is_ok(), version == 1, "and the other one with the first");
        },
    )
    .await;
}

#[tokio::test]
async fn a_deleted_secret_that_is_declared_again_is_taken_back() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let secret = Secret::new(&stack.region(EU), "s", SecretArgs::new("luneo/s").description("mine"));
        SecretValue::new(&stack.region(EU), "s", SecretValueArgs::new(secret.arn(), "one"));
    };
    world.up(program).await;
    let arn = world.id("eu-west-1::aws:secretsmanager/Secret::s").await;
    world.destroy().await;
    world.up(program).await;
    assert_eq!(world.id("eu-west-1::aws:secretsmanager/Secret::s").await, arn, "the same one");
    world.assert_in_step(program, "after it was taken back").await;
}

pub(crate) fn generated(stack: &Stack, version: u32) {
    let scope = stack.region(EU);
    let secret = Secret::new(&scope, "s", SecretArgs::new("luneo/s").recovery_window_in_days(0_u16));
    let user = if version == 1 { "app" } else { "other" };
    GeneratedPassword::new(&scope, "s", GeneratedPasswordArgs::new(secret.arn(), user));
}

#[tokio::test]
async fn a_generated_password_lives_through_everything() {
    lifecycle(
        |stack| generated(stack, 1),
        |stack| generated(stack, 2),
        &[Expect::ReplaceDeletingFirst("eu-west-1::aws:secretsmanager/GeneratedPassword::s")],
        async |world: &World, version| {
            let api = world.aws(EU);
            let response = api.secretsmanager().get_secret_value().secret_id("luneo/s").send().await.unwrap();
            let value: serde_json::Value = serde_json::from_str(response.secret_string().unwrap()).unwrap();
            assert_eq!(value["username"], if version == 1 { "app" } else { "other" });
            let password = value["password"].as_str().unwrap();
            assert_eq!(password.len(), 32);
            let record = world.record("eu-west-1::aws:secretsmanager/GeneratedPassword::s").await;
            assert_eq!(record.outputs.field("password").clone().reveal().as_str(), Some(password));
            assert!(!format!("{record:?}").contains(password), "{record:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_value_is_neither_shown_nor_asked_for() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let secret = Secret::new(&stack.region(EU), "s", SecretArgs::new("luneo/s").recovery_window_in_days(0_u16));
        SecretValue::new(&stack.region(EU), "s", SecretValueArgs::new(secret.arn(), "do-not-tell"));
    };
    world.up(program).await;
    world.assert_in_step(program, "with a value").await;
    let record = world.record("eu-west-1::aws:secretsmanager/SecretValue::s").await;
    assert!(!format!("{record:?}").contains("do-not-tell"), "{record:?}");
    assert_eq!(world.calls().of("secretsmanager", "GetSecretValue"), 0);
}

#[tokio::test]
async fn names_that_are_taken_are_refused_and_left_alone() {
    let world = World::start().await;
    let aws = world.aws(EU);
    aws.logs().create_log_group().log_group_name("/luneo/api").send().await.unwrap();
    aws.sns().create_topic().name("alarms").send().await.unwrap();
    let parameter = aws.ssm().put_parameter().name("/luneo/plain").value("theirs");
    parameter.r#type(aws_sdk_ssm::types::ParameterType::String).send().await.unwrap();
    aws.secretsmanager().create_secret().name("luneo/s").secret_string("theirs").send().await.unwrap();
    let alarm = aws.cloudwatch().put_metric_alarm().alarm_name("lag").namespace("n").metric_name("m").period(60);
    let alarm = alarm.statistic(aws_sdk_cloudwatch::types::Statistic::Sum).evaluation_periods(1).threshold(1.0);
    let over = aws_sdk_cloudwatch::types::ComparisonOperator::GreaterThanThreshold;
    alarm.comparison_operator(over).send().await.unwrap();
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        LogGroup::new(&scope, "a", LogGroupArgs::new("/luneo/api").retention_in_days(7_u16));
        Topic::new(&scope, "a", TopicArgs::new("alarms").display_name("mine"));
        Parameter::new(&scope, "a", ParameterArgs::new("/luneo/plain").value("mine"));
        Secret::new(&scope, "a", SecretArgs::new("luneo/s").description("mine"));
        let args = MetricAlarmArgs::new("lag", Comparison::GreaterThanThreshold, 9.0);
        let args = args.namespace("N").metric_name("M");
        MetricAlarm::new(&scope, "a", args.statistic(Statistic::Sum));
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("the names are taken") };
    for said in ["log group /luneo/api", "topic alarms", "parameter /luneo/plain", "secret luneo/s", "alarm lag"] {
        assert!(why.contains(&format!("the {said} already exists: it is not managed by Archipel")), "{said}\n{why}");
    }
    assert!(world.state().await.records.is_empty());
    let value = aws.ssm().get_parameter().name("/luneo/plain").send().await.unwrap().parameter.unwrap();
    assert_eq!(value.value(), Some("theirs"));
    let alarms = aws.cloudwatch().describe_alarms().send().await.unwrap().metric_alarms.unwrap();
    assert_eq!(alarms[0].threshold(), Some(1.0));
}

fn denied(service: &str, operation: &str) -> serde_json::Value {
    let code = "AccessDeniedException";
    json!({"service": service, "operation": operation, "kind": "error", "code": code, "status": 400})
}

#[tokio::test]
async fn what_may_not_be_listed_is_read_one_by_one() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        Secret::new(&stack.region(EU), "api", SecretArgs::new("luneo/api"));
    };
    world.up(program).await;
    world.assert_lists_agree("with the right to list").await;
    world.faults(json!([denied("secretsmanager", "ListSecrets")]));
    let described = || world.calls().of("secretsmanager", "DescribeSecret");
    let before = described();
    assert!(world.refresh_from_lists().await.drifts.is_empty());
    assert_eq!(described() - before, 1);
}

#[tokio::test]
async fn tags_come_from_the_index_and_from_their_services_where_it_may_not_be_read() {
    let world = World::start().await;
    let program = |stack: &Stack| alarms(stack, 1);
    world.up(program).await;
    let asked = || {
        let calls = world.calls();
        ["logs", "sns", "monitoring"].iter().map(|service| calls.of(service, "ListTagsForResource")).sum::<u64>()
    };
    let before = asked();
    world.assert_in_step(program, "by the index").await;
    assert_eq!(asked(), before, "no service is asked for the tags of one thing");

    // Every difference is reported.
    let alarms = world.aws(EU);
    let lag = world.record("eu-west-1::aws:cloudwatch/MetricAlarm::lag").await;
    let arn = lag.outputs.field("arn").as_str().unwrap();
    alarms.cloudwatch().untag_resource().resource_arn(arn).tag_keys("v").send().await.unwrap();
    let prepared = world.refresh_plan(program).await;
    let drifted: Vec<&str> = prepared.drifts.iter().map(|drift| drift.urn.name()).collect();
    assert_eq!((drifted, asked() - before), (vec!["lag"], 1));
    world.mend(program).await;

    world.faults(json!([denied("tagging", "GetResources")]));
    let before = asked();
    world.assert_in_step(program, "without the index").await;
    assert!(asked() >= before + 4, "two log groups, a topic and an alarm are asked for one by one");
}
