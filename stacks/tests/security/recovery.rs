//! The recovery program of `prod` as it runs in AWS: what it checks there, the capacity that it needs, and its runbook.

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel::cli::recovery::Check;
use archipel::cli::recovery::testing::{Declared, TestFailover};
use archipel::prelude::*;
use stacks::config::{Compute, Config};
use stacks::recovery::{luneo, regions};

use crate::world::{Applied, REGIONS, STACKS, config, file};

const HOME: &str = REGIONS[0];
const STANDBY: &str = REGIONS[1];

/// What the recovery program declares for a failover of `prod` with this configuration.
fn declared(applied: &Applied, config: &Config, failover: &TestFailover) -> Declared {
    let config = config.clone();
    let declared = failover.run("luneo", "prod", applied.snapshot(), move |recovery| luneo(recovery, &config));
    declared.unwrap_or_else(|failures| panic!("{failures:?}"))
}

fn away() -> TestFailover {
    TestFailover::planned(HOME, STANDBY)
}

fn back() -> TestFailover {
    TestFailover::planned(STANDBY, HOME)
}

/// A failover needs them while the primary region is lost.
#[test]
fn the_state_and_its_key_are_in_the_standby_region() {
    let mut in_aws = 0;
    for stack in STACKS {
        let file = file(stack);
        let settings = file["archipel"].as_table().expect("a table");
        if settings["target"].as_str() != Some("aws") {
            continue;
        }
        let standby = format!("?region={}", regions(&config(stack))[1]);
        for key in ["state", "secrets"] {
            let location = settings[key].as_str().expect("a text");
            assert!(location.ends_with(&standby), "{stack}: `{key}` is {location}, and not in the standby region");
        }
        in_aws += 1;
    }
    assert_eq!(in_aws, 2);
}

#[test]
fn a_standby_region_with_smaller_limits_is_a_shortage() {
    let applied = Applied::of("prod");
    let prod = config("prod");
    for failover in [away(), back()] {
        let declared = declared(&applied, &prod, &failover);
        assert_eq!((declared.shortages, declared.problems), (Vec::new(), Vec::new()), "prod itself");
    }

    let mut auto = prod.clone();
    let cluster = auto.cluster.as_mut().expect("a cluster");
    let pool = cluster.node_pools.iter_mut().find(|pool| pool.name == "api").expect("a pool");
    pool.secondary_cpu_limit = Some(pool.cpu_limit / 2);
    let found = declared(&applied, &auto, &away()).shortages;
    assert!(matches!(&found[..], [one] if one.contains("its node pool `api` may have 32 vCPUs")), "{found:?}");
    assert_eq!(declared(&applied, &auto, &back()).shortages, Vec::<String>::new(), "the primary region has more");

    let mut managed = prod;
    let cluster = managed.cluster.as_mut().expect("a cluster");
    cluster.compute = Compute::Managed;
    let group = cluster.node_groups.iter_mut().find(|group| group.name == "api").expect("a group");
    group.secondary_max = Some(group.max - 1);
    let found = declared(&applied, &managed, &away()).shortages;
    assert!(matches!(&found[..], [one] if one.contains("its node group `api` may have 8 nodes")), "{found:?}");
}

#[test]
fn a_database_with_a_smaller_instance_in_the_standby_region_is_a_shortage() {
    let applied = Applied::of("prod");
    let mut snapshot = applied.snapshot().clone();
    let is_standby = |urn: &Urn| urn.type_name() == "aws:rds/ClusterInstance" && urn.region() == STANDBY;
    for record in snapshot.records.values_mut().filter(|record| is_standby(&record.key.urn)) {
        let inputs = Arc::make_mut(record).desired.inputs.as_map_mut().expect("inputs");
        inputs.insert("instance_class".to_owned(), Value::from("db.r6g.large"));
    }
    let config = config("prod");
    let class = config.aurora.as_ref().expect("a database").instance_class.clone();
    let declared = away().run("luneo", "prod", &snapshot, move |recovery| luneo(recovery, &config));
    let found = declared.expect("a plan").shortages;
    let expected = format!("its database has the instance class db.r6g.large, and that of {HOME} has {class}");
    assert!(matches!(&found[..], [one] if one.starts_with(&expected)), "{found:?}");
}

/// The permissions of each step are checked before the first one.
#[test]
fn the_permissions_of_every_step_are_checked() {
    let (applied, prod) = (Applied::of("prod"), config("prod"));
    let hosts = prod.ingress.hosts.len();
    let lost = TestFailover::unplanned(HOME, STANDBY);
    for (failover, database, secrets) in
        [(away(), "rds:SwitchoverGlobalCluster", 2), (lost, "rds:FailoverGlobalCluster", 1)]
    {
        let declared = declared(&applied, &prod, &failover);
        let needed = declared.checks.iter().find_map(|(_, check)| match check {
            Check::Permissions(needed) => Some(needed),
            _ => None,
        });
        let needed = needed.expect("a check of the permissions");
        let mut counts = BTreeMap::<&str, usize>::new();
        for (action, resource) in needed {
            assert!(!resource.is_empty(), "{action}");
            *counts.entry(action).or_default() += 1;
        }
        let expected = BTreeMap::from([
            // The global cluster and the member that becomes the writer.
            (database, 2),
            ("elasticache:FailoverGlobalReplicationGroup", 1),
            ("secretsmanager:PutSecretValue", secrets),
            // Away from one region, and to the other one.
            ("route53:UpdateHealthCheck", 2 * hosts),
        ]);
        assert_eq!(counts, expected);
    }
}

/// Users are led to the standby region after it has the pods of the primary region, which it gives back on the return.
#[test]
fn the_pods_of_the_standby_region_are_steps_with_commands() {
    let (applied, prod) = (Applied::of("prod"), config("prod"));
    let position = |declared: &Declared, what: &str| {
        let found = declared.steps.iter().position(|step| step.contains(what));
        found.unwrap_or_else(|| panic!("`{what}` is not in {:#?}", declared.steps))
    };
    let raised = declared(&applied, &prod, &away());
    let pods = position(&raised, "has the pods of the primary region");
    assert!(position(&raised, "the database takes writes") < pods, "{:#?}", raised.steps);
    assert!(pods < position(&raised, &format!("leads to {STANDBY}")), "{:#?}", raised.steps);
    let given_back = declared(&applied, &prod, &back());
    let pods = position(&given_back, "has the pods of a standby region");
    assert!(position(&given_back, &format!("leads to {HOME}")) < pods, "{:#?}", given_back.steps);

    let minimums = prod.cluster.expect("a cluster").failover_pods;
    assert!(!minimums.is_empty());
    for (declared, is_raised) in [(&raised, true), (&given_back, false)] {
        let hooks: Vec<_> = declared.program.hooks.iter().map(|hook| hook.kind.as_str()).collect();
        assert_eq!(hooks, ["k8s:minimum-pods"]);
        for (name, pods) in &minimums {
            let (kind, name) = name.split_once('/').expect("a kind and a name");
            let is_of = |line: &&str| line.contains(kind) && line.contains(&format!(r#""name":"{name}""#));
            let command = declared.runbook.lines().find(is_of).expect("a command");
            assert!(command.contains("--field-manager archipel-recovery"), "Argo CD would set it again: {command}");
            assert_eq!(command.contains("spec"), is_raised, "{command}");
            assert_eq!(command.contains(&format!(":{pods}}}}}")), is_raised, "{command}");
        }
    }
}

/// The runbook needs no file that only this program has.
#[test]
fn the_runbook_has_the_hosts_of_the_cache() {
    let applied = Applied::of("prod");
    let runbook = declared(&applied, &config("prod"), &TestFailover::unplanned(HOME, STANDBY)).runbook;
    let command = runbook.lines().find(|line| line.contains("put-secret-value")).expect("a command");
    let (_, hosts) = command.split_once("--secret-string '").expect("a value");
    let hosts: serde_json::Value = serde_json::from_str(hosts.split_once('\'').expect("an end").0).expect("JSON");
    assert_eq!(hosts["writer"], hosts["endpoints"][STANDBY]);
    assert_eq!(hosts["readers"].as_object().expect("readers").len(), 2);
    assert!(!runbook.contains("file://"), "{runbook}");
}
