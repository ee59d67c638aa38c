//! A stack whose failover stopped half-way: the other commands work.

use archipel::aws::aws::Connection;
use serde_json::json;

use crate::world::{HOME, STANDBY, World, aws, runtime, writers};

/// The databases, caches and health checks of the stack in both regions.
async fn existing(connection: &Connection) -> Vec<String> {
    let mut found = Vec::new();
    for region in [HOME, STANDBY] {
        let aws = aws(connection, region);
        let clusters = aws.rds().describe_db_clusters().send().await.expect("clusters");
        found.extend(clusters.db_clusters().iter().map(|one| format!("{region} {:?}", one.db_cluster_identifier())));
        let groups = aws.elasticache().describe_replication_groups().send().await.expect("groups");
        found
            .extend(groups.replication_groups().iter().map(|one| format!("{region} {:?}", one.replication_group_id())));
        let vpcs = aws.ec2().describe_vpcs().send().await.expect("VPCs");
        let own = vpcs.vpcs().iter().filter(|vpc| vpc.is_default() != Some(true));
        found.extend(own.map(|one| format!("{region} {:?}", one.vpc_id())));
    }
    let aws = aws(connection, HOME);
    let globals = aws.rds().describe_global_clusters().send().await.expect("global clusters");
    found.extend(globals.global_clusters().iter().map(|one| format!("{:?}", one.global_cluster_identifier())));
    let globals = aws.elasticache().describe_global_replication_groups().send().await.expect("global groups");
    let globals = globals.global_replication_groups().iter();
    found.extend(globals.map(|one| format!("{:?}", one.global_replication_group_id())));
    let checks = aws.route53().list_health_checks().send().await.expect("health checks");
    found.extend(checks.health_checks().iter().map(|one| one.id().to_owned()));
    found
}

#[test]
fn a_stack_is_destroyed_half_way_through_a_failover() {
    let world = World::up();
    let connection = world.connect();
    let planned = ["failover", "dev", "--to", STANDBY, "--yes"];
    world.set_faults(&json!([
        {"service": "elasticache", "operation": "FailoverGlobalReplicationGroup", "kind": "error", "status": 400,
         "code": "InvalidParameterValue", "message": "not now"},
    ]));
    world.run(&planned).expect(1, "continues where it stopped");
    world.set_faults(&json!([]));
    let found = runtime().block_on(writers(&connection, HOME));
    assert_eq!(found, Some((vec![STANDBY.to_owned()], vec![HOME.to_owned()])), "half-way");

    // Others may look, and only the user of the failover may change something.
    world.run_as("developer", &["drift", "dev"]).expect(0, "");
    world.run_as("developer", &["preview", "dev", "--refresh", "--detailed-exit-code"]).expect(0, "");
    world.run_as("developer", &["destroy", "dev", "--yes"]).expect(4, "failover to us-east-1");
    let up = world.run(&["up", "dev", "--yes", "--refresh", "--json"]).expect(0, "");
    assert!(up.steps().is_empty(), "{:?}", up.steps());
    world.run(&["destroy", "dev", "--yes"]).expect(0, "");
    assert_eq!(runtime().block_on(existing(&connection)), Vec::<String>::new(), "nothing is left");
    world.run(&planned).expect(3, "the stack has no resources");
}
