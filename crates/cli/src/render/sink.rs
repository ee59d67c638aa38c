//! What takes events and shows them.

use std::collections::{BTreeMap, HashMap};

use archipel_engine::Urn;
use archipel_engine::event::Event;
use archipel_engine::schema::Schema;

use crate::errors::Failure;

/// What is known of the stack beside its events.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The types, by name.
    pub(crate) schemas: HashMap<&'static str, &'static Schema>,
    /// Source lines, by resource.
    pub(crate) sources: BTreeMap<Urn, String>,
}

impl Facts {
    /// The schema of a type.
    pub(crate) fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.schemas.get(type_name).copied()
    }
}

/// One form of output.
pub(crate) trait Sink: Send {
    /// Takes an event.
    fn event(&mut self, event: &Event, facts: &Facts);

    /// Takes an error that ends the command.
    fn failure(&mut self, failure: &Failure);

    /// Takes words for people only.
    fn say(&mut self, text: &str);

    /// Called several times a second, for what shows time.
    fn tick(&mut self, _: &Facts) {}

    /// Called before something else writes, and at the end.
    fn settle(&mut self) {}

    /// Called once, when nothing more will be said.
    fn end(&mut self) {}
}
