//! The entries of a state in sled: a whole document, read and written.

use std::thread;

use archipel_engine::state::{RecordKey, StateError};
use serde::{Deserialize, Serialize};

use super::keys::{self, Kind, Name};
use super::layout::Layout;
use super::stage::Stage;
use super::tree::{Header, Sums, Tree};
use crate::codec::SealedValue;
use crate::document::{Document, RecordDoc};
use crate::files::damaged;

/// The number of records that are parsed together.
const BATCH: usize = 4096;

/// A value with its name. The key of the entry may contain only a hash of the name.
#[derive(Serialize, Deserialize)]
pub(super) struct Named<T> {
    pub(super) name: String,
    pub(super) value: T,
}

/// Reads the whole state, with every check.
pub(super) fn read(layout: &Layout, tree: &Tree, header: &Header) -> Result<Document, StateError> {
    let mut document = Document { lineage: header.lineage.clone(), serial: header.serial, ..Document::default() };
    // Parsing JSON takes longer than reading sled, so batches are parsed in parallel.
    let (sums, records) = thread::scope(|scope| -> Result<_, StateError> {
        let (mut batch, mut batches) = (Vec::new(), Vec::new());
        let sums = tree.scan(&[], |name, kind, payload| {
            match kind {
                Kind::Header => {}
                Kind::Key => document.key = Some(parse(layout, name, payload)?),
                Kind::Meta => {
                    let Named { name, value } = parse(layout, name, payload)?;
                    document.meta.insert(name, value);
                }
                Kind::Duration => {
                    let Named { name, value } = parse(layout, name, payload)?;
                    document.durations.insert(name, value);
                }
                Kind::Outputs => document.outputs = parse(layout, name, payload)?,
                Kind::Pending => document.pending.push(parse(layout, name, payload)?),
                Kind::Record => {
                    batch.push((name.to_vec(), payload.to_vec()));
                    if batch.len() == BATCH {
                        let batch = std::mem::take(&mut batch);
                        batches.push(scope.spawn(move || parse_records(layout, batch)));
                    }
                }
            }
            Ok(())
        })?;
        let last = parse_records(layout, batch)?;
        let mut records = Vec::with_capacity(batches.len() * BATCH + last.len());
        for batch in batches {
            records.extend(batch.join().map_err(|_| damaged(&layout.db(), "its records cannot be read"))??);
        }
        records.extend(last);
        Ok((sums, records))
    })?;
    document.records = records;
    let expected = header.sums();
    if sums != expected {
        let what = if sums.frames == expected.frames {
            "a part is from another commit".to_owned()
        } else {
            format!("it has {} entries and should have {}", sums.frames, expected.frames)
        };
        return Err(damaged(&layout.db(), what));
    }
    Ok(document)
}

/// Writes a whole document into an empty tree. The header goes last: without it the tree counts as interrupted.
pub(super) fn fill(tree: &Tree, document: &Document) -> Result<Header, StateError> {
    const TOGETHER: usize = 500;
    let serial = document.serial;
    let mut sums = Sums::default();
    let mut stage = Stage::new(tree, sums);
    if let Some(key) = &document.key {
        put(&mut stage, Kind::Key, &keys::single(Kind::Key), key, serial)?;
    }
    for (name, value) in &document.meta {
        let named = Named { name: name.clone(), value: value.clone() };
        put(&mut stage, Kind::Meta, &keys::named(Kind::Meta, name), &named, serial)?;
    }
    for (name, value) in &document.durations {
        let named = Named { name: name.clone(), value: *value };
        put(&mut stage, Kind::Duration, &keys::named(Kind::Duration, name), &named, serial)?;
    }
    let outputs: &std::collections::BTreeMap<String, SealedValue> = &document.outputs;
    put(&mut stage, Kind::Outputs, &keys::single(Kind::Outputs), outputs, serial)?;
    for (order, doc) in (0..).zip(&document.pending) {
        put(&mut stage, Kind::Pending, &keys::pending(order), doc, serial)?;
    }
    for docs in document.records.chunks(TOGETHER) {
        for doc in docs {
            let key = RecordKey { urn: doc.urn.clone(), revision: doc.revision };
            put(&mut stage, Kind::Record, &keys::record(&key), doc, serial)?;
        }
        sums = stage.sums;
        tree.write(stage.into_writes())?;
        stage = Stage::new(tree, sums);
    }
    let Sums { frames, sum } = stage.sums;
    let header = Header { lineage: document.lineage.clone(), serial, frames, sum };
    put(&mut stage, Kind::Header, &keys::single(Kind::Header), &header, serial)?;
    tree.write(stage.into_writes())?;
    Ok(header)
}

/// Stages an entry.
pub(super) fn put(
    stage: &mut Stage<'_>,
    kind: Kind,
    name: &Name,
    doc: &impl Serialize,
    serial: u64,
) -> Result<(), StateError> {
    let bytes = serde_json::to_vec(doc).map_err(|e| StateError::Unavailable {
        location: keys::show(name),
        action: "written",
        cause: e.to_string(),
    })?;
    stage.put(kind, name, &bytes, serial)
}

fn parse_records(layout: &Layout, batch: Vec<(Name, Vec<u8>)>) -> Result<Vec<RecordDoc>, StateError> {
    batch.iter().map(|(name, payload)| parse(layout, name, payload)).collect()
}

/// Parses the payload of an entry.
pub(super) fn parse<T: serde::de::DeserializeOwned>(
    layout: &Layout,
    name: &[u8],
    payload: &[u8],
) -> Result<T, StateError> {
    let wrong = |e| damaged(&layout.db(), format!("{}: invalid content: {e}", keys::show(name)));
    serde_json::from_slice(payload).map_err(wrong)
}
