//! Written by `schema add`. Do not edit.

pub mod delivery_stream;

pub use delivery_stream::{DeliveryStream, DeliveryStreamArgs};
