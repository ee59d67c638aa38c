//! What AWS refuses, and what somebody changes by hand: said in words that help, and mended.

use crate::common::{EU, Failed, World, describe};
use archipel_engine::Stack;
use archipel_engine::program::Environment;
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_resources::ec2::{Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::elasticache;
use archipel_resources::rds::{ClusterParameterGroup, ParameterGroupArgs};
use archipel_resources::route53::{Record, RecordArgs, RecordType, Zone, ZoneArgs};
use archipel_sandbox::{Emulators, Gateway, fresh_account};
use serde_json::json;

fn refusal(result: Result<crate::common::Done, Failed>) -> String {
    match result {
        Err(Failed(why)) => why,
        Ok(done) => panic!("it was not refused: {:?}", done.summary),
    }
}

#[tokio::test]
async fn a_zone_that_does_not_exist_is_named() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
        Subnet::new(&scope, "lost", SubnetArgs::new(vpc.id(), "10.0.0.0/24").availability_zone("eu-west-1z"));
    };
    let why = refusal(world.try_up(program).await);
    assert!(why.contains("Subnet::lost") && why.contains("eu-west-1z"), "{why}");
    world.assert_no_orphans("after a zone that does not exist").await;
    world.destroy().await;
}

#[tokio::test]
async fn a_record_outside_of_its_zone_is_refused_with_both_names() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let zone = Zone::new(&scope, "main", ZoneArgs::new("luneo.example"));
        // As the proof of a certificate for a name of another domain would be.
        let args = RecordArgs::new(zone.id(), "_0a1b.api.elsewhere.example", RecordType::Cname);
        Record::new(&scope, "proof", args.values(["_2c3d.acm-validations.aws"]).ttl(300_u32));
    };
    let why = refusal(world.try_up(program).await);
    assert!(why.contains("api.elsewhere.example") && why.contains("zone luneo.example"), "{why}");
    world.destroy().await;
}

#[tokio::test]
async fn an_accounts_role_that_cannot_be_assumed_is_named_with_the_reason() {
    let emulators = Emulators::shared().await.unwrap();
    let gateway = Gateway::bind(&emulators).await.unwrap();
    let rules = json!([{
        "service": "sts", "operation": "AssumeRole", "kind": "error", "code": "AccessDenied", "status": 403,
        "message": "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: sts:AssumeRole",
    }]);
    gateway.set_faults(serde_json::from_value(rules).unwrap()).unwrap();
    let target = Target::sandbox(gateway.endpoint(), fresh_account(), gateway.secret().expose());
    let role = "arn:aws:iam::444455556666:role/deploy";
    let accounts = [("data".to_owned(), role.to_owned())].into();
    let connection = Connection::open(Settings { accounts, ..Settings::new(target) }).await.unwrap();
    let environment = Environment { region: EU.to_owned(), account: Some("data".to_owned()) };
    let aws = connection.aws(&environment).unwrap();
    let error = aws.sts().get_caller_identity().send().await.unwrap_err();
    let response = connection.identity(&environment).await.unwrap_err();
    assert!(response.message.contains("not authorized to perform: sts:AssumeRole"), "{response}\n{error:?}");
    assert!(response.message.contains(role), "{response}");
}

fn parameters(stack: &Stack) {
    let scope = stack.region(EU);
    let args = ParameterGroupArgs::new("db", "aurora-postgresql16").parameters([("rds.force_ssl", "1")]);
    ClusterParameterGroup::new(&scope, "db", args);
    let args = elasticache::ParameterGroupArgs::new("cache", "redis7").parameters([("maxmemory-policy", "noeviction")]);
    elasticache::ParameterGroup::new(&scope, "cache", args);
}

#[tokio::test]
async fn a_parameter_that_was_changed_by_hand_is_found_and_put_back() {
    let world = World::start().await;
    world.up(parameters).await;
    let aws = world.aws(EU);
    let parameter = aws_sdk_rds::types::Parameter::builder().parameter_name("rds.force_ssl").parameter_value("0");
    let parameter = parameter.apply_method(aws_sdk_rds::types::ApplyMethod::PendingReboot).build();
    let call = aws.rds().modify_db_cluster_parameter_group().db_cluster_parameter_group_name("db");
    call.parameters(parameter).send().await.unwrap();
    let parameter = aws_sdk_elasticache::types::ParameterNameValue::builder();
    let parameter = parameter.parameter_name("maxmemory-policy").parameter_value("allkeys-lru").build();
    let call = aws.elasticache().modify_cache_parameter_group().cache_parameter_group_name("cache");
    call.parameter_name_values(parameter).send().await.unwrap();

    let prepared = world.refresh_plan(parameters).await;
    let drifts: Vec<_> = prepared.drifts.iter().map(|drift| format!("{} {:?}", drift.urn, drift.changes)).collect();
    assert_eq!(drifts.len(), 2, "{drifts:?}");
    assert!(drifts.concat().contains("rds.force_ssl") && drifts.concat().contains("maxmemory-policy"), "{drifts:?}");
    assert_eq!(prepared.plan.steps.len(), 2, "{}", describe(&prepared.plan));
    world.mend(parameters).await;
    world.assert_in_step(parameters, "after it was put back").await;
    world.destroy().await;
}

#[tokio::test]
async fn what_was_deleted_by_hand_between_two_runs_is_made_again() {
    let world = World::start().await;
    world.up(parameters).await;
    let aws = world.aws(EU);
    let call = aws.rds().delete_db_cluster_parameter_group().db_cluster_parameter_group_name("db");
    call.send().await.unwrap();
    let prepared = world.refresh_plan(parameters).await;
    assert!(prepared.drifts.len() == 1 && prepared.drifts[0].gone, "{:?}", prepared.drifts);
    world.mend(parameters).await;
    world.assert_in_step(parameters, "after it was made again").await;
    // A destroy takes what is gone for gone.
    aws.rds().delete_db_cluster_parameter_group().db_cluster_parameter_group_name("db").send().await.unwrap();
    world.destroy().await;
    assert!(world.state().await.records.is_empty());
}
