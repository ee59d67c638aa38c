//! Counts every AWS call that reaches a gateway.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// Calls by region, service and operation: the response to `GET /_sandbox/calls`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    pub total: u64,
    /// The number of calls that a fault rule answered, delayed, rewrote or disconnected.
    pub faulted: u64,
    /// By region, then service, then operation.
    pub calls: BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>,
}

impl Calls {
    /// The count of one operation over all regions.
    #[must_use]
    pub fn of(&self, service: &str, operation: &str) -> u64 {
        self.calls.values().filter_map(|services| services.get(service)?.get(operation)).sum()
    }

    /// The count of one operation in one region.
    #[must_use]
    pub fn in_region(&self, region: &str, service: &str, operation: &str) -> u64 {
        let count = || self.calls.get(region)?.get(service)?.get(operation);
        count().copied().unwrap_or_default()
    }
}

/// The account, region, service and operation of a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) operation: String,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    total: u64,
    faulted: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counter {
    counts: Mutex<BTreeMap<Key, Count>>,
}

impl Counter {
    pub(crate) fn add(&self, key: &Key, faulted: bool) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let update = |count: &mut Count| {
            count.total += 1;
            count.faulted += u64::from(faulted);
        };
        // Clone the key only for the first call of a kind.
        match counts.get_mut(key) {
            Some(count) => update(count),
            None => update(counts.entry(key.clone()).or_default()),
        }
    }

    pub(crate) fn report(&self, account: Option<&str>) -> Calls {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = Calls::default();
        for (key, count) in counts.iter().filter(|(key, _)| account.is_none_or(|a| a == key.account)) {
            out.total += count.total;
            out.faulted += count.faulted;
            let services = out.calls.entry(key.region.clone()).or_default();
            let operations = services.entry(key.service.clone()).or_default();
            *operations.entry(key.operation.clone()).or_default() += count.total;
        }
        out
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|key, _| account.is_some_and(|a| a != key.account));
    }
}
