//! The frames of the next write.

use std::collections::HashMap;

use archipel_engine::state::StateError;

use super::frame::{self, Writes};
use super::keys::{self, Kind};
use super::tree::{Sums, Tree};

/// An undo entry: the key, and the frame that was staged before, if there was one.
type Undo = (Vec<u8>, Option<Option<Vec<u8>>>);

/// Collects writes on top of the content of the tree.
pub(crate) struct Stage<'a> {
    tree: &'a Tree,
    writes: Writes,
    undo: Vec<Undo>,
    pub(crate) sums: Sums,
    kept: Sums,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(tree: &'a Tree, sums: Sums) -> Self {
        Self { tree, writes: HashMap::new(), undo: Vec::new(), sums, kept: sums }
    }

    /// Accepts everything that is staged so far.
    pub(crate) fn keep(&mut self) {
        self.undo.clear();
        self.kept = self.sums;
    }

    /// Reverts to the last `keep`.
    pub(crate) fn rollback(&mut self) {
        for (key, before) in std::mem::take(&mut self.undo).into_iter().rev() {
            match before {
                Some(before) => self.writes.insert(key, before),
                None => self.writes.remove(&key),
            };
        }
        self.sums = self.kept;
    }

    /// Adds or replaces an entry.
    pub(crate) fn put(&mut self, kind: Kind, name: &[u8], payload: &[u8], serial: u64) -> Result<(), StateError> {
        let framed = frame::frames(kind, name, payload, serial).map_err(|what| StateError::Unavailable {
            location: keys::show(name),
            action: "written",
            cause: what.to_owned(),
        })?;
        let before = self.parts(name)?;
        for index in framed.len()..usize::from(before) {
            self.set(keys::chunk(name, index as u16), None)?;
        }
        for (key, value) in framed {
            self.set(key, Some(value))?;
        }
        Ok(())
    }

    /// Removes an entry, if it exists.
    pub(crate) fn remove(&mut self, name: &[u8]) -> Result<(), StateError> {
        for index in 0..self.parts(name)? {
            self.set(keys::chunk(name, index), None)?;
        }
        Ok(())
    }

    /// All frames to write.
    pub(crate) fn into_writes(self) -> Writes {
        self.writes
    }

    fn parts(&self, name: &[u8]) -> Result<u16, StateError> {
        let key = keys::chunk(name, 0);
        Ok(match self.writes.get(&key) {
            Some(staged) => staged.as_deref().and_then(frame::count),
            None => self.tree.frame(&key)?.as_deref().and_then(frame::count),
        }
        .unwrap_or_default())
    }

    fn set(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) -> Result<(), StateError> {
        // The header contains the sums, so they do not include it.
        if key.first() != Some(&(Kind::Header as u8)) {
            let old = match self.writes.get(&key) {
                Some(staged) => staged.as_deref().map(|value| frame::tag(&key, value)),
                None => self.tree.frame(&key)?.map(|value| frame::tag(&key, &value)),
            };
            if let Some(tag) = old {
                self.sums.remove(tag);
            }
            if let Some(value) = &value {
                self.sums.add(frame::tag(&key, value));
            }
        }
        let before = self.writes.insert(key.clone(), value);
        self.undo.push((key, before));
        Ok(())
    }
}
