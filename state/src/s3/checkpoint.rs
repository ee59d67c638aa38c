//! Checkpoints: a whole state as of one entry of its log, in parts, so that a load need not read the log from its
//! start.
//!
//! A checkpoint is a manifest that names its parts; parts that did not change are shared with the previous
//! checkpoint. The head points to the newest checkpoint. The previous checkpoint and the log since then are kept for
//! active readers and for recovery by hand; everything older is deleted.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::state::StateError;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};

use super::bucket::{AT_ONCE, Bucket, Put};
use super::frame::{self, Kind};
use super::image::StateImage;
use super::names;
use crate::codec::SealedValue;
use crate::document::{PendingDoc, RecordDoc};
use crate::seal::KeyHeader;

/// The pointer to the newest checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) lineage: String,
    /// A random number, so that no two heads have the same tag.
    pub(super) nonce: String,
    /// The fencing number of its writer, which has replaced it at the start of its session.
    pub(super) fence: u64,
    /// The log entry of the checkpoint; 0 without a checkpoint.
    pub(super) number: u64,
    pub(super) checkpoint: Option<String>,
    /// The previous checkpoint.
    pub(super) previous: Option<String>,
    /// The new location of the state, if it was moved. This location accepts no more writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) moved: Option<String>,
}

/// A part of a checkpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) name: String,
    /// The CRC-32 of the whole object.
    pub(super) crc: u32,
    /// The number of records in it.
    pub(super) records: usize,
}

/// The manifest of a checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) lineage: String,
    /// The log entry of the checkpoint.
    pub(super) number: u64,
    /// The nonce of that entry, which the next entry repeats.
    pub(super) nonce: String,
    /// The fencing number as of that entry.
    pub(super) fence: u64,
    pub(super) serial: u64,
    /// Entries up to this one were deleted from the log, except those that begin a writer's session.
    pub(super) swept: u64,
    /// The entries after `swept` that begin a writer's session.
    pub(super) begins: Vec<u64>,
    pub(super) key: Option<KeyHeader>,
    pub(super) meta: BTreeMap<String, String>,
    pub(super) outputs: BTreeMap<String, SealedValue>,
    pub(super) durations: BTreeMap<String, u64>,
    pub(super) pending: Vec<(u64, PendingDoc)>,
    /// The parts, in order.
    pub(super) parts: Vec<Part>,
}

impl Manifest {
    /// Reads the manifest of a checkpoint.
    pub(super) async fn read(bucket: &Bucket, name: &str) -> Result<Self, StateError> {
        frame::read(Kind::Checkpoint, &bucket.name(name), &bucket.must(name).await?.bytes)
    }

    /// Reads the manifest and all its parts.
    pub(super) async fn load(&self, bucket: &Bucket) -> Result<StateImage, StateError> {
        let parts: Vec<Vec<RecordDoc>> = stream::iter(self.parts.clone())
            .map(|part| async move {
                let (got, location) = (bucket.must(&part.name).await?, bucket.name(&part.name));
                // Parsing JSON takes longer than the network, so it runs in parallel.
                let read = tokio::task::spawn_blocking(move || part.read(&location, &got.bytes));
                read.await
                    .map_err(|error| StateError::Damaged { location: bucket.location(), what: error.to_string() })?
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let mut image = StateImage::of_parts(parts);
        image.lineage.clone_from(&self.lineage);
        image.serial = self.serial;
        image.key.clone_from(&self.key);
        image.meta.clone_from(&self.meta);
        image.outputs.clone_from(&self.outputs);
        image.durations.clone_from(&self.durations);
        image.pending = self.pending.iter().cloned().collect();
        Ok(image)
    }

    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.parts.iter().map(|part| part.name.as_str()).collect()
    }
}

impl Part {
    fn read(&self, location: &str, bytes: &[u8]) -> Result<Vec<RecordDoc>, StateError> {
        let damaged = |what: &str| StateError::Damaged { location: location.to_owned(), what: what.to_owned() };
        let records: Vec<RecordDoc> = frame::read(Kind::Chunk, location, bytes)?;
        if crc32fast::hash(bytes) != self.crc {
            return Err(damaged("it is not the part that the checkpoint names"));
        }
        if records.len() != self.records {
            return Err(damaged("its number of records differs from the checkpoint's"));
        }
        Ok(records)
    }
}

/// The position of a state in its log.
#[derive(Clone, Debug, Default)]
pub(super) struct LogPosition {
    pub(super) number: u64,
    pub(super) nonce: String,
    pub(super) fence: u64,
    /// The entries since the newest checkpoint that begin a writer's session.
    pub(super) begins: Vec<u64>,
}

/// The newest checkpoint and the previous one, as the writer wrote them.
#[derive(Clone, Debug, Default)]
pub(super) struct RetainedCheckpoint {
    pub(super) head: Head,
    pub(super) etag: String,
    pub(super) newest: Option<Manifest>,
}

impl RetainedCheckpoint {
    /// Replaces the head by an equal one with this fencing number. From here on the previous writer cannot replace the
    /// head, so it can neither restore nor move the state. Returns false if the head has changed since it was read. A
    /// head that cannot be read stays, until a restore replaces it.
    pub(super) async fn claim(&mut self, bucket: &Bucket, fence: u64) -> Result<bool, StateError> {
        if self.head.lineage.is_empty() {
            return Ok(true);
        }
        let head = Head { nonce: names::nonce(), fence, ..self.head.clone() };
        match bucket.replace(names::HEAD, &frame::write(Kind::Head, &head)?, &self.etag).await? {
            Put::Done(etag) => {
                (self.head, self.etag) = (head, etag);
                Ok(true)
            }
            Put::Refused(_) => Ok(false),
        }
    }

    /// Writes a checkpoint of `image`, points the head to it, and deletes objects that are no longer needed. Returns
    /// false if another writer has moved the head further.
    pub(super) async fn advance(
        &mut self,
        bucket: &Bucket,
        image: &mut StateImage,
        position: &LogPosition,
        alone: bool,
    ) -> Result<bool, StateError> {
        let nonce = names::nonce();
        let (count, changed) = image.changed();
        let mut parts: Vec<Option<Part>> = match &self.newest {
            Some(newest) if newest.parts.len() == count as usize => newest.parts.iter().cloned().map(Some).collect(),
            _ => vec![None; count as usize],
        };
        let mut objects = Vec::new();
        for (part, records) in changed {
            let name = names::chunk(position.number, part, &nonce);
            let bytes = frame::write(Kind::Chunk, &records)?;
            parts[part as usize] =
                Some(Part { name: name.clone(), crc: crc32fast::hash(&bytes), records: records.len() });
            objects.push((name, bytes));
        }
        let missing =
            || StateError::Damaged { location: bucket.location(), what: "a part was never written".to_owned() };
        let parts = parts.into_iter().collect::<Option<Vec<_>>>().ok_or_else(missing)?;
        let mut written: Vec<String> = objects.iter().map(|(name, _)| name.clone()).collect();
        bucket.put_all(objects).await?;
        // The log is kept from the current checkpoint on, which is then the previous one.
        let kept_from = self.newest.as_ref().map_or(0, |newest| newest.number);
        let manifest = Manifest {
            lineage: image.lineage.clone(),
            number: position.number,
            nonce: position.nonce.clone(),
            fence: position.fence,
            serial: image.serial,
            swept: if alone { position.number } else { kept_from },
            begins: position.begins.clone(),
            key: image.key.clone(),
            meta: image.meta.clone(),
            outputs: image.outputs.clone(),
            durations: image.durations.clone(),
            pending: image.pending.iter().map(|(order, doc)| (*order, doc.clone())).collect(),
            parts,
        };
        let name = names::checkpoint(position.number, &nonce);
        bucket.put(&name, &frame::write(Kind::Checkpoint, &manifest)?).await?;
        written.push(name.clone());
        let head = Head {
            lineage: image.lineage.clone(),
            nonce,
            fence: position.fence,
            number: position.number,
            checkpoint: Some(name),
            previous: if alone { None } else { self.head.checkpoint.clone() },
            moved: None,
        };
        let Put::Done(etag) = bucket.replace(names::HEAD, &frame::write(Kind::Head, &head)?, &self.etag).await? else {
            // No head points to these objects, and none ever will: their names have this checkpoint's nonce.
            bucket.delete(&written).await;
            return Ok(false);
        };
        image.kept();
        bucket.delete(&self.outdated(bucket, &manifest, alone).await).await;
        *self = Self { head, etag, newest: Some(manifest) };
        Ok(true)
    }

    /// The objects that are unused once the head points to `manifest`: the log up to the previous checkpoint, and
    /// parts that only older checkpoints have. Entries that begin a writer's session are never deleted: while they
    /// exist, an earlier writer cannot write at their numbers.
    async fn outdated(&self, bucket: &Bucket, manifest: &Manifest, alone: bool) -> Vec<String> {
        let Some(newest) = &self.newest else { return Vec::new() };
        let begins = newest.begins.iter().chain(&manifest.begins).collect::<BTreeSet<_>>();
        let log =
            (newest.swept + 1..=manifest.swept).filter(|number| !begins.contains(number) && *number != manifest.number);
        let mut gone: Vec<String> = log.map(names::entry).collect();
        let mut needed = manifest.names();
        if !alone {
            needed.extend(newest.names());
        } else if let Some(name) = &self.head.checkpoint {
            gone.extend(newest.names().difference(&manifest.names()).map(|name| (*name).to_owned()));
            gone.push(name.clone());
        }
        if let Some(old) = &self.head.previous
            && let Ok(of_old) = Manifest::read(bucket, old).await
        {
            gone.extend(of_old.names().difference(&needed).map(|name| (*name).to_owned()));
            gone.push(old.clone());
        }
        gone
    }
}
