//! Run records, one object each, named by their numbers.
//!
//! Every write has a condition, because a run that was paused may still send its record. A new record must not exist,
//! and a record that changes must be the one that its writer knows.

use archipel_engine::state::{Ending, RunRecord, StateError};
use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::bucket::{AT_ONCE, Bucket, Put};
use super::frame::{self, Kind};
use super::lease::Lease;
use super::names;

/// The recorded runs, as a writer knows them.
#[derive(Debug)]
pub(super) struct Runs {
    names: Vec<String>,
    last: Option<(RunRecord, String)>,
    /// The number of this writer's run, and the tag of its record.
    own: Option<(u64, String)>,
}

impl Runs {
    pub(super) async fn read(bucket: &Bucket) -> Result<Self, StateError> {
        let names = bucket.list(names::RUNS, None).await?;
        let last = match names.last() {
            Some(name) => match read(bucket, name).await {
                // A damaged record of an earlier run does not prevent this run.
                Err(StateError::Damaged { .. }) => None,
                last => last?,
            },
            None => None,
        };
        Ok(Self { names, last, own: None })
    }

    /// Marks the last run as interrupted if it has not ended: no other run is active. If its record has changed since
    /// it was read, its writer has recorded its end, or the next writer has done this.
    pub(super) async fn interrupt(&self, bucket: &Bucket) -> Result<(), StateError> {
        match &self.last {
            Some((run, etag)) => interrupt(bucket, run, etag).await,
            None => Ok(()),
        }
    }

    /// Records a run, and deletes the oldest runs above `keep`. Returns its number.
    ///
    /// # Errors
    /// `Lost` when another writer has recorded a run.
    pub(super) async fn record(
        &mut self,
        bucket: &Bucket,
        lease: &Lease,
        entry: u64,
        run: RunRecord,
        keep: usize,
    ) -> Result<u64, StateError> {
        if run.number == 0 {
            return self.create(bucket, lease, entry, run, keep).await;
        }
        let name = names::run(run.number);
        let mut known = self.own.take().filter(|(number, _)| *number == run.number).map(|(_, etag)| etag);
        loop {
            let written = match &known {
                Some(etag) => bucket.replace(&name, &frame::write(Kind::Run, &run)?, etag).await?,
                None => bucket.create(&name, &frame::write(Kind::Run, &run)?).await?,
            };
            match written {
                Put::Done(etag) => {
                    self.own = Some((run.number, etag));
                    return Ok(run.number);
                }
                Put::Refused(found) => {
                    // The tag was read before the service confirms the lock, so it is not the next writer's.
                    lease.renew(entry).await?;
                    known = found.map(|got| got.etag);
                }
            }
        }
    }

    async fn create(
        &mut self,
        bucket: &Bucket,
        lease: &Lease,
        entry: u64,
        mut run: RunRecord,
        keep: usize,
    ) -> Result<u64, StateError> {
        loop {
            run.number = self.names.last().and_then(|name| names::run_number(name)).unwrap_or_default() + 1;
            let name = names::run(run.number);
            let written = bucket.create(&name, &frame::write(Kind::Run, &run)?).await?;
            if let Put::Done(etag) = written {
                let old = (self.names.len() + 1).saturating_sub(keep.max(1));
                bucket.delete(&self.names[..old]).await;
                self.names.drain(..old);
                self.names.push(name);
                self.own = Some((run.number, etag));
                return Ok(run.number);
            }
            // The record of a previous run has arrived late, or the next writer has the lock.
            lease.renew(entry).await?;
            if let Some((late, etag)) = read(bucket, &name).await? {
                interrupt(bucket, &late, &etag).await?;
            }
            self.names.push(name);
        }
    }
}

async fn interrupt(bucket: &Bucket, run: &RunRecord, etag: &str) -> Result<(), StateError> {
    if run.ending == Ending::Running {
        let interrupted = RunRecord { ending: Ending::Interrupted, ..run.clone() };
        bucket.replace(&names::run(run.number), &frame::write(Kind::Run, &interrupted)?, etag).await?;
    }
    Ok(())
}

/// The runs, newest first.
pub(super) async fn list(bucket: &Bucket) -> Result<Vec<RunRecord>, StateError> {
    let mut known = bucket.list(names::RUNS, None).await?;
    known.reverse();
    // A run that is deleted meanwhile is one that is no longer kept.
    let runs = stream::iter(known).map(|name| async move { read(bucket, &name).await }).buffered(AT_ONCE);
    runs.try_filter_map(|run| async move { Ok(run.map(|(run, _)| run)) }).try_collect().await
}

/// A record and its tag; `None` if it was deleted.
async fn read(bucket: &Bucket, name: &str) -> Result<Option<(RunRecord, String)>, StateError> {
    match bucket.get(name).await? {
        Some(got) => Ok(Some((frame::read(Kind::Run, &bucket.name(name), &got.bytes)?, got.etag))),
        None => Ok(None),
    }
}
