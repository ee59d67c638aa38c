//! Checks that a service honours conditional writes.
//!
//! `If-None-Match` and `If-Match` decide the order of the log, which keeps two writers apart. A service that ignores
//! these headers accepts every write, and two writers damage the state. So the first lock of a process writes an
//! object under conditions that do not hold, and refuses a service that accepts the write.
//!
//! The object has a random name, so that concurrent probes do not interfere, and is deleted at the end. A killed
//! process leaves it; the next probe deletes objects that are older than an hour.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use archipel_engine::resource::ErrorKind;
use archipel_engine::state::StateError;

use super::bucket::Bucket;
use super::names;
use crate::files;

/// The age in seconds after which a probe must be from a killed process. No clock is wrong by this much.
const ABANDONED: u64 = 3600;
/// A tag that no object has.
const OTHER_TAG: &str = "\"00000000000000000000000000000000\"";

/// The locations whose service honours conditions.
static HONOURED: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Refuses a service that ignores conditional writes. A location is probed once in a process.
///
/// # Errors
/// `NoConditionalWrites`; `Remote`.
pub(super) async fn check(bucket: &Bucket) -> Result<(), StateError> {
    let location = bucket.location();
    if honoured().get_or_insert_default().contains(&location) {
        return Ok(());
    }
    // Only this probe uses the object. If another user deletes it during the probe, a condition that did not hold
    // would hold, so a service is refused only when the violation occurs twice.
    if probe(bucket).await?.is_some()
        && let Some(found) = probe(bucket).await?
    {
        return Err(StateError::NoConditionalWrites { location, found });
    }
    honoured().get_or_insert_default().insert(location);
    Ok(())
}

fn honoured() -> std::sync::MutexGuard<'static, Option<HashSet<String>>> {
    HONOURED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The service's violation, if there is one.
async fn probe(bucket: &Bucket) -> Result<Option<String>, StateError> {
    let now = files::now();
    let listed = bucket.list(names::PROBES, None).await?;
    let abandoned = |name: &String| names::probe_time(name).is_some_and(|time| time + ABANDONED < now);
    let mut outdated: Vec<String> = listed.into_iter().filter(abandoned).collect();
    let name = names::probe(now, &names::nonce());
    let found = conditions(bucket, &name).await;
    outdated.push(name);
    bucket.delete(&outdated).await;
    match found {
        // Services that do not implement the headers return this code.
        Err(StateError::Remote { error, .. })
            if error.kind == ErrorKind::Invalid && error.code.as_deref() == Some("NotImplemented") =>
        {
            Ok(Some(error.message))
        }
        found => found,
    }
}

async fn conditions(bucket: &Bucket, name: &str) -> Result<Option<String>, StateError> {
    let found = |what: &str| Ok(Some(what.to_owned()));
    let created = bucket.put_under_condition(name, b"1", None).await?;
    if bucket.put_under_condition(name, b"2", None).await?.is_some() {
        return found("it accepted `If-None-Match: *` for an object that exists");
    }
    if bucket.put_under_condition(name, b"3", Some(OTHER_TAG)).await?.is_some() {
        return found("it accepted `If-Match` with the tag of another object");
    }
    // Without a tag, the response to the first write was lost and the write had succeeded.
    if let Some(tag) = created
        && bucket.put_under_condition(name, b"4", Some(&tag)).await?.is_none()
    {
        // A lost response changes the tag, so the write that is sent again no longer matches.
        let carried_out = bucket.get(name).await?.is_some_and(|got| got.bytes == b"4");
        if !carried_out {
            return found("it refused `If-Match` with the tag of the object");
        }
    }
    Ok(None)
}
