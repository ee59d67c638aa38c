//! Edits of state that a user asks for: removing resources from it and renaming them. Resources are not touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::desired::Desired;
use super::record::{Record, RecordKey};
use super::recorded_options::OptionValues;
use super::snapshot::Snapshot;
use super::store::Change;
use crate::model::urn::Urn;

/// Why state is not changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is not recorded.
    #[error("the state has no {0}")]
    Unknown(Urn),
    /// Others depend on it and stay.
    #[error("other resources depend on {urn}: {}", names(.by))]
    Needed {
        /// The resource.
        urn: Urn,
        /// The resources that depend on it.
        by: Vec<Urn>,
    },
    /// The move would separate it from its dependencies.
    #[error("{urn} depends on resources that would not move with it: {}", names(.on))]
    Needs {
        /// The resource.
        urn: Urn,
        /// Its dependencies.
        on: Vec<Urn>,
    },
    /// An operation on it is pending, and its outcome is unknown.
    #[error("the outcome of a {operation} of {urn} is unknown")]
    Pending {
        /// The resource.
        urn: Urn,
        /// The pending operation.
        operation: &'static str,
    },
    /// The new name is in use.
    #[error("{0} is already recorded")]
    Taken(Urn),
    /// The new name is of another type or region.
    #[error("{from} cannot become {to}: {why}")]
    Unlike {
        /// The old name.
        from: Urn,
        /// The new one.
        to: Urn,
        /// The difference.
        why: &'static str,
    },
}

fn names(urns: &[Urn]) -> String {
    urns.iter().map(Urn::as_str).collect::<Vec<_>>().join(", ")
}

/// The changes that a move of resources makes in both states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moved {
    /// In the state they go to. To be committed first: after a crash in between they are in both, and moving them
    /// again ends it.
    pub to: Vec<Change>,
    /// In the state they leave.
    pub from: Vec<Change>,
}

impl Snapshot {
    /// Removes resources from state, every revision of them. The resources themselves are not touched.
    ///
    /// # Errors
    /// `Unknown`, `Pending`, and `Needed` when a remaining resource depends on one.
    pub fn forgetting(&self, urns: &BTreeSet<Urn>) -> Result<Vec<Change>, EditError> {
        self.settled(urns)?;
        self.not_needed(urns)?;
        Ok(urns.iter().flat_map(|urn| self.of(urn)).map(|record| Change::Remove(record.key.clone())).collect())
    }

    /// Renames resources, and updates the dependencies of others.
    ///
    /// # Errors
    /// `Unknown`, `Pending`, `Taken`, and `Unlike` for a name of another type or region.
    pub fn renaming(&self, names: &BTreeMap<Urn, Urn>) -> Result<Vec<Change>, EditError> {
        self.settled(names.keys())?;
        check_names(names)?;
        for to in names.values() {
            if !names.contains_key(to) && self.of(to).next().is_some() {
                return Err(EditError::Taken(to.clone()));
            }
        }
        let put: Vec<Arc<Record>> = self.records.values().filter_map(|record| renamed(record, names)).collect();
        let kept: BTreeSet<&RecordKey> = put.iter().map(|record| &record.key).collect();
        let old = names.keys().flat_map(|from| self.of(from)).map(|record| &record.key);
        let mut changes: Vec<Change> =
            old.filter(|key| !kept.contains(key)).map(|key| Change::Remove(key.clone())).collect();
        changes.extend(put.iter().map(Arc::clone).map(Change::Put));
        Ok(changes)
    }

    /// Moves resources to another state, under other names.
    ///
    /// # Errors
    /// As [`Snapshot::renaming`]; `Needed` and `Needs` when the move would separate resources that depend on each
    /// other.
    pub fn moving(&self, names: &BTreeMap<Urn, Urn>, to: &Snapshot) -> Result<Moved, EditError> {
        let urns: BTreeSet<Urn> = names.keys().cloned().collect();
        self.settled(&urns)?;
        check_names(names)?;
        self.not_needed(&urns)?;
        let mut moved = Moved::default();
        for record in urns.iter().flat_map(|urn| self.of(urn)) {
            let on: Vec<Urn> = record
                .desired
                .dependencies
                .iter()
                .filter(|on| !urns.contains(on) && to.current(on).is_none())
                .cloned()
                .collect();
            if !on.is_empty() {
                return Err(EditError::Needs { urn: record.key.urn.clone(), on });
            }
            let new = renamed(record, names).unwrap_or_else(|| Arc::clone(record));
            match to.records.get(&new.key) {
                // An earlier move was cut off between the two states.
                Some(there) if there.id == new.id && there.environment == new.environment => {}
                Some(_) => return Err(EditError::Taken(new.key.urn.clone())),
                None if to.current(&new.key.urn).is_some_and(|there| there.id != new.id) => {
                    return Err(EditError::Taken(new.key.urn.clone()));
                }
                None => moved.to.push(Change::Put(new)),
            }
            moved.from.push(Change::Remove(record.key.clone()));
        }
        Ok(moved)
    }

    /// Checks that these are recorded and have no pending operation.
    fn settled<'u>(&self, urns: impl IntoIterator<Item = &'u Urn>) -> Result<(), EditError> {
        for urn in urns {
            if let Some(pending) = self.pending.iter().find(|pending| pending.key.urn == *urn) {
                return Err(EditError::Pending { urn: urn.clone(), operation: pending.operation.as_str() });
            }
            if self.of(urn).next().is_none() {
                return Err(EditError::Unknown(urn.clone()));
            }
        }
        Ok(())
    }

    fn not_needed(&self, urns: &BTreeSet<Urn>) -> Result<(), EditError> {
        for urn in urns {
            let stays = |key: &&RecordKey| !urns.contains(&key.urn);
            let needs = |record: &&Arc<Record>| record.desired.dependencies.contains(urn);
            let recorded = self.records.values().filter(needs).map(|record| &record.key);
            let pending = self.pending.iter().filter(|pending| pending.desired.dependencies.contains(urn));
            let mut by: Vec<Urn> =
                recorded.chain(pending.map(|pending| &pending.key)).filter(stays).map(|key| key.urn.clone()).collect();
            by.dedup();
            if !by.is_empty() {
                return Err(EditError::Needed { urn: urn.clone(), by });
            }
        }
        Ok(())
    }
}

fn check_names(names: &BTreeMap<Urn, Urn>) -> Result<(), EditError> {
    let mut taken = BTreeSet::new();
    for (from, to) in names {
        let unlike = |why| EditError::Unlike { from: from.clone(), to: to.clone(), why };
        if from.type_name() != to.type_name() {
            return Err(unlike("they are of different types"));
        }
        if from.region() != to.region() {
            return Err(unlike("they are in different regions, and a resource cannot move between regions"));
        }
        if !taken.insert(to) {
            return Err(EditError::Taken(to.clone()));
        }
    }
    Ok(())
}

/// A record with the new names in it, if it has any of the old ones.
fn renamed(record: &Arc<Record>, names: &BTreeMap<Urn, Urn>) -> Option<Arc<Record>> {
    let new = |urn: &Urn| names.get(urn).unwrap_or(urn).clone();
    let options = &record.desired.options;
    let mut named = record.desired.dependencies.iter().chain(&options.deleted_with).chain(options.replaced_with.keys());
    let touched = names.contains_key(&record.key.urn) || named.any(|urn| names.contains_key(urn));
    touched.then(|| {
        let mut dependencies: Vec<Urn> = record.desired.dependencies.iter().map(new).collect();
        dependencies.sort_unstable();
        let key = RecordKey { urn: new(&record.key.urn), revision: record.key.revision };
        let options = OptionValues {
            deleted_with: options.deleted_with.as_ref().map(new),
            replaced_with: options.replaced_with.iter().map(|(urn, revision)| (new(urn), *revision)).collect(),
            ..(**options).clone()
        };
        let desired = Desired { inputs: record.desired.inputs.clone(), dependencies, options: options.into() };
        Arc::new(Record { key, desired, ..(**record).clone() })
    })
}

#[cfg(test)]
mod tests;
