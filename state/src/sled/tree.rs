//! sled, at arm's length: every call is guarded, every frame is checked.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use archipel_engine::state::StateError;
use serde::{Deserialize, Serialize};

use super::frame::{self, Frame};
use super::keys::{self, Kind};
use super::quiet;
use super::stage::Writes;
use crate::files::damaged;

/// How long a process that ended may keep sled's own lock.
const PATIENCE: Duration = Duration::from_secs(5);
const CACHE: u64 = 256 << 20;

/// What the header says: which state this is, where it stands, and the sums over every other frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) lineage: String,
    pub(crate) serial: u64,
    pub(crate) frames: u64,
    #[serde(with = "hexadecimal")]
    pub(crate) sum: u128,
}

mod hexadecimal {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(sum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{sum:032x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

/// The open tree, and what is to be written to it.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    db: sled::Db,
    ahead: Rc<RefCell<Writes>>,
    path: PathBuf,
}

impl Tree {
    pub(crate) fn open(path: &Path) -> Result<Self, StateError> {
        // Flushing is done at commits; a thread that flushes by itself would only disturb it.
        let config = sled::Config::new().path(path).cache_capacity(CACHE).flush_every_ms(None);
        let end = Instant::now() + PATIENCE;
        loop {
            match guarded(path, || config.open()) {
                Err(StateError::Unavailable { cause, .. })
                    if cause.contains("could not acquire lock") && Instant::now() < end =>
                {
                    std::thread::sleep(Duration::from_millis(20));
                }
                db => return Ok(Self { db: db?, ahead: Rc::default(), path: path.to_owned() }),
            }
        }
    }

    /// One frame, raw but checked.
    pub(crate) fn frame(&self, key: &[u8]) -> Result<Option<sled::IVec>, StateError> {
        let value = match self.ahead.borrow().get(key) {
            Some(ahead) => ahead.as_deref().map(sled::IVec::from),
            None => guarded(&self.path, || self.db.get(key))?,
        };
        if let Some(value) = &value {
            frame::read(key, value).map_err(|what| self.bad(key, what))?;
        }
        Ok(value)
    }

    /// One entry, whole.
    pub(crate) fn entry(&self, name: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let mut whole = Vec::new();
        let Some(first) = self.frame(&keys::chunk(name, 0))? else { return Ok(None) };
        let count = frame::count(&first).unwrap_or_default();
        for index in 0..count {
            let key = keys::chunk(name, index);
            let value = self.frame(&key)?.ok_or_else(|| self.bad(&key, "a part of it is missing"))?;
            let Frame { payload, .. } = frame::read(&key, &value).map_err(|what| self.bad(&key, what))?;
            whole.extend(payload);
        }
        Ok(Some(whole))
    }

    /// The header; `None` in a tree without one.
    pub(crate) fn header(&self) -> Result<Option<Header>, StateError> {
        let Some(bytes) = self.entry(&keys::single(Kind::Header))? else { return Ok(None) };
        let header = serde_json::from_slice(&bytes);
        header.map(Some).map_err(|e| damaged(&self.path, format!("its header cannot be read: {e}")))
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> Result<bool, StateError> {
        guarded(&self.path, || Ok(self.db.is_empty()))
    }

    /// Every entry whose key begins so, in the order of keys. Only what sled has: [`Tree::fold`] comes first.
    pub(crate) fn scan(
        &self,
        prefix: &[u8],
        mut each: impl FnMut(&[u8], Kind, &[u8]) -> Result<(), StateError>,
    ) -> Result<Sums, StateError> {
        let mut sums = Sums::default();
        let mut iter = self.db.scan_prefix(prefix);
        // An entry of several chunks, as far as it is read.
        let mut part: Option<(Vec<u8>, u16, Vec<u8>)> = None;
        while let Some(item) = guarded(&self.path, || iter.next().transpose())? {
            let (key, value) = item;
            let bad = |what| self.bad(&key, what);
            let Frame { kind, index, count, payload } = frame::read(&key, &value).map_err(bad)?;
            let (name, at) = keys::split(&key).ok_or_else(|| bad("its key is too short"))?;
            if kind != Kind::Header {
                sums.add(frame::tag(&key, &value));
            }
            if at != index || index >= count {
                return Err(bad("its key is not its part's"));
            }
            match &mut part {
                None if index == 0 && count == 1 => each(name, kind, payload)?,
                None if index == 0 => part = Some((name.to_vec(), 1, payload.to_vec())),
                Some((of, next, whole)) if of == name && *next == index => {
                    whole.extend(payload);
                    *next += 1;
                    if *next == count {
                        each(name, kind, whole)?;
                        part = None;
                    }
                }
                _ => return Err(bad("a part before it is missing")),
            }
        }
        match part {
            None => Ok(sums),
            Some((name, ..)) => Err(damaged(&self.path, format!("{}: its end is missing", keys::show(&name)))),
        }
    }

    /// Takes writes that are durable elsewhere: from now on they are read.
    pub(crate) fn layer(&self, writes: Writes) {
        self.ahead.borrow_mut().extend(writes);
    }

    /// Hands sled, and it the operating system, what it does not have. Not all or nothing: whoever asks has it
    /// elsewhere until all of it is durable. Says whether there was any.
    pub(crate) fn fold(&self) -> Result<bool, StateError> {
        let mut writes: Vec<_> = std::mem::take(&mut *self.ahead.borrow_mut()).into_iter().collect();
        writes.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        // Far from each other first, then between. Neighbours one after the other leave half full leaves behind, and
        // each leaf that sled writes anew makes it clean another one: measured, it is a fifth more at 100,000.
        // The header, which says where the tree stands, goes last.
        let is_header = |key: &[u8]| key.first() == Some(&(Kind::Header as u8));
        let mut spread: Vec<_> = (0u32..).zip(writes).map(|(at, write)| (at.reverse_bits(), write)).collect();
        spread.sort_unstable_by_key(|(at, (key, _))| (is_header(key), *at));
        let any = !spread.is_empty();
        let insert = || {
            for (_, (key, value)) in spread {
                match value {
                    Some(value) => self.db.insert(key, value)?,
                    None => self.db.remove(key)?,
                };
            }
            self.db.flush()
        };
        if any {
            guarded(&self.path, insert).map_err(unwritten)?;
        }
        Ok(any)
    }

    /// Writes all or nothing, and hands it to the operating system.
    pub(crate) fn write(&self, writes: impl IntoIterator<Item = (Vec<u8>, Option<Vec<u8>>)>) -> Result<(), StateError> {
        let mut batch = sled::Batch::default();
        for (key, value) in writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        let write = || self.db.apply_batch(batch).and_then(|()| self.db.flush()).map(|_| ());
        guarded(&self.path, write).map_err(unwritten)
    }

    fn bad(&self, key: &[u8], what: &str) -> StateError {
        let name = keys::split(key).map_or(key, |(name, _)| name);
        damaged(&self.path, format!("{}: {what}", keys::show(name)))
    }
}

/// The disk refused a write, not a read.
fn unwritten(error: StateError) -> StateError {
    match error {
        StateError::Unavailable { place, cause, .. } => StateError::Unavailable { place, action: "written", cause },
        other => other,
    }
}

/// The sums over frames that a header keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) frames: u64,
    pub(crate) sum: u128,
}

impl Sums {
    pub(crate) fn add(&mut self, tag: u128) {
        self.frames = self.frames.wrapping_add(1);
        self.sum = self.sum.wrapping_add(tag);
    }

    pub(crate) fn remove(&mut self, tag: u128) {
        self.frames = self.frames.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(tag);
    }
}

/// Calls sled: its errors and panics as errors of a store.
fn guarded<T>(path: &Path, call: impl FnOnce() -> sled::Result<T>) -> Result<T, StateError> {
    use std::io::ErrorKind as K;
    match quiet::catch(call) {
        Ok(Ok(value)) => Ok(value),
        // Files that end early or are missing are not the disk's refusal.
        Ok(Err(sled::Error::Io(e)))
            if !matches!(e.kind(), K::UnexpectedEof | K::NotFound | K::InvalidData | K::InvalidInput) =>
        {
            Err(StateError::Unavailable { place: path.display().to_string(), action: "read", cause: e.to_string() })
        }
        Ok(Err(e)) => Err(damaged(path, format!("sled: {e}"))),
        Err(words) => Err(damaged(path, format!("sled gave up: {words}"))),
    }
}
