//! The traffic of a drill while it moves the roles in the sandbox: steps take their expected time, and what waits for the public
//! name waits, both in virtual time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use archipel_engine::Urn;
use tokio::sync::watch;

/// The expected time of each step of a failover.
pub(crate) type StepTimes = BTreeMap<Urn, Duration>;

/// The traffic of a drill, for the failover that the same process runs.
#[derive(Debug)]
pub(crate) struct Flow {
    /// The series of its numbers; none while no drill moves roles.
    series: Mutex<Option<String>>,
    /// The drill's time of its last traffic, in milliseconds.
    now_ms: watch::Sender<u64>,
    /// How many wait for the traffic, and how many of them for the public name.
    waiting: AtomicUsize,
    verifying: AtomicUsize,
    times: Mutex<StepTimes>,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            series: Mutex::default(),
            now_ms: watch::Sender::new(0),
            waiting: AtomicUsize::new(0),
            verifying: AtomicUsize::new(0),
            times: Mutex::default(),
        }
    }
}

impl Flow {
    /// A drill lets its traffic flow until the result is dropped.
    pub(crate) fn begin(&self, series: &str) -> Flowing<'_> {
        *locked(&self.series) = Some(series.to_owned());
        Flowing(self)
    }

    /// Sets the times of the steps of the next failover. None: each takes the time that it needs.
    pub(crate) fn expect(&self, times: StepTimes) {
        *locked(&self.times) = times;
    }

    /// Whether steps take their expected time.
    pub(crate) fn is_expecting(&self) -> bool {
        !locked(&self.times).is_empty()
    }

    /// The series of the drill that moves roles.
    pub(crate) fn series(&self) -> Option<String> {
        locked(&self.series).clone()
    }

    /// Whether something only waits for the traffic: time may pass as fast as it can.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Whether something waits for the public name.
    pub(crate) fn is_verified(&self) -> bool {
        self.verifying.load(Ordering::Relaxed) > 0
    }

    /// The verification waits until the drill has sent its next traffic, or has ended.
    pub(crate) async fn next(&self) {
        let _verifying = Waiting::begin(&self.verifying);
        self.tick().await;
    }

    /// A step waits until its expected time has passed in the drill, or the drill has ended.
    pub(crate) async fn pass_time_of(&self, step: &Urn) {
        let time = locked(&self.times).get(step).copied().unwrap_or_default();
        let until = self.now_ms.borrow().saturating_add(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        while *self.now_ms.borrow() < until && self.series().is_some() {
            self.tick().await;
        }
    }

    async fn tick(&self) {
        let mut now = self.now_ms.subscribe();
        if self.series().is_none() {
            return;
        }
        let _waiting = Waiting::begin(&self.waiting);
        // The sender is a part of this: it is not dropped.
        let _ = now.changed().await;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the wait, also of a future that is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(number: &'a AtomicUsize) -> Self {
        number.fetch_add(1, Ordering::Relaxed);
        Self(number)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Traffic that flows.
pub(crate) struct Flowing<'a>(&'a Flow);

impl Flowing<'_> {
    /// The traffic of one moment was sent: the drill's time in milliseconds.
    pub(crate) fn ticked(&self, now_ms: u64) {
        self.0.now_ms.send_replace(now_ms);
    }
}

impl Drop for Flowing<'_> {
    fn drop(&mut self) {
        *locked(&self.0.series) = None;
        // Wakes what waits.
        self.0.now_ms.send_modify(|_| ());
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
            assert!(flow.is_verified());
            flowing.ticked(1000);
            tokio::task::yield_now().await;
            drop(flowing);
        };
        assert_eq!(tokio::join!(wait, send).0, None, "the drill has ended");
    }

    #[tokio::test]
    async fn a_step_takes_its_expected_time_in_the_time_of_the_drill() {
        let flow = Flow::default();
        let step = Urn::parse("eu-west-1::aws:rds/GlobalClusterWriter::database").unwrap();
        flow.expect(StepTimes::from([(step.clone(), Duration::from_secs(180))]));
        // Without traffic no time passes, and none is waited for.
        flow.pass_time_of(&step).await;
        let flowing = flow.begin("one");
        flowing.ticked(60_000);
        let mut wait = std::pin::pin!(flow.pass_time_of(&step));
        for now_ms in [60_000, 200_000, 239_000] {
            flowing.ticked(now_ms);
            assert!(tokio::time::timeout(Duration::ZERO, wait.as_mut()).await.is_err(), "{now_ms}");
            assert!(flow.is_waited_for() && !flow.is_verified());
        }
        flowing.ticked(240_000);
        wait.await;
        assert!(!flow.is_waited_for());
    }
}
