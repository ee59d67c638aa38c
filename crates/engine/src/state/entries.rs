//! The pending operations of a snapshot while changes are applied to it.

use std::collections::{BTreeSet, HashMap};

use super::journal::{IllegalTransition, Outcome, Pending, Transition, follow};
use crate::provider::Id;

/// Pending operations, found by their names: no change walks over all of them, of which there may be thousands.
pub(super) struct Entries<'a> {
    pending: &'a mut Vec<Pending>,
    /// The index of each entry by operation. Built for the first change that needs it.
    at: Option<HashMap<String, usize>>,
    /// The indexes of entries that have ended. They are removed together.
    ended: BTreeSet<usize>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(pending: &'a mut Vec<Pending>) -> Self {
        Self { pending, at: None, ended: BTreeSet::new() }
    }

    fn at(&mut self) -> &mut HashMap<String, usize> {
        self.at.get_or_insert_with(|| {
            self.pending.iter().enumerate().map(|(at, pending)| (pending.op.clone(), at)).collect()
        })
    }

    fn find(&mut self, op: &str) -> Option<(usize, &mut Pending)> {
        let at = *self.at().get(op)?;
        self.pending.get_mut(at).map(|pending| (at, pending))
    }

    pub(super) fn begin(&mut self, pending: &Pending) -> Result<(), IllegalTransition> {
        let from = self.find(&pending.op).map(|(_, found)| found.state);
        follow(&pending.op, from, Transition::Begin)?;
        let at = self.pending.len();
        self.at().insert(pending.op.clone(), at);
        self.pending.push(pending.clone());
        Ok(())
    }

    pub(super) fn request(&mut self, op: &str, request: &str) -> Result<(), IllegalTransition> {
        let found = self.find(op);
        follow(op, found.as_ref().map(|(_, found)| found.state), Transition::Request)?;
        if let Some((_, found)) = found {
            found.request = Some(request.to_owned());
        }
        Ok(())
    }

    pub(super) fn identify(&mut self, op: &str, id: &Id) -> Result<(), IllegalTransition> {
        let found = self.find(op);
        let state = follow(op, found.as_ref().map(|(_, found)| found.state), Transition::Identify)?;
        if let (Some((_, found)), Some(state)) = (found, state) {
            found.state = state;
            found.id = Some(id.clone());
        }
        Ok(())
    }

    pub(super) fn settle(&mut self, op: &str, outcome: &Outcome) -> Result<(), IllegalTransition> {
        let found = self.find(op);
        let state = follow(op, found.as_ref().map(|(_, found)| found.state), outcome.transition())?;
        match (found, state) {
            (Some((_, found)), Some(state)) => found.state = state,
            (Some((at, _)), None) => {
                self.ended.insert(at);
                self.at().remove(op);
            }
            (None, _) => {}
        }
        Ok(())
    }
}

impl Drop for Entries<'_> {
    /// Removes ended entries, even if a later change was rejected.
    fn drop(&mut self) {
        if !self.ended.is_empty() {
            let mut at = 0;
            self.pending.retain(|_| {
                at += 1;
                !self.ended.contains(&(at - 1))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::environment::Environment;
    use crate::model::urn::Urn;
    use crate::state::{Operation, PendingState, RecordKey};

    fn pending(op: &str) -> Pending {
        Pending {
            op: op.to_owned(),
            key: RecordKey { urn: Urn::new("r", "mem:t/T", op), revision: 1 },
            operation: Operation::Create,
            state: PendingState::Begun,
            environment: Environment { region: "r".to_owned(), account: None },
            token: String::new(),
            desired: crate::state::Desired::default(),
            id: None,
            request: None,
            began: 0,
            first_began: None,
        }
    }

    fn ops(pending: &[Pending]) -> Vec<&str> {
        pending.iter().map(|pending| pending.op.as_str()).collect()
    }

    #[test]
    fn what_ends_goes_and_the_rest_stays_in_order() {
        let mut all: Vec<Pending> = ["a", "b", "c", "d"].map(pending).into();
        let mut entries = Entries::new(&mut all);
        entries.settle("c", &Outcome::Done).unwrap();
        entries.settle("a", &Outcome::Done).unwrap();
        entries.begin(&pending("a")).unwrap();
        entries.request("a", "q").unwrap();
        entries.request("b", "r").unwrap();
        assert!(entries.request("c", "r").is_err());
        entries.identify("a", &Id::new("i")).unwrap();
        drop(entries);
        assert_eq!(ops(&all), ["b", "d", "a"]);
        assert_eq!(all[2].id, Some(Id::new("i")));
        assert_eq!(
            all.iter().map(|pending| pending.request.as_deref()).collect::<Vec<_>>(),
            [Some("r"), None, Some("q")]
        );
    }

    #[test]
    fn what_ended_before_a_refused_change_is_gone() {
        let mut all: Vec<Pending> = ["a", "b"].map(pending).into();
        let mut entries = Entries::new(&mut all);
        entries.settle("a", &Outcome::Done).unwrap();
        assert!(entries.settle("a", &Outcome::Done).is_err());
        drop(entries);
        assert_eq!(ops(&all), ["b"]);
    }
}
