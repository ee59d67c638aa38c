//! The calls of a whole `up`, beside those that its resources need.
//!
//! `crates/resources/tests/data/calls.toml` has the reads that a create of each type needs; a create needs one call of each
//! operation that writes and that `iam.toml` lists for it. Life cycles compare each type with this table; here it is all of a stack.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::world::{CommandOutput, World};

const NEEDED: &str = include_str!("../../crates/resources/tests/data/calls.toml");
const OPERATIONS: &str = include_str!("../../crates/resources/iam.toml");
/// How many times the needed calls an `up` may send.
const MOST: f64 = 1.3;

/// The operations that write, of services whose requests have them in method and path.
const REST_WRITES: [(&str, &str, &str); 15] = [
    ("eks", "POST clusters", "CreateCluster"),
    ("eks", "POST clusters/_/access-entries", "CreateAccessEntry"),
    ("eks", "POST clusters/_/access-entries/_/access-policies", "AssociateAccessPolicy"),
    ("eks", "POST clusters/_/addons", "CreateAddon"),
    ("eks", "POST clusters/_/capabilities", "CreateCapability"),
    ("eks", "POST clusters/_/node-groups", "CreateNodegroup"),
    ("eks", "POST clusters/_/pod-identity-associations", "CreatePodIdentityAssociation"),
    ("lambda", "POST functions", "CreateFunction"),
    ("lambda", "POST functions/_/policy", "AddPermission"),
    ("lambda", "PUT functions/_/concurrency", "PutFunctionConcurrency"),
    ("route53", "POST healthcheck", "CreateHealthCheck"),
    ("route53", "POST hostedzone", "CreateHostedZone"),
    ("route53", "POST hostedzone/_/rrset", "ChangeResourceRecordSets"),
    ("route53", "POST tags/_", "ChangeTagsForResource"),
    ("s3control", "PUT v20180820/configuration/_", "PutPublicAccessBlock"),
];

/// What a create of a generated type needs of these operations together, and why.
const GENERATED: [(&[&str], f64, &str); 4] = [
    (&["CreateResource", "CreateStack"], 1.0, "the create, with Cloud Control or as a stack of CloudFormation"),
    (&["GetResource", "GetTemplate"], 1.0, "the outputs, which the create does not return"),
    (
        &["GetResourceRequestStatus", "DescribeStacks"],
        f64::INFINITY,
        "polls of a create, whose number depends on its time",
    ),
    (&["DescribeType"], 1.0, "whether AWS provisions the type, once for each type and region"),
];

/// Services without figures: those of other vendors, and the clusters.
const OTHERS: [&str; 4] = ["grafana", "kubernetes", "pagerduty", "sentry"];

/// The type in a URN; generated types have colons in their names.
fn type_of(urn: &str) -> String {
    let parts: Vec<&str> = urn.split("::").skip(1).collect();
    parts[..if parts[0] == "AWS" { 3 } else { 1 }].join("::")
}

/// The resources that a plan creates, and the data sources, by type.
fn types(plan: &Value) -> BTreeMap<String, f64> {
    let mut types = BTreeMap::new();
    for step in plan["steps"].as_array().expect("steps") {
        *types.entry(type_of(step["key"]["urn"].as_str().expect("a URN"))).or_default() += 1.0;
    }
    types
}

/// An operation as the table of calls writes it: its name, or the method and the path with `_` for ids and without dates.
fn normalized(operation: &str) -> String {
    let Some((method, path)) = operation.split_once(" /") else { return operation.to_owned() };
    let is_date = |part: &&str| part.len() == 10 && part.starts_with("20");
    let parts: Vec<&str> = path.split('/').filter(|part| !is_date(part)).collect();
    // A tagged resource of Route 53 is named by two parts.
    let parts = if parts[0] == "tags" { &parts[..parts.len().min(2)] } else { &parts[..] };
    format!("{method} {}", parts.join("/").replace("{}", "_"))
}

fn writes(operation: &str) -> bool {
    !["Describe", "Get", "List", "Search", "Head", "GET", "HEAD"].iter().any(|verb| operation.starts_with(verb))
}

/// The name of an operation that writes and whose requests do not have it.
fn name_of(service: &str, operation: &str) -> Option<&'static str> {
    REST_WRITES.iter().find(|(of, path, _)| (*of, *path) == (service, operation)).map(|(.., name)| *name)
}

/// How many calls of a service's operation the creates of these resources need: one of each operation that writes and that
/// `iam.toml` lists, and what the table of calls lists.
fn needed(
    types: &BTreeMap<String, f64>,
    needed: &toml::Table,
    operations: &toml::Table,
    (service, operation): (&str, &str),
) -> f64 {
    let name = name_of(service, operation).unwrap_or(operation);
    let listed = |of: &str| needed.get(of)?.get("create")?.get(operation)?.get("calls")?.as_float_or_integer();
    let creates = |of: &str| {
        let all = operations.get(of).and_then(|verbs| verbs.get("create")).and_then(toml::Value::as_array);
        all.into_iter().flatten().filter_map(toml::Value::as_str).any(|one| one.rsplit(':').next() == Some(name))
    };
    let each = |(of, count): (&String, &f64)| match listed(of) {
        Some(calls) => calls * count,
        None if writes(name) && creates(of) => *count,
        None => 0.0,
    };
    types.iter().map(each).sum()
}

trait Number {
    fn as_float_or_integer(&self) -> Option<f64>;
}

impl Number for toml::Value {
    fn as_float_or_integer(&self) -> Option<f64> {
        self.as_float().or_else(|| self.as_integer().map(|number| number as f64))
    }
}

/// Calls and those that were needed, with the operations that were sent more often than needed.
#[derive(Default)]
struct Comparison {
    sent: f64,
    least: f64,
    excess: Vec<(f64, String)>,
}

impl Comparison {
    fn add(&mut self, what: &str, sent: f64, needed: f64) {
        let needed = needed.ceil().min(sent);
        (self.sent, self.least) = (self.sent + sent, self.least + needed);
        if sent > needed {
            self.excess.push((sent - needed, format!("{what}: {sent} calls, {needed} needed")));
        }
    }

    fn assert_few(mut self, what: &str) {
        self.excess.sort_by(|one, other| other.0.total_cmp(&one.0));
        let excess: Vec<String> = self.excess.into_iter().map(|(_, line)| line).collect();
        let total = format!("{what}: {} calls, {} needed: {:.2} times", self.sent, self.least, self.sent / self.least);
        eprintln!("{total}\n  {}", excess.join("\n  "));
        assert!(self.sent <= self.least * MOST, "{total}: {excess:#?}");
    }
}

/// Fails the test if an `up` from nothing took more than the needed calls, times [`MOST`], for native types or for generated
/// ones. Prints both, and the operations with the most calls beyond the needed ones.
pub(crate) fn assert_few(world: &World, up: &CommandOutput, what: &str) {
    let (table, operations): (toml::Table, toml::Table) = (NEEDED.parse().unwrap(), OPERATIONS.parse().unwrap());
    let plan = up.plan();
    let types = types(&plan);
    let calls = world.calls();
    let mut sent_of: BTreeMap<(String, String), f64> = BTreeMap::new();
    for services in calls["calls"].as_object().expect("regions").values() {
        for (service, operations) in services.as_object().expect("services") {
            for (operation, count) in operations.as_object().expect("operations") {
                let key = (service.clone(), normalized(operation));
                *sent_of.entry(key).or_default() += count.as_f64().expect("a number");
            }
        }
    }
    let is_unnamed = |(service, operation): &&(String, String)| {
        let is_path = writes(operation) && operation.contains(' ') && !OTHERS.contains(&service.as_str());
        is_path && name_of(service, operation).is_none()
    };
    let unnamed: Vec<&(String, String)> = sent_of.keys().filter(is_unnamed).collect();
    assert!(unnamed.is_empty(), "`REST_WRITES` lacks the names of {unnamed:?}");
    let is_generated = |service: &str| ["cloudcontrolapi", "cloudformation"].contains(&service);
    let (mut native, mut generated) = (Comparison::default(), Comparison::default());
    let mut sent_by_generated: BTreeMap<&str, f64> = BTreeMap::new();
    for ((service, operation), count) in &sent_of {
        if is_generated(service) {
            *sent_by_generated.entry(operation).or_default() += count;
        } else if !OTHERS.contains(&service.as_str()) {
            let needed = needed(&types, &table, &operations, (service, operation));
            native.add(&format!("{service} {operation}"), *count, needed);
        }
    }
    native.assert_few(&format!("{what}, native types"));
    let steps = plan["steps"].as_array().expect("steps").iter();
    let urns = steps.map(|step| step["key"]["urn"].as_str().expect("a URN")).filter(|urn| urn.contains("::AWS::"));
    let kinds: BTreeSet<(&str, String)> =
        urns.map(|urn| (urn.split("::").next().expect("a region"), type_of(urn))).collect();
    let resources: f64 = types.iter().filter(|(of, _)| of.starts_with("AWS::")).map(|(_, count)| count).sum();
    for (operations, each, _) in GENERATED {
        let sent: f64 = operations.iter().filter_map(|operation| sent_by_generated.remove(operation)).sum();
        let of = if operations == ["DescribeType"] { kinds.len() as f64 } else { resources };
        generated.add(&operations.join(" and "), sent, each * of);
    }
    for (operation, sent) in sent_by_generated {
        generated.add(operation, sent, 0.0);
    }
    if generated.sent > 0.0 {
        generated.assert_few(&format!("{what}, generated types"));
    }
}
