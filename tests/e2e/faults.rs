//! A fifth of all calls are throttled or lost; quotas are reached.

use crate::world::{Things, World, assert_same};

#[test]
fn throttles_and_lost_connections_do_not_change_the_result() {
    let world = World::new();
    let faults = r#"[
        {"kind": "throttle", "probability": 0.1, "seed": 1},
        {"kind": "reset_before", "probability": 0.05, "seed": 2},
        {"kind": "reset_after", "probability": 0.05, "seed": 3}
    ]"#;
    world.set_faults(faults);
    let up = world.up(&[]).expect(0);
    assert_eq!(up.summary()["failed"], 0);
    world.set_faults("[]");
    assert_same(&world.existing(), &world.recorded_things());
    let again = world.preview(&["--refresh"]).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0));

    world.set_faults(faults);
    world.destroy().expect(0);
    world.set_faults("[]");
    assert_same(&world.existing(), &Things::new());
}

#[test]
fn a_reached_quota_is_reported_and_the_next_run_continues() {
    let world = World::new();
    let faults = r#"[
        {"kind": "error", "service": "ec2", "operation": "CreateNatGateway", "region": "eu-west-1", "status": 400,
         "code": "NatGatewayLimitExceeded", "message": "Performing this operation would exceed the limit of 5 NAT gateways"},
        {"kind": "error", "service": "ec2", "operation": "AllocateAddress", "region": "us-east-1", "status": 400,
         "code": "AddressLimitExceeded", "message": "The maximum number of addresses has been reached."}
    ]"#;
    world.set_faults(faults);
    let output = world.run(&["up", "dev", "--yes"]);
    let text = format!("{}{}", output.stdout, output.stderr);
    assert!(output.code.is_some_and(|code| code != 0), "{text}");
    for said in ["NatGatewayLimitExceeded", "AddressLimitExceeded", "service-quotas", "NAT gateways", "eu-west-1"] {
        assert!(text.contains(said), "`{said}` is not in\n{text}");
    }
    // Resources within the quotas exist and are recorded.
    let made = world.recorded_things();
    assert!(made.contains_key("vpc in eu-west-1") && made.contains_key("vpc in us-east-1"), "{made:?}");
    assert_same(&world.existing(), &made);

    world.set_faults("[]");
    let up = world.up(&[]).expect(0);
    assert_eq!(up.summary()["failed"], 0);
    assert_same(&world.existing(), &world.recorded_things());
    world.destroy().expect(0);
    assert_same(&world.existing(), &Things::new());
}
