//! Written by `schema add`. Do not edit.

pub mod metric_stream;

pub use metric_stream::{MetricStream, MetricStreamArgs};
