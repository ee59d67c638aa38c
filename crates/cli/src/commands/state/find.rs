//! Finds the records of a resource.

use archipel_engine::state::{Record, Snapshot};

use crate::errors::Result;
use crate::select;

/// The records of the selected resource.
pub(super) fn find<'a>(snapshot: &'a Snapshot, resource: &str) -> Result<Vec<&'a Record>> {
    let urn = select::one("the state", resource, snapshot.records.keys().map(|key| &key.urn))?;
    Ok(snapshot.of(urn).map(|record| &**record).collect())
}
