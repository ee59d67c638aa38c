//! Receivers that show events.

use std::collections::{BTreeMap, HashMap};

use archipel_engine::Urn;
use archipel_engine::event::Event;
use archipel_engine::schema::Schema;

#[cfg(feature = "recovery")]
use super::recovery_plan::RecoveryPlan;
use crate::errors::Failure;

/// Facts about the stack that its events do not contain.
#[derive(Debug, Default)]
pub(crate) struct StackMetadata {
    /// The types, by name.
    pub(crate) schemas: HashMap<&'static str, &'static Schema>,
    /// Source lines, by resource.
    pub(crate) sources: BTreeMap<Urn, String>,
}

impl StackMetadata {
    /// The schema of a type.
    pub(crate) fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.schemas.get(type_name).copied()
    }
}

/// An output format.
pub(crate) trait Sink: Send {
    /// Handles an event.
    fn event(&mut self, event: &Event, facts: &StackMetadata);

    /// Handles an error that ends the command.
    fn failure(&mut self, failure: &Failure);

    /// Handles text for humans only.
    fn say(&mut self, text: &str);

    /// Handles the steps and checks of a recovery plan. Humans get them as text.
    #[cfg(feature = "recovery")]
    fn recovery(&mut self, _: &RecoveryPlan) {}

    /// Called several times per second, to update elapsed times.
    fn tick(&mut self, _: &StackMetadata) {}

    /// Called before other output is written, and at the end.
    fn settle(&mut self) {}

    /// Called once, after all other calls.
    fn end(&mut self) {}
}
