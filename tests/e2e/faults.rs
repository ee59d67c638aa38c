//! A fifth of all calls are throttled or lost.

use crate::world::{Things, World, assert_same, post};

#[test]
fn throttles_and_lost_connections_change_nothing_of_the_result() {
    let world = World::new();
    let faults = r#"[
        {"kind": "throttle", "probability": 0.1, "seed": 1},
        {"kind": "reset_before", "probability": 0.05, "seed": 2},
        {"kind": "reset_after", "probability": 0.05, "seed": 3}
    ]"#;
    let endpoint = world.endpoint();
    post(&format!("{endpoint}/_sandbox/faults"), faults);
    let up = world.up(&[]).expect(0);
    assert_eq!(up.summary()["failed"], 0);
    post(&format!("{endpoint}/_sandbox/faults"), "[]");
    assert_same(&world.existing(), &world.recorded_things());
    let again = world.preview(&["--refresh"]).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0));

    post(&format!("{endpoint}/_sandbox/faults"), faults);
    world.destroy().expect(0);
    post(&format!("{endpoint}/_sandbox/faults"), "[]");
    assert_same(&world.existing(), &Things::new());
}
