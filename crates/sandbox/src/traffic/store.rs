//! A store that replicates to other regions, asynchronously.

use std::collections::{BTreeMap, BTreeSet};

use super::Link;
use super::zones::{Instances, IsLost};

/// How late a write reaches the other region: "typically less than a second" for Aurora (Aurora user guide, "Using Amazon Aurora
/// Global Database") and for a global datastore ("Replication across AWS Regions using global datastores").
pub(crate) const LAG_MS: u64 = 1_000;
/// How late an object reaches the other bucket: most "in seconds", 99.99 % within 15 minutes (S3 user guide, "Replication Time
/// Control").
pub(crate) const OBJECT_LAG_MS: u64 = 5_000;
/// How long a promotion takes: a secondary region takes writes in under a minute (AWS Well-Architected Labs, "Promote Aurora"), and
/// the recovery time of a global datastore is a minute (AWS disaster recovery workshop, "Global Datastore"). The Aurora user guide
/// says only that it can be in the order of minutes ("Using switchover or failover in Aurora Global Database").
pub(crate) const PROMOTION_MS: u64 = 60_000;

/// How the writer moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// The new writer receives everything first.
    Planned,
    /// What it has not received is lost.
    Unplanned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    number: u64,
    at_ms: u64,
}

/// The log of each member. That of the writer is the truth; those of the others are the beginning of it.
#[derive(Debug)]
pub(crate) struct Replicated {
    pub(super) logs: BTreeMap<String, Vec<Entry>>,
    writer: String,
    ready_ms: u64,
    /// The instances of the member that takes writes, once they are known.
    instances: Option<Instances>,
}

impl Replicated {
    pub(crate) fn new(regions: &[String], writer: &str) -> Self {
        let logs = regions.iter().map(|region| (region.clone(), Vec::new())).collect();
        Self { logs, writer: writer.to_owned(), ready_ms: 0, instances: None }
    }

    /// Whether the instances of the member that takes writes are not known yet.
    pub(crate) fn needs_instances(&self) -> bool {
        self.instances.is_none()
    }

    pub(crate) fn set_instances(&mut self, instances: Instances) {
        self.instances = Some(instances);
    }

    /// Its service looks at the instance that takes writes. Returns the one that has taken over now. Both have the same storage
    /// (Aurora), or the same data (a replica of the cache has what was acknowledged a tick ago): nothing is lost.
    pub(crate) fn look(&mut self, now_ms: u64, is_lost: &IsLost<'_>) -> Option<String> {
        self.instances.as_mut()?.look(now_ms, is_lost)
    }

    pub(crate) fn writer(&self) -> &str {
        &self.writer
    }

    fn log(&self) -> &[Entry] {
        self.logs.get(&self.writer).map_or(&[], Vec::as_slice)
    }

    /// The numbers that the writer has.
    pub(crate) fn present(&self) -> Vec<u64> {
        self.log().iter().map(|entry| entry.number).collect()
    }

    /// Copies what is due to the members that can be reached.
    pub(crate) fn replicate(&mut self, now_ms: u64, links: &dyn Fn(&str) -> Link) {
        let source = links(&self.writer);
        if source.is_cut {
            return;
        }
        let log = self.log().to_vec();
        for (_, copy) in self.logs.iter_mut().filter(|(region, _)| **region != self.writer) {
            // After a promotion the former writer starts from the new one's log.
            if !log.starts_with(copy) {
                copy.clear();
            }
        }
        let regions: Vec<String> = self.logs.keys().filter(|region| **region != self.writer).cloned().collect();
        for region in regions {
            let link = links(&region);
            if link.is_cut {
                continue;
            }
            let due = log.iter().take_while(|entry| entry.at_ms + LAG_MS + link.delay_ms <= now_ms).count();
            if let Some(copy) = self.logs.get_mut(&region)
                && due > copy.len()
            {
                *copy = log[..due].to_vec();
            }
        }
    }

    /// Writes a number, and returns why it is not acknowledged. A number that is there stays where it is.
    pub(crate) fn write(&mut self, number: u64, now_ms: u64, link: Link, is_lost: &IsLost<'_>) -> Result<(), String> {
        self.ensure_writable(now_ms, link, is_lost)?;
        if let Some(log) = self.logs.get_mut(&self.writer)
            && log.iter().all(|entry| entry.number != number)
        {
            log.push(Entry { number, at_ms: now_ms });
        }
        Ok(())
    }

    /// Replaces all numbers by these, or changes nothing and returns why.
    pub(crate) fn replace(
        &mut self,
        numbers: &[u64],
        now_ms: u64,
        link: Link,
        is_lost: &IsLost<'_>,
    ) -> Result<(), String> {
        self.ensure_writable(now_ms, link, is_lost)?;
        if let Some(log) = self.logs.get_mut(&self.writer) {
            let mut there = BTreeSet::new();
            let new = numbers.iter().filter(|number| there.insert(**number));
            *log = new.map(|number| Entry { number: *number, at_ms: now_ms }).collect();
        }
        Ok(())
    }

    /// Fails if the member that takes writes takes none now.
    fn ensure_writable(&self, now_ms: u64, link: Link, is_lost: &IsLost<'_>) -> Result<(), String> {
        if link.is_cut {
            return Err(format!("the writer in {} does not answer", self.writer));
        }
        if let Some(failure) = self.instances.as_ref().and_then(|instances| instances.failure(is_lost)) {
            return Err(failure);
        }
        if now_ms < self.ready_ms {
            return Err(format!("{} is being promoted", self.writer));
        }
        Ok(())
    }

    /// How far the member that is furthest behind is behind: none if the writer or that member cannot say.
    pub(crate) fn lag_ms(&self, now_ms: u64, links: &dyn Fn(&str) -> Link) -> Option<u64> {
        if links(&self.writer).is_cut {
            return None;
        }
        let log = self.log();
        let copies = self.logs.iter().filter(|(region, _)| **region != self.writer);
        let behind = copies.map(|(region, copy)| {
            let next = log.get(copy.len()).map_or(0, |entry| now_ms.saturating_sub(entry.at_ms));
            (!links(region).is_cut).then_some(next)
        });
        behind.collect::<Option<Vec<u64>>>()?.into_iter().max()
    }

    /// Another member takes writes. The former writer takes none any more, whether it can be reached or not.
    pub(crate) fn moved(&mut self, to: &str, how: Move, now_ms: u64) {
        if to == self.writer {
            return;
        }
        if how == Move::Planned {
            let all = self.log().to_vec();
            self.logs.insert(to.to_owned(), all);
        }
        to.clone_into(&mut self.writer);
        self.instances = None;
        self.ready_ms = now_ms + PROMOTION_MS;
    }
}
