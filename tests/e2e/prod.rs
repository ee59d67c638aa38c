//! The whole of production, in the sandbox.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::world::{Things, Told, World, assert_same};

/// What keeps data from being deleted, off.
const UNPROTECTED: [&str; 8] = [
    "-C",
    "dns.protect_zone=false",
    "-C",
    "ingress.deletion_protection=false",
    "-C",
    "aurora.deletion_protection=false",
    "-C",
    "cluster.deletion_protection=false",
];

fn run(world: &World, command: &str, more: &[&str]) -> Told {
    let mut args = vec![command, "prod", "--sandbox", "--json"];
    args.extend(more);
    let output = world.command(&args).env("ARCHIPEL_PASSPHRASE", "not a secret").output().expect("the binary runs");
    Told::of(&output)
}

fn steps(plan: &Value) -> &Vec<Value> {
    plan["steps"].as_array().expect("steps")
}

/// What each step waits for, however far away.
fn waits(plan: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let urn = |step: &Value| step["key"]["urn"].as_str().expect("a URN").to_owned();
    let by_id: BTreeMap<u64, &Value> =
        steps(plan).iter().map(|step| (step["id"].as_u64().expect("an id"), step)).collect();
    let all_before = |step: &Value| {
        let mut open = vec![step];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            for id in next["after"].as_array().into_iter().flatten().filter_map(Value::as_u64) {
                if seen.insert(urn(by_id[&id])) {
                    open.push(by_id[&id]);
                }
            }
        }
        seen
    };
    steps(plan).iter().map(|step| (urn(step), all_before(step))).collect()
}

#[test]
fn prod_goes_up_in_both_regions_stays_as_it_is_and_goes_away() {
    let world = World::new();
    let up = run(&world, "up", &["--yes"]).expect(0);
    let created = up.summary()["created"].as_u64().expect("a number");
    assert!((280..=340).contains(&created), "prod is about three hundred resources, not {created}");

    // The clusters and the data do not wait for each other.
    for (urn, before) in waits(&up.plan()) {
        let data = ["aws:rds/", "aws:elasticache/"].iter().any(|kind| urn.contains(kind));
        let cluster = urn.contains("aws:eks/");
        for other in before {
            assert!(!(data && other.contains("aws:eks/")), "{urn} waits for {other}");
            assert!(!(cluster && other.contains("aws:rds/")), "{urn} waits for {other}");
            assert!(!(cluster && other.contains("aws:elasticache/")), "{urn} waits for {other}");
        }
    }

    let again = run(&world, "preview", &["--refresh"]).expect(0);
    assert_eq!(steps(&again.plan()).len(), 0, "{:#}", again.plan()["steps"]);

    let outputs = run(&world, "outputs", &[]).expect(0).stdout;
    let outputs: Value = serde_json::from_str(&outputs).expect("JSON");
    world.account_of(outputs["role.api"].as_str().unwrap_or_else(|| panic!("an ARN in {outputs:#}")));

    // What is protected stays, and nothing else goes either.
    run(&world, "destroy", &["--yes"]).expect(1);
    let opened = run(&world, "up", &[["--yes"].as_slice(), &UNPROTECTED].concat()).expect(0);
    assert_eq!(opened.summary()["created"], 0, "nothing was deleted");
    let gone = run(&world, "destroy", &["--yes"]).expect(0);
    assert_eq!(gone.summary()["deleted"].as_u64(), Some(created));
    assert_same(&world.existing(), &Things::new());
}
