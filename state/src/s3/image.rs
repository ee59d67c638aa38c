//! A whole state in memory, in its stored form. Checkpoints are written from it, and the log is applied to it.
//!
//! Records are split into parts by a hash of their URN, so that a checkpoint writes only the parts that changed.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::state::RecordKey;
use archipel_engine::urn::Urn;

use super::entry::{Delta, Entry};
use crate::codec::SealedValue;
use crate::document::{Document, PendingDoc, RecordDoc};
use crate::seal::KeyHeader;

/// The approximate number of records in a part.
const PART: usize = 1000;
const MOST_PARTS: usize = 1 << 14;

/// A state as of one entry of its log.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StateImage {
    pub(super) lineage: String,
    pub(super) serial: u64,
    pub(super) key: Option<KeyHeader>,
    pub(super) meta: BTreeMap<String, String>,
    pub(super) outputs: BTreeMap<String, SealedValue>,
    pub(super) durations: BTreeMap<String, u64>,
    pub(super) pending: BTreeMap<u64, PendingDoc>,
    parts: Vec<BTreeMap<RecordKey, RecordDoc>>,
    /// Parts that changed since the last checkpoint.
    changed: BTreeSet<u32>,
}

impl StateImage {
    /// Creates the image of a document.
    pub(super) fn new(document: Document) -> Self {
        let mut image = Self {
            lineage: document.lineage,
            serial: document.serial,
            key: document.key,
            meta: document.meta,
            outputs: document.outputs,
            durations: document.durations,
            pending: (0..).zip(document.pending).collect(),
            ..Self::default()
        };
        image.divide(document.records.len(), document.records);
        image
    }

    /// Creates an empty state.
    pub(super) fn empty(lineage: String) -> Self {
        Self { lineage, ..Self::default() }
    }

    /// Creates the image from the parts of a checkpoint, each with its number.
    pub(super) fn of_parts(parts: Vec<Vec<RecordDoc>>) -> Self {
        let parts = parts.into_iter().map(|part| part.into_iter().map(|doc| (key(&doc), doc)).collect());
        Self { parts: parts.collect(), ..Self::default() }
    }

    fn divide(&mut self, expected: usize, records: impl IntoIterator<Item = RecordDoc>) {
        let parts = expected.div_ceil(PART).next_power_of_two().min(MOST_PARTS);
        self.parts = vec![BTreeMap::new(); parts];
        self.changed = (0..).take(parts).collect();
        for record in records {
            let at = self.part_of(&record.urn);
            self.parts[at as usize].insert(key(&record), record);
        }
    }

    fn part_of(&self, urn: &Urn) -> u32 {
        let parts = u32::try_from(self.parts.len()).unwrap_or(1).max(1);
        crc32fast::hash(urn.as_str().as_bytes()) & (parts - 1)
    }

    /// The number of records.
    pub(super) fn records(&self) -> usize {
        self.parts.iter().map(BTreeMap::len).sum()
    }

    /// Applies an entry.
    pub(super) fn apply(&mut self, entry: &Entry) {
        if let Some(key) = &entry.key {
            self.key = Some(key.clone());
        }
        for delta in entry.commits.iter().flatten() {
            self.change(delta.clone());
        }
        self.serial = entry.serial;
    }

    fn change(&mut self, delta: Delta) {
        match delta {
            Delta::Record { record } => {
                if self.parts.is_empty() {
                    self.divide(0, None);
                }
                let part = self.part_of(&record.urn);
                self.changed.insert(part);
                self.parts[part as usize].insert(key(&record), *record);
            }
            Delta::NoRecord { urn, revision } => {
                let part = self.part_of(&urn);
                if let Some(records) = self.parts.get_mut(part as usize)
                    && records.remove(&RecordKey { urn, revision }).is_some()
                {
                    self.changed.insert(part);
                }
            }
            Delta::Pending { order, pending } => {
                self.pending.insert(order, *pending);
            }
            Delta::NotPending { order } => {
                self.pending.remove(&order);
            }
            Delta::Outputs { outputs } => self.outputs = outputs,
            Delta::Duration { name, millis } => {
                self.durations.insert(name, millis);
            }
            Delta::Meta { name, value: Some(value) } => {
                self.meta.insert(name, value);
            }
            Delta::Meta { name, value: None } => {
                self.meta.remove(&name);
            }
        }
    }

    /// The parts that changed since the last checkpoint, and the number of parts. If the parts have too many records,
    /// the number is increased first.
    pub(super) fn changed(&mut self) -> (u32, Vec<(u32, Vec<&RecordDoc>)>) {
        let records = self.records();
        if self.parts.is_empty() || records > self.parts.len() * PART * 2 {
            let all: Vec<RecordDoc> =
                std::mem::take(&mut self.parts).into_iter().flat_map(BTreeMap::into_values).collect();
            self.divide(records, all);
        }
        let changed = self.changed.iter();
        let parts = changed.map(|part| (*part, self.parts[*part as usize].values().collect())).collect();
        (u32::try_from(self.parts.len()).unwrap_or(u32::MAX), parts)
    }

    /// The average number of records in a part.
    pub(super) fn part_len(&self) -> usize {
        self.records() / self.parts.len().max(1)
    }

    /// The number of parts that a checkpoint would write.
    pub(super) fn to_write(&self) -> usize {
        self.changed.len()
    }

    /// Marks every part as changed.
    pub(super) fn touch(&mut self) {
        self.changed = (0..).take(self.parts.len()).collect();
    }

    /// Marks every part as written by a checkpoint.
    pub(super) fn kept(&mut self) {
        self.changed.clear();
    }

    /// The whole state, as a document.
    pub(super) fn document(&self) -> Document {
        let mut records: Vec<RecordDoc> = self.parts.iter().flat_map(BTreeMap::values).cloned().collect();
        records.sort_by(|a, b| (&a.urn, a.revision).cmp(&(&b.urn, b.revision)));
        Document {
            lineage: self.lineage.clone(),
            serial: self.serial,
            key: self.key.clone(),
            meta: self.meta.clone(),
            outputs: self.outputs.clone(),
            records,
            pending: self.pending.values().cloned().collect(),
            durations: self.durations.clone(),
        }
    }
}

fn key(doc: &RecordDoc) -> RecordKey {
    RecordKey { urn: doc.urn.clone(), revision: doc.revision }
}
