//! One stream of events, several output formats.
//!
//! [`Reporter`] passes events to the [`Sink`]s of the run on a separate thread: the terminal ([`human`], redrawn by
//! [`live`] where possible) and JSON lines ([`json`]). A new format is a new sink.

pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod line;
pub(crate) mod live;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod recovery_plan;
mod reporter;
mod sink;
pub(crate) mod style;
pub(crate) mod text;
pub(crate) mod timing;
pub(crate) mod value;

pub(crate) use reporter::Reporter;
pub(crate) use sink::{Sink, StackMetadata};
