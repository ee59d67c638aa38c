//! Drills of the production stack in the sandbox: what is broken, what users and stores notice, and what is reported.

use std::collections::BTreeMap;
use std::process::Stdio;

use serde_json::Value;

use crate::drill_reports::{self, Drilled};
use crate::prod::UNPROTECTED;
use crate::world::{CommandOutput, REGIONS, Things, World, assert_same, runtime};

fn run(world: &World, command: &str, more: &[&str]) -> CommandOutput {
    let mut args = vec![command, "prod"];
    args.extend(UNPROTECTED);
    args.extend(more);
    let output = world.command(&args).env("ARCHIPEL_PASSPHRASE", "not a secret").output().expect("the binary runs");
    CommandOutput::of(&output)
}

/// Runs a drill that passes, keeps its report for the book, and returns it.
fn drill_for_book(world: &World, scenario: &str, book: &mut Vec<Drilled>) -> Value {
    let (drilled, report) = drilled(world, scenario);
    book.push(drilled);
    report
}

/// Runs a drill that passes, and returns its report.
fn drill(world: &World, scenario: &str) -> Value {
    drilled(world, scenario).1
}

fn drilled(world: &World, scenario: &str) -> (Drilled, Value) {
    let out = format!("drill-{scenario}");
    let writer = "drills.writer=https://api.luneo.example/drill";
    let args = ["--sandbox", "--scenario", scenario, "--yes", "--out", &out, "-C", writer];
    let ran = run(world, "drill", &args).expect(0);
    assert!(ran.stdout.contains("target 20 min 0 s"), "{}", ran.stdout);
    let report = std::fs::read_to_string(world.path(&format!("{out}/report.json"))).expect("a report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["missed"], serde_json::json!([]), "{report:#}");
    assert_eq!(report["plan_steps"], 0);
    let page = std::fs::read_to_string(world.path(&format!("{out}/report.html"))).expect("a page");
    assert!(page.contains("<div class=\"bar done\""), "the page has a timeline");
    let text = std::fs::read_to_string(world.path(&format!("{out}/report.md"))).expect("a report");
    (Drilled { scenario: scenario.to_owned(), terminal: ran.stdout, report: text }, report)
}

fn store<'r>(report: &'r Value, name: &str) -> &'r Value {
    let mut stores = report["stores"].as_array().expect("stores").iter();
    stores.find(|store| store["name"] == name).unwrap_or_else(|| panic!("no {name} in {report:#}"))
}

fn ms(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no time: {value}"))
}

/// The length of each phase, in milliseconds.
fn phases_of(report: &Value) -> BTreeMap<String, u64> {
    let length = |phase: &Value| {
        let name = phase["name"].as_str().expect("a name").to_owned();
        (name, ms(&phase["until_ms"]) - ms(&phase["from_ms"]))
    };
    report["phases"].as_array().expect("phases").iter().map(length).collect()
}

/// The objects of drills that are left in the buckets.
fn objects_left(world: &World) -> usize {
    runtime().block_on(async {
        let mut left = 0;
        for region in REGIONS {
            let bucket = format!("luneo-prod-artifacts-{region}");
            let call =
                world.aws(region).await.s3().list_object_versions().bucket(bucket).prefix("archipel-drill/").send();
            left += call.await.expect("versions").versions().len();
        }
        left
    })
}

fn faults(world: &World) -> usize {
    runtime().block_on(world.sandbox().faults()).expect("the rules").len()
}

fn killed_during_its_fault(world: &World) {
    let args = ["drill", "prod", "--sandbox", "--scenario", "database-lag", "--yes"];
    let mut command = world.command(&[&args[..], &UNPROTECTED].concat());
    command.env("ARCHIPEL_PASSPHRASE", "not a secret").stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the binary runs");
    while faults(world) == 0 {
        assert!(child.try_wait().expect("a status").is_none(), "it ended before its fault");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
}

#[test]
fn drills_of_prod_measure_what_users_and_stores_notice() {
    let world = World::new();
    let nothing = run(&world, "drill", &["--sandbox", "--scenario", "region-lost", "--yes"]).expect(3);
    assert!(nothing.stderr.contains("the stack has no resources"), "{}", nothing.stderr);
    run(&world, "up", &["--sandbox", "--yes", "--json"]).expect(0);
    let outputs = run(&world, "outputs", &["--sandbox", "--json"]).expect(0).stdout;
    let outputs: Value = serde_json::from_str(&outputs).expect("JSON");
    world.account_of(outputs["role.backend"].as_str().expect("an ARN"));

    // Outside of the sandbox it needs an approval, and without `--yes` it only shows what it would do.
    let refused =
        run(&world, "drill", &["--state", ".archipel/prod.sandbox", "--scenario", "region-lost", "--yes"]).expect(3);
    assert!(refused.stderr.contains("a drill of prod needs an approval"), "{}", refused.stderr);
    let asked = run(&world, "drill", &["--sandbox", "--scenario", "region-lost"]).expect(3);
    assert!(asked.stdout.contains("failover to us-east-1, unplanned:"), "{}", asked.stdout);
    assert!(asked.stderr.contains("needs confirmation"), "{}", asked.stderr);
    assert_eq!(run(&world, "history", &["--sandbox"]).expect(0).stdout.lines().count(), 1, "nothing ran");

    let overdue = run(&world, "drill", &["--sandbox", "--due", "100"]).expect(1);
    assert!(overdue.stderr.contains("has no region-lost drill that passed"), "{}", overdue.stderr);
    let overdue = run(&world, "drill", &["--sandbox", "--due", "40", "--monthly"]).expect(1);
    assert!(overdue.stderr.contains("has no monthly drill that passed"), "{}", overdue.stderr);

    // A killed drill leaves its fault and its lock, and nothing else.
    killed_during_its_fault(&world);
    let second = run(&world, "drill", &["--sandbox", "--scenario", "database-lag", "--yes"]).expect(4);
    assert!(second.stderr.contains("another drill of prod runs"), "{}", second.stderr);
    let ended = run(&world, "drill", &["--sandbox", "--end"]).expect(0).stdout;
    assert!(ended.contains("Ended the fault, the objects and the lock of a drill of prod."), "{ended}");
    assert_eq!(faults(&world), 0);
    let ended = run(&world, "drill", &["--sandbox", "--end"]).expect(0).stdout;
    assert!(ended.contains("left a fault or a lock"), "{ended}");

    // Users do not notice that the database replicates a minute late: a region loss would.
    let book = &mut Vec::new();
    let lag = drill_for_book(&world, "database-lag", book);
    assert_eq!(lag["rto_ms"], 0, "{lag:#}");
    assert!((59_000..70_000).contains(&ms(&store(&lag, "database")["lag_ms"])), "{lag:#}");
    assert_eq!(store(&lag, "database")["lost"], 0);

    // The buckets take no writes until the end of the fault; the database does not notice.
    let buckets = drill_for_book(&world, "buckets-unavailable", book);
    assert_eq!((&buckets["rto_ms"], &store(&buckets, "database")["rto_ms"]), (&0.into(), &0.into()));
    assert!(ms(&store(&buckets, "buckets")["rto_ms"]) >= ms(&buckets["detection_ms"]), "{buckets:#}");
    assert_eq!(store(&buckets, "buckets")["lost"], 0);

    // Health checks lead users to the other region: three intervals of 30 s, and the time to live of the answer.
    let balancer = drill_for_book(&world, "load-balancer-lost", book);
    assert!((90_000..=150_000).contains(&ms(&balancer["rto_ms"])), "{balancer:#}");
    assert_eq!(store(&balancer, "database")["lost"], 0);
    // Late workloads serve their users, and their health checks fail.
    let overloaded = drill_for_book(&world, "cluster-overloaded", book);
    assert_eq!((&overloaded["rto_ms"], &overloaded["slowest_ms"]), (&0.into(), &5000.into()), "{overloaded:#}");

    // A zone is lost: its node leaves DNS, its targets the load balancer, and the reader takes over. Nothing is lost.
    let zone = drill_for_book(&world, "zone-lost", book);
    let moment = zone["moments"][0]["what"].as_str().expect("the fault");
    assert!(moment.starts_with("fault: the zone in which the database writes does not answer (eu-west-1"), "{moment}");
    assert!((60_000..=120_000).contains(&ms(&store(&zone, "database")["rto_ms"])), "{zone:#}");
    for name in ["database", "cache", "buckets"] {
        assert_eq!(store(&zone, name)["lost"], 0, "{zone:#}");
    }
    assert_eq!(store(&zone, "buckets")["rto_ms"], 0, "buckets are in no zone: {zone:#}");
    let stretches = zone["probe"].as_array().expect("stretches").len();
    assert!(stretches > 5, "some requests are served all the time: {zone:#}");
    // The database writes in another zone now, and stays there.
    let again = drill(&world, "zone-lost");
    assert_ne!(again["moments"][0]["what"], zone["moments"][0]["what"]);

    // Wrong values are in both regions, and a failover would not help: the cache is filled again from the database.
    let corrupted = drill_for_book(&world, "cache-corrupted", book);
    let cache = store(&corrupted, "cache");
    let failures: Vec<&str> =
        cache["stretches"].as_array().expect("stretches").iter().filter_map(|of| of["failure"].as_str()).collect();
    assert!(failures[0].contains("numbers are wrong"), "{corrupted:#}");
    assert!(
        ms(&cache["rto_ms"]) >= ms(&corrupted["detection_ms"]),
        "what is not detected is not repaired: {corrupted:#}"
    );
    assert_eq!((&cache["lost"], &corrupted["rto_ms"]), (&0.into(), &cache["rto_ms"]), "{corrupted:#}");
    assert_eq!(store(&corrupted, "database")["rto_ms"], 0, "{corrupted:#}");

    // After a failover and a return each role was moved once, so that both drills have the same steps.
    run(&world, "failover", &["--sandbox", "--to", "us-east-1", "--yes"]).expect(0);
    run(&world, "failback", &["--sandbox", "--yes"]).expect(0);
    // The region is lost: what was not replicated within a second is lost too.
    let first = drill_for_book(&world, "region-lost", book);
    drill_reports::check(book);
    let (detection, rto) = (ms(&first["detection_ms"]), ms(&first["rto_ms"]));
    assert!((210_000..=300_000).contains(&detection), "three intervals, and three minutes of the alarm: {first:#}");
    assert!(
        rto > detection + 420_000,
        "users left for two minutes, and the database moved for five, before the cache did: {first:#}"
    );
    let phases = phases_of(&first);
    assert!(phases["action"] >= 545_000, "each step takes its expected time: {first:#}");
    assert!(phases["return"] >= 425_000, "also on the way back: {first:#}");
    let worst = first["stores"].as_array().expect("stores").iter().map(|store| ms(&store["rpo_ms"])).max();
    assert_eq!(first["rpo_ms"].as_u64(), worst);
    for name in ["database", "cache"] {
        assert!((1..=2).contains(&ms(&store(&first, name)["lost"])), "{first:#}");
        assert!(ms(&store(&first, name)["rpo_ms"]) <= 3000, "{first:#}");
    }
    let again = drill(&world, "region-lost");
    // A planned switch of the database loses nothing, and buckets copy what is left. A global datastore has no call that waits.
    for drill in [&first, &again] {
        for name in ["database", "buckets"] {
            assert_eq!(store(drill, name)["lost_on_return"], 0, "{drill:#}");
        }
        assert!(ms(&store(drill, "cache")["lost_on_return"]) <= 2, "the lag of the copy is a second: {drill:#}");
    }
    let is_close = |first: u64, second: u64| first.abs_diff(second) * 20 <= first;
    assert!(is_close(rto, ms(&again["rto_ms"])), "more than 5 % apart: {rto} and {} ms", again["rto_ms"]);
    for (name, length) in phases_of(&again) {
        let before = phases[&name];
        // Nothing shorter than the time between two writes is measured.
        assert!(is_close(before, length) || before.abs_diff(length) <= 1000, "{name}: {before} and {length} ms");
    }
    assert_eq!(again["earlier"].as_array().map(Vec::len), Some(1), "it is compared with the last one");
    assert_eq!(again["earlier"][0]["rto_ms"], first["rto_ms"]);

    assert_eq!(objects_left(&world), 0, "its objects are deleted");
    let history = run(&world, "history", &["--sandbox"]).expect(0).stdout;
    assert_eq!(history.matches("drill prod --scenario region-lost").count(), 2, "{history}");
    let due = run(&world, "drill", &["--sandbox", "--due", "100"]).expect(0);
    assert!(due.stdout.contains("that passed was 0 days ago"), "{}", due.stdout);
    let due = run(&world, "drill", &["--sandbox", "--due", "40", "--monthly"]).expect(0);
    assert!(due.stdout.contains("The last monthly drill of prod that passed was 0 days ago."), "{}", due.stdout);
    let runs = run(&world, "history", &["--sandbox", "--json"]).expect(0).stdout;
    let runs: Vec<Value> = serde_json::from_str(&runs).expect("JSON");
    let number = runs.iter().find(|run| run["command"] == "drill prod --scenario database-lag").expect("a run");
    let number = number["number"].to_string();
    let mut show = world.command(&["history", "show", &number, "--stack", "prod", "--sandbox"]);
    let shown = CommandOutput::of(&show.output().expect("the binary runs")).expect(0).stdout;
    assert!(shown.contains("database-lag: passed; detection"), "{shown}");

    // Both roles are at home again.
    let back = run(&world, "failback", &["--sandbox", "--yes"]).expect(3);
    assert!(back.stderr.contains("takes the writes already"), "{}", back.stderr);
    run(&world, "destroy", &["--sandbox", "--yes"]).expect(0);
    assert_same(&world.existing(), &Things::new());
}
