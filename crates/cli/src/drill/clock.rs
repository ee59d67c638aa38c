//! The time of a drill.

use std::time::{Duration, Instant};

/// The time since the beginning of a drill. In the sandbox it is virtual: a wait moves it forward instead of waiting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    began: Instant,
    skipped: Duration,
    is_virtual: bool,
}

impl Clock {
    pub(crate) fn start(is_virtual: bool) -> Self {
        Self { began: Instant::now(), skipped: Duration::ZERO, is_virtual }
    }

    /// Milliseconds since the beginning.
    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from((self.began.elapsed() + self.skipped).as_millis()).unwrap_or(u64::MAX)
    }

    /// Waits until a time.
    pub(crate) async fn until(&mut self, at_ms: u64) {
        let left = Duration::from_millis(at_ms.saturating_sub(self.now_ms()));
        if self.is_virtual {
            self.skipped += left;
        } else {
            tokio::time::sleep(left).await;
        }
    }

    /// Waits until a time, in real time: something else is done meanwhile.
    pub(crate) async fn really_until(&self, at_ms: u64) {
        tokio::time::sleep(Duration::from_millis(at_ms.saturating_sub(self.now_ms()))).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn virtual_time_does_not_wait() {
        let mut clock = Clock::start(true);
        clock.until(3_600_000).await;
        assert!(clock.now_ms() >= 3_600_000);
        assert!(clock.began.elapsed() < Duration::from_secs(60));
    }
}
