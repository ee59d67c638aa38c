//! One stream of events in, several forms out.
//!
//! [`Reporter`] takes events from everywhere and hands them, on a thread of its own, to the [`Sink`]s of the run: the
//! terminal ([`human`], redrawn by [`live`] where it can be) and JSON lines ([`json`]). A new form is a new sink.

pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod live;
pub(crate) mod plan;
pub(crate) mod progress;
mod reporter;
pub(crate) mod style;
pub(crate) mod text;
pub(crate) mod timing;
pub(crate) mod value;

pub(crate) use reporter::Reporter;

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
