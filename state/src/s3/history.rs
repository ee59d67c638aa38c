//! Run records, one object each, named by their numbers.

use archipel_engine::state::{Ending, RunRecord, StateError};
use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::bucket::{AT_ONCE, Bucket};
use super::frame::{self, Kind};
use super::names;

/// Records a run, and deletes the oldest runs above `keep`. The lock must be held.
pub(super) async fn record(bucket: &Bucket, mut run: RunRecord, keep: usize) -> Result<u64, StateError> {
    let anew = run.number == 0;
    if anew {
        let known = bucket.list(names::RUNS, None).await?;
        if let Some(name) = known.last() {
            let mut last = read(bucket, name).await?;
            run.number = last.number + 1;
            // No other run is active, so only the last one can have been interrupted.
            if last.ending == Ending::Running {
                last.ending = Ending::Interrupted;
                bucket.put(name, &frame::write(Kind::Run, &last)?).await?;
            }
        } else {
            run.number = 1;
        }
        let old = known.len().saturating_sub(keep.max(1) - 1);
        bucket.delete(&known[..old]).await;
    }
    bucket.put(&names::run(run.number), &frame::write(Kind::Run, &run)?).await?;
    Ok(run.number)
}

/// The runs, newest first.
pub(super) async fn list(bucket: &Bucket) -> Result<Vec<RunRecord>, StateError> {
    let mut known = bucket.list(names::RUNS, None).await?;
    known.reverse();
    stream::iter(known).map(|name| async move { read(bucket, &name).await }).buffered(AT_ONCE).try_collect().await
}

async fn read(bucket: &Bucket, name: &str) -> Result<RunRecord, StateError> {
    frame::read(Kind::Run, &bucket.name(name), &bucket.must(name).await?.bytes)
}
