//! One stream of events in, several forms out.
//!
//! [`Reporter`] passes events, on a separate thread, to the [`Sink`]s of the run: the
//! terminal ([`human`], redrawn by [`live`] where it can be) and JSON lines ([`json`]). A new form is a new sink.

pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod live;
pub(crate) mod plan;
pub(crate) mod progress;
mod reporter;
mod sink;
pub(crate) mod style;
pub(crate) mod text;
pub(crate) mod timing;
pub(crate) mod value;

pub(crate) use reporter::Reporter;
pub(crate) use sink::{Sink, StackMetadata};
