//! Events as JSON, one per line. The schema is in `docs/schema/events.json`.

use std::sync::Arc;

use archipel_engine::event::{Event, Level};

use super::line::{Failover, Line};
use super::sink::{Sink, StackMetadata};
use crate::errors::Failure;
use crate::output::Output;

/// The width at which errors are wrapped within their strings.
const WIDTH: usize = 100;

/// Writes events to standard output.
pub(crate) struct Json {
    output: Arc<Output>,
}

impl Json {
    pub(crate) fn new(output: Arc<Output>) -> Self {
        Self { output }
    }

    fn write(&self, line: &Line<'_>) {
        match serde_json::to_string(line) {
            Ok(line) => self.output.line(&line),
            Err(error) => self.output.err(&format!("an event cannot be serialized to JSON: {error}\n")),
        }
    }
}

impl Sink for Json {
    fn event(&mut self, event: &Event, _: &StackMetadata) {
        self.write(&Line::Event(event));
    }

    #[cfg(feature = "recovery")]
    fn recovery(&mut self, plan: &super::recovery_plan::RecoveryPlan) {
        self.write(&Line::Failover(Failover::Recovery(plan)));
    }

    fn failure(&mut self, failure: &Failure) {
        let message = failure.plain(WIDTH);
        let message = message.trim_end().strip_prefix("error: ").unwrap_or(&message).to_owned();
        self.event(&Event::Notice { level: Level::Error, message }, &StackMetadata::default());
    }

    fn say(&mut self, _: &str) {}
}
