//! The calls that each type needs, `tests/data/calls.toml`, and the comparison with those that a life cycle sends.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::OnceLock;

use archipel_engine::plan::{Action, Plan};
use archipel_engine::state::Snapshot;
use serde::Deserialize;

use super::calls::ByType;

/// Read when a test begins, so that a correction of a figure compiles nothing.
const TABLE: &str = "tests/data/calls.toml";
/// How many times the needed calls a type may send.
const MOST: f64 = 1.3;
/// A file to which each comparison is appended, for the page of the figures.
const FIGURES: &str = "ARCHIPEL_CALL_FIGURES";

/// The number of resources of each type that a phase creates, reads, updates or deletes.
pub type Phase = BTreeMap<(String, &'static str), u64>;

/// Calls that a resource needs in a phase, beside one call of each kind that writes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Needed {
    /// How many a resource needs.
    calls: f64,
    why: String,
}

type Table = BTreeMap<String, BTreeMap<String, BTreeMap<String, Needed>>>;

fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| {
        toml::from_str(&std::fs::read_to_string(TABLE).expect("the table of calls")).expect("a table of calls")
    })
}

/// Compares calls with the table.
pub struct NeededCalls {
    checked: bool,
    excess: RefCell<Vec<String>>,
}

impl NeededCalls {
    /// Without faults and interruptions only: others need more calls.
    pub fn checked_if(checked: bool) -> Self {
        Self { checked, excess: RefCell::default() }
    }

    /// Fails the test if a type has sent more calls than it may.
    pub fn assert_few(&self) {
        let excess = self.excess.borrow();
        assert!(excess.is_empty(), "more calls than needed (tests/data/calls.toml):\n{}", excess.join("\n"));
    }

    /// Compares the calls of a phase.
    pub fn verify(&self, phase: Phase, calls: &ByType) {
        if !self.checked {
            return;
        }
        for ((of, verb), resources) in phase {
            let sent = calls.get(&of).cloned().unwrap_or_default();
            let needed = needed(&of, verb, resources, &sent);
            let total: u64 = sent.values().sum();
            record(&of, verb, resources, total, needed, &sent);
            if total as f64 > needed * MOST + 0.01 {
                self.excess.borrow_mut().push(format!(
                    "{of} {verb}: {resources} resources need {needed} calls, and sent {total}: {sent:?}"
                ));
            }
        }
    }
}

/// One call of each kind that writes for each resource, and those that the table names.
fn needed(of: &str, verb: &str, resources: u64, sent: &BTreeMap<String, u64>) -> f64 {
    let listed = table().get(of).and_then(|verbs| verbs.get(verb));
    let of_operation = |(operation, count): (&String, &u64)| {
        let most = match listed.and_then(|listed| listed.get(operation)) {
            Some(needed) => needed.calls,
            // A read needs each kind of call once for a resource at most, other operations those that write.
            None => f64::from(u8::from(verb == "read" || writes(operation))),
        };
        (*count as f64).min((most * resources as f64).ceil())
    };
    sent.iter().map(of_operation).sum()
}

fn writes(operation: &str) -> bool {
    !["Describe", "Get", "List", "Search", "Head", "GET", "HEAD"].iter().any(|verb| operation.starts_with(verb))
}

fn record(of: &str, verb: &str, resources: u64, total: u64, needed: f64, sent: &BTreeMap<String, u64>) {
    let Ok(path) = std::env::var(FIGURES) else { return };
    let line = serde_json::json!({
        "type": of, "verb": verb, "resources": resources, "calls": total, "needed": needed, "sent": sent,
    });
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("a file");
    file.write_all(format!("{line}\n").as_bytes()).expect("a line");
}

/// The resources of a plan, of the types of which it only creates or only updates resources.
pub fn changed_in(plan: &Plan) -> Phase {
    let mut verbs: BTreeMap<String, Vec<Option<&'static str>>> = BTreeMap::new();
    for step in &plan.steps {
        let verb = match step.action {
            Action::Create => Some("create"),
            Action::Update { .. } => Some("update"),
            _ => None,
        };
        verbs.entry(step.urn().type_name().to_owned()).or_default().push(verb);
    }
    let uniform = |(of, verbs): (String, Vec<Option<&'static str>>)| {
        let first = (*verbs.first()?)?;
        let is_uniform = verbs.iter().all(|verb| *verb == Some(first));
        is_uniform.then_some(((of, first), verbs.len() as u64))
    };
    verbs.into_iter().filter_map(uniform).collect()
}

/// The recorded resources.
pub fn records_of(state: &Snapshot, verb: &'static str) -> Phase {
    let mut phase = Phase::new();
    for record in state.records.values() {
        *phase.entry((record.key.urn.type_name().to_owned(), verb)).or_default() += 1;
    }
    phase
}

#[test]
fn every_exception_names_a_type_and_a_reason() {
    for (of, verbs) in table() {
        for (verb, operations) in verbs {
            assert!(["create", "read", "update", "delete"].contains(&verb.as_str()), "{of}: {verb}");
            for (operation, needed) in operations {
                assert!(needed.why.len() > 10 && needed.calls > 0.0, "{of} {verb} {operation}");
            }
        }
    }
}
