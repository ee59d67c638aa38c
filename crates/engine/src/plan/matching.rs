//! Which record belongs to which node, earlier names included.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::hash::FastMap;
use crate::model::urn::Urn;
use crate::program::{Alias, Node, Program, ProgramError};
use crate::state::{Operation, Phase, Record, RecordKey, Snapshot};

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
    /// By node whose record another node takes over: that node.
    pub(super) given_up: BTreeMap<usize, usize>,
    /// Old revisions whose replacement was interrupted, with the node if the program still declares it.
    pub(super) leftovers: Vec<(&'a Arc<Record>, Option<usize>)>,
    /// Records of resources that the program does not declare.
    pub(super) orphans: Vec<&'a Arc<Record>>,
    /// By earlier name, see [`renamed_creates`].
    pub(super) renamed_creates: BTreeMap<Urn, Urn>,
}

impl Matched<'_> {
    /// Whether a node has no current record because its old resource is still being deleted.
    pub(super) fn is_leaving(&self, node: usize) -> bool {
        let of_node = |leftover: &&(&Arc<Record>, Option<usize>)| leftover.1 == Some(node);
        self.leftovers.iter().find(of_node).is_some_and(|(record, _)| record.key.revision == self.newest[node])
    }

    /// The name of a record in the new state: that of its node, if it moved.
    pub(super) fn name<'u>(&'u self, urn: &'u Urn) -> &'u Urn {
        self.moved.get(urn).unwrap_or(urn)
    }

    /// The key under which this plan would repeat an interrupted create.
    pub(super) fn repeated_key(&self, pending: &RecordKey) -> RecordKey {
        let urn = self.renamed_creates.get(&pending.urn).unwrap_or(&pending.urn);
        RecordKey { urn: urn.clone(), revision: pending.revision }
    }
}

/// Finds the record of each node.
pub(super) fn matched<'a>(
    program: &Program,
    snapshot: &'a Snapshot,
    mistakes: &mut BTreeSet<ProgramError>,
) -> Matched<'a> {
    let mut by_urn: FastMap<&Urn, usize> = FastMap::default();
    by_urn.reserve(program.nodes.len());
    by_urn.extend(program.nodes.iter().enumerate().filter(|(_, n)| !n.schema.data_source).map(|(i, n)| (&n.urn, i)));
    let mut matched = Matched {
        current: vec![None; program.nodes.len()],
        newest: vec![0; program.nodes.len()],
        renamed_creates: renamed_creates(program, snapshot),
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
        if let Some(node) = by_urn.get(&matched.repeated_key(&pending.key).urn).copied() {
            matched.newest[node] = matched.newest[node].max(pending.key.revision.saturating_sub(1));
        }
    }

    Aliases::new(program, snapshot, &by_urn, mistakes).take(&mut matched, mistakes);
    matched
}

/// By node: the name under which state has its record, where it is not the node's; `None` where another node takes over
/// the record of that name.
pub(crate) fn recorded_names(program: &Program, snapshot: &Snapshot) -> BTreeMap<usize, Option<Urn>> {
    if program.nodes.iter().all(|node| node.options.aliases.is_empty()) {
        return BTreeMap::new();
    }
    let matched = matched(program, snapshot, &mut BTreeSet::new());
    let given_up = matched.given_up.keys().map(|node| (*node, None));
    given_up.chain(matched.moved_from.into_iter().map(|(node, from)| (node, Some(from)))).collect()
}

/// The creates with an unknown outcome whose resource has another name by now: by that name, the name that the program
/// declares, whose alias it is. The create is repeated under the new name, with its token.
pub(crate) fn renamed_creates(program: &Program, snapshot: &Snapshot) -> BTreeMap<Urn, Urn> {
    let open = snapshot.pending.iter().filter(|pending| pending.operation == Operation::Create && pending.id.is_none());
    let mut names: BTreeSet<&Urn> = open.map(|pending| &pending.key.urn).collect();
    let mut renamed = BTreeMap::new();
    if names.is_empty() {
        return renamed;
    }
    let nodes = program.nodes.iter().filter(|node| !node.schema.data_source);
    for node in nodes.clone() {
        names.remove(&node.urn);
    }
    for node in nodes {
        let earlier = node.options.aliases.iter().filter_map(|alias| resolve(node, alias).ok());
        for urn in earlier.filter(|urn| names.contains(urn)) {
            renamed.entry(urn).or_insert_with(|| node.urn.clone());
        }
    }
    renamed
}

/// The records that aliases name.
struct Aliases<'p, 'a> {
    program: &'p Program,
    /// By node with aliases: the current records of the names that the program does not declare.
    free: BTreeMap<usize, Vec<&'a Arc<Record>>>,
    /// Those of names that the program declares, with the nodes.
    declared: BTreeMap<usize, Vec<(usize, &'a Arc<Record>)>>,
}

impl<'p, 'a> Aliases<'p, 'a> {
    fn new(
        program: &'p Program,
        snapshot: &'a Snapshot,
        by_urn: &FastMap<&Urn, usize>,
        mistakes: &mut BTreeSet<ProgramError>,
    ) -> Self {
        let mut aliases = Self { program, free: BTreeMap::new(), declared: BTreeMap::new() };
        let nodes = program.nodes.iter().enumerate();
        for (index, node) in nodes.filter(|(_, node)| !node.options.aliases.is_empty() && !node.schema.data_source) {
            let mut names = BTreeSet::new();
            for alias in &node.options.aliases {
                match resolve(node, alias) {
                    Ok(urn) => {
                        names.insert(urn);
                    }
                    Err(message) => {
                        mistakes.insert(ProgramError { at: node.at, message });
                    }
                }
            }
            names.remove(&node.urn);
            for urn in names {
                let Some(record) = snapshot.of(&urn).filter(|record| record.phase != Phase::Superseded).last() else {
                    continue;
                };
                match by_urn.get(&urn) {
                    Some(&other) => aliases.declared.entry(index).or_default().push((other, record)),
                    None => aliases.free.entry(index).or_default().push(record),
                }
            }
        }
        aliases
    }

    /// Gives the records to the nodes whose aliases name them.
    ///
    /// A name that the program declares too is taken over by a node that has no record of its own: it had that name
    /// before, and the other node is new. A node that has a record keeps it, and such an alias means nothing.
    fn take(&self, matched: &mut Matched<'a>, mistakes: &mut BTreeSet<ProgramError>) {
        self.refuse_swaps(matched, mistakes);
        let mut taken: BTreeMap<&'a Urn, usize> = BTreeMap::new();
        let mut open: BTreeSet<usize> = self.free.keys().chain(self.declared.keys()).copied().collect();
        while let Some(index) = open.pop_first() {
            if matched.current[index].is_some() {
                continue;
            }
            let free = self.free.get(&index).map_or(&[][..], Vec::as_slice);
            let is_there = |(other, record): &&(usize, &Arc<Record>)| {
                let own = matched.current[*other].is_some_and(|own| own.key == record.key);
                own || taken.contains_key(&record.key.urn)
            };
            let declared = self.declared.get(&index).filter(|_| free.is_empty()).into_iter().flatten();
            let declared: Vec<&'a Arc<Record>> = declared.filter(is_there).map(|(_, record)| *record).collect();
            let mut found = free.iter().copied().chain(declared);
            let (Some(record), second) = (found.next(), found.next()) else { continue };
            if let Err(message) = self.may_take(index, record, second, matched, &taken) {
                mistakes.insert(ProgramError { at: self.program.nodes[index].at, message });
                continue;
            }
            let from = &record.key.urn;
            taken.insert(from, index);
            if let Some(other) = self.program_node(index, record) {
                matched.current[other] = None;
                matched.given_up.insert(other, index);
                // It may take over another one in turn.
                if self.free.contains_key(&other) || self.declared.contains_key(&other) {
                    open.insert(other);
                }
            }
            matched.current[index] = Some(record);
            matched.newest[index] = matched.newest[index].max(record.key.revision);
            matched.moved_from.insert(index, from.clone());
            matched.moved.insert(from.clone(), self.program.nodes[index].urn.clone());
        }
        for (&index, free) in &self.free {
            // A create that was interrupted under the earlier name left a second copy, which is deleted.
            let mut whole = free.iter().filter(|record| record.phase != Phase::Partial);
            if let (Some(own), Some(record), false) =
                (matched.current[index], whole.next(), matched.moved_from.contains_key(&index))
            {
                let (node, from) = (&self.program.nodes[index], &record.key.urn);
                let message = format!(
                    "an alias of {} matches {from}, and state has it under its own name too ({} and {}): remove the alias, and {from} is deleted; or remove one of the two from the state",
                    node.urn, record.id, own.id
                );
                mistakes.insert(ProgramError { at: node.at, message });
            }
        }
        if !taken.is_empty() {
            let orphans = std::mem::take(&mut matched.orphans);
            let (mine, orphans) = orphans.into_iter().partition(|record| taken.contains_key(&record.key.urn));
            matched.orphans = orphans;
            // Older generations under the earlier name are not taken over.
            let newest: BTreeSet<_> = matched.current.iter().flatten().map(|record| &record.key).collect();
            let older = Vec::into_iter(mine).filter(|record| !newest.contains(&record.key));
            matched.leftovers.extend(older.map(|record| (record, None)));
        }
    }

    /// The node that the program declares under the name of a record that an alias of another node names.
    fn program_node(&self, index: usize, record: &Arc<Record>) -> Option<usize> {
        let declared = self.declared.get(&index)?;
        declared.iter().find(|(_, other)| other.key == record.key).map(|(node, _)| *node)
    }

    /// Whether a node can take over a record; why not.
    fn may_take(
        &self,
        index: usize,
        record: &Arc<Record>,
        second: Option<&Arc<Record>>,
        matched: &Matched<'_>,
        taken: &BTreeMap<&Urn, usize>,
    ) -> Result<(), String> {
        let (node, from) = (&self.program.nodes[index], &record.key.urn);
        if let Some(second) = second {
            return Err(format!(
                "aliases of {} match two resources in state: {from} ({}) and {} ({}); keep one of them",
                node.urn, record.id, second.key.urn, second.id
            ));
        }
        if let Some(&other) = taken.get(from) {
            let other = &self.program.nodes[other];
            return Err(format!(
                "aliases of {} and of {} ({}) both match {from}; only one can take it over",
                node.urn, other.urn, other.at
            ));
        }
        // The number of a record that another node takes over is not that of an old revision.
        let given_up = matched.given_up.get(&index).and_then(|taker| matched.current[*taker]);
        let has_old = matched.newest[index] > given_up.map_or(0, |record| record.key.revision)
            || matched.leftovers.iter().any(|(_, of)| *of == Some(index));
        if has_old {
            return Err(format!(
                "{} still has an old revision to be deleted, so that {from} cannot take its name yet: remove the alias, run once, and add it again",
                node.urn
            ));
        }
        Ok(())
    }

    /// Refuses aliases that name one another in a circle while state has every record: state does not show whether their
    /// resources have been exchanged already.
    fn refuse_swaps(&self, matched: &Matched<'_>, mistakes: &mut BTreeSet<ProgramError>) {
        for &start in self.declared.keys() {
            let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
            while let Some(index) = open.pop() {
                let owned = |(other, _): &&(usize, _)| matched.current[*other].is_some();
                for (other, record) in self.declared.get(&index).into_iter().flatten().filter(owned) {
                    if *other == start && matched.current[start].is_some() {
                        let (node, from) = (&self.program.nodes[start], &self.program.nodes[index].urn);
                        let message = format!(
                            "{} and {from} cannot exchange names: aliases name each of them, and state has both ({}); rename one of them to a new name first, in a run of its own, or remove the aliases",
                            node.urn, record.id
                        );
                        mistakes.insert(ProgramError { at: node.at, message });
                    } else if seen.insert(*other) {
                        open.push(*other);
                    }
                }
            }
        }
    }
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
