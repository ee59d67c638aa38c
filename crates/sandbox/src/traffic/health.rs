//! The state of a health check over time.

/// The endpoint of a region, as health checkers see it.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// How long it must fail until it is unhealthy, and answer until it is healthy.
    fails_ms: u64,
    answers_ms: u64,
    is_healthy: bool,
    answers: bool,
    since_ms: u64,
}

impl Endpoint {
    /// A healthy endpoint.
    pub(crate) fn new(window_ms: u64) -> Self {
        Self::between(window_ms, window_ms)
    }

    /// A healthy endpoint that becomes unhealthy and healthy after different times.
    pub(crate) fn between(fails_ms: u64, answers_ms: u64) -> Self {
        Self { fails_ms, answers_ms, is_healthy: true, answers: true, since_ms: 0 }
    }

    /// Health checkers look at it. The state changes after as many equal results as the threshold says, one each interval.
    pub(crate) fn look(&mut self, now_ms: u64, answers: bool) {
        if answers != self.answers {
            (self.answers, self.since_ms) = (answers, now_ms);
        }
        if now_ms >= self.since_ms + if answers { self.answers_ms } else { self.fails_ms } {
            self.is_healthy = answers;
        }
    }

    pub(crate) fn is_healthy(&self) -> bool {
        self.is_healthy
    }
}
