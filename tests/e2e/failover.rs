//! The production stack fails over to its other region and comes back, in the sandbox.

use archipel::aws::sdk::cloudwatch::types::{Dimension, MetricDatum};
use serde_json::Value;

use crate::failover_page::{self, Printed};
use crate::prod::UNPROTECTED;
use crate::world::{CommandOutput, REGIONS, Things, World, assert_same, runtime};

const HOME: &str = REGIONS[0];
const STANDBY: &str = REGIONS[1];

fn run(world: &World, command: &str, more: &[&str]) -> CommandOutput {
    let mut args = vec![command, "prod", "--sandbox"];
    args.extend(UNPROTECTED);
    args.extend(more);
    let output = world.command(&args).env("ARCHIPEL_PASSPHRASE", "not a secret").output().expect("the binary runs");
    CommandOutput::of(&output)
}

#[track_caller]
fn refused(world: &World, command: &str, more: &[&str], code: i32, why: &str) {
    let output = run(world, command, more).expect(code);
    // Lines are wrapped.
    let text = output.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(why), "`{why}` is not in:\n{}", output.stderr);
}

/// The regions in which the database and the cache take writes: one each.
fn writers(world: &World, from: &'static str) -> (String, String) {
    runtime().block_on(async {
        let aws = world.aws(from).await;
        let found = aws.rds().describe_global_clusters().send().await.expect("global clusters");
        let members = found.global_clusters()[0].global_cluster_members().iter();
        let writers: Vec<String> = members
            .filter(|member| member.is_writer() == Some(true))
            .filter_map(|member| member.db_cluster_arn()?.split(':').nth(3).map(str::to_owned))
            .collect();
        assert_eq!(writers.len(), 1, "two writers: {writers:?}");
        let call = aws.elasticache().describe_global_replication_groups().show_member_info(true);
        let found = call.send().await.expect("global groups");
        let members = found.global_replication_groups()[0].members().iter();
        let primaries: Vec<String> = members
            .filter(|member| member.role() == Some("PRIMARY"))
            .filter_map(|member| member.replication_group_region().map(str::to_owned))
            .collect();
        assert_eq!(primaries.len(), 1, "two primaries: {primaries:?}");
        (writers[0].clone(), primaries[0].clone())
    })
}

/// The application writes numbers below this address.
const WRITER: [&str; 2] = ["-C", "drills.writer=https://api.luneo.example/drill"];

/// How often the rules of faults have fired.
fn fired(world: &World) -> u64 {
    runtime().block_on(world.sandbox().faults()).expect("the rules").iter().map(|rule| rule.fired).sum()
}

/// The region of the cache that applications of a region write to.
fn cache_for(world: &World, region: &'static str) -> String {
    runtime().block_on(async {
        let call = world.aws(region).await.secretsmanager().get_secret_value().secret_id("luneo/prod/cache-hosts");
        let hosts = call.send().await.expect("the secret").secret_string.expect("a text");
        let hosts: Value = serde_json::from_str(&hosts).expect("JSON");
        let endpoints = hosts["endpoints"].as_object().expect("endpoints");
        let found = endpoints.iter().find(|(_, host)| **host == hosts["writer"]);
        found.expect("an endpoint").0.clone()
    })
}

/// The names of the health checks that count as unhealthy whatever their endpoints answer.
fn led_away(world: &World) -> usize {
    runtime().block_on(async {
        let found = world.aws(STANDBY).await.route53().list_health_checks().send().await.expect("health checks");
        let configs = found.health_checks().iter().filter_map(|check| check.health_check_config());
        configs.filter(|config| config.disabled() == Some(true) && config.inverted() == Some(true)).count()
    })
}

/// Publishes how far the copy of the database is behind, as Aurora does.
fn publish_lag(world: &World, millis: f64) {
    runtime().block_on(async {
        let aws = world.aws(STANDBY).await;
        let dimension = |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
        let datum = MetricDatum::builder()
            .metric_name("AuroraGlobalDBReplicationLag")
            .dimensions(dimension("DBClusterIdentifier", &format!("luneo-prod-{STANDBY}")))
            .dimensions(dimension("SourceRegion", HOME))
            .value(millis)
            .build();
        aws.cloudwatch().put_metric_data().namespace("AWS/RDS").metric_data(datum).send().await.expect("published");
    });
}

#[track_caller]
fn plan_is_empty(world: &World, when: &str) {
    let output = run(world, "preview", &["--refresh", "--json"]).expect(0);
    let steps = output.plan()["steps"].as_array().expect("steps").clone();
    assert!(steps.is_empty(), "{when}: {:#}", Value::from(steps));
}

fn calls(world: &World, region: &str, service: &str, operation: &str) -> u64 {
    world.calls()["calls"][region][service][operation].as_u64().unwrap_or_default()
}

/// Starts a command, and kills it when `is_time` says so.
fn kill_when(world: &World, args: &[&str], is_time: impl Fn() -> bool) {
    let mut command = world.command(&[args, UNPROTECTED.as_slice()].concat());
    command.env("ARCHIPEL_PASSPHRASE", "not a secret");
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut child = command.spawn().expect("the binary runs");
    while !is_time() {
        assert!(child.try_wait().expect("a status").is_none(), "it ended too early");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
}

#[test]
fn prod_moves_to_its_other_region_and_back_and_its_plan_stays_empty() {
    let world = World::new();
    refused(&world, "failover", &["--to", STANDBY, "--yes"], 3, "the stack has no resources");
    run(&world, "up", &["--yes", "--json"]).expect(0);
    let outputs = run(&world, "outputs", &["--json"]).expect(0).stdout;
    let outputs: Value = serde_json::from_str(&outputs).expect("JSON");
    world.account_of(outputs["role.backend"].as_str().expect("an ARN"));

    // What must not begin.
    refused(&world, "failover", &["--to", HOME, "--yes"], 3, "takes the writes already");
    refused(&world, "failback", &["--yes"], 3, "takes the writes already");
    refused(&world, "failover", &["--to", "ap-south-1"], 3, "is not a region of the recovery program");
    let lost = ["--to", STANDBY, "--unplanned", "--confirm", STANDBY];
    refused(&world, "failover", &lost, 1, "eu-west-1 answers");
    let unsure = ["--to", STANDBY, "--unplanned", "--although-both-answer", "--yes"];
    refused(&world, "failover", &unsure, 3, "not confirmed by `--yes`");
    let planned = run(&world, "failover", &[&["--to", STANDBY][..], &WRITER].concat()).expect(3);
    assert!(planned.stderr.contains("needs confirmation"), "{}", planned.stderr);
    publish_lag(&world, 5000.0);
    refused(&world, "failover", &["--to", STANDBY, "--yes", "--max-lag", "1s"], 1, "it is 5.0 s behind");
    let changed = ["--to", STANDBY, "--yes", "-C", "aurora.backup_retention_days=21"];
    refused(&world, "failover", &changed, 1, "has changes that are not applied");
    assert_eq!(writers(&world, HOME), (HOME.to_owned(), HOME.to_owned()), "nothing was changed");

    let unplanned = ["--to", STANDBY, "--unplanned", "--runbook"];
    let unplanned = run(&world, "failover", &[&unplanned[..], &WRITER].concat()).expect(0).stdout;
    let command = "aws rds failover-global-cluster --global-cluster-identifier luneo-prod ";
    assert!(unplanned.contains(command) && unplanned.contains("--allow-data-loss --region us-east-1"), "{unplanned}");
    let runbook = run(&world, "failover", &["--to", STANDBY, "--runbook"]).expect(0).stdout;
    for command in ["aws rds switchover-global-cluster --global-cluster-identifier luneo-prod ", "--region us-east-1"] {
        assert!(runbook.contains(command), "{runbook}");
    }

    // It stops half-way, and goes on.
    world.set_faults(
        r#"[{"service": "elasticache", "operation": "FailoverGlobalReplicationGroup", "kind": "error", "status": 400,
             "code": "InvalidParameterValue", "message": "not now"}]"#,
    );
    let stopped = run(&world, "failover", &["--to", STANDBY, "--yes"]).expect(1);
    assert!(stopped.stderr.contains("continues where it stopped"), "{}", stopped.stderr);
    assert_eq!(writers(&world, HOME), (STANDBY.to_owned(), HOME.to_owned()));
    plan_is_empty(&world, "half-way");
    run(&world, "drift", &[]).expect(0);
    let up = run(&world, "up", &["--yes", "--json"]).expect(0);
    assert_eq!(up.plan()["steps"], Value::Array(Vec::new()), "half-way");
    assert_eq!(writers(&world, HOME), (STANDBY.to_owned(), HOME.to_owned()), "no run moves a role");
    // Its last step is a write through the public name, which fails at first.
    world.set_faults(r#"[{"service": "database", "operation": "Write", "kind": "reset_before", "first": 2}]"#);
    let done = run(&world, "failover", &[&["--to", STANDBY, "--yes"][..], &WRITER].concat()).expect(0);
    assert!(done.stdout.contains("takes writes in us-east-1 (done)"), "{}", done.stdout);
    let verified = "a write through the public name reaches database and cache, and is read back";
    assert_eq!(done.stdout.matches(verified).count(), 2, "in the plan, and at the end: {}", done.stdout);
    assert_eq!(fired(&world), 2, "the verification writes until it works");
    world.set_faults("[]");
    assert_eq!(writers(&world, HOME), (STANDBY.to_owned(), STANDBY.to_owned()));
    assert_eq!(led_away(&world), 2, "both hosts lead away from the old region");
    plan_is_empty(&world, "in the other region");
    run(&world, "drift", &[]).expect(0);
    run(&world, "up", &["--yes"]).expect(0);
    assert_eq!(REGIONS.map(|region| cache_for(&world, region)), [STANDBY, STANDBY], "no run takes the role back");
    refused(&world, "failover", &["--to", STANDBY, "--yes"], 3, "takes the writes already");
    assert_eq!(calls(&world, STANDBY, "rds", "SwitchoverGlobalCluster"), 1, "the writer moved once");

    // Back, by a saved plan; it is killed while the cache moves, and goes on.
    let shown = run(&world, "failback", &["--out", "back.plan", "--format", "markdown"]).expect(0).stdout;
    for text in ["### Failover from `us-east-1` to `eu-west-1`, planned", "that users can write is not verified"] {
        assert!(shown.contains(text), "`{text}` is not in:\n{shown}");
    }
    let shown =
        run(&world, "failback", &[&["--out", "other.plan", "--format", "json"][..], &WRITER].concat()).expect(0);
    let shown: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let last = shown["recovery"]["steps"].as_array().and_then(|steps| steps.last()).expect("steps");
    assert_eq!((last["what"].as_str(), &last["done"]), (Some(verified), &false.into()), "{shown:#}");
    assert_eq!(shown["recovery"]["checks"][0]["name"], "database");
    world.set_faults(
        r#"[{"service": "elasticache", "operation": "FailoverGlobalReplicationGroup", "kind": "delay", "ms": 20000}]"#,
    );
    kill_when(&world, &["failback", "prod", "--sandbox", "--plan", "back.plan"], || {
        calls(&world, HOME, "elasticache", "FailoverGlobalReplicationGroup") > 0
    });
    world.set_faults("[]");
    assert_eq!(writers(&world, HOME).0, HOME, "the database had moved");
    plan_is_empty(&world, "after a kill");
    let continued = run(&world, "failback", &["--yes"]).expect(0).stdout;
    assert!(continued.contains("takes writes in eu-west-1 (done)"), "{continued}");
    failover_page::check(&Printed { planned: planned.stdout, continued, runbook: unplanned });
    assert_eq!(calls(&world, HOME, "rds", "SwitchoverGlobalCluster"), 1, "the writer moved once");
    assert_eq!(writers(&world, HOME), (HOME.to_owned(), HOME.to_owned()));
    assert_eq!(led_away(&world), 0, "both regions serve users");
    plan_is_empty(&world, "at home again");
    assert_eq!(REGIONS.map(|region| cache_for(&world, region)), [HOME, HOME]);
    refused(&world, "failback", &["--plan", "back.plan"], 3, "takes the writes already");

    // The region is lost: only the other one is called.
    world.set_faults(r#"[{"region": "eu-west-1", "kind": "reset_before"}]"#);
    refused(&world, "failover", &["--to", STANDBY, "--yes"], 1, "does not answer");
    run(&world, "failover", &lost).expect(0);
    assert_eq!(writers(&world, STANDBY), (STANDBY.to_owned(), STANDBY.to_owned()));
    assert_eq!(calls(&world, STANDBY, "rds", "FailoverGlobalCluster"), 1);
    assert_eq!(cache_for(&world, STANDBY), STANDBY, "no region depends on the other one");
    world.set_faults("[]");
    plan_is_empty(&world, "after the loss of a region");
    assert_eq!(cache_for(&world, HOME), HOME, "it could not be written");
    let lines = run(&world, "failover", &["--to", STANDBY, "--yes", "--json"]).expect(0).stdout;
    let mut lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let recovery = lines.find(|line| line["event"] == "recovery").expect("the steps with their reasons");
    let steps = recovery["steps"].as_array().expect("steps");
    assert!(!steps.is_empty() && steps.iter().all(|step| step["reason"].is_string()), "{recovery:#}");
    assert_eq!(cache_for(&world, HOME), STANDBY);
    plan_is_empty(&world, "after the region answers again");

    // A stack in another role is destroyed as any other.
    run(&world, "destroy", &["--yes"]).expect(0);
    assert_same(&world.existing(), &Things::new());
}
