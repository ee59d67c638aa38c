//! Which record belongs to which node, earlier names included.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::urn::Urn;
use crate::program::{Alias, Node, Program, ProgramError};
use crate::state::{Operation, Phase, Record, Snapshot};

/// A program's nodes and the records of its state, matched.
#[derive(Default)]
pub(super) struct Matched<'a> {
    /// By node: its current record.
    pub(super) current: Vec<Option<&'a Arc<Record>>>,
    /// By node: the newest recorded revision, 0 for none.
    pub(super) newest: Vec<u32>,
    /// By node: its record's earlier name, if an alias found it.
    pub(super) moved_from: BTreeMap<usize, Urn>,
    /// Earlier names and the names that replace them.
    pub(super) moved: BTreeMap<Urn, Urn>,
    /// Old revisions whose replacement was interrupted, with the node if the program still declares it.
    pub(super) leftovers: Vec<(&'a Arc<Record>, Option<usize>)>,
    /// Records of resources that the program does not declare.
    pub(super) orphans: Vec<&'a Arc<Record>>,
}

impl Matched<'_> {
    /// The name of a record in the new state: that of its node, if it moved.
    pub(super) fn name<'u>(&'u self, urn: &'u Urn) -> &'u Urn {
        self.moved.get(urn).unwrap_or(urn)
    }
}

/// Finds the record of each node.
pub(super) fn matched<'a>(
    program: &Program,
    snapshot: &'a Snapshot,
    mistakes: &mut BTreeSet<ProgramError>,
) -> Matched<'a> {
    let by_urn: HashMap<&Urn, usize> =
        program.nodes.iter().enumerate().filter(|(_, n)| !n.schema.data_source).map(|(i, n)| (&n.urn, i)).collect();
    let mut matched = Matched {
        current: vec![None; program.nodes.len()],
        newest: vec![0; program.nodes.len()],
        ..Matched::default()
    };
    for record in snapshot.records.values() {
        let node = by_urn.get(&record.key.urn).copied();
        if let Some(node) = node {
            matched.newest[node] = matched.newest[node].max(record.key.revision);
        }
        match (node, record.phase) {
            (node, Phase::Superseded) => matched.leftovers.push((record, node)),
            (Some(node), _) => {
                // Two current records of one resource: the executor writes no such state, but the older one is never
                // lost.
                if let Some(older) = matched.current[node].replace(record) {
                    matched.leftovers.push((older, Some(node)));
                }
            }
            (None, _) => matched.orphans.push(record),
        }
    }

    // A create with an unknown outcome keeps its revision, although the resource that it replaces no longer exists: it
    // is repeated under the same name and token, so that there is never a second one.
    for pending in snapshot.pending.iter().filter(|pending| pending.operation == Operation::Create) {
        if let Some(node) = by_urn.get(&pending.key.urn).copied() {
            matched.newest[node] = matched.newest[node].max(pending.key.revision.saturating_sub(1));
        }
    }

    let mut taken: BTreeMap<&Urn, usize> = BTreeMap::new();
    for (index, node) in program.nodes.iter().enumerate() {
        if node.options.aliases.is_empty() || node.schema.data_source {
            continue;
        }
        let mut say = |message: String| mistakes.insert(ProgramError { at: node.at, message });
        let mut found: BTreeMap<&Urn, &Arc<Record>> = BTreeMap::new();
        for alias in &node.options.aliases {
            match resolve(node, alias) {
                // A name that the program declares is not free to be taken over.
                Ok(urn) if by_urn.contains_key(&urn) => {}
                Ok(urn) => found.extend(
                    snapshot
                        .of(&urn)
                        .filter(|record| record.phase != Phase::Superseded)
                        .last()
                        .map(|record| (&record.key.urn, record)),
                ),
                Err(message) => {
                    say(message);
                }
            }
        }
        let mut found = found.into_values();
        let (Some(record), second) = (found.next(), found.next()) else {
            continue;
        };
        let from = &record.key.urn;
        if let Some(own) = matched.current[index] {
            say(format!(
                "an alias of {} matches {from}, and state has it under its own name too ({} and {}): remove the alias, and {from} is deleted; or remove one of the two from the state",
                node.urn, record.id, own.id
            ));
        } else if let Some(second) = second {
            say(format!(
                "aliases of {} match two resources in state: {from} ({}) and {} ({}); keep one of them",
                node.urn, record.id, second.key.urn, second.id
            ));
        } else if let Some(other) = taken.insert(from, index) {
            let other = &program.nodes[other];
            say(format!(
                "aliases of {} and of {} ({}) both match {from}; only one can take it over",
                node.urn, other.urn, other.at
            ));
        } else if matched.newest[index] > 0 {
            say(format!(
                "{} still has an old revision to be deleted, so that {from} cannot take its name yet: remove the alias, run once, and add it again",
                node.urn
            ));
        } else {
            matched.current[index] = Some(record);
            matched.newest[index] = record.key.revision;
            matched.moved_from.insert(index, from.clone());
            matched.moved.insert(from.clone(), node.urn.clone());
        }
    }
    if !taken.is_empty() {
        let (mine, orphans) = matched.orphans.into_iter().partition(|record| taken.contains_key(&record.key.urn));
        matched.orphans = orphans;
        // Older generations under the earlier name are not taken over.
        let newest: BTreeSet<_> = matched.current.iter().flatten().map(|record| &record.key).collect();
        let older = Vec::into_iter(mine).filter(|record| !newest.contains(&record.key));
        matched.leftovers.extend(older.map(|record| (record, None)));
    }
    matched
}

fn resolve(node: &Node, alias: &Alias) -> Result<Urn, String> {
    let urn = &node.urn;
    match alias {
        Alias::Name(name) => {
            let path = match urn.path().rsplit_once('/') {
                Some((components, _)) => format!("{components}/{name}"),
                None => name.clone(),
            };
            Ok(Urn::new(urn.region(), urn.type_name(), &path))
        }
        Alias::Type(type_name) => Ok(Urn::new(urn.region(), type_name, urn.path())),
        Alias::Path(path) => Ok(Urn::new(urn.region(), urn.type_name(), path)),
        Alias::Urn(text) => {
            let other = Urn::parse(text).map_err(|error| error.to_string())?;
            if other.type_name() == urn.type_name() {
                Ok(other)
            } else {
                Err(format!(
                    "the alias {other} of {urn} names another type: a resource keeps its type, unless the type itself \
                     was renamed (`Alias::Type`)"
                ))
            }
        }
    }
}
