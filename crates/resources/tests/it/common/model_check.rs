//! How many requests the sandbox has compared with the service models, for the page of its rules.

use std::collections::BTreeSet;
use std::io::Write as _;

use archipel_sandbox::Calls;

/// A file to which each life cycle appends its figures: a line for each kind of day.
const FIGURES: &str = "ARCHIPEL_MODEL_FIGURES";

/// The requests that reached an emulator, each of which is compared with the model of its operation.
#[derive(Clone, Default)]
pub struct CheckedRequests {
    requests: u64,
    operations: BTreeSet<String>,
}

impl CheckedRequests {
    /// Adds the requests that a gateway has counted. A request that a fault rule concerned is left out: most of them reach no
    /// emulator.
    pub fn add(&mut self, calls: &Calls) {
        self.requests += calls.total - calls.faulted;
        for (service, operations) in calls.calls.values().flatten() {
            // The path of a tagged resource of Route 53 ends with its id.
            let name = |operation: &String| match operation.split_once("/tags/{}/") {
                Some((before, _)) => format!("{service} {before}/tags/{{}}/{{}}"),
                None => format!("{service} {operation}"),
            };
            self.operations.extend(operations.keys().map(name));
        }
    }

    /// Appends the figures of a life cycle.
    pub fn record(&self, day: &str) {
        let Ok(path) = std::env::var(FIGURES) else { return };
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let line = serde_json::json!({
            "test": test, "day": day, "requests": self.requests, "operations": self.operations,
        });
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("a file");
        file.write_all(format!("{line}\n").as_bytes()).expect("a line");
    }
}
