//! Types that no emulator has: they run against the stand-in of the sandbox, which is ours and remembers models. It proves how
//! requests are driven, and nothing about the services. Its answers have what AWS was recorded to add to such models.

use archipel_cfn_schema::schema;
use archipel_engine::Stack;
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{World, declare};

/// Fifty types of as many services as possible, each with a valid model.
fn types() -> Vec<(&'static str, Json)> {
    vec![
        ("AWS::APS::Workspace", json!({})),
        ("AWS::Amplify::App", json!({"Name": "thing"})),
        ("AWS::ApplicationSignals::ServiceLevelObjective", json!({"Name": "thing"})),
        ("AWS::Athena::DataCatalog", json!({"Name": "thing", "Type": "LAMBDA"})),
        ("AWS::Bedrock::Agent", json!({"AgentName": "thing"})),
        ("AWS::BedrockAgentCore::WorkloadIdentity", json!({"Name": "thing"})),
        ("AWS::Cassandra::Keyspace", json!({"KeyspaceName": "thing"})),
        ("AWS::CloudTrail::Trail", json!({"S3BucketName": "thing", "IsLogging": true})),
        ("AWS::CloudWatch::CompositeAlarm", json!({"AlarmRule": "thing"})),
        ("AWS::CloudWatch::InsightRule", json!({"RuleName": "thing", "RuleState": "ENABLED", "RuleBody": "thing"})),
        ("AWS::CodeDeploy::Application", json!({})),
        ("AWS::CodeGuruProfiler::ProfilingGroup", json!({"ProfilingGroupName": "thing"})),
        ("AWS::DMS::Endpoint", json!({"EndpointType": "thing", "EngineName": "thing"})),
        (
            "AWS::DataSync::LocationS3",
            json!({"S3Config": {"BucketAccessRoleArn": "arn:aws:iam::123456789012:role/service"}}),
        ),
        ("AWS::EC2::IPAM", json!({})),
        ("AWS::EC2::TrafficMirrorFilter", json!({})),
        ("AWS::EMRServerless::Application", json!({"ReleaseLabel": "thing", "Type": "thing"})),
        ("AWS::ElastiCache::ServerlessCache", json!({"ServerlessCacheName": "thing", "Engine": "thing"})),
        ("AWS::GlobalAccelerator::Accelerator", json!({"Name": "thing"})),
        ("AWS::GuardDuty::Detector", json!({"Enable": true})),
        ("AWS::GuardDuty::Filter", json!({"DetectorId": "thing", "Name": "thing", "FindingCriteria": {}})),
        ("AWS::IVS::Channel", json!({})),
        ("AWS::ImageBuilder::InfrastructureConfiguration", json!({"Name": "thing", "InstanceProfileName": "thing"})),
        ("AWS::InternetMonitor::Monitor", json!({"MonitorName": "thing"})),
        ("AWS::KinesisVideo::SignalingChannel", json!({})),
        ("AWS::KinesisVideo::Stream", json!({})),
        ("AWS::Location::GeofenceCollection", json!({"CollectionName": "thing"})),
        ("AWS::Location::PlaceIndex", json!({"DataSource": "thing", "IndexName": "thing"})),
        ("AWS::Logs::DeliveryDestination", json!({"Name": "thing"})),
        ("AWS::MemoryDB::Cluster", json!({"ClusterName": "thing", "NodeType": "thing", "ACLName": "thing"})),
        ("AWS::Neptune::DBCluster", json!({})),
        ("AWS::Neptune::DBInstance", json!({"DBInstanceClass": "thing"})),
        ("AWS::NetworkManager::GlobalNetwork", json!({})),
        ("AWS::RAM::ResourceShare", json!({"Name": "thing"})),
        ("AWS::RDS::EventSubscription", json!({"SnsTopicArn": "arn:aws:sns:eu-west-1:123456789012:topic"})),
        ("AWS::RUM::AppMonitor", json!({"Name": "thing"})),
        ("AWS::Redshift::ClusterParameterGroup", json!({"Description": "thing", "ParameterGroupFamily": "thing"})),
        ("AWS::RedshiftServerless::Namespace", json!({"NamespaceName": "thing"})),
        ("AWS::RedshiftServerless::Workgroup", json!({"WorkgroupName": "thing"})),
        ("AWS::ResourceExplorer2::View", json!({"ViewName": "thing"})),
        (
            "AWS::RolesAnywhere::Profile",
            json!({"Name": "thing", "RoleArns": ["arn:aws:iam::123456789012:role/service"]}),
        ),
        (
            "AWS::S3Express::DirectoryBucket",
            json!({"LocationName": "thing", "DataRedundancy": "SingleAvailabilityZone"}),
        ),
        ("AWS::SES::DedicatedIpPool", json!({})),
        ("AWS::SSM::Association", json!({"Name": "thing"})),
        ("AWS::SSM::Document", json!({"Content": {}})),
        ("AWS::SecurityHub::Hub", json!({})),
        ("AWS::StepFunctions::Activity", json!({"Name": "thing"})),
        ("AWS::Transfer::Server", json!({})),
        ("AWS::VerifiedPermissions::PolicyStore", json!({"ValidationSettings": {"Mode": "OFF"}})),
        ("AWS::VpcLattice::ResourceConfiguration", json!({"Name": "thing", "ResourceConfigurationType": "GROUP"})),
    ]
}

/// The model in a step of the life: its tags are set, changed and removed.
fn model(type_name: &str, model: &Json, step: usize) -> Json {
    let property = schema(type_name).unwrap().tagging.property.as_ref().unwrap().top().to_owned();
    let is_list = matches!(
        schema(type_name).unwrap().resolve(&schema(type_name).unwrap().properties()[&property]).kind(),
        archipel_cfn_schema::model::Kind::List(_)
    );
    let tags = |value: &str| if is_list { json!([{"Key": "step", "Value": value}]) } else { json!({"step": value}) };
    let mut model = model.clone();
    match step {
        0 => model[&property] = tags("one"),
        1 => model[&property] = tags("two"),
        _ => {}
    }
    model
}

#[tokio::test]
async fn fifty_types_without_an_emulator_run_a_life_cycle() {
    let world = World::start().await;
    let types = types();
    assert_eq!(types.len(), 50);
    let name = |type_name: &str| type_name.replace("::", "-");
    let program = |step: usize| {
        let types = &types;
        move |stack: &Stack| {
            for (type_name, of) in types {
                declare(&stack.region(EU), &name(type_name), type_name, model(type_name, of, step));
            }
        }
    };
    let mut first = None;
    for step in 0..3 {
        let errors = world.try_up(&program(step)).await;
        assert!(errors.is_empty(), "step {step}: {errors:#?}");
        let ids = world.ids().await;
        assert_eq!(ids.len(), types.len());
        assert_eq!(first.get_or_insert_with(|| ids.clone()), &ids, "step {step} replaced");
        // What AWS adds to the models is not a difference.
        world.assert_in_step(&program(step), &format!("step {step}")).await;
        for (type_name, _) in &types {
            let shown = world.model(type_name, ids[&name(type_name)].as_str()).await.to_string();
            let has = |value: &str| shown.contains(&format!("\"{value}\""));
            assert_eq!((has("one"), has("two")), (step == 0, step == 1), "step {step}: {type_name} {shown}");
        }
    }
    assert_eq!(world.calls("UpdateResource"), 100);
    world.destroy().await;
    for (type_name, _) in &types {
        assert_eq!(world.existing(type_name).await, Vec::<String>::new(), "{type_name}");
    }
}
