//! Exports: one object for each run, the newest few. `rollback` and `state import` restore them.

use std::path::PathBuf;

use archipel_engine::state::StateError;

use super::bucket::{Bucket, Put};
use super::names::EXPORTS;
use crate::document::Document;
use crate::export::{self, ExportFile};
use crate::files;

/// Writes an export, and deletes the oldest ones above `keep`. The lock must be held.
///
/// The request may arrive after the lock was lost. It is harmless then: it adds an export of commits that the next
/// writer has read too.
pub(super) async fn keep(bucket: &Bucket, document: &Document, keep: usize) -> Result<(), StateError> {
    create(bucket, document, |written| format!("{EXPORTS}{}", export::name(document.serial, written))).await?;
    let mut names = bucket.list(EXPORTS, None).await?;
    // The order of names is the order of serials.
    names.truncate(names.len().saturating_sub(keep.max(1)));
    bucket.delete(&names).await;
    Ok(())
}

/// Writes a state that a restore is about to replace, and returns its name.
pub(super) async fn keep_replaced(bucket: &Bucket, document: &Document) -> Result<String, StateError> {
    create(bucket, document, |written| format!("replaced/{:020}-{written}.json", document.serial)).await
}

/// Writes an export under the first free name from the current second on, and never replaces another one.
async fn create(bucket: &Bucket, document: &Document, name: impl Fn(u64) -> String) -> Result<String, StateError> {
    let damaged =
        |error: serde_json::Error| StateError::Damaged { location: bucket.location(), what: error.to_string() };
    let mut written = files::now();
    loop {
        let name = name(written);
        let bytes = export::write(document, written).map_err(damaged)?;
        match bucket.create(&name, &bytes).await? {
            Put::Done(_) => return Ok(name),
            Put::Refused(_) => written += 1,
        }
    }
}

/// The exports, newest first; their paths are full addresses.
pub(super) async fn list(bucket: &Bucket) -> Result<Vec<ExportFile>, StateError> {
    let names = bucket.list(EXPORTS, None).await?;
    let mut kept: Vec<ExportFile> =
        names.iter().filter_map(|name| ExportFile::named(PathBuf::from(bucket.name(name)))).collect();
    kept.sort();
    kept.reverse();
    Ok(kept)
}

/// Reads an export.
pub(super) async fn read(bucket: &Bucket, kept: &ExportFile) -> Result<Document, StateError> {
    let name = format!("{EXPORTS}{}", export::name(kept.serial, kept.written));
    export::read(&bucket.must(&name).await?.bytes, &bucket.name(&name))
}
