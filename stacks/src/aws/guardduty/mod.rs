//! Written by `schema add`. Do not edit.

pub mod detector;

pub use detector::{Detector, DetectorArgs};
