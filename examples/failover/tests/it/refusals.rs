//! What a failover refuses, and what it says.

use crate::world::{HOME, STANDBY, World, aws, runtime, writers};
use serde_json::json;

#[test]
fn a_failover_is_refused_where_it_cannot_succeed() {
    let world = World::up();
    let connection = world.connect();
    let planned = ["failover", "dev", "--to", STANDBY, "--yes"];
    let unplanned = ["failover", "dev", "--to", STANDBY, "--unplanned", "--confirm", STANDBY];

    // Credentials that work in one region only.
    world.set_faults(&json!([{
        "region": STANDBY, "service": "rds", "kind": "error", "status": 403, "code": "AccessDenied",
        "message": "User: arn:aws:iam::1:user/a is not authorized to perform: rds:DescribeDBClusters",
    }]));
    world.run(&planned).expect(1, "us-east-1 cannot take over: database: ").expect(1, "is not authorized to perform");
    world.set_faults(&json!([]));

    // A standby region without capacity.
    let rds = aws(&connection, STANDBY);
    let delete = rds.rds().delete_db_instance().db_instance_identifier("shop-us-east-1-1").skip_final_snapshot(true);
    runtime().block_on(delete.send()).expect("deleted");
    for arguments in [&planned[..], &[&unplanned[..], &["--although-both-answer"]].concat()] {
        world.run(arguments).expect(1, "shop-us-east-1 has no available instance that can write");
    }
    world.run(&["up", "dev", "--yes", "--refresh"]).expect(0, "");

    // A stack with changes that are not applied.
    let changed = world.run(&[&planned[..], &["-C", "domain=shop.test"]].concat());
    changed.expect(1, "dev has changes that are not applied").expect(1, "apply them with `up dev`");

    // Regions that are confused.
    world.run(&["failover", "dev", "--to", HOME, "--yes"]).expect(3, "eu-west-1 takes the writes already");
    world.run(&["failback", "dev", "--yes"]).expect(3, "eu-west-1 takes the writes already");
    world.run(&unplanned).expect(1, "eu-west-1 answers: an unplanned failover would lose");
    let other = ["failover", "dev", "--to", STANDBY, "--unplanned", "--although-both-answer", "--confirm", HOME];
    world.run(&other).expect(3, "`--confirm eu-west-1` is not the region that takes over");
    let found = runtime().block_on(writers(&connection, HOME));
    assert_eq!(found, Some((vec![HOME.to_owned()], vec![HOME.to_owned()])), "nothing was changed");
}

/// The old region comes back in the middle of an unplanned failover.
#[test]
fn a_failover_goes_on_without_loss_when_the_lost_region_answers_again() {
    let world = World::up();
    let connection = world.connect();
    let unplanned = ["failover", "dev", "--to", STANDBY, "--unplanned", "--confirm", STANDBY];
    world.set_faults(&json!([
        {"region": HOME, "kind": "reset_before"},
        {"service": "elasticache", "operation": "FailoverGlobalReplicationGroup", "kind": "error", "status": 400,
         "code": "InvalidParameterValue", "message": "not now"},
    ]));
    world.run(&unplanned).expect(1, "once eu-west-1 answers, continue without `--unplanned`");
    let found = runtime().block_on(writers(&connection, STANDBY));
    assert_eq!(found, Some((vec![STANDBY.to_owned()], vec![HOME.to_owned()])), "half-way");

    world.set_faults(&json!([]));
    world.run(&unplanned).expect(1, "eu-west-1 answers").expect(1, "use `--planned`");
    world.run(&["failover", "dev", "--to", STANDBY, "--yes"]).expect(0, "us-east-1 takes the writes of dev");
    let found = runtime().block_on(writers(&connection, STANDBY));
    assert_eq!(found, Some((vec![STANDBY.to_owned()], vec![STANDBY.to_owned()])));
    assert_eq!(world.calls("rds", "FailoverGlobalCluster"), 1, "the writer moved once");
    let plan = world.run(&["up", "dev", "--yes", "--refresh", "--json"]).expect(0, "");
    assert!(plan.steps().is_empty(), "{:?}", plan.steps());
    world.run(&["failback", "dev", "--yes"]).expect(0, "eu-west-1 takes the writes of dev");
}

#[test]
fn a_saved_plan_is_applied_once_and_names_the_command_that_writes_another() {
    let world = World::up();
    world.run(&["failover", "dev", "--to", STANDBY, "--out", "move.plan"]).expect(0, "Recovery plan:");
    let back = world.run(&["failback", "dev", "--plan", "move.plan"]);
    assert_ne!(back.code, Some(0), "it is a plan for the other direction: {}", back.text);
    world.run(&["failover", "dev", "--to", STANDBY, "--plan", "move.plan"]).expect(0, "takes the writes");
    world.run(&["failback", "dev", "--yes"]).expect(0, "takes the writes");
    let again = world.run(&["failover", "dev", "--to", STANDBY, "--plan", "move.plan"]);
    again.expect(5, "create a new plan: `failover dev --to us-east-1 --out");
}
