//! Loading: the head, its checkpoint, and the log since then.
//!
//! A writer may move the head during a read and delete objects that the reader needs. A reader that misses an object
//! checks whether the head has moved, and then starts again.

use archipel_engine::state::StateError;
use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::bucket::{AT_ONCE, Bucket};
use super::checkpoint::{Head, LogPosition, Manifest, RetainedCheckpoint};
use super::entry::Entry;
use super::frame::{self, Kind};
use super::image::StateImage;
use super::lease::LeaseDoc;
use super::names;

/// How often a reader starts again because the head has moved.
const TRIES: usize = 5;

/// A state that was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Loaded {
    pub(super) image: StateImage,
    pub(super) position: LogPosition,
    pub(super) kept: RetainedCheckpoint,
    /// The number of entries and bytes in the log since the checkpoint.
    pub(super) entries: usize,
    pub(super) bytes: usize,
}

/// The head and its tag.
pub(super) async fn head(bucket: &Bucket) -> Result<Option<(Head, String)>, StateError> {
    match bucket.get(names::HEAD).await? {
        Some(got) => Ok(Some((frame::read(Kind::Head, &bucket.name(names::HEAD), &got.bytes)?, got.etag))),
        None => Ok(None),
    }
}

/// Reads the whole state; `None` for a state that was never written.
pub(super) async fn load(bucket: &Bucket) -> Result<Option<Loaded>, StateError> {
    let mut found = head(bucket).await?;
    for _ in 0..TRIES {
        let Some((head, etag)) = found else {
            return match bucket.list(names::LOG, None).await?.first() {
                None => Ok(None),
                Some(_) => Err(missing(bucket, names::HEAD)),
            };
        };
        let error = match at(bucket, &head, &etag).await {
            Ok(loaded) => return Ok(Some(loaded)),
            Err(error @ StateError::Damaged { .. }) => error,
            Err(other) => return Err(other),
        };
        let now = self::head(bucket).await?;
        if now.as_ref().is_some_and(|(_, now)| *now == etag) {
            return Err(error);
        }
        found = now;
    }
    Err(StateError::Unavailable {
        location: bucket.location(),
        action: "read",
        cause: "other writes were faster than every read; try again".to_owned(),
    })
}

/// The position at which a state can replace a damaged one: after all entries of the log.
pub(super) async fn after_damage(bucket: &Bucket, lineage: &str) -> Result<Loaded, StateError> {
    let log = bucket.list(names::LOG, None).await?;
    let said = LeaseDoc::read(bucket).await.ok().flatten().map_or(0, |lease| lease.number);
    let number = log.iter().filter_map(|name| names::number(name)).max().unwrap_or_default().max(said);
    let Some(got) = bucket.get(names::HEAD).await? else { return Err(missing(bucket, names::HEAD)) };
    let head = frame::read(Kind::Head, &bucket.name(names::HEAD), &got.bytes).unwrap_or_default();
    let kept = RetainedCheckpoint { head, etag: got.etag, newest: None };
    let position = LogPosition { number, ..LogPosition::default() };
    Ok(Loaded { image: StateImage::empty(lineage.to_owned()), position, kept, ..Loaded::default() })
}

fn missing(bucket: &Bucket, name: &str) -> StateError {
    StateError::Damaged { location: bucket.name(name), what: "the object is missing".to_owned() }
}

async fn at(bucket: &Bucket, head: &Head, etag: &str) -> Result<Loaded, StateError> {
    // The lease's entry number was valid before the log is listed, so read the lease first.
    let lease = LeaseDoc::read(bucket).await?;
    let (mut loaded, names) = match &head.checkpoint {
        None => {
            let image = StateImage::empty(head.lineage.clone());
            (Loaded { image, ..Loaded::default() }, bucket.list(names::LOG, None).await?)
        }
        Some(name) => {
            let after = names::entry(head.number);
            let of_checkpoint = async {
                let manifest = Manifest::read(bucket, name).await?;
                let image = manifest.load(bucket).await?;
                Ok((manifest, image))
            };
            let ((manifest, image), names) = futures::try_join!(of_checkpoint, bucket.list(names::LOG, Some(&after)))?;
            if manifest.lineage != head.lineage || manifest.number != head.number {
                let what = "it is not the checkpoint that the head points to".to_owned();
                return Err(StateError::Damaged { location: bucket.name(name), what });
            }
            let Manifest { number, fence, .. } = manifest;
            let position = LogPosition { number, nonce: manifest.nonce.clone(), fence, begins: Vec::new() };
            let kept = RetainedCheckpoint { newest: Some(manifest), ..RetainedCheckpoint::default() };
            (Loaded { image, position, kept, ..Loaded::default() }, names)
        }
    };
    (loaded.kept.head, loaded.kept.etag) = (head.clone(), etag.to_owned());
    follow(bucket, &mut loaded, names).await?;
    if let Some(lease) = lease.filter(|lease| lease.number > loaded.position.number) {
        let location = bucket.name(&names::entry(loaded.position.number + 1));
        let what = format!("the end of the log is lost, up to entry {}", lease.number);
        return Err(StateError::Damaged { location, what });
    }
    Ok(loaded)
}

/// Decodes an entry of the log.
pub(super) fn entry(bucket: &Bucket, name: &str, bytes: &[u8]) -> Result<Entry, StateError> {
    frame::read(Kind::Entry, &bucket.name(name), bytes)
}

/// Applies entries of the log; each must follow the previous one.
async fn follow(bucket: &Bucket, loaded: &mut Loaded, names: Vec<String>) -> Result<(), StateError> {
    let mut entries = stream::iter(names)
        .map(|name| async move {
            let got = bucket.must(&name).await?;
            let entry = entry(bucket, &name, &got.bytes)?;
            Ok::<_, StateError>((name, entry, got.bytes.len()))
        })
        .buffered(AT_ONCE);
    while let Some((name, entry, bytes)) = entries.try_next().await? {
        loaded.append(bucket, &name, &entry)?;
        loaded.bytes += bytes;
    }
    Ok(())
}

impl Loaded {
    /// Applies one entry, if it is the next.
    pub(super) fn append(&mut self, bucket: &Bucket, name: &str, entry: &Entry) -> Result<(), StateError> {
        let damaged =
            |name: &str, what: &str| StateError::Damaged { location: bucket.name(name), what: what.to_owned() };
        let next = self.position.number + 1;
        if names::number(name) != Some(next) {
            return Err(damaged(&names::entry(next), "the object is missing"));
        }
        if entry.number != next || entry.lineage != self.image.lineage {
            return Err(damaged(name, "it is an entry of another state"));
        }
        if entry.after != self.position.nonce {
            return Err(damaged(name, "it does not follow the previous entry"));
        }
        let is_of_the_same_writer = entry.fence == self.position.fence && entry.begins.is_none();
        let is_of_the_next_writer = entry.fence > self.position.fence && entry.begins.is_some();
        if !is_of_the_same_writer && !is_of_the_next_writer {
            return Err(damaged(name, "it was written without the lock"));
        }
        if entry.serial != self.image.serial + entry.commits.len() as u64 {
            return Err(damaged(name, "its serial does not follow the previous one"));
        }
        self.image.apply(entry);
        self.position.number = next;
        self.position.nonce.clone_from(&entry.nonce);
        self.position.fence = entry.fence;
        if entry.begins.is_some() {
            self.position.begins.push(next);
        }
        self.entries += 1;
        Ok(())
    }
}
