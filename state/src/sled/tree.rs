//! A wrapper of sled that turns panics into errors and verifies every frame.

use std::cell::{Ref, RefCell};
use std::fs::TryLockError;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use archipel_engine::catch_panic::catch_panic;
use archipel_engine::state::StateError;
use serde::{Deserialize, Serialize};

use super::frame::{self, Frame, Writes};
use super::keys::{self, Kind};
use crate::files::{self, Access, File, damaged, unreadable, unwritable};

/// How long to wait for sled's own lock of a process that has ended.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often to check whether it is free.
const TICK: Duration = Duration::from_millis(1);
const CACHE: u64 = 256 << 20;

/// The header: the lineage, the serial, and the sums over all other frames.
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

/// The open tree, and the writes for it.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// `None` only if sled could not be opened again.
    db: Rc<RefCell<Option<sled::Db>>>,
    ahead: Rc<RefCell<Writes>>,
    path: PathBuf,
}

impl Tree {
    pub(crate) fn open(path: &Path) -> Result<Self, StateError> {
        let db = open(path)?;
        Ok(Self { db: Rc::new(RefCell::new(Some(db))), ahead: Rc::default(), path: path.to_owned() })
    }

    fn db(&self) -> Result<Ref<'_, sled::Db>, StateError> {
        let closed = || unreadable(&self.path)(std::io::Error::other("it could not be opened again"));
        Ref::filter_map(self.db.borrow(), Option::as_ref).map_err(|_| closed())
    }

    /// One frame, verified but not decoded.
    pub(crate) fn frame(&self, key: &[u8]) -> Result<Option<sled::IVec>, StateError> {
        let value = match self.ahead.borrow().get(key) {
            Some(ahead) => ahead.as_deref().map(sled::IVec::from),
            None => {
                let db = self.db()?;
                guarded("get", &self.path, || db.get(key))?
            }
        };
        if let Some(value) = &value {
            frame::read(key, value).map_err(|what| self.bad(key, what))?;
        }
        Ok(value)
    }

    /// One whole entry.
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
        header.map(Some).map_err(|e| damaged(&self.path, format!("invalid header: {e}")))
    }

    /// Whether the tree is empty.
    pub(crate) fn is_empty(&self) -> Result<bool, StateError> {
        let db = self.db()?;
        guarded("is empty", &self.path, || Ok(db.is_empty()))
    }

    /// Every entry whose key has this prefix, ordered by key. Reads only sled: call [`Tree::fold`] first.
    pub(crate) fn scan(
        &self,
        prefix: &[u8],
        mut each: impl FnMut(&[u8], Kind, &[u8]) -> Result<(), StateError>,
    ) -> Result<Sums, StateError> {
        let mut sums = Sums::default();
        let mut iter = self.db()?.scan_prefix(prefix);
        // An entry of several chunks, as far as it was read.
        let mut part: Option<(Vec<u8>, u16, Vec<u8>)> = None;
        while let Some(item) = guarded("scan", &self.path, || iter.next().transpose())? {
            let (key, value) = item;
            let bad = |what| self.bad(&key, what);
            let Frame { kind, index, count, payload } = frame::read(&key, &value).map_err(bad)?;
            let (name, at) = keys::split(&key).ok_or_else(|| bad("the key is too short"))?;
            if kind != Kind::Header {
                sums.add(frame::tag(&key, &value));
            }
            if at != index || index >= count {
                return Err(bad("the key does not match the part"));
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
                _ => return Err(bad("the previous part is missing")),
            }
        }
        match part {
            None => Ok(sums),
            Some((name, ..)) => Err(damaged(&self.path, format!("{}: the last part is missing", keys::show(&name)))),
        }
    }

    /// Adds writes that are durable in the log. From now on reads return them.
    pub(crate) fn layer(&self, writes: Writes) {
        self.ahead.borrow_mut().extend(writes);
    }

    /// Whether there are writes that sled does not have.
    pub(crate) fn is_ahead(&self) -> bool {
        !self.ahead.borrow().is_empty()
    }

    /// Writes the pending writes to sled and to the operating system. This is not atomic, so they stay in the layer,
    /// and reads use them, until [`Tree::settle`] has read them back from the disk.
    pub(crate) fn fold(&self) -> Result<(), StateError> {
        let (layer, db) = (self.ahead.borrow(), self.db()?);
        let mut writes: Vec<_> = layer.iter().collect();
        writes.sort_unstable_by_key(|(key, _)| *key);
        // Write distant keys first, then the keys between. Writing neighbours in sequence leaves half-full leaves,
        // and each rewritten leaf makes sled clean another one: measured, a fifth more at 100,000 records. The
        // header, which has the serial, goes last.
        let is_header = |key: &[u8]| key.first() == Some(&(Kind::Header as u8));
        let mut spread: Vec<_> = (0u32..).zip(writes).map(|(at, write)| (at.reverse_bits(), write)).collect();
        spread.sort_unstable_by_key(|(at, (key, _))| (is_header(key), *at));
        let insert = || {
            for (_, (key, value)) in spread {
                files::sled_call("insert", &self.path)?;
                match value {
                    Some(value) => db.insert(key, value.as_slice())?,
                    None => db.remove(key)?,
                };
            }
            files::sled_call("flush", &self.path)?;
            db.flush()
        };
        guarded("fold", &self.path, insert).map(drop).map_err(unwritten)
    }

    /// Reads back the writes of [`Tree::fold`] after the caller synced them, and drops the layer if they are on the
    /// disk.
    ///
    /// An open sled would prove nothing, because it answers from its own cache. So it is closed and opened again,
    /// after the operating system's cache of its files was dropped too: it then reads the same content as after a
    /// crash. Its log is written in order and ends where it is unreadable, and the header was the last write. So if
    /// the header is there, everything before it is too.
    pub(crate) fn settle(&self, expected: &Header) -> Result<(), StateError> {
        drop(self.db.take());
        wait_until_closed(&self.path)?;
        // Sled's data was synced by the caller, so that opening it needs no further sync.
        let entries = files::list(&self.path).map_err(unreadable(&self.path))?;
        let entries = remove_unfinished(entries).map_err(unwritable(&self.path))?;
        files::forget_cached(&entries).map_err(unreadable(&self.path))?;
        *self.db.borrow_mut() = Some(open_sled(&self.path)?);
        let layer = self.ahead.take();
        match self.header() {
            Ok(Some(found)) if found == *expected => Ok(()),
            other => {
                *self.ahead.borrow_mut() = layer;
                other?;
                let cause = format!("commit {} was written but cannot be read back from the disk", expected.serial);
                Err(unwritten(unreadable(&self.path)(std::io::Error::other(cause))))
            }
        }
    }

    /// Writes all changes atomically, and flushes them to the operating system.
    pub(crate) fn write(&self, writes: impl IntoIterator<Item = (Vec<u8>, Option<Vec<u8>>)>) -> Result<(), StateError> {
        let mut batch = sled::Batch::default();
        for (key, value) in writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        let db = self.db()?;
        let write = || {
            db.apply_batch(batch)?;
            files::sled_call("flush", &self.path)?;
            db.flush().map(drop)
        };
        guarded("apply batch", &self.path, write).map_err(unwritten)
    }

    fn bad(&self, key: &[u8], what: &str) -> StateError {
        let name = keys::split(key).map_or(key, |(name, _)| name);
        damaged(&self.path, format!("{}: {what}", keys::show(name)))
    }
}

fn open(path: &Path) -> Result<sled::Db, StateError> {
    let clean = || files::list_if_any(path).and_then(remove_unfinished);
    clean().map_err(unwritable(path))?;
    sync_data(path)?;
    open_sled(path)
}

/// Opens sled in a folder without unfinished files.
fn open_sled(path: &Path) -> Result<sled::Db, StateError> {
    // Commits flush; a background flush would only disturb them.
    let config = sled::Config::new().path(path).cache_capacity(CACHE).flush_every_ms(None);
    let end = Instant::now() + PATIENCE;
    loop {
        match guarded("open", path, || config.open()) {
            Err(StateError::Unavailable { cause, .. })
                if cause.contains("could not acquire lock") && Instant::now() < end =>
            {
                std::thread::sleep(TICK);
            }
            db => return db,
        }
    }
}

/// Removes the files that an earlier process did not finish before it was killed, and that sled 0.34 would read as if
/// they were whole. Returns the others.
///
/// sled writes the index of its pages to `snap.N.generating`, syncs it and renames it to `snap.N`. When it opens, it
/// also considers a file with the first name, and reports corruption if the file is partial; without it, it builds the
/// same index from the previous one and its log. sled writes `conf` before it creates the file of its data, so a
/// `conf` without data may be partial, and describes nothing.
fn remove_unfinished(entries: Vec<files::Entry>) -> std::io::Result<Vec<files::Entry>> {
    let name = |entry: &files::Entry| entry.path.file_name().map(|name| name.to_string_lossy().into_owned());
    let has_data = entries.iter().any(|entry| name(entry).as_deref() == Some("db"));
    let mut finished = Vec::with_capacity(entries.len());
    for entry in entries {
        let unfinished = name(&entry).is_some_and(|name| {
            (name.starts_with("snap.") && name.ends_with(".generating")) || (name == "conf" && !has_data)
        });
        if unfinished {
            files::remove_if_any(&entry.path)?;
        } else {
            finished.push(entry);
        }
    }
    Ok(finished)
}

/// Makes durable what a killed process left to the operating system. While sled opens, it writes an index of its data
/// and syncs only that. After a power failure the index would point beyond the data, and sled would panic.
fn sync_data(folder: &Path) -> Result<(), StateError> {
    let path = folder.join("db");
    if !files::exists(&path).map_err(unreadable(&path))? {
        return Ok(());
    }
    File::open(&path, Access::Read).and_then(|data| data.sync_all()).map_err(unreadable(&path))
}

/// Waits until sled's last thread has closed its file and released sled's own lock.
pub(crate) fn wait_until_closed(folder: &Path) -> Result<(), StateError> {
    let path = folder.join("db");
    let data = File::open(&path, Access::ReadWrite).map_err(unreadable(&path))?;
    let end = Instant::now() + PATIENCE;
    loop {
        match data.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(e)) => return Err(unreadable(&path)(e)),
            Err(TryLockError::WouldBlock) if Instant::now() >= end => {
                return Err(unreadable(&path)(std::io::Error::other("sled does not close it")));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(TICK),
        }
    }
}

/// The disk rejected a write, not a read.
fn unwritten(error: StateError) -> StateError {
    match error {
        StateError::Unavailable { location, cause, .. } => {
            StateError::Unavailable { location, action: "written", cause }
        }
        other => other,
    }
}

/// The sums over frames in a header.
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

/// Calls sled, and converts its errors and panics to errors of a store.
fn guarded<T>(what: &'static str, path: &Path, call: impl FnOnce() -> sled::Result<T>) -> Result<T, StateError> {
    use std::io::ErrorKind as K;
    let call = || files::sled_call(what, path).map_err(sled::Error::from).and_then(|()| call());
    match catch_panic(call) {
        Ok(Ok(value)) => Ok(value),
        // Truncated or missing files are damage, not a refusal by the disk.
        Ok(Err(sled::Error::Io(e)))
            if !matches!(e.kind(), K::UnexpectedEof | K::NotFound | K::InvalidData | K::InvalidInput) =>
        {
            Err(StateError::Unavailable { location: path.display().to_string(), action: "read", cause: e.to_string() })
        }
        Ok(Err(e)) => Err(damaged(path, format!("sled: {e}"))),
        Err(panic) => Err(damaged(path, format!("sled panicked{}: {}", panic.place(), panic.message))),
    }
}
