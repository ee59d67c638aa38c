//! The faults that a proxy injects.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// A request to the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `PUT`, `GET`, `POST`, `DELETE`.
    pub method: String,
    /// The path, from the bucket on, and the query.
    pub path: String,
}

/// How the proxy treats a request.
#[derive(Clone, Debug)]
pub enum Does {
    /// Close the connection without serving the request.
    Lose,
    /// Serve the request, and close the connection without a response.
    LoseAnswer,
    /// Respond with this status and this code, without serving the request.
    Answer(u16, &'static str),
    /// Serve the request, and respond with this status and this code.
    AnswerAfter(u16, &'static str),
    /// Serve the request after this delay.
    Delay(Duration),
    /// Serve the request when [`Faults::let_go`] is called.
    Hold,
    /// Serve the request, and respond without a date.
    NoDate,
    /// Serve the request without the conditional headers of these names.
    DropConditions(&'static [&'static str]),
}

type Rule = Box<dyn FnMut(&Call) -> Option<Does> + Send>;

/// The rules and the recorded requests of a proxy.
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
    /// Adds a rule, which is applied to every request.
    pub fn rule(&self, rule: impl FnMut(&Call) -> Option<Does> + Send + 'static) {
        lock(&self.rules).push(Box::new(rule));
    }

    /// Applies to the next `times` requests with this method whose path contains `part`.
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

    /// Removes all rules.
    pub fn clear(&self) {
        lock(&self.rules).clear();
    }

    /// Returns the recorded requests, and clears them.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut lock(&self.calls))
    }

    /// Releases the held requests.
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
