//! The state of a health check over time.

/// The endpoint of a region, as health checkers see it.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// How long it must fail, or answer, until its state changes.
    window_ms: u64,
    is_healthy: bool,
    answers: bool,
    since_ms: u64,
}

impl Endpoint {
    /// A healthy endpoint.
    pub(crate) fn new(window_ms: u64) -> Self {
        Self { window_ms, is_healthy: true, answers: true, since_ms: 0 }
    }

    /// Health checkers look at it. The state changes after as many equal results as the threshold says, one each interval.
    pub(crate) fn look(&mut self, now_ms: u64, answers: bool) {
        if answers != self.answers {
            (self.answers, self.since_ms) = (answers, now_ms);
        }
        if now_ms >= self.since_ms + self.window_ms {
            self.is_healthy = answers;
        }
    }

    pub(crate) fn is_healthy(&self) -> bool {
        self.is_healthy
    }
}
