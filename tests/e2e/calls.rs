//! The calls of a whole `up`, beside those that its resources need.
//!
//! `crates/resources/tests/data/calls.toml` has the reads that a create of each type needs; a create needs one call of each
//! operation that writes and that `iam.toml` lists for it. Life cycles hold each type against this table; here it is all of a stack.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::world::{CommandOutput, World};

const NEEDED: &str = include_str!("../../crates/resources/tests/data/calls.toml");
const OPERATIONS: &str = include_str!("../../crates/resources/iam.toml");
/// How many times the needed calls an `up` may send.
const MOST: f64 = 1.3;

/// The resources that a plan creates, and the data sources, by type.
fn types(plan: &Value) -> BTreeMap<String, f64> {
    let mut types = BTreeMap::new();
    for step in plan["steps"].as_array().expect("steps") {
        let urn = step["key"]["urn"].as_str().expect("a URN");
        *types.entry(urn.split("::").nth(1).expect("a type").to_owned()).or_default() += 1.0;
    }
    types
}

/// An operation as the table of calls writes it: its name, or the method and the path with `_` for ids and without dates.
fn normalized(operation: &str) -> String {
    let Some((method, path)) = operation.split_once(" /") else { return operation.to_owned() };
    let is_date = |part: &&str| part.len() == 10 && part.starts_with("20");
    let parts: Vec<&str> = path.split('/').filter(|part| !is_date(part)).collect();
    format!("{method} {}", parts.join("/").replace("{}", "_"))
}

fn writes(operation: &str) -> bool {
    !["Describe", "Get", "List", "Search", "Head", "GET", "HEAD"].iter().any(|verb| operation.starts_with(verb))
}

/// How many calls of a service's operation the creates of these resources need. `None` for an operation of a protocol whose
/// requests do not name it, and that writes.
fn needed(
    types: &BTreeMap<String, f64>,
    needed: &toml::Table,
    operations: &toml::Table,
    operation: &str,
) -> Option<f64> {
    let listed = |of: &str| needed.get(of)?.get("create")?.get(operation)?.get("calls")?.as_float_or_integer();
    let creates = |of: &str| {
        let all = operations.get(of).and_then(|verbs| verbs.get("create")).and_then(toml::Value::as_array);
        all.into_iter().flatten().filter_map(toml::Value::as_str).any(|one| one.rsplit(':').next() == Some(operation))
    };
    if writes(operation) && operation.contains(' ') {
        return None;
    }
    let each = |(of, count): (&String, &f64)| match listed(of) {
        Some(calls) => calls * count,
        None if writes(operation) && creates(of) => *count,
        None => 0.0,
    };
    Some(types.iter().map(each).sum())
}

trait Number {
    fn as_float_or_integer(&self) -> Option<f64>;
}

impl Number for toml::Value {
    fn as_float_or_integer(&self) -> Option<f64> {
        self.as_float().or_else(|| self.as_integer().map(|number| number as f64))
    }
}

/// Fails the test if an `up` from nothing took more than the needed calls, times [`MOST`]. Prints both, and the operations with
/// the most calls beyond the needed ones.
pub(crate) fn assert_few(world: &World, up: &CommandOutput, what: &str) {
    let (table, operations): (toml::Table, toml::Table) = (NEEDED.parse().unwrap(), OPERATIONS.parse().unwrap());
    let types = types(&up.plan());
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
    let (mut sent, mut least, mut excess) = (0.0, 0.0, Vec::new());
    for ((service, operation), count) in sent_of {
        // What Cloud Control does for generated types is not of the native ones.
        if service == "cloudcontrolapi" {
            continue;
        }
        let needed = needed(&types, &table, &operations, &operation).unwrap_or(count).ceil().min(count);
        (sent, least) = (sent + count, least + needed);
        if count > needed {
            excess.push((count - needed, format!("{service} {operation}: {count} calls, {needed} needed")));
        }
    }
    excess.sort_by(|one, other| other.0.total_cmp(&one.0));
    let excess: Vec<String> = excess.into_iter().map(|(_, line)| line).collect();
    let total = format!("{what}: {sent} calls of native types, {least} needed: {:.2} times", sent / least);
    eprintln!("{total}\n  {}", excess.join("\n  "));
    assert!(sent <= least * MOST, "{total}: {excess:#?}");
}
