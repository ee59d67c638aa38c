//! What numbered writes say: how long a store took none, and what it has lost.

use std::collections::BTreeSet;

/// A numbered write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) number: u64,
    /// Milliseconds since the beginning of the drill.
    pub(crate) at_ms: u64,
    /// Why it was not acknowledged.
    pub(crate) failure: Option<String>,
}

impl Sample {
    pub(crate) fn is_acknowledged(&self) -> bool {
        self.failure.is_none()
    }
}

/// The acknowledged numbers that a store does not have.
pub(crate) fn lost(samples: &[Sample], present: &BTreeSet<u64>) -> Vec<u64> {
    let acknowledged = samples.iter().filter(|sample| sample.is_acknowledged());
    acknowledged.map(|sample| sample.number).filter(|number| !present.contains(number)).collect()
}

/// The acknowledged numbers that a store took along in a failover or took since then, and does not have after the return.
pub(crate) fn lost_on_return(
    samples: &[Sample],
    (taken_along, since_ms): (&BTreeSet<u64>, u64),
    returned: &BTreeSet<u64>,
) -> Vec<u64> {
    let was_there = |sample: &&Sample| sample.at_ms >= since_ms || taken_along.contains(&sample.number);
    lost(&samples.iter().filter(was_there).cloned().collect::<Vec<_>>(), returned)
}

/// How old an acknowledged number is at least that a read of any region has to show: replication to the other one takes a second.
const SETTLED_MS: u64 = 5_000;

/// Why a read after the last of these writes is wrong: it has numbers that were never written, or lacks acknowledged ones.
pub(crate) fn wrong_read(samples: &[Sample], present: &BTreeSet<u64>) -> Option<String> {
    let last = samples.last()?;
    let is_settled = |sample: &&Sample| sample.at_ms + SETTLED_MS <= last.at_ms;
    let settled: Vec<Sample> = samples.iter().filter(is_settled).cloned().collect();
    let foreign = present.iter().filter(|number| **number > last.number).count();
    let missing = lost(&settled, present).len();
    (foreign + missing > 0).then(|| match (foreign, missing) {
        (0, missing) => format!("{missing} numbers are missing"),
        (foreign, 0) => format!("{foreign} numbers are wrong"),
        (foreign, missing) => format!("{foreign} numbers are wrong, and {missing} are missing"),
    })
}

/// The recovery point objective that was reached: the time from the last number before the first lost one to the last lost one.
/// Zero if nothing is lost.
pub(crate) fn rpo_ms(samples: &[Sample], present: &BTreeSet<u64>) -> u64 {
    let is_lost = |sample: &&Sample| sample.is_acknowledged() && !present.contains(&sample.number);
    let (Some(first), Some(last)) = (samples.iter().find(is_lost), samples.iter().rev().find(is_lost)) else {
        return 0;
    };
    let before = samples.iter().rev().filter(|sample| sample.number < first.number);
    let kept = before.into_iter().find(|sample| present.contains(&sample.number));
    // If nothing is left, everything since the first write is lost.
    let since = kept.or(samples.first()).map_or(first.at_ms, |sample| sample.at_ms);
    last.at_ms.saturating_sub(since)
}

/// How a store went on after a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovered {
    /// Every write was acknowledged.
    NotInterrupted,
    /// The time from the fault to the first write that is acknowledged after the last failure.
    After(u64),
    /// It took no writes until the end.
    Never,
}

impl Recovered {
    /// The recovery time objective that was reached.
    pub(crate) fn rto_ms(self) -> Option<u64> {
        match self {
            Self::NotInterrupted => Some(0),
            Self::After(time) => Some(time),
            Self::Never => None,
        }
    }
}

/// How writes went on from a fault to a time.
pub(crate) fn recovered(samples: &[Sample], fault_ms: u64, until_ms: u64) -> Recovered {
    let mut within = samples.iter().filter(|sample| (fault_ms..until_ms).contains(&sample.at_ms)).peekable();
    let mut state = Recovered::NotInterrupted;
    while let Some(sample) = within.next() {
        if !sample.is_acknowledged() {
            state = match within.peek() {
                Some(next) if next.is_acknowledged() => Recovered::After(next.at_ms - fault_ms),
                _ => Recovered::Never,
            };
        }
    }
    state
}

/// The longest time without an acknowledged write in a window.
pub(crate) fn longest_gap_ms(samples: &[Sample], from_ms: u64, until_ms: u64) -> u64 {
    let within = samples.iter().filter(|sample| (from_ms..until_ms).contains(&sample.at_ms));
    let (mut longest, mut since) = (0, None);
    for sample in within {
        match (sample.is_acknowledged(), since) {
            (false, None) => since = Some(sample.at_ms),
            (false, Some(_)) | (true, None) => {}
            (true, Some(began)) => {
                longest = longest.max(sample.at_ms - began);
                since = None;
            }
        }
    }
    since.map_or(longest, |began| longest.max(until_ms.saturating_sub(began)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A write a second: acknowledged or not.
    fn samples(acknowledged: &[bool]) -> Vec<Sample> {
        let failure = |is: bool| (!is).then(|| "refused".to_owned());
        let all = acknowledged.iter().zip(1_u64..);
        all.map(|(is, number)| Sample { number, at_ms: number * 1000, failure: failure(*is) }).collect()
    }

    #[test]
    fn what_was_not_replicated_before_a_fault_is_lost() {
        // Five writes, of which two were copied; then an outage, and two writes to the new writer.
        let samples = samples(&[true, true, true, true, true, false, false, true, true]);
        let present = BTreeSet::from([1, 2, 3, 8, 9]);
        assert_eq!(lost(&samples, &present), [4, 5]);
        assert_eq!(rpo_ms(&samples, &present), 2000);
        assert_eq!(recovered(&samples, 5500, 10_000), Recovered::After(2500));
        assert_eq!(longest_gap_ms(&samples, 0, 10_000), 2000);
    }

    #[test]
    fn what_the_other_region_had_and_the_first_one_lacks_is_lost_on_the_return() {
        // The second was lost in the failover already, and the sixth was refused.
        let samples = samples(&[true, true, true, true, true, false, true]);
        let lost = |returned: &[u64]| {
            let returned = returned.iter().copied().collect();
            lost_on_return(&samples, (&BTreeSet::from([1, 3]), 4000), &returned)
        };
        assert_eq!(lost(&[1, 3, 4, 5, 7]), Vec::<u64>::new());
        assert_eq!(lost(&[1, 2, 4, 5]), [3, 7]);
        assert_eq!(lost(&[]), [1, 3, 4, 5, 7]);
    }

    #[test]
    fn a_store_that_lost_everything_lost_the_time_since_its_first_write() {
        let samples = samples(&[true, true, true]);
        assert_eq!(rpo_ms(&samples, &BTreeSet::new()), 2000);
    }

    #[test]
    fn a_write_that_was_not_acknowledged_is_not_lost() {
        let samples = samples(&[true, false]);
        assert_eq!(lost(&samples, &BTreeSet::from([1])), Vec::<u64>::new());
    }

    #[test]
    fn a_read_is_wrong_if_it_has_other_numbers_or_lacks_old_ones() {
        let samples = samples(&[true, true, false, true, true, true, true, true]);
        let read = |numbers: &[u64]| wrong_read(&samples, &numbers.iter().copied().collect());
        assert_eq!(read(&[1, 2, 4, 5, 6, 7, 8]), None);
        assert_eq!(
            read(&[1, 2]),
            None,
            "what was written in the last seconds may be on its way, and the third was refused"
        );
        assert_eq!(read(&[1, 2, 3]), None, "a write without an acknowledgement may have been made");
        assert_eq!(read(&[2]).as_deref(), Some("1 numbers are missing"));
        assert_eq!(read(&[1, 2, 99]).as_deref(), Some("1 numbers are wrong"));
        assert_eq!(read(&[98, 99]).as_deref(), Some("2 numbers are wrong, and 2 are missing"));
        assert_eq!(wrong_read(&[], &BTreeSet::new()), None);
    }

    #[test]
    fn a_recovery_counts_from_the_last_failure() {
        let samples = samples(&[true, false, true, false, true, true]);
        assert_eq!(recovered(&samples, 1500, 7000), Recovered::After(3500), "and not from the first success");
        assert_eq!(recovered(&samples, 1500, 5000), Recovered::Never);
        assert_eq!(recovered(&samples, 4500, 7000), Recovered::NotInterrupted);
    }

    proptest! {
        #[test]
        fn a_store_that_has_every_acknowledged_number_lost_nothing(acknowledged: Vec<bool>) {
            let samples = samples(&acknowledged);
            let present = samples.iter().filter(|s| s.is_acknowledged()).map(|s| s.number).collect();
            prop_assert!(lost(&samples, &present).is_empty());
            prop_assert_eq!(rpo_ms(&samples, &present), 0);
        }

        /// As the store loses more, the measured loss does not shrink.
        #[test]
        fn a_shorter_log_is_a_greater_loss(acknowledged in proptest::collection::vec(any::<bool>(), 1..60), kept in 0_u64..60) {
            let samples = samples(&acknowledged);
            let first = |kept: u64| (1..=kept).collect::<BTreeSet<u64>>();
            let (less, more) = (first(kept), first(kept + 1));
            prop_assert!(lost(&samples, &less).len() >= lost(&samples, &more).len());
            prop_assert!(rpo_ms(&samples, &less) >= rpo_ms(&samples, &more));
            let loss = lost(&samples, &less).len();
            prop_assert!(loss > 0 || rpo_ms(&samples, &less) == 0);
            prop_assert!(loss < 2 || rpo_ms(&samples, &less) > 0);
        }

        /// The recovery is the end of the last outage, whatever came before.
        #[test]
        fn every_write_after_the_recovery_is_acknowledged(acknowledged in proptest::collection::vec(any::<bool>(), 1..60), fault in 0_u64..60_000) {
            let samples = samples(&acknowledged);
            let end = 61_000;
            let after: Vec<&Sample> = samples.iter().filter(|s| s.at_ms >= fault).collect();
            match recovered(&samples, fault, end) {
                Recovered::NotInterrupted => prop_assert!(after.iter().all(|s| s.is_acknowledged())),
                Recovered::After(time) => {
                    let at = fault + time;
                    prop_assert!(after.iter().filter(|s| s.at_ms >= at).all(|s| s.is_acknowledged()));
                    let before = after.iter().rev().find(|s| s.at_ms < at);
                    prop_assert!(before.is_some_and(|s| !s.is_acknowledged()));
                }
                Recovered::Never => prop_assert!(after.last().is_some_and(|s| !s.is_acknowledged())),
            }
        }
    }
}
