//! The frames that the next write will hold.

use std::collections::HashMap;

use archipel_engine::state::StateError;

use super::frame;
use super::keys::{self, Kind};
use super::tree::{Sums, Tree};

/// Frames by key; `None` removes what is there.
pub(crate) type Writes = HashMap<Vec<u8>, Option<Vec<u8>>>;

/// A write taken back: the key, and what was staged there before, if anything was.
type Undo = (Vec<u8>, Option<Option<Vec<u8>>>);

/// Writes that are gathered, over what the tree holds.
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

    /// Everything up to here stands.
    pub(crate) fn keep(&mut self) {
        self.undo.clear();
        self.kept = self.sums;
    }

    /// Back to where the last `keep` was.
    pub(crate) fn rollback(&mut self) {
        for (key, before) in std::mem::take(&mut self.undo).into_iter().rev() {
            match before {
                Some(before) => self.writes.insert(key, before),
                None => self.writes.remove(&key),
            };
        }
        self.sums = self.kept;
    }

    /// Puts an entry, in the place of the one of this name.
    pub(crate) fn put(&mut self, kind: Kind, name: &[u8], payload: &[u8], serial: u64) -> Result<(), StateError> {
        let framed = frame::frames(kind, name, payload, serial).map_err(|what| StateError::Unavailable {
            place: keys::show(name),
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

    /// Removes an entry; one that is not there may be removed too.
    pub(crate) fn remove(&mut self, name: &[u8]) -> Result<(), StateError> {
        for index in 0..self.parts(name)? {
            self.set(keys::chunk(name, index), None)?;
        }
        Ok(())
    }

    /// Everything that is to be written.
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
        // The header keeps the sums, so it is not in them.
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
