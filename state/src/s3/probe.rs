//! Whether a service honours conditional writes.
//!
//! The order of the log, and with it everything that keeps two writers apart, is decided by `If-None-Match` and
//! `If-Match`. A service that ignores these headers accepts every write, and two writers damage the state. So the first
//! lock of a process writes an object of its own under conditions that do not hold, and refuses a service that accepts
//! them.
//!
//! The object has a random name, so that writers that probe at the same time do not meet, and is deleted at the end. A
//! process that is killed in between leaves it; the next probe deletes objects that are older than an hour.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use archipel_engine::resource::ErrorKind;
use archipel_engine::state::StateError;

use super::bucket::Bucket;
use super::names;
use crate::files;

/// After how many seconds a probe was left behind by a process that was killed. No clock is wrong by as much.
const ABANDONED: u64 = 3600;
/// A tag that no object has.
const OTHER_TAG: &str = "\"00000000000000000000000000000000\"";

/// The places whose service was found to honour conditions.
static HONOURED: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Refuses a service that ignores conditional writes. A service is asked once in a process.
///
/// # Errors
/// `NoConditionalWrites`; `Remote`.
pub(super) async fn check(bucket: &Bucket) -> Result<(), StateError> {
    let place = bucket.place();
    if honoured().get_or_insert_default().contains(&place) {
        return Ok(());
    }
    // Nothing but this probe uses the object. Should it be deleted by hand in the middle of the probe, a condition that
    // did not hold would hold: a refusal counts only when it comes twice.
    if probe(bucket).await?.is_some()
        && let Some(found) = probe(bucket).await?
    {
        return Err(StateError::NoConditionalWrites { place, found });
    }
    honoured().get_or_insert_default().insert(place);
    Ok(())
}

fn honoured() -> std::sync::MutexGuard<'static, Option<HashSet<String>>> {
    HONOURED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the service does wrong, if it does.
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
        // Services that know the headers and refuse them say so with this code.
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
    // Without a tag the answer to the first write was lost, and the write had been carried out.
    if let Some(tag) = created
        && bucket.put_under_condition(name, b"4", Some(&tag)).await?.is_none()
    {
        // An answer that was lost changes the tag, and the write that is sent again does not fit it any more.
        let carried_out = bucket.get(name).await?.is_some_and(|got| got.bytes == b"4");
        if !carried_out {
            return found("it refused `If-Match` with the tag of the object");
        }
    }
    Ok(None)
}
