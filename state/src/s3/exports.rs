//! Exports: one object for each run, the newest few. `rollback` and `state import` restore them.

use std::path::PathBuf;

use archipel_engine::state::StateError;

use super::bucket::Bucket;
use super::names::EXPORTS;
use crate::document::Document;
use crate::export::{self, ExportFile};
use crate::files;

/// Writes an export, and deletes the oldest ones above `keep`. The lock must be held.
pub(super) async fn keep(bucket: &Bucket, document: &Document, keep: usize) -> Result<(), StateError> {
    let written = files::now();
    let damaged =
        |error: serde_json::Error| StateError::Damaged { location: bucket.location(), what: error.to_string() };
    let bytes = export::write(document, written).map_err(damaged)?;
    bucket.put(&format!("{EXPORTS}{}", export::name(document.serial, written)), &bytes).await?;
    let mut names = bucket.list(EXPORTS, None).await?;
    // The order of names is the order of serials.
    names.truncate(names.len().saturating_sub(keep.max(1)));
    bucket.delete(&names).await;
    Ok(())
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
