//! What a drill of a corrupted cache changes: it replaces its own numbers in the cache by wrong ones, and fills it again.
//!
//! Only values that the database has can be filled again, and which those are only the application knows. The drill does it with its own
//! series, whose numbers both have: so it can measure the way, and no value of a user is touched.

use std::collections::BTreeSet;

use super::correction::Correction;
use super::measure::Sample;
use super::traffic::Traffic;
use crate::errors::{Failure, Result};
use crate::recovery::Place;

/// What is added to a number to make it wrong: no drill writes so many.
const WRONG: u64 = 1 << 40;

impl Traffic {
    /// Lets each tick read the caches.
    pub(crate) fn read_caches(&mut self) {
        self.reads_caches = true;
    }

    /// Lets the next tick replace the numbers in the caches by wrong ones.
    pub(crate) fn corrupt_caches(&mut self) {
        let wrong = |samples: &[Sample]| {
            let acknowledged = samples.iter().filter(|sample| sample.is_acknowledged());
            acknowledged.map(|sample| WRONG + sample.number).collect()
        };
        let caches = self.caches();
        self.corrections = caches
            .into_iter()
            .map(|store| Correction { store, numbers: wrong(&self.measured[store].samples) })
            .collect();
    }

    /// Lets the next tick delete the numbers in the caches, and write those that the database has.
    pub(crate) async fn refill_caches(&mut self, region: &str) -> Result<()> {
        let database = self.measured.iter().position(|measured| matches!(measured.store.place, Place::Database(_)));
        let mut present = self.present(region).await;
        let numbers = database.and_then(|index| present.get_mut(index)?.take());
        let numbers: BTreeSet<u64> =
            numbers.ok_or_else(|| Failure::new("the numbers that the database has cannot be read"))?;
        let refilled = |store| Correction { store, numbers: numbers.iter().copied().collect() };
        self.corrections = self.caches().into_iter().map(refilled).collect();
        Ok(())
    }

    /// Whether the last tick made all changes.
    pub(crate) fn is_changed(&self) -> bool {
        self.corrections.is_empty()
    }

    fn caches(&self) -> Vec<usize> {
        let all = self.measured.iter().enumerate();
        all.filter(|(_, measured)| measured.is_cache()).map(|(index, _)| index).collect()
    }
}
