//! Written by `schema add`. Do not edit.

pub mod analyzer;

pub use analyzer::{Analyzer, AnalyzerArgs};
