//! The whole production stack with the delays and the published rates of AWS.

use std::time::{Duration, Instant};

use archipel::aws::aws::SANDBOX_SPEED;
use archipel_sandbox::faults::delays_of_aws;
use serde_json::Value;

use crate::world::{CommandOutput, World};

fn run(world: &World, args: &[&str]) -> CommandOutput {
    let args = [args, &["--sandbox", "--json"]].concat();
    let output = world.command(&args).env("ARCHIPEL_PASSPHRASE", "not a secret").output().expect("the binary runs");
    CommandOutput::of(&output)
}

#[test]
fn prod_is_created_with_the_delays_and_rates_of_aws() {
    let world = World::new();
    let preview = run(&world, &["preview", "prod", "--estimate"]).expect(0);
    let estimated = preview.events().into_iter().find(|event| event["event"] == "estimated").expect("an estimate");
    let rules = serde_json::to_string(&delays_of_aws(SANDBOX_SPEED)).expect("JSON");
    world.set_faults(&rules);
    let before = world.total_calls();
    let began = Instant::now();
    let up = run(&world, &["up", "prod", "--yes"]).expect(0);
    let took = began.elapsed();
    let fired = world.fired();
    let calls = world.total_calls() - before;
    world.set_faults("[]");

    let summary = up.summary();
    let estimate = Duration::from_millis(estimated["estimate"]["millis"].as_u64().expect("a duration"));
    let in_aws = took.mul_f64(SANDBOX_SPEED);
    eprintln!("{} resources in {took:?}, {in_aws:?} of AWS's time, estimated {estimate:?}", summary["created"]);
    assert_eq!((&summary["failed"], &summary["skipped"]), (&0.into(), &0.into()), "{summary}");
    let events = up.events();
    let failures = ["step-failed", "step-skipped", "region-failed"];
    let failed: Vec<&Value> =
        events.iter().filter(|event| failures.iter().any(|failure| event["event"] == *failure)).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let waits: Vec<&str> = events.iter().filter_map(|event| event["waits_for"].as_str()).collect();
    let unanswered: Vec<&&str> = waits.iter().filter(|wait| wait.contains("no answer")).collect();
    assert!(unanswered.is_empty(), "calls that waited for their turn count as unanswered: {unanswered:?}");
    eprintln!("{calls} calls, {} waits, faults {fired:?}", waits.len());
    // Calls keep to the published rates by themselves, and an `up` from nothing reads no index of tags and deletes nothing.
    let not_expected = ["rates", "stale_tags", "function_interfaces"];
    let unmet = |(kind, count): &&(String, u64)| *count == 0 && !not_expected.contains(&kind.as_str());
    assert_eq!(fired.iter().filter(unmet).count(), 0, "delays that no call has met: {fired:?}");

    let again = run(&world, &["preview", "prod", "--refresh"]).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0), "{:#}", again.plan()["steps"]);
}
