//! The pending operations, to check the next journal entry in constant time.
//!
//! [`Snapshot::apply`] of the engine makes the check, on a snapshot that contains only the operation concerned, so
//! that the table of transitions exists once.

use std::collections::HashMap;

use archipel_engine::state::{Change, IllegalTransition, Pending, Snapshot};

/// A pending operation and its position in the order in which operations started.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) order: u64,
    pub(crate) pending: Pending,
}

/// The pending operations, by operation id.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: HashMap<String, Entry>,
    next: u64,
}

/// The effect of a journal entry on an operation.
pub(crate) enum Step {
    /// The operation is pending.
    Pending(u64, Box<Pending>),
    /// The operation is no longer pending.
    Gone(u64),
}

/// The previous state of an operation, to restore if the commit fails.
pub(crate) struct Undo {
    op: String,
    before: Option<Entry>,
}

impl Journal {
    /// Adds a recorded operation.
    pub(crate) fn restore(&mut self, order: u64, pending: Pending) {
        self.next = self.next.max(order + 1);
        self.entries.insert(pending.op.clone(), Entry { order, pending });
    }

    /// Applies a change; `None` if it is not a journal entry.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<Option<(Step, Undo)>, IllegalTransition> {
        let op = match change {
            Change::Begin(pending) => &pending.op,
            Change::Request { op, .. } | Change::Identify { op, .. } | Change::Settle { op, .. } => op,
            _ => return Ok(None),
        };
        let before = self.entries.get(op).cloned();
        let order = before.as_ref().map_or(self.next, |entry| entry.order);
        let pending = before.iter().map(|entry| entry.pending.clone()).collect();
        let mut alone = Snapshot { pending, ..Snapshot::default() };
        alone.apply(std::slice::from_ref(change))?;
        let undo = Undo { op: op.clone(), before };
        let step = if let Some(pending) = alone.pending.pop() {
            self.restore(order, pending.clone());
            Step::Pending(order, Box::new(pending))
        } else {
            self.entries.remove(op);
            Step::Gone(order)
        };
        Ok(Some((step, undo)))
    }

    /// Reverts changes, the last one first.
    pub(crate) fn undo(&mut self, undo: Vec<Undo>) {
        for Undo { op, before } in undo.into_iter().rev() {
            match before {
                Some(entry) => self.entries.insert(op, entry),
                None => self.entries.remove(&op),
            };
        }
    }
}
