//! The rules of a consistent state.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use archipel_engine::program::Environment;
use archipel_engine::resource::Id;
use archipel_engine::state::{Operation, PendingState, Phase, RecordKey, Snapshot};
use archipel_engine::urn::Urn;

/// A violation of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// A record depends on a resource that is neither recorded nor pending.
    Dangling { key: RecordKey, on: Urn },
    /// Two records have the same physical resource.
    Duplicate { type_name: String, environment: Environment, id: Id, keys: Vec<RecordKey> },
    /// A resource has more than one record that is not superseded.
    Several { urn: Urn, revisions: Vec<u32> },
    /// A record is stored under the key of another one.
    Misplaced {
        under: RecordKey,
        /// The key in the record.
        key: RecordKey,
    },
    /// A pending operation is impossible: it updates or deletes a resource that is not recorded, or is `identified`
    /// without an id.
    Pending {
        op: String,
        key: RecordKey,
        /// The violation.
        what: &'static str,
    },
    /// A physical id is empty.
    NoId(RecordKey),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dangling { key, on } => write!(f, "{key} depends on {on}, which is not recorded"),
            Self::Duplicate { type_name, environment, id, keys } => {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                write!(f, "the {type_name} {id} in {environment} is recorded more than once: {}", keys.join(", "))
            }
            Self::Several { urn, revisions } => {
                write!(f, "{urn} has several records that are not superseded: revisions {revisions:?}")
            }
            Self::Misplaced { under, key } => write!(f, "the record of {key} is stored under {under}"),
            Self::Pending { op, key, what } => write!(f, "the pending operation {op} on {key}: {what}"),
            Self::NoId(key) => write!(f, "{key} has no physical id"),
        }
    }
}

/// Returns every violation, in a stable order.
#[must_use]
pub fn verify(snapshot: &Snapshot) -> Vec<Problem> {
    let mut problems = records(snapshot);
    problems.extend(pending(snapshot));
    problems.sort();
    problems
}

fn records(snapshot: &Snapshot) -> Vec<Problem> {
    let known: BTreeSet<&Urn> =
        snapshot.records.keys().map(|key| &key.urn).chain(snapshot.pending.iter().map(|p| &p.key.urn)).collect();
    let mut problems = Vec::new();
    let mut physical: BTreeMap<(&str, &Environment, &Id), Vec<RecordKey>> = BTreeMap::new();
    let mut standing: BTreeMap<&Urn, Vec<u32>> = BTreeMap::new();
    for (under, record) in &snapshot.records {
        let key = &record.key;
        if under != key {
            problems.push(Problem::Misplaced { under: under.clone(), key: key.clone() });
        }
        if record.id.as_str().is_empty() {
            problems.push(Problem::NoId(key.clone()));
        } else {
            physical.entry((key.urn.type_name(), &record.environment, &record.id)).or_default().push(key.clone());
        }
        if record.phase != Phase::Superseded {
            standing.entry(&key.urn).or_default().push(key.revision);
        }
        let dangling = record.desired.dependencies.iter().filter(|on| !known.contains(on));
        problems.extend(dangling.map(|on| Problem::Dangling { key: key.clone(), on: on.clone() }));
    }
    problems.extend(physical.into_iter().filter(|(_, keys)| keys.len() > 1).map(
        |((type_name, environment, id), keys)| Problem::Duplicate {
            type_name: type_name.to_owned(),
            environment: environment.clone(),
            id: id.clone(),
            keys,
        },
    ));
    problems.extend(
        standing
            .into_iter()
            .filter(|(_, revisions)| revisions.len() > 1)
            .map(|(urn, revisions)| Problem::Several { urn: urn.clone(), revisions }),
    );
    problems
}

fn pending(snapshot: &Snapshot) -> Vec<Problem> {
    let mut ops = BTreeSet::new();
    let mut problems = Vec::new();
    for pending in &snapshot.pending {
        let mut wrong =
            |what| problems.push(Problem::Pending { op: pending.op.clone(), key: pending.key.clone(), what });
        let recorded = snapshot.records.contains_key(&pending.key);
        // A hook before a create has no record yet.
        if !matches!(pending.operation, Operation::Create | Operation::Hook) && !recorded {
            wrong("no record of the resource that it changes");
        }
        if pending.state == PendingState::Identified && pending.id.is_none() {
            wrong("its state is `identified` but the id is missing");
        }
        if pending.key.revision == 0 {
            wrong("revisions start at 1");
        }
        if !ops.insert(&pending.op) {
            wrong("another pending operation has the same id");
        }
    }
    problems
}
