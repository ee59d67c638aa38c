//! The traffic of a drill while it moves the roles: what waits for the public name in the sandbox waits in virtual time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// The traffic of a drill, for the failover that the same process runs.
#[derive(Debug)]
pub(crate) struct Flow {
    /// The series of its numbers; none while no drill moves roles.
    series: Mutex<Option<String>>,
    ticks: watch::Sender<u64>,
    waiting: AtomicUsize,
}

impl Default for Flow {
    fn default() -> Self {
        Self { series: Mutex::default(), ticks: watch::Sender::new(0), waiting: AtomicUsize::new(0) }
    }
}

impl Flow {
    /// A drill lets its traffic flow until the result is dropped.
    pub(crate) fn begin(&self, series: &str) -> Flowing<'_> {
        *self.series.lock().unwrap_or_else(PoisonError::into_inner) = Some(series.to_owned());
        Flowing(self)
    }

    /// The series of the drill that moves roles.
    pub(crate) fn series(&self) -> Option<String> {
        self.series.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether something only waits for the traffic: time may pass as fast as it can.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Waits until the drill has sent its next traffic, or has ended.
    pub(crate) async fn next(&self) {
        let mut ticks = self.ticks.subscribe();
        if self.series().is_none() {
            return;
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        // The sender is a part of this: it is not dropped.
        let _ = ticks.changed().await;
    }
}

/// Ends the wait, also of a future that is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Traffic that flows.
pub(crate) struct Flowing<'a>(&'a Flow);

impl Flowing<'_> {
    /// The traffic of one moment was sent.
    pub(crate) fn ticked(&self) {
        self.0.ticks.send_modify(|number| *number += 1);
    }
}

impl Drop for Flowing<'_> {
    fn drop(&mut self) {
        *self.0.series.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.ticked();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_waits_for_traffic_goes_on_with_it_and_when_it_ends() {
        let flow = Flow::default();
        // Without a drill nothing is waited for.
        flow.next().await;
        let flowing = flow.begin("one");
        assert_eq!(flow.series().as_deref(), Some("one"));
        let wait = async {
            flow.next().await;
            assert!(!flow.is_waited_for());
            flow.next().await;
            flow.series()
        };
        let send = async {
            tokio::task::yield_now().await;
            assert!(flow.is_waited_for());
            flowing.ticked();
            tokio::task::yield_now().await;
            drop(flowing);
        };
        assert_eq!(tokio::join!(wait, send).0, None, "the drill has ended");
    }
}
