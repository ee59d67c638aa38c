//! Which operations are pending, to judge the next journal entry in constant time.
//!
//! The judge is the engine's own [`Snapshot::apply`], given a snapshot with nothing but the one operation in
//! question: the table of transitions stands in one place.

use std::collections::HashMap;

use archipel_engine::state::{Change, IllegalTransition, Pending, Snapshot};

/// A pending operation and its place in the order of beginnings.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) order: u64,
    pub(crate) pending: Pending,
}

/// The pending operations, by op.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: HashMap<String, Entry>,
    next: u64,
}

/// What a journal entry made of an operation.
pub(crate) enum Step {
    /// It is pending, as this.
    Stands(u64, Box<Pending>),
    /// It is no longer.
    Gone(u64),
}

/// An operation as it stood before a change, to put back if the commit fails.
pub(crate) struct Undo {
    op: String,
    before: Option<Entry>,
}

impl Journal {
    /// Notes an operation that was recorded.
    pub(crate) fn restore(&mut self, order: u64, pending: Pending) {
        self.next = self.next.max(order + 1);
        self.entries.insert(pending.op.clone(), Entry { order, pending });
    }

    /// Applies a change; `None` for one that is no journal entry.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<Option<(Step, Undo)>, IllegalTransition> {
        let op = match change {
            Change::Begin(pending) => &pending.op,
            Change::Identify { op, .. } | Change::Settle { op, .. } => op,
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
            Step::Stands(order, Box::new(pending))
        } else {
            self.entries.remove(op);
            Step::Gone(order)
        };
        Ok(Some((step, undo)))
    }

    /// Takes changes back, the last first.
    pub(crate) fn undo(&mut self, undo: Vec<Undo>) {
        for Undo { op, before } in undo.into_iter().rev() {
            match before {
                Some(entry) => self.entries.insert(op, entry),
                None => self.entries.remove(&op),
            };
        }
    }
}
