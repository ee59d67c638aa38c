//! What a drill of a corrupted cache changes: it replaces its own numbers in the cache by wrong ones, and fills it again.
//!
//! Only values that the database has can be filled again, and which those are only the application knows. The drill does it with its own
//! series, whose numbers both have: so it can measure the way, and no value of a user is touched.

use std::collections::BTreeSet;
use std::sync::Arc;

use archipel_resources::numbered::Application;
use tokio::task::JoinSet;

use super::measure::Sample;
use super::traffic::Traffic;
use crate::errors::{Failure, Result};
use crate::recovery::Place;

/// What is added to a number to make it wrong: no drill writes so many.
const WRONG: u64 = 1 << 40;
/// How many numbers are written at a time.
const AT_A_TIME: usize = 16;

/// A change of the numbers in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Correction {
    /// The index of the store.
    pub(super) store: usize,
    /// Whether the numbers that it has are deleted.
    pub(super) deletes: bool,
    /// The numbers that are written then.
    pub(super) numbers: Vec<u64>,
}

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
            .map(|store| Correction { store, deletes: true, numbers: wrong(&self.measured[store].samples) })
            .collect();
    }

    /// Lets the next tick delete the numbers in the caches, and write those that the database has.
    pub(crate) async fn refill_caches(&mut self, region: &str) -> Result<()> {
        let database = self.measured.iter().position(|measured| matches!(measured.store.place, Place::Database(_)));
        let mut present = self.present(region).await;
        let numbers = database.and_then(|index| present.get_mut(index)?.take());
        let numbers: BTreeSet<u64> =
            numbers.ok_or_else(|| Failure::new("the numbers that the database has cannot be read"))?;
        let refilled = |store| Correction { store, deletes: true, numbers: numbers.iter().copied().collect() };
        self.corrections = self.caches().into_iter().map(refilled).collect();
        Ok(())
    }

    /// Whether the last tick made all changes.
    pub(crate) fn is_changed(&self) -> bool {
        self.corrections.is_empty()
    }

    fn caches(&self) -> Vec<usize> {
        let all = self.measured.iter().enumerate();
        all.filter(|(_, measured)| matches!(measured.store.place, Place::Cache(_))).map(|(index, _)| index).collect()
    }

    /// Lets the application make the changes. Each can be repeated.
    pub(super) async fn correct(&self, application: &Arc<Application>) -> std::result::Result<(), String> {
        for Correction { store, deletes, numbers } in &self.corrections {
            let Some(series) = self.measured.get(*store).and_then(|measured| self.series_of(measured)) else {
                continue;
            };
            replace(application, &series, *deletes, numbers).await?;
        }
        Ok(())
    }
}

/// Lets the application delete the numbers of a series, if it is told to, and write these.
async fn replace(
    application: &Arc<Application>,
    series: &str,
    deletes: bool,
    numbers: &[u64],
) -> std::result::Result<(), String> {
    if deletes {
        application.send("DELETE", series).await.map_err(|error| error.message)?;
    }
    for numbers in numbers.chunks(AT_A_TIME) {
        let mut writes = JoinSet::new();
        for number in numbers {
            let (application, url) = (Arc::clone(application), format!("{series}/{number}"));
            writes.spawn(async move { application.send("PUT", &url).await });
        }
        let written: std::result::Result<Vec<String>, _> = writes.join_all().await.into_iter().collect();
        written.map_err(|error| error.message)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recovery::application::application;

    #[tokio::test]
    async fn a_series_is_deleted_before_its_numbers_are_written() {
        let (address, requests) = application(true);
        let (sender, series) = (Arc::new(Application::default()), format!("{address}/drill/cache/one"));
        replace(&sender, &series, false, &[70, 71]).await.unwrap();
        let numbers: Vec<u64> = (1..40).collect();
        replace(&sender, &series, true, &numbers).await.unwrap();
        let there = sender.send("GET", &series).await.unwrap();
        assert_eq!(serde_json::from_str::<Vec<u64>>(&there).unwrap(), numbers);
        let requests = requests.lock().unwrap();
        assert_eq!(requests.len(), 2 + 1 + 39 + 1);
        assert_eq!(requests[2], "DELETE /drill/cache/one");
    }

    #[tokio::test]
    async fn a_change_that_the_application_does_not_make_says_why() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/drill/cache/one", listener.local_addr().unwrap());
        drop(listener);
        let why = replace(&Arc::new(Application::default()), &address, true, &[]).await.unwrap_err();
        assert!(why.starts_with(&format!("DELETE {address}: ")), "{why}");
    }
}
