//! What an edge does wrong.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// A request, as the edge sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `PUT`, `GET`, `POST`, `DELETE`.
    pub method: String,
    /// The path, from the bucket on, and the query.
    pub path: String,
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub enum Does {
    /// The connection is closed before it is served.
    Lose,
    /// It is served, and the connection is closed without an answer.
    LoseAnswer,
    /// It is answered with this status and this code, and not served.
    Answer(u16, &'static str),
    /// It is served, and answered with this status and this code.
    AnswerAfter(u16, &'static str),
    /// It is served after this time.
    Delay(Duration),
    /// It is served when [`Faults::let_go`] is called.
    Hold,
    /// It is served, and its answer has no date.
    NoDate,
    /// It is served without the headers of conditions with these names.
    DropConditions(&'static [&'static str]),
}

type Rule = Box<dyn FnMut(&Call) -> Option<Does> + Send>;

/// What an edge does wrong, and what it saw.
#[derive(Default)]
pub struct Faults {
    rules: Mutex<Vec<Rule>>,
    calls: Mutex<Vec<Call>>,
    held: Mutex<usize>,
    gate: Notify,
    arrived: Notify,
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faults").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Faults {
    /// Adds a rule: it is asked about every request.
    pub fn rule(&self, rule: impl FnMut(&Call) -> Option<Does> + Send + 'static) {
        lock(&self.rules).push(Box::new(rule));
    }

    /// The next `times` requests with this method whose path contains `part` fare so.
    pub fn next(&self, method: &'static str, part: &'static str, times: usize, does: Does) {
        let mut left = times;
        self.rule(move |call| {
            if left == 0 || call.method != method || !call.path.contains(part) {
                return None;
            }
            left -= 1;
            Some(does.clone())
        });
    }

    /// No rules from now on.
    pub fn clear(&self) {
        lock(&self.rules).clear();
    }

    /// What was asked so far, and forgets it.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut lock(&self.calls))
    }

    /// Lets go of what is held, and waits for nothing.
    pub fn let_go(&self) {
        self.gate.notify_waiters();
    }

    /// Returns once a request is held.
    pub async fn somebody_is_held(&self) {
        loop {
            let arrived = self.arrived.notified();
            if *lock(&self.held) > 0 {
                return;
            }
            arrived.await;
        }
    }

    pub(crate) fn of(&self, call: Call) -> Option<Does> {
        let does = lock(&self.rules).iter_mut().find_map(|rule| rule(&call));
        lock(&self.calls).push(call);
        does
    }

    pub(crate) async fn hold(&self) {
        let gate = self.gate.notified();
        *lock(&self.held) += 1;
        self.arrived.notify_waiters();
        gate.await;
        *lock(&self.held) -= 1;
    }
}
